"""Several parties in one case: the range of the law and the right to a hearing are each one's own; what is decided and owed is their sum."""

from decimal import Decimal
from typing import Any

import pytest
from people import at

from mingjian.core.errors import StepRefused
from mingjian.institutions.cases.acts import describe_case
from mingjian.institutions.cases.facts import told_of_case
from mingjian.institutions.cases.models import AmountLine, Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.cases.services.assessment import check_fines
from mingjian.institutions.cases.services.fines import fines_meant, greatest_fine
from mingjian.institutions.matters.acts import add_offer, add_party, add_penalty
from mingjian.institutions.matters.models import Matter, Party
from mingjian.institutions.matters.queries import matter_of
from mingjian.office.models import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
DAY = MORNING.date()
NAMES = ("芜湖泰创卓网络科技有限公司", "合肥明润盛百货有限公司", "桐庐县城南街道张伟日用品商行（个体工商户）")


@pytest.fixture
def case(who: Who) -> Case:
    for name in ("li", "wang"):
        Officer.objects.filter(pk=who[name].pk).update(certificate=f"浙{name}")
        who[name].refresh_from_db()
    found = file_case(Filing("三家网店刷单案", who["li"], who["wang"]), by=who["wang"], at=MORNING)
    kinds = ("organisation", "organisation", "business")
    for name, kind in zip(NAMES, kinds, strict=True):
        operator = {"party_operator": "张伟"} if kind == "business" else {}
        add_party(matter_in(found), by=who["li"], at=MORNING, party_role="suspect", party_type=kind, party_legal_name=name, **operator)
    return found


def matter_in(case: Case) -> Matter:
    found = matter_of(case.dossier)
    assert found is not None
    return found


def fine(case: Case, who: Who, party: int, amount: str) -> None:
    add_penalty(matter_in(case), by=who["li"], at=MORNING, penalty_kind="fine", penalty_party=party, penalty_sum=amount)


def described(case: Case, who: Who, act: str, field: str) -> None:
    describe_case(case, told={"act": act, "field": field, "acted_on": DAY, "suspected_act": "某行为"}, by=who["li"], at=MORNING)
    case.refresh_from_db()


def test_each_party_is_held_against_the_range_and_not_their_sum(case: Case, who: Who) -> None:
    described(case, who, "fake_trading", "other")
    for party, amount in ((1, "800000"), (2, "700000"), (3, "20000")):
        fine(case, who, party, amount)
    assert [amount for _party, amount in fines_meant(case.dossier, Decimal(1520000))] == [800000, 700000, 20000]
    check_fines(case, Decimal(1520000), DAY)  # a million for each, which none of them exceeds
    check_fines(case, Decimal(800000), DAY)  # the notice tells the greatest
    with pytest.raises(StepRefused, match="不在法定幅度之内"):
        check_fines(case, Decimal(2520000), DAY)  # a sum that is none of theirs stands for itself


def test_one_party_whose_fine_is_too_high_is_named(case: Case, who: Who) -> None:
    described(case, who, "fake_trading", "other")
    fine(case, who, 1, "50000")
    fine(case, who, 2, "2300000")
    with pytest.raises(StepRefused, match=f"对{NAMES[1]}的罚款 2300000"):
        check_fines(case, Decimal(2350000), DAY)


def test_the_right_to_a_hearing_is_told_by_the_greatest_fine_of_one_and_the_decision_by_the_total(case: Case, who: Who) -> None:
    for party, amount in ((1, "60000"), (2, "60000"), (3, "6000")):
        fine(case, who, party, amount)
    told = told_of_case(case.dossier)
    assert told["fine_of_organisation"]() == "60000.00", "no organisation has the hearing that a sum of 120,000 would give"
    assert told["fine_of_person"]() == "6000.00", "an individual business has the hearing of a person"
    assert told["fine_in_all"]() == "126000.00"
    assert greatest_fine(case.dossier, (Party.Kind.PERSON,)) is None


def test_a_range_by_the_value_of_the_goods_is_held_by_each_party_s_own_lines(case: Case, who: Who) -> None:
    described(case, who, "fake_goods", "clothing_shoes")
    offers = [add_offer(matter_in(case), by=who["li"], at=MORNING, offer_goods=f"羽绒服{n}", offer_listing_key=f"L{n}", offer_party=n) for n in (1, 2)]
    sold: dict[str, Any] = {"case": case, "kind": "sold", "quantity": 10, "price": 100, "basis": "actual", "added_at": MORNING, "added_by": who["li"]}
    for nth, offer in enumerate(offers, 1):
        AmountLine.objects.create(nth=nth, offer=offer, goods="羽绒服", proofs=[f"order/yunjishi/T{nth}"], **sold)
    fine(case, who, 1, "2500")
    fine(case, who, 2, "90000")
    with pytest.raises(StepRefused, match=NAMES[1]):
        check_fines(case, Decimal(92500), DAY)
    AmountLine.objects.create(nth=3, goods="围巾", proofs=["order/yunjishi/T9"], **sold)
    with pytest.raises(StepRefused, match="有 1 行没有写明是哪一当事人的商品"):
        check_fines(case, Decimal(92500), DAY)


def test_where_the_party_is_registered_is_read_from_its_code_and_not_asked(case: Case, who: Who) -> None:
    matter = matter_in(case)
    assert told_of_case(case.dossier)["registered_in"]() == "", "no code is on file"
    for party, code in zip(matter.party_rows.order_by("nth"), ("91340297MA0013676F", "91340197MA00139833", "91340297MA0013676F"), strict=True):
        Party.objects.filter(pk=party.pk).update(code=code)
    assert told_of_case(Case.objects.get().dossier)["registered_in"]() == "elsewhere"
    Party.objects.filter(nth=3).update(code="91330122MA2ABCDE0J")
    assert told_of_case(Case.objects.get().dossier)["registered_in"]() == "", "one here and two elsewhere: a person says which"
    Party.objects.update(code="91330122MA2ABCDE0J")
    assert told_of_case(Case.objects.get().dossier)["registered_in"]() == "here"
