"""Pictures of a listing that are like those of others, as a whole or by a part that both share."""

from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from mingjian.core.exhibits import Evidence
from mingjian.core.exhibits._values import objects, words

Box = tuple[float, float, float, float]  # left, top, right, bottom as shares of width and height


class Part(NamedTuple):
    """The part that two pictures share: its box in each; details that lie alike, how well they agree, what share of a picture it is; found by laying over."""

    own: Box | None
    other: Box | None
    points: int = 0
    agreement: float = 0.0
    cover: float = 0.0
    laid: bool = False


class Near(NamedTuple):
    """Two pictures that are alike, by name within the folder; of which listing the other is, and by how many bits they differ, or which part they share."""

    own: str
    listing: str
    picture: str
    turned: bool = False
    bits: int | None = None
    part: Part | None = None


@dataclass(frozen=True)
class Pictures:
    """Pictures that are alike, the surest first, and how many there are in all. `brand`: whose specimens may be laid beside where there are none."""

    near: tuple[Near, ...] = ()
    count: int = 0
    brand: str = ""

    def to_json(self) -> dict[str, Any]:
        """Describe each pair as an object."""
        return {"pictures": [_told(one) for one in self.near], "picture_count": self.count}

    @classmethod
    def read(cls, evidence: Evidence, subject: str) -> Self | None:
        """Read pairs and brand; None where there is neither."""
        beside = evidence.get("beside")
        brand = words((beside.get("brand") if isinstance(beside, dict) else "") or evidence.get("brand"))
        near = tuple(_near(one) for one in objects(evidence.get("pictures")))
        return cls(near, len(near), brand) if near or brand else None


def _told(one: Near) -> dict[str, Any]:
    told: dict[str, Any] = {"own": one.own, "listing": one.listing, "picture": one.picture, "turned": one.turned}
    return {**told, "bits": one.bits} if one.part is None else {**told, "part": one.part._asdict()}


def _near(one: dict[str, Any]) -> Near:
    part = one.get("part")
    boxes = Part(_box(part.get("own")), _box(part.get("other"))) if isinstance(part, dict) else None
    return Near(words(one.get("own")), words(one.get("listing")), words(one.get("picture")), one.get("turned") is True, None, boxes)


def _box(told: Any) -> Box | None:
    """Read a box; None of what is none, or does not lie within the picture."""
    if not isinstance(told, list) or len(told) != 4 or not all(isinstance(one, int | float) and 0 <= one <= 1 for one in told):
        return None
    left, top, right, bottom = map(float, told)
    return (left, top, right, bottom) if left < right and top < bottom else None
