"""Twice the fine, nothing else."""

from collections.abc import Mapping

from mingjian.core.language import Text
from mingjian.core.policy.levers.lever import Lever
from mingjian.core.policy.rules import Rules


def _change(rules: Rules, assumed: Mapping[str, float]) -> Rules:
    return rules._replace(fine=rules.fine * 2.0)


LEVER = Lever(
    "heavier_fine",
    Text("罚款加倍", "twice the fine"),
    Text("被处罚者，包括被误伤者", "whoever is fined, the wrongly hit among them"),
    (0, 1, 2),
    "trademark_law/60",
    _change,
)
