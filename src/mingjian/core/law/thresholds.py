"""
Weighs what is known of a case against the lines of a crime, under every regime that may apply, and says which governs.

An act is judged by the law of its time, unless the later law is milder (Criminal Law 12); the same holds between an older and a newer interpretation (SPC and
SPP rules on the temporal effect of interpretations, 2001-12-16). So for acts before a new regime both are weighed, and the milder result is kept.
A result is arithmetic on the figures given, never a finding of guilt: what only a person can judge is listed, and decides nothing here.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.law.crimes import Condition, Crime, Regime, Tier
from mingjian.core.law.measures import MEASURES, Figures
from mingjian.core.law.statutes import VERIFICATIONS

WARNED_FROM = Decimal("0.8")  # of the base line
_HALF = Decimal("0.5")
_PLACES = Decimal("0.0001")

_ONE = Text("只有一个时段的标准可以适用。", "Only one regime can apply.")
_OLDER = Text(
    "行为后标准已变更：两者都已计算，新标准并不更轻，适用行为时的标准（刑法第十二条；司法解释时间效力规定）。",
    "The lines changed after the act. Both were weighed; the newer is not milder, so those of the time of the act govern (Criminal Law 12).",
)
_NEWER = Text(
    "行为后标准已变更：两者都已计算，新标准更轻，适用新标准（从旧兼从轻，刑法第十二条；司法解释时间效力规定）。",
    "The lines changed after the act. Both were weighed; the newer is milder, so it governs (Criminal Law 12).",
)
_FILLED = Text("行为时没有解释标准，适用现行解释。", "There were no lines at the time of the act; the present interpretation applies.")

_CLASS = Text("信息或者物品属于这一类", "the items are of this class")
_CIRCUMSTANCES = {
    "marks": Text("{marks} 个以上商标（专利）", "{marks} or more marks (patents)"),
    "prior_penalties": Text("规定期间内受过 {prior_penalties} 次以上处罚", "{prior_penalties} or more penalties within the time that the text names"),
}
_UNVERIFIED = Text("起决定作用的标准未经核对（UNVERIFIED），不能单独作为依据", "the line that decides is UNVERIFIED, and cannot be relied on by itself")
_LINES = Text(
    "案件属于并列标准中的哪一类（如商品还是服务），由人判断",
    "which of the lines side by side fits the case (such as goods or services) is for a person to judge",
)
_NO_ITEMS = Text("本罪不以件数为标准，件数未予计算", "this crime does not count items; their number was left out")
_KNOWLEDGE = Text("主观明知：可以推定的情形见罪名说明，允许反证", "knowledge: see when it is presumed; proof to the contrary is open")


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    One condition weighed: the figure, its share of the line, whether it is reached (none: a person must judge), and what was wanting or is to be judged.

    `counts` tells whether nothing but the figure can be wanting, so that the share is one of the way to the line.
    """

    condition: Condition
    figure: Decimal | None
    share: Decimal | None
    is_reached: bool | None
    counts: bool
    why: Text | None


@dataclass(frozen=True, slots=True)
class Weighed:
    """
    One regime weighed. `tier` is the gravest that is reached, `possible` the gravest if a person finds what the figures leave open; none below the line.

    `share` is the best share of the base line, `is_attempt` whether only a condition of attempt is met.
    """

    regime: Regime
    tiers: tuple[tuple[Tier, tuple[Outcome, ...]], ...]
    tier: Tier | None
    possible: Tier | None
    is_attempt: bool
    share: Decimal | None
    verification: str
    is_governing: bool = False

    @property
    def is_warning(self) -> bool:
        """Tell whether 80 % of the base line are there, or the line itself."""
        return self.tier is not None or (self.share is not None and self.share >= WARNED_FROM)

    @property
    def severity(self) -> tuple[int, ...]:
        """Give what results are compared by: below the line is mildest; attempt is milder than the completed crime."""
        return (*self.tier.severity, int(not self.is_attempt)) if self.tier else (-1,)


@dataclass(frozen=True, slots=True)
class Threshold:
    """What governs, every regime weighed (in the order of the rulebook), by which rule it governs, and what is left to human judgement."""

    crime: Crime
    governing: Weighed
    regimes: tuple[Weighed, ...]
    rule: Text
    judgement: tuple[Text, ...]


def threshold(crime: Crime, figures: Figures, acted_on: date, decided_on: date) -> Threshold:
    """
    Say which tier of a crime the figures reach for an act of one day that is decided on another.

    Raises `BadInput` for figures that are none, a decision before the act, and an act before the first regime.
    """
    figures.check()
    if decided_on < acted_on:
        raise BadInput(
            f"裁判日 {decided_on} 早于行为日 {acted_on}；请检查日期。", f"The decision ({decided_on}) is before the act ({acted_on}); check the days."
        )
    given = _Given.of(crime, figures, acted_on)
    lines = dict.fromkeys(regime.line for regime in crime.regimes)
    candidates = [regimes for line in lines if (regimes := _applicable(crime, line, acted_on, decided_on))]
    if not candidates:
        first = min(regime.acts_from for regime in crime.regimes)
        raise BadInput(
            f"{crime.title.zh}在 {acted_on} 尚无库内标准，最早为 {first}。", f"{crime.title.en}: no lines on file for {acted_on}; the first are of {first}."
        )
    weighed = [[_weigh(given, regime) for regime in regimes] for regimes in candidates]
    results = [_milder(of_line, acted_on) for of_line in weighed]
    best, rule = max(results, key=lambda result: _weight(result[0]))
    shown = tuple(dataclasses.replace(one, is_governing=one is best) for of_line in weighed for one in of_line)
    governing = next(one for one in shown if one.is_governing)
    return Threshold(crime, governing, shown, rule, tuple(dict.fromkeys(_to_judge(given, governing, len(results) > 1))))


@dataclass(frozen=True, slots=True)
class _Given:
    """What is known, with a bare count of items read as what the crime counts. `unsure` are the measures it may mean only if a person finds so."""

    crime: Crime
    figures: Figures
    acted_on: date
    unsure: frozenset[str]

    @classmethod
    def of(cls, crime: Crime, figures: Figures, acted_on: date) -> "_Given":
        if figures.items is None:
            return cls(crime, figures, acted_on, frozenset())
        meant = dict.fromkeys((*crime.items, *crime.items_perhaps), figures.items)
        unsure = frozenset(crime.items_perhaps) - set(figures.counts)
        return cls(crime, dataclasses.replace(figures, counts=meant | dict(figures.counts)), acted_on, unsure)


def _applicable(crime: Crime, line: str, acted_on: date, decided_on: date) -> list[Regime]:
    """Give the regime of the act and, where it is another, that of the decision."""
    of_line = [regime for regime in crime.regimes if regime.line == line]
    then = [regime for regime in of_line if regime.governs(acted_on)]
    now = [regime for regime in of_line if regime.governs(decided_on) and regime not in then]
    return then + [regime for regime in now if then or regime.acts_from <= acted_on]


def _milder(weighed: list[Weighed], acted_on: date) -> tuple[Weighed, Text]:
    older, newer = weighed[0], weighed[-1]
    if older is newer:
        return older, _ONE if older.regime.in_force <= acted_on else _FILLED
    return (newer, _NEWER) if newer.severity < older.severity else (older, _OLDER)


def _weight(weighed: Weighed) -> tuple[tuple[int, ...], int, Decimal]:
    """Among lines side by side the gravest result is told, then what was checked best, then what is nearest to its line."""
    return weighed.severity, -VERIFICATIONS.index(weighed.verification), weighed.share or Decimal(0)


def _weigh(given: _Given, regime: Regime) -> Weighed:
    tiers = tuple((tier, tuple(_outcomes(given, tier))) for tier in regime.tiers)
    reached = [(tier, met) for tier, outcomes in tiers if (met := [one for one in outcomes if one.is_reached])]
    tier, by = reached[-1] if reached else (None, [])
    open_ = [tier for tier, outcomes in tiers if any(one.is_reached is None and one.share is not None for one in outcomes)]
    possible = max([*open_, *([tier] if tier else [])], key=regime.tiers.index, default=None)
    base = next((outcomes for _, outcomes in tiers if any(one.condition.line for one in outcomes)), ())
    share = max((one.share for one in base if one.share is not None and one.counts), default=None)
    verification = min((one.condition.verification for one in by), key=VERIFICATIONS.index, default=regime.verification)
    return Weighed(regime, tiers, tier, possible, bool(by) and all(one.condition.is_attempt for one in by), share, verification)


def _outcomes(given: _Given, tier: Tier) -> Iterator[Outcome]:
    shares: dict[str, Decimal] = {}
    for condition in tier.tests:
        if condition.in_force and given.acted_on < condition.in_force:
            continue
        half = Decimal(sum(share >= _HALF for share in shares.values()))
        outcome = _outcome(given, condition, half if condition.measure == "combination" else given.figures.of(condition.measure))
        if outcome.counts and outcome.share is not None:
            shares.setdefault(condition.measure, outcome.share)
        yield outcome


def _outcome(given: _Given, condition: Condition, figure: Decimal | None) -> Outcome:
    """Weigh one condition. It counts towards the warning if nothing but the figure can be wanting."""
    if condition.line is None:
        return Outcome(condition, None, None, True if condition.measure == "conduct" else None, False, condition.judge)
    if figure is None:
        return Outcome(condition, None, None, False, False, None)
    share = figure / condition.line
    judge = condition.judge or (_CLASS if condition.measure in given.unsure else None)
    wanting = _wanting(given.figures, condition)
    if condition.either and not wanting:
        judge = None  # one of the circumstances is there: nothing is left to judge
    elif condition.either and judge:
        wanting = None  # it may still be made out by what a person finds
    is_reached = None if judge and share >= 1 else share >= 1
    return Outcome(condition, figure, share, False if wanting else is_reached, not wanting and not judge, wanting or judge)


def _wanting(figures: Figures, condition: Condition) -> Text | None:
    """Say which circumstance is not there, or which other measure stands in the way."""
    for measure, limit in condition.below.items():
        if (figures.of(measure) or 0) >= limit:
            title = MEASURES[measure].title
            return Text(f"{title.zh}已达 {limit}，应单独计算", f"the {title.en} reaches {limit}, and is weighed by itself")
    either = condition.either
    have = {"marks": figures.marks, "prior_penalties": figures.prior_penalties}
    if not either or any((have[name] or 0) >= number for name, number in either.items()):
        return None
    zh, en = "，或者".join(_CIRCUMSTANCES[name].zh for name in either), ", or ".join(_CIRCUMSTANCES[name].en for name in either)
    return Text(f"须有：{zh}", f"needs {en}").filled(**dict(either))


def _to_judge(given: _Given, governing: Weighed, has_lines: bool) -> Iterator[Text]:
    """List what the figures do not decide."""
    crime, regime = given.crime, governing.regime
    if crime.precondition:
        yield crime.precondition
    if regime.needs_review and regime.note:
        yield regime.note
    if governing.verification == "UNVERIFIED":
        yield _UNVERIFIED
    if has_lines:
        yield _LINES
    if given.figures.items is not None and not (crime.items or crime.items_perhaps):
        yield _NO_ITEMS
    if crime.presumed_when:
        yield _KNOWLEDGE
    for tier, outcomes in governing.tiers:
        for one in outcomes:
            if one.why and (one.condition.line is None or one.is_reached is None):
                yield Text(f"{tier.title.zh}：{one.why.zh}", f"{tier.title.en}: {one.why.en}")


def as_data(result: Threshold) -> dict[str, object]:
    """Give a result as plain data, for the command line and the API: what governs, then every regime with its tests."""
    governing = result.governing
    return {
        "crime": result.crime.crime,
        "title": _both(result.crime.title),
        **{key: value for key, value in _regime_data(governing).items() if key in _AT_THE_TOP},
        "rule": _both(result.rule),
        "judgement": [_both(text) for text in result.judgement],
        "presumed_when": [_both(text) for text in result.crime.presumed_when],
        "notes": [_both(text) for text in result.crime.notes],
        "regimes": [_regime_data(one) for one in result.regimes],
    }


_AT_THE_TOP = ("tier", "tier_title", "possible", "regime", "warning", "share", "attempt", "penalty", "months", "gravest", "ground", "verification")


def _regime_data(weighed: Weighed) -> dict[str, object]:
    regime, tier = weighed.regime, weighed.tier
    return {
        "regime": regime.regime,
        "governs": weighed.is_governing,
        "scope": _both(regime.scope) if regime.scope else None,
        "from": regime.in_force.isoformat(),
        "to": (regime.until - timedelta(days=1)).isoformat() if regime.until else None,
        "tier": tier.tier if tier else "none",
        "tier_title": _both(tier.title) if tier else None,
        "possible": weighed.possible.tier if weighed.possible else "none",
        "attempt": weighed.is_attempt,
        "warning": weighed.is_warning,
        "share": _number(weighed.share),
        "penalty": _both(tier.penalty) if tier else None,
        "months": list(tier.months) if tier else None,
        "gravest": tier.gravest if tier else None,
        "ground": list(regime.ground),
        "verification": weighed.verification,
        "note": _both(regime.note) if regime.note else None,
        "tests": [_test_data(tier, one) for tier, outcomes in weighed.tiers for one in outcomes],
    }


def _test_data(tier: Tier, outcome: Outcome) -> dict[str, object]:
    condition, measure = outcome.condition, MEASURES[outcome.condition.measure]
    return {
        "tier": tier.tier,
        "measure": condition.measure,
        "title": _both(measure.title),
        "unit": _both(measure.unit),
        "line": condition.line,
        "derived": condition.derived or None,
        "figure": _number(outcome.figure),
        "read_as": _both(measure.read_as) if measure.read_as else None,
        "share": _number(outcome.share),
        "reached": outcome.is_reached,
        "human": outcome.is_reached is None,
        "circumstances": dict(condition.either) or None,
        "why": _both(outcome.why) if outcome.why else None,
        "attempt": condition.is_attempt,
        "penalty": _both(tier.penalty),
        "note": _both(condition.note) if condition.note else None,
        "verification": condition.verification,
    }


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _number(figure: Decimal | None) -> float | int | None:
    """Write whole figures whole; shares to four places, never rounded up to the line."""
    if figure is None:
        return None
    return int(figure) if figure == figure.to_integral_value() else float(figure.quantize(_PLACES, ROUND_DOWN))
