"""Words found in raw texts: the texts as they are kept, and where in them the words stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

from mingjian.core.exhibits import Evidence
from mingjian.core.exhibits._values import items, objects, whole, words


class Mark(NamedTuple):
    """Characters `start` to `end` of the whole raw field; what stands there, of which category, and how it is disguised."""

    start: int
    end: int
    word: str
    category: str = ""
    disguise: Any = ""


@dataclass(frozen=True)
class Spans:
    """
    The raw fields that a finding keeps, by name, and the marks in each; a field without marks stands beside.

    `begins`: at which character of the whole field the kept part of a long one begins. `is_bare`: one text, told beside its field.
    """

    texts: Mapping[str, str]
    marks: Mapping[str, tuple[Mark, ...]]
    begins: Mapping[str, int] = field(default_factory=dict)
    is_bare: bool = False

    def to_json(self) -> dict[str, Any]:
        """Describe the marks of the first field as `spans`, those of others under `more`."""
        names = list(self.marks)
        told: dict[str, Any] = {"field": names[0] if names else "", "spans": [list(one) for one in self.marks[names[0]]] if names else []}
        if names[1:]:
            told["more"] = [{"field": name, "spans": [list(one) for one in self.marks[name]]} for name in names[1:]]
        kept = {"text": self.texts[names[0]]} if self.is_bare and names else {"texts": dict(self.texts)}
        return {**told, **kept, **({"begins": dict(self.begins)} if self.begins else {})}

    @classmethod
    def read(cls, evidence: Evidence, subject: str) -> Self | None:
        """Read texts and marks; None where no text is kept and no field is named."""
        marks = {words(evidence.get("field")): evidence.get("spans")}
        marks |= {words(one.get("field")): one.get("spans") for one in objects(evidence.get("more"))}
        texts, is_bare = _texts(evidence)
        read = {name: tuple(mark for one in items(some) if (mark := _mark(one))) for name, some in marks.items() if name}
        begins = evidence.get("begins")
        starts = {str(name): at for name, of in begins.items() if (at := whole(of))} if isinstance(begins, dict) else {}
        return cls(texts, read, starts, is_bare) if texts or read else None


def _mark(one: Any) -> Mark | None:
    if not isinstance(one, list) or len(one) < 3:
        return None
    start, end = whole(one[0]), whole(one[1])
    return Mark(start, end, str(one[2]), *map(words, one[3:5])) if start is not None and end is not None else None


def _texts(evidence: Evidence) -> tuple[dict[str, str], bool]:
    """Return the fields that are kept: several by name, or the one that the marks lie in."""
    texts, name, text = evidence.get("texts"), evidence.get("field"), evidence.get("text")
    if isinstance(texts, dict):
        return {str(of): str(it) for of, it in texts.items()}, False
    is_bare = isinstance(name, str) and bool(name) and isinstance(text, str)
    return ({str(name): str(text)} if is_bare else {}), is_bare
