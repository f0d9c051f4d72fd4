"""Orders over time: of days, hours or periods."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Self

from mingjian.core.exhibits import Evidence
from mingjian.core.exhibits._values import items, whole

_INSTANTS, _ORDERS = ("at", "from", "hour", "day", "date"), ("orders", "n", "count")


class Point(NamedTuple):
    """So many orders of so many buyers (none: not counted) at a day or from an instant on, as it was written."""

    at: str
    orders: int
    buyers: int | None = None


@dataclass(frozen=True)
class Timeline:
    """Points in the order of time."""

    points: tuple[Point, ...]

    def to_json(self) -> dict[str, Any]:
        """Describe each point as a list: when, orders, and buyers where they were counted."""
        return {"timeline": [[one.at, one.orders] if one.buyers is None else list(one) for one in self.points]}

    @classmethod
    def read(cls, evidence: Evidence, subject: str) -> Self | None:
        """Read a timeline, else the periods of a finding: points as lists or objects, or three lists side by side."""
        told = evidence.get("timeline") or evidence.get("periods")
        if isinstance(told, dict):
            lists = [items(told.get("at")), items(told.get("orders")), items(told.get("buyers"))]
            told = [list(point) for point in (zip(*lists, strict=False) if lists[2] else zip(*lists[:2], strict=False))]
        points = sorted((point for one in items(told) if (point := _point(one))), key=lambda point: (point.at, point.orders, point.buyers or -1))
        return cls(tuple(points)) if points else None


def _point(one: Any) -> Point | None:
    if isinstance(one, list) and len(one) >= 2:
        one = {"at": one[0], "orders": one[1], "buyers": one[2] if len(one) > 2 else None}
    if not isinstance(one, dict):
        return None
    at = next((one[key] for key in _INSTANTS if one.get(key)), None)
    orders = next((one[key] for key in _ORDERS if one.get(key) is not None), None)
    try:
        datetime.fromisoformat(str(at))
    except ValueError:
        return None
    return Point(str(at), whole(orders) or 0, whole(one.get("buyers")))
