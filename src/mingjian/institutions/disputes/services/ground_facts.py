"""What a complaint tells to the rules that propose a ground: where the operator is, when it was bought, whether the same was complained of before."""

import re
from datetime import date, datetime, timedelta

from django.utils.timezone import localtime

from mingjian.core.extraction.divisions import division_of
from mingjian.core.extraction.places import place_named
from mingjian.institutions.disputes.models import PROCEDURE, Complainant, Complaint
from mingjian.institutions.disputes.queries import complaints_visible_to
from mingjian.institutions.monitoring.queries import platforms_of
from mingjian.office.dossiers.state import given
from mingjian.office.models import Dossier, Officer

_MEDIATION = "mediate"
_YEAR = timedelta(days=365)
_LOOKED_AT = 500  # complaints of the office that are looked through for the same person: each lies encrypted
#: Words by which a thing was bought to be sold on; what denies them stands before.
_RESALE = re.compile(r"(?<![不没未非无])(进货|批发来|用于经营|用于转卖|转售给|拿来销售|供本店销售|放在店里卖|代理进货)")


def known_for_grounds(dossier: Dossier, officer: Officer, at: datetime) -> dict[str, str | int | date]:
    """Return the facts of a complaint, by the names of the rules; what is not known is left out."""
    if dossier.procedure != PROCEDURE:
        return {}
    complaint = Complaint.objects.filter(dossier=dossier).select_related("complainant").first()
    facts = _place(complaint.published_address if complaint else given(dossier, "published_address"), complaint.platform if complaint else "", dossier)
    facts |= _mediation(dossier, at)
    if said := _RESALE.search(complaint.facts if complaint else given(dossier, "complaint_facts")):
        facts["resale"] = said[1]
    if complaint is None:
        return facts
    if complaint.bought_on:
        facts["bought_on"] = complaint.bought_on
    facts["received_on"] = localtime(complaint.received_at).date()
    person: Complainant | None = getattr(complaint, "complainant", None)
    if person is not None:
        facts["contact"] = "given" if person.phone.strip() or person.address.strip() else "none"
        facts |= _of_person(complaint, person, officer)
    return facts


def _place(address: str, platform: str, dossier: Dossier) -> dict[str, str | int | date]:
    """Return whether the published place of business and the platform's seat are in the holder's region; nothing of what no address tells."""
    code, here = division_of(address) if address else "", dossier.department.region_prefix
    found: dict[str, str | int | date] = {}
    is_told = bool(code) and (code.startswith(here) or not here.startswith(code.rstrip("0")))  # a city says nothing of which of its counties
    if is_told and (place := place_named(code)) is not None:
        found |= {"region": "here" if code.startswith(here) else "elsewhere", "place": place.zh}
    if platform:
        found["platform_region"] = "here" if platform in platforms_of(dossier.department) else "elsewhere"
    return found


def _mediation(dossier: Dossier, at: datetime) -> dict[str, str | int | date]:
    clock = dossier.deadlines.filter(name=_MEDIATION, closed_at__isnull=True).order_by("-id").first()
    if clock is None or clock.due is None or clock.suspended_since is not None:
        return {}
    return {"mediation": "over" if clock.due < at else "runs"}


def _of_person(complaint: Complaint, person: Complainant, officer: Officer) -> dict[str, str | int | date]:
    """
    Return which earlier complaint of the same person is about the same purchase, and how many the person made within a year, as far as the officer sees them.

    A person is the same by name and telephone: names alone are shared by many.
    """
    if not person.phone.strip():
        return {}
    before = complaints_visible_to(officer).filter(dossier__department=complaint.dossier.department_id, received_at__lte=complaint.received_at)
    recent = before.filter(received_at__gte=complaint.received_at - _YEAR).exclude(pk=complaint.pk).order_by("-received_at")[:_LOOKED_AT]
    alike = [one for one in recent if hasattr(one, "complainant") and _is_same(one.complainant, person)]
    found: dict[str, str | int | date] = {"complaints_in_year": len(alike) + 1}
    same = [one for one in alike if _is_of_same(one, complaint) and one.dossier.state != "voided"]
    if same and (same[0].dossier.is_closed or same[0].dossier.state != "received"):
        found["same_before"] = same[0].number
    return found


def _is_same(one: Complainant, other: Complainant) -> bool:
    return (one.phone.strip(), one.name.strip()) == (other.phone.strip(), other.name.strip())


def _is_of_same(one: Complaint, other: Complaint) -> bool:
    """Return whether two complaints are about one purchase: the same order, or where none is named the same operator, goods and day."""
    if one.order_number or other.order_number:
        return bool(one.order_number) and one.order_number == other.order_number
    return bool(other.bought_on and other.goods) and (one.complained_of, one.goods, one.bought_on) == (other.complained_of, other.goods, other.bought_on)
