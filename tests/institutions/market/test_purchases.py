"""The orders and parcels of the lake that have a number of a buyer's kit: suggested, masked, confirmed by an officer."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from kits import open_kit
from people import at, browser, department_of, people

from mingjian.core.errors import NotPermitted
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.clues.grounds.acts import take_kit
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.evidence.particulars import Purchase
from mingjian.institutions.evidence.reveal import RevealableKit
from mingjian.institutions.market.queries.purchases import looked_up
from mingjian.office.files.revealable import reveal
from mingjian.office.models import Entry, Officer

pytestmark = [pytest.mark.django_db]
NOON = at("2026-11-24 12:00")
WHEN = datetime(2026, 11, 1, tzinfo=UTC)
ORDER: dict[str, object] = {
    "order_id": "26000000417",
    "platform": "云集市",
    "shop_id": "S7700417",
    "buyer_id": "tb_xiaoming88",
    "listing_id": "L7",
    "amount": 388.0,
    "paid_at": "2026-10-02T20:19:41+08:00",
    "waybill": "YT7700000000417",
}
ROWS: dict[str, list[dict[str, object]]] = {
    "order": [
        ORDER,
        {**ORDER, "platform": "乙网", "shop_id": "S9", "amount": 5.0, "waybill": None},
        {**ORDER, "order_id": "26000000999", "waybill": "YT7700000000999", "amount": 20.0},
    ],
    "parcel": [{"waybill": "YT7700000000417", "courier": "圆达", "goods": "化妆品 电话13812345678", "sent_at": "2026-10-03T09:00:00+08:00"}],
    "listing": [{"listing_id": "L7", "platform": "云集市", "shop_id": "S7700417", "title": "护肤精华<script>", "price": 388}],
}
TOLD = Purchase("云集市平台 › 直播间 小敏好物", "护肤精华", "主播说是专柜正品。", order_number="26000000417")


def load(folder: Path, name: str, rows: list[dict[str, object]], after: timedelta = timedelta()) -> None:
    file = folder / f"{name}-{after.days}.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    Lake(folder / "lake").load(kind(name), file, source="test", at=WHEN + after)


@pytest.fixture
def who(tmp_path: Path, settings: Any) -> dict[str, Officer]:
    settings.LAKE, settings.SEALED_ROOT = tmp_path / "lake", tmp_path / "sealed"
    entered = people()
    entered["clerk"].department.platform = "云集市"  # type: ignore[union-attr]  # a clerk has one
    entered["clerk"].department.save()  # type: ignore[union-attr]  # likewise
    return entered


@pytest.fixture
def lake(tmp_path: Path, who: dict[str, Officer]) -> Path:
    for name, rows in ROWS.items():
        load(tmp_path, name, rows)
    return tmp_path


def kit(**change: Any) -> Kit:
    return open_kit(Purchase(**{**TOLD.__dict__, **change}), department=department_of("county"), at=NOON)


def part(officer: Officer, of: Kit, language: str = "zh-hans") -> str:
    told: str = browser(officer, language).get(f"/data/kits/{of.pk}/purchase", headers={"HX-Request": "true"}).content.decode()
    return told


def test_an_order_is_found_by_its_number_that_of_the_platform_told_first(who: dict[str, Officer], lake: Path) -> None:
    looked = looked_up(who["li"], kit())
    assert (looked.numbers, looked.orders, looked.parcels) == (1, 3, 1)
    assert [(one.row["platform"], one.is_elsewhere, one.where) for one in looked.found] == [("云集市", False, "order_number"), ("乙网", True, "order_number")]
    first = looked.found[0].recorded()
    assert (first.shop_id, first.amount, first.waybill, first.source) == ("S7700417", Decimal("388.00"), "YT7700000000417", "test")
    assert first.happened_at == at("2026-10-02 20:19").replace(second=41)


@pytest.mark.parametrize(
    ("told", "kinds"),
    [
        ({"order_number": "２６０００００９９９"}, []),  # one digit short
        ({"order_number": "订单号：２６０００００ ０９９９"}, ["order"]),  # wide digits, a blank, words before
        ({"order_number": "26000000999、26000000417"}, ["order", "order", "order"]),
        ({"order_number": "", "waybill": "yt7700000000417"}, ["order", "parcel"]),  # the order by its waybill, too
        ({"order_number": "", "story": "单号 26000000999，10月2日 20:14 付款 388 元"}, ["order"]),
        ({"order_number": ""}, []),
        ({"order_number": "' OR 1=1 --"}, []),
        ({"order_number": "26000000417' OR '1'='1"}, ["order", "order"]),  # by the number in it alone
        ({"order_number": "%", "waybill": "$asked"}, []),
    ],
)
def test_numbers_are_read_as_people_write_them_and_never_as_a_query(who: dict[str, Officer], lake: Path, told: dict[str, str], kinds: list[str]) -> None:
    assert sorted(one.kind for one in looked_up(who["li"], kit(**told)).found) == kinds


def test_of_two_exports_the_later_one_counts(who: dict[str, Officer], lake: Path) -> None:
    load(lake, "order", [{**ORDER, "refunded_at": "2026-10-05T08:00:00+08:00"}], timedelta(days=1))
    first = looked_up(who["li"], kit()).found[0]
    assert first.ended_at == at("2026-10-05 08:00")
    assert len(looked_up(who["li"], kit()).found) == 2


def test_what_differs_from_what_was_told_is_said(who: dict[str, Officer], lake: Path) -> None:
    assert looked_up(who["li"], kit(amount=Decimal(388), paid_on=at("2026-10-02 00:00").date())).found[0].differs == ()
    assert looked_up(who["li"], kit(amount=Decimal("388.5"), paid_on=at("2026-10-01 00:00").date())).found[0].differs == ("amount", "paid_on")


def test_the_page_says_what_was_found_masked_until_the_kit_is_revealed(who: dict[str, Officer], lake: Path) -> None:
    opened = kit(story="另有 26000000999")
    told = part(who["li"], opened)
    for word in ("26000000417", "260******99", "t***", "YT770********17", "388.00", "test · order-0.jsonl", "&lt;script&gt;", "平台与所述不同"):
        assert word in told, word
    for word in ("26000000999", "tb_xiaoming88", "YT7700000000417", "<script>"):
        assert word not in told, word
    reveal(RevealableKit(opened), purpose="核查", ground="投诉举报处理办法", by=who["li"], at=datetime.now(UTC))
    told = part(who["li"], opened)
    for word in ("26000000999", "tb_xiaoming88", "YT7700000000417"):
        assert word in told, word
    assert "tb_xiaoming88" not in part(who["wang"], opened)  # who did not say why


def test_declared_contents_of_a_parcel_are_masked(who: dict[str, Officer], lake: Path) -> None:
    told = part(who["li"], kit(order_number="", waybill="YT7700000000417"))
    assert "圆达" in told
    assert "平台与所述不同" not in told.partition("寄递物品")[2]  # a parcel's platform is whoever gave the data
    assert "13812345678" not in told


def test_nothing_found_nothing_held_and_no_number_are_three_things(who: dict[str, Officer], lake: Path, settings: Any) -> None:
    told = part(who["li"], kit(order_number="404404"))
    assert "在 3 条订单、1 条寄递数据中查询" in told
    assert "并不说明买家所述不实" in told
    assert "looked up in 3 order records and 1 parcel records" in part(who["li"], kit(order_number="404404"), "en")
    assert "没有可查询的订单号" in part(who["li"], kit(order_number=""))
    settings.LAKE = lake / "none"
    assert "没有订单或寄递数据" in part(who["li"], kit())


@pytest.mark.both_databases
def test_an_officer_confirms_and_what_the_buyer_left_empty_is_filled(who: dict[str, Officer], lake: Path) -> None:
    opened = kit(amount=Decimal("390.00"))
    key = looked_up(who["li"], opened).found[0].key
    client = browser(who["li"])
    assert client.post(f"/data/kits/{opened.pk}/purchase/confirm", {"record": key}).status_code == 302
    opened.refresh_from_db()
    assert (opened.waybill, opened.amount, str(opened.paid_on)) == ("YT7700000000417", Decimal("390.00"), "2026-10-02")  # the sum stays as told
    body = json.loads(Entry.objects.get(kind="kit_record_confirmed").body)
    assert body["filled"] == ["waybill", "paid_on"]
    assert "26000000417" not in json.dumps(body)
    page = client.get(f"/kits/{opened.pk}").content.decode()
    assert "已确认" in page
    assert "S7700417" in page
    assert [(one.kind, one.row["platform"]) for one in looked_up(who["li"], opened).found] == [("parcel", "test"), ("order", "乙网")]
    assert client.post(f"/data/kits/{opened.pk}/purchase/confirm", {"record": key}).status_code == 409  # once
    clue = take_kit(opened, by=who["li"], at=NOON)
    assert (clue.platform, clue.shop_id, clue.order_numbers) == ("云集市", "S7700417", "26000000417")


@pytest.mark.both_databases
def test_a_record_with_odd_values_is_confirmed_without_them(who: dict[str, Officer], tmp_path: Path) -> None:
    load(tmp_path, "order", [{**ORDER, "shop_id": "S770\u00ad0417", "waybill": "Y" * 300, "amount": 1e300}])
    opened = kit()
    (found,) = looked_up(who["li"], opened).found
    assert browser(who["li"]).post(f"/data/kits/{opened.pk}/purchase/confirm", {"record": found.key}).status_code == 302
    confirmed = opened.confirmations.get()
    assert confirmed.shop_id == "S770\N{REPLACEMENT CHARACTER}0417"
    assert confirmed.amount is None
    opened.refresh_from_db()
    assert opened.waybill == ""  # a part of it would be another number


@pytest.mark.parametrize("record", ["", "0" * 20, "../..", "x" * 5000])
def test_a_record_that_was_not_found_is_not_confirmed(who: dict[str, Officer], lake: Path, record: str) -> None:
    opened = kit()
    assert browser(who["li"]).post(f"/data/kits/{opened.pk}/purchase/confirm", {"record": record}).status_code == 409
    assert opened.confirmations.count() == 0


def test_others_neither_look_nor_confirm(who: dict[str, Officer], lake: Path) -> None:
    opened, elsewhere = kit(), f"/data/kits/{kit().pk}/purchase"
    assert browser(who["zhou"]).get(elsewhere).status_code == 404
    assert browser(who["zhou"]).post(f"{elsewhere}/confirm", {"record": "x"}).status_code == 404
    own = open_kit(TOLD, department=who["clerk"].department, at=NOON)  # type: ignore[arg-type]  # a clerk has one
    client = browser(who["clerk"])
    assert client.get(f"/data/kits/{own.pk}/purchase").status_code == 403
    assert "/purchase" not in client.get(f"/kits/{own.pk}").content.decode()
    assert "/purchase" in browser(who["li"]).get(f"/kits/{opened.pk}").content.decode()
    with pytest.raises(NotPermitted):
        looked_up(who["clerk"], own)


def test_the_receipt_of_the_buyer_tells_nothing_of_records(who: dict[str, Officer], lake: Path, settings: Any, client: Any) -> None:
    settings.PUBLIC_DOOR = True
    opened = kit()
    browser(who["li"]).post(f"/data/kits/{opened.pk}/purchase/confirm", {"record": looked_up(who["li"], opened).found[0].key})
    told = client.get(f"/buyer/{opened.code}").content.decode()
    assert "S7700417" not in told
    assert "YT7700000000417" not in told
