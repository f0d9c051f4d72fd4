"""What speaks for a finding, and how strongly: several signals with their shares."""

from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from mingjian.core.exhibits import Evidence
from mingjian.core.exhibits._values import number, objects
from mingjian.core.language import Text


class Signal(NamedTuple):
    """One signal: its weight in nats and its share of the whole (negative: against it), what was found and what is usual; among how many it is known."""

    key: str
    title: Text
    nats: float
    share: float
    found: int | float | str | None = None
    expected: int | float | str | None = None
    known: int | None = None


@dataclass(frozen=True)
class Signals:
    """The signals, as they were told."""

    all: tuple[Signal, ...]

    def to_json(self) -> dict[str, Any]:
        """Describe each as an object."""
        return {
            "signals": [
                {
                    "key": one.key,
                    "title_zh": one.title.zh,
                    "title_en": one.title.en,
                    "nats": one.nats,
                    "share": one.share,
                    "known": one.known,
                    "found": one.found,
                    "expected": one.expected,
                }
                for one in self.all
            ]
        }

    @classmethod
    def read(cls, evidence: Evidence, subject: str) -> Self | None:
        """Read signals; a share that is not told is that of its nats among all that speak for it."""
        found = objects(evidence.get("signals"))
        whole = sum(max(0.0, number(one.get("nats")) or 0.0) for one in found) or 1.0
        return cls(tuple(_signal(one, whole) for one in found)) if found else None


def _signal(one: dict[str, Any], whole: float) -> Signal:
    key, nats = str(one.get("key") or "—"), number(one.get("nats")) or 0.0
    share = (number(one["share"]) or 0.0) if one.get("share") is not None else max(0.0, nats) / whole
    title = Text(str(one.get("title_zh") or key), str(one.get("title_en") or key))
    return Signal(key, title, nats, share, one.get("found"), one.get("expected"))
