"""
What is done to several items of a pack at once: the documents that it lacks are made, gaps are waived; each is recorded by itself.

For the procuratorate the closed penalties that stand at or near the line of a crime.
"""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.language import Text
from mingjian.core.procedure.penalty_screen import penalty_screen
from mingjian.core.procedure.rulebook import crimes
from mingjian.institutions.transfers.acts import waive_gap
from mingjian.institutions.transfers.models import TRANSFER
from mingjian.institutions.transfers.services.pack import made_for, pack_of
from mingjian.institutions.transfers.services.penalties_near_crime import Hit, screened
from mingjian.institutions.transfers.tables import INSTEAD
from mingjian.office.documents.creation import make
from mingjian.office.dossiers.shown import url_of
from mingjian.office.files.tables import taken_out
from mingjian.office.language import said
from mingjian.office.lists.several import tell_refused
from mingjian.office.models import Dossier
from mingjian.office.people.permissions import dossier_visible_to, require
from mingjian.office.people.signin import officer_of


@require_POST
def make_documents(request: HttpRequest, number: str) -> HttpResponse:
    """Make each document that the pack lacks, the letter last: it lists the others."""
    officer, transfer = officer_of(request), _transfer(request, number)
    made = []
    try:
        for form in made_for(pack_of(transfer)):
            made.append(make(form, transfer, by=officer, at=now()))
    except BadInput as fault:
        messages.error(request, said(fault.text))
    if made:
        messages.success(request, gettext("Made: %(titles)s. The ledger holds each.") % {"titles": gettext(", ").join(one.shown for one in made)})
    return redirect(f"{url_of(transfer)}#pack")


@require_POST
def waive(request: HttpRequest, number: str) -> HttpResponse:
    """Waive the gaps that were ticked, each by name and with the reason that was given for them."""
    officer, transfer = officer_of(request), _transfer(request, number)
    ticked, reason = request.POST.getlist("gap"), request.POST.get("reason", "").strip()
    if not ticked or not reason:
        messages.error(request, gettext("Tick what is waived, and say why."))
        return redirect(f"{url_of(transfer)}#pack")
    refused: list[tuple[str, Text]] = []
    for item in pack_of(transfer).items:
        if item.key in ticked:
            try:
                waive_gap(by=officer, at=now(), waived_for=transfer.number, pack_gap=item.key, reason=reason)
            except BadInput as fault:
                refused.append((item.label.in_language(request.LANGUAGE_CODE), fault.text))
    if done := len(set(ticked)) - len(refused):
        messages.success(request, ngettext("%d gap is waived by your name.", "%d gaps are waived by your name.", done) % done)
    tell_refused(request, refused)
    return redirect(f"{url_of(transfer)}#pack")


@require_safe
def instead(request: HttpRequest) -> HttpResponse:
    """Show the procuratorate the closed penalties at or near the line of a crime that were not transferred, each with its arithmetic and articles."""
    officer, at = officer_of(request), now()
    require(officer, "transfers.see_penalties_near_crime")
    told = screened(officer, at)
    if file := taken_out(request, INSTEAD, list(told.hits)):
        return file
    rows = [(hit, f"{reverse('open', args=[TRANSFER])}?{urlencode(_examining(hit))}") for hit in told.hits]
    return render(request, "transfers/instead.html", {"told": told, "rows": rows, "screen": penalty_screen(), "at": at})


def _examining(hit: Hit) -> dict[str, Any]:
    """Return what the record of a suspected crime is filled with: the case as its subject, and what the page says of it."""
    case = hit.case
    crime = next((crimes().all[one].title.zh for one in (case.crime,) if one in crimes().all), "")
    told = {"title": f"{case.dossier.title}（以罚代刑审查）"[:200], "subject": hit.number, "suspicion": hit.suspicion, "crime": crime}
    return {**told, **({"acted_on": case.acted_on.isoformat()} if case.acted_on else {})}


def _transfer(request: HttpRequest, number: str) -> Dossier:
    """Return a transfer that the officer may see. Raises NotFound."""
    dossier = dossier_visible_to(officer_of(request), number)
    if dossier.procedure != TRANSFER:
        raise NotFound(f"没有移送 {number}。", f"There is no transfer {number}.")
    return dossier
