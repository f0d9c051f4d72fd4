"""Runs every detector that reads texts over rows at hand, in one look at the words; `files` does so over a file of any size."""

import sys
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pyarrow as pa

from mingjian.core.detectors import FINDINGS, Detector, Judge, caveat, detectors, row_of
from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.records import Kind
from mingjian.core.records import kind as kind_of
from mingjian.core.wording import Texts

#: Kinds of records that hold texts, and the column that a row cannot do without.
TEXT_OF: Mapping[str, str] = {"listing": "title", "post": "text"}

#: What screening gives back: a finding and the row, counted as the source counts, that it is about.
SCREENED = pa.schema([pa.field("row", pa.int64(), metadata={"meaning": "number of the row in the file"}), *FINDINGS])


def screeners(kind: str, only: Collection[str] = ()) -> list[tuple[Detector, Judge]]:
    """Return the detectors that judge rows of a kind by themselves; `only` these keys where any are named."""
    able = {one.key: (one, judge_of(find)) for one, find in detectors().values() if one.screens and kind in one.reads}
    if unknown := sorted(set(only) - set(able)):
        known = "、".join(able)
        raise BadInput(f"检测器 {unknown[0]} 不能逐行检测 {kind}；可用：{known}。", f"Detector {unknown[0]} does not screen a {kind}; these do: {known}.")
    return [pair for key, pair in able.items() if not only or key in only]


def doubts(kind: str, only: Collection[str] = ()) -> list[Text]:
    """Return what the detectors would do without, each thing once: a trained judge that is absent or cannot be read, say."""
    said = (caveat(described.key, {}) for described, _ in screeners(kind, only))
    return list(dict.fromkeys(one for one in said if one))


def judge_of(find: Any) -> Judge:
    """Return the judge that stands beside a detector's `find`."""
    judge: Judge = sys.modules[find.__module__].judge
    return judge


def screen(batch: pa.RecordBatch, kind: str, rows: Sequence[int], only: Collection[str] = (), *, threads: int = 1, judges: bool = True) -> list[dict[str, Any]]:
    """
    Screen a batch of records of a kind; `rows` are the numbers that its rows have where they come from.

    Trained judges are asked where there are some, unless `judges` is false.

    Gives rows of SCREENED in the order of the rows, of each the most remarkable first. A row without an id is named `#` and its number.
    """
    texts = Texts(_named(batch, kind, rows), threads=threads)
    found = []
    for described, judge in screeners(kind, only):
        off = {"judge": False} if "judge" in described.settings and not judges else {}
        judged = judge(texts, kind, **{name: setting.default for name, setting in described.settings.items()} | off)
        found += [{"row": rows[one.row], **row_of(described, texts, kind, one)} for one in judged]
    return sorted(found, key=lambda row: (row["row"], -row["score"], row["detector"]))


def batch_of(rows: Sequence[Mapping[str, Any]], kind: Kind) -> pa.RecordBatch:
    """Make a batch of plain rows as they come from outside; what is no character (a lone surrogate) becomes the sign for that, place by place."""
    clean = [{name: mended(value) if isinstance(value, str) else value for name, value in row.items()} for row in rows]
    return pa.RecordBatch.from_pylist(clean, pa.schema([field.with_nullable(True) for field in kind.schema]))


def mended(text: str) -> str:
    """Replace lone surrogates, which no file and no answer can hold, sign by sign, so that places stay as they are."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("�" if "\ud800" <= sign <= "\udfff" else sign for sign in text)
    return text


def text_kind(name: str) -> Kind:
    """Return a kind of records that holds texts."""
    if name not in TEXT_OF:
        raise BadInput(f"只能检测 {'、'.join(TEXT_OF)}，不能检测 {name}。", f"Only {', '.join(TEXT_OF)} can be screened, not {name}.")
    return kind_of(name)


def _named(batch: pa.RecordBatch, kind: str, rows: Sequence[int]) -> pa.RecordBatch:
    place = batch.schema.get_field_index(f"{kind}_id")
    ids = batch.column(place).to_pylist()
    if all(ids):
        return batch
    filled = pa.array([one or f"#{row}" for one, row in zip(ids, rows, strict=True)], pa.string())
    return batch.set_column(place, batch.schema.field(place), filled)
