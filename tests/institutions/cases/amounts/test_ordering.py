"""The orders on file of a case's shops, offered listing by listing as lines of its amount ledger."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from journeys.world import make_findings
from make import run_command
from ordered import BACK, MORNING, TITLE, Who, batches, filed, laid, written
from people import browser

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.cases.amounts.acts import add_amount_line, add_order_lines
from mingjian.institutions.cases.amounts.services.orders import offered_orders, shops_of_case
from mingjian.institutions.cases.facts import facts_of_case
from mingjian.institutions.cases.models import AmountLine, Case
from mingjian.institutions.cases.queries import values_differing
from mingjian.institutions.cases.services.assessment import totals_of
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.monitoring.models import Finding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]


@pytest.fixture
def case(who: Who, tmp_path: Path, settings: Any) -> Case:
    """A case about listing L1 of a shop that sells others too; a finding names the order of L3 as sham, and one that names T1 was set aside."""
    laid(tmp_path, settings)
    found, other = make_findings(who["li"])
    for one, orders, status in ((found, ["T12"], "new"), (other, ["T1"], "set_aside")):
        Finding.objects.filter(pk=one.pk).update(shop="yunjishi/S9", evidence_json=json.dumps({"orders": orders}), status=status)
    told = {"source": "inspection", "suspected_act": "销售假冒注册商标的商品", "platform": "yunjishi", "shop_id": "S9"}
    return filed(who, Intake(**told, listing_id="L1", listing_title=TITLE, price=Decimal("85.90")))


def test_the_orders_are_told_by_listing_and_those_of_the_suspected_one_alone_are_ticked(case: Case, who: Who) -> None:
    told = [(one.part, one.listing, one.goods, one.count, one.total, one.refunded, one.net, one.is_ticked) for one in batches(case, who["li"])]
    assert told == [
        ("paid", "L1", TITLE, 5, Decimal("124.19"), Decimal("49.39"), Decimal("74.80"), True),
        ("paid", "L2", "全脂奶粉 900 克�", 2, Decimal("2138.38"), 0, Decimal("2138.38"), False),
        ("doubted", "L3", "商品 L3", 1, Decimal("70.00"), 0, 0, False),
        ("paid", "", "", 1, Decimal("55.55"), 0, Decimal("55.55"), False),
    ]
    (shop,) = offered_orders(case, who["li"])
    assert (shop.called_off, shop.without_sum, shop.is_cut) == (2, 1, False)


def test_pieces_are_counted_as_the_orders_say_and_what_is_unsold_is_worth_the_price_of_one(who: Who, tmp_path: Path, settings: Any) -> None:
    """Three bottles in one order are three: an average by orders would price what lies in stock three times too high, up to the line of a crime."""
    settings.LAKE = str(tmp_path / "lake")
    sold = {"platform": "yunjishi", "shop_id": "S7", "listing_id": "L4", "title": "绿盾霸 草甘膦水剂 1L", "paid_at": "2026-10-01T08:00:00Z"}
    bought = ((3, 86.40, None), (1, 28.80, None), (None, 28.80, None), (2, 57.60, BACK), (0, 28.80, None))
    orders = [{**sold, "order_id": f"Q{n}", "quantity": q, "amount": paid, "refunded_at": back} for n, (q, paid, back) in enumerate(bought)]
    written(tmp_path, "order", orders)
    case = filed(who, Intake(source="inspection", suspected_act="售假", platform="yunjishi", shop_id="S7", listing_id="L4"))
    (batch,) = batches(case, who["li"])
    assert (batch.goods, batch.count, batch.pieces) == ("绿盾霸 草甘膦水剂 1L", 5, Decimal(8))
    client = browser(who["li"])
    assert "8 件" in client.get(f"/cases/{case.number}/orders").content.decode()
    add_order_lines(case, by=who["li"], at=MORNING, order_batches=batch.key)
    line, refund = case.lines.all()
    assert (line.quantity, line.price, line.paid) == (8, Decimal("28.80"), Decimal("230.40"))
    assert "5 笔订单、8 件实付" in line.reason
    assert "其中 2 笔未载明购买数量，各按一件计" in line.reason
    assert (refund.quantity, refund.paid) == (2, Decimal("57.60"))
    told = {"amount_kind": "unsold", "goods_name": line.goods, "quantity": "36", "price_basis": "average", "amount_proofs": line.proofs[0]}
    stock = add_amount_line(case, by=who["li"], at=MORNING, **told)
    assert totals_of(case).values[str(stock.nth)] == Decimal("1036.80")


def test_one_click_enters_the_true_sum_of_the_suspected_listing_and_nets_its_refunds(case: Case, who: Who) -> None:
    client = browser(who["li"])
    assert f"/cases/{case.number}/orders" in client.get(f"{case.get_absolute_url()}/amounts").content.decode()
    page = client.get(f"/cases/{case.number}/orders")
    assert page.content.decode().count(" checked") == 1
    assert "74.80" in page.content.decode()
    ticked = [one.key for one in page.context["ticked"]]
    assert client.post(f"/cases/{case.number}/orders", {"batch": ticked}).status_code == 302
    sold, refund = case.lines.all()
    assert (sold.goods, sold.quantity, sold.price, sold.paid, sold.standing) == (TITLE, 5, None, Decimal("124.19"), "open")
    assert sold.proofs == [f"order/yunjishi/T{n}" for n in (1, 2, 4, 5, 7)]
    assert "24.04 元×1、24.90 元×2、25.00 元×1、25.35 元×1，合计 124.19 元" in sold.reason
    assert (refund.kind, refund.paid, refund.standing, refund.proofs) == ("refund", Decimal("49.39"), "settled", ["order/yunjishi/T4", "order/yunjishi/T5"])
    totals = {one.name: (one.least, one.most) for one in totals_of(Case.objects.get(pk=case.pk)).totals}
    assert totals["sales"] == totals["turnover"] == totals["proceeds"] == (Decimal("74.80"), Decimal("74.80"))
    items = facts_of_case(case.dossier)["amounts"]["items"]
    assert [(one["数量"], one["单价"], one["金额"]) for one in items] == [("5", "多种，见理由", "124.19"), ("2", "多种，见理由", "49.39")]
    assert facts_of_case(case.dossier)["goods"]["list"] == []  # sold goods are with their buyers: nobody hands them over
    assert [one.listing for one in batches(case, who["li"])] == ["L2", "L3", ""]
    assert not list(values_differing())


def test_what_is_refunded_after_it_was_counted_is_offered_to_be_taken_out(case: Case, who: Who, tmp_path: Path) -> None:
    first = batches(case, who["li"])[0]
    add_order_lines(case, by=who["li"], at=MORNING, order_batches=first.key)
    row = {"order_id": "T1", "platform": "yunjishi", "shop_id": "S9", "listing_id": "L1", "amount": 24.90, "paid_at": "2026-10-01T20:00:00Z"}
    written(tmp_path, "order", [{**row, "refunded_at": BACK}])
    since = batches(case, who["li"])[0]
    assert (since.part, since.goods, since.count, since.net, since.is_ticked) == ("since", TITLE, 1, Decimal("-24.90"), True)
    (line,) = add_order_lines(case, by=who["li"], at=MORNING, order_batches=since.key)
    assert (line.kind, line.standing, line.paid) == ("refund", "settled", Decimal("24.90"))
    assert totals_of(Case.objects.get(pk=case.pk)).of("sales").most == Decimal("49.90")


def test_an_order_paid_back_in_part_stays_in_the_sum_whatever_time_of_refund_it_has(case: Case, who: Who, tmp_path: Path) -> None:
    row = {"order_id": "T1", "platform": "yunjishi", "shop_id": "S9", "listing_id": "L1", "amount": 24.90, "paid_at": "2026-10-01T20:00:00Z"}
    written(tmp_path, "order", [{**row, "refunded_at": BACK, "refund": 1.0}])
    first = batches(case, who["li"])[0]
    assert (first.total, first.refunded, first.net) == (Decimal("124.19"), Decimal("50.39"), Decimal("73.80"))
    assert [shop.in_part for shop in offered_orders(case, who["li"])] == [0], "the part is told to the cent: nothing is left to be entered by hand"


def test_what_a_finding_names_as_sham_is_told_both_ways_until_somebody_settles_it(case: Case, who: Who) -> None:
    doubted = batches(case, who["li"])[2]
    sold, sham = add_order_lines(case, by=who["li"], at=MORNING, order_batches=doubted.key)
    assert [(one.kind, one.standing, one.paid) for one in (sold, sham)] == [("sold", "open", 70), ("sham", "open", 70)]
    sales = totals_of(Case.objects.get(pk=case.pk)).of("sales")
    assert (sales.least, sales.most) == (0, 70)


def test_orders_without_a_listing_need_the_goods_and_the_reason_and_keep_what_was_ticked(case: Case, who: Who) -> None:
    bare = batches(case, who["li"])[3]
    client = browser(who["li"])
    reply = client.post(f"/cases/{case.number}/orders", {"batch": [bare.key], "goods_name": "坚果礼盒", "reason": ""})
    assert reply.status_code == 409
    assert "请写明商品名称和计入的理由" in reply.content.decode()
    assert [one.key for one in reply.context["ticked"]] == [bare.key]
    assert 'value="坚果礼盒"' in reply.content.decode()
    with pytest.raises(StepRefused, match="写明商品名称"):
        add_order_lines(case, by=who["li"], at=MORNING, order_batches=bare.key)
    (line,) = add_order_lines(case, by=who["li"], at=MORNING, order_batches=bare.key, goods_name="坚果礼盒", reason="当事人陈述为同一商品")
    assert (line.goods, line.paid, line.price) == ("坚果礼盒", Decimal("55.55"), Decimal("55.55"))


def test_orders_that_are_others_by_now_and_what_is_no_choice_are_refused_in_words(case: Case, who: Who) -> None:
    with pytest.raises(BadInput, match="重新勾选"):
        add_order_lines(case, by=who["li"], at=MORNING, order_batches="0123456789abcdef01234567")
    reply = browser(who["li"]).post(f"/cases/{case.number}/orders", {})
    assert "请先勾选至少一种商品的订单" in reply.content.decode()
    given = {"amount_kind": "sold", "goods_name": "运动鞋", "quantity": "4", "price_basis": "actual", "unit_price": "75", "reason": "x"}
    with pytest.raises(BadInput, match="按商品勾选"):
        add_amount_line(case, by=who["li"], at=MORNING, amount_proofs="orders/sold/4", **given)
    assert not case.lines.exists()
    assert browser(who["zhao"]).get(f"/cases/{case.number}/orders").status_code == 404


def test_the_orders_of_all_shops_of_a_ring_can_be_entered_by_listing(who: Who, tmp_path: Path, settings: Any) -> None:
    laid(tmp_path, settings)
    ring = make_findings(who["li"])[0]
    evidence = {"platform": "yunjishi", "shops": ["S9", "S8"], "orders": ["T8", "T20"]}
    Finding.objects.filter(pk=ring.pk).update(subject_kind="ring", subject="yunjishi/ring-1", shop="", evidence_json=json.dumps(evidence))
    ring.refresh_from_db()
    case = filed(who, Intake(source="monitoring", suspected_act="虚假交易", content="两家网店互相刷单。"), ring)
    assert shops_of_case(case) == ["yunjishi/S9", "yunjishi/S8"]
    assert f"/cases/{case.number}/orders" in browser(who["li"]).get(f"{case.get_absolute_url()}/amounts").content.decode()
    ticked = [one for one in batches(case, who["li"]) if one.is_ticked]
    assert [(one.shop, one.part, one.listing, one.total) for one in ticked] == [
        ("yunjishi/S9", "doubted", "L2", Decimal("427.68")),
        ("yunjishi/S8", "doubted", "L8", Decimal("55.00")),
    ]
    lines = add_order_lines(case, by=who["li"], at=MORNING, order_batches="\n".join(one.key for one in ticked))
    assert [(one.kind, one.paid) for one in lines] == [(kind_, paid) for paid in (Decimal("427.68"), Decimal("55.00")) for kind_ in ("sold", "sham")]


#: Of listing L1 in another load: number, sum, refund on record, refunded at, state and after-sales state in the platform's words; what went back (None: a sum
#: of it is not told).
DIRTY = (
    ("101", 100.00, 10.00, BACK, "交易成功", None, "10.00"),  # a day of refund, and a part of the sum
    ("102", 33.335, 0.005, None, "已收货，部分退款成功", None, "0.01"),  # half a cent
    ("103", 50.00, 50.004, None, "已 收 货", "退款成功", "50.00"),  # what rounds to all
    ("104", 19.90, 199.00, BACK, None, None, "19.90"),  # more than was paid: a point that slipped
    ("105", 40.00, None, None, "交易成功", "部 分 退 款 成 功", None),
    ("106", 60.00, 0.0, BACK, "交易成功", None, None),  # a day, and a sum of nothing
    ("107", 70.00, 0.0, None, "交易成功", "无售后", "0"),
    ("108", 80.00, None, BACK, "退款成功", None, "80.00"),
    ("110", 30.00, 30.00, None, "已收货", "退款关闭", "0"),  # nothing came of the request: the sum is what was asked for
    ("111", 31.00, 31.00, None, "已发货，退款申请被驳回", None, "0"),
    ("109", 12.34, 5.00, BACK, "Partially Refunded\u200b", None, "5.00"),
)


def test_a_refund_in_part_is_taken_out_to_the_cent_and_the_order_stays_with_the_rest(case: Case, who: Who, tmp_path: Path) -> None:
    told = [
        {"order_id": f"T{n}", "amount": paid, "refund": refund, "refunded_at": back, "status": status, "after_sale": after}
        for n, paid, refund, back, status, after, _ in DIRTY
    ]
    common = {"platform": "yunjishi", "shop_id": "S9", "listing_id": "L1", "paid_at": "2026-10-15T20:00:00Z"}
    written(tmp_path, "order", [{**common, **row} for row in told])
    (batch,) = (one for one in batches(case, who["li"]) if one.listing == "L1")
    orders = {one.name.rpartition("/T")[2]: one for one in batch.orders}
    assert {n: None if orders[n].is_untold else orders[n].back for n, *_ in DIRTY} == {row[0]: row[-1] and Decimal(row[-1]) for row in DIRTY}
    (shop,) = offered_orders(case, who["li"])
    assert shop.in_part == 2
    sold, whole, part = add_order_lines(case, by=who["li"], at=MORNING, order_batches=batch.key)
    assert (sold.paid, sold.quantity) == (Decimal("650.77"), 16)
    assert "其中 2 笔载明退款而未载明金额，尚未扣除" in sold.reason
    assert (whole.paid, whole.quantity, whole.basis) == (Decimal("199.29"), 5, "actual")
    assert (part.paid, part.quantity, part.basis, part.standing) == (Decimal("15.01"), 3, "in_part", "settled")
    assert "已经部分退款，已认定剔除" in part.reason
    assert totals_of(Case.objects.get(pk=case.pk)).of("sales").most == sold.paid - whole.paid - part.paid == batch.net == Decimal("436.47")


def loaded_anew(folder: Path, number: str, **told: Any) -> None:
    row = {"order_id": number, "platform": "yunjishi", "shop_id": "S9", "listing_id": "L1", "amount": 24.90, "paid_at": "2026-10-01T20:00:00Z"}
    written(folder, "order", [{**row, **told}])


def test_what_was_cancelled_after_it_was_counted_is_offered_to_be_taken_out(case: Case, who: Who, tmp_path: Path) -> None:
    add_order_lines(case, by=who["li"], at=MORNING, order_batches=batches(case, who["li"])[0].key)
    loaded_anew(tmp_path, "T2", status="交易关闭")
    since = batches(case, who["li"])[0]
    assert (since.part, since.count, since.net, since.is_ticked) == ("since", 1, Decimal("-24.90"), True)
    (line,) = add_order_lines(case, by=who["li"], at=MORNING, order_batches=since.key)
    assert (line.kind, line.standing, line.paid, line.basis) == ("refund", "settled", Decimal("24.90"), "actual")
    assert "订单记录载明已取消、已关闭或者未付款，已认定剔除" in line.reason
    (shop,) = offered_orders(Case.objects.get(pk=case.pk), who["li"])
    assert ([one.part for one in shop.batches if one.listing == "L1"], shop.called_off, shop.changed) == ([], 2, [])


def test_a_line_whose_orders_come_to_another_sum_by_now_is_named_on_the_page(case: Case, who: Who, tmp_path: Path) -> None:
    add_order_lines(case, by=who["li"], at=MORNING, order_batches=batches(case, who["li"])[0].key)
    loaded_anew(tmp_path, "T2", status="交易关闭", amount=0.0)  # what was paid is no longer told
    loaded_anew(tmp_path, "T4", refund=10.04, refunded_at=BACK, status="交易成功")
    (shop,) = offered_orders(Case.objects.get(pk=case.pk), who["li"])
    assert [one.zh.partition("：")[0] for one in shop.changed] == [
        f"明细 {case.number}-1 按订单计入 124.19 元，所列订单现在合计 100.15 元",
        f"明细 {case.number}-2 按订单计入 49.39 元，所列订单现在合计 35.39 元",
    ]
    assert "撤回该行后重新勾选" in browser(who["li"]).get(f"/cases/{case.number}/orders").content.decode()


def test_a_shop_of_too_many_orders_is_cut_to_its_suspected_listings_and_to_what_is_counted(
    case: Case, who: Who, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    milk = next(one for one in batches(case, who["li"]) if one.listing == "L2")
    add_order_lines(case, by=who["li"], at=MORNING, order_batches=milk.key, reason="同案商品")
    loaded_anew(tmp_path, "T9", listing_id="L2", amount=1710.70, status="交易关闭")
    monkeypatch.setattr("mingjian.institutions.cases.amounts.services.orders.MOST_ORDERS", 10)
    (shop,) = offered_orders(case, who["li"])
    assert (shop.is_cut, shop.is_short) == (True, False)
    assert [(one.part, one.listing, one.count, one.net) for one in shop.batches] == [
        ("paid", "L1", 5, Decimal("74.80")),
        ("since", "L2", 1, Decimal("-1710.70")),
    ]
    assert "本页只列出涉嫌商品的订单" in browser(who["li"]).get(f"/cases/{case.number}/orders").content.decode()


def test_where_even_the_suspected_listings_have_too_many_orders_no_false_sum_is_offered(case: Case, who: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingjian.institutions.cases.amounts.services.orders.MOST_ORDERS", 5)
    (shop,) = offered_orders(case, who["li"])
    assert (shop.is_cut, shop.is_short, shop.batches) == (True, True, [])
    page = browser(who["li"]).get(f"/cases/{case.number}/orders").content.decode()
    assert "一笔也不列出" in page
    assert "尚未计入明细的订单。</p></div>" not in page


def test_an_average_price_counts_the_pieces_of_orders_that_were_refunded_in_part(case: Case, who: Who, tmp_path: Path) -> None:
    loaded_anew(tmp_path, "T1", refund=4.90, refunded_at=BACK, status="交易成功", amount=24.90)
    batch = next(one for one in batches(case, who["li"]) if one.listing == "L1")
    add_order_lines(case, by=who["li"], at=MORNING, order_batches=batch.key)
    averages = Case.objects.get(pk=case.pk)
    stock = AmountLine(case=case, nth=9, kind="unsold", goods=TITLE, quantity=Decimal(10), basis="average", proofs=["a"], standing="open")
    assert totals_of(averages, [*averages.lines.all(), stock]).of("unsold").most == Decimal("233.00")  # (124.19 - 49.39 - 4.90) / 3 pieces


def test_sixty_dirty_orders_of_two_listings_of_one_name_come_to_the_sums_that_their_file_says(who: Who, tmp_path: Path, settings: Any) -> None:
    """By the command: two months, refunds with a minus, in full width, with a currency sign, above what was paid; the last are said in words."""
    settings.LAKE = str(tmp_path / "lake")
    written_as = {0: "", 1: "10.05", 2: "999999", 3: "-5.00", 4: "０.５０", 5: "￥3.00", 6: "1,000.00", 7: "0"}
    paid = [Decimal("100.10") + n for n in range(60)]
    back = [min(paid[n], Decimal(("0", "10.05", "999999", "5", "0.50", "3", "1000", "0")[n % 8])) for n in range(60)]
    heading = "订单编号,平台,店铺编号,商品编号,商品标题,购买数量,实付金额,退款金额,订单状态,付款时间"
    days = [f"2026-{9 + n % 2:02d}-{1 + n % 28:02d} 23:59:59" for n in range(60)]
    rows = [f'A{n:03d},yunjishi,S9,L{2 - n % 2},同名坚果礼盒,1,{paid[n]},"{written_as[n % 8]}",交易成功,{days[n]}' for n in range(60)]
    (file := tmp_path / "订单.csv").write_text("\n".join([heading, *rows]), "utf-8")
    assert run_command("import", "order", file, "--source", "t", "--lake", tmp_path / "lake").exit_code == 0
    case = filed(who, Intake(source="inspection", suspected_act="售假", platform="yunjishi", shop_id="S9", listing_id="L1", listing_title="同名坚果礼盒"))
    for listing, one in zip(("L1", "L2"), batches(case, who["li"]), strict=True):
        own = [n for n in range(60) if f"L{2 - n % 2}" == listing]
        assert (one.listing, one.is_ticked) == (listing, listing == "L1")
        assert (one.total, one.refunded) == (sum(paid[n] for n in own), sum(back[n] for n in own))
    (shop,) = offered_orders(case, who["li"])
    assert shop.beyond == [f"order/yunjishi/A{n:03d}" for n in sorted(range(2, 60, 4), key=lambda n: days[n])]
    page = browser(who["li"]).get(f"/cases/{case.number}/orders").text
    assert f"{len(shop.beyond)} 笔订单（{shop.beyond[0]} 等）载明的退款多于实付" in page
    add_order_lines(case, by=who["li"], at=MORNING, order_batches="\n".join(one.key for one in batches(case, who["li"])))
    assert totals_of(Case.objects.get(pk=case.pk)).of("sales").most == sum(paid) - sum(back)
    assert f"其中 {len(shop.beyond)} 笔载明的退款多于实付，只按实付扣除" in "".join(line.reason for line in case.lines.filter(kind="refund"))
