"""The rules under which a world runs: what officers do, what breaking the law costs, how people choose. One set before a proposal, one under it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from mingjian.core.compiled import Array
from mingjian.core.policy.channels import CHANNELS

PEOPLE = 10_000  # operators that officers' hours are told for
_REACH = (10.0, 4.0, 8.0)  # orders a week of an operator of reach 1, by channel
_FIRST = 0.2  # share of the hours that checks keep, however much is inspected


class Rules(NamedTuple):
    """Rules as arrays over channels (float64, shape 3) and single numbers; hours are of the whole body of officers a week."""

    orders: Array
    extra: Array
    look: Array
    seen: Array
    false_look: Array
    report: Array
    false_report: Array
    proof: Array
    wrong: Array
    duty: Array
    deceived: float
    hours: float
    hours_look: float
    hours_check: float
    reserve: float
    lapse: int
    fine: float
    suspension: int
    wrong_suspension: int
    fade: float
    jump: float
    cost: float
    noise: float
    review: float


def rules_of(assumed: Mapping[str, float], operators: int, lapse: int) -> Rules:
    """Return the rules of today in a world. `lapse`: weeks after which a finding that nobody checked lapses, from the law."""
    by_channel: dict[str, Any] = {name: np.array([assumed[f"{name}_{channel}"] for channel in CHANNELS]) for name in ("extra", "seen", "proof")}
    alike: dict[str, Any] = {name: np.full(len(CHANNELS), assumed[name]) for name in ("look", "false_look", "report", "false_report", "wrong")}
    single: dict[str, Any] = {name: assumed[name] for name in ("deceived", "hours_look", "hours_check", "fine", "fade", "jump", "cost", "noise", "review")}
    weeks: dict[str, Any] = {name: round(assumed[name]) for name in ("suspension", "wrong_suspension")}
    hours = assumed["hours"] * operators / PEOPLE
    return Rules(orders=np.array(_REACH), duty=np.zeros(len(CHANNELS)), hours=hours, reserve=_FIRST, lapse=lapse, **by_channel, **alike, **single, **weeks)


def with_channel(values: Array, channel: int, value: float) -> Array:
    """Return an array over channels with one value changed."""
    changed = values.copy()
    changed[channel] = value
    return changed
