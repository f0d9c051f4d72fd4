"""Sham rings: what is named with which reasons, what is not, on every engine."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from ring_markets import Market, market, orders

from mingjian.core.detectors import FINDINGS, remarks_of, run
from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.engines.lake import rows_of_lake
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake

SMALL = {"n_buyers": 4_000, "n_shops": 600}


def found(engine: Engine, table: pa.Table, parcels: pa.Table | None = None, **settings: object) -> list[dict[str, Any]]:
    relations = {"order": engine.from_arrow(table)} | ({} if parcels is None else {"parcel": engine.from_arrow(parcels)})
    rows = run("sham_ring", engine, relations, settings).to_pylist()
    return [{**row, "evidence": json.loads(row["evidence"])} for row in rows]


def with_more(made: Market, buyers: np.ndarray[Any, Any], shop: int) -> Market:
    """Let some buyers order at one shop."""
    return made._replace(
        buyers=np.concatenate([made.buyers, buyers]).astype(np.int32), shops=np.concatenate([made.shops, np.full(len(buyers), shop)]).astype(np.int32)
    )


@pytest.mark.slow
def test_a_ring_is_named_with_members_pairs_and_expectation(engine: Engine) -> None:
    made = market(1, (30, 10, 0.8), **SMALL)
    (finding,) = found(engine, orders(made))
    members, stores = made.rings[0]
    assert set(finding["evidence"]["buyers"]) == {f"b{b}" for b in members}
    assert set(finding["evidence"]["shops"]) == {f"s{s}" for s in stores}
    assert finding["subject"].startswith("甲网/ring-")
    assert f"这 30 名买家在这 10 家店的不同成交对，按各自活跃度预期 {finding['evidence']['pairs_expected']:.1f} 对" in finding["reason_zh"]
    assert f"实有 {finding['evidence']['pairs_found']} 对" in finding["reason_zh"]
    assert finding["evidence"]["pairs_found"] > 20 * finding["evidence"]["pairs_expected"]
    assert "device" in finding["evidence"]["not_looked_at"]
    assert "团购" in finding["innocent_zh"]


def test_a_flash_sale_and_a_group_purchase_are_not_named(engine: Engine) -> None:
    made = with_more(with_more(market(2, **SMALL), np.arange(800), 300), np.arange(900, 980), 400)
    assert found(engine, orders(made, devices=True)) == []


def test_no_orders_give_no_findings(engine: Engine) -> None:
    table = kind("order").schema.empty_table()
    assert run("sham_ring", engine, {"order": engine.from_arrow(table)}).schema == FINDINGS
    assert found(engine, table) == []


@pytest.fixture(scope="module")
def duck() -> Engine:
    return DuckEngine()


def test_shared_devices_and_refunds_are_weighed_with_their_share(duck: Engine) -> None:
    made = market(3, (30, 10, 0.8), **SMALL)
    (finding,) = found(duck, orders(made, devices=True, sham=(made.rings[0][0],)))
    signals = {signal["key"]: signal for signal in finding["evidence"]["signals"]}
    assert signals["device"]["nats"] > 20
    assert signals["refund"]["nats"] > 20
    assert signals["phone"]["nats"] < 0
    assert finding["evidence"]["graph_share"] + sum(abs(s["share"]) for s in signals.values()) == pytest.approx(1, abs=0.01)
    assert "设备与其他买家相同" in finding["reason_zh"]


def test_what_some_orders_show_and_others_do_not_is_weighed_on_every_engine(engine: Engine) -> None:
    made = market(3, (30, 10, 0.8), **SMALL)
    (finding,) = found(engine, orders(made, devices=True, sham=(made.rings[0][0],)))
    refunds = next(signal for signal in finding["evidence"]["signals"] if signal["key"] == "refund")
    assert 0 < refunds["found"] <= refunds["known"] == finding["evidence"]["orders_counted"]


def test_accounts_made_for_a_ring_are_named_with_their_orders(engine: Engine) -> None:
    made = market(10, **SMALL)
    members, stores = np.repeat(np.arange(4_000, 4_040), 12), np.tile(np.arange(300, 312), 40)
    whole = made._replace(buyers=np.r_[made.buyers, members].astype(np.int32), shops=np.r_[made.shops, stores].astype(np.int32))
    (finding,) = found(engine, orders(whole))
    evidence = finding["evidence"]
    assert set(evidence["buyers"]) == {f"b{b}" for b in members}
    assert set(evidence["shops"]) == {f"s{s}" for s in stores}
    assert evidence["orders_counted"] == len(evidence["orders"]) == evidence["pairs_found"] == 480
    assert set(evidence["orders"]) == {f"o{n:07}" for n in range(len(made.buyers), len(whole.buyers))}


@pytest.mark.slow
def test_signals_raise_the_score(duck: Engine) -> None:
    made = market(3, (30, 10, 0.8), **SMALL)
    (plain,), (told) = found(duck, orders(made)), found(duck, orders(made, devices=True, sham=(made.rings[0][0],)))
    assert told[0]["score"] > plain["score"]
    assert told[0]["subject"] == plain["subject"]


@pytest.mark.slow
def test_a_club_whose_signals_all_speak_against_a_ring_is_not_named_unless_asked_for(duck: Engine) -> None:
    table = orders(market(3, (30, 10, 0.8), **SMALL), devices=True)
    assert found(duck, table) == []
    (shown,) = found(duck, table, show_clubs=True)
    assert shown["evidence"]["looks_like_club"] is True
    assert shown["score"] <= 0.2
    assert "更像同好圈子" in shown["reason_zh"]


@pytest.mark.slow
@pytest.mark.parametrize("n_shops", [1, 2])
def test_a_ring_of_one_or_two_shops_is_named_where_its_buyers_share_devices(duck: Engine, n_shops: int) -> None:
    made, sharers = market(4, **SMALL), np.arange(60)
    for shop in range(300, 300 + n_shops):
        made = with_more(made, sharers, shop)
    (finding,) = found(duck, orders(made, devices=True, sham=(sharers,)))
    assert finding["evidence"]["shops"] == [f"s{shop}" for shop in range(300, 300 + n_shops)]
    assert len(finding["evidence"]["buyers"]) == 60
    assert "设备与其他买家相同：" in finding["reason_zh"]


def test_two_sister_shops_with_the_same_loyal_customers_are_not_named_by_the_graph_alone(duck: Engine) -> None:
    made = with_more(with_more(market(4, **SMALL), np.arange(60), 300), np.arange(60), 301)
    assert found(duck, orders(made)) == []


def test_a_small_ring_in_a_small_market_is_named_though_each_of_its_shops_shows_little(duck: Engine) -> None:
    made, sharers = market(4, n_buyers=1_500, n_shops=60), np.arange(12)
    for shop in range(40, 46):
        made = with_more(made, sharers, shop)
    (finding,) = found(duck, orders(made, devices=True, sham=(sharers,)))
    assert {f"s{shop}" for shop in range(40, 46)} <= set(finding["evidence"]["shops"])
    assert len(finding["evidence"]["shops"]) <= 8


def test_on_a_platform_of_too_few_shops_no_ring_is_named_and_it_says_so(duck: Engine) -> None:
    made, sharers = market(4, n_buyers=400, n_shops=12), np.arange(30)
    for shop in range(8, 12):
        made = with_more(made, sharers, shop)
    table = run("sham_ring", duck, {"order": duck.from_arrow(orders(made, devices=True, sham=(sharers,)))}, {})
    assert table.num_rows == 0
    (told,) = remarks_of(table)
    assert "平台“甲网”只有 12 家网店有订单，不足 20 家" in told.zh
    assert "Too few shops" in told.en


def test_equal_weights_and_running_waybills_are_seen(duck: Engine) -> None:
    made = market(5, (30, 10, 0.8), **SMALL)
    table, rng = orders(made, devices=True, sham=(made.rings[0][0],)), np.random.default_rng(5)
    inside = np.isin(made.buyers, made.rings[0][0]) & np.isin(made.shops, made.rings[0][1])
    numbers = np.where(inside, 7_000_000_000 + np.cumsum(inside), rng.integers(1_000_000_000, 6_000_000_000, len(inside)))
    waybills = [f"YT{number}" for number in numbers]
    at = table.schema.get_field_index("waybill")
    table = table.set_column(at, table.schema.field(at), pa.array(waybills))
    schema = kind("parcel").schema
    weights = np.where(inside, 210.0, rng.normal(900, 300, len(inside)).round(1))
    columns = {"waybill": waybills, "weight_g": weights}
    parcels = pa.table({field.name: pa.array(columns.get(field.name, [None] * len(waybills)), field.type) for field in schema}, schema)
    (finding,) = found(duck, table, parcels)
    signals = {signal["key"]: signal["nats"] for signal in finding["evidence"]["signals"]}
    assert signals["weight"] > 20
    assert signals["waybill"] > 2


def test_leaving_buyers_of_one_shop_in_the_engine_changes_nothing(duck: Engine) -> None:
    table = orders(market(6, (30, 10, 0.8), **SMALL))
    assert found(duck, table, most_pairs=10) == found(duck, table)


def test_platforms_are_judged_each_by_itself(duck: Engine) -> None:
    both = pa.concat_tables([orders(market(7, **SMALL), platform="甲网"), orders(market(8, (30, 10, 0.8), **SMALL), platform="乙网")])
    names = pa.array([f"o{i}" for i in range(len(both))])
    (finding,) = found(duck, both.set_column(both.schema.get_field_index("order_id"), both.schema.field("order_id"), names))
    assert finding["subject"].startswith("乙网/")


def test_orders_without_buyer_or_shop_do_no_harm(duck: Engine) -> None:
    made = market(1, (30, 10, 0.8), **SMALL)
    table = orders(made)
    bare = pa.table({f.name: pa.array([f"x{i}" for i in range(50)] if f.name == "order_id" else [None] * 50, f.type) for f in table.schema}, table.schema)
    assert [f["subject"] for f in found(duck, pa.concat_tables([table, bare]))] == [f["subject"] for f in found(duck, table)]


@pytest.mark.slow
def test_the_drawing_is_capped_and_says_so(duck: Engine) -> None:
    (finding,) = found(duck, orders(market(9, (150, 25, 0.8))))
    assert len(finding["evidence"]["edges"]) == 2000
    assert finding["evidence"]["edges_counted"] > 2000


@pytest.mark.slow
def test_a_ring_is_named_of_an_export_with_plain_telephones_as_of_one_with_tokens(duck: Engine, tmp_path: Path) -> None:
    made, sharers = with_more(market(4, **SMALL), np.arange(60), 300), np.arange(60)
    table = orders(made, devices=True, sham=(sharers,))
    seen = {device: f"138{number:08}" for number, device in enumerate(dict.fromkeys(table.column("device_token").to_pylist()))}
    rows = table.select(["order_id", "shop_id", "buyer_id", "amount", "paid_at", "device_token"]).to_pylist()
    lines = [f"{one['order_id']},{one['shop_id']},{one['buyer_id']},{one['amount'] or 9},{one['paid_at']},{seen[one['device_token']]}" for one in rows]
    (tmp_path / "订单.csv").write_text("\n".join(["订单编号,店铺id,买家昵称,实付款,付款时间,收件人手机", *lines]), "utf-8")
    lake = Lake(tmp_path / "lake")
    lake.load(kind("order"), tmp_path / "订单.csv", source="甲网", at=datetime(2026, 11, 26, tzinfo=UTC))
    rows = run("sham_ring", duck, {"order": rows_of_lake(duck, lake, "order")}, {}).to_pylist()
    (finding,) = [{**row, "evidence": json.loads(row["evidence"])} for row in rows]
    assert finding["evidence"]["shops"] == ["s300"]
    assert "电话与其他买家相同：" in finding["reason_zh"]
