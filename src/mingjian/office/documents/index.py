"""The index of a paper file (卷内目录): everything that lies in a dossier, in order, with its pages and hash."""

import tempfile
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from mingjian.core.documents.sheet_count import pages_in
from mingjian.core.errors import MingjianError
from mingjian.office.documents.models import Document
from mingjian.office.files.store import bytes_as_sealed, laid_out
from mingjian.office.language import chinese_day
from mingjian.office.models import Dossier, SealedFile

INDEX = "file_index"
_SHORT = 16  # signs of a hash in the document; the page has all of them


@dataclass(frozen=True)
class Line:
    """
    One thing in the file: its place, what it is called, its own number, its day, its pages (None: nobody could count them), its SHA-256; and the document
    that was made, or the file that was brought.
    """

    place: int
    title: str
    number: str
    at: datetime
    sha256: str
    pages: int | None
    document: Document | None = None
    file: SealedFile | None = None


def lines_of(dossier: Dossier) -> list[Line]:
    """Return what lies in a dossier, files and documents by the instant that they came to it; names with personal data masked. No index, no draft."""
    files = [Line(0, one.name_masked, "", one.sealed_at, one.sha256, pages_of(one.sha256), file=one) for one in dossier.files.select_related("sealed_by")]
    made = [
        Line(0, one.title, one.number, one.made_at, one.sha256, _pages_of_document(one), one)
        for one in Document.objects.filter(dossier=dossier, is_draft=False).exclude(form=INDEX).select_related("dossier", "made_by")
    ]
    return [replace(one, place=place) for place, one in enumerate(sorted((*files, *made), key=lambda one: one.at), 1)]


def counted(lines: list[Line]) -> tuple[int, int]:
    """Return how many pages were counted in all, and of how many things nobody could count them."""
    return sum(one.pages or 0 for one in lines), sum(one.pages is None for one in lines)


def pages_of(digest: str) -> int | None:
    """Count the pages of kept bytes; None where nobody can count them, or they cannot be read now."""
    try:
        return _pages_of_bytes(digest)
    except (MingjianError, OSError):
        return None


@lru_cache(4096)
def _pages_of_bytes(digest: str) -> int | None:
    """Count them once: the same hash has the same number. Raises MingjianError or OSError where they cannot be read, which is asked again."""
    with laid_out(digest) as place:
        return pages_in(place)


_COPIES: dict[str, int | None] = {}


def _pages_of_document(document: Document) -> int | None:
    """Count those of its reading copy, once for its hash; None where this machine cannot set it."""
    if document.sha256 not in _COPIES:
        _COPIES[document.sha256] = _counted_copy(document)
    return _COPIES[document.sha256]


def _counted_copy(document: Document) -> int | None:
    from mingjian.core.documents.pdf_copy import reading_copy

    try:
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(reading_copy(bytes_as_sealed(document.sha256)))
            file.flush()
            return pages_in(Path(file.name))
    except (MingjianError, OSError):
        return None


def told_of(lines: list[Line]) -> list[dict[str, str]]:
    """Return the lines as the form of the index asks for them: in Chinese, the hash by its beginning."""
    return [
        {"序号": str(one.place), "名称": one.title, "文号": one.number, "日期": chinese_day(one.at), "页数": _said(one.pages), "校验值": one.sha256[:_SHORT]}
        for one in lines
    ]


def _said(pages: int | None) -> str:
    return "" if pages is None else str(pages)
