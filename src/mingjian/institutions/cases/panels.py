"""
What cases show: on a clue the case that it was filed as, where its own decision does not lead there; on a case the signs that it is one for the police and the
earlier penalties of its party, its parent and child cases; on both the playbook for its goods and act, and on a clue who is competent.
"""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.core.procedure import rulebook
from mingjian.core.procedure.penalty_screen import penalty_screen
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.queries import case_of, cases_visible_to
from mingjian.institutions.cases.services.deeds import sums_of
from mingjian.institutions.cases.services.guidance import matter_of_case, pieces_of
from mingjian.institutions.cases.services.history import History, history_of, like_cases
from mingjian.institutions.cases.services.screen import NOTED, same_party, signs_of
from mingjian.institutions.cases.services.split import ADDED_UP, near_party, split_from
from mingjian.institutions.cases.services.warned_operators import warned_known
from mingjian.institutions.cases.services.warnings import REMINDER, SETTLED, clue_of, settled_beside
from mingjian.institutions.clues.handover.queries.competence import guide_of, matter_of_clue
from mingjian.institutions.clues.models import PROCEDURE as CLUE
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.queries import is_open
from mingjian.institutions.matters.joinder.facts import moved_of
from mingjian.institutions.matters.queries import matter_of, suspects_of
from mingjian.office.dossiers.state import given, sheet_for
from mingjian.office.institution import EVIDENCE, PAPERS, PARTIES
from mingjian.office.language import said
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import HEAD, MAIN, SIDE, TOP, Panel, in_part
from mingjian.office.people.permissions import dossiers_visible_to, is_of_authority, may

CASE = "admin_case"
_EVIDENCE = "electronic_evidence"
#: What is opened beside a clue's check.
BESIDE = ("sample_test", "reminder", "warning")
_SHOWN = 10
SETTLED_BY, CHECKED_BY = "settle", "conclude_check"  # steps of a reminder and of a clue
_LEADS_TO_IT = "to_be_filed"  # the page itself offers the filing then, and afterwards says to which case it led


def on_clue(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show the case on the clue that it was filed from, for whoever may see it."""
    if not isinstance(thing, Clue) or thing.dossier.state == _LEADS_TO_IT:
        return None
    if not Case.objects.filter(clue=thing).exists():  # of most clues: whether it may be seen is the longer question
        return None
    case = cases_visible_to(officer).filter(clue=thing).first()
    return Panel("cases/of_clue.html", {"case": case}, 0, HEAD) if case else None


def beside_clue(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a clue what may be done beside its check: take a sample, remind, tell platforms; and what of that was begun about the same subject."""
    if not isinstance(thing, Clue) or not is_of_authority(officer):
        return None
    dossier = thing.dossier
    begun = list(dossiers_visible_to(officer).filter(procedure__in=BESIDE, subject=dossier.subject)[:_SHOWN]) if dossier.subject else []
    is_held = not dossier.is_closed and dossier.department_id == officer.department_id
    known = {"title": dossier.title, "subject": dossier.subject, "source_clue": dossier.number}
    page, party = thing.listing_url or thing.shop_url, thing.operator_name or thing.displayed_operator or thing.shop_name
    asked = {
        "sample_test": {**known, "sample_page": page},
        "reminder": {**known, "reminded_page": page, "reminded_party": party, "reminded_code": thing.operator_code},
        "warning": {**known, **warned_known(thing)},
    }
    open_to = [name for name in BESIDE if is_held and _may_open(name, officer, at)]
    links = {name: urlencode({key: value for key, value in asked[name].items() if value}) for name in open_to}
    return Panel("cases/beside_clue.html", {"begun": begun, "links": links}, 47) if begun or links else None


def settled_on_clue(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """
    Show on an open clue that the reminder beside it is settled: its own period runs until a head decides.

    Where the officer may submit the result of the check, one button submits what was settled and proposes to file no case.
    """
    if not isinstance(thing, Clue) or thing.dossier.is_closed or not is_of_authority(officer):
        return None
    reminder = settled_beside(thing, dossiers_visible_to(officer))
    if reminder is None:
        return None
    ground = dict(rulebook().papers["no_penalty_ground"].options).get(given(reminder, "no_penalty_ground", SETTLED_BY))
    found = gettext("Reminder %(number)s is settled: %(ground)s. %(reason)s") % {
        "number": reminder.number,
        "ground": said(ground) if ground else "",
        "reason": given(reminder, "reason", SETTLED_BY),
    }
    may_submit = is_open(thing, CHECKED_BY, officer)
    told = {"clue": thing, "found": found, "step": CHECKED_BY if may_submit else "", "key": uuid4().hex, "is_checked": thing.dossier.state == "checked"}
    return Panel("cases/settled_beside.html", told, 15, TOP)


def clue_on_settled(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a reminder that is settled the clue that it was begun beside, while that is still open."""
    if not isinstance(thing, Dossier) or thing.procedure != REMINDER or thing.state != SETTLED:
        return None
    clue = clue_of(thing)
    if clue is None or clue.dossier.is_closed or not dossiers_visible_to(officer).filter(pk=clue.dossier_id).exists():
        return None
    return Panel("cases/clue_left.html", {"clue": clue}, 15, TOP)


def _may_open(procedure: str, officer: Officer, at: datetime) -> bool:
    """Return whether the officer has a role of the opening step of the sheet in force."""
    sheet = sheet_for(procedure, officer.department, localtime(at).date())
    return officer.holds(*sheet.steps[str(sheet.opening)].by)


def on_case(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a case that shows some of the six signs, or reaches a line only with others of its party, what it shows and what people said of it."""
    if not isinstance(thing, Dossier) or thing.procedure != CASE:
        return None
    case = case_of(thing)
    if case is None:
        return None
    on, seen = localtime(at).date(), cases_visible_to(officer)
    others = same_party(case, officer)
    shown = [one for one in signs_of(case, others, on) if one.is_shown]
    split = split_from(case, others, on, near_party(case, seen, others))
    if len(shown) < penalty_screen().asked_from and split is None:
        return None
    told = {"case": case, "shown": shown, "signs": len(penalty_screen().signs), "split": split, "notes": _notes(thing), "added_up": ADDED_UP, "at": at}
    return Panel("cases/screen.html", told, 20, MAIN)


def _notes(dossier: Dossier) -> list[dict[str, Any]]:
    found = dossier.entries.filter(kind=NOTED).select_related("officer").order_by("index")
    return [{"by": one.officer.name if one.officer else "", "at": one.at, "reason": json.loads(one.body)["papers"]["reason"]} for one in found]


def competent_on_clue(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a clue that is open, for an authority, who is competent for it."""
    if not isinstance(thing, Clue) or thing.dossier.is_closed or not is_of_authority(officer):
        return None
    matter = matter_of_clue(thing, localtime(at).date())
    offers = thing.dossier.department_id == officer.department_id
    return Panel("cases/competent.html", {"guide": guide_of(matter, thing.department), "offers": offers}, 60, SIDE)


@in_part(EVIDENCE)
def guide_on_clue(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a clue that is open, for an authority, the pieces of the playbook."""
    if not isinstance(thing, Clue) or thing.dossier.is_closed or not is_of_authority(officer):
        return None
    matter = matter_of_clue(thing, localtime(at).date())
    pieces = pieces_of(matter, (CLUE, _EVIDENCE, "emergency_takedown"))
    return Panel("cases/playbook.html", {"matter": matter, "pieces": pieces}, 60, MAIN) if pieces else None


@in_part(EVIDENCE)
def guide_on_case(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a case that is open the pieces of the playbook."""
    case = _case_on(thing, officer)
    if case is None or case.dossier.is_closed:
        return None
    matter = matter_of_case(case, localtime(at).date())
    pieces = pieces_of(matter, (CASE, _EVIDENCE))
    return Panel("cases/playbook.html", {"matter": matter, "pieces": pieces}, 60, MAIN) if pieces else None


@in_part(PAPERS)
def history_on_case(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a case the earlier penalties of its party."""
    case = _case_on(thing, officer)
    if case is None:
        return None
    history = history_of(case, officer, localtime(at).date())
    told = {"case": case, "history": history, "calculator": _calculator(case, history)}
    return Panel("cases/history.html", told, 30, MAIN) if history.shown or history.hidden else None


@in_part(PAPERS)
def like_on_case(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a case what was decided in others of the same act."""
    case = _case_on(thing, officer)
    like = like_cases(case, officer, localtime(at).date()) if case is not None else None
    return Panel("cases/like_cases.html", {"like": like}, 31, MAIN) if like is not None and like.shown else None


def _case_on(thing: object, officer: Officer) -> Case | None:
    """Return the case of a dossier for an officer of an authority; none for anything else."""
    is_case = isinstance(thing, Dossier) and thing.procedure == CASE and is_of_authority(officer)
    return case_of(thing) if is_case else None  # type: ignore[arg-type]  # a dossier, then


@in_part(PARTIES)
def children_on_case(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a case its child cases with what each was given, and the ways to tie and to share for its holder; on a child, its parent."""
    if not isinstance(thing, Dossier) or thing.procedure != CASE or not is_of_authority(officer):
        return None
    case = case_of(thing)
    if case is None:
        return None
    parent = Case.objects.filter(children__case=case).select_related("dossier__department").first()
    is_ours = thing.department_id == officer.department_id and not thing.is_closed and may(officer, "cases.handle")
    children = list(case.children.select_related("case__dossier__department").prefetch_related("shares__file"))
    invitations = list(case.invitations.exclude(standing="accepted").select_related("office"))
    offered = is_ours
    if not (parent or children or offered or invitations):
        return None
    seen = parent is not None and cases_visible_to(officer).filter(pk=parent.pk).exists()
    seen_below = set(cases_visible_to(officer).filter(pk__in=[one.case_id for one in children]).values_list("pk", flat=True))
    told: dict[str, object] = {
        "case": case,
        "parent": parent,
        "is_seen": seen,
        "seen_below": seen_below,
        "children": children,
        "invitations": invitations,
        "is_ours": offered,
        "files": list(thing.files.all()) if offered else [],
    }
    return Panel("cases/children.html", {**told, "at": at}, 66, MAIN if children else SIDE)


@in_part(PARTIES)
def joint_on_case(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a case what was joined to it or separated from it, and, while it is investigated, the ways to do either with what is known filled in."""
    case = _case_on(thing, officer)
    matter = matter_of(case.dossier) if case is not None else None
    if case is None or matter is None:
        return None
    moved = moved_of(case.dossier)
    is_ours = case.dossier.department_id == officer.department_id and may(officer, "cases.handle") and _may_join(case.dossier)
    suspects = suspects_of(matter) if is_ours else []
    same = [one for one in same_party(case, officer) if _may_join(one.dossier) and one.department == case.department] if is_ours else []
    if not (moved or same or len(suspects) > 1):
        return None
    told = {"case": case, "moved": moved, "same": same[:_SHOWN], "suspects": suspects if len(suspects) > 1 else []}
    return Panel("cases/joint.html", told, 65, MAIN)


def _may_join(dossier: Dossier) -> bool:
    """Return whether a case stands where it may be joined to another or separated."""
    return isinstance(dossier.state, dict) and dossier.state.get("main") in ("filed", "investigating")


def _calculator(case: Case, history: History) -> str:
    """Return the address of the calculator with the case's figures and the days of the penalties that count; empty where there is nothing to weigh."""
    if not case.crime or case.acted_on is None or not history.days:
        return ""
    asked = {"crime": case.crime, "acted_on": case.acted_on, "field": case.field, "from": case.number}
    asked |= sums_of(case)
    asked["penalised_on"] = ",".join(day.isoformat() for day in history.days if day <= case.acted_on)
    return f"{reverse('law:threshold')}?{urlencode(asked)}"
