"""Cuts a raw text into pieces, so that a page can mark the words found in it; the page escapes every piece."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext

from mingjian.office.lists.text import visible

AROUND = 60  # characters shown before the first and behind the last mark of a long text
_LONG = 240
ALIKE = 5  # characters in a row that two texts must share to be marked: fewer come about by chance


@dataclass(frozen=True)
class Piece:
    """A piece of raw text, marked or not; `word` is what the marked piece stands for."""

    text: str
    word: str = ""


class Alike(NamedTuple):
    """Two texts cut into pieces, what stands in both marked; whose the other is, and how many further ones are like it."""

    own: list[Piece]
    other: list[Piece]
    listing: str
    further: int


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


def marked_fields(evidence: dict[str, Any]) -> list[tuple[str, list[Piece]]]:
    """Give each raw field of a finding's evidence cut at its spans, counted in the whole raw text; `begins` says where a field kept in part does."""
    spans, begins = {str(evidence.get("field", "")): evidence.get("spans", [])}, evidence.get("begins")
    for other in evidence.get("more", []) or []:
        spans[str(other.get("field", ""))] = other.get("spans", [])
    told = []
    for name, text in _texts(evidence).items():
        at = begins.get(name) if isinstance(begins, dict) else None
        cut = pieces(text, ((span[0] - at, span[1] - at, *span[2:]) for span in spans.get(name, [])) if at else spans.get(name, []))
        told.append((name, [Piece("…"), *cut] if at else cut))
    return told


def _texts(evidence: dict[str, Any]) -> dict[str, str]:
    """Give the raw fields that a finding keeps: several by name, or the one that its spans lie in."""
    texts, field, text = evidence.get("texts"), evidence.get("field"), evidence.get("text")
    if isinstance(texts, dict):
        return {str(name): str(of_it) for name, of_it in texts.items()}
    return {field: text} if isinstance(field, str) and field and isinstance(text, str) else {}


def texts_alike(evidence: dict[str, Any]) -> Alike | None:
    """Lay the text that a finding's evidence holds beside that of the nearest copy, in whatever order they say it; None where it holds no two texts."""
    copies = evidence.get("copies")
    nearest = copies[0] if isinstance(copies, list) and copies and isinstance(copies[0], dict) else {}
    own, other = evidence.get("text"), nearest.get("text")
    if not (isinstance(own, str) and isinstance(other, str) and own and other):
        return None
    count = evidence.get("copy_count")
    further = max(0, count - 1) if isinstance(count, int) else 0
    return Alike(pieces(own, _shared(own, other)), pieces(other, _shared(other, own)), visible(str(nearest.get("listing", ""))), further)


def _shared(text: str, other: str) -> list[tuple[int, int, str]]:
    """Give the spans of a text of which every stretch of ALIKE characters stands somewhere in the other."""
    known = {other[at : at + ALIKE] for at in range(len(other) - ALIKE + 1)}
    spans: list[tuple[int, int, str]] = []
    for at in range(len(text) - ALIKE + 1):
        if text[at : at + ALIKE] in known:
            begun = spans.pop()[0] if spans and spans[-1][1] >= at else at
            spans.append((begun, at + ALIKE, gettext("stands in both")))
    return spans


def headline(evidence: dict[str, Any], most: int = 60) -> str:
    """Give a listing's title, else the beginning of its text, for a line of a list; empty where the evidence has no texts."""
    texts = _texts(evidence)
    told = texts.get("title") or texts.get("text") or ""
    told = visible(" ".join(told[: 4 * most].split()))
    return told if len(told) <= most else f"{told[:most]}…"
