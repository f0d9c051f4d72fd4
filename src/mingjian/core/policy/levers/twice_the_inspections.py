"""Twice the looks, from the same hours: what looks take, checks lack."""

from collections.abc import Mapping

import numpy as np

from mingjian.core.language import Text
from mingjian.core.policy.levers.lever import Lever
from mingjian.core.policy.rules import Rules


def _change(rules: Rules, assumed: Mapping[str, float]) -> Rules:
    return rules._replace(look=np.minimum(rules.look * 2.0, 1.0))


LEVER = Lever(
    "twice_the_inspections",
    Text("检查加倍，工时不变", "twice the inspections at the same hours"),
    Text("执法人员；被误指的守法经营者", "officers, and honest operators who are pointed at"),
    (0, 1, 2),
    "",
    _change,
)
