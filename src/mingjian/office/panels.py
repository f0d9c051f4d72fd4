"""
Panels: what every institution shows on the page of a thing, whosoever's thing it is.

The page of a finding, a kit, a clue or any dossier belongs to the institution that keeps it. What others have to say of the thing, or offer to do with it,
they show there themselves: functions in their `panels.py`, named on their manifest under `panels`. So the lower need not know the upper, and a node without
an institution has its pages without what that one would show there.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from mingjian.office.institution import OVERVIEW, WHOLE, parts
from mingjian.office.models import Officer

#: Where a panel stands on a page: buttons beside the heading; over both columns; in the wide column; in the narrow one; among the buttons for what is ticked.
#: A page may have places of its own besides, and says so where it draws them.
HEAD, TOP, MAIN, SIDE, TICKED = "head", "top", "main", "side", "ticked"
T = TypeVar("T")
#: What was asked while the panels of a page are gathered, or a page is drawn that only reads; None at any other time.
_ASKED: ContextVar[dict[Any, Any] | None] = ContextVar("asked", default=None)


@dataclass(frozen=True)
class Panel:
    """
    A part of a page: a template of the institution that shows it, and the names that the template needs. It sees nothing else of the page.

    `order`: those with less come first in their place; 50 where it does not matter. `scripts`, `styles`: static files that it needs, loaded once a page.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    order: int = 50
    place: str = SIDE
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ticked:
    """
    What an officer ticks in a list of things of one model, to show buttons beside; `beside`: the thing on whose page the list stands, none in the queue.

    `count` of `about`: of a row that stands for so many things of one subject, with a form of its own.
    """

    model: type
    beside: object | None = None
    count: int = 0
    about: str = ""


class Panels:
    """The panels of one page by their place, each in its order; a place without any is empty."""

    def __init__(self, panels: Iterable[Panel]) -> None:
        self._panels = sorted(panels, key=lambda one: one.order)

    def __getitem__(self, place: str) -> list[Panel]:
        return [one for one in self._panels if one.place == place]

    @property
    def scripts(self) -> list[str]:
        """Return the scripts that they need, each once."""
        return list(dict.fromkeys(name for one in self._panels for name in one.scripts))

    @property
    def styles(self) -> list[str]:
        """Return the style sheets that they need, each once."""
        return list(dict.fromkeys(name for one in self._panels for name in one.styles))


def in_part(name: str) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Mark in which part of a page that has several the panels of a function stand; without it they stand in the overview."""

    def placed(show: Callable[..., T]) -> Callable[..., T]:
        show.part = name  # type: ignore[attr-defined]  # read by panels_of
        return show

    return placed


def panels_of(thing: object, officer: Officer, at: datetime, *also: object, part: str = WHOLE, parts_shown: Collection[str] = ()) -> Panels:
    """
    Gather what every institution shows on a thing, for an officer who may see it, at an instant.

    `also`: what else the page shows, for instance the dossier of a clue. A function gives one panel, several, or none; it passes over what is not for it.
    `part`: the part of the page that is drawn, of `parts_shown`; only functions of that part are asked, and those of a part that the page has not stand in the
    overview.
    """

    def is_drawn(show: Callable[..., Any]) -> bool:
        own = getattr(show, "part", OVERVIEW)
        return part == WHOLE or part == (own if own in parts_shown else OVERVIEW)

    with asking_once():
        return Panels(panel for one in (thing, *also) for show in parts("panels") if is_drawn(show) for panel in _each(show(one, officer, at)))


def public_panels(thing: object, at: datetime) -> list[Panel]:
    """Gather what institutions show on the public page of a thing, for whoever has its code and no account."""
    return sorted((panel for show in parts("public_panels") if (panel := show(thing, at))), key=lambda one: one.order)


@contextmanager
def asking_once() -> Iterator[None]:
    """Keep meanwhile what functions under `asked_once` give: while a page is drawn that only reads. Within another, what that one keeps is used."""
    if _ASKED.get() is not None:
        yield
        return
    before = _ASKED.set({})
    try:
        yield
    finally:
        _ASKED.reset(before)


def asked_once(ask: Callable[..., T]) -> Callable[..., T]:
    """
    Let a function of rows be asked once for the same rows while the panels of one page are gathered, or a page is drawn that says so (`asking_once`).

    Nothing changes meanwhile; at any other time it is asked anew. Nobody may change what it gives.
    """

    @wraps(ask)
    def once(*rows: Any) -> T:
        known = _ASKED.get()
        if known is None:
            return ask(*rows)
        if (ask, rows) not in known:
            known[ask, rows] = ask(*rows)
        given: T = known[ask, rows]
        return given

    return once


def _each(given: Panel | Iterable[Panel] | None) -> Iterator[Panel]:
    if isinstance(given, Panel):
        yield given
    elif given is not None:
        yield from given
