"""What a lever is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mingjian.core.language import Text
from mingjian.core.policy.rules import Rules


@dataclass(frozen=True)
class Lever:
    """
    One thing that a rule could change. `change` gives the rules of a world under it, from those of today and the world's assumptions.

    `targets`: channels (their places) that it is aimed at; `burdens`: who bears its cost; `ground`: the article where it stands today, empty where it is new.
    """

    key: str
    title: Text
    burdens: Text
    targets: tuple[int, ...]
    ground: str
    change: Callable[[Rules, Mapping[str, float]], Rules]
