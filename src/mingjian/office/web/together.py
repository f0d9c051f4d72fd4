"""The page on which one step is taken on several dossiers: what each step asks for, which dossiers allow it, and what came of each."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from mingjian.core.errors import NotFound
from mingjian.core.procedure import Step
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.dossiers.together import Common, chosen, common_steps, take_together, undoable
from mingjian.office.language import said
from mingjian.office.lists.digits import number_in
from mingjian.office.lists.parts import way_back
from mingjian.office.models import Dossier, Officer
from mingjian.office.papers.forms import TogetherForm
from mingjian.office.people.permissions import require_duty
from mingjian.office.people.signin import officer_of
from mingjian.office.web.confirmation import asks_first


@dataclass(frozen=True)
class Offer:
    """A step with the dossiers that allow it, and its form; `is_tried` where it was just sent and has to be mended."""

    common: Common
    form: TogetherForm
    is_tried: bool


@require_http_methods(["GET", "HEAD", "POST"])
def together(request: HttpRequest) -> HttpResponse:
    """Show which steps the chosen dossiers allow; take one of them on each."""
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK)
    asked = request.POST if request.method == "POST" else request.GET
    back = way_back(asked.get("back", ""), reverse("dossiers"))
    if request.method != "POST" and "dossier" not in asked:
        messages.warning(request, gettext("Tick at least one first."))
        return redirect(back)
    found = chosen(officer, asked.getlist("dossier"))
    if request.method != "POST":
        return _offer(request, found, back)
    step = _step(found, asked.get("step", ""))
    form = TogetherForm(step, officer, found, request.POST)
    if not form.is_valid():
        return _offer(request, found, back, form)
    if asked_first := asks_first(request, len(found), said(step.label), back):
        return asked_first
    outcome = take_together(found, step, form.written(), by=officer, at=now(), key=form.cleaned_data["key"], seen=_seen(request.POST))
    context = {"step": step, "outcome": outcome, "back": back, "undo": _undo(step, outcome.done, officer), "is_undone": not step.together}
    return render(request, "office/together_done.html", context, status=200 if outcome.done or not outcome.refused else 409)


def _undo(step: Step, done: list[Dossier], officer: Officer) -> Offer | None:
    """Return the step that undoes what was just done, where the sheet has one and the officer may take it, with its form."""
    common = undoable(step, done, officer)
    return Offer(common, TogetherForm(common.step, officer, common.allowed), is_tried=False) if common else None


def _offer(request: HttpRequest, found: list[Dossier], back: str, tried: TogetherForm | None = None) -> HttpResponse:
    officer = officer_of(request)
    offers = []
    for common in common_steps(found, officer, tried.prefix or "" if tried else ""):
        is_tried = tried is not None and tried.prefix == common.step.name
        form = tried if tried is not None and is_tried else TogetherForm(common.step, officer, found)
        offers.append(Offer(common, form, is_tried))
    context = {"found": found, "offers": offers, "back": back, "at": now()}
    return render(request, "office/together.html", context, status=200 if tried is None else 422)


def _step(found: list[Dossier], name: str) -> Step:
    """Return the step by its name, as the newest of the sheets has it."""
    newest = max((sheet_of(one) for one in found), key=lambda sheet: sheet.in_force)
    if name not in newest.steps:
        raise NotFound(f"程序中没有步骤“{name[:60]}”。", f"The procedure has no step {name[:60]!r}.")
    return newest.steps[name]


def _seen(sent: QueryDict) -> dict[str, int]:
    """Read how many steps the page showed of each dossier: `number:count`."""
    parted = (one.rpartition(":") for one in sent.getlist("seen"))
    return {number: count for number, _, written in parted if (count := number_in(written)) is not None}
