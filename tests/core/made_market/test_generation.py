"""The synthetic market: the same for a seed, of the right shapes, its truth apart."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from mingjian.core.errors import BadInput
from mingjian.core.made_market.generation import Market, draw_market, write_market
from mingjian.core.made_market.plan import Plan
from mingjian.core.records import kind, kinds
from mingjian.core.records.reading import read

PLAN = Plan(seed=11, shops=240, days=20)


@pytest.fixture(scope="module")
def market() -> Market:
    return draw_market(PLAN)


def known(market: Market, **wanted: object) -> list[dict[str, object]]:
    return [row for row in market.known.table().to_pylist() if all(row[name] == value for name, value in wanted.items())]


def rows_of_ring(market: Market, label: str) -> pa.Table:
    subjects = [str(row["subject"]).split("/", 1)[1] for row in known(market, subject_kind="order", label=label)]
    orders = market.tables["order"]
    return orders.filter(pc.is_in(orders["order_id"], pa.array(subjects)))


def test_every_kind_of_record_is_there_in_its_own_schema(market: Market) -> None:
    assert set(market.tables) == set(kinds()) - {"shop_site", "penalty"}  # sites and penalties stand outside the platforms
    for name, table in market.tables.items():
        assert table.schema.equals(kind(name).schema, check_metadata=True)
        assert all(table[key].null_count == 0 for key in kind(name).key)
        apart = kind(name).identity if name in {"listing_period", "parcel_event"} else kind(name).key  # of one thing several rows
        assert table.group_by(list(apart)).aggregate([]).num_rows == table.num_rows, name


def test_the_same_seed_makes_the_same_market_and_another_another(market: Market) -> None:
    again, other = draw_market(PLAN), draw_market(Plan(seed=12, shops=240, days=20))
    assert all(again.tables[name].equals(table) for name, table in market.tables.items())
    assert again.known.table().equals(market.known.table())
    assert not other.tables["order"].equals(market.tables["order"])


def test_orders_refer_to_what_there_is(market: Market) -> None:
    orders, listings, parcels = (market.tables[name] for name in ("order", "listing", "parcel"))
    assert pc.all(pc.is_in(orders["shop_id"], market.tables["operator"]["shop_id"])).as_py()
    joined = orders.select(["listing_id", "shop_id", "platform"]).join(listings.select(["listing_id", "shop_id", "platform"]), "listing_id", right_suffix="_of")
    assert pc.all(pc.equal(joined["shop_id"], joined["shop_id_of"])).as_py()
    assert pc.all(pc.equal(joined["platform"], joined["platform_of"])).as_py()
    sent = orders["waybill"].drop_null()
    assert parcels.num_rows == len(sent)
    assert pc.all(pc.is_in(sent, parcels["waybill"])).as_py()


def test_all_happens_within_the_days_asked_for(market: Market) -> None:
    local = pc.add(market.tables["order"]["paid_at"], pa.scalar(8 * 3600 * 1_000_000, pa.duration("us")))
    days = pc.unique(local.cast(pa.date32())).to_pylist()
    assert min(days) >= date(2026, 10, 24)
    assert max(days) <= date(2026, 11, 12)


def test_the_sale_day_is_the_busiest_and_nights_are_quiet(market: Market) -> None:
    local = pc.add(market.tables["order"]["paid_at"], pa.scalar(8 * 3600 * 1_000_000, pa.duration("us")))
    days = pc.value_counts(local.cast(pa.date32())).to_pylist()
    assert max(days, key=lambda day: day["counts"])["values"] == date(2026, 11, 11)
    hours = np.bincount(pc.hour(local).to_numpy(), minlength=24)
    assert hours[20] > 8 * hours[4]


COPIES = ("code_word", "hidden", "passed_off", "far_too_cheap")


def test_about_one_listing_in_several_hundred_is_a_copy_and_more_only_sound_so(market: Market) -> None:
    bad = [row for row in known(market, subject_kind="listing", is_bad=True) if row["label"] in COPIES]
    assert 200 < market.tables["listing"].num_rows / len(bad) < 600
    assert len(known(market, subject_kind="listing", label="sounds_like_a_copy")) == 3 * len(bad)


def test_what_is_known_of_subjects_names_subjects_that_exist(market: Market) -> None:
    for subject_kind, column, name in (
        ("listing", "listing_id", "listing"),
        ("post", "post_id", "post"),
        ("shop", "shop_id", "operator"),
        ("buyer", "buyer_id", "order"),
    ):
        table = market.tables[name]
        there = {f"{platform}/{key}" for platform, key in zip(table["platform"].to_pylist(), table[column].to_pylist(), strict=True)}
        told = {row["subject"] for row in known(market, subject_kind=subject_kind)}
        assert told
        assert told <= there, subject_kind


def test_a_ring_shares_devices_and_runs_through_waybills_and_a_club_does_not(market: Market) -> None:
    ring = rows_of_ring(market, "tight_ring")
    buyers = pc.count_distinct(ring["buyer_id"]).as_py()
    assert pc.count_distinct(ring["device_token"]).as_py() * 4 <= buyers
    numbers = [int(text[2:]) for text in ring["waybill"].to_pylist()]
    assert np.diff(sorted(numbers)).max() == 1
    parcels = market.tables["parcel"]
    weights = pc.value_counts(parcels.filter(pc.is_in(parcels["waybill"], ring["waybill"]))["weight_g"]).to_pylist()
    assert max(weight["counts"] for weight in weights) > 0.85 * ring.num_rows
    club = [str(row["subject"]).split("/", 1)[1] for row in known(market, subject_kind="buyer", label="club")]
    orders = market.tables["order"]
    of_club = orders.filter(pc.is_in(orders["buyer_id"], pa.array(club)))
    pairs = of_club.group_by(["buyer_id", "device_token"]).aggregate([])
    assert pc.count_distinct(pairs["device_token"]).as_py() >= len(club)


def test_members_of_rings_hide_behind_ordinary_orders(market: Market) -> None:
    ring = rows_of_ring(market, "tight_ring")
    orders = market.tables["order"]
    of_members = orders.filter(pc.is_in(orders["buyer_id"], pc.unique(ring["buyer_id"])))
    assert of_members.num_rows > 2 * ring.num_rows


def test_a_reborn_shop_has_the_phone_and_the_account_of_the_closed_one_but_not_the_name(market: Market) -> None:
    (reborn,) = known(market, subject_kind="shop", label="reborn")
    operators = {f"{row['platform']}/{row['shop_id']}": row for row in market.tables["operator"].to_pylist()}
    later, earlier = operators[str(reborn["subject"])], operators[str(reborn["ring"])]
    assert later["phone_token"] == earlier["phone_token"]
    assert later["payee_token"] == earlier["payee_token"]
    assert later["name"] != earlier["name"]
    assert earlier["closed_on"] < later["opened_on"]


def test_no_phone_number_can_be_dialled_and_no_credit_code_can_be_anybodys(market: Market) -> None:
    words = " ".join(text for name in ("listing", "post") for text in market.tables[name]["text"].to_pylist())
    assert "电话 1690000" in words
    assert not [number for number in words.split("电话 ")[1:] if not number.startswith("1690000")]
    assert all(code[6:8] == "97" for code in market.tables["registration"]["uscc"].to_pylist())


@pytest.mark.slow
@pytest.mark.parametrize("file_format", ["parquet", "csv"])
def test_the_files_can_be_read_back_row_for_row(market: Market, tmp_path: Path, file_format: str) -> None:
    write_market(market, tmp_path / "m", file_format)
    for name, table in market.tables.items():
        reading = read(tmp_path / "m" / f"{name}.{file_format}", kind(name), source="x")
        back = pa.Table.from_batches(list(reading), kind(name).schema)
        assert reading.bad == 0
        asked = [column.name for column in kind(name).columns if not column.is_made]
        assert back.select(asked).equals(table.select(asked)), name


def test_the_truth_is_in_files_of_its_own(market: Market, tmp_path: Path) -> None:
    write_market(market, tmp_path / "m")
    told = json.loads((tmp_path / "m" / "truth.json").read_text(encoding="utf-8"))
    assert told["plan"]["seed"] == 11
    assert told["bad"]["ring:tight_ring"] == 1
    assert told["look_alike"]["ring:club"] == 1
    assert pq.read_table(tmp_path / "m" / "truth.parquet").num_rows == market.known.table().num_rows


def test_a_folder_with_other_data_is_left_alone(market: Market, tmp_path: Path) -> None:
    (tmp_path / "order.parquet").write_text("mine")
    with pytest.raises(BadInput, match="neither empty"):
        write_market(market, tmp_path)
    assert (tmp_path / "order.parquet").read_text() == "mine"


@pytest.mark.parametrize("wrong", [{"shops": 3}, {"days": 0}, {"seed": -1}])
def test_a_market_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        Plan(**wrong)


def test_the_smallest_market_can_be_made() -> None:
    market = draw_market(Plan(seed=1, shops=20, days=2))
    assert market.tables["order"].num_rows > 1000


def test_a_front_has_the_phone_and_the_place_of_returns_of_its_mother_and_nothing_else(market: Market) -> None:
    operators = {f"{row['platform']}/{row['shop_id']}": row for row in market.tables["operator"].to_pylist()}
    fronts = known(market, subject_kind="shop", label="front")
    assert fronts
    for front in fronts:
        one, mother = operators[str(front["subject"])], operators[str(front["ring"])]
        assert one["phone_token"] == mother["phone_token"]
        assert one["return_address"].replace(" ", "")[:11] == mother["return_address"].replace(" ", "")[:11]
        assert one["return_address"] != mother["return_address"]
        assert not {one[name] for name in ("name", "uscc", "payee_token", "address")} & {mother[name] for name in ("name", "uscc", "payee_token", "address")}


def test_a_depot_takes_the_returns_of_strangers(market: Market) -> None:
    operators = {f"{row['platform']}/{row['shop_id']}": row for row in market.tables["operator"].to_pylist()}
    served = [operators[str(row["subject"])] for row in known(market, subject_kind="shop", label="depot", is_bad=False)]
    assert len({row["return_address"] for row in served}) == 1
    assert len({row["phone_token"] for row in served}) == len(served) > 1
