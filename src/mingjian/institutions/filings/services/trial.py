"""Examine a report before it is one: nothing is kept, nothing is entered, nobody else sees it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow.compute as pc
from django.core.files.uploadedfile import UploadedFile
from django.utils.timezone import localtime

from mingjian.core.examination import Examination, examine
from mingjian.core.procedure import rulebook
from mingjian.institutions.market.queries.register import register_of_lake
from mingjian.office.files.kinds import TABLES
from mingjian.office.files.uploads import received

MOST_BYTES = 20 * 2**20
SHOWN = 1_000  # rows that are told one by one


@dataclass(frozen=True)
class Trial:
    """What the examination of a file said, and the rows that did not pass."""

    done: Examination
    rows: list[dict[str, Any]]
    more: int


def tried(file: "UploadedFile[Any]", sheet: str, at: datetime) -> Trial:
    """Raises BadInput as the examination of a report does, and for a file that is too large to be tried at once."""
    with received(file, takes=TABLES, most=MOST_BYTES) as path:
        done = examine(path, register_of_lake(), localtime(at).date(), rulebook().statutes, sheet=sheet.strip()[:100])
    wrong = done.table.filter(pc.not_equal(done.table["verdict"], "pass"))
    return Trial(done, wrong.slice(0, SHOWN).to_pylist(), max(wrong.num_rows - SHOWN, 0))
