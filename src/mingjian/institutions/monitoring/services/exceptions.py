"""What is passed over: whole shops, and of a shop the values that somebody looked into, for all rules or for one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from mingjian.core.exhibits.spans import Spans
from mingjian.institutions.monitoring.models import KnownGood


class Sparing:
    """The part of a list of known-good shops that a rule or detector asks; see `KnownGood`."""

    def __init__(self, kept: Iterable[KnownGood]) -> None:
        self.whole: dict[str, KnownGood] = {}
        self._values: dict[str, dict[str, KnownGood]] = defaultdict(dict)
        for one in kept:
            if one.value:
                self._values[one.subject][one.value] = one
            else:
                self.whole[one.subject] = one

    def why(self, shops: Sequence[str], said: Collection[str]) -> str:
        """Return why nobody need look: each shop is left alone, or nothing is said of it but values that are; empty where somebody must."""
        found = [self._of(shop, said) for shop in shops]
        if not found or not all(found):
            return ""
        return "；".join(dict.fromkeys(one.why for some in found for one in some))[:500]

    def _of(self, shop: str, said: Collection[str]) -> list[KnownGood]:
        if shop in self.whole:
            return [self.whole[shop]]
        values = self._values.get(shop, {})
        return [values[one] for one in sorted(said)] if said and all(one in values for one in said) else []


def as_kept(value: str) -> str:
    """Return a value as it is compared: blanks at its ends and capitals say nothing."""
    return value.strip().casefold()


def said_by(evidence: dict[str, Any]) -> set[str]:
    """Return the values that a finding rests on: the words marked in its texts; where none are, the brand that it names."""
    spans = Spans.read(evidence, "")
    words = {as_kept(mark.word) for marks in spans.marks.values() for mark in marks} if spans else set()
    brand = evidence.get("brand")
    return words or ({as_kept(brand)} if isinstance(brand, str) and brand.strip() else set())
