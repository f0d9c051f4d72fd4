"""On what a rule may go live: a bound of its precision, or all of its hits where these are few; and until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mingjian.core.errors import StepRefused
from mingjian.core.rules import Precision
from mingjian.core.rules.precision import FEWEST, FEWEST_WHOLE, LEAST_LOW
from mingjian.institutions.monitoring.models import Rule
from mingjian.institutions.monitoring.queries import newest_sample_of, precision_of

TERM = timedelta(days=90)  # that a rule with few hits is live before its hits are judged again


@dataclass(frozen=True)
class Standing:
    """What was judged of a rule. `hits` of the newest trial, `judged` and `right` of these; `is_new`: it was made after the rule was approved last."""

    precision: Precision
    hits: int
    judged: int
    right: int
    is_new: bool

    @property
    def is_whole(self) -> bool:
        """Return whether every hit of the newest trial was judged, all were right, and none was wrong before."""
        return FEWEST_WHOLE <= self.hits == self.judged == self.right and self.precision.right == self.precision.judged and self.is_new

    @property
    def may_go_live(self) -> bool:
        """Return whether that suffices for approval."""
        return self.precision.is_good or self.is_whole

    @property
    def is_for_a_term(self) -> bool:
        """Return whether it may go live for a bounded time only: all of its few hits are right, which says little of those to come."""
        return self.is_whole and not self.precision.is_good


def standing_of(rule: Rule) -> Standing:
    """Count what was judged of a rule as it stands now, and of its newest trial."""
    trial, verdicts = newest_sample_of(rule)
    approved = Rule.objects.filter(pk=rule.pk).values_list("approved_at", flat=True).first()  # as stored: an approval under way is none yet
    is_new = trial is not None and (approved is None or trial.at > approved)
    return Standing(precision_of(rule), trial.hits if trial else 0, sum(one is not None for one in verdicts), sum(one is True for one in verdicts), is_new)


def check_standing(rule: Rule) -> Standing:
    """Return a rule's standing. Raises StepRefused where it may not go live, with what is missing."""
    standing = standing_of(rule)
    precision = standing.precision
    if standing.may_go_live:
        return standing
    if precision.is_enough:
        raise StepRefused(
            f"准确率不足：{precision.judged} 条中 {precision.right} 条属实，95% 下限为 {precision.low:.0%}，低于 {LEAST_LOW:.0%}。"
            "请修改规则，或者再判断更多样本。",
            f"Its precision is too low: {precision.right} of {precision.judged} right, a lower bound (95 %) of {precision.low:.0%} where {LEAST_LOW:.0%} is "
            "needed. Revise the rule, or judge more of its hits.",
        )
    raise StepRefused(
        f"准确率须先有据：至少判断 {FEWEST} 条样本，现有 {precision.judged} 条；命中不足 {FEWEST} 条的规则，须判断最近一次试运行的全部命中"
        f"（{standing.hits} 条，已判断 {standing.judged} 条），至少 {FEWEST_WHOLE} 条且全部属实。",
        f"Its precision must be known first: judge {FEWEST} hits of its sample at least; {precision.judged} are judged. Of a rule with fewer hits, "
        f"judge all of its newest trial ({standing.hits}, of which {standing.judged} are judged): {FEWEST_WHOLE} at least, and every one right.",
    )


def ends_at(rule: Rule, precision: Precision | None = None) -> datetime | None:
    """
    Return when a live rule with few hits must be judged again; None of a rule whose precision is good enough, or that is not live.

    `precision` spares counting it, where it was counted already.
    """
    if rule.state != Rule.State.LIVE or rule.approved_at is None or (precision or precision_of(rule)).is_good:
        return None
    return rule.approved_at + TERM
