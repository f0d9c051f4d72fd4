"""Finds every citation of an article in what this software says: code, templates, catalogue, rulebook. Each comes with where it stands and what it may mean."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from babel.messages.pofile import read_po
from house.trees import nodes_of

from mingjian.core.law.citations import Cited, cited_in, cited_in_english, english, holds, names_of
from mingjian.core.procedure import Rulebook

REF = re.compile(r"(?<![\w/.:-])([a-z][a-z0-9_]+)/(\d+(?:-\d+)?|whole|number_rules)(?:#([a-z_0-9]+))?(?![\w/.-])")
TEXTS = {".html", ".po", ".yaml", ".py"}
YEAR = re.compile(r"(\d{4})\s*年(?:文本|修订|解释|意见|前|的)?[^。；]{0,12}$")


@dataclass(frozen=True)
class Found:
    """One citation: the file and line, the words, whether the rulebook holds it, and by which day it was asked (none: any version)."""

    file: str
    line: int
    words: str
    holds: bool
    on: date | None


class Scanner:
    """Reads the files of a tree. `today` is the day by which undated texts are judged."""

    def __init__(self, book: Rulebook, today: date) -> None:
        self.statutes, self.today, self.laws = book.statutes, today, frozenset(book.statutes.laws())
        self.names = names_of(book.statutes)
        self.titles = {version.title.en: law for law in book.statutes.laws() for version in book.statutes.versions(law)}
        self.english = english(self.titles)

    def scan(self, root: Path) -> Iterator[Found]:
        """Return every citation under a folder."""
        for path in sorted(path for path in root.rglob("*") if path.suffix in TEXTS and "migrations" not in path.parts):
            shown = path.relative_to(root).as_posix()
            on, own = self._context(path)
            for line, text in _said(path):
                yield from self._in(text, shown, line, on, own)

    def _in(self, text: str, shown: str, line: int, on: date, own: tuple[str, ...]) -> Iterator[Found]:
        for ref in REF.finditer(text):
            if ref[1] in self.laws:
                yield self._ref(ref, shown, line, on)
        for cited in cited_in(text):
            yield self._cited(cited, text, shown, line, on, own)
        for cited in cited_in_english(text, self.english):
            yield Found(shown, line, cited.words, holds(self.statutes, (self.titles[cited.name],), cited.number, on), on)

    def _ref(self, ref: re.Match[str], shown: str, line: int, on: date) -> Found:
        """A ref in the rulebook may be of an earlier law: the loader checks its days. In code it must hold today."""
        day = None if shown.endswith(".yaml") else on
        ground = f"{ref[1]}/{ref[2]}"
        known = self.statutes.knows(ref[0]) if day is None or ref[3] else self.statutes.has_article(ground, day)
        return Found(shown, line, ref[0], known and (day is None or not ref[3] or self.statutes.has_value(ref[0], day)), day)

    def _cited(self, cited: Cited, text: str, shown: str, line: int, on: date, own: tuple[str, ...]) -> Found:
        name, laws = self._meant(cited.name)
        before = text[: text.index(cited.words)] + cited.words.partition("第")[0]
        day = None if YEAR.search(before) or not laws else on  # of a year that is named, or relative: any version
        words = cited.words[cited.words.index(name) :] if name and "《" not in cited.words else cited.words
        return Found(shown, line, words, holds(self.statutes, laws or own, cited.number, day), day)

    def _meant(self, name: str) -> tuple[str, tuple[str, ...]]:
        """The longest known name with which a citation's ends, and the laws that it means."""
        known = max((one for one in self.names if name.endswith(one)), key=len, default="")
        return known, self.names.get(known, ())

    def _context(self, path: Path) -> tuple[date, tuple[str, ...]]:
        """The day by which a file speaks, and the laws that a citation without a name may mean there: those that the file itself rests on."""
        if path.suffix != ".yaml":
            return self.today, ()
        laws = {ref[1] for one in _followed(path) for ref in REF.finditer(one.read_text("utf-8")) if ref[1] in self.laws}
        own = (path.parent.name,) if path.parent.parent.name == "laws" else ()
        dated = re.fullmatch(r"\d{4}-\d{2}-\d{2}", path.stem)
        return (date.fromisoformat(path.stem) if dated else self.today), own or tuple(sorted(laws))


def _followed(path: Path) -> Iterator[Path]:
    """The file, and the versions of a sheet from which it takes over what it does not say; of a department's, those that it is laid over."""
    yield path
    if path.parents[2].name == "procedures":
        yield from sorted(path.parents[1].glob("*.yaml"))
        yield from sorted(path.parents[1].glob("general/*.yaml"))
        return
    if found := re.search(r"^follows: (\S+)$", path.read_text("utf-8"), re.M):
        yield from _followed(path.with_name(f"{found[1]}.yaml"))


def _said(path: Path) -> Iterator[tuple[int, str]]:
    if path.suffix == ".py":
        for node in nodes_of(path):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.lineno, node.value
    elif path.suffix == ".po":
        with path.open("rb") as file:
            catalogue = read_po(file)
        for entry in catalogue:
            for texts in (entry.id, entry.string):
                yield from ((entry.lineno or 0, text) for text in ((texts,) if isinstance(texts, str) else texts))
    else:
        yield from enumerate(path.read_text("utf-8").splitlines(), 1)
