"""Cuts a raw text into pieces, so that a page can mark the words found in it; the page escapes every piece."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mingjian.core.exhibits.spans import Spans
from mingjian.institutions.monitoring.exhibits.pictures import those_there
from mingjian.institutions.monitoring.exhibits.places import SAID
from mingjian.institutions.monitoring.models import Finding
from mingjian.office.lists.text import visible

PLACE, ORDER = SAID, 10
AROUND = 60  # characters shown before the first and behind the last mark of a long text
_LONG = 240


@dataclass(frozen=True)
class Piece:
    """A piece of raw text, marked or not; `word` is what the marked piece stands for."""

    text: str
    word: str = ""


def draw(spans: Spans, found: Finding) -> dict[str, Any] | None:
    """Return each raw field cut at its marks, and the pictures in whose words marks lie."""
    return {"marked": marked_fields(spans), "read_in": those_there([*spans.marks, *spans.texts])}


def pieces(text: str, spans: Iterable[Sequence[Any]]) -> list[Piece]:
    """Cut a text at its spans (start, end, word …); spans that overlap, or lie outside, are passed over. The far ends of a long text are left out."""
    found, at = [], 0
    kept = [(int(span[0]), int(span[1]), str(span[2])) for span in sorted(spans, key=lambda span: (int(span[0]), -int(span[1])))]
    for start, end, word in kept:
        if not at <= start < end <= len(text):
            continue
        if start > at:
            found.append(Piece(text[at:start]))
        found.append(Piece(text[start:end], word))
        at = end
    found.append(Piece(text[at:]))
    return _shortened([Piece(visible(piece.text), piece.word) for piece in found if piece.text], len(text))


def _shortened(found: list[Piece], length: int) -> list[Piece]:
    if length <= _LONG or not found:
        return found
    first, last = found[0], found[-1]
    if not first.word and len(first.text) > AROUND:
        found[0] = Piece("…" + first.text[-AROUND:])
    if not last.word and len(last.text) > AROUND and len(found) > 1:
        found[-1] = Piece(last.text[:AROUND] + "…")
    return found


def marked_fields(spans: Spans) -> list[tuple[str, list[Piece]]]:
    """Return each raw field of a finding's evidence cut at its marks, counted in the whole raw text; `begins` says where a field kept in part does."""
    told = []
    for name, text in spans.texts.items():
        at = spans.begins.get(name, 0)
        cut = pieces(text, [(one.start - at, one.end - at, one.word) for one in spans.marks.get(name, ())])
        told.append((name, [Piece("…"), *cut] if at else cut))
    return told


def headline(found: Finding, most: int = 60) -> str:
    """Return a listing's title, else the beginning of its text, for a line of a list; empty where the evidence has no texts."""
    spans = Spans.read(found.evidence(), found.subject)
    told = (spans.texts.get("title") or spans.texts.get("text") or "") if spans else ""
    told = visible(" ".join(told[: 4 * most].split()))
    return told if len(told) <= most else f"{told[:most]}…"
