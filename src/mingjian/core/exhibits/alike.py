"""The text of a listing and the texts of other shops that are like it."""

from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from mingjian.core.exhibits import Evidence
from mingjian.core.exhibits._values import number, objects, whole, words


class Copy(NamedTuple):
    """A text that is like another: of which listing and shop (`platform/id`), when it was seen (ISO, where known), and what share of it is alike."""

    listing: str
    shop: str
    seen_at: str | None
    text: str
    share: float = 0.0


@dataclass(frozen=True)
class Alike:
    """The own text, the texts that are like it, nearest first, and how many there are in all."""

    own: Copy
    others: tuple[Copy, ...]
    count: int

    def to_json(self) -> dict[str, Any]:
        """Return the own text, and each other with its share."""
        own = self.own._asdict()
        own.pop("share")
        return {**own, "copies": [one._asdict() for one in self.others], "copy_count": self.count}

    @classmethod
    def read(cls, evidence: Evidence, subject: str) -> Self | None:
        """Read them; None where the own text or every other is missing."""
        own, others = _copy(evidence), [_copy(one) for one in objects(evidence.get("copies"))]
        is_there = bool(own.text and others and others[0].text)
        return cls(own, tuple(others), whole(evidence.get("copy_count")) or 0) if is_there else None


def _copy(told: Evidence) -> Copy:
    seen, text = told.get("seen_at"), told.get("text")
    kept = text if isinstance(text, str) else ""
    return Copy(words(told.get("listing")), words(told.get("shop")), str(seen) if seen else None, kept, number(told.get("share")) or 0.0)
