"""
A platform's statement on sham trade held against what the lake holds: of the days that it covers, and of as many days after.

It decides nothing: an officer reads the figures beside what the platform states, and says whether they agree.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from mingjian.core.engines import Engine, Relation
from mingjian.core.engines.factory import open_engine
from mingjian.core.engines.lake import rows_of
from mingjian.core.errors import MingjianError
from mingjian.core.exhibits.timeline import Timeline
from mingjian.core.language import Text
from mingjian.core.records import PLATFORM, SHOP_ID, Kind, kind_columns
from mingjian.core.records.lake import Load
from mingjian.core.records.reading import read
from mingjian.institutions.market.queries.lake import lake_of_node, require_authority
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import findings_visible_to, shops_of
from mingjian.office.dossiers.state import given
from mingjian.office.files.store import laid_out
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.departments import platform_of

PROCEDURE = "brushing_statement"
#: Detectors of sham trade whose findings tell on which days it was.
SHAM = ("sham_ring", "order_concentration", "empty_parcel_source", "empty_parcel_track")
STATED, AFTER = "stated", "after"
MOST_FINDINGS, MOST_LISTED = 5000, 200_000
LISTED = Kind(
    "listed_shop", Text("店铺和订单清单", "List of shops and orders"), ("shop_id",), (SHOP_ID, PLATFORM, kind_columns("order", "order_id")["order_id"])
)

ORDERS = """
SELECT phase, is_listed, count(*) AS orders, count(DISTINCT shop_id) AS shops, sum(CASE WHEN refunded_at IS NOT NULL THEN 1 ELSE 0 END) AS refunded FROM (
  SELECT CASE WHEN CAST(o.paid_at + INTERVAL 8 HOURS AS DATE) <= CAST($last AS DATE) THEN 'stated' ELSE 'after' END AS phase, o.shop_id AS shop_id,
    o.refunded_at AS refunded_at, l.shop IS NOT NULL AS is_listed
  FROM orders AS o JOIN platforms AS p ON p.platform = o.platform LEFT JOIN listed AS l ON l.shop = o.shop_id
  WHERE CAST(o.paid_at + INTERVAL 8 HOURS AS DATE) BETWEEN CAST($first AS DATE) AND CAST($until AS DATE)) AS t
GROUP BY phase, is_listed ORDER BY phase, is_listed
"""
LAST = "SELECT CAST(max(o.paid_at) + INTERVAL 8 HOURS AS DATE) AS last FROM orders AS o JOIN platforms AS p ON p.platform = o.platform"
#: Of spans of one length alone, as those of seven days and of thirty count the same sales: the length that most rows have.
SHOWN = """
SELECT phase, is_listed, days, count(*) AS spans, sum(sold) AS sold, sum(days) AS covered FROM (
  SELECT CASE WHEN s.until_on <= CAST($last AS DATE) THEN 'stated' ELSE 'after' END AS phase, l.shop IS NOT NULL AS is_listed, s.sold AS sold,
    (CAST(epoch(CAST(s.until_on AS TIMESTAMP)) AS BIGINT) - CAST(epoch(CAST(s.from_on AS TIMESTAMP)) AS BIGINT)) // 86400 + 1 AS days
  FROM periods AS s JOIN platforms AS p ON p.platform = s.platform LEFT JOIN listed AS l ON l.shop = s.shop_id
  WHERE s.sold IS NOT NULL AND s.from_on >= CAST($first AS DATE) AND s.until_on <= CAST($until AS DATE)
    AND (s.until_on <= CAST($last AS DATE) OR s.from_on > CAST($last AS DATE))) AS t
GROUP BY phase, is_listed, days ORDER BY phase, is_listed, days
"""
PLATFORMS = "SELECT DISTINCT platform FROM rows WHERE platform IS NOT NULL"


@dataclass
class Phase:
    """What the lake holds of some days: orders, shops and refunds, units sold a day and listing, and what detectors of sham trade named."""

    first: date
    last: date
    orders: int = 0
    shops: int = 0
    refunded: int = 0
    sold_a_day: float | None = None  # a listing and day
    findings: int = 0
    sham_orders: int = 0
    named: set[str] = field(default_factory=set)  # shops, as platform/id


@dataclass(frozen=True)
class Held:
    """A statement beside the lake: of all shops of the platform, and of those on its list where there is one."""

    platform: str  # as people call it
    stated: Phase
    after: Phase
    listed: tuple[Phase, Phase] | None
    last: date | None  # of the platform's orders in the lake
    said: tuple[Text, ...]  # what an officer should look at
    list_said: Text | None = None  # why the list was not read

    @property
    def has_after(self) -> bool:
        """Return whether anything came of the days after; where nothing did, their figures are unknown and not zero."""
        return self.last is not None and self.last >= self.after.first

    @property
    def again(self) -> set[str]:
        """Return the shops that were named of the days stated and of the days after."""
        return self.stated.named & self.after.named


def held_against_lake(officer: Officer, dossier: Dossier) -> Held | None:
    """Hold a statement against the lake; None where it does not tell from when to when. Refuses whoever is of no authority."""
    require_authority(officer)
    first, last = (_day(given(dossier, paper)) for paper in ("statement_from", "statement_to"))
    if first is None or last is None or last < first:
        return None
    length = min((last - first).days + 1, 3660)
    phases = [Phase(first, last), Phase(last + timedelta(days=1), last + timedelta(days=length))]
    called = platform_stated(dossier)
    platform = platform_of(called)
    listed, list_said = _listed(dossier)
    of_list = [Phase(one.first, one.last) for one in phases] if listed else []
    newest = _count(platform, phases, of_list, listed)
    _take_findings(officer, platform, phases, of_list, listed)
    told = tuple(_said(dossier, phases, of_list, newest))
    return Held(called, phases[0], phases[1], (of_list[0], of_list[1]) if of_list else None, newest, told, list_said)


def platform_stated(dossier: Dossier) -> str:
    """Return the platform that a statement is of: as the officer who entered it named it, else the one whose clerk wrote it."""
    department = dossier.opened_by.department
    return given(dossier, "platform_name") or (department.name_zh if department else "")


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told)
    except ValueError:
        return None


def _listed(dossier: Dossier) -> tuple[frozenset[str], Text | None]:
    """Return the shops on the platform's list; or why there are none. A list that holds personal data is opened with a reading, and not here."""
    digest = given(dossier, "brushing_list")
    file = dossier.files.filter(sha256=digest).first() if digest else None
    if file is None:
        return frozenset(), None
    if file.is_personal:
        return frozenset(), Text("清单标明含个人信息，本页不读取。", "The list is marked as holding personal data, and is not read here.")
    shops: set[str] = set()
    try:
        with TemporaryDirectory(prefix="mingjian-") as folder, laid_out(file.sha256) as path:
            named = Path(folder) / f"list{Path(file.name).suffix}"  # a reader goes by the name
            copyfile(path, named)
            for batch in read(named, LISTED, source="-"):
                shops.update(batch.column("shop_id").to_pylist())
                if len(shops) > MOST_LISTED:
                    break
    except (MingjianError, OSError) as error:
        why = error.text if isinstance(error, MingjianError) else Text("文件无法读取", "it cannot be read")
        return frozenset(), Text("清单没有读：{why}", "The list was not read: {why_en}").filled(why=why.zh, why_en=why.en)
    return frozenset(shops), None


def _count(platform: str, phases: list[Phase], of_list: list[Phase], listed: Collection[str]) -> date | None:
    """Fill in what the lake holds of orders and shown sales; return the last day on which the platform has an order there."""
    first, until = phases[0].first, phases[1].last
    days: Mapping[str, Any] = {"first": first.isoformat(), "last": phases[0].last.isoformat(), "until": until.isoformat()}
    loads = lake_of_node().loads()
    with open_engine("duckdb") as engine:
        shops = engine.from_arrow(pa.table({"shop": pa.array(sorted(listed), pa.string())}))
        orders = [load for load in loads if load.kind == "order"]
        newest = None
        if orders:
            names = _platforms(engine, rows_of(engine, orders), platform)
            newest = engine.to_arrow(engine.sql(LAST, orders=rows_of(engine, orders), platforms=names))["last"][0].as_py()
            if near := [load for load in orders if _meets(load, first, until)]:
                rows = engine.to_arrow(engine.sql(ORDERS, orders=rows_of(engine, near), platforms=names, listed=shops, **days)).to_pylist()
                _add_orders(rows, phases, of_list)
        if periods := [load for load in loads if load.kind == "listing_period"]:
            held = rows_of(engine, periods)
            shown = engine.to_arrow(engine.sql(SHOWN, periods=held, platforms=_platforms(engine, held, platform), listed=shops, **days)).to_pylist()
            _add_shown(shown, phases, of_list)
    return newest


def _platforms(engine: Engine, rows: Relation, platform: str) -> Relation:
    """Return by which names records write a platform."""
    names = engine.to_arrow(engine.sql(PLATFORMS, rows=rows))["platform"].to_pylist()
    same = sorted(name for name in names if platform_of(name).casefold() == platform.casefold())
    return engine.from_arrow(pa.table({"platform": pa.array(same, pa.string())}))


def _meets(load: Load, first: date, until: date) -> bool:
    """Return whether a load may hold orders of some days; instants are UTC, hence a day more on each side."""
    return not load.first or (load.first[:10] <= (until + timedelta(days=1)).isoformat() and load.last[:10] >= (first - timedelta(days=1)).isoformat())


def _of(phases: list[Phase], name: str) -> Phase:
    return phases[0] if name == STATED else phases[1]


def _add_orders(rows: Iterable[Mapping[str, Any]], phases: list[Phase], of_list: list[Phase]) -> None:
    for row in rows:
        for some in (phases, of_list if row["is_listed"] else []):
            if some:
                phase = _of(some, row["phase"])
                phase.orders += row["orders"]
                phase.shops += row["shops"]
                phase.refunded += row["refunded"]


def _add_shown(rows: list[dict[str, Any]], phases: list[Phase], of_list: list[Phase]) -> None:
    """Take the spans of that length of which there are both before and after, most of all."""
    for some, chosen in ((phases, rows), (of_list, [row for row in rows if row["is_listed"]])):
        lengths = {row["days"] for row in chosen if row["phase"] == STATED} & {row["days"] for row in chosen if row["phase"] == AFTER}
        if not some or not lengths:
            continue
        most = max(lengths, key=lambda days: (sum(row["spans"] for row in chosen if row["days"] == days), days))
        for name in (STATED, AFTER):
            own = [row for row in chosen if row["phase"] == name and row["days"] == most]
            _of(some, name).sold_a_day = sum(row["sold"] for row in own) / max(1, sum(row["covered"] for row in own))


def _take_findings(officer: Officer, platform: str, phases: list[Phase], of_list: list[Phase], listed: Collection[str]) -> None:
    """Fill in what detectors of sham trade named, by the days of their orders; what somebody set aside does not count."""
    found = findings_visible_to(officer).filter(detector__in=SHAM, gone_at__isnull=True).exclude(status=Finding.Status.SET_ASIDE)
    own: list[Phase | None] = list(of_list) or [None, None]
    for one in found.order_by("-score", "id")[:MOST_FINDINGS]:
        told = one.evidence()
        shops = {
            shop
            for shop in shops_of({"subject_kind": one.subject_kind, "subject": one.subject, "evidence": one.evidence_json})
            if platform_of(shop.partition("/")[0]).casefold() == platform.casefold()
        }
        line = Timeline.read(told, one.subject)
        for phase, of_these_alone in zip(phases, own, strict=True):
            days = [point.orders for point in line.points if phase.first.isoformat() <= point.at[:10] <= phase.last.isoformat()] if line else []
            if not shops or not days:
                continue
            for some, of_these in ((phase, shops), (of_these_alone, {shop for shop in shops if shop.partition("/")[2] in listed})):
                if some is not None and of_these:
                    some.findings += 1
                    some.sham_orders += sum(days)
                    some.named |= of_these


def _said(dossier: Dossier, phases: list[Phase], of_list: list[Phase], newest: date | None) -> Iterable[Text]:
    """Return in words what an officer should look at; nothing here is a verdict."""
    stated, after = phases
    if newest is None or newest < after.first:
        yield Text(
            "本节点的数据中没有说明期以后的订单：没有可核对的数据。",
            "The lake holds no orders after the days stated: there is nothing to compare it with.",
        )
        return
    if newest < after.last:
        yield Text(f"本节点数据中的订单只到 {newest}，以后的数据不全。", f"The lake's orders end on {newest}: what came after is not complete.")
    shops, orders = (_number(given(dossier, paper)) for paper in ("brushing_shops", "brushing_orders"))
    if shops is not None and len(stated.named) > shops:
        yield Text(
            f"说明期内检测器指出 {len(stated.named)} 家网店，说明只列 {shops} 家。",
            f"Of the days stated detectors name {len(stated.named)} shops, the statement {shops}.",
        )
    if orders is not None and stated.sham_orders > orders:
        yield Text(
            f"检测器指出的说明期内订单 {stated.sham_orders} 笔，说明认定 {orders} 笔。",
            f"They name {stated.sham_orders} orders of these days, the statement {orders}.",
        )
    if again := stated.named & after.named:
        yield Text(
            f"检测器在说明期内指出的网店中，有 {len(again)} 家在说明期后的订单中再次被指出。",
            f"{len(again)} of the shops named in the stated period are named again in the following one.",
        )
    first, then = of_list or phases
    if (
        given(dossier, "brushing_measure") == "sales_removed"
        and first.sold_a_day is not None
        and then.sold_a_day is not None
        and then.sold_a_day >= first.sold_a_day
    ):
        yield Text(
            "说明称已剔除销量，但平台给出的每日销量没有下降。",
            "The statement says that sales were taken out, but the sales that the platform gives did not fall.",
        )


def _number(told: str) -> int | None:
    return int(told) if told.isdecimal() else None
