"""What is new for an officer: each institution tells its part, and the home page shows them all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mingjian.office.models import Officer


@dataclass(frozen=True)
class Line:
    """One thing on one line: what it is, a word more, where it leads, and a figure at its end."""

    what: str
    url: str
    sub: str = ""
    end: str = ""


@dataclass(frozen=True)
class News:
    """One institution's part: a heading with a count, its newest lines, where the rest is, and the kinds that it falls into, each with its count."""

    title: Any
    lines: list[Line]
    url: str
    count: str = ""
    kinds: list[Line] = field(default_factory=list)


#: Tells an officer's part; none where it does not concern the officer.
Teller = Callable[[Officer, datetime], News | None]
_tellers: list[tuple[int, Teller]] = []


def news(place: int) -> Callable[[Teller], Teller]:
    """Let a function tell what is new on every officer's home page, at a place among the others."""

    def keep(teller: Teller) -> Teller:
        _tellers.append((place, teller))
        _tellers.sort(key=lambda told: told[0])
        return teller

    return keep


def news_for(officer: Officer, at: datetime) -> list[News]:
    """Give what is new for an officer, part by part."""
    return [part for _, teller in _tellers if (part := teller(officer, at)) is not None]
