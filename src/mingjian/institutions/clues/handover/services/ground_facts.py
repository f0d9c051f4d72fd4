"""What a clue tells to the rules that propose a ground: where the operator is, who found it first, whether what it rests on still stands, when it was done."""

from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.core.extraction.divisions import division_of
from mingjian.core.extraction.places import place_named
from mingjian.institutions.clues.handover.queries.competence import matter_of_clue
from mingjian.institutions.clues.models import PROCEDURE, Clue
from mingjian.institutions.monitoring.queries import platforms_of
from mingjian.office.law_texts import scales
from mingjian.office.models import Dossier, Officer


def known_for_grounds(dossier: Dossier, officer: Officer, at: datetime) -> dict[str, str | int | date]:
    """Return the facts of a clue, by the names of the rules; what is not known is left out."""
    clue = Clue.objects.filter(dossier=dossier).select_related("finding").first() if dossier.procedure == PROCEDURE else None
    if clue is None:
        return {}
    facts: dict[str, str | int | date] = {"found_on": localtime(clue.received_at).date(), **_place(clue, dossier)}
    if clue.acted_on:
        facts["acted_until"] = clue.acted_on
    if found := clue.findings():
        facts["findings"] = "gone" if all(one.gone_at is not None for one in found) else "stand"
    lists = scales().on(localtime(at).date(), dossier.department.region).lists
    act = matter_of_clue(clue, localtime(at).date()).act if lists else ""
    if act and any(item.act == act for one in lists if one.decides for item in one.items):
        facts["slight_list"] = "named"
    return facts


def _place(clue: Clue, dossier: Dossier) -> dict[str, str | int | date]:
    """Return where the operator is, by its address or else by the records of its finding, and whether the sender is the office of the platform's seat."""
    code, here = division_of(clue.operator_address) if clue.operator_address else "", dossier.department.region_prefix
    code = code or (clue.finding.region if clue.finding else "")
    found: dict[str, str | int | date] = {}
    if code and (code.startswith(here) or not here.startswith(code.rstrip("0"))) and (place := place_named(code)) is not None:
        found |= {"region": "here" if code.startswith(here) else "elsewhere", "place": place.zh}
    if clue.platform:
        found["platform_region"] = "here" if clue.platform in platforms_of(dossier.department) else "elsewhere"
        if dossier.sender is not None and dossier.sender.is_authority and clue.platform in platforms_of(dossier.sender):
            found["found_first"] = "sender"
    return found
