"""What the goods of a case come to is kept beside it: by the acts that change its lines, and added up again by the audit."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from people import at, certify

from mingjian.institutions.cases.acts import describe_case
from mingjian.institutions.cases.amounts.acts import add_amount_line, settle_amount_line, withdraw_amount_line
from mingjian.institutions.cases.models import AmountLine, Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.cases.queries import values_differing
from mingjian.institutions.cases.sweeps import weigh_again
from mingjian.office.audit.run import audit
from mingjian.office.files.storage import seal
from mingjian.office.models import Officer
from mingjian.office.record.seals import seal_rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
KNOWN = {"act": "trademark_infringement", "field": "clothing_shoes", "crime": "selling_counterfeit_marked_goods", "acted_on": date(2026, 10, 9)}


@pytest.fixture
def case(who: Who) -> Case:
    certify(who["li"], who["wang"])
    made = file_case(Filing("青禾鞋行案", who["li"], who["wang"], None, "桐庐青禾鞋行"), by=who["wang"], at=MORNING)
    describe_case(made, told=KNOWN, by=who["li"], at=MORNING)
    return made


def add(case: Case, by: Officer, kind: str, quantity: str, price: str | None, **more: str) -> AmountLine:
    proof = seal([f"{case.lines.count()}".encode()], "明细.csv", dossier=case.dossier, by=by, at=MORNING).sha256
    given = {"amount_kind": kind, "goods_name": "运动鞋", "quantity": quantity, "price_basis": "actual", "amount_proofs": proof[:12], **more}
    return add_amount_line(case, by=by, at=MORNING, **given, **({"unit_price": price} if price else {}))


def value_kept(case: Case) -> Decimal | None:
    return Case.objects.get(pk=case.pk).goods_value


def test_each_act_on_a_line_keeps_what_the_goods_come_to(case: Case, who: Who) -> None:
    li = who["li"]
    assert value_kept(case) is None
    sold = add(case, li, "sold", "100", "300.50")
    assert value_kept(case) == 30050
    sham = add(case, li, "sham", "30", "300.50", reason="互购")
    add(case, li, "unsold", "7", "199.99", price_basis="marked")
    add(case, li, "unsold", "9", None, price_basis="average")  # no price of its own: it is reckoned, and not added here
    assert value_kept(case) == Decimal("31449.93")
    settle_amount_line(sham, by=li, at=MORNING, reason="属实")
    assert value_kept(case) == Decimal("31449.93")
    assert list(values_differing()) == []
    withdraw_amount_line(sham, by=li, at=MORNING, reason="并非虚假")
    withdraw_amount_line(case.lines.get(nth=4), by=li, at=MORNING, reason="重复")
    withdraw_amount_line(sold, by=li, at=MORNING, reason="录入有误")
    assert value_kept(case) == Decimal("1399.93")
    withdraw_amount_line(case.lines.get(nth=3), by=li, at=MORNING, reason="录入有误")
    assert value_kept(case) is None
    assert list(values_differing()) == []


@pytest.mark.parametrize("kept", [Decimal(1), None])
def test_the_audit_tells_of_a_value_that_the_lines_do_not_come_to(case: Case, who: Who, kept: Decimal | None) -> None:
    add(case, who["li"], "sold", "2", "900")
    Case.objects.filter(pk=case.pk).update(goods_value=kept)
    (told,) = values_differing()
    assert case.number in told.text.zh
    assert "1800" in told.text.zh
    assert case.number in told.text.en


def test_a_case_weighed_anew_by_the_sweep_is_no_meddling(case: Case, who: Who) -> None:
    add(case, who["li"], "sold", "207", "199")
    seal_rows(MORNING)
    assert weigh_again(MORNING + timedelta(days=1)) is not None
    assert audit(MORNING + timedelta(days=1)).found == ()
