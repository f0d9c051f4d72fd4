"""
How soon whoever was asked for assistance answered, member by member.

Departments of this node: what they were asked within it, from the ledger, and by other nodes, from the letters that came. Other nodes: from what became of
the letters of this one. A part and an extension end no wait.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from mingjian.institutions.exchange.models import Copy, HeldRecord
from mingjian.office.models import Department, Entry

PROCEDURE = "assistance"
YEAR = timedelta(days=365)
DAY = timedelta(days=1)
#: Steps by which somebody is asked, and by which whoever was asked says something that ends the wait. A letter taken back was not answered and not left.
ASKS = frozenset({"send", "ask_provider", "ask_again", "ask_provider_again"})
ANSWERS = frozenset({"answer_request", "provide", "record_provided", "decline_to_provide", "refuse_assistance"})
TAKEN_BACK = frozenset({"withdraw", "withdraw_from_provider", "designate"})


@dataclass
class Answering:
    """How one member answers: each answer's time, how many letters wait, and since when the oldest of them."""

    name: str
    is_node: bool = False
    taken: list[timedelta] = field(default_factory=list)
    waits: list[datetime] = field(default_factory=list)
    from_nodes: int = 0
    is_told: bool = False

    @property
    def answered(self) -> int:
        """Return how many of them it answered."""
        return len(self.taken)

    @property
    def waiting(self) -> int:
        """Return how many of them wait."""
        return len(self.waits)

    @property
    def asked(self) -> int:
        """Return how many letters it was sent, those taken back left out."""
        return len(self.taken) + len(self.waits)

    @property
    def median_days(self) -> float | None:
        """Return the median time of its answers in days, to a tenth; None before the first."""
        return round(median(one / DAY for one in self.taken), 1) if self.taken else None

    @property
    def oldest(self) -> datetime | None:
        """Since when the oldest letter waits."""
        return min(self.waits, default=None)


def answering(at: datetime) -> list[Answering]:
    """Return how each member answered what it was asked within a year before an instant; the most asked first."""
    departments = _departments(at)
    _add_letters_that_came(departments, at)
    found = [*departments.values(), *_nodes(at).values()]
    return sorted(found, key=lambda one: (-one.asked, one.name))


def _departments(at: datetime) -> dict[str, Answering]:
    kinds = ASKS | ANSWERS | TAKEN_BACK
    entries = Entry.objects.filter(dossier__procedure=PROCEDURE, kind__in=kinds, at__gte=at - YEAR, at__lte=at).order_by("dossier", "index")
    told = [(key, kind, when, json.loads(body).get("holder", "")) for key, kind, when, body in entries.values_list("dossier", "kind", "at", "body")]
    names = {one.code: one.name for one in Department.objects.filter(code__in={holder for *_, holder in told})}
    found: dict[str, Answering] = {}
    for code, asked, answered in _pairs(told):
        one = found.setdefault(code, Answering(names.get(code, code)))
        one.waits.append(asked) if answered is None else one.taken.append(answered - asked)
    return found


def _add_letters_that_came(found: dict[str, Answering], at: datetime) -> None:
    """Add what other nodes asked departments of this one. What was recalled or ended before it was answered is left out."""
    came = HeldRecord.objects.filter(kind=PROCEDURE, version__gt=0, received_at__gte=at - YEAR, received_at__lte=at, department__isnull=False)
    for held in came.select_related("department"):
        if held.settled_at is None and held.state != HeldRecord.State.HELD:
            continue
        assert held.department is not None  # noqa: S101 - as asked for
        one = found.setdefault(held.department.code, Answering(held.department.name))
        one.from_nodes += 1
        one.waits.append(held.received_at) if held.settled_at is None else one.taken.append(held.settled_at - held.received_at)


def _pairs(told: Iterable[tuple[int | None, str, datetime, str]]) -> list[tuple[str, datetime, datetime | None]]:
    """Return who was asked when, and when they answered; entries of one dossier stand together, in their order."""
    found: list[tuple[str, datetime, datetime | None]] = []
    open_ones: dict[int | None, tuple[str, datetime]] = {}
    for dossier, kind, when, holder in told:
        if kind in ASKS:
            open_ones.setdefault(dossier, (holder, when))
        elif kind in ANSWERS and dossier in open_ones:
            found.append((*open_ones.pop(dossier), when))
        elif kind in TAKEN_BACK:
            open_ones.pop(dossier, None)
    return [*found, *((code, when, None) for code, when in open_ones.values())]


def _nodes(at: datetime) -> dict[str, Answering]:
    """Read the letters of this node to others. What the other node refused or declined is an answer, too; what was recalled is none."""
    done = {Copy.State.ANSWERED, Copy.State.DECLINED, Copy.State.REFUSED}
    found: dict[str, Answering] = {}
    letters = Copy.objects.filter(record__kind=PROCEDURE, record__recalled_at__isnull=True, record__made_at__gte=at - YEAR, record__made_at__lte=at)
    for copy in letters.select_related("record", "peer"):
        one = found.setdefault(copy.peer.node, Answering(copy.peer.node, is_node=True))
        one.taken.append(copy.since - copy.record.made_at) if copy.state in done else one.waits.append(copy.record.made_at)
    return found
