"""Bring attestations: read a file, key the numbers in it, keep what can be kept, and tell of every row that cannot. The file is not kept."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, NotPermitted
from mingjian.core.language import Text
from mingjian.core.records.reading import read
from mingjian.institutions.parcels.models import Attestation, Batch
from mingjian.institutions.parcels.services.keys import keys
from mingjian.institutions.parcels.services.rows import AGAIN, Judging, Told
from mingjian.institutions.parcels.services.shape import ATTESTATION, NEEDED
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.lists.text import visible
from mingjian.office.models import Department, Entry, Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import Count, digest_of_request, earlier, enter, other_request, own_key, refuse_other_request

BROUGHT = "attestations_brought"
MOST_NAMED = 20  # headings of a file
MOST, MOST_TOLD, AT_ONCE = 100_000, 1000, 2000  # rows of a file, rows told of, rows written together
Row = tuple[int, Mapping[str, Any] | None, Told | None]


def bring_file(path: Path, name: str, *, by: Officer, at: datetime, sheet: str = "") -> Batch:
    """
    Bring a file (CSV, Excel, JSON lines, Parquet); `sheet` is the one to read of a workbook.

    Raises BadInput where it cannot be read at all, NotPermitted for whoever is no courier.
    """
    _check_who(by)
    return _bring(_rows_of(path, sheet), name, by=by, at=at, path=path)


def bring_rows(rows: Sequence[Mapping[str, Any]], *, by: Officer, at: datetime, key: str | None = None) -> Batch:
    """Bring rows as the API gives them, numbered from 1. There is no file, hence no digest. The same key again gives the batch of before."""
    numbered: list[Row] = [(place, row, None) for place, row in enumerate(rows, 1)]
    return _bring(numbered, "API", by=by, at=at, key=key, sent=rows)


def _check_who(by: Officer) -> Department:
    require(by, "parcels.attest")
    if by.department is None or by.department.kind != Department.Kind.COURIER:
        raise NotPermitted("收寄证明由快递企业报送。", "A courier brings attestations.")
    return by.department


def _rows_of(path: Path, sheet: str) -> Iterator[Row]:
    """Return each row with its number, then those that could not be read, with why: by column and reason, never with a value."""
    reading = read(path, ATTESTATION, source="-", sheet=sheet)
    if missing := [name for name in NEEDED if name not in reading.theirs]:
        reading.close()
        raise _without(missing, reading.ignored)
    for batch, numbers in reading.numbered():
        for row, number in zip(batch.to_pylist(), numbers.tolist(), strict=True):
            yield int(number), row, None
    yield from ((0, None, Told("note", note)) for note in reading.notes)
    if reading.ignored:
        names = [visible(name)[:60] for name in reading.ignored[:MOST_NAMED]]
        yield 0, None, Told("columns", Text(f"没有读的列：{'、'.join(names)}。", f"Columns that were not read: {', '.join(names)}."))
    for bad in reading.bad_rows:
        column = visible(bad.column)[:60]
        yield bad.row, None, Told("unread", Text(f"{column}：{bad.reason.zh}", f"{column}: {bad.reason.en}") if column else bad.reason)


def _without(missing: Sequence[str], unknown: Sequence[str]) -> BadInput:
    """State once for the whole file which column is not known, and which of the file's nobody knows."""
    asked = [(ATTESTATION.column(name).known_as[0], ATTESTATION.column(name).meaning) for name in missing]
    names = "、".join(visible(name)[:60] for name in unknown[:MOST_NAMED]) or "—"
    zh = "、".join(f"“{heading}”" for heading, _ in asked)
    en = ", ".join(f"“{heading}” ({meaning.en})" for heading, meaning in asked)
    return BadInput(
        f"文件缺少列{zh}，没有收下任何一行。文件中认不出的列：{names}。请改用本页所列的列名后重新报送。",
        f"The file has no column {en}, and no row was kept. Of its columns these are not known: {names}. Use the headings that the page lists, and bring it "
        "again.",
    )


def _bring(rows: Iterable[Row], name: str, *, by: Officer, at: datetime, path: Path | None = None, key: str | None = None, sent: object = None) -> Batch:
    """Keep them in one transaction: either the whole file was brought, or nothing of it."""
    courier = _check_who(by)
    with transaction.atomic():
        if before := earlier(by, key):
            return _batch_of(before, sent)
        secret = keys()
        number = next_number(f"B{localtime(at).year}-")
        told = {"name": visible(name)[:200], "digest": secret.digest_of(path) if path else "", "brought_by": by, "brought_at": at, "key": secret.fingerprint}
        made = Batch.objects.create(number=number, department=courier, **told)
        _keep(made, rows, Judging(secret, localtime(at).date()))
        if not made.kept and not made.refused:
            raise BadInput("文件中没有数据行。", "The file has no rows.")
        made.save()
        counted: dict[str, Any] = {"kept": Count(made.kept), "refused": Count(made.refused), "breaches": Count(made.breaches)}
        mark: dict[str, Any] = {"key": own_key(by, key), "sent": digest_of_request(sent)} if key else {}
        enter(BROUGHT, at=at, by=by, about=made, digest=made.digest, **mark, **counted)
    return made


def _batch_of(before: Entry, sent: object) -> Batch:
    """Return the batch that an entry tells of. Raises StepRefused where it tells of something else, or other rows came."""
    name = str(json.loads(before.body).get("about"))
    found = next((one for one in Batch.objects.filter(brought_by=before.officer_id, brought_at=before.at) if one.wire_name == name), None)
    if before.kind != BROUGHT or found is None:
        raise other_request()
    refuse_other_request(before, sent)
    return found


def _keep(made: Batch, rows: Iterable[Row], judging: Judging) -> None:
    """Write what can be kept, some rows at a time, and count and tell of the others on the batch."""
    waiting: list[tuple[int, dict[str, Any], list[Told]]] = []
    for place, (number, row, unread) in enumerate(rows, 1):
        if place > MOST:
            raise BadInput(f"一份文件至多 {MOST:,} 行，请分成几份。", f"A file has {MOST:,} rows at most: split it.")
        fault = unread if row is None else judging.fault(row)
        if row is None or fault is not None:
            made.refused += number > 0  # 0 is the file as a whole
            _tell(made, number, [fault] if fault else [])
            continue
        waiting.append((number, judging.kept(row), judging.breaches(row)))
        if len(waiting) >= AT_ONCE:
            _write(made, waiting)
            waiting.clear()
    _write(made, waiting)


def _write(made: Batch, rows: list[tuple[int, dict[str, Any], list[Told]]]) -> None:
    names = [kept["waybill"] for _, kept, _ in rows]
    seen = set(Attestation.objects.filter(courier=made.department, waybill__in=names).values_list("waybill", flat=True))
    fresh = []
    for number, kept, breaches in rows:
        if kept["waybill"] in seen:
            made.refused += 1
            _tell(made, number, [AGAIN])
            continue
        seen.add(kept["waybill"])
        fresh.append(Attestation(batch=made, courier=made.department, **kept))
        made.kept += 1
        made.breaches += bool(breaches)
        _tell(made, number, breaches)
    Attestation.objects.bulk_create(fresh, batch_size=500)


def _tell(made: Batch, row: int, told: list[Told]) -> None:
    for one in told:
        if len(made.told) < MOST_TOLD:
            made.told.append({"row": row, "code": one.code, "zh": one.text.zh, "en": one.text.en, "ground": list(one.ground)})
