"""The tray of second signatures: everything that waits for the officer's, each readable whole, signed by one click for those that are ticked."""

from dataclasses import dataclass
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from mingjian.core.errors import MingjianError, StepRefused
from mingjian.core.language import Text
from mingjian.office.dossiers import shown as dossiers
from mingjian.office.dossiers.offers import OpenStep
from mingjian.office.dossiers.queue import awaiting_signature
from mingjian.office.dossiers.transition import take
from mingjian.office.language import said
from mingjian.office.lists.digits import number_in
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.permissions import dossiers_visible_to, require_duty
from mingjian.office.people.signin import officer_of

MOST_SHOWN = 10  # dossiers that are read on one page; the others follow once these are signed
MOST_KEY = 60


@dataclass(frozen=True)
class Waiting:
    """One step that waits for the officer's second signature, with its papers as the first signed them and what is to be known before."""

    dossier: Dossier
    open: OpenStep
    refused: Text | None = None

    @property
    def mark(self) -> str:
        """Return what the form sends of it: the dossier, the step, and how many steps the page showed."""
        return f"{self.dossier.number}:{self.open.step.name}:{self.dossier.steps_taken}"


@require_http_methods(["GET", "HEAD", "POST"])
def signatures(request: HttpRequest) -> HttpResponse:
    """Show what waits for the officer's second signature; sign those that are ticked, each by itself: one that is refused stays, with why."""
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK)
    if request.method != "POST":
        return _page(request, officer)
    key, signed, refused = request.POST.get("key", "")[:MOST_KEY], 0, dict[tuple[str, str], Text]()
    for mark in dict.fromkeys(request.POST.getlist("sign")[:MOST_SHOWN]):
        number, _, rest = mark[:200].partition(":")
        step, _, count = rest.partition(":")
        try:
            _sign(number, step, number_in(count), officer, f"{key}:{number}:{step}" if key else None)
            signed += 1
        except MingjianError as why:
            refused[number, step] = why.text
    if signed:
        messages.success(request, ngettext("%d step is signed. The ledger holds it.", "%d steps are signed. The ledger holds each.", signed) % signed)
    if refused:
        return _page(request, officer, refused)
    if not signed:
        messages.warning(request, gettext("Tick at least one first."))
    return redirect("signatures")


def _sign(number: str, step: str, seen: int | None, officer: Officer, key: str | None) -> None:
    """Give the second signature to one step, and never the first: what nobody has signed is no matter of the tray. Raises what refuses it."""
    dossier = dossiers_visible_to(officer).filter(number=number).first()
    if dossier is None or not dossier.proposals.filter(step=step).exclude(by=officer).exists():
        raise StepRefused("这一步已经不等待您的签名。", "This step waits for your signature no more.")
    take(dossier, step, by=officer, at=now(), key=key, seen=seen)


def _page(request: HttpRequest, officer: Officer, refused: dict[tuple[str, str], Text] | None = None) -> HttpResponse:
    at, told = now(), awaiting_signature(officer)
    found, held = list[Waiting](), dict[int, Dossier]()
    for one in told:
        held.setdefault(one.dossier.pk, one.dossier)
    for dossier in list(held.values())[:MOST_SHOWN]:
        steps = [one for one in dossiers.shown(dossier, officer, at).steps if one.first is not None]
        found += [Waiting(dossier, one, (refused or {}).get((dossier.number, one.step.name))) for one in steps]
    shown = {(one.dossier.number, one.open.step.name) for one in found}
    for (number, step), why in (refused or {}).items():
        if (number, step) not in shown:
            messages.warning(request, f"{number}{gettext(': ')}{said(why)}")
    context = {"waiting": found, "at": at, "key": uuid4().hex, "left": len(held) - MOST_SHOWN if len(held) > MOST_SHOWN else 0}
    reply = render(request, "office/signatures.html", context, status=409 if refused else 200)
    reply["Cache-Control"] = "no-store"
    return reply
