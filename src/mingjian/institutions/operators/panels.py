"""What operators show on a finding and on any dossier: who is behind it, as a subject file, or the button that opens one."""

from datetime import datetime

from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import shops_of
from mingjian.institutions.operators.brushing.queries import PROCEDURE
from mingjian.institutions.operators.models import Subject
from mingjian.institutions.operators.queries import subjects_in, subjects_of_shop, subjects_of_shops
from mingjian.institutions.operators.services.known import GROUPS, MOST_MEMBERS, shop_of
from mingjian.office.institution import PARTIES
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import Panel, in_part
from mingjian.office.people.permissions import is_of_authority, may

#: Procedures whose dossiers are about somebody who sells.
ABOUT = frozenset({"clue", "admin_case", "admin_case_summary", "crime_transfer", "assistance", "consumer_complaint", "report_handling", "notice_and_delete"})


def on_finding(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a finding the subjects of its shop."""
    if not isinstance(thing, Finding) or not is_of_authority(officer):
        return None
    found = list(subjects_of_shop(officer, thing.shop)) or _of_members(thing, officer)
    may_open = (bool(thing.shop) or thing.subject_kind in GROUPS) and may(officer, "operators.keep_subjects")
    return Panel("operators/behind.html", {"subjects": found, "may_open": may_open, "finding": thing}, 6) if found or may_open else None


def _of_members(found: Finding, officer: Officer) -> list[Subject]:
    """Return the subjects of the shops that a finding on several names."""
    if found.subject_kind not in GROUPS:
        return []
    shops = shops_of({"subject_kind": found.subject_kind, "subject": found.subject, "evidence": found.evidence_json})[:MOST_MEMBERS]
    return list(subjects_of_shops(officer, shops))


def on_statement(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a platform's statement on sham trade the way to what the lake holds of those days and after."""
    is_statement = isinstance(thing, Dossier) and thing.procedure == PROCEDURE and is_of_authority(officer)
    return Panel("operators/held_against.html", {"dossier": thing}, 5) if is_statement else None


@in_part(PARTIES)
def on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a dossier the subjects that turned up in it, and those of its shop."""
    if not isinstance(thing, Dossier) or thing.procedure not in ABOUT or not is_of_authority(officer):
        return None
    found = list(dict.fromkeys([*subjects_in(officer, thing), *subjects_of_shop(officer, shop_of(thing))]))
    may_open = not thing.is_closed and thing.procedure != "assistance" and may(officer, "operators.keep_subjects")
    return Panel("operators/behind.html", {"subjects": found, "may_open": may_open, "dossier": thing}, 44) if found or may_open else None
