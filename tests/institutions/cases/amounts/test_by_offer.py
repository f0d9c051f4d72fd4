"""The amount ledger of a case offer by offer: each counts its own orders, and what the offers come to is what the case comes to."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ordered import BACK, MORNING, TITLE, Who, batches, filed, laid, written
from people import browser

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.cases.amounts.acts import add_amount_line, add_order_lines, withdraw_amount_line
from mingjian.institutions.cases.amounts.services.offers import sums_by_offer
from mingjian.institutions.cases.facts import facts_of_case
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.cases.queries import lines_counted
from mingjian.institutions.cases.services.assessment import totals_of
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.matters.acts import add_offer, correct_offer, withdraw_offer
from mingjian.institutions.matters.models import Matter, Offer
from mingjian.institutions.matters.queries import matter_of
from mingjian.office.files.storage import seal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]


@pytest.fixture
def case(who: Who, tmp_path: Path, settings: Any) -> Case:
    laid(tmp_path, settings)
    told = {"source": "inspection", "suspected_act": "销售假冒注册商标的商品", "platform": "yunjishi", "shop_id": "S9"}
    return filed(who, Intake(**told, listing_id="L1", listing_title=TITLE, price=Decimal("85.90")))


def matter_in(case: Case) -> Matter:
    found = matter_of(case.dossier)
    assert found is not None
    return found


def offer(case: Case, who: Who, **given: object) -> Offer:
    return add_offer(matter_in(case), by=who["li"], at=MORNING, **{"offer_platform": "yunjishi", "offer_goods": "全脂奶粉", **given})


def by_offer(case: Case) -> list[tuple[int | None, Decimal, Decimal, Decimal, Decimal]]:
    found = Case.objects.get(pk=case.pk)
    rows = sums_by_offer(lines_counted(found), totals_of(found))
    return [(one.offer.nth if one.offer else None, one.sold, one.refunded, one.least, one.most) for one in rows]


def test_each_offer_of_the_matter_is_ticked_with_its_own_orders_and_all_are_entered_in_one_act(case: Case, who: Who) -> None:
    offer(case, who, offer_listing_key="L2", offer_goods="婴儿配方奶粉 900 克")
    first, second, *rest = sorted(batches(case, who["li"]), key=lambda one: one.offer.nth if one.offer else 99)
    assert [(one.offer.nth, one.listing, one.goods, one.is_ticked) for one in (first, second) if one.offer] == [
        (1, "L1", TITLE, True),
        (2, "L2", "婴儿配方奶粉 900 克", True),
    ]
    assert not any(one.is_ticked or one.offer for one in rest)
    add_order_lines(case, by=who["li"], at=MORNING, order_batches=f"{first.key}\n{second.key}")
    assert by_offer(case) == [
        (1, Decimal("124.19"), Decimal("49.39"), Decimal("74.80"), Decimal("74.80")),
        (2, Decimal("2138.38"), Decimal(0), Decimal("2138.38"), Decimal("2138.38")),
    ]
    assert sum(one[4] for one in by_offer(case)) == totals_of(Case.objects.get(pk=case.pk)).of("sales").most
    page = browser(who["li"]).get(f"{case.get_absolute_url()}/amounts").content.decode()
    assert "按被指商品" in page
    assert "2,138.38" in page
    rows = facts_of_case(Case.objects.get(pk=case.pk).dossier)["amounts"]["offers"]
    assert [(one["序号"], one["销售金额"]) for one in rows] == [("1", "74.80元"), ("2", "2,138.38元")]


def test_a_listing_that_is_counted_becomes_an_offer_of_the_matter(case: Case, who: Who) -> None:
    milk = next(one for one in batches(case, who["li"]) if one.listing == "L2")
    (line,) = add_order_lines(case, by=who["li"], at=MORNING, order_batches=milk.key, reason="同一仓库查获")
    assert line.offer is not None
    assert (line.offer.nth, line.offer.listing_key, line.offer.shop_key, line.offer.source) == (2, "L2", "S9", f"按在案订单计入案值时列入（{case.number}）")


def test_an_offer_without_orders_is_told_with_what_helps(case: Case, who: Who) -> None:
    offer(case, who, offer_listing_key="L77", offer_goods="没有订单的商品")
    offer(case, who, offer_listing_key="", offer_place="直播间 8812，2026年10月3日 20时", offer_platform="", offer_goods="直播间商品")
    offer(case, who, offer_listing_key="L1", offer_url="https://shop.example/i/1?x=" + "长" * 1900, offer_goods="同一商品的另一网址")
    page = browser(who["li"]).get(f"/cases/{case.number}/orders").content.decode()
    assert "没有计入订单的被指商品" in page
    assert "请平台提供销售记录" in page
    assert "没有平台和商品编号" in page
    assert "订单计入第 1 号" in page


def test_single_orders_are_left_out_with_a_reason_and_offered_again(case: Case, who: Who) -> None:
    first = batches(case, who["li"])[0]
    client, left = browser(who["li"]), {"batch": [first.key], f"out-{first.key}": ["order/yunjishi/T1"]}
    refused = client.post(f"/cases/{case.number}/orders", left)
    assert (refused.status_code, "请写明为何不计入" in refused.content.decode()) == (409, True)
    assert 'value="order/yunjishi/T1" checked' in " ".join(refused.content.decode().split())
    assert client.post(f"/cases/{case.number}/orders", {**left, "reason": "买家系执法人员"}).status_code == 302
    sold = case.lines.get(kind="sold")
    assert (sold.paid, "order/yunjishi/T1" in sold.proofs) == (Decimal("99.29"), False)
    assert [(one.listing, one.count) for one in batches(case, who["li"]) if one.is_ticked] == [("L1", 1)]


def test_no_order_of_an_offer_is_left_out_that_it_does_not_have(case: Case, who: Who) -> None:
    first = batches(case, who["li"])[0]
    with pytest.raises(BadInput, match="不在所选商品中"):
        add_order_lines(case, by=who["li"], at=MORNING, order_batches=first.key, orders_left_out="order/yunjishi/T8", reason="误记")
    every = "\n".join(one.name for one in first.orders)
    with pytest.raises(BadInput, match="没有一笔订单勾选"):
        add_order_lines(case, by=who["li"], at=MORNING, order_batches=first.key, orders_left_out=every, reason="误记")


def test_an_order_is_counted_once_whatever_door_it_comes_through(case: Case, who: Who) -> None:
    first = batches(case, who["li"])[0]
    add_order_lines(case, by=who["li"], at=MORNING, order_batches=first.key)
    told = {"amount_kind": "sold", "goods_name": "又一次", "quantity": "1", "unit_price": "24.90", "price_basis": "actual"}
    with pytest.raises(BadInput, match="订单重复计入"):
        add_amount_line(case, by=who["li"], at=MORNING, amount_proofs="order/yunjishi/T1", **told)
    with pytest.raises(BadInput, match="不符"):
        add_order_lines(case, by=who["li"], at=MORNING, order_batches=first.key)


def test_a_line_by_hand_counts_the_offer_of_its_orders_or_the_one_named(case: Case, who: Who) -> None:
    offer(case, who, offer_listing_key="L2")
    told = {"goods_name": "全脂奶粉", "quantity": "1", "unit_price": "427.68", "price_basis": "actual"}
    line = add_amount_line(case, by=who["li"], at=MORNING, amount_kind="sold", amount_proofs="order/yunjishi/T8", **told)
    assert line.offer is not None
    assert line.offer.nth == 2
    with pytest.raises(BadInput, match="是第 2 号商品"):
        add_amount_line(case, by=who["li"], at=MORNING, amount_kind="sold", amount_proofs="order/yunjishi/T9", amount_offer=1, **told)
    with pytest.raises(BadInput, match="没有第 9 号"):
        add_amount_line(case, by=who["li"], at=MORNING, amount_kind="sold", amount_proofs="order/yunjishi/T9", amount_offer=9, **told)


def test_goods_not_sold_are_counted_with_their_offer_and_doubts_both_ways(case: Case, who: Who, tmp_path: Path) -> None:
    first = batches(case, who["li"])[0]
    add_order_lines(case, by=who["li"], at=MORNING, order_batches=first.key)
    told = {"goods_name": TITLE, "quantity": "10", "unit_price": "85.90", "price_basis": "marked", "amount_proofs": "order/yunjishi/T1"}
    add_amount_line(case, by=who["li"], at=MORNING, amount_kind="unsold", amount_offer=1, reason="仓库盘点十盒", **told)
    doubt = {"goods_name": TITLE, "quantity": "1", "unit_price": "24.90", "price_basis": "actual", "amount_proofs": "order/yunjishi/T2"}
    add_amount_line(case, by=who["li"], at=MORNING, amount_kind="sham", reason="买家称未收到货", **doubt)
    found = Case.objects.get(pk=case.pk)
    (row,) = sums_by_offer(lines_counted(found), totals_of(found))
    assert (row.unsold, row.least, row.most) == (Decimal("859.00"), Decimal("49.90"), Decimal("74.80"))
    turnover = totals_of(found).of("turnover")
    assert (row.turnover_least, row.turnover_most) == (turnover.least, turnover.most)


def test_an_offer_that_is_counted_is_neither_withdrawn_nor_numbered_anew(case: Case, who: Who) -> None:
    (line, refund) = add_order_lines(case, by=who["li"], at=MORNING, order_batches=batches(case, who["li"])[0].key)
    held = matter_in(case).offer_rows.get()
    with pytest.raises(BadInput, match="先撤回该行"):
        withdraw_offer(held, by=who["li"], at=MORNING, reason="登记错误")
    with pytest.raises(BadInput, match="先撤回该行"):
        correct_offer(Offer.objects.get(pk=held.pk), by=who["li"], at=MORNING, reason="编号有误", offer_goods=held.goods, offer_listing_key="L2")
    for one in (refund, line):
        withdraw_amount_line(one, by=who["li"], at=MORNING, reason="重新计算")
    withdraw_offer(Offer.objects.get(pk=held.pk), by=who["li"], at=MORNING, reason="登记错误")
    assert not any(one.is_ticked for one in batches(case, who["li"]))  # what was withdrawn is suspected no more


def test_a_case_without_a_clue_counts_the_orders_of_its_offers(who: Who, tmp_path: Path, settings: Any) -> None:
    laid(tmp_path, settings)
    from people import certify

    certify(who["li"], who["wang"])
    case = file_case(Filing("检查发现案", who["li"], who["wang"], None, "桐庐青禾鞋行", "销售侵犯注册商标专用权的商品"), by=who["wang"], at=MORNING)
    assert batches(case, who["li"]) == []
    offer(case, who, offer_listing_key="L2")
    assert f"/cases/{case.number}/orders" in browser(who["li"]).get(f"{case.get_absolute_url()}/amounts").content.decode()
    (milk,) = [one for one in batches(case, who["li"]) if one.is_ticked]
    assert (milk.listing, milk.total, milk.offer.nth if milk.offer else 0) == ("L2", Decimal("2138.38"), 1)


def test_a_refund_that_comes_later_is_taken_out_of_its_own_offer(case: Case, who: Who, tmp_path: Path) -> None:
    add_order_lines(case, by=who["li"], at=MORNING, order_batches=batches(case, who["li"])[0].key)
    row = {"order_id": "T1", "platform": "yunjishi", "shop_id": "S9", "listing_id": "L1", "amount": 24.90, "paid_at": "2026-10-01T20:00:00Z"}
    written(tmp_path, "order", [{**row, "refunded_at": BACK, "refund": 4.90}])
    (line,) = add_order_lines(case, by=who["li"], at=MORNING, order_batches=batches(case, who["li"])[0].key)
    assert (line.offer.nth if line.offer else 0, line.paid, line.basis) == (1, Decimal("4.90"), "in_part")
    assert by_offer(case) == [(1, Decimal("124.19"), Decimal("54.29"), Decimal("69.90"), Decimal("69.90"))]


def test_orders_are_not_left_out_in_silence(case: Case, who: Who) -> None:
    first = batches(case, who["li"])[0]
    with pytest.raises(StepRefused, match="请写明为何不计入"):
        add_order_lines(case, by=who["li"], at=MORNING, order_batches=first.key, orders_left_out="order/yunjishi/T1")


def test_goods_are_called_as_their_offer_and_asked_for_only_where_several_could_be_meant(case: Case, who: Who) -> None:
    file = seal(["平台销售明细".encode()], "明细.csv", dossier=case.dossier, by=who["li"], at=MORNING).sha256
    told = {"amount_kind": "sold", "quantity": "3", "price_basis": "actual", "unit_price": "10", "amount_proofs": file}
    line = add_amount_line(case, by=who["li"], at=MORNING, **told)
    assert (line.goods, line.offer and line.offer.nth) == (TITLE, 1)
    offer(case, who, offer_listing_key="L2", offer_goods="婴儿配方奶粉 900 克")
    fresh = Case.objects.get(pk=case.pk)
    with pytest.raises(BadInput, match="写明商品名称，或者填写被指商品的序号"):
        add_amount_line(fresh, by=who["li"], at=MORNING, **told)
    assert add_amount_line(fresh, by=who["li"], at=MORNING, **told, amount_offer="2").goods == "婴儿配方奶粉 900 克"
