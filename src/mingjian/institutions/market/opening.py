"""Load a file into the lake, and have the ledger say who brought it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from mingjian.core.records import Kind
from mingjian.core.records.lake import Load
from mingjian.institutions.market.queries.lake import lake_of_node, require_authority
from mingjian.institutions.market.queries.lake_audit import key_of, loads_not_entered
from mingjian.office.files.kinds import TABLES
from mingjian.office.files.storage import keep_file
from mingjian.office.files.store import digest_of_file
from mingjian.office.models import Entry, Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import counts, enter


def load_file(
    kind: Kind,
    path: Path,
    *,
    source: str,
    by: Officer,
    at: datetime,
    mapping: Mapping[str, str] | None = None,
    progress: Callable[[float], None] = lambda part: None,
    is_brought: bool = False,
    sheet: str = "",
) -> Load:
    """
    Load a file of records, of a workbook the sheet that is named or else recognised. The same file a second time changes nothing, and the ledger gets no
    second entry.

    Called again with the same `at`, since whoever called before was killed, it goes on where that stopped: the entry is made if the lake alone has the file.
    `progress` hears which part is done, 0 to 1. What somebody brought (`is_brought`) is kept as it came, under its SHA-256, which the entry tells; a file that
    lies on the node itself stays where it is.

    Raises BadInput where the file cannot be used; NotPermitted for whoever may not load.
    """
    from mingjian.core.extraction.inference import load_filled  # numba, which pages of the console do not need (decision 130)

    require(by, "market.load_records")
    require_authority(by)
    load = load_filled(lake_of_node(), kind, path, source=source, at=at, mapping=mapping, progress=progress, sheet=sheet)
    if load.is_new or load.at == at.isoformat():
        _enter(load, by, at, {"sha256": keep_file(path, TABLES).sha256} if is_brought else {})
    return load


def _enter(load: Load, by: Officer | None, at: datetime, kept: Mapping[str, Any]) -> None:
    key: str | None = key_of(load)
    with transaction.atomic():
        if Entry.objects.filter(key=key).exists():
            if not load.is_new:
                return
            key = None  # loaded anew, since the lake had lost it
        counted = counts({"rows": load.rows, "bad": load.bad, "repeated": load.repeated})
        told: dict[str, Any] = {"record": load.kind, "source": load.source, "digest": load.digest, "rows_sha256": digest_of_file(load.rows_path)}
        enter("records_imported", at=at, by=by, key=key, **told, **kept, **counted)


def enter_loads(at: datetime, before: datetime | None = None) -> list[Load]:
    """
    Enter the loads that the lake has and the ledger does not: brought by the command line, or by a load that was killed between the two. Give them.

    Nobody is named as who brought them: whoever may write to the node's folders may have. Run by whoever loaded, and by the
    sweep (`before`: loads of before this instant only).
    """
    missing = loads_not_entered(before)
    for load in missing:
        _enter(load, None, at, {"loaded_at": load.at, "by_command": True})
    return missing
