"""One regime of a crime weighed: every condition with its figure, what it reaches, and what is missing or left to a person."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mingjian.core.language import Text
from mingjian.core.law.crimes import Condition, Crime, Regime, Tier
from mingjian.core.law.measures import MEASURES, Figures
from mingjian.core.law.periods import same_day_later
from mingjian.core.law.statutes import VERIFICATIONS

WARNED_FROM = Decimal("0.8")  # of the base line
#: What stands in place of a tier where none is reached: nothing, or a line for which only a judgement is wanting.
BELOW, TO_JUDGE = "none", "to_judge"
_HALF = Decimal("0.5")
_BELOW_THE_LINE = Text("未达标准", "below the line")
_NOTHING_WEIGHED = Text("没有可衡量的数额", "no figure to weigh")
_CLASS = Text("信息或者物品属于这一类", "the items are of this class")
_CIRCUMSTANCES = {
    "marks": Text("{marks} 个以上商标（专利）", "{marks} or more marks (patents)"),
    "prior_penalties": Text("规定期间内受过 {prior_penalties} 次以上处罚", "{prior_penalties} or more penalties within the time that the text names"),
}
UNREAD = Text("该标准未经核对（UNVERIFIED），不能据以认定", "this line is UNVERIFIED and decides nothing")
_OF_FIELD = Text("商品属于该标准所针对的领域", "the goods are of the field that this line is for")
_NOT_SAID = Text("该时段没有写明这一项是否有标准", "the regime does not say whether there is a line for it")


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

    @property
    def is_unread(self) -> bool:
        """Return whether the line is reached but UNVERIFIED, so that it decides nothing."""
        return self.is_reached is None and self.share is not None and self.share >= 1 and self.condition.verification == "UNVERIFIED"


@dataclass(frozen=True, slots=True)
class Weighed:
    """
    One regime weighed. `tier` is the gravest that is reached, `possible` the gravest if a person finds what the figures leave open; none below the line.

    `share` is the best share of the base line, `is_attempt` whether only a condition of attempt is met. `gaps` say what of the figures given the regime
    cannot weigh because its tests are not in the rulebook: with one, it is compared with no other.
    """

    regime: Regime
    tiers: tuple[tuple[Tier, tuple[Outcome, ...]], ...]
    tier: Tier | None
    possible: Tier | None
    is_attempt: bool
    share: Decimal | None
    verification: str
    gaps: tuple[Text, ...] = ()
    is_governing: bool = False

    @property
    def is_open(self) -> bool:
        """Return whether a line that nobody read, or that stands in no file, could make it graver."""
        graver = [outcomes for tier, outcomes in self.tiers if self.tier is None or tier.severity > self.tier.severity]
        return bool(self.gaps) or any(one.is_unread for outcomes in graver for one in outcomes)

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is reached only because nothing was given that a line of the regime weighs: that is not below the line."""
        weighed = (one for _, outcomes in self.tiers for one in outcomes)
        return self.tier is None and self.possible is None and not any(one.share is not None or one.is_reached for one in weighed)

    @property
    def is_to_judge(self) -> bool:
        """Return whether a line is reached and only a person's judgement, or a text that nobody read, is wanting: that is not below the line either."""
        return self.tier is None and self.possible is not None

    @property
    def unmeasured(self) -> Tier | None:
        """
        Return the lowest tier where no figure makes it out and a person has not judged yet, though figures of graver tiers were weighed.

        Food that may cause serious disease is a crime at any amount: below the line of a graver tier is not below the line.
        """
        lowest, outcomes = self.tiers[0]
        is_weighed = any(one.share is not None for _, others in self.tiers for one in others)
        judged = is_weighed and self.tier is None and self.possible is None and bool(outcomes)
        return lowest if judged and all(one.condition.line is None for one in outcomes) else None

    @property
    def may_be(self) -> Tier | None:
        """Return the gravest tier if a person finds what the figures leave open, the one that no figure makes out included."""
        return self.possible or self.unmeasured

    @property
    def is_warning(self) -> bool:
        """Return whether 80 % of the base line are there, or the line itself, or a line that only a person's judgement keeps from being reached."""
        return self.tier is not None or self.is_to_judge or (self.share is not None and self.share >= WARNED_FROM)

    @property
    def standing(self) -> str:
        """Return the id of the tier that is reached, else `to_judge`, or `none` below the line and where no figure was weighed."""
        return self.tier.tier if self.tier else TO_JUDGE if self.is_to_judge or self.unmeasured else BELOW

    @property
    def headline(self) -> Text:
        """Return in one phrase how the figures stand to the lines: every page, paper, table and command shows this one."""
        if self.tier:
            return Text(f"{self.tier.title.zh}（未遂）", f"{self.tier.title.en} (attempt)") if self.is_attempt else self.tier.title
        possible = self.possible if self.is_to_judge else self.unmeasured
        if possible:
            title = possible.title
            return Text(f"须由人判断（可能：{title.zh}）", f"for a person to judge (possibly: {title.en})")
        return _NOTHING_WEIGHED if self.is_empty else _BELOW_THE_LINE

    @property
    def reached_share(self) -> Decimal | None:
        """Return the best share of the base line; where a line waits for a person's judgement only, at least that line's."""
        waiting = [one.share for _, outcomes in self.tiers for one in outcomes if one.is_reached is None and one.share is not None]
        known = [one for one in (self.share, *(waiting if self.is_to_judge else ())) if one is not None]
        return max(known, default=None)

    @property
    def severity(self) -> tuple[int, ...]:
        """Return what results are compared by: below the line is mildest; attempt is milder than the completed crime."""
        return (*self.tier.severity, int(not self.is_attempt)) if self.tier else (-1,)


@dataclass(frozen=True, slots=True)
class Given:
    """What is known, with a bare count of items read as what the crime counts. `perhaps` are the measures it means only if a person finds so."""

    crime: Crime
    figures: Figures
    acted_on: date
    perhaps: Mapping[str, Decimal]

    @classmethod
    def of(cls, crime: Crime, figures: Figures, acted_on: date) -> "Given":
        """Read a bare count."""
        if figures.items is None:
            return cls(crime, figures, acted_on, {})
        meant = dict.fromkeys(crime.items, figures.items) | dict(figures.counts)
        perhaps = dict.fromkeys((one for one in crime.items_perhaps if one not in meant), figures.items)
        return cls(crime, dataclasses.replace(figures, counts=meant), acted_on, perhaps)

    def figure(self, measure: str) -> Decimal | None:
        """Return the figure of a measure, one that is only perhaps meant included; it enters no sum."""
        known = self.figures.of(measure)
        return known if known is not None else self.perhaps.get(measure)

    def priors(self, regime: Regime) -> Decimal | None:
        """Return how many earlier penalties count under a regime: those said to, and those whose day lies within its years."""
        dated = [day for day in self.figures.penalised_on if day <= self.acted_on and not _is_past(day, regime.prior_within, self.acted_on)]
        known = self.figures.prior_penalties
        return Decimal(len(dated)) + (known or 0) if dated or known is not None else None


def _is_past(day: date, years: int | None, on: date) -> bool:
    return years is not None and same_day_later(day, years * 12) < on


def weigh(given: Given, regime: Regime) -> Weighed:
    """Weigh what is known under one regime."""
    counted = dataclasses.replace(given, figures=dataclasses.replace(given.figures, prior_penalties=given.priors(regime)))
    tiers = tuple((tier, tuple(_outcomes(counted, regime, tier))) for tier in regime.tiers)
    reached = [(tier, met) for tier, outcomes in tiers if (met := [one for one in outcomes if one.is_reached])]
    tier, by = reached[-1] if reached else (None, [])
    open_ = [tier for tier, outcomes in tiers if any(one.is_reached is None and one.share is not None for one in outcomes)]
    possible = max([*open_, *([tier] if tier else [])], key=regime.tiers.index, default=None)
    base = next((outcomes for _, outcomes in tiers if any(one.condition.line for one in outcomes)), ())
    share = max((one.share for one in base if one.share is not None and one.counts), default=None)
    verification = min((one.condition.verification for one in by), key=VERIFICATIONS.index, default=regime.verification)
    is_attempt = bool(by) and all(one.condition.is_attempt for one in by)
    return Weighed(regime, tiers, tier, possible, is_attempt, share, verification, tuple(_gaps(given, regime)))


def _gaps(given: Given, regime: Regime) -> Iterator[Text]:
    """Return which figures are given for which the regime's own tests are not in the rulebook."""
    weighed = {measure for other in given.crime.regimes if other.line == regime.line for measure in other.measures}
    for measure in dict.fromkeys((*regime.lacks, *sorted(weighed))):
        silent = not regime.is_complete and measure not in regime.measures and measure not in regime.untested
        if (measure in regime.lacks or silent) and (given.figures.named(measure) or given.perhaps.get(measure)):
            why, title = regime.lacks.get(measure, _NOT_SAID), MEASURES[measure].title
            yield Text(f"{regime.regime}：{title.zh}：{why.zh}", f"{regime.regime}: {title.en}: {why.en}")


def _outcomes(given: Given, regime: Regime, tier: Tier) -> Iterator[Outcome]:
    shares: dict[str, Decimal] = {}
    for condition in tier.tests:
        if condition.in_force and given.acted_on < condition.in_force:
            continue
        outcome = _outcome(given, regime, condition, _figure(given, condition, shares))
        if outcome.counts and outcome.share is not None:
            shares[condition.measure] = max(outcome.share, shares.get(condition.measure, outcome.share))
        yield outcome


def _figure(given: Given, condition: Condition, shares: Mapping[str, Decimal]) -> Decimal | None:
    """Return the figure of a condition; one that combines others is counted over the shares of their lines in the same tier."""
    combined = [share for measure, share in shares.items() if not condition.among or measure in condition.among]
    if condition.measure == "combination":
        return Decimal(sum(share >= _HALF for share in combined)) if combined else None
    if condition.measure == "proportion":
        return sum(combined, Decimal(0)) * 100 if len(combined) > 1 else None
    return given.figure(condition.measure)


def _outcome(given: Given, regime: Regime, condition: Condition, figure: Decimal | None) -> Outcome:
    """Weigh one condition. It counts towards the warning if nothing but the figure can be wanting."""
    if condition.line is None:
        acts = condition.measure == "conduct" and condition.verification != "UNVERIFIED"
        return Outcome(condition, None, None, True if acts else None, False, condition.judge)
    if figure is None:
        return Outcome(condition, None, None, False, False, None)
    share = figure / condition.line
    judge = condition.judge or (_CLASS if condition.measure in given.perhaps else None)
    wanting = _wanting(given.figures, condition)
    if condition.either and not wanting:
        judge = None  # one of the circumstances is there: nothing is left to judge
    elif condition.either and judge:
        wanting = None  # it may still be made out by what a person finds
    if condition.verification == "UNVERIFIED":
        judge = UNREAD
    elif regime.fields and not given.figures.field:
        judge = judge or _OF_FIELD
    judge = judge or condition.besides
    is_reached = None if judge and share >= 1 else share >= 1
    return Outcome(condition, figure, share, False if wanting else is_reached, not wanting and not judge, wanting or judge)


def _wanting(figures: Figures, condition: Condition) -> Text | None:
    """Return which circumstance is not there, or which other measure stands in the way."""
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
