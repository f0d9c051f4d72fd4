"""What cases hang: on a clue the case that it was filed as, where its own decision does not lead there; on a case the signs that it is one for the police."""

import json
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from mingjian.institutions.cases.lore.screening import ADDED_UP, ASKED_FROM, same_party, signs_of, split_from
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.queries import cases_visible_to
from mingjian.institutions.clues.models import Clue
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import HEAD, MAIN, Panel

_LEADS_TO_IT = "to_be_filed"  # the page itself offers the filing then, and afterwards says to which case it led


def on_clue(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Hang the case on the clue that it was filed from, for whoever may see it."""
    if not isinstance(thing, Clue) or thing.dossier.state == _LEADS_TO_IT:
        return None
    case = cases_visible_to(officer).filter(clue=thing).first()
    return Panel("cases/of_clue.html", {"case": case}, 0, HEAD) if case else None


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
