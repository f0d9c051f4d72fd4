"""The layers of an organisation as a tree: who stands below whom, as texts tell it, drawn on the server."""

from dataclasses import dataclass
from typing import Any

from mingjian.core.redaction import masked
from mingjian.institutions.monitoring.models import Finding
from mingjian.office.lists.text import visible

WIDTH, TALL, TOP, LEFT = 720, 84, 30, 70
SHOWN = 30  # persons of a layer that are drawn
NAMED = 8  # persons of a layer up to which each has a name beside the dot
LAYERS = 8


@dataclass(frozen=True)
class Person:
    """One person: where the dot stands, what they are called (masked), and whether the name fits beside it."""

    x: float
    y: float
    name: str
    is_named: bool


@dataclass(frozen=True)
class Layer:
    """One layer: its place from the top, how many stand in it, how many of them are not drawn, and those that are."""

    place: int
    y: float
    count: int
    left_out: int
    persons: list[Person]


@dataclass(frozen=True)
class Tree:
    """The layers with the ties between persons that are drawn (x1, y1, x2, y2), and the height of the picture."""

    layers: list[Layer]
    ties: list[tuple[float, float, float, float]]
    height: int
    width: int = WIDTH


def tree_of(found: Finding) -> Tree | None:
    """Draw the layers of a finding whose evidence names them; None for any other, and for one person alone."""
    evidence: dict[str, Any] = found.evidence()
    members, sizes, ties = evidence.get("members"), evidence.get("layers"), evidence.get("ties")
    if not isinstance(members, list) or not isinstance(sizes, list) or len(members) < 2 or not all(isinstance(one, list) for one in members):
        return None
    places: dict[str, Person] = {}
    layers = []
    for nth, names in enumerate(members[:LAYERS]):
        drawn = [str(one) for one in names[:SHOWN]]
        persons = [_person(name, nth, of, len(drawn)) for of, name in enumerate(drawn)]
        places |= dict(zip(drawn, persons, strict=True))
        count = int(sizes[nth]) if nth < len(sizes) else len(names)
        layers.append(Layer(nth + 1, TOP + nth * TALL, count, count - len(drawn), persons))
    lines = [
        (places[str(tie[0])].x, places[str(tie[0])].y, places[str(tie[1])].x, places[str(tie[1])].y)
        for tie in (ties if isinstance(ties, list) else [])
        if isinstance(tie, list) and len(tie) == 2 and str(tie[0]) in places and str(tie[1]) in places
    ]
    return Tree(layers, lines, TOP + (len(layers) - 1) * TALL + 40)


def _person(name: str, layer: int, place: int, of: int) -> Person:
    room = (WIDTH - LEFT) / of
    called = visible(masked(name.rsplit("/", 1)[-1]))[:24]
    return Person(round(LEFT + room * (place + 0.5), 1), TOP + layer * TALL, called, of <= NAMED)
