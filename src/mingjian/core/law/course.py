"""
Several acts, acts that go on over a change of law, the time within which they may be punished, and fines that count towards a criminal fine.

Each act is fined by itself: the Penalty Law forbids to fine one act twice (29), and knows no sum that absorbs several. An act that goes on over a change of law
is shown under the law of its first and of its last day: which of them judges the whole is for a person, since no text on it is in the rulebook.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.language import Text
from mingjian.core.law.crimes import GRAVEST, Tier
from mingjian.core.law.liability import Liability
from mingjian.core.law.milder import decided
from mingjian.core.law.periods import same_day_later
from mingjian.core.law.provisions import Act
from mingjian.core.law.statutes import LawValue, Statutes

SET_OFF, LIMITATION, LIMITATION_WITH_HARM = "apl/35", "apl/36#limitation", "apl/36#limitation_with_harm"
_PROSECUTION = "criminal_law/87"
_FIVE, _TEN = 5 * 12, 10 * 12  # months


@dataclass(frozen=True, slots=True)
class Deed:
    """One act as it was done: what, in which field, from and to which day (the same: at once), and the sums that fines multiply, in yuan."""

    act: Act
    field: str
    since: date
    until: date
    amount: Decimal | None = None
    gains: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Punished:
    """
    One act: what it is liable to under the law of its first and its last day (none: refused, with why), and what is to be judged of it.

    Each is the law that applies on the day of the decision; `changed` says which where the law changed before it, and `is_sure` whether a rule says so.
    """

    deed: Deed
    first: Liability | None
    last: Liability | None
    refusal: Text | None
    judgement: Text | None
    changed: Text | None = None
    is_sure: bool = True

    @property
    def most(self) -> Decimal | None:
        """The highest fine of the law of the last day; none where it cannot be said, the two laws differ, or it is for a person to say which law applies."""
        if not self.is_sure:
            return None
        governing = [next((one for one in found.weighings if one.is_governing), None) for found in (self.first, self.last) if found]
        ends = {one.most if one else None for one in governing}
        return ends.pop() if len(ends) == 1 and len(governing) == 2 else None


_CONTINUES = Text(
    "行为跨越法律修改：首日与末日的法律结果不同，适用何者由人判断（库内没有关于连续、继续行为适用法律的文本）",
    "the act went on over a change of law, and the law of its first and of its last day differ: which applies is for a person (no text in the rulebook says)",
)


def several(deeds: Sequence[Deed], statutes: Statutes, decided_on: date | None = None) -> tuple[list[Punished], Decimal | None]:
    """
    Return what several acts are liable to, one by one; and the sum of their highest fines, none where one of them cannot be said.

    `decided_on` is the day of the decision, on which the milder law applies; left out, each act is judged by the law of its own days.
    """
    found = [_punished(deed, statutes, decided_on) for deed in deeds]
    ends = [one.most for one in found]
    return found, None if not ends or None in ends else sum((end for end in ends if end is not None), Decimal(0))


def _punished(deed: Deed, statutes: Statutes, decided_on: date | None) -> Punished:
    if deed.until < deed.since:
        raise BadInput(f"行为终了日 {deed.until} 早于开始日 {deed.since}。", f"The act ends ({deed.until}) before it begins ({deed.since}).")
    try:
        first, last = (decided(deed.act, deed.field, on, decided_on or on, statutes, deed.amount, deed.gains) for on in (deed.since, deed.until))
    except MingjianError as error:
        return Punished(deed, None, None, error.text, None)
    changed = next((one.rule for one in (last, first) if one.other or not one.is_sure), None)
    judgement = None if _told(first.first) == _told(last.first) else _CONTINUES
    return Punished(deed, first.first, last.first, None, judgement, changed, first.is_sure and last.is_sure)


def _told(found: Liability) -> list[tuple[object, ...]]:
    return [(one.provision.ground, one.least, one.most, one.is_governing) for one in found.weighings]


@dataclass(frozen=True, slots=True)
class Limit:
    """
    Until when something may be punished: the period, its last day, and whether it had run out on the day that counts (none: nobody can say).

    `later` is the limit that would hold if the later law governs, and `doubt` says why the two are not decided between.
    """

    value: LawValue
    last: date
    has_run_out: bool | None
    doubt: Text | None = None
    later: "Limit | None" = None


def limit_of_penalty(ended: date, found: date, statutes: Statutes, *, has_harm: bool) -> Limit:
    """
    Return until when an act that ended on a day may be penalised if it was found on another (Penalty Law 36; 29 before 2021).

    `has_harm`: life, health or financial safety was concerned, and harm was done: five years since 2021. The law of the day on which the act ended decides. Two
    years that had run out before the law of 2021 are not revived by it; where they still ran on its first day, no text says whether five hold, and neither does
    this. Raises `BadInput` for an act found before it ended.
    """
    if found < ended:
        raise BadInput(f"发现日 {found} 早于行为终了日 {ended}。", f"It was found ({found}) before it ended ({ended}).")
    if statutes.has_value(LIMITATION_WITH_HARM, ended):
        return _limit(statutes.value(LIMITATION_WITH_HARM if has_harm else LIMITATION, ended), ended, found)
    ground, _, name = LIMITATION.partition("#")
    law = ground.partition("/")[0]
    statutes.law(law, ended)  # refuses a day before there was such a law
    limit = _limit(statutes.value(f"{law}/{statutes.stood_under(ground, ended)}#{name}", ended), ended, found)
    if not has_harm or not statutes.has_value(LIMITATION_WITH_HARM, found):
        return limit
    value = statutes.value(LIMITATION_WITH_HARM, found)
    if limit.last < value.in_force:
        return replace(limit, doubt=_NOT_REVIVED)
    later = _limit(value, ended, found)
    return replace(limit, has_run_out=limit.has_run_out if limit.has_run_out == later.has_run_out else None, doubt=_STILL_RUNNING, later=later)


_NOT_REVIVED = Text(
    "二年已在2021年修订施行前届满，新法的五年不使其恢复（行政处罚法第三十七条）",
    "the two years had run out before the revision of 2021 came into force, and its five do not revive them (Penalty Law 37)",
)
_STILL_RUNNING = Text(
    "行为终了时的时效为二年，2021年7月15日新法施行时尚未届满；适用二年还是五年，库内文本没有规定，实践不一，由人判断",
    "two years held when the act ended, and still ran on 2021-07-15: whether two hold or five no text says, and courts differ; for a person to judge",
)


def limit_of_prosecution(tier: Tier, ended: date, filed: date, statutes: Statutes) -> Limit:
    """Return whether a crime of a tier that ended on a day may still be prosecuted if the case was filed on another (Criminal Law 87, 89)."""
    of_term = "below_five" if tier.months[1] < _FIVE else "below_ten" if tier.months[1] < _TEN else "from_ten"
    name = "life" if tier.gravest in GRAVEST[1:] else of_term
    return _limit(statutes.value(f"{_PROSECUTION}#{name}", filed), ended, filed)


def _limit(value: LawValue, ended: date, counted: date) -> Limit:
    last = same_day_later(ended, 12 * (value.number or 0))
    return Limit(value, last, counted > last)


@dataclass(frozen=True, slots=True)
class SetOff:
    """What is left of a criminal fine after an administrative one for the same act, and what is said of it."""

    counted: Decimal
    left: Decimal
    said: Text


def set_off(criminal: Decimal, paid: Decimal | None) -> SetOff:
    """Count an administrative fine towards a criminal one for the same act (Penalty Law 35), in yuan; `paid` is none where no fine was given yet."""
    if not criminal.is_finite() or criminal < 0 or (paid is not None and (not paid.is_finite() or paid < 0)):
        raise BadInput("罚金、罚款须是零以上的数。", "Fines are numbers from zero on.")
    if paid is None:
        return SetOff(Decimal(0), criminal, Text("尚未给予罚款的，不再给予罚款", "no fine was given yet, and none is given any more"))
    counted = min(criminal, paid)
    return SetOff(counted, criminal - counted, Text("已给予的罚款折抵相应罚金", "the fine given counts towards the criminal fine"))
