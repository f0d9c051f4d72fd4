"""The orders of a case's shop, offered as lines of its amount ledger."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.utils.timezone import now
from journeys.world import make_findings
from people import at, browser

from mingjian.core.errors import BadInput
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.cases.amounts.acts.add_amount_line import add_amount_line
from mingjian.institutions.cases.amounts.lore.ordering import batches_of
from mingjian.institutions.cases.lore.opening import Filing, file_case
from mingjian.institutions.cases.models import Case
from mingjian.institutions.clues.opening.register import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.monitoring.models import Finding
from mingjian.office.models import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
LATER = "2026-10-08T01:00:00Z"
PAID = (("1", 100.0, None), ("2", 100.0, None), ("3", 100.01, LATER), ("4", 70.0, LATER), ("5", 70.0, None), ("6", None, None))


@pytest.fixture
def case(who: Who, tmp_path: Path, settings: Any) -> Case:
    """A case whose shop has five orders with a sum on file; a finding names two of them as sham, one that another finding names was set aside."""
    settings.LAKE = str(tmp_path / "lake")
    rows = [
        {"order_id": f"T{n}", "platform": "yunjishi", "shop_id": shop, "amount": sum_, "paid_at": f"2026-10-0{n}T20:00:00Z", "refunded_at": back}
        for shop, paid in (("S9", PAID), ("S8", [("7", 55.0, None)]))
        for n, sum_, back in paid
    ]
    file = tmp_path / "order.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    Lake(tmp_path / "lake").load(kind("order"), file, source="test", at=now())
    found, other = make_findings(who["li"])
    for one, orders, status in ((found, ["T4", "T5"], "new"), (other, ["T1"], "set_aside")):
        Finding.objects.filter(pk=one.pk).update(shop="yunjishi/S9", evidence_json=json.dumps({"orders": orders}), status=status)
    for name in ("li", "wang"):
        who[name].certificate = f"浙{name}"
        who[name].save()
    told = Intake(source="inspection", suspected_act="销售假冒注册商标的商品", platform="yunjishi", shop_id="S9", listing_title="运动鞋")
    return file_case(Filing("某案", who["li"], who["wang"], register(told, by=who["li"], at=MORNING)), by=who["wang"], at=MORNING)


def test_the_orders_of_the_shop_are_offered_as_lines_with_what_is_sham_apart(case: Case, who: Who) -> None:
    told = {one.kind: (one.count, one.total, one.first, one.last) for one in batches_of(case, who["li"])}
    assert told == {
        "sold": (3, Decimal("300.01"), date(2026, 10, 2), date(2026, 10, 4)),  # paid at night in UTC, the next morning here
        "refund": (1, Decimal("100.01"), date(2026, 10, 8), date(2026, 10, 8)),
        "sham": (2, Decimal("140.00"), date(2026, 10, 5), date(2026, 10, 6)),
    }


def test_orders_that_were_cancelled_or_never_paid_are_offered_as_no_sale_and_refunded_ones_as_refunds(case: Case, who: Who, tmp_path: Path) -> None:
    before = {one.kind: one.count for one in batches_of(case, who["li"])}
    file = tmp_path / "more.csv"
    file.write_text(
        "订单编号,店铺Id,实付金额,付款时间,订单状态\nV1,S9,900,,待付款\nV2,S9,900,2026-10-05,已取消\nV3,S9,50,2026-10-05,未发货，退款成功\n", "utf-8"
    )
    Lake(tmp_path / "lake").load(kind("order"), file, source="yunjishi", at=now())
    after = {one.kind: one.count for one in batches_of(case, who["li"])}
    assert {name: after[name] - before[name] for name in after} == {"sold": 1, "refund": 1, "sham": 0}


def test_one_click_fills_the_form_and_what_was_counted_is_offered_no_more(case: Case, who: Who) -> None:
    client = browser(who["li"])
    assert f"/cases/{case.number}/orders" in client.get(case.get_absolute_url()).content.decode()
    page = client.get(f"/cases/{case.number}/orders")
    assert page.content.decode().count("/add_amount_line?") == 2  # what a finding names as sham, a person judges first
    for batch, filled in page.context["offered"]:
        if batch.is_doubted:
            continue
        form = client.get(f"/acts/case/{case.number}/add_amount_line?{filled}").context["form"]
        given = {"key": batch.kind, **{name: form[name].value() for name in parse_qs(filled)}}
        reply = client.post(f"/acts/case/{case.number}/add_amount_line", {form.add_prefix(name): value for name, value in given.items()})
        assert reply.status_code == 302, reply.context["refused"]
    sold, refund = case.lines.all()
    assert (sold.goods, sold.quantity, sold.price, sold.proofs) == ("运动鞋", 3, Decimal("100.00"), [f"order/yunjishi/T{n}" for n in (1, 2, 3)])
    assert "合计 300.01 元" in sold.reason
    assert (refund.price, refund.proofs) == (Decimal("100.01"), ["order/yunjishi/T3"])
    assert [one.kind for one in batches_of(Case.objects.get(pk=case.pk), who["li"])] == ["sham"]


def test_orders_that_are_others_by_now_and_what_is_no_offer_are_refused_in_words(case: Case, who: Who) -> None:
    given = {"amount_kind": "sold", "goods_name": "运动鞋", "quantity": "4", "price_basis": "actual", "unit_price": "75", "reason": "x"}
    for word in ("orders/sold/4", "orders/", "orders/gift/1"):
        with pytest.raises(BadInput, match="重新填入"):
            add_amount_line(case, by=who["li"], at=MORNING, amount_proofs=word, **given)
    assert not case.lines.exists()
    assert browser(who["zhao"]).get(f"/cases/{case.number}/orders").status_code == 404
