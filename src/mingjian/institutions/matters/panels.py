"""What matters hang on the page of a dossier: the way to its matter with what is still missing, or the button that opens it."""

from datetime import datetime

from mingjian.institutions.matters.lore.asking import platforms_of
from mingjian.institutions.matters.lore.capturing import to_capture
from mingjian.institutions.matters.lore.gaps import gaps_of
from mingjian.institutions.matters.queries import matter_of, matters_visible_to
from mingjian.office.acts.offers import is_open_to
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import MAIN, Panel
from mingjian.office.people.permissions import may

#: Procedures whose dossiers have a matter.
BEGIN = ("clue", "admin_case", "admin_case_summary")
_SHOWN = 6  # gaps on the page of the dossier


def on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Hang on a dossier of the officer's department its matter, or the button that opens one."""
    if not isinstance(thing, Dossier) or thing.pk is None or thing.procedure not in BEGIN:
        return None
    dossier = thing
    matter = matter_of(dossier)
    if matter is None:
        can_open = not dossier.is_closed and dossier.department_id == officer.department_id and may(officer, "matters.keep")
        return Panel("matters/begin.html", {"dossier": dossier}, 5, MAIN) if can_open else None
    if not matters_visible_to(officer).filter(pk=matter.pk).exists():
        return None
    gaps = gaps_of(matter)
    count = len(to_capture(matter).offers) if is_open_to("matters.capture_offers", matter, officer) else 0
    may_ask = dossier.department_id == officer.department_id and not dossier.is_closed and may(officer, "operators.keep_subjects")
    told = {"matter": matter, "gaps": gaps[:_SHOWN], "more": max(len(gaps) - _SHOWN, 0), "to_capture": count}
    told["may_ask"] = may_ask and bool(platforms_of(matter))
    return Panel("matters/of_dossier.html", told, 5, MAIN)
