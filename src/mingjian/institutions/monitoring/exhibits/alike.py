"""Lays the text of a listing beside the nearest copy, what stands in both marked."""

from typing import Any, NamedTuple

from django.utils.translation import gettext

from mingjian.core.exhibits.alike import Alike
from mingjian.institutions.monitoring.exhibits.places import CARD
from mingjian.institutions.monitoring.exhibits.spans import Piece, pieces
from mingjian.institutions.monitoring.models import Finding
from mingjian.office.lists.text import visible

PLACE, ORDER = CARD, 31
ALIKE = 5  # characters in a row that two texts must share to be marked: fewer come about by chance


class Both(NamedTuple):
    """Two texts cut into pieces, what stands in both marked; whose the other is, and how many further ones are like it."""

    own: list[Piece]
    other: list[Piece]
    listing: str
    more: int


def draw(alike: Alike, found: Finding) -> dict[str, Any] | None:
    """Return both texts, cut into pieces."""
    return {"alike": texts_alike(alike)}


def texts_alike(alike: Alike) -> Both:
    """Lay the own text beside that of the nearest copy, in whatever order they say it."""
    own, nearest = alike.own.text, alike.others[0]
    return Both(pieces(own, _shared(own, nearest.text)), pieces(nearest.text, _shared(nearest.text, own)), visible(nearest.listing), max(0, alike.count - 1))


def _shared(text: str, other: str) -> list[tuple[int, int, str]]:
    """Return the spans of a text of which every stretch of ALIKE characters stands somewhere in the other."""
    known = {other[at : at + ALIKE] for at in range(len(other) - ALIKE + 1)}
    spans: list[tuple[int, int, str]] = []
    for at in range(len(text) - ALIKE + 1):
        if text[at : at + ALIKE] in known:
            begun = spans.pop()[0] if spans and spans[-1][1] >= at else at
            spans.append((begun, at + ALIKE, gettext("stands in both")))
    return spans
