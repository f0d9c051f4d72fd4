"""What cases hang: on a clue the case that it was filed as, where its own decision does not lead there; on a case the signs that it is one for the police."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.timezone import localtime

from mingjian.institutions.cases.lore.screening import ADDED_UP, ASKED_FROM, same_party, signs_of, split_from
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.queries import cases_visible_to
from mingjian.institutions.clues.models import Clue
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import HEAD, MAIN, Panel
from mingjian.office.people.permissions import dossiers_visible_to, is_of_authority

#: What is opened beside a clue's check.
BESIDE = ("sample_test", "reminder", "warning")
_SHOWN = 10
_LEADS_TO_IT = "to_be_filed"  # the page itself offers the filing then, and afterwards says to which case it led


def on_clue(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Hang the case on the clue that it was filed from, for whoever may see it."""
    if not isinstance(thing, Clue) or thing.dossier.state == _LEADS_TO_IT:
        return None
    case = cases_visible_to(officer).filter(clue=thing).first()
    return Panel("cases/of_clue.html", {"case": case}, 0, HEAD) if case else None


def beside_clue(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Hang on a clue what may be done beside its check: take a sample, remind, tell platforms; and what of that was begun about the same subject."""
    if not isinstance(thing, Clue) or not is_of_authority(officer):
        return None
    dossier = thing.dossier
    begun = list(dossiers_visible_to(officer).filter(procedure__in=BESIDE, subject=dossier.subject)[:_SHOWN]) if dossier.subject else []
    may_open = not dossier.is_closed and dossier.department_id == officer.department_id and officer.holds("officer", "head")
    known = {"title": dossier.title, "subject": dossier.subject, "joined_clue": dossier.number}
    page = thing.listing_url or thing.shop_url
    asked = {
        "sample_test": {**known, "sample_page": page},
        "reminder": {**known, "reminded_page": page, "reminded_party": thing.operator_name or thing.displayed_operator, "reminded_code": thing.operator_code},
        "warning": known,
    }
    links = {name: urlencode({key: value for key, value in told.items() if value}) for name, told in asked.items()} if may_open else {}
    return Panel("cases/beside_clue.html", {"begun": begun, "links": links}, 47) if begun or may_open else None


def on_case(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Hang on a case that shows some of the six signs, or reaches a line only with others of its party, what it shows and what people said of it."""
    if not isinstance(thing, Dossier) or thing.procedure != "admin_case":
        return None
    case = Case.objects.filter(dossier=thing).select_related("dossier__department").first()
    if case is None:
        return None
    on, others = localtime(at).date(), same_party(case, cases_visible_to(officer))
    shown, split = [one for one in signs_of(case, others, on) if one.is_shown], split_from(case, others, on)
    if len(shown) < ASKED_FROM and split is None:
        return None
    told = {"case": case, "shown": shown, "split": split, "notes": _notes(thing), "added_up": ADDED_UP, "at": at}
    return Panel("cases/screen.html", told, 20, MAIN)


def _notes(dossier: Dossier) -> list[dict[str, Any]]:
    found = dossier.entries.filter(kind="case_screen_noted").select_related("officer").order_by("index")
    return [{"by": one.officer.name if one.officer else "", "at": one.at, "reason": json.loads(one.body)["papers"]["reason"]} for one in found]
