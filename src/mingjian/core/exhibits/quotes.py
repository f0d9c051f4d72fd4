"""What records say, word for word: each with the record and whoever says it."""

from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from mingjian.core.exhibits import Evidence
from mingjian.core.exhibits._values import objects, words


class Quote(NamedTuple):
    """What was said, in which record (`platform/id`), by which account, on which day; as written."""

    said: str
    of: str
    by: str
    day: str


@dataclass(frozen=True)
class Quotes:
    """The quotes, as they were told."""

    all: tuple[Quote, ...]

    def to_json(self) -> dict[str, Any]:
        """Describe each as an object."""
        return {"quotes": [one._asdict() for one in self.all]}

    @classmethod
    def read(cls, evidence: Evidence, subject: str) -> Self | None:
        """Read the quotes."""
        found = tuple(Quote(*(words(one.get(name)) for name in Quote._fields)) for one in objects(evidence.get("quotes")))
        return cls(found) if found else None
