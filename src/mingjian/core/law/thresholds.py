"""
Weighs what is known of a case against the lines of a crime, under every regime that may apply, and says which governs.

An act is judged by the law of its time, unless the later law is milder (Criminal Law 12); the same holds between an older and a newer interpretation (SPC and
SPP rules on the temporal effect of interpretations, 2001-12-16). So for acts before a new regime both are weighed, and the milder result is kept. Only regimes
that are complete for what is given are compared: a regime that lacks a test would seem the milder one, so the question is refused (`NotInBook`).
A result is arithmetic on the figures given, never a finding of guilt: what only a person can judge is listed, and decides nothing here.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from mingjian.core.errors import BadInput, NotInBook
from mingjian.core.language import Text
from mingjian.core.law.crimes import Crime, Regime, Tier
from mingjian.core.law.measures import COUNTED, MEASURES, Figures
from mingjian.core.law.outcomes import Given, Outcome, Weighed, weigh
from mingjian.core.law.statutes import VERIFICATIONS

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

_UNVERIFIED = Text("起决定作用的标准未经核对（UNVERIFIED），不能单独作为依据", "the line that decides is UNVERIFIED, and cannot be relied on by itself")
_LINES = Text(
    "案件属于并列标准中的哪一类（如商品还是服务），由人判断",
    "which of the lines side by side fits the case (such as goods or services) is for a person to judge",
)
_NO_ITEMS = Text("本罪不以件数为标准，件数未予计算", "this crime does not count items; their number was left out")
_NO_WINDOW = Text("此前处罚须在何期间内，库内没有，由人判断", "within what time an earlier penalty counts is not in the rulebook: for a person to judge")
_EMPTY = Text("没有给出标准所衡量的数额，不能说未达标准", "no figure was given that a line weighs: this does not say that it is below the line")
_KNOWLEDGE = Text("主观明知：可以推定的情形见罪名说明，允许反证", "knowledge: see when it is presumed; proof to the contrary is open")


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
    Return which tier of a crime the figures reach for an act of one day that is decided on another.

    Raises `BadInput` for figures that are none, a decision before the act, figures of which the crime weighs none, and an act before the first regime;
    `NotInBook` where what would decide is not in the rulebook.
    """
    figures.check()
    if decided_on < acted_on:
        raise BadInput(
            f"裁判日 {decided_on} 早于行为日 {acted_on}；请检查日期。", f"The decision ({decided_on}) is before the act ({acted_on}); check the days."
        )
    given = Given.of(crime, figures, acted_on)
    lines = dict.fromkeys(regime.line for regime in crime.regimes if regime.is_for(figures.field))
    candidates = [regimes for line in lines if (regimes := _applicable(crime, line, acted_on, decided_on))]
    if not candidates:
        first = min(regime.acts_from for regime in crime.regimes)
        raise BadInput(
            f"{crime.title.zh}在 {acted_on} 尚无库内标准，最早为 {first}。", f"{crime.title.en}: no lines on file for {acted_on}; the first are of {first}."
        )
    weighed = [[weigh(given, regime) for regime in regimes] for regimes in candidates]
    results = [_milder(crime, of_line, acted_on) for of_line in weighed]
    best, rule = max(_likely(results, figures.field), key=lambda result: _weight(result[0]))
    shown = tuple(dataclasses.replace(one, is_governing=one is best) for of_line in weighed for one in of_line)
    governing = next(one for one in shown if one.is_governing)
    _refuse_unweighed(given, governing)
    beside = [one for one, _ in results if one is not best]
    return Threshold(crime, governing, shown, rule, tuple(dict.fromkeys((*_to_judge(given, governing, len(results) > 1), *_beside(governing, beside)))))


def _applicable(crime: Crime, line: str, acted_on: date, decided_on: date) -> list[Regime]:
    """Return the regime of the act and, where it is another, that of the decision."""
    of_line = [regime for regime in crime.regimes if regime.line == line]
    then = [regime for regime in of_line if regime.governs(acted_on)]
    now = [regime for regime in of_line if regime.governs(decided_on) and regime not in then]
    return then + [regime for regime in now if then or regime.acts_from <= acted_on]


def _milder(crime: Crime, weighed: list[Weighed], acted_on: date) -> tuple[Weighed, Text]:
    older, newer = weighed[0], weighed[-1]
    if older is newer:
        if older.gaps:
            raise _missing(crime, weighed)
        return older, _ONE if older.regime.in_force <= acted_on else _FILLED
    if any(one.is_open for one in weighed):
        mildest = next((one for one in weighed if not one.is_open and one.possible is None), None)
        if mildest is None:  # what is not in the book could be the graver result, and must not pass for the milder
            raise _missing(crime, weighed)
        return mildest, _OLDER if mildest is older else _NEWER
    return (newer, _NEWER) if newer.severity < older.severity else (older, _OLDER)


def _missing(crime: Crime, weighed: list[Weighed]) -> NotInBook:
    """Return what is not in the rulebook, so that nothing can be said."""
    said = [gap for one in weighed for gap in one.gaps]
    for one in weighed:
        unread = dict.fromkeys(MEASURES[out.condition.measure].title for _, outcomes in one.tiers for out in outcomes if out.is_unread)
        said += [
            Text(f"{one.regime.regime}：{title.zh}：标准未经核对（UNVERIFIED）", f"{one.regime.regime}: {title.en}: the line is UNVERIFIED") for title in unread
        ]
    zh, en = "；".join(text.zh for text in said), "; ".join(text.en for text in said)
    return NotInBook(
        f"{crime.title.zh}：规则库缺少起决定作用的标准，不作认定，也不以其他时段较低的结果代替。缺：{zh}。",
        f"{crime.title.en}: lines that would decide are not in the rulebook, so nothing is said, and no lower result stands for it. Missing: {en}.",
    )


def _likely(results: list[tuple[Weighed, Text]], field: str) -> list[tuple[Weighed, Text]]:
    """Leave out the lines of particular goods where nobody said that the goods are of them, if lines for any goods weigh the figures; they are told beside."""
    general = [result for result in results if not (result[0].regime.fields and not field)]
    return general if any(not one.is_empty for one, _ in general) else results


#: What figures are called where they are told to a reader of Chinese.
_GIVEN = {"sales": "销售金额", "unsold": "未销售货值", "gains": "违法所得", "turnover": "非法经营数额", "loss": "损失"}
_GIVEN |= {name: measure.title.zh for name, measure in MEASURES.items()}


def _refuse_unweighed(given: Given, governing: Weighed) -> None:
    """Refuse figures of which the crime weighs none: that would not be below the line, but another question."""
    known = [name for name in COUNTED if name not in ("prior_penalties", "marks", "items") and getattr(given.figures, name)] + list(given.figures.counts)
    outcomes = [one for _, of_tier in governing.tiers for one in of_tier]
    counted = dict.fromkeys(MEASURES[one.condition.measure].title for one in outcomes if one.condition.line)
    if known and counted and not any(one.share is not None or one.is_reached for one in outcomes):
        zh, en = "、".join(title.zh for title in counted), ", ".join(title.en for title in counted)
        raise BadInput(
            f"给出的数额（{'、'.join(_GIVEN.get(name, name) for name in known)}）依当时的标准均不计算；该标准计算：{zh}。",
            f"The lines that govern weigh none of what was given ({', '.join(known)}); they weigh: {en}.",
        )


def _weight(weighed: Weighed) -> tuple[tuple[int, ...], tuple[int, ...], bool, int, Decimal]:
    """
    Among lines side by side the gravest result is told, then what may be graver if a person finds so, what weighs a figure at all, what was checked best, what
    is nearest to its line.
    """
    possible = weighed.possible.severity if weighed.possible else (-1,)
    weighs = any(one.share is not None for _, outcomes in weighed.tiers for one in outcomes)
    return weighed.severity, possible, weighs, -VERIFICATIONS.index(weighed.verification), weighed.share or Decimal(0)


def _to_judge(given: Given, governing: Weighed, has_lines: bool) -> Iterator[Text]:
    """List what the figures do not decide."""
    crime, regime = given.crime, governing.regime
    if governing.is_empty:
        yield _EMPTY
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
    if given.figures.penalised_on and regime.prior_within is None:
        yield _NO_WINDOW
    for measure, why in regime.untested.items():
        if given.figures.named(measure):
            yield Text(f"{MEASURES[measure].title.zh}：{why.zh}", f"{MEASURES[measure].title.en}: {why.en}")
    for tier, outcomes in governing.tiers:
        for one in outcomes:
            if one.why and (one.condition.line is None or one.is_reached is None):
                yield Text(f"{tier.title.zh}：{one.why.zh}", f"{tier.title.en}: {one.why.en}")


def _beside(governing: Weighed, others: list[Weighed]) -> Iterator[Text]:
    """Return which lines beside the one that governs may come out graver if a person finds so."""
    for one in others:
        if one.possible and one.possible is not one.tier and (governing.tier is None or one.possible.severity > governing.tier.severity):
            regime = one.regime.scope or Text(one.regime.regime, one.regime.regime)
            yield Text(f"{regime.zh}：由人判断后可能为{one.possible.title.zh}", f"{regime.en}: {one.possible.title.en}, if a person finds so")


def as_data(result: Threshold) -> dict[str, object]:
    """Return a result as plain data, for the command line and the API: what governs, then every regime with its tests."""
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


_AT_THE_TOP = ("tier", "headline", "tier_title", "possible", "regime", "warning", "share", "attempt", "penalty", "months", "gravest", "ground", "verification")


def _regime_data(weighed: Weighed) -> dict[str, object]:
    regime, tier = weighed.regime, weighed.tier
    return {
        "regime": regime.regime,
        "governs": weighed.is_governing,
        "scope": _both(regime.scope) if regime.scope else None,
        "from": regime.in_force.isoformat(),
        "to": (regime.until - timedelta(days=1)).isoformat() if regime.until else None,
        "tier": weighed.standing,
        "headline": _both(weighed.headline),
        "tier_title": _both(tier.title) if tier else None,
        "possible": weighed.may_be.tier if weighed.may_be else "none",
        "attempt": weighed.is_attempt,
        "warning": weighed.is_warning,
        "share": _number(weighed.share),
        "penalty": _both(tier.penalty) if tier else None,
        "months": list(tier.months) if tier else None,
        "gravest": tier.gravest if tier else None,
        "ground": list(regime.ground),
        "verification": weighed.verification,
        "note": _both(regime.note) if regime.note else None,
        "to_next": [
            {"tier": tier.tier, "measure": one.condition.measure, "line": one.condition.line, "wanting": _number(wanting)}
            for tier, one, wanting in to_next(weighed)
        ],
        "tests": [_test_data(tier, one) for tier, outcomes in weighed.tiers for one in outcomes],
    }


def to_next(weighed: Weighed) -> list[tuple[Tier, Outcome, Decimal]]:
    """Return what is wanting to the next tier: each of its tests of which a figure is known and that nothing else stands in the way of, nearest first."""
    tiers = [tier for tier, _ in weighed.tiers]
    place = tiers.index(weighed.tier) + 1 if weighed.tier else 0
    for tier, outcomes in weighed.tiers[place:]:
        found = [
            (tier, one, Decimal(one.condition.line or 0) - (one.figure or 0)) for one in outcomes if one.counts and one.share is not None and one.share < 1
        ]
        if found:
            return sorted(found, key=lambda one: -(one[1].share or 0))
    return []


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
