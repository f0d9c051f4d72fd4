"""What each act is liable to in every field of goods on some days: a figure with its article, or a refusal with its reason; never a fall-back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from mingjian.core.errors import BadInput, NotInBook
from mingjian.core.language import Text
from mingjian.core.law.liability import liability
from mingjian.core.procedure.phrases import liability_said
from mingjian.core.procedure.rulebook import Book

ACTS = ("expired_goods", "unlicensed_trade", "fake_goods", "substandard_goods")
DAYS = (date(2019, 6, 1), date(2022, 6, 1), date(2024, 6, 1), date(2026, 6, 1))
OTHER = "other"  # what is of no field


@dataclass(frozen=True, slots=True)
class Cell:
    """One act in one field on one day: which articles punish it and how (`said`, by which `rule`), or why that cannot be said."""

    act: str
    field: str
    on: date
    grounds: tuple[str, ...]
    said: Text | None
    refusal: Text | None
    is_missing: bool
    rule: Text | None = None


def cells(book: Book, acts: Sequence[str] = ACTS, days: Sequence[date] = DAYS) -> Iterator[Cell]:
    """Return every cell, by act, field and day."""
    for act in acts:
        for field in (one for one in book.rulebook.vocabularies["goods_fields"] if one != OTHER):
            yield from (_cell(book, act, field, on) for on in days)


def _cell(book: Book, act: str, field: str, on: date) -> Cell:
    try:
        found = liability(book.liabilities.act(act), field, on, book.statutes)
    except BadInput as refused:
        return Cell(act, field, on, (), None, refused.text, isinstance(refused, NotInBook))
    standing = tuple(one.provision.ground for one in found.weighings if not (one.displaced_by or one.provision.subsidiary or one.provision.whom))
    standing = standing or tuple(one.provision.ground for one in found.weighings)
    return Cell(act, field, on, standing, liability_said(found, book.statutes), None, False, found.rule)
