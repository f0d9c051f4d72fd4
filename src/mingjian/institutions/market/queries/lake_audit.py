"""The lake against the ledger: each load that was entered is there, with the rows of then; and each load that is there was entered."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from django.utils.timezone import now

from mingjian.core.language import Text
from mingjian.core.records.lake import Load
from mingjian.institutions.market.queries.lake import lake_of_node
from mingjian.office.files.store import digest_of_file
from mingjian.office.models import Entry
from mingjian.office.record.difference import Difference
from mingjian.office.record.ledger import told_by

#: A load of the console is entered by whoever brought it within that time, any other by the sweep after it: until then it contradicts nothing.
SETTLED = timedelta(minutes=5)


def key_of(load: Load) -> str:
    """Return the key under which a load is entered, once."""
    return f"records_imported/{load.digest}"


def loads_not_entered(before: datetime | None = None) -> list[Load]:
    """Return the loads that the lake has and the ledger does not; `before`: those of before this instant only."""
    loads = {key_of(load): load for load in lake_of_node().loads()}
    known = set(Entry.objects.filter(kind="records_imported", key__in=loads).values_list("key", flat=True))
    return [load for key, load in loads.items() if key not in known and (before is None or datetime.fromisoformat(load.at) < before)]


def of_loads() -> Iterator[Difference]:
    """
    Return the loads that are gone, whose rows or counts are others, or that no entry tells of.

    Where no entry tells of any load, an older version kept this lake, which entered none: the first sweep enters them, and until then they contradict nothing.
    """
    loads = {load.digest: load for load in lake_of_node().loads()}
    entered: dict[str, tuple[int, Mapping[str, object]]] = {}
    for index, body in Entry.objects.filter(kind="records_imported").order_by("index").values_list("index", "body"):
        told = told_by(body)
        if isinstance(digest := told.get("digest"), str):
            entered[digest] = (index, told)
    for digest, (index, told) in entered.items():
        if digest not in loads:
            yield _found(digest, index, "已不在湖中", "is no longer in the lake")
        else:
            yield from _differing(loads[digest], index, told)
    for digest in loads.keys() - entered.keys() if entered else ():
        if not timedelta(0) <= now() - datetime.fromisoformat(loads[digest].at) < SETTLED:
            yield _found(digest, None, "没有记录说到它", "is told of by no entry")


def _differing(load: Load, index: int, told: Mapping[str, object]) -> Iterator[Difference]:
    if (load.kind, load.source, load.rows, load.bad) != tuple(told.get(name) for name in ("record", "source", "rows", "bad")):
        yield _found(load.digest, index, "所写的数目已被改动", "does not say the counts that were entered")
    if "rows_sha256" in told and digest_of_file(load.rows_path) != told["rows_sha256"]:
        yield _found(load.digest, index, "的数据行已被改动", "has other rows than were loaded")


def _found(digest: str, index: int | None, zh: str, en: str) -> Difference:
    return Difference("load", digest, index, Text(f"导入 {digest[:16]}… {zh}。", f"The load {digest[:16]}… {en}."))
