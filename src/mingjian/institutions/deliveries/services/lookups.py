"""What sources say of one number: files that were loaded here, and services that are asked for it."""

import tempfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.conf import settings
from django.utils.dateparse import parse_datetime

from mingjian.core.deliveries.lookups import Service, services_in, write_answer
from mingjian.core.engines.factory import open_engine
from mingjian.core.engines.lake import rows_of_load
from mingjian.core.errors import BadInput, NotFound
from mingjian.core.language import Text
from mingjian.core.records import Kind, kind
from mingjian.core.records.lake import Load
from mingjian.institutions.market.opening import load_file
from mingjian.institutions.market.queries.lake import lake_of_node, waiting_folder
from mingjian.office.models import Officer
from mingjian.office.record.entries import enter

_SELDOM_TOLD = ("platform",)  # the source's own name, which stands beside each value


@dataclass(frozen=True)
class Told:
    """One value, who told it, when, and of which load it is."""

    value: str
    source: str
    at: datetime | None
    digest: str


@dataclass(frozen=True)
class Fact:
    """One column and what each source says in it, the newest first."""

    title: Text
    told: tuple[Told, ...]

    @property
    def differs(self) -> bool:
        """Return whether sources contradict each other: by what each said last."""
        newest = {one.source: one.value for one in reversed(self.told)}
        return len(set(newest.values())) > 1


def services() -> list[Service]:
    """Return the services that this node may ask. Raises BadInput for a file that cannot be read."""
    return services_in(Path(settings.HOME) / "lookups.yaml")


def facts_of(of: Kind, number: str) -> list[Fact]:
    """Return what the lake has of a number, by column, each value with its source and day."""
    key = of.key[0]
    found: dict[str, list[Told]] = defaultdict(list)
    loads = lake_of_node().loads_that_may_hold(of.name, key, [number])
    with open_engine("duckdb") as engine:
        asked = engine.from_arrow(pa.table({"number": [number]}))
        for load in sorted(loads, key=lambda one: one.at, reverse=True):
            query = f"SELECT rows.* FROM rows JOIN asked ON rows.{key} = asked.number"  # noqa: S608 - the name of a column of ours
            rows = engine.to_arrow(engine.sql(query, rows=rows_of_load(engine, load), asked=asked)).to_pylist()
            for row in rows:
                for name, value in row.items():
                    if value not in (None, "") and name != key and name not in _SELDOM_TOLD:
                        _add(found[name], Told(_written(value), load.source, parse_datetime(load.at), load.digest))
    return [Fact(column.meaning, tuple(found[column.name])) for column in of.columns if found.get(column.name)]


def _add(told: list[Told], one: Told) -> None:
    """Add a value, unless the same source said it before or later: then the newest day stands."""
    if all((other.value, other.source) != (one.value, one.source) for other in told):
        told.append(one)


def _written(value: Any) -> str:
    return value.isoformat(sep=" ", timespec="minutes") if isinstance(value, datetime) else str(value)


def ask_service(name: str, number: str, why: str, by: Officer, at: datetime) -> Load | None:
    """
    Ask a service for a number, and load what it answers; None where it knows nothing of it.

    The ledger has who asked which service why, also where nothing came: somebody outside knows by now whom an authority looks at. Raises NotFound for a
    service that this node does not have, BadInput where nobody answers or the answer is not understood.
    """
    service = next((one for one in services() if one.name == name), None)
    if service is None:
        raise NotFound(f"没有服务 {name[:64]}。", f"There is no service {name[:64]!r}.")
    if len(why.strip()) < 4:
        raise BadInput("请写明查询的目的和依据：查询会让对方知道在查谁。", "Say why it is asked: whoever answers learns about whom an authority asks.")
    enter("service_asked", at=at, by=by, source=service.name, record=service.kind, why=why.strip()[:300])
    waiting = waiting_folder()
    waiting.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=waiting) as folder:
        file = Path(folder) / f"{service.kind}.jsonl"
        if not write_answer(service, number, file, at.isoformat()):
            return None
        mapping = {**service.mapping, "told_at": ""}
        return load_file(kind(service.kind), file, source=service.name, by=by, at=at, mapping=mapping, is_brought=True)
