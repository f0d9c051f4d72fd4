"""Levers 监管手段, one file each: what it changes, whom it burdens, and where it stands in the law of today."""

from collections.abc import Mapping

from mingjian.core.policy.levers import heavier_fine, live_room_records, more_officers, null, twice_the_inspections
from mingjian.core.policy.levers.lever import Lever

_FILES = (null, live_room_records, twice_the_inspections, more_officers, heavier_fine)

LEVERS: Mapping[str, Lever] = {one.LEVER.key: one.LEVER for one in _FILES}

__all__ = ["LEVERS", "Lever"]
