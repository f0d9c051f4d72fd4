"""Runs rules over batches of listings or posts: the words of all rules are looked for once, the rest is asked of the few rows that are left."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.extraction.fields import find_fields
from mingjian.core.rules.rule import Rule

if TYPE_CHECKING:
    from mingjian.core.text.lexicon import Lexicon

Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FIELDS = ("title", "text")
BEIJING = ZoneInfo("Asia/Shanghai")
INSTANTS = {"listing": "seen_at", "post": "posted_at"}
MOST_SPANS = 50  # that a hit tells
_NONE = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Span:
    """One word in one raw field: characters `start` to `end`."""

    field: str
    start: int
    end: int
    word: str


@dataclass(frozen=True)
class Hit:
    """A row of a batch that a rule fits, with where its words stand."""

    row: int
    rule: str
    spans: tuple[Span, ...]


@dataclass
class Coverage:
    """What was looked at and what was not, over all batches: rows in all, and of them those that lacked what some rule asks for, or are known to be good."""

    rows: int = 0
    spared: int = 0
    lacking: Counter[str] = field(default_factory=Counter)
    platforms: Counter[str] = field(default_factory=Counter)
    days: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Coverage") -> None:
        """Count another batch in."""
        self.rows, self.spared = self.rows + other.rows, self.spared + other.spared
        for name in ("lacking", "platforms", "days"):
            getattr(self, name).update(getattr(other, name))


class Rules:
    """Some rules, each under a key of the caller's, made ready to run together."""

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self.rules = dict(rules)
        words = dict.fromkeys(word for rule in rules.values() for word in (*rule.wanted, *rule.none_of))
        self._number = {word: number for number, word in enumerate(words)}
        from mingjian.core.text.lexicon import Lexicon  # numba: needed where words are looked for (decision 130)
        from mingjian.core.text.patterns import Term

        self._lexicon = Lexicon([Term(word) for word in words], by_sound=any(rule.by_sound for rule in rules.values())) if words else None

    def run(self, batch: pa.RecordBatch, kind: str, *, spared: Collection[str] = (), threads: int = 1) -> tuple[list[Hit], Coverage]:
        """
        Run every rule over one batch of a kind: hits in the order of rows, and what was looked at.

        `spared` are shops (platform/shop) that are known to be good: asked first, and left alone.
        """
        rows = _Rows(batch, kind, spared)
        asked = {key: rule for key, rule in self.rules.items() if kind in rule.kinds}
        hits: list[Hit] = []
        if self._lexicon is not None and asked:
            found = _Found(self._lexicon, rows, self._number, threads)
            hits = [hit for key, rule in asked.items() for hit in _hits(key, rule, rows, found)]
        return sorted(hits, key=lambda hit: (hit.row, hit.rule)), rows.coverage(asked.values())


def _hits(key: str, rule: Rule, rows: "_Rows", found: "_Found") -> Iterator[Hit]:
    chosen = found.rows_that_fit(rule)
    chosen = chosen[rows.allows(rule)[chosen]]
    for row in chosen.tolist():
        spans = found.spans(row, rule)
        if _are_all_there(spans, rule) and (rule.near is None or _are_near(spans, rule)) and rows.is_of(row, rule.fields):
            yield Hit(row, key, tuple(spans[:MOST_SPANS]))


def _are_all_there(spans: Sequence[Span], rule: Rule) -> bool:
    """Return whether every word of `all_of` and one of `any_of` stands within a field: the end of one and the beginning of the next say nothing together."""
    there = {span.word for span in spans}
    return there.issuperset(rule.all_of) and (not rule.any_of or not there.isdisjoint(rule.any_of))


def _are_near(spans: Sequence[Span], rule: Rule) -> bool:
    """Return whether some stretch of one field, no longer than `near`, holds every word of `all_of` and one of `any_of`."""
    by_field: dict[str, list[Span]] = {}
    for span in spans:
        by_field.setdefault(span.field, []).append(span)
    return any(_holds_all(in_field, rule) for in_field in by_field.values())


def _holds_all(spans: Sequence[Span], rule: Rule) -> bool:
    """Move the stretch from word to word; each word enters once and leaves once, so that a text of nothing but words costs no more than its length."""
    assert rule.near is not None  # noqa: S101 - asked before
    by_start, by_end = sorted(spans, key=lambda span: span.start), sorted(spans, key=lambda span: span.end)
    inside: Counter[str] = Counter()
    entered: set[Span] = set()
    come = 0
    for first in by_start:  # the stretch begins here; what began before has left
        while come < len(by_end) and by_end[come].end <= first.start + rule.near:
            one, come = by_end[come], come + 1
            if one.start >= first.start and one not in entered:
                entered.add(one)
                inside[one.word] += 1
        if all(inside[word] for word in rule.all_of) and (not rule.any_of or any(inside[word] for word in rule.any_of)):
            return True
        if first in entered:
            entered.discard(first)
            inside[first.word] -= 1
    return False


class _Rows:
    """One batch: its texts, and what stands beside them."""

    def __init__(self, batch: pa.RecordBatch, kind: str, spared: Collection[str]) -> None:
        self.batch, self.kind = batch, kind
        self.fields = tuple(name for name in FIELDS if name in batch.schema.names)
        self._spared = self._known_good(spared)

    @cached_property
    def joined(self) -> pa.Array:
        """Return the fields of each row, joined by a line break."""
        columns = [pc.fill_null(self.batch.column(name).cast(pa.large_string()), "") for name in self.fields]
        if not columns:
            return pa.array([""] * self.batch.num_rows, pa.large_string())
        return columns[0] if len(columns) == 1 else pc.binary_join_element_wise(*columns, pa.scalar("\n", pa.large_string()))

    def column(self, name: str) -> pa.Array | None:
        """Return a column, or None where the batch lacks it."""
        return self.batch.column(name) if name in self.batch.schema.names else None

    def _known_good(self, spared: Collection[str]) -> Flags:
        platform, shop = self.column("platform"), self.column("shop_id" if self.kind == "listing" else "account_id")
        if not spared or platform is None or shop is None:
            return np.zeros(self.batch.num_rows, np.bool_)
        subjects = pc.binary_join_element_wise(platform.cast(pa.string()), shop.cast(pa.string()), pa.scalar("/"))
        return _flags(pc.is_in(subjects, pa.array(sorted(spared), pa.string())))

    def allows(self, rule: Rule) -> Flags:
        """Return of each row whether all that the rule asks beside words and goods holds; what a row lacks does not hold."""
        fits = ~self._spared
        if rule.least_price is not None or rule.most_price is not None:
            fits &= self._priced(rule)
        if rule.platforms:
            fits &= self._is_one_of("platform", rule.platforms)
        if rule.places:
            fits &= self._holds_one_of("ships_from", rule.places)
        if rule.from_hour is not None and rule.to_hour is not None:
            fits &= self._at_hours(rule.from_hour, rule.to_hour)
        return fits

    def _priced(self, rule: Rule) -> Flags:
        price = self.column("price")
        if price is None:
            return np.zeros(self.batch.num_rows, np.bool_)
        value = pc.fill_null(price.cast(pa.float64()), float("nan")).to_numpy(zero_copy_only=False)
        low, high = (rule.least_price if rule.least_price is not None else -np.inf), (rule.most_price if rule.most_price is not None else np.inf)
        fits: Flags = (value >= low) & (value <= high)
        return fits

    def _is_one_of(self, name: str, wanted: Sequence[str]) -> Flags:
        column = self.column(name)
        return np.zeros(self.batch.num_rows, np.bool_) if column is None else _flags(pc.is_in(column.cast(pa.string()), pa.array(wanted, pa.string())))

    def _holds_one_of(self, name: str, wanted: Sequence[str]) -> Flags:
        column, fits = self.column(name), np.zeros(self.batch.num_rows, np.bool_)
        if column is None:
            return fits
        for word in wanted:
            fits |= _flags(pc.match_substring(column.cast(pa.string()), word))
        return fits

    def _at_hours(self, start: int, end: int) -> Flags:
        instants = self.column(INSTANTS[self.kind])
        if instants is None:
            return np.zeros(self.batch.num_rows, np.bool_)
        hours = pc.fill_null(pc.hour(self._in_beijing(instants)), -1).to_numpy(zero_copy_only=False)
        inside: Flags = (hours >= start) & (hours < end) if start < end else (hours >= start) | ((hours >= 0) & (hours < end))
        return inside

    @staticmethod
    def _in_beijing(instants: pa.Array) -> pa.Array:
        """Return naive UTC as the clock of Beijing shows it."""
        return pc.local_timestamp(pc.assume_timezone(instants.cast(pa.timestamp("us")), "UTC").cast(pa.timestamp("us", BEIJING.key)))

    def is_of(self, row: int, fields: Sequence[str]) -> bool:
        """Return whether the surest field of the goods is one of those asked for."""
        if not fields:
            return True
        title, category = (str(self.value(row, name) or "") for name in ("title", "category"))
        found = find_fields(title, category)
        return bool(found) and found[0].field in fields

    def value(self, row: int, name: str) -> Any:
        """Return one value; None where the batch lacks the column."""
        column = self.column(name)
        return column[row].as_py() if column is not None else None

    def coverage(self, rules: Collection[Rule]) -> Coverage:
        """Count what was looked at, and what some rule asks for and rows lack."""
        told = Coverage(rows=self.batch.num_rows, spared=int(self._spared.sum()))
        asked = {
            "words": True,
            "price": any(rule.least_price is not None or rule.most_price is not None for rule in rules),
            "ships_from": any(rule.places for rule in rules),
            INSTANTS[self.kind]: any(rule.from_hour is not None for rule in rules),
        }
        for name in (name for name, is_asked in asked.items() if is_asked):
            if lacking := self._lacking(name):
                told.lacking[name] += lacking
        if (platform := self.column("platform")) is not None:
            told.platforms.update(_counted(platform.cast(pa.string())))
        if (instants := self.column(INSTANTS[self.kind])) is not None:
            told.days.update(_counted(self._in_beijing(instants).cast(pa.date32()).cast(pa.string())))
        return told

    def _lacking(self, name: str) -> int:
        if name == "words":
            return int(pc.sum(pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(self.joined)), 0)).as_py() or 0)
        column = self.column(name)
        return self.batch.num_rows if column is None else int(column.null_count)


class _Found:
    """The mentions of all rules' words in a batch, sorted by word and row."""

    def __init__(self, lexicon: "Lexicon", rows: _Rows, number: Mapping[str, int], threads: int) -> None:
        self._rows, self._number = rows, number
        table = lexicon.find(rows.joined, threads=threads).combine_chunks()
        weaker, within = (table.column(name).to_numpy(zero_copy_only=False) for name in ("weaker", "in_word"))
        word = _numbers(table.column("term"), number)
        keep = ~within
        self._row, self._word, self._weaker = table.column("row").to_numpy()[keep], word[keep], weaker[keep]
        self._start, self._end = (table.column(name).to_numpy()[keep] for name in ("start", "end"))
        order = np.lexsort((self._start, self._row, self._word))
        self._row, self._word, self._weaker, self._start, self._end = (each[order] for each in (self._row, self._word, self._weaker, self._start, self._end))
        self._edges = np.searchsorted(self._word, np.arange(len(number) + 1))

    def rows_that_fit(self, rule: Rule) -> Rows:
        """Return the rows whose words fit: all of these, one of those, none of the others; ascending."""
        parts = [self._rows_of([word], rule.by_sound) for word in rule.all_of]
        if rule.any_of:
            parts.append(self._rows_of(rule.any_of, rule.by_sound))
        fit = parts[0]
        for part in parts[1:]:
            fit = np.intersect1d(fit, part, assume_unique=True)
        return np.setdiff1d(fit, self._rows_of(rule.none_of, False), assume_unique=True) if rule.none_of else fit

    def _rows_of(self, words: Sequence[str], by_sound: bool) -> Rows:
        parts = [self._row[span][by_sound | ~self._weaker[span]] for span in map(self._span, words)]
        return np.unique(np.concatenate(parts)).astype(np.int64) if parts else _NONE

    def _span(self, word: str) -> slice:
        number = self._number[word]
        return slice(int(self._edges[number]), int(self._edges[number + 1]))

    def spans(self, row: int, rule: Rule) -> list[Span]:
        """Return where the rule's words stand in the raw fields of a row, in order; a mention over two fields is none."""
        starts, at = [], 0
        texts = [str(self._rows.value(row, name) or "") for name in self._rows.fields]
        for text in texts:
            starts.append(at)
            at += len(text) + 1
        found = []
        for word in rule.wanted:
            whole = self._span(word)
            first, last = (int(edge) + whole.start for edge in np.searchsorted(self._row[whole], [row, row + 1]))
            for place in range(first, last):
                if self._weaker[place] and not rule.by_sound:
                    continue
                start, end = int(self._start[place]), int(self._end[place])
                which = sum(start >= begin for begin in starts) - 1
                if end - starts[which] <= len(texts[which]):
                    found.append(Span(self._rows.fields[which], start - starts[which], end - starts[which], word))
        return sorted(found, key=lambda span: (self._rows.fields.index(span.field), span.start, span.end))


def _numbers(terms: pa.ChunkedArray, number: Mapping[str, int]) -> npt.NDArray[np.int64]:
    whole = terms.combine_chunks()
    whole = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) and whole.num_chunks else whole
    if not len(whole):
        return _NONE
    if not pa.types.is_dictionary(whole.type):
        whole = whole.dictionary_encode()
    known = np.array([number[word] for word in whole.dictionary.to_pylist()], np.int64)
    numbers: npt.NDArray[np.int64] = known[whole.indices.to_numpy(zero_copy_only=False)]
    return numbers


def _flags(values: pa.Array) -> Flags:
    return np.asarray(pc.fill_null(values, False).to_numpy(zero_copy_only=False), np.bool_)


def _counted(values: pa.Array) -> dict[str, int]:
    return {str(one["values"] or ""): int(one["counts"]) for one in pc.value_counts(values).to_pylist()}
