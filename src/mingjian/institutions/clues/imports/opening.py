"""Register every clue of a file; a row that cannot be one is listed with its reason, and stops no other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.timezone import localtime

from mingjian.core.errors import MingjianError
from mingjian.core.language import Text
from mingjian.core.records.reading import BadRow, headings_of, read
from mingjian.institutions.clues.imports.services.record import KIND
from mingjian.institutions.clues.models import Clue, KnownHeading
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.clues.services.known_facts import completed
from mingjian.institutions.clues.services.pasted import source_named
from mingjian.office.files.kinds import TABLES
from mingjian.office.files.storage import keep_file
from mingjian.office.models import Officer
from mingjian.office.particulars.files import values_of
from mingjian.office.record.entries import Count, enter


@dataclass(frozen=True)
class Loaded:
    """What came of a file: the clues registered (or found again), the rows that were not taken, and what is to be said of the file as a whole."""

    clues: list[Clue]
    bad_rows: list[BadRow]
    notes: list[Text]


def import_clues(path: Path, *, by: Officer, at: datetime, mapping: Mapping[str, str] | None = None, sheet: str = "") -> Loaded:
    """
    Register the clues of a CSV, Excel, JSON-lines or Parquet file. Loading the same file again finds rows with a number of their own again, once each.

    The file's bytes are kept under their SHA-256 before any row is taken, and the ledger says who brought them. What a row leaves empty is filled from the
    node's records, as for a clue written by hand; what came in stays. Each clue keeps which fields were filled.
    """
    reading = read(path, KIND, source="", mapping=mapping, sheet=sheet)
    kept = keep_file(path, TABLES)
    clues: list[Clue] = []
    refused: list[BadRow] = []
    for batch, numbers in reading.numbered():
        for row, number in _completed(batch.to_pylist(), numbers.tolist(), by, at):
            try:
                clues.append(register(row.intake, by=by, at=at, filled=row.filled))
            except MingjianError as error:
                refused.append(BadRow(int(number), "", row.intake.suspected_act[:60], error.text))
    enter("clues_imported", at=at, by=by, sha256=kept.sha256, clues=Count(len(clues)), bad=Count(reading.bad + len(refused)))
    return Loaded(clues, sorted([*reading.bad_rows, *refused], key=lambda bad: bad.row), reading.notes)


def known_headings(officer: Officer, path: Path, sheet: str = "") -> dict[str, str]:
    """Return what the officer's department said before of headings that a file has: theirs to ours."""
    found = headings_of(path, KIND, sheet)
    told = KnownHeading.objects.filter(department=officer.department, theirs__in=found.ignored)
    return {one.theirs: one.ours for one in told if one.ours not in found.theirs}


def remember_headings(officer: Officer, mapping: Mapping[str, str]) -> None:
    """Keep what an officer chose for headings, for the next file of the department."""
    assert officer.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    for theirs, ours in mapping.items():
        KnownHeading.objects.update_or_create(department=officer.department, theirs=theirs[:200], defaults={"ours": ours})


@dataclass(frozen=True)
class _Row:
    intake: Intake
    filled: list[str]


def _completed(rows: list[dict[str, Any]], numbers: list[int], by: Officer, at: datetime) -> Iterator[tuple[_Row, int]]:
    """Fill what the rows leave empty from the node's records, looked up once for all of them."""
    whole = completed([_intake(row) for row in rows], by, localtime(at).date())
    yield from ((_Row(intake, names), number) for (intake, names), number in zip(whole, numbers, strict=True))


def _intake(row: dict[str, Any]) -> Intake:
    read: Intake = values_of(Intake, row, source=source_named(row["source"] or "platform"))
    return read
