"""What is new for an officer: each institution tells its part, the office what others handed over, and the home page shows them all."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.core.procedure import rulebook
from mingjian.office.dossiers.docket import dossiers_moved_by_others, dossiers_that_came
from mingjian.office.dossiers.shown import state_in_short, url_of
from mingjian.office.files.readings import asked_of_colleagues
from mingjian.office.institution import kept, parts
from mingjian.office.language import said
from mingjian.office.lists.paging import first_and_count, said_count
from mingjian.office.models import Dossier, Officer

M = TypeVar("M", bound=Model)
LINES = 6


@dataclass(frozen=True)
class Line:
    """
    One thing on one line: what it is, a word more, where it leads, and a figure at its end.

    One that speaks of a `clock`, as `clock_of` names it, is no line where that clock stands on the same page: its `words` stand there.
    `is_whole`: the word more is shown to its end, since it says what to do. `is_event`: it tells what happened to a thing, such as who asked about it, which
    the line of the thing itself does not: it stays where that stands on the page too.
    """

    what: str
    url: str
    sub: str = ""
    end: str = ""
    clock: str = ""
    words: str = ""
    is_whole: bool = False
    is_event: bool = False


@dataclass(frozen=True)
class News:
    """One institution's part: a heading with a count, its newest lines, where the rest is, and the kinds that it falls into, each with its count."""

    title: Any
    lines: list[Line]
    url: str
    count: str = ""
    kinds: list[Line] = field(default_factory=list)


def clock_of(dossier: Dossier, name: str) -> str:
    """Name a deadline of a dossier, so that what institutions say of it finds it."""
    return f"{dossier.number} {name}"


def first_few(found: QuerySet[M]) -> list[M]:
    """
    Return the first rows of a queryset for the lines of a part; whether there is a first is asked before, in the same order, for its key alone.

    Most parts tell nothing most of the time, and to ask for whole rows, in order and with what is joined to them, is to write a long question for none.
    """
    return list(found[:LINES]) if found.values_list("pk", flat=True)[:1] else []


def news_for(officer: Officer, at: datetime) -> list[News]:
    """Return what is new for an officer, part by part, in the order of the institutions."""
    told = [*(teller(officer, at) for teller in parts("news")), asked_to_second(officer, at), came_to_us(officer), others_acted(officer, at)]
    return [part for part in told if part is not None]


def words_of_clocks(news: list[News]) -> dict[str, str]:
    """Return what is said of which clock."""
    return {line.clock: line.words for part in news for line in part.lines if line.clock}


def besides(news: list[News], shown: Collection[str]) -> list[News]:
    """
    Leave out what stands on the same page already, by its address or as a clock, and count it no more.

    Only what is really shown there: what merely waits, too, but stands beyond the page's first lines, is told here or nowhere. What tells an event stays.
    """
    return [_besides(part, shown) for part in news]


def _besides(part: News, shown: Collection[str]) -> News:
    left = [line for line in part.lines if line.is_event or (line.url not in shown and line.clock not in shown)]
    told = len(part.lines) - len(left)
    return replace(part, lines=left, count=str(int(part.count) - told) if part.count.isdecimal() else part.count)


def asked_to_second(officer: Officer, at: datetime) -> News | None:
    """Return which personal data colleagues ask to see and the officer may consent to; nothing where nobody asks."""
    asked = asked_of_colleagues(officer, at)
    lines = [Line(one.purpose[:80], one.path, one.officer.name, f"{localtime(one.until):%m-%d}") for one in first_few(asked)]
    return News(gettext("Colleagues ask to see personal data"), lines, lines[0].url, said_count(asked.count())) if lines else None


def came_to_us(officer: Officer) -> News:
    """Return which dossiers others handed to the officer's department, or asked it to act in; whoever keeps a procedure tells of its own."""
    came = came_here(officer)
    rows, count = first_and_count(came, "-moved_at", LINES)
    lines = [Line(one.title, url_of(one), f"{one.number} · {said(state_in_short(one))}", f"{localtime(one.moved_at):%m-%d}") for one in rows]
    return News(gettext("Dossiers that came to us"), lines, f"{reverse('dossiers')}?held=came", said_count(count))


def came_here(officer: Officer) -> QuerySet[Dossier]:
    """Return those of them of the procedures that nobody keeps."""
    return dossiers_that_came(officer, [name for name in rulebook().procedures() if kept(name) is None])


def others_acted(officer: Officer, at: datetime) -> News | None:
    """
    Return in which dossiers that the officer's department holds, or that ended before it, another took the newest step, within a week; nothing where none did.

    The police have filed, a right holder has sued, a platform lifted its measures: where no clock runs after that, nothing else says so.
    What was handed on and nobody took up came to us.
    """
    rows, count = first_and_count(dossiers_moved_by_others(officer, at), "-moved_at", LINES)
    lines = [Line(one.title, url_of(one), f"{one.number} · {said(state_in_short(one))}", f"{localtime(one.moved_at):%m-%d}") for one in rows]
    return News(gettext("Others have acted"), lines, f"{reverse('dossiers')}?held=moved", said_count(count)) if lines else None
