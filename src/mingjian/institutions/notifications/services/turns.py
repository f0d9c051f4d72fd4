"""
Whose turn it came to be: a dossier that somebody else moved, and in which the next step is the officer's own; and what a party hears of the other side.

Read from the ledger's entries and asked of the sheet, as the first line of a dossier's page is: so it holds for whatever goes through a procedure, of whichever
institution, and none need tell of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Min
from django.utils.translation import override

from mingjian.institutions.notifications.models import Reach, Telling
from mingjian.institutions.notifications.services import texts
from mingjian.institutions.notifications.services.assignments import told_as
from mingjian.institutions.notifications.services.movements import arriving, moving
from mingjian.institutions.notifications.services.outbox import reached, write
from mingjian.office.dossiers.awaits import turn_of
from mingjian.office.dossiers.queue import awaiting_signature, dossiers_for_decision
from mingjian.office.models import Dossier, Entry, Officer

ENTRIES = 5_000  # read for an officer in a sweep; the next reads the rest
MOST = 50  # dossiers looked at one by one; of more, the newest


@dataclass(frozen=True)
class Moved:
    """The last entry that moved a dossier: its index, who made it (nobody: the node did), and their department."""

    index: int
    by: int | None
    department: int | None


def write_turns(at: datetime) -> int:
    """Notify officers whose turn it came to be since the last sweep; give how many were told."""
    last = Entry.objects.order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else sum(_write(reach, last, at) for reach in reached() if reach.read_to is None or reach.read_to <= last)


def _write(reach: Reach, last: int, at: datetime) -> bool:
    begin = _begin(reach, last)
    end = min(begin + ENTRIES, last + 1)
    entries = _entries(reach.officer, begin, end) if reach.has_handed else []
    found = _in_turn(reach, _last(reach.officer, entries, moving), at)
    heard = _heard(reach.officer, _last(reach.officer, entries, arriving), {one.pk for one in found})
    with override(reach.language):
        words = [*([texts.turn(found)] if found else []), *([texts.heard(heard)] if heard else [])]
    with transaction.atomic():
        if not Reach.objects.filter(pk=reach.pk, read_to=reach.read_to).update(read_to=end):
            return False  # another sweep was first
        for word in words:
            write(reach, word, at=at)
    return bool(words)


def _begin(reach: Reach, last: int) -> int:
    """Return the first entry that was not read yet; of one who is told for the first time, the first since they chose so."""
    if reach.read_to is not None:
        return reach.read_to
    first: int | None = Entry.objects.filter(at__gte=reach.since).aggregate(first=Min("index"))["first"]
    return last + 1 if first is None else first


def _entries(officer: Officer, begin: int, end: int) -> list[tuple[str, int, Moved]]:
    """Return the entries about dossiers in which the officer's department has a seat, in their order: kind, dossier, and who made it."""
    found = Entry.objects.filter(index__gte=begin, index__lt=end, dossier__seats__department=officer.department_id).order_by("index")
    rows = found.values_list("kind", "dossier", "index", "officer", "officer__department")
    return [(kind, dossier, Moved(*told)) for kind, dossier, *told in rows]


def _last(officer: Officer, entries: list[tuple[str, int, Moved]], that: Callable[[set[str]], set[str]]) -> dict[int, Moved]:
    """Return the last entry of each dossier, of the kinds `that` chooses, the newest last; not of those where it is the officer's own."""
    kinds, moved = that({kind for kind, *_ in entries}), dict[int, Moved]()
    for kind, dossier, one in entries:
        if kind in kinds:
            moved.pop(dossier, None)
            moved[dossier] = one
    return {dossier: one for dossier, one in moved.items() if one.by != officer.pk}


def _in_turn(reach: Reach, moved: dict[int, Moved], at: datetime) -> list[Dossier]:
    """Return the dossiers among these that wait for the officer, and that were not told as handed over."""
    officer, newest = reach.officer, list(moved)[-MOST:]
    told = set(Telling.objects.filter(officer=officer, name__in=[told_as(key, moved[key].index) for key in newest]).values_list("name", flat=True))
    awaiting = set(dossiers_for_decision(officer).filter(pk__in=newest).values_list("pk", flat=True))
    awaiting |= {one.dossier.pk for one in awaiting_signature(officer)} & set(newest)
    dossiers = Dossier.objects.filter(pk__in=newest, is_closed=False).select_related("department", "sender", "officer")
    fresh = [one for one in dossiers if told_as(one.pk, moved[one.pk].index) not in told]
    return [one for one in fresh if (one.pk in awaiting or _concerns(reach, one, moved[one.pk])) and is_turn_of(officer, one, at)]


def _heard(officer: Officer, moved: dict[int, Moved], in_turn: set[int]) -> list[Dossier]:
    """
    Return the dossiers in which something of another department arrived though it is not the officer's turn; for parties alone, at the last step, too.

    A right holder, an operator or a platform has no desk at which the other side's papers lie; authorities have their lists and turns.
    """
    if officer.department is None or officer.department.is_authority:
        return []
    theirs = [pk for pk, one in moved.items() if one.department != officer.department_id and pk not in in_turn]
    return list(Dossier.objects.filter(pk__in=theirs[-MOST:]).order_by("pk"))


def _concerns(reach: Reach, dossier: Dossier, moved: Moved) -> bool:
    """Return whether a dossier is one that an officer is told of: their own; or one that another department moved and no colleague works on; or all."""
    own = reach.officer.department_id
    if reach.scope == Reach.Scope.DEPARTMENT or dossier.officer_id == reach.officer_id:
        return True
    is_colleagues = dossier.officer is not None and dossier.officer.department_id == own
    return moved.department != own and not is_colleagues


def is_turn_of(officer: Officer, dossier: Dossier, at: datetime) -> bool:
    """Return whether the first line of the dossier's page says that it is the officer's turn."""
    turn = turn_of(dossier, officer, at)
    return turn is not None and turn.is_mine
