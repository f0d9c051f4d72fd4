"""
Follows links from one thing to others, some steps far: what is reached, by which way, and which link of it is the weakest.

A hub (a courier's outlet, a platform's own warehouse, an agent's phone) links strangers. So what passes through a thing of many links loses by their
number, and the way says so. Ways are kept as entries, one for each improvement of a thing in each step: one parent a thing would give ways longer than was
asked.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

from mingjian.core.language import Text

HUB = 8  # links from which a thing passes on less than it gets


@dataclass(frozen=True, slots=True)
class Link:
    """One link between two things: `strength` above 0 to 1, when it held ('' where not known), who says so, and what it is."""

    left: str
    right: str
    kind: str = ""
    strength: float = 1.0
    since: str = ""
    until: str = ""
    source: str = ""
    why: Text | None = None  # the reasons that whoever found it gave


@dataclass(frozen=True, slots=True)
class Reached:
    """One thing reached: in how many steps, how strongly (0 to 1), the things and links on the way from the start, its weakest link, and hubs passed."""

    thing: str
    steps: int
    strength: float
    way: tuple[str, ...]
    links: tuple[Link, ...]
    weakest: Link
    hubs: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    thing: str
    strength: float
    link: Link | None
    before: "_Entry | None"


def passed_on(links: int) -> float:
    """Return the part of its strength that a thing of so many links passes on: all up to 8, then 3 by the log2 of their number."""
    return 1.0 if links <= HUB else log2(HUB) / log2(links)


class Links:
    """All links, ready to be followed. Things that are not named in `never_through` may be passed; the start always is."""

    def __init__(self, links: Sequence[Link], never_through: frozenset[str] = frozenset()) -> None:
        self._by: dict[str, list[Link]] = defaultdict(list)
        self._never = never_through
        for link in links:
            self._by[link.left].append(link)
            if link.right != link.left:
                self._by[link.right].append(link)
        self._degree = {thing: len({_other(link, thing) for link in some}) for thing, some in self._by.items()}

    def __contains__(self, thing: str) -> bool:
        return thing in self._by

    def degree(self, thing: str) -> int:
        """Return with how many other things one is linked."""
        return self._degree.get(thing, 0)

    def near(self, word: str, most: int = 5) -> list[str]:
        """Name some things that hold a word."""
        return sorted((thing for thing in self._by if word and word in thing), key=lambda thing: (len(thing), thing))[:most]

    def trace(self, start: str, steps: int) -> list[Reached]:
        """Return what is reached from a start in so many steps at most, by the strongest way each; the strongest first."""
        best: dict[str, _Entry] = {start: _Entry(start, 1.0, None, None)}
        border = [best[start]]
        for _ in range(steps):
            border = self._step(border, best)
        found = [self._told(entry) for thing, entry in best.items() if thing != start]
        return sorted(found, key=lambda one: (-one.strength, one.steps, one.thing))

    def _step(self, border: Sequence[_Entry], best: dict[str, _Entry]) -> list[_Entry]:
        """Go one link on from each entry of the border; keep of each thing the strongest, where that is stronger than before."""
        reached: dict[str, _Entry] = {}
        for entry in border:
            if entry.thing in self._never and entry.before is not None:
                continue
            given = entry.strength * (passed_on(self.degree(entry.thing)) if entry.before else 1.0)
            for link in self._by[entry.thing]:
                thing, strength = _other(link, entry.thing), given * link.strength
                there = reached.get(thing) or best.get(thing)
                if there is None or strength > there.strength:
                    reached[thing] = _Entry(thing, strength, link, entry)
        best.update(reached)
        return list(reached.values())

    def _told(self, entry: _Entry) -> Reached:
        things, links, at = [entry.thing], list[Link](), entry
        while at.before is not None and at.link is not None:
            links.append(at.link)
            things.append(at.before.thing)
            at = at.before
        way, on = tuple(reversed(things)), tuple(reversed(links))
        hubs = tuple((thing, self.degree(thing)) for thing in way[1:-1] if self.degree(thing) > HUB)
        return Reached(entry.thing, len(on), entry.strength, way, on, min(on, key=lambda link: link.strength), hubs)


def _other(link: Link, thing: str) -> str:
    return link.right if link.left == thing else link.left
