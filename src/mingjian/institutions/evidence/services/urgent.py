"""Who was told at once of dangerous goods, and has not confirmed it yet."""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from mingjian.core.language import Text
from mingjian.office.dossiers.state import seated_at
from mingjian.office.institution import Word
from mingjian.office.models import Dossier, Entry, Officer

PROCEDURE = "emergency_takedown"
ENDS = ("record_outcome", "take_up_breach")
TELLS, CONFIRMS, REPORTS = "tell_at_once", "confirm_told", "report_here"
_NAMES = {TELLS: "told_department", REPORTS: "reported_department"}


def asked_of(dossier: Dossier, at: datetime) -> Mapping[str, Collection[int]]:
    """Return of which departments (keys) the confirmation is asked, and of which the receipt of the report: of those that were told, and not of who told."""
    receives = receives_in(dossier)
    return {CONFIRMS: silent_in(dossier), "receive_report": receives, "take_up_breach": receives}


def silent_in(dossier: Dossier) -> set[int]:
    """Return the departments that were told and have not confirmed since."""
    silent: set[int] = set()
    for entry in dossier.entries.filter(kind__in=[TELLS, CONFIRMS]).select_related("officer").order_by("index"):
        if entry.kind == TELLS:
            silent |= _named(dossier, [entry])
        elif entry.officer:
            silent -= {entry.officer.department_id or 0}
    return silent


def reported_to(dossier: Dossier) -> set[int]:
    """Return the departments that the platform reported to here."""
    return _named(dossier, dossier.entries.filter(kind=REPORTS))


def receives_in(dossier: Dossier) -> set[int]:
    """Return the department that receives the report: the one that it went to last."""
    return _named(dossier, dossier.entries.filter(kind=REPORTS).order_by("-index")[:1])


def sides_of(dossier: Dossier) -> set[int]:
    """Return the departments whose dossier it is: that holds it, that sent it, and whose officer opened it; who was only told is none of them."""
    opening = dossier.entries.select_related("officer").order_by("index").first()
    opener = opening.officer.department_id if opening and opening.officer else None
    return {one for one in (dossier.department_id, dossier.sender_id, opener) if one}


def forewarned(dossier: Dossier, step: str, officer: Officer) -> Iterator[Word]:
    """State above a step that the sheet opens to every side that it is not for whoever was only told, before anything is filled in."""
    if dossier.procedure == PROCEDURE and (refused := why_not_theirs(dossier, step, officer)):
        yield Word(refused, is_bad=True)


def why_not_theirs(dossier: Dossier, step: str, officer: Officer) -> Text | None:
    """Return why a step that ends the dossier, or seats others in it, is not for an officer whose department was only told; None where it is for them."""
    theirs = sides_of(dossier)
    if step in ENDS and officer.department_id not in theirs | reported_to(dossier):
        return Text(
            "本单位只是被告知，不能办结本卷宗：请办理“确认收到紧急告知”；要查处的，请另行登记线索。",
            "Your department was told only, and does not end this dossier: confirm that, and record a clue of your own to pursue it.",
        )
    if step == TELLS and officer.department_id not in theirs:
        return Text(
            "由登记、发送或者承办本卷宗的单位告知；需要告知其他单位的，请与承办单位联系。",
            "Whoever opened, sent or holds the dossier tells others: ask them where somebody else is to know.",
        )
    return None


def _named(dossier: Dossier, entries: Collection[Entry]) -> set[int]:
    """Return the keys of the departments that entries tell of; each has a seat."""
    names = {str((json.loads(one.body).get("papers") or {}).get(_NAMES[one.kind], "")) for one in entries}
    return {one.pk for one in seated_at(dossier) if one.wire_name in names}
