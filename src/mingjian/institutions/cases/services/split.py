"""
Cases that pass the line of a crime only together: of one party, or of parties that share an address or a head and sell like goods.

Who splits a matter puts it under several names. A likeness adds nothing by itself: it is told with what it rests on, and a person says whether it is one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from mingjian.core.errors import MingjianError
from mingjian.core.language import Text
from mingjian.core.law.measures import Figures
from mingjian.core.procedure.answers import weighed
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.queries import lines_counted
from mingjian.institutions.cases.services.assessment import totals_of
from mingjian.institutions.cases.services.screen import bare_name

#: On what adding up rests: several acts that were not dealt with yet.
ADDED_UP = "ip_interp_2025/29"
#: From how much of the goods' names in common cases of differently named parties are laid side by side. The node's own figure; it decides nothing.
ALIKE = 0.6
_MOST = 200  # cases at one address or under one head that are looked through
_SUMS = ("sales", "unsold", "turnover", "gains")
_SHARED = (("party_address", Text("住所相同", "the same address")), ("party_head", Text("负责人同名", "a head of the same name")))


@dataclass(frozen=True)
class Beside:
    """Another case, and what it shares: the party or what of it, how alike the goods are in whole per cent, how many days lie between the acts."""

    case: Case
    shares: Text
    percent: int
    days: int
    is_same_party: bool

    @property
    def said(self) -> str:
        """Return the likeness of the goods as it is written."""
        return f"{self.percent} %"


@dataclass(frozen=True)
class Split:
    """Other cases that, added to this one, reach a line which none reaches alone; the share of all together in whole per cent."""

    beside: list[Beside]
    percent: int

    @property
    def said(self) -> str:
        """Return the share as it is written."""
        return f"{self.percent} %"

    @property
    def others(self) -> list[Case]:
        """Return the other cases."""
        return [one.case for one in self.beside]

    @property
    def is_of_one_party(self) -> bool:
        """Return whether all are of the same party by code or name."""
        return all(one.is_same_party for one in self.beside)


def near_party(case: Case, seen: QuerySet[Case], same: Iterable[Case]) -> list[Case]:
    """Return open cases under another name that share the address or the head of this one's party; those of the same party are left out."""
    held = [Q(**{name: value}) for name, _ in _SHARED if (value := getattr(case, name).strip())]
    if not held:
        return []
    known = {case.pk, *(one.pk for one in same)}
    found = seen.exclude(pk__in=known).filter(reduce(or_, held), dossier__is_closed=False)
    return list(found.order_by("-pk")[:_MOST])


def split_from(case: Case, others: Sequence[Case], on: date, near: Sequence[Case] = ()) -> Split | None:
    """
    Add up the open cases of the same party and crime; return them where they reach a line together and none alone. Sums without figures count nothing.

    `near`: cases of other parties that share something with this one's; they are laid beside it only where the goods are alike, too.
    """
    if not case.crime or case.acted_on is None:
        return None
    goods = goods_of(case)
    beside = [_beside(case, one, goods, is_same=True) for one in others]
    beside += [one for one in (_beside(case, other, goods, is_same=False) for other in near) if one.percent >= ALIKE * 100]
    beside = [one for one in beside if one.case.acted_on and one.case.crime == case.crime and not one.case.dossier.is_closed]
    figures = {one.pk: held for one in (case, *(one.case for one in beside)) if (held := _figures(one))}
    beside = [one for one in beside if one.case.pk in figures]
    if not beside or case.pk not in figures:
        return None
    newest = max(one.acted_on for one in (case, *(one.case for one in beside)) if one.acted_on)
    share = _share(case.crime, _added(list(figures.values())), newest, on)
    alone = [_share(case.crime, one, newest, on) for one in figures.values()]
    if share is None or share < 1 or any(one is not None and one >= 1 for one in alone):
        return None
    return Split(beside, int(share * 100))


def goods_of(case: Case) -> list[str]:
    """Return the names of the goods of a case's ledger, each once."""
    return list(dict.fromkeys(bare_name(one.goods).casefold() for one in lines_counted(case) if bare_name(one.goods)))


def likeness(mine: Sequence[str], theirs: Sequence[str]) -> float:
    """Return how alike goods are by their names: of each of mine the best of theirs by pairs of characters in common (Dice), on average; 0 to 1."""
    if not mine or not theirs:
        return 0.0
    return sum(max(_dice(one, other) for other in theirs) for one in mine) / len(mine)


def _dice(one: str, other: str) -> float:
    if one == other:
        return 1.0
    mine, theirs = ({name[n : n + 2] for n in range(len(name) - 1)} for name in (one, other))
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine and theirs else 0.0


def _beside(case: Case, other: Case, goods: Sequence[str], *, is_same: bool) -> Beside:
    shared = [text for name, text in _SHARED if getattr(case, name).strip() and getattr(case, name).strip() == getattr(other, name).strip()]
    told = [Text("同一当事人", "the same party")] if is_same else shared
    days = abs((case.acted_on - other.acted_on).days) if case.acted_on and other.acted_on else 0
    shares = Text("、".join(one.zh for one in told), ", ".join(one.en for one in told))
    return Beside(other, shares, int(likeness(goods, goods_of(other)) * 100), days, is_same)


def _figures(case: Case) -> Figures | None:
    try:
        totals = totals_of(case)
    except MingjianError:
        return None
    return totals.figures(least=False) if totals.of("turnover").most else None


def _added(figures: Sequence[Figures]) -> Figures:
    """Add figures up; one that a case lacks is unknown of all."""
    sums: dict[str, Decimal | None] = {}
    for name in _SUMS:
        values = [getattr(one, name) for one in figures]
        sums[name] = None if None in values else sum(values, Decimal(0))
    return Figures(sales=sums["sales"], unsold=sums["unsold"], turnover=sums["turnover"], gains=sums["gains"])


def _share(crime: str, figures: Figures, acted_on: date, on: date) -> Decimal | None:
    try:
        return weighed(crime, figures, acted_on, max(on, acted_on)).governing.reached_share
    except MingjianError:
        return None
