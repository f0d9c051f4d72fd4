"""Public figures that stand beside the model: what the model gives under the present rules, and what was counted elsewhere. Nothing is fitted to them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mingjian.core.compiled import Array
from mingjian.core.language import Text
from mingjian.core.policy.comparison import Span, span, yearly
from mingjian.core.policy.experiment_run import Results
from mingjian.core.policy.outcomes import CASES, COUNTERFEITERS, LOOKS, OPERATORS
from mingjian.core.policy.structures import STRUCTURES


@dataclass(frozen=True)
class Target:
    """A public figure from `low` to `high`, its source, why it may mislead, and how the model counts it from one world's (channels × outcomes) a year."""

    says: Text
    low: float
    high: float
    source: Text
    caution: Text
    counted: Callable[[Array], Array]


TARGETS = (
    Target(
        Text("平台上售假经营者占比（公开数字为抽检商品占比）", "share of operators on platforms who sell counterfeits (public figure: of goods bought)"),
        0.318,
        0.515,
        Text("国家工商总局2014年下半年抽检：92件中38件非正品，Wilson 95%区间", "SAIC, second half of 2014: 38 of 92 not genuine, Wilson 95 % interval"),
        Text("挑选的品牌；“非正品”含渠道未授权；十余年前", "chosen brands; “not genuine” includes unauthorised channels; more than ten years old"),
        lambda told: told[..., 1, COUNTERFEITERS] / np.maximum(told[..., 1, OPERATORS], 1.0),
    ),
    Target(
        Text("每个成立的案件所需检查次数", "looks for each case that stands"),
        210,
        607,
        Text("浙江2020年210、安徽2023年480、合肥2021年607", "Zhejiang 2020: 210; Anhui 2023: 480; Hefei 2021: 607"),
        Text("各地“检查”口径不同", "“check” is counted differently from place to place"),
        lambda told: told[..., 0, LOOKS] / np.maximum(told[..., 0, CASES], 1.0),
    ),
)


def beside(results: Results) -> list[tuple[Target, dict[str, Span]]]:
    """Return each public figure with the spans of the model under the present rules, structure by structure."""
    told = yearly(results)[:, :, 0]
    return [(one, {name: span(one.counted(told)[place]) for place, name in enumerate(STRUCTURES)}) for one in TARGETS]
