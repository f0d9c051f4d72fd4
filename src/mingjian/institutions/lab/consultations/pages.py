"""The pages of drafts before the public: their list, the form, one with its comments, and the report."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjian.core.errors import BadInput, MingjianError, StepRefused
from mingjian.core.procedure import rulebook
from mingjian.institutions.lab.consultations.acts import draft_consultation, refuse_comment, revise_consultation, show_comment
from mingjian.institutions.lab.consultations.forms import DraftForm, options_of
from mingjian.institutions.lab.consultations.jobs import replay_order
from mingjian.institutions.lab.consultations.queries import comment_visible_to, consultation_visible_to, consultations_visible_to
from mingjian.institutions.lab.consultations.services.comments import counts_of, counts_told, in_words
from mingjian.institutions.lab.consultations.services.report import report_of
from mingjian.institutions.lab.consultations.tables import COMMENTS, CONSULTATIONS
from mingjian.institutions.lab.models import Comment, Consultation
from mingjian.institutions.lab.queries import run_visible_to
from mingjian.institutions.lab.services.results import told_in
from mingjian.office.files.tables import taken_out
from mingjian.office.jobs.queue import enqueue
from mingjian.office.language import said
from mingjian.office.lists.paging import page_of
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may, require
from mingjian.office.people.signin import officer_of
from mingjian.office.web.middleware import status_of

ORDER = ("-drafted_at", "-id")
NEWEST = ("-nth",)
ON_A_PAGE = 20  # comments
TICKED = 100  # comments that are examined at once
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def consultations(request: HttpRequest) -> HttpResponse:
    """List the drafts, the newest first."""
    officer = officer_of(request)
    found = consultations_visible_to(officer)
    if file := taken_out(request, CONSULTATIONS, found.order_by(*ORDER)):
        return file
    return render(request, "lab/consultations/list.html", {"page": page_of(found, ORDER, request.GET.get("after", ""))})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draft what is to be put before the public: from nothing, or from the drafted figures of an experiment's run (`?run=`)."""
    officer = officer_of(request)
    require(officer, "lab.consult")
    return _drafting(request, officer, None, _begun(request, officer))


@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: HttpRequest, number: str) -> HttpResponse:
    """Write a draft anew before it is published."""
    officer = officer_of(request)
    found = consultation_visible_to(officer, number)
    lines = "\n".join(f"{ref} {figure}" for ref, figure in found.figures.items())
    return _drafting(request, officer, found, {"title": found.title, "explanation": found.explanation, "figures": lines, "figures_on": found.figures_on})


def _begun(request: HttpRequest, officer: Officer) -> dict[str, Any]:
    """Return what the run of an experiment says already."""
    if not (run := request.GET.get("run", "")).isdigit():
        return {}
    of = run_visible_to(officer, int(run)).experiment
    from mingjian.core.policy.experiment import experiment_of  # the model, with numba: needed here only

    asked = experiment_of(of.text)
    lines = "\n".join(f"{ref} {figure}" for ref, figure in asked.draft.items())
    return {"title": of.title, "explanation": said(asked.question), "figures": lines, "figures_on": asked.on}


def _drafting(request: HttpRequest, officer: Officer, found: Consultation | None, initial: dict[str, Any]) -> HttpResponse:
    form = DraftForm(request.POST or None, request.FILES or None, before=found, initial=initial)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            told = form.drafted()
            made = revise_consultation(found, by=officer, at=now(), **told) or found if found else draft_consultation(by=officer, at=now(), **told)
            if made.replayed_at is None:
                enqueue("replay_consultation", replay_order(made, officer), at=now())
            return redirect("lab:consultation", made.number)
        except (BadInput, StepRefused) as refused:
            form.add_error(None, said(refused.text))
            status = status_of(refused)
    return render(request, "lab/consultations/form.html", {"form": form, "consultation": found}, status=status)


@require_POST
def ask_for_replay(request: HttpRequest, number: str) -> HttpResponse:
    """Queue a replay, and lead to how far it has come."""
    officer = officer_of(request)
    found = consultation_visible_to(officer, number)
    if found.state != Consultation.State.DRAFTED:
        raise StepRefused("已公布的，测算结果不再改动。", "What was published keeps its figures.")
    return redirect("jobs:job", enqueue("replay_consultation", replay_order(found, officer), at=now()).pk)


@require_safe
def consultation(request: HttpRequest, number: str) -> HttpResponse:
    """Show one draft with its figures, its counts, and its comments, those to examine first."""
    officer = officer_of(request)
    found = consultation_visible_to(officer, number)
    state = request.GET.get("state", "")
    rows = found.comments.filter(state=state) if state in Comment.State.values else found.comments.all()
    if file := taken_out(request, COMMENTS, rows.order_by(*NEWEST)):
        return file
    counts = counts_of(found)
    page = page_of(rows, NEWEST, request.GET.get("after", ""), size=ON_A_PAGE)
    context = {
        "consultation": found,
        "replay": told_in(found.replay, request.LANGUAGE_CODE),
        "counts": counts,
        "page": page,
        "state": state,
        "states": [(key, label, counts["state"][key]) for key, label in Comment.State.choices],
        "rows": [(one, in_words(one)) for one in page.rows],
        "refusals": options_of("comment_refusal"),
        "doings": [(name, said(rulebook().acts[f"lab.{name}"].label)) for name in ("show_comment", "refuse_comment", "answer_comment")],
        "may_examine": officer.department_id == found.department_id and may(officer, "lab.consult"),
    }
    return render(request, "lab/consultations/one.html", context)


@require_POST
def examine(request: HttpRequest, number: str) -> HttpResponse:
    """Show or refuse the comments that are ticked, each as an act of its own; what cannot be done is said and the rest is done."""
    officer = officer_of(request)
    found = consultation_visible_to(officer, number)
    ticked, refusal = request.POST.getlist("comment")[:TICKED], request.POST.get("comment_refusal", "")
    is_refused = request.POST.get("do") == "refuse"
    if not ticked or (is_refused and not refusal):
        messages.error(request, gettext("Tick comments, and choose a reason where they are not to be shown."))
        return redirect(found.get_absolute_url())
    done = 0
    for one in ticked:
        try:
            comment = comment_visible_to(officer, one[:60])
            if is_refused:
                refuse_comment(
                    comment, by=officer, at=now(), comment_refusal=refusal, comment_refusal_words=request.POST.get("comment_refusal_words", "")[:500]
                )
            else:
                show_comment(comment, by=officer, at=now())
            done += 1
        except MingjianError as refused:
            messages.error(request, f"{one[:60]}: {said(refused.text)}")
    if done:
        messages.success(request, gettext("%(count)s comments examined.") % {"count": done})
    return redirect(f"{found.get_absolute_url()}?state={Comment.State.HELD}#comments")


@require_safe
def report(request: HttpRequest, number: str) -> HttpResponse:
    """Show the report of the comments, to be printed; as Word where the address asks for it (`?as=docx`)."""
    found = consultation_visible_to(officer_of(request), number)
    if request.GET.get("as", "") == "docx":
        reply = HttpResponse(report_of(found, now()), content_type=WORD)
        reply["Content-Disposition"] = f'attachment; filename="{found.number}-report.docx"'
        return reply
    counts = counts_of(found)
    shown = [(one, in_words(one)) for one in found.comments.filter(state=Comment.State.SHOWN).order_by("nth")]
    context = {"consultation": found, "counts": counts, "rows": shown, "told": counts_told(counts), "replay": told_in(found.replay, request.LANGUAGE_CODE)}
    return render(request, "lab/consultations/report.html", {**context, "at": now()})
