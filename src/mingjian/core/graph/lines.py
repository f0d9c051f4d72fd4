"""Lines of people who brought each other in: from each who was brought in by nobody, layer by layer, each person once, at the shortest distance."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple


class Organisation(NamedTuple):
    """One at the top with all below; `layers[0]` holds the top alone, each further layer those whom the one before brought in, sorted."""

    layers: tuple[tuple[str, ...], ...]

    @property
    def top(self) -> str:
        """Return the one at the top."""
        return self.layers[0][0]

    @property
    def members(self) -> tuple[str, ...]:
        """Return everybody, the top included."""
        return tuple(one for layer in self.layers for one in layer)


def organisations(ties: Iterable[tuple[str, str]]) -> Iterator[Organisation]:
    """
    Make organisations of ties (upper, lower), ordered by their tops, one at a time: thousands of tops may stand over one long line, each with all of it.

    Whoever was brought in by several stands below each of them. In a circle of people who brought each
    other in, the one who brought in most is taken as the top.
    """
    below: dict[str, set[str]] = {}
    for upper, lower in ties:
        if upper != lower:
            below.setdefault(upper, set()).add(lower)
    return (_from(top, below) for top in _tops(below))


def _tops(below: Mapping[str, set[str]]) -> list[str]:
    """Return those whom nobody brought in, and of each circle that none of them leads into its top. Everybody is walked past once."""
    brought = {lower for lowers in below.values() for lower in lowers}
    tops = sorted(set(below) - brought)
    seen: set[str] = set()
    for top in tops:
        _walk(top, below, seen)
    for upper in sorted(below, key=lambda one: (-len(below[one]), one)):
        if upper not in seen:
            tops.append(upper)
            _walk(upper, below, seen)
    return sorted(tops)


def _walk(top: str, below: Mapping[str, set[str]], seen: set[str]) -> None:
    """Add to `seen` one and all below, stopping at whom it holds already: who is below those, it holds, too."""
    ahead = [top]
    while ahead:
        one = ahead.pop()
        if one not in seen:
            seen.add(one)
            ahead.extend(below.get(one, ()))


def _from(top: str, below: Mapping[str, set[str]]) -> Organisation:
    layers: list[tuple[str, ...]] = [(top,)]
    seen = {top}
    while layers[-1]:
        layer = {lower for upper in layers[-1] for lower in below.get(upper, ())} - seen
        seen |= layer
        layers.append(tuple(sorted(layer)))
    return Organisation(tuple(layers[:-1]))
