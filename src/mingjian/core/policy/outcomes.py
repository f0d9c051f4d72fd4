"""What is counted each week, by channel: all of it is always told."""

from collections.abc import Mapping
from dataclasses import dataclass

from mingjian.core.language import Text

(
    COUNTERFEIT_ORDERS,
    COUNTERFEITERS,
    OPERATORS,
    WRONGLY_HIT,
    WRONGLY_HIT_SMALL,
    HONEST_WEEKS_LOST,
    HONEST_ORDERS_LOST,
    CASES,
    FINDINGS,
    CHECKED,
    LAPSED,
    WAITING,
    LOOKS,
    HOURS,
    UNDER_DUTY,
    DECEIVED_ORDERS,
) = range(16)


@dataclass(frozen=True)
class Outcome:
    """One thing that is counted: in words, and whether it is a stock (mean over the weeks) or a flow (sum a year)."""

    says: Text
    is_stock: bool = False


#: In the order of the kernel's columns.
OUTCOMES: Mapping[str, Outcome] = {
    "counterfeit_orders": Outcome(Text("假冒商品订单（每年）", "orders of counterfeits (a year)")),
    "counterfeiters": Outcome(Text("售假经营者（平均在营）", "operators who sell counterfeits (mean, active)"), True),
    "operators": Outcome(Text("在营经营者（平均）", "operators active (mean)"), True),
    "wrongly_hit": Outcome(Text("守法经营者被误伤（次/年）", "honest operators wrongly hit (times a year)")),
    "wrongly_hit_small": Outcome(Text("其中小经营者被误伤（次/年）", "of these, small operators (times a year)")),
    "honest_weeks_lost": Outcome(Text("守法经营者损失的经营周（每年）", "weeks of trade that honest operators lost (a year)")),
    "honest_orders_lost": Outcome(Text("守法经营者损失的订单（每年）", "orders that honest operators lost (a year)")),
    "cases": Outcome(Text("成立的案件（每年）", "cases that stand (a year)")),
    "findings": Outcome(Text("发现（每年）", "findings (a year)")),
    "checked": Outcome(Text("已核查（每年）", "findings checked (a year)")),
    "lapsed": Outcome(Text("逾期未核查（每年）", "findings that lapsed unchecked (a year)")),
    "waiting": Outcome(Text("等候核查（平均）", "findings waiting (mean)"), True),
    "looks": Outcome(Text("检查次数（每年）", "looks (a year)")),
    "hours": Outcome(Text("使用的执法工时（每年）", "officers' hours used (a year)")),
    "under_duty": Outcome(Text("承担新义务的守法经营者（平均）", "honest operators under a new duty (mean)"), True),
    "deceived_orders": Outcome(Text("受骗购买者的订单（每年）", "orders of deceived buyers (a year)")),
}
