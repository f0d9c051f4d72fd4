"""
Which law a fine is decided under: that of the act, or that of the decision where it is milder (Administrative Penalty Law 37, as amended from 2021-07-15).

An act is punished under the law of its day; where that law was amended or repealed before the decision and the later one is milder, the later one applies.
Fines are compared end by end: one law is the milder only where no end of its ranges is above the other's. Where each is milder in something, or a range hangs
on what is not known, nothing is decided, and both are shown. What may be ordered beside the fine is not compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.language import Text
from mingjian.core.law.citations import cite
from mingjian.core.law.liability import MILDER_LAW, Liability, Range, Weighing, liability
from mingjian.core.law.provisions import Act
from mingjian.core.law.statutes import Statutes


@dataclass(frozen=True, slots=True)
class Decided:
    """
    An act of one day that is decided on another. `first` is what is told first: the law that applies, or that of the act where it is for a person to say.

    `other` is the result under the other law, none where it is the same or cannot be said; `is_sure` tells whether the rule decides between them.
    """

    first: Liability
    other: Liability | None
    acted_on: date
    decided_on: date
    rule: Text
    rule_ground: str | None
    is_sure: bool

    @property
    def is_later(self) -> bool:
        """Return whether the law of the decision is told first."""
        return self.first.on != self.acted_on


def decided(
    act: Act, field: str, on: date, decided_on: date, statutes: Statutes, amount: Decimal | None = None, gains: Decimal | None = None,
    cost: Decimal | None = None, income: Decimal | None = None, income_year: Decimal | None = None, income_period: Decimal | None = None,
) -> Decided:  # fmt: skip
    """
    Return what an act of one day is liable to if it is decided on another.

    Raises `BadInput` for a decision before the act, and whatever `liability` raises for the day of the act.
    """
    if decided_on < on:
        raise BadInput(f"决定日 {decided_on} 早于行为日 {on}；请检查日期。", f"The decision ({decided_on}) is before the act ({on}); check the days.")
    sums = (amount, gains, cost, income, income_year, income_period)
    then = liability(act, field, on, statutes, *sums)
    try:
        now = liability(act, field, decided_on, statutes, *sums)
    except MingjianError as error:
        return Decided(then, None, on, decided_on, Text(f"{_UNSAID.zh}{error.text.zh}", f"{_UNSAID.en} {error.text.en}"), None, False)
    if _shape(then) == _shape(now):
        return Decided(then, None, on, decided_on, _SAME, None, True)
    if statutes.stood_under(MILDER_LAW, decided_on) != MILDER_LAW.partition("/")[2]:
        return Decided(then, now, on, decided_on, _NO_RULE, None, False)
    law = cite(MILDER_LAW, decided_on, statutes)
    later_is = _compared(then, now)
    rule = {-1: _LATER, 1: _EARLIER, 0: _ALIKE, None: _OPEN}[later_is]
    first, other = (now, then) if later_is == -1 else (then, now)
    said = Text(rule.zh.format(law=law.zh), rule.en.format(law=law.en))
    if _of_persons(then) != _of_persons(now):
        said = Text(f"{said.zh}{_PERSONS.zh}", f"{said.en} {_PERSONS.en}")
    return Decided(first, other, on, decided_on, said, MILDER_LAW, later_is is not None)


def _of_persons(found: Liability) -> list[tuple[object, ...]]:
    """Return the fines on others than whoever committed the breach, as the texts set them: each person's is compared for that person."""
    ranges = [(one, single) for one in found.weighings for single in one.ranges if one.provision.whom or single.fine.whom]
    return [(single.value.amount, single.fine.of, single.fine.when, one.provision.whom, single.fine.whom) for one, single in ranges]


def _is_compared(weighing: Weighing) -> bool:
    """Return whether a provision is weighed between the laws: it neither steps back nor is for somebody else."""
    return not (weighing.displaced_by or weighing.provision.subsidiary or weighing.provision.whom)


def _shape(found: Liability) -> list[tuple[object, ...]]:
    """Return what a result says, without the days and numbers of its articles: figures, when they hold, orders, and which provision governs."""
    return [
        (
            one.is_governing,
            one.provision.ground.partition("/")[0],
            tuple((single.least, single.most, single.value.amount, single.fine.of, single.fine.when, single.holds) for single in one.ranges),
            one.provision.orders,
        )
        for one in found.weighings
        if not one.displaced_by and not one.provision.subsidiary
    ]


def _compared(then: Liability, now: Liability) -> int | None:
    """Return -1 where the later law is milder, 1 where it is heavier, 0 where the fines are alike, and none where neither can be said."""
    if _figures(then) == _figures(now):
        return 0
    earlier, later = (_standing(found) for found in (then, now))
    if earlier is None or later is None:
        return None
    ends = set(_ends(earlier, later))
    if None in ends or {-1, 1} <= ends:
        return None
    return next((end for end in (-1, 1) if end in ends), 0)


def _figures(found: Liability) -> list[tuple[object, ...]]:
    """Return the ranges of a result as their texts set them, whatever they come to here."""
    ranges = [single for one in found.weighings if _is_compared(one) for single in one.ranges if not single.fine.whom]
    return [(one.value.amount, one.fine.of, one.fine.least, one.fine.below, one.fine.counts_at_least, one.fine.when) for one in ranges]


def _standing(found: Liability) -> Weighing | None:
    """Return the provision that governs; the only one that does not step back, where its ranges all hang on a condition."""
    governing = next((one for one in found.weighings if one.is_governing), None)
    main = [one for one in found.weighings if _is_compared(one)]
    return governing or (main[0] if len(main) == 1 else None)


def _ends(earlier: Weighing, later: Weighing) -> Iterator[int | None]:
    """Compare the ends of what holds anyhow, then of each range that holds on a condition; a range that only one law has is the more under that one."""
    yield from _pair(_plain(earlier), _plain(later))
    conditional = [{one.value.ref.partition("#")[2]: one for one in _own(of) if one.fine.when and one.holds is not False} for of in (earlier, later)]
    for name in dict.fromkeys((*conditional[0], *conditional[1])):
        before, after = (of.get(name) for of in conditional)
        yield from _pair((before.least, before.most), (after.least, after.most)) if before and after else (1 if after else -1,)


def _own(weighing: Weighing) -> tuple[Range, ...]:
    """Return the ranges of whoever committed the breach."""
    return tuple(one for one in weighing.ranges if not one.fine.whom)


def _plain(weighing: Weighing) -> tuple[Decimal | None, Decimal | None]:
    """Return the ends of what holds without a condition: nothing where every range hangs on one, none where an amount is not known."""
    if all(one.fine.when or one.holds is False for one in _own(weighing)):
        return Decimal(0), Decimal(0)
    return weighing.least, weighing.most


def _pair(before: tuple[Decimal | None, Decimal | None], after: tuple[Decimal | None, Decimal | None]) -> Iterator[int | None]:
    if before[1] is None or after[1] is None:
        yield 0 if before == after and before[0] is not None else None
        return
    for earlier, later in zip(before, after, strict=True):
        yield ((later or 0) > (earlier or 0)) - ((later or 0) < (earlier or 0))


_SAME = Text("自行为日至决定日，应当适用的罚则没有变化。", "What should apply did not change between the act and the decision.")
_LATER = Text(
    "行为后法律已变更，决定时的规定罚款较轻，适用新的规定（从旧兼从轻，{law}）；此处只比较罚款。",
    "The law changed after the act, and fines less now: the new one applies ({law}). Only the fines were compared.",
)
_EARLIER = Text(
    "行为后法律已变更，决定时的规定罚款并不较轻，适用行为时的规定（{law}）；此处只比较罚款。",
    "The law changed after the act, and does not fine less now: that of the act applies ({law}). Only the fines were compared.",
)
_ALIKE = Text(
    "行为后法律已变更，罚款幅度相同，适用行为时的规定（{law}）；罚款以外的处理是否较轻由人判断。",
    "The law changed after the act, with the same fines: that of the act applies ({law}); whether what is ordered beside them is milder is for a person.",
)
_PERSONS = Text(
    "对他人（责任人员等）的罚款也有变化，须就其本人另行比较。", "What others are fined (such as persons responsible) changed, too: compare it for each of them."
)
_OPEN = Text(
    "行为后法律已变更，两者的罚款互有轻重，或者须先知道金额、条件，孰轻由人判断（{law}）；先列行为时的规定。",
    "The law changed after the act; each fines less in something, or an amount or condition is not known: which is milder is for a person ({law}). That of "
    "the act is told first.",
)
_NO_RULE = Text(
    "行为后法律已变更；决定日在2021年7月15日前，当时的行政处罚法没有从旧兼从轻的规定，由人判断。",
    "The law changed after the act; the decision is before 2021-07-15, when the Penalty Law had no rule on the milder law: for a person to judge.",
)
_UNSAID = Text(
    "决定时的规定不能比较，是否较轻、是否不再认为是违法，由人判断：",
    "The law of the decision cannot be compared; whether it is milder, or punishes at all, is for a person:",
)
