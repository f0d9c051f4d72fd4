"""Nothing: today's value set to today's value. Every difference under it must be exactly zero."""

from collections.abc import Mapping

from mingjian.core.language import Text
from mingjian.core.policy.levers.lever import Lever
from mingjian.core.policy.rules import Rules


def _change(rules: Rules, assumed: Mapping[str, float]) -> Rules:
    return rules._replace(look=rules.look * 1.0, proof=rules.proof.copy(), hours=rules.hours + 0.0)


LEVER = Lever("null", Text("不变（对照）", "nothing (control)"), Text("无", "nobody"), (0, 1, 2), "", _change)
