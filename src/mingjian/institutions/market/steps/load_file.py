"""Load a file into the lake, and have the ledger say who brought it."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.db import transaction

from mingjian.core.errors import NotPermitted
from mingjian.core.records import Kind
from mingjian.core.records.lake import Load
from mingjian.institutions.market.queries import MAY_LOAD, lake
from mingjian.office import ledger
from mingjian.office.models import Officer
from mingjian.office.permissions import require_role


def load_file(kind: Kind, path: Path, *, source: str, by: Officer, at: datetime, mapping: Mapping[str, str] | None = None) -> Load:
    """
    Load a file of records. The same file a second time changes nothing, and the ledger gets no second entry.

    Raises BadInput where the file cannot be used; NotPermitted for whoever may not load.
    """
    require_role(by, *MAY_LOAD)
    if by.department is None or not by.department.is_authority:
        raise NotPermitted("市场数据只对主管部门开放。", "Market data is open to authorities only.")
    load = lake().load(kind, path, source=source, at=at, mapping=mapping)
    if load.is_new:
        said = {"record": load.kind, "source": load.source, "digest": load.digest, "rows": load.rows, "bad": load.bad, "repeated": load.repeated}
        with transaction.atomic():
            ledger.append(said, kind="records_imported", at=at, officer=by)
    return load
