"""The hours that twice the inspections would take, given to officers: the same money, spent on hands."""

from collections.abc import Mapping

from mingjian.core.language import Text
from mingjian.core.policy.levers.lever import Lever
from mingjian.core.policy.rules import PEOPLE, Rules


def _change(rules: Rules, assumed: Mapping[str, float]) -> Rules:
    operators = rules.hours / assumed["hours"] * PEOPLE
    return rules._replace(hours=rules.hours + operators * assumed["look"] * assumed["hours_look"])


LEVER = Lever(
    "more_officers",
    Text("同样的钱用于增加人手", "the same money spent on officers"),
    Text("财政", "the budget"),
    (0, 1, 2),
    "",
    _change,
)
