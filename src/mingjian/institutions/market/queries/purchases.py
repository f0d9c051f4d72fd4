"""What the lake holds of a buyer's purchase: the orders and parcels that have a number of the kit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from math import isfinite
from typing import Any

import pyarrow as pa
from django.utils.timezone import localtime

from mingjian.core.engines import Engine
from mingjian.core.engines.factory import open_engine
from mingjian.core.records.lake import Load
from mingjian.core.subjects import Place
from mingjian.institutions.evidence.acts import Recorded
from mingjian.institutions.evidence.models import Confirmation, Kit
from mingjian.institutions.evidence.queries.numbers import WHERE, numbers_of
from mingjian.institutions.market.queries.lake import lake_of_node, require_authority
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer
from mingjian.office.people.departments import platform_of

#: The columns of each kind that may hold the number that a buyer has; the first is the record's own.
NUMBERED: Mapping[str, tuple[str, ...]] = {"order": ("order_id", "waybill"), "parcel": ("waybill",)}
MOST_SHOWN = 10
LONGEST_WAYBILL = 60  # signs that a kit keeps; a part of a longer one would be another
ASKED = "SELECT rows.*, asked.told AS told FROM rows JOIN asked ON rows.{column} = asked.id"


@dataclass(frozen=True)
class Found:
    """One record with a number of the kit: the row, the load that holds it, the number as told and where it stands (`order_number`, `story`, …)."""

    kind: str
    row: Mapping[str, Any]
    load: Load
    told: str
    where: str
    is_elsewhere: bool  # an order on another platform than the buyer told
    differs: tuple[str, ...]  # `amount`, `paid_on`: where the buyer told otherwise

    @property
    def number(self) -> str:
        """Return the record's own number."""
        return str(self.row[NUMBERED[self.kind][0]])

    @property
    def at(self) -> datetime | None:
        """When it was paid, or taken in."""
        return _instant(self.row.get("paid_at" if self.kind == "order" else "sent_at"))

    @property
    def ended_at(self) -> datetime | None:
        """When it was paid back, or signed for."""
        return _instant(self.row.get("refunded_at" if self.kind == "order" else "signed_at"))

    @property
    def amount(self) -> Decimal | None:
        """Return what was paid, in yuan."""
        paid = self.row.get("amount")
        return Decimal(f"{paid:.2f}") if isinstance(paid, int | float) and isfinite(paid) and 0 <= paid < 10**11 else None

    @property
    def key(self) -> str:
        """Return a name for the page to send back that tells nothing of the number."""
        return sha256("\n".join((self.kind, str(self.row.get("platform")), self.number)).encode()).hexdigest()[:20]

    def recorded(self) -> Recorded:
        """Return it as what an officer confirms; signs that steer the eye are marks there."""
        text = {name: visible(str(self.row.get(name) or "")) for name in ("platform", "shop_id", "waybill")}
        return Recorded(
            kind=self.kind,
            platform=text["platform"][:60],
            number=visible(self.number)[:80],
            source=self.load.source,
            load=self.load.digest,
            shop_id=text["shop_id"][:100],
            amount=self.amount,
            happened_at=self.at,
            waybill=text["waybill"] if self.kind == "order" and len(text["waybill"]) <= LONGEST_WAYBILL else "",
        )


@dataclass(frozen=True)
class Looked:
    """What came of looking: how many numbers were looked for in how many orders and parcels of which days, what was found and is not confirmed yet."""

    numbers: int
    orders: int
    parcels: int
    first: str
    last: str
    found: list[Found]


def looked_up(officer: Officer, kit: Kit) -> Looked:
    """Look a kit's numbers up in all orders and parcels that the lake holds, those of the platform told first. Refuses whoever is of no authority."""
    require_authority(officer)
    numbers = numbers_of(kit)
    loads = [load for load in lake_of_node().loads() if load.kind in NUMBERED] if numbers else []
    days = sorted(day[:10] for load in loads for day in (load.first, load.last) if day)
    counts = {kind: sum(load.rows for load in loads if load.kind == kind) for kind in NUMBERED}
    found = list(_found(kit, numbers, loads)) if loads else []
    return Looked(len(numbers), counts["order"], counts["parcel"], days[0] if days else "", days[-1] if days else "", found)


def _found(kit: Kit, numbers: Mapping[str, str], loads: list[Load]) -> Iterator[Found]:
    """Of what several loads hold, that of the last counts, since an order may have been refunded since."""
    newest: dict[tuple[str, str, str], tuple[Mapping[str, Any], Load]] = {}
    with open_engine("duckdb") as engine:
        asked = engine.from_arrow(_asked(numbers))
        for load in sorted(loads, key=lambda load: (load.at, load.digest)):
            for row in _rows(engine, load, asked):
                newest[load.kind, str(row.get("platform")), str(row[NUMBERED[load.kind][0]])] = (row, load)
    platform = platform_of(Place.read(kit.place).platform)
    confirmed = set(kit.confirmations.values_list("kind", "platform", "number"))
    told = [_one(kit, platform, numbers, row, load) for row, load in newest.values()]
    for one in sorted(told, key=lambda one: (one.is_elsewhere, WHERE.index(one.where), one.kind, one.number, str(one.row.get("platform")))):
        record = one.recorded()
        if (record.kind, record.platform, record.number) not in confirmed:
            yield one


def _asked(numbers: Mapping[str, str]) -> pa.Table:
    """Return the ways in which records may write each number: as told, in capitals, without dashes."""
    ways = {(way, number) for number in numbers for way in (number, number.upper(), number.replace("-", ""))}
    names, told = zip(*sorted(ways), strict=True)
    return pa.table({"id": list(names), "told": list(told)})


def _rows(engine: Engine, load: Load, asked: Any) -> Iterator[Mapping[str, Any]]:
    rows = engine.read_parquet(str(load.rows_path))
    for column in reversed(NUMBERED[load.kind]):  # what has the number as its own is told by it
        yield from engine.to_arrow(engine.sql(ASKED.format(column=column), rows=rows, asked=asked)).to_pylist()


def _one(kit: Kit, platform: str, numbers: Mapping[str, str], row: Mapping[str, Any], load: Load) -> Found:
    found = Found(load.kind, row, load, row["told"], numbers[row["told"]], is_elsewhere=False, differs=())
    if load.kind != Confirmation.Kind.ORDER:  # the platform of a parcel is whoever gave the data, the courier say
        return found
    is_other_sum = None not in (found.amount, kit.amount) and found.amount != kit.amount
    is_other_day = found.at is not None and kit.paid_on is not None and localtime(found.at).date() != kit.paid_on
    differs = (*(["amount"] if is_other_sum else []), *(["paid_on"] if is_other_day else []))
    return replace(found, is_elsewhere=str(row.get("platform") or "").casefold() != platform.casefold(), differs=differs)


def _instant(value: Any) -> datetime | None:
    """Read an instant of a record, which means UTC without saying so."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else None
