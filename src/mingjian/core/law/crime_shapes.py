"""Lints of shape over the crimes: what one regime or tier has and its neighbour has not is a hole in the book, or must be said not to be one."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from mingjian.core.law.crimes import UNCOUNTED, Condition, Crime, Crimes, Regime, Tier
from mingjian.core.law.measures import MEASURES, Figures
from mingjian.core.law.outcomes import BELOW, Given, weigh
from mingjian.core.law.reader import Faults

_TIMES = re.compile(r"(?:^|×\s*)(?:[\d,]+)?×\s*(\d+)$|^×(\d+)$")
_THRICE = re.compile(r"^(\d+)×([\d,]+)$")
#: Goods that are left, and the sum of sold and left ones that stands beside them.
_SUMS = {"unsold_value": "sold_plus_unsold", "unsold_labels": "sold_plus_unsold_labels", "unsold_copies": "sold_plus_unsold_copies"}

Said = tuple[int, str, str]


def check_crime_shapes(crimes: Crimes, shown_as: str, faults: Faults) -> None:
    """Note every hole, at the line of the regime or tier that has it."""
    for crime in crimes.all.values():
        for line, zh, en in _holes(crime):
            faults.add(f"{shown_as}/{crime.crime}.yaml", line, zh, en)


def _holes(crime: Crime) -> Iterator[Said]:
    for regime in crime.regimes:
        if not regime.is_complete and not regime.lacks and not regime.says_incomplete:
            yield (
                regime.line_number,
                f"时段 {regime.regime} 须写明完整到何种程度（complete，或者 lacks）。",
                f"Regime {regime.regime} must say for what it is complete (complete, or lacks).",
            )
        for lighter, tier in ((one, other) for i, other in enumerate(regime.tiers) for one in regime.tiers[:i]):
            yield from _twins(regime, lighter, tier)
        for tier in regime.tiers:
            yield from _variants(regime, tier)
            yield from _sums(regime, tier)
        yield from _headlines(crime, regime)
    ordered = sorted(crime.regimes, key=lambda one: (one.line, one.in_force))
    for earlier, later in pairwise(ordered):
        if earlier.line == later.line:
            yield from _neighbours(earlier, later)
            yield from _neighbours(later, earlier)


def _twins(regime: Regime, lighter: Tier, tier: Tier) -> Iterator[Said]:
    """A tier that is the multiple of another has a twin of each of its tests, at so many times the line."""
    by = {multiple for test in tier.tests if (multiple := _multiple(test, lighter))}
    if len(by) != 1 or tier.times:
        return
    (times,) = by
    for test in (one for one in lighter.tests if one.line and one.measure not in UNCOUNTED):
        line = (test.line or 0) * times
        if not any(_is_twin(test, other, line) for other in tier.tests):
            cure = f"times: {{{lighter.tier}: {times}}}"
            yield (
                tier.line_number,
                f"时段 {regime.regime}：{tier.tier} 是 {lighter.tier} 的 {times} 倍，却没有 {_name(test)} 的 {line:,}；请写 {cure}。",
                f"Regime {regime.regime}: {tier.tier} is {times} times {lighter.tier}, but has no {_name(test)} of {line:,}; write {cure}.",
            )


def _multiple(test: Condition, lighter: Tier) -> int | None:
    found = _TIMES.search(test.derived)
    times = int(found[1] or found[2]) if found else 0
    of = any(one.measure == test.measure and one.line and test.line == one.line * times for one in lighter.tests)
    return times if times > 1 and of else None


def _is_twin(test: Condition, other: Condition, line: int) -> bool:
    return other.measure == test.measure and other.line == line and test.either.items() <= other.either.items() and bool(test.either) == bool(other.either)


def _name(test: Condition) -> str:
    return test.measure + (f" ({', '.join(f'{name} ≥ {number}' for name, number in test.either.items())})" if test.either else "")


def _variants(regime: Regime, tier: Tier) -> Iterator[Said]:
    """What is three times a line (unsold goods) is three times the lower line for repeaters, too."""
    for test in tier.tests:
        found = _THRICE.match(test.derived)
        if not found or test.either or not test.line:
            continue
        times, line = int(found[1]), int(found[2].replace(",", ""))
        for lower in _lowered(tier, line, test):
            if not any(one.measure == test.measure and one.either == lower.either and one.line == times * (lower.line or 0) for one in tier.tests):
                needed = f"{test.measure} ({', '.join(lower.either)}) {times * (lower.line or 0):,}"
                yield (
                    tier.line_number,
                    f"时段 {regime.regime}：{tier.tier} 缺 {needed}：{lower.measure} 有较低的标准 {lower.line:,}，其 {times} 倍没有写。",
                    f"Regime {regime.regime}: {tier.tier} lacks {needed}, {times} times the lower line of {lower.measure} ({lower.line:,}).",
                )


def _lowered(tier: Tier, line: int, test: Condition) -> Iterator[Condition]:
    """Return the tests with circumstances of the measure of which a plain test has the line, where that measure is of the same kind of goods."""
    kinds = {"unsold_value": "sales_amount", "sold_plus_unsold": "sales_amount", "unsold_labels": "labels", "sold_plus_unsold_labels": "labels"}
    kinds |= {"unsold_copies": "copies_sold", "sold_plus_unsold_copies": "copies_sold"}
    of = kinds.get(test.measure)
    if any(one.measure == of and one.line == line and not one.either for one in tier.tests):
        yield from (one for one in tier.tests if one.measure == of and one.either and one.line)


def _sums(regime: Regime, tier: Tier) -> Iterator[Said]:
    """Where sums of sold and unsold goods count, each kind of unsold goods has its sum."""
    measures = {test.measure for test in tier.tests}
    for unsold, both in _SUMS.items():
        if unsold in measures and both not in measures and measures & set(_SUMS.values()):
            yield (
                tier.line_number,
                f"时段 {regime.regime}：{tier.tier} 有 {unsold}，没有 {both}。",
                f"Regime {regime.regime}: {tier.tier} has {unsold}, but not {both}.",
            )


def _neighbours(regime: Regime, other: Regime) -> Iterator[Said]:
    """A measure with a line in the regime before or after is weighed here, too, or it is said why not."""
    weighed = {test.measure for tier in other.tiers for test in tier.tests if test.line}
    for measure in sorted(weighed - regime.measures - set(regime.untested) - set(regime.lacks)):
        yield (
            regime.line_number,
            f"时段 {regime.regime} 没有 {measure} 的标准，而 {other.regime} 有；请补上，或者在 untested（法律没有）、lacks（未录入）中写明。",
            f"Regime {regime.regime} has no line for {measure}, and {other.regime} has; add it, or say so in untested (no such line) or lacks (not entered).",
        )


def _headlines(crime: Crime, regime: Regime) -> Iterator[Said]:
    """A figure at a line that only a judgement, or an unread text, keeps from being reached is not told as below the line."""
    for tier in regime.tiers:
        for test in (one for one in tier.tests if one.line and one.measure not in UNCOUNTED and one.measure in MEASURES):
            known = Figures(counts={test.measure: Decimal(test.line or 0)}, field=next(iter(regime.fields), ""))
            found = weigh(Given.of(crime, known, test.in_force or regime.in_force), regime)
            if found.possible and found.standing == BELOW:
                yield (
                    tier.line_number,
                    f"时段 {regime.regime}：{test.measure} 达到 {test.line:,} 时标题为“{found.headline.zh}”，而 possible 为 {found.possible.tier}。",
                    f"Regime {regime.regime}: at {test.line:,} of {test.measure} the headline is {found.headline.en!r}, but possible is {found.possible.tier}.",
                )
    if not any(test.line for test in regime.tiers[0].tests):
        yield from _small_figures(crime, regime)


def _small_figures(crime: Crime, regime: Regime) -> Iterator[Said]:
    """Where no figure makes out the lowest tier, a small figure of a graver one is not told as below the line."""
    for measure in sorted({test.measure for tier in regime.tiers[1:] for test in tier.tests if test.line} - set(UNCOUNTED)):
        if measure in MEASURES:
            known = Figures(counts={measure: Decimal(1)}, field=next(iter(regime.fields), ""))
            if weigh(Given.of(crime, known, regime.in_force), regime).standing == BELOW:
                yield (
                    regime.line_number,
                    f"时段 {regime.regime}：第一档没有数额标准，而 {measure} 为 1 时标题为未达标准。",
                    f"Regime {regime.regime}: the lowest tier has no line in figures, and at 1 of {measure} the headline is below the line.",
                )
