"""Load a file into the lake, and have the ledger say who brought it."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.db import transaction

from mingjian.core.extraction.filling import load_filled
from mingjian.core.records import Kind
from mingjian.core.records.lake import Load
from mingjian.institutions.market.lake import lake_of_node, require_authority
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.record import ledger


def load_file(kind: Kind, path: Path, *, source: str, by: Officer, at: datetime, mapping: Mapping[str, str] | None = None) -> Load:
    """
    Load a file of records. The same file a second time changes nothing, and the ledger gets no second entry.

    Raises BadInput where the file cannot be used; NotPermitted for whoever may not load.
    """
    require(by, "market.load_records")
    require_authority(by)
    load = load_filled(lake_of_node(), kind, path, source=source, at=at, mapping=mapping)
    if load.is_new:
        said = {"record": load.kind, "source": load.source, "digest": load.digest, "rows": load.rows, "bad": load.bad, "repeated": load.repeated}
        with transaction.atomic():
            ledger.append(said, kind="records_imported", at=at, officer=by)
    return load
