"""The files of one day, as CSV, Parquet and JSON-LD: written once, their hashes entered in the ledger."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db import transaction

from mingjian.core.errors import NotFound
from mingjian.core.spreadsheets import as_text
from mingjian.institutions.publication.models import PublicReason
from mingjian.institutions.publication.reasons.queries import PUBLISHED_DAY, days_published
from mingjian.institutions.publication.reasons.services.fields import FIELDS
from mingjian.office.record.entries import Count, enter

FORMS = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet", "jsonld": "application/ld+json"}
_NUMBERS = {"x_addresses", "x_hours_since_notice", "x_entry"}
_CONTEXT = {"@vocab": "urn:mingjian:reasons#", "schema": "https://schema.org/", "uuid": "@id", "platform_name": "schema:provider"}
_NEWEST = 4000  # days whose hashes are looked through: ten years


def publish_day(day: date, at: datetime) -> None:
    """Write the files of a day, and enter how many statements they have and their hashes; a day that is published anew has a further entry."""
    rows = [
        {name: field(row) for name, field in FIELDS.items()} for row in PublicReason.objects.filter(day=day).select_related("platform").order_by("entry_index")
    ]
    made = {"csv": _csv(rows), "parquet": _parquet(rows), "jsonld": _jsonld(rows)}
    for form, data in made.items():
        place = _place(day.isoformat(), form)
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_suffix(f".{form}.part")
        draft.write_bytes(data)
        draft.replace(place)
    digests = {form: sha256(data).hexdigest() for form, data in made.items()}
    with transaction.atomic():
        enter(PUBLISHED_DAY, at=at, day=day, rows=Count(len(rows)), digests=digests)


def file_of_day(day: str, form: str) -> bytes:
    """Return a file as it was published. Raises NotFound where there is none, or its bytes are no longer those that the ledger has the hash of."""
    known = next((one for one in days_published(_NEWEST) if one.day == day), None) if form in FORMS else None
    if known is None:
        raise NotFound("没有这一天的数据文件。", "There is no file of this day.")
    try:
        data = _place(day, form).read_bytes()
    except FileNotFoundError:
        data = b""
    if sha256(data).hexdigest() != known.digests[form]:
        raise NotFound(
            "文件与台账所记的摘要不符，不予提供：请告知本节点的管理员。",
            "The file is not the one that the ledger has the hash of: tell whoever runs this node.",
        )
    return data


def _place(day: str, form: str) -> Path:
    return Path(settings.HOME) / "open-data" / "reasons" / f"{day}.{form}"


def _csv(rows: Sequence[dict[str, Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(FIELDS), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: as_text(value) if isinstance(value, str) else value for name, value in row.items()} for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _parquet(rows: Sequence[dict[str, Any]]) -> bytes:
    out = io.BytesIO()
    schema = pa.schema([(name, pa.int64() if name in _NUMBERS else pa.string()) for name in FIELDS])
    pq.write_table(pa.Table.from_pylist([dict(row) for row in rows], schema=schema), out)
    return out.getvalue()


def _jsonld(rows: Sequence[dict[str, Any]]) -> bytes:
    graph = [{**row, "uuid": f"urn:mingjian:reason:{row['uuid']}"} for row in rows]
    return json.dumps({"@context": _CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1).encode()
