"""Lines of people who brought each other in: from each who was brought in by nobody, layer by layer, each person once, at the shortest distance."""

from collections.abc import Iterable
from typing import NamedTuple


class Organisation(NamedTuple):
    """One at the top with all below; `layers[0]` holds the top alone, each further layer those whom the one before brought in, sorted."""

    layers: tuple[tuple[str, ...], ...]

    @property
    def top(self) -> str:
        """Give the one at the top."""
        return self.layers[0][0]

    @property
    def members(self) -> tuple[str, ...]:
        """Give everybody, the top included."""
        return tuple(one for layer in self.layers for one in layer)


def organisations(ties: Iterable[tuple[str, str]]) -> list[Organisation]:
    """
    Make organisations of ties (upper, lower), ordered by their tops.

    Whoever was brought in by several stands below each of them. In a circle of people who brought each
    other in, the one who brought in most is taken as the top.
    """
    below: dict[str, set[str]] = {}
    for upper, lower in ties:
        if upper != lower:
            below.setdefault(upper, set()).add(lower)
    brought = {lower for lowers in below.values() for lower in lowers}
    found = [_from(top, below) for top in sorted(set(below) - brought)]
    seen = {one for organisation in found for one in organisation.members}
    for upper in sorted(below, key=lambda one: (-len(below[one]), one)):
        if upper not in seen:
            found.append(_from(upper, below))
            seen.update(found[-1].members)
    return sorted(found)


def _from(top: str, below: dict[str, set[str]]) -> Organisation:
    layers: list[tuple[str, ...]] = [(top,)]
    seen = {top}
    while layers[-1]:
        layer = {lower for upper in layers[-1] for lower in below.get(upper, ())} - seen
        seen |= layer
        layers.append(tuple(sorted(layer)))
    return Organisation(tuple(layers[:-1]))
