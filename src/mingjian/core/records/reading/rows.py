"""What the readers of all formats hand on: foreign columns with the numbers of their rows, and the rows that cannot be used."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mingjian.core.language import Text
from mingjian.core.persons import without_persons

Numbers = npt.NDArray[np.int64]

SHOWN = 200  # characters of a bad value that are worth repeating

#: Stands for bytes that are no character, until the row that holds it is refused. A noncharacter: no text in use has it.
BROKEN = "\ufdd0"


@dataclass(frozen=True, slots=True)
class BadRow:
    """
    Why one row was not taken; or, with `is_taken`, why one value of a row was left empty.

    `row` counts as a spreadsheet does: the heading is row 1 (CSV, Excel); a line (JSON lines) or row (Parquet) counts from 1.
    `column` is the file's own heading, '' where the whole row is meant.
    """

    row: int
    column: str
    value: str
    reason: Text
    is_taken: bool = False


@dataclass(frozen=True)
class Raw:
    """Some rows as they came: by the file's own headings, with their numbers; `bad` are those that could not even be split into columns."""

    columns: dict[str, pa.Array]
    rows: Numbers
    bad: list[BadRow] = field(default_factory=list)
    has_broken_characters: bool = False


class Foreign(Protocol):
    """
    One file as its format gives it. `heading`: the number of its row that is no data, as its rows are numbered; 0 where it has none.

    `notes`: what a person must know of it, such as sheets that were not read. `units`: those that stand above headings, by heading.
    """

    names: tuple[str, ...]
    heading: int
    units: Mapping[str, tuple[str, ...]]

    @property
    def notes(self) -> Iterable[Text]:
        """Return what is to be said of the file as a whole."""

    def blocks(self) -> Iterable[Raw]:
        """Return the rows, some at a time."""

    @property
    def done(self) -> float:
        """Return which part of the file has been read, 0 to 1."""


def shortened(value: object) -> str:
    """Return a value as it may be repeated in a report or on a terminal: one line, not long, no number of a person, nothing that steers the terminal."""
    text = without_persons("".join(letter if letter.isprintable() else " " for letter in str(value)[: SHOWN + 1].replace(BROKEN, "�")))
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
