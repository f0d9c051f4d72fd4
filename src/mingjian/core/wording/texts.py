"""The texts of a batch of listings or posts, with what the lexicon finds in them: looked for once, read by every detector of words."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.text.disguise import Disguise
from mingjian.core.text.picture_words import PICTURE_NAMES, PICTURE_TEXT, fields_of
from mingjian.core.wording.vocabulary import counter, lexicon

Rows = npt.NDArray[np.int64]

#: The fields that are read, in this order, joined by a line break; the last where the pictures of the batch were read.
FIELDS = ("title", "text", PICTURE_TEXT)
MOST_MENTIONS = 200  # of one row that are looked at; a text with more is a list of words, or hostile
AROUND = 16  # characters before and behind a word that may turn it round
_SHORT_VARIANT = 2

#: Ways of writing that nobody takes by accident.
MEANT = Disguise.SEPARATED | Disguise.HIDDEN | Disguise.SIGN | Disguise.SPLIT | Disguise.ENCLOSED | Disguise.LOOK_ALIKE


@dataclass(frozen=True, slots=True)
class Mention:
    """
    One term in one field: characters `start` to `end` of the raw field, as `written` there.

    `strength` is the term's, less one where it only sounds alike, spans a full stop, or is a variant of two signs. `is_denied`: the clause turns it round.
    """

    field: str
    start: int
    end: int
    term: str
    category: str
    strength: int
    disguise: int
    written: str
    is_denied: bool = False

    @property
    def is_disguised(self) -> bool:
        """Return whether it is written in a way that nobody takes by accident."""
        return bool(self.disguise & MEANT)

    def overlaps(self, other: "Mention") -> bool:
        """Return whether two share a character."""
        return self.field == other.field and self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Reading:
    """One row as a detector reads it: raw fields, what stands beside them, and the mentions that no counter-signal struck out."""

    row: int
    fields: dict[str, str]
    mentions: tuple[Mention, ...]
    beside: dict[str, Any]

    @property
    def whole(self) -> str:
        """Return all fields and the category, to look for other words in."""
        return "\n".join([*self.fields.values(), str(self.beside.get("category") or "")])

    def of(self, *categories: str, least: int = 1) -> list[Mention]:
        """Return the mentions of these categories that are not denied, the strongest first, none inside another."""
        chosen = [one for one in self.mentions if one.category in categories and one.strength >= least and not one.is_denied]
        return apart(chosen)

    @cached_property
    def is_reporting(self) -> bool:
        """Return whether the text warns, teaches or reports."""
        return any(counter().reporting.search(text[:2000]) for text in self.fields.values())


def apart(mentions: Iterable[Mention]) -> list[Mention]:
    """Keep mentions that share no character, of each term one, the strongest and longest first."""
    kept: list[Mention] = []
    for one in sorted(mentions, key=lambda one: (-one.strength, one.start - one.end, one.start, one.term)):
        if not any(one.overlaps(other) or one.term == other.term for other in kept):
            kept.append(one)
    return kept


class Texts:
    """A batch of records of one kind with the mentions of all terms. Columns that a batch lacks are read as null."""

    def __init__(self, batch: pa.RecordBatch, *, threads: int = 1) -> None:
        self.batch, self._threads = batch, threads
        self.fields = tuple(name for name in FIELDS if name in batch.schema.names)
        self._readings: dict[int, Reading] = {}

    def __len__(self) -> int:
        return int(self.batch.num_rows)

    @cached_property
    def joined(self) -> pa.Array:
        """Return the fields of each row, joined by a line break."""
        columns = [_as_text(self.batch.column(name)) for name in self.fields]
        return columns[0] if len(columns) == 1 else pc.binary_join_element_wise(*columns, pa.scalar("\n", pa.large_string()))

    @cached_property
    def _found(self) -> "_Found":
        return _Found(lexicon().find(self.joined, threads=self._threads, most_in_row=MOST_MENTIONS))

    def rows_with(self, categories: Iterable[str], least: int = 1) -> Rows:
        """Return the rows that hold a term of these categories of this strength, before any counter-signal; in order."""
        return self._found.rows_with(frozenset(categories), least)

    def value(self, row: int, column: str) -> Any:
        """Return one value of one row; None where the batch lacks the column."""
        return self.batch.column(column)[row].as_py() if column in self.batch.schema.names else None

    def reading(self, row: int) -> Reading:
        """Read one row: its raw fields and what stands of its mentions."""
        if row not in self._readings:
            self._readings[row] = self._read(row)
        return self._readings[row]

    def _read(self, row: int) -> Reading:
        fields = {name: self.value(row, name) or "" for name in self.fields if name != PICTURE_TEXT}
        fields |= fields_of(self.value(row, PICTURE_TEXT) or "", self.value(row, PICTURE_NAMES) or "")
        beside = {name: self.value(row, name) for name in ("brand", "brand_from", "category", "price", "platform", "shop_id")}
        starts, at = [], 0
        for text in fields.values():
            starts.append(at)
            at += len(text) + 1
        found = []
        for start, end, term, category, strength, disguise in self._found.of_row(row):
            place = sum(start >= begin for begin in starts) - 1
            name, base = list(fields)[place], starts[place]
            if end - base <= len(fields[name]) and (mention := _judged(fields[name], name, start - base, end - base, term, category, strength, disguise)):
                found.append(mention)
        return Reading(row, fields, tuple(found), beside)


def _judged(text: str, name: str, start: int, end: int, term: str, category: str, strength: int, disguise: int) -> Mention | None:
    """Strike out what stands in a harmless expression; mark what its clause denies."""
    if is_harmless(text, start, end):
        return None
    begin = max(0, start - AROUND)
    is_denied = bool(counter().before.search(text[begin:start]) or counter().behind.search(text[end : end + AROUND]))
    return Mention(name, start, end, term, category, strength, disguise, text[start:end], is_denied)


def is_harmless(text: str, start: int, end: int) -> bool:
    """Return whether characters `start` to `end` share any with a harmless expression."""
    begin = max(0, start - AROUND)
    around = counter().harmless.finditer(text[begin : end + AROUND])
    return any(begin + harmless.start() < end and start < begin + harmless.end() for harmless in around)


class _Found:
    """The mentions of a batch as arrays, sorted by row."""

    def __init__(self, table: pa.Table) -> None:
        table = table.combine_chunks()
        self.row = table.column("row").to_numpy()
        order = np.lexsort((table.column("start").to_numpy(), self.row))
        self.row = self.row[order]
        self.start, self.end, self.disguise = (table.column(name).to_numpy()[order] for name in ("start", "end", "disguise"))
        self._terms, self.term = _codes(table.column("term"), order)
        self._categories, self.category = _codes(table.column("category"), order)
        is_short = ((self.disguise & int(Disguise.VARIANT)) != 0) & (self.end - self.start <= _SHORT_VARIANT)
        weaker = table.column("weaker").to_numpy(zero_copy_only=False)[order] | is_short
        # Letters that go on before or behind make another word of it.
        within = table.column("in_word").to_numpy(zero_copy_only=False)[order]
        self.strength = np.where(within, 0, table.column("strength").to_numpy()[order] - weaker)

    def rows_with(self, categories: frozenset[str], least: int) -> Rows:
        wanted = np.array([name in categories for name in self._categories], np.bool_)
        if not wanted.any() or not len(self.row):
            return np.zeros(0, np.int64)
        rows: Rows = np.unique(self.row[wanted[self.category] & (self.strength >= least)])
        return rows

    def of_row(self, row: int) -> Iterable[tuple[int, int, str, str, int, int]]:
        begin, end = np.searchsorted(self.row, [row, row + 1])
        for at in range(int(begin), min(int(end), int(begin) + 2 * MOST_MENTIONS)):
            if self.strength[at] > 0:
                term, category = self._terms[self.term[at]], self._categories[self.category[at]]
                yield int(self.start[at]), int(self.end[at]), term, category, int(self.strength[at]), int(self.disguise[at])


def _codes(column: pa.ChunkedArray, order: npt.NDArray[np.int64]) -> tuple[list[str], npt.NDArray[np.int32]]:
    whole = column.combine_chunks()
    whole = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) and whole.num_chunks else whole
    if not len(whole):
        return [], np.zeros(0, np.int32)
    return whole.dictionary.to_pylist(), whole.indices.to_numpy(zero_copy_only=False)[order]


def _as_text(column: pa.Array) -> pa.Array:
    return pc.fill_null(column.cast(pa.large_string()), "")
