"""
The full texts that a node fetched itself, as they are kept in its home: one file for each version of an instrument, `<law>/<day in force>.json`.

The repository holds none: an office downloads them from where they are published. They are shown beside the gists of the book, and decide nothing.
"""

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path

from mingjian.core.errors import BadInput
from mingjian.core.law.full_texts import Held, Read, compared, instrument_of, read_text, version_of
from mingjian.core.law.reader import Faults
from mingjian.core.law.statutes import Law
from mingjian.core.law.texts import ArticleText, Texts
from mingjian.core.procedure.rulebook import packaged, rulebook

NAME = "law-texts"  # of the folder in a node's home


@dataclass(frozen=True, slots=True)
class FullText:
    """The full text of one version: the file that it came from with its SHA-256, when it was loaded, and the words of each article."""

    law: str
    in_force: date
    title: str
    file: str
    sha256: str
    loaded_at: str
    articles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of one file: the version that it is, and how its articles stand to the book; `others`: further texts in the file that were passed over."""

    version: Law
    articles: tuple[Held, ...]
    others: int
    replaced: bool

    def count(self, standing: str) -> int:
        """Return how many articles stand so."""
        return sum(one.standing == standing for one in self.articles)

    @property
    def differing(self) -> list[Held]:
        """Return the articles that a person must look at."""
        return [one for one in self.articles if one.differs]


@cache
def _known(law: str, in_force: date) -> Mapping[str, ArticleText]:
    version = next(one for one in rulebook().statutes.versions(law) if one.in_force == in_force)
    return Texts(packaged() / "texts", "texts", Faults()).of(version)


def place(name: str, lines: Sequence[str]) -> tuple[Law, Read]:
    """Return the version that a text is, and its articles. Raises `BadInput`, in words, where that cannot be told."""
    read, stem, statutes = read_text(lines), Path(name).stem, rulebook().statutes
    laws = instrument_of(read.head, stem, statutes)
    known = {(law, version.in_force): _known(law, version.in_force) for law in laws for version in statutes.versions(law)}
    return version_of(read, stem, laws, statutes, known), read


class TextShelf:
    """The full texts in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self, name: str, raw: bytes, lines: Sequence[str], at: datetime) -> Loaded:
        """Keep the text of a file in the place of its version, whatever stood there before. Raises `BadInput` where it cannot be placed."""
        version, read = place(name, lines)
        path = self._path(version)
        replaced = path.exists()
        body = {
            "title": version.title.zh,
            "file": name,
            "sha256": hashlib.sha256(raw).hexdigest(),
            "loaded_at": at.isoformat(timespec="seconds"),
            "articles": dict(read.articles),
            "chapters": dict(read.chapters),
        }
        _write(path, json.dumps(body, ensure_ascii=False, indent=1))
        return Loaded(version, tuple(compared(read, version, _known(version.law, version.in_force))), read.others, replaced)

    def of(self, version: Law) -> FullText | None:
        """Return the text of a version; none where none was loaded, or what lies there cannot be read."""
        path = self._path(version)
        try:
            held = path.stat()
        except OSError:
            return None
        return _read(path, held.st_mtime_ns, held.st_size, version.law, version.in_force)

    def article(self, version: Law, number: str) -> str:
        """Return the words of an article; empty where its text was not loaded, or has no such article."""
        found = self.of(version)
        return found.articles.get(number, "") if found else ""

    def held(self, version: Law, number: str = "") -> list[Held]:
        """Return how the articles of a loaded text, or one of them, stand to the book of today."""
        found = self.of(version)
        if found is None:
            return []
        chapters = json.loads(self._path(version).read_text("utf-8")).get("chapters", {})
        articles = {name: words for name, words in found.articles.items() if number in ("", name)}
        return compared(Read((), articles, 0, chapters), version, _known(version.law, version.in_force))

    def all(self) -> Iterator[tuple[Law, FullText]]:
        """Return every version whose text was loaded, in the order of the book."""
        statutes = rulebook().statutes
        if not self.folder.is_dir():
            return
        for law in statutes.laws():
            for version in statutes.versions(law):
                if found := self.of(version):
                    yield version, found

    def drop(self, version: Law) -> bool:
        """Take the text of a version away; say whether there was one."""
        path = self._path(version)
        is_there = path.exists()
        path.unlink(missing_ok=True)
        return is_there

    def _path(self, version: Law) -> Path:
        return self.folder / version.law / f"{version.in_force}.json"


@lru_cache(maxsize=512)
def _read(path: Path, changed: int, size: int, law: str, in_force: date) -> FullText | None:
    """Read a kept text; it is read anew once the file is another (`changed`, `size`)."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        body = json.loads(path.read_text("utf-8"))
        articles = {str(number): str(words) for number, words in body["articles"].items()}
        return FullText(law, in_force, str(body["title"]), str(body["file"]), str(body["sha256"]), str(body["loaded_at"]), articles)
    return None


def _write(path: Path, text: str) -> None:
    """Write whole, or not at all: pages may be reading."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except OSError as error:
        raise BadInput(f"不能写入 {path.parent}：{error.strerror}。", f"{path.parent} cannot be written: {error.strerror}.") from error
