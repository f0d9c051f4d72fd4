"""The law at the hand of whoever reads a page: full texts and scales of discretion that this node loaded, and the articles that a text cites."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from mingjian.core.errors import MingjianError
from mingjian.core.law.citations import cited_in, names_of
from mingjian.core.law.statutes import Law
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.local_scales import NAME as SCALES
from mingjian.core.procedure.local_scales import Local, local_scales
from mingjian.core.procedure.text_shelf import NAME, TextShelf

LONGEST = 900  # characters of an article that are shown on hover
_JOINED = frozenset("、和及与，, ")


@dataclass(frozen=True)
class CitedArticle:
    """An article that a text cites, where the words stand, and the version of the day; `number` may be of an article that the book does not hold."""

    start: int
    words: str
    version: Law
    number: str

    @property
    def is_held(self) -> bool:
        """Return whether the book holds the article."""
        return self.number in self.version.articles


def shelf() -> TextShelf:
    """Return the full texts of this node."""
    return TextShelf(Path(settings.HOME) / NAME)


def scales() -> Local:
    """Return the scales of discretion and lists of first slight offences of this node."""
    return local_scales(Path(settings.HOME) / SCALES)


def on_hover(version: Law, number: str, gist: str) -> str:
    """Return what is shown of an article on hover: its gist, and below it its text, where that was loaded."""
    words = shelf().article(version, number)
    shown = words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
    return "\n\n".join(filter(None, (gist, shown)))


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    return names_of(rulebook().statutes)


def articles_cited(text: str, on: date) -> Iterator[CitedArticle]:
    """Return the articles of the book's laws that a Chinese text cites, as in force on a day; one without a name is of the law just before it."""
    last: tuple[Law, int] | None = None
    for one in cited_in(text):
        version = _version(one.name, on) if one.name else None
        if not one.name and last and set(text[last[1] : one.start]) <= _JOINED:
            version = last[0]
        last = (version, one.start + len(one.words)) if version else None
        if version and (one.number in version.articles or shelf().article(version, one.number)):
            yield CitedArticle(one.start, one.words, version, one.number)


def _version(name: str, on: date) -> Law | None:
    laws = _names().get(name.removeprefix("中华人民共和国"), ())
    try:
        return rulebook().statutes.law(laws[0], on) if len(laws) == 1 else None
    except MingjianError:
        return None
