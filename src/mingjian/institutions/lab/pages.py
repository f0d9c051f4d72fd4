"""The pages of the lab: experiments, one with its seal and runs, the form, and the report of a run with its pictures."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjian.core.policy.examples import example, examples
from mingjian.core.policy.experiment import experiment_of
from mingjian.institutions.lab.acts import revise_experiment, write_experiment
from mingjian.institutions.lab.forms import ExperimentForm
from mingjian.institutions.lab.models import Experiment
from mingjian.institutions.lab.queries import changed, experiment_visible_to, experiments_visible_to, run_visible_to
from mingjian.institutions.lab.services.orders import order
from mingjian.institutions.lab.services.results import asked_in_words, chosen, told_in
from mingjian.institutions.lab.tables import EXPERIMENTS
from mingjian.office.files.store import as_sealed
from mingjian.office.files.tables import taken_out
from mingjian.office.jobs.queue import enqueue
from mingjian.office.language import said
from mingjian.office.lists.paging import page_of
from mingjian.office.people.permissions import may, require
from mingjian.office.people.signin import officer_of

UNPROCESSABLE = 422


@require_safe
def experiments(request: HttpRequest) -> HttpResponse:
    """Show the experiments, the newest first, each with how often it ran registered and unregistered."""
    officer = officer_of(request)
    if file := taken_out(request, EXPERIMENTS, experiments_visible_to(officer).order_by("-written_at", "-id")):
        return file
    page = page_of(experiments_visible_to(officer), ("-written_at", "-id"), request.GET.get("after", ""))
    return render(request, "lab/experiments.html", {"page": page, "may_write": may(officer, "lab.write_experiments")})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write an experiment, from nothing, from one of the rulebook (`?from=`) or from another (`?of=`)."""
    officer = officer_of(request)
    require(officer, "lab.write_experiments")
    form = ExperimentForm(request.POST or None, initial={"text": _begun(request)})
    if request.method == "POST" and form.is_valid():
        made = write_experiment(text=form.cleaned_data["text"], by=officer, at=now())
        return redirect("lab:experiment", made.number)
    context = {"form": form, "examples": [(name, said(experiment_of(text).title)) for name, text in examples().items()]}
    return render(request, "lab/form.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _begun(request: HttpRequest) -> str:
    if of := request.GET.get("of", ""):
        return experiment_visible_to(officer_of(request), of[:40]).text
    return example(request.GET.get("from", "records_or_inspections")[:60])


@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: HttpRequest, number: str) -> HttpResponse:
    """Write a draft anew."""
    officer = officer_of(request)
    found = experiment_visible_to(officer, number)
    require(officer, "lab.write_experiments")
    form = ExperimentForm(request.POST or None, initial={"text": found.text})
    if request.method == "POST" and form.is_valid():
        revise_experiment(found, text=form.cleaned_data["text"], by=officer, at=now())
        return redirect("lab:experiment", number)
    return render(request, "lab/form.html", {"form": form, "experiment": found}, status=UNPROCESSABLE if form.is_bound else 200)


@require_safe
def experiment(request: HttpRequest, number: str) -> HttpResponse:
    """Show what an experiment asks, when it was sealed, and its runs."""
    officer = officer_of(request)
    found = experiment_visible_to(officer, number)
    asked = experiment_of(found.text)
    context = {
        "experiment": found,
        "asked": asked_in_words(asked, request.LANGUAGE_CODE),
        "changed": said(changed(found, asked)) if found.is_registered else "",
        "runs": found.runs.select_related("by"),
        "may_write": may(officer, "lab.write_experiments"),
    }
    return render(request, "lab/experiment.html", context)


@require_POST
def ask_for_run(request: HttpRequest, number: str) -> HttpResponse:
    """Queue a run, and lead to how far it has come."""
    officer = officer_of(request)
    found = experiment_visible_to(officer, number)
    require(officer, "lab.write_experiments")
    return redirect("jobs:job", enqueue("run_experiment", order(found, officer), at=now()).pk)


@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the report of a run: what nobody measured first; then one outcome in one channel as a picture and a table, and what is always told."""
    officer = officer_of(request)
    found = run_visible_to(officer, pk)
    told = told_in(found.report, request.LANGUAGE_CODE)
    shown = chosen(told, request.GET.get("outcome", ""), request.GET.get("channel", ""))
    replay = told_in(found.replay, request.LANGUAGE_CODE)
    context = {"run": found, "told": told, "shown": shown, "replay": replay, "counts": _counts(found.experiment)}
    return render(request, "lab/run.html", {**context, "may_consult": may(officer, "lab.consult")})


def _counts(of: Experiment) -> dict[str, int]:
    """Return how often an experiment ran: who looks many times finds something."""
    return {"registered": of.runs.filter(is_registered=True).count(), "explored": of.runs.filter(is_registered=False).count()}


@require_safe
def table(request: HttpRequest, pk: int) -> FileResponse:
    """Return every world's outcomes as Parquet; an exploration says so in its name and in a column."""
    found = run_visible_to(officer_of(request), pk)
    content = as_sealed(found.table)
    name = f"{found.experiment.number}{'' if found.is_registered else '-exploration'}.parquet"
    return FileResponse(content, as_attachment=True, filename=name, content_type="application/vnd.apache.parquet")


@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the report as Markdown in the reader's language."""
    found = run_visible_to(officer_of(request), pk)
    from mingjian.core.policy.report import markdown  # the model itself, with numba

    reply = HttpResponse(markdown(found.report, "en" if request.LANGUAGE_CODE == "en" else "zh"), content_type="text/markdown; charset=utf-8")
    reply["Content-Disposition"] = f'attachment; filename="{found.experiment.number}.md"'
    return reply
