"""A ground of a refusal is proposed from what the node knows, filled in with article and reason, decided by a person, entered beside what was decided."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from make import make_clue
from people import at, browser, department_of

from mingjian.institutions.cases.acts import describe_case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.disputes.models import Complaint
from mingjian.institutions.disputes.opening.register import register
from mingjian.institutions.disputes.particulars.intake import Consumer, Intake
from mingjian.institutions.figures.queries import OTHER, SAME, UNASKED, Scope, by_reason
from mingjian.office.dossiers.grounds import proposed_grounds
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.shown import shown
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.dossiers.transition import take
from mingjian.office.institution import parts
from mingjian.office.models import Dossier, Entry, Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
SHOP = {"platform": "far", "shop_id": "S1", "shop_name": "某鞋店", "content": "该店以明显低于正品的价格销售运动鞋。"}
ZHANG = Consumer("张某某", phone="13900001234")


def complaint_of(who: Who, consumer: Consumer = ZHANG, **told: Any) -> Complaint:
    given = {"facts": "鞋底开胶，鉴定为仿品。", "goods": "运动鞋", "bought_on": date(2026, 10, 20), **told}
    return register(Intake(complained_of="青禾鞋行", demand="退一赔三", complainant=consumer, **given), by=who["li"], at=MORNING)


def rules_of(dossier: Dossier, step: str, officer: Officer) -> list[tuple[str, str]]:
    found = proposed_grounds(dossier, sheet_of(dossier).steps[step], officer, MORNING + timedelta(hours=1))
    return [(one.rule, one.ground) for one in found]


def form_of(dossier: Dossier, step: str, officer: Officer) -> dict[str, Any]:
    offered = next(one for one in shown(dossier, officer, MORNING + timedelta(hours=1)).steps if one.step.name == step)
    return {name: field.initial for name, field in offered.form.fields.items()} | {"told": [word.text.zh for word in offered.told]}


def elsewhere(who: Who, **told: Any) -> Complaint:
    """A shop on a platform whose seat is in another province, at an address of another province."""
    department_of("platform")
    return complaint_of(who, platform="far", shop_id="S1", published_address="广东省揭阳市榕城区进贤门大道1号", **told)


def test_a_complaint_about_a_shop_elsewhere_is_proposed_to_be_refused_with_article_and_other_way(who: Who) -> None:
    complaint = elsewhere(who)
    filled = form_of(complaint.dossier, "refuse_complaint", who["li"])
    assert filled["not_accepted_ground"] == "no_power"
    assert filled["reason"].startswith("被投诉的平台内经营者公示的经营地在广东省揭阳市榕城区")
    assert "可以向该经营者公示的经营地或者平台住所地的市场监督管理部门投诉" in filled["reason"]
    (told,) = filled["told"]
    assert told.startswith("系统按规则建议：不属于职权或者处理权限（《市场监督管理投诉举报处理办法》第16条、")
    assert "请先核对：" in told
    page = browser(who["li"]).get(complaint.get_absolute_url()).content.decode()
    assert "系统按规则建议：不属于职权" in page
    assert '<option value="no_power" selected>' in page


def test_whoever_is_about_to_accept_is_told_what_speaks_for_refusing(who: Who) -> None:
    (told,) = form_of(elsewhere(who).dossier, "accept_complaint", who["li"])["told"]
    assert told.startswith("系统按规则建议“不予受理”：不属于职权或者处理权限。")
    assert form_of(complaint_of(who).dossier, "accept_complaint", who["li"])["told"] == []


def test_where_the_platform_is_here_or_nobody_knows_nothing_is_proposed(who: Who) -> None:
    for told in ({"platform": "yunjishi", "shop_id": "S1"}, {}, {"published_address": "某街道"}):
        department_of("platform").refresh_from_db()
        one = complaint_of(who, **({"published_address": "广东省揭阳市榕城区进贤门大道1号"} | told))
        department = department_of("platform")
        department.region = "330122"
        department.save()
        assert rules_of(one.dossier, "refuse_complaint", who["li"]) == [], told


def test_a_city_that_holds_the_county_says_nothing_of_where_the_shop_is(who: Who) -> None:
    one = complaint_of(who, platform="far", shop_id="S1", published_address="浙江省杭州市")
    assert rules_of(one.dossier, "refuse_complaint", who["li"]) == []


def test_the_same_purchase_complained_of_again_is_found_without_showing_who_complains(who: Who) -> None:
    first = complaint_of(who, order_number="O77")
    take(first.dossier, "accept_complaint", by=who["li"], at=MORNING)
    again = complaint_of(who, order_number="O77")
    assert rules_of(again.dossier, "refuse_complaint", who["li"]) == [("complaint_handled", "handled")]
    told = form_of(again.dossier, "refuse_complaint", who["li"])["told"][0]
    assert first.number in told
    assert "张某某" not in told
    assert rules_of(complaint_of(who, order_number="O78").dossier, "refuse_complaint", who["li"]) == []
    assert rules_of(complaint_of(who, Consumer("李某", phone="13700000001"), order_number="O77").dossier, "refuse_complaint", who["li"]) == []


def test_twenty_complaints_of_a_person_are_told_and_are_no_ground(who: Who) -> None:
    for number in range(19):
        complaint_of(who, order_number=f"O{number}")
    one = complaint_of(who, order_number="O99")
    assert rules_of(one.dossier, "refuse_complaint", who["li"]) == [("complaint_frequent", "")]
    assert form_of(one.dossier, "refuse_complaint", who["li"])["not_accepted_ground"] is None


def test_old_purchases_words_of_trade_and_missing_contacts(who: Who) -> None:
    old = complaint_of(who, bought_on=date(2023, 11, 1))
    assert rules_of(old.dossier, "refuse_complaint", who["li"]) == [("complaint_over_three_years", "over_three_years")]
    trade = complaint_of(who, facts="本店进货二十双，到货后发现是仿品。")
    assert rules_of(trade.dossier, "refuse_complaint", who["li"]) == [("complaint_for_resale", "not_consumption")]
    denied = complaint_of(who, facts="是自己穿的，没进货。")
    assert rules_of(denied.dossier, "refuse_complaint", who["li"]) == []
    silent = complaint_of(who, Consumer("张某某"))
    assert rules_of(silent.dossier, "refuse_complaint", who["li"]) == [("complaint_no_contact", "papers")]


def test_what_was_proposed_is_entered_and_counted_beside_what_was_decided(who: Who) -> None:
    agreed, other, unasked = elsewhere(who), elsewhere(who, goods="帽子"), complaint_of(who, goods="手套")
    for one, ground in ((agreed, "no_power"), (other, "identity"), (unasked, "no_power")):
        given = {"not_accepted_ground": ground, "reason": "见理由。"}
        take(one.dossier, "refuse_complaint", by=who["li"], at=MORNING + timedelta(hours=2), given=given)
    bodies = [json.loads(one.body) for one in Entry.objects.filter(kind="refuse_complaint").order_by("index")]
    proposed = {"rule": "complaint_elsewhere", "paper": "not_accepted_ground", "ground": "no_power"}
    assert [one["proposed"] for one in bodies] == [[proposed], [proposed], []]
    counted = by_reason(who["li"], Scope(date(2026, 11, 1), date(2026, 12, 1)), MORNING + timedelta(days=1))
    assert counted["consumer_complaint", "not_accepted_ground", "no_power"] == {SAME: 1, UNASKED: 1}
    assert counted["consumer_complaint", "not_accepted_ground", "identity"] == {OTHER: 1}


def test_a_step_without_rules_enters_nothing_of_them(who: Who) -> None:
    complaint = complaint_of(who)
    take(complaint.dossier, "accept_complaint", by=who["li"], at=MORNING)
    assert "proposed" not in json.loads(Entry.objects.filter(kind="accept_complaint").latest("index").body)


def test_a_clue_about_an_operator_elsewhere_is_proposed_to_be_refused_for_its_place(who: Who) -> None:
    clue = make_clue(who["qian"], at=MORNING, operator_address="广东省揭阳市榕城区进贤门大道1号", **SHOP)
    take(clue.dossier, "dispatch", by=who["qian"], at=MORNING, given={"department": department_of("county").pk})
    clue.dossier.refresh_from_db()
    filled = form_of(clue.dossier, "refuse", who["li"])
    assert filled["refusal_ground"] == "place"
    assert "揭阳市" in filled["reason"]
    near = make_clue(who["qian"], at=MORNING, operator_address="浙江省桐庐县迎春南路1号", **SHOP)
    take(near.dossier, "dispatch", by=who["qian"], at=MORNING, given={"department": department_of("county").pk})
    near.dossier.refresh_from_db()
    assert rules_of(near.dossier, "refuse", who["li"]) == []


def test_a_clue_found_after_the_limitation_is_proposed_not_to_be_filed(who: Who) -> None:
    clue = make_clue(who["li"], at=MORNING, acted_on=date(2024, 10, 31))
    assert rules_of(clue.dossier, "decide_not_to_file", who["wang"]) == [("clue_too_late", "other")]
    last = make_clue(who["li"], at=MORNING, acted_on=date(2024, 11, 2))
    assert rules_of(last.dossier, "decide_not_to_file", who["wang"]) == []


def test_a_case_without_proof_and_too_late_says_both_the_limitation_first(who: Who) -> None:
    for one in who.values():
        one.certificate = f"浙{one.username}"
        one.save()
    case = file_case(Filing("某案", who["li"], who["wang"], None, "某鞋行", "销售假冒注册商标的商品"), by=who["wang"], at=MORNING)
    assert [rule for rule, _ in rules_of(case.dossier, "decide_no_penalty", who["wang"])] == ["case_not_proven"]
    describe_case(case, told={"acted_on": "2024-01-05"}, by=who["li"], at=MORNING)
    assert [ground for _, ground in rules_of(Dossier.objects.get(), "decide_no_penalty", who["wang"])] == ["too_late", "not_proven"]


@pytest.mark.parametrize(("subject", "ground"), [("taoji/S9", ["not_ours"]), ("yunjishi/S9", []), ("某店", [])])
def test_a_request_about_a_shop_of_another_platform_is_proposed_to_be_declined(who: Who, subject: str, ground: list[str]) -> None:
    about = Opening("assistance", "D1", "某店", "shop", subject)
    dossier = open_dossier(about, by=who["li"], department=department_of("county"), at=MORNING, given={"questions": "核实"})
    assert [one for _, one in rules_of(dossier, "decline_to_provide", who["clerk"])] == ground


def test_every_fact_of_the_rules_is_told_by_somebody(who: Who) -> None:
    """A rule whose facts nobody tells would never be asked."""
    import inspect

    from mingjian.core.procedure.grounds import FACTS

    sources = "".join(inspect.getsource(inspect.getmodule(tell) or tell) for tell in parts("knows_grounds"))
    assert {name for name in FACTS if f'"{name}"' not in sources} == set()


def test_rules_of_the_law_of_the_day(who: Who) -> None:
    """A complaint of before the Measures of 2026 is told by those of then."""
    complaint = elsewhere(who)
    dossier = complaint.dossier
    dossier.opened_at = at("2026-04-10 09:00")
    found = proposed_grounds(dossier, sheet_of(dossier).steps["refuse_complaint"], who["li"], at("2026-04-20 09:00"))
    assert [one.article for one in found] == [("complaint_2019/15", "complaint_2019/12")]
