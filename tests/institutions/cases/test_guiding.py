"""What guides an officer: the playbook, who is competent with a body proposed, and the party's earlier penalties, which nobody types."""

import re
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override
from institutions.market.known_lake import fill as fill_lake
from journeys.world import make_findings_of_a_shop
from make import make_clue
from people import at, browser, certify
from proofs import approve_notice, prove

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.extraction.inference import load_filled
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.cases.acts import describe_case
from mingjian.institutions.cases.amounts.acts import add_amount_line
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.cases.services import history as histories
from mingjian.institutions.cases.services.assessment import check_fines
from mingjian.institutions.cases.services.guidance import matter_of_case, proposed_for
from mingjian.institutions.cases.services.history import history_of, like_cases
from mingjian.institutions.cases.services.provision import day_of_law
from mingjian.institutions.clues.grounds.opening import take_up
from mingjian.institutions.clues.handover.queries.competence import guide_of, matter_of_clue
from mingjian.institutions.clues.queries.suspected_act import act_of, act_suspected
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import seal
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.record.entries import enter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
DAY = date(2026, 11, 2)
CODE = "91330122MA2B2C3D42"
KNOWN = {"act": "trademark_infringement", "field": "clothing_shoes", "crime": "selling_counterfeit_marked_goods", "acted_on": date(2026, 10, 9)}

SHOP = {"platform": "yunjishi", "shop_id": "S9", "shop_name": "青禾", "operator_name": "桐庐青禾鞋行"}
clue_of = partial(make_clue, at=MORNING, suspected_act="涉嫌违法", content="某店", **SHOP)


def case_of(who: Who, *, sold: str = "", **known: Any) -> Case:
    for name in ("li", "wang"):
        Officer.objects.filter(pk=who[name].pk).update(certificate=f"浙{name}")
        who[name].refresh_from_db()
    case = file_case(Filing("青禾鞋行案", who["li"], who["wang"], None, "桐庐青禾鞋行"), by=who["wang"], at=MORNING)
    describe_case(case, told={**KNOWN, "party_code": CODE, **known}, by=who["li"], at=MORNING)
    if sold:
        proof = seal([b"1"], "明细.csv", dossier=case.dossier, by=who["li"], at=MORNING).sha256
        told = {"goods_name": "运动鞋", "quantity": sold, "price_basis": "actual", "unit_price": "100", "amount_proofs": proof[:12]}
        add_amount_line(case, by=who["li"], at=MORNING, amount_kind="sold", **told)
    return case


def penalised(who: Who, on: str, state: str = "closed", **known: Any) -> Case:
    """A case of the same party in which a penalty was decided on a day."""
    case = case_of(who, **known)
    enter("decide_penalty", at=at(f"{on} 10:00"), by=who["wang"], dossier=case.dossier, papers={"penalty": "罚款", "fine": "5000"})
    dossier = Dossier.objects.get(pk=case.dossier_id)
    dossier.state = {"main": state, "remedy": "final"}
    dossier.save()
    return Case.objects.get(pk=case.pk)


HEADINGS = "处罚决定书文号,当事人名称,统一社会信用代码,违法行为类型,处罚依据,罚款金额(万元),处罚决定日期,公示截止期,处罚机关,状态"
REGISTER = f"""{HEADINGS}
杭市监罚〔2025〕7号,桐庐青禾鞋行,{CODE},销售侵权商品,《中华人民共和国商标法》第六十条,0.8,2025-06-02,2028-06-02,杭州市市场监督管理局,有效
杭市监罚〔2025〕8号,桐庐青禾鞋行,{CODE},无照经营,《无证无照经营查处办法》,0.1,2025-07-02,2028-07-02,杭州市市场监督管理局,有效
杭市监罚〔2025〕9号,桐庐青禾鞋行,{CODE},销售侵权商品,《中华人民共和国商标法》第六十条,1,2025-08-02,2028-08-02,杭州市市场监督管理局,已撤销
杭市监罚〔2023〕1号,桐庐青禾鞋行,{CODE},销售侵权商品,《中华人民共和国商标法》第六十条,1,2025-01-02,2025-04-02,杭州市市场监督管理局,有效
甬市监罚〔2025〕3号,宁波某某公司,91330203MA2B2C3D4N,销售侵权商品,《中华人民共和国商标法》第六十条,1,2025-08-02,2028-08-02,宁波市市场监督管理局,有效
"""


@pytest.fixture
def register_loaded(settings: Any, tmp_path: Path) -> None:
    """A register of penalties in the lake: two of the party that count or not, one revoked, one whose display has ended, one of somebody else."""
    settings.LAKE = tmp_path / "lake"
    (tmp_path / "处罚.csv").write_text(REGISTER, "utf-8")
    Lake(tmp_path / "lake").load(kind("penalty"), tmp_path / "处罚.csv", source="信用浙江", at=MORNING)


def test_penalties_of_a_register_are_told_and_those_no_longer_displayed_are_not(who: Who, register_loaded: None) -> None:
    case = case_of(who, sold="350")
    found = history_of(case, who["li"], DAY)
    assert {one.number: one.is_proposed for one in found.shown} == {"杭市监罚〔2025〕7号": True, "杭市监罚〔2025〕8号": False, "杭市监罚〔2025〕9号": False}
    assert found.hidden == 1
    assert (found.shown[-1].fine, found.days) == (8000, [date(2025, 6, 2)])
    assert found.percent is not None
    assert found.percent >= 100
    page = browser(who["li"]).get(f"/cases/{case.number}/papers").content.decode()
    assert "杭市监罚〔2025〕7号" in page
    assert "宁波某某公司" not in page
    assert "杭市监罚〔2023〕1号" not in page


def test_penalties_of_others_for_the_same_act_are_told_with_their_fines(who: Who, tmp_path: Path, register_loaded: None) -> None:
    read_here = (
        "处罚决定书文号,当事人名称,违法行为类型,处罚依据,处罚内容,处罚决定日期\n"
        "甬市监罚〔2026〕4号,宁波某某公司,销售侵犯注册商标专用权的商品案,,罚款3000元,2026-01-04\n"
        "甬市监罚〔2026〕5号,宁波某某公司,无照经营,《无证无照经营查处办法》第十三条,罚款9000元,2026-01-05\n"
    )
    (tmp_path / "决定.csv").write_text(read_here, encoding="utf-8")
    load_filled(Lake(tmp_path / "lake"), kind("penalty"), tmp_path / "决定.csv", source="宁波", at=MORNING)
    case = case_of(who)
    found = like_cases(case, who["li"], DAY)
    assert [(one.number, one.fine) for one in found.shown] == [("甬市监罚〔2026〕4号", 3000), ("甬市监罚〔2025〕3号", 10000)]
    assert (found.count, found.fines, found.median) == (2, [3000, 10000], 6500)
    page = browser(who["li"]).get(f"/cases/{case.number}/papers").text
    assert "甬市监罚〔2026〕4号" in page
    assert "宁波某某公司" not in page


def test_earlier_penalties_of_closed_cases_are_proposed_and_open_ones_are_not(who: Who) -> None:
    counted = penalised(who, "2025-06-02")
    running = penalised(who, "2026-03-02", state="served")
    other = penalised(who, "2026-02-02", act="false_advertising")
    old = penalised(who, "2024-10-08")
    case = case_of(who, sold="350")  # 35,000: above 30,000, the line of who was penalised within two years
    found = history_of(case, who["li"], DAY)
    by_number = {one.number: one for one in found.shown}
    assert set(by_number) == {one.number for one in (counted, running, other, old)}
    assert [one.number for one in found.shown if one.is_proposed] == [counted.number]
    assert by_number[counted.number].until == date(2027, 6, 2)
    assert "逾2年" in by_number[old.number].why.zh
    assert found.days == [date(2025, 6, 2)]
    assert found.weighed is not None
    assert found.weighed.governing.tier is not None
    assert histories._weighed(case, (), DAY).governing.tier is None  # type: ignore[union-attr]
    page = browser(who["li"]).get(f"/cases/{case.number}/papers").content.decode()
    assert "当事人此前受过的处罚" in page
    assert "penalised_on=2025-06-02" in page
    answer = browser(who["li"]).get(page.split('href="/law/threshold')[1].split('"')[0].replace("&amp;", "&").join(("/law/threshold", "")))
    assert answer.status_code == 200
    assert "2025-06-02" in answer.content.decode()


def test_a_penalty_that_was_revoked_is_not_told(who: Who) -> None:
    gone = penalised(who, "2025-06-02")
    enter("revoke_served_penalty", at=at("2025-07-02 10:00"), by=who["wang"], dossier=gone.dossier, papers={"reason": "事实不清"})
    assert history_of(case_of(who), who["li"], DAY).shown == []


def test_an_act_on_the_eve_of_two_years_counts_and_a_day_later_does_not(who: Who) -> None:
    penalised(who, "2024-10-09")
    assert history_of(case_of(who, sold="1"), who["li"], DAY).days == [date(2024, 10, 9)]
    assert history_of(case_of(who, sold="1", acted_on=date(2026, 10, 10)), who["li"], DAY).days == []


def test_a_clue_of_a_pesticide_goes_to_agriculture_and_a_body_of_the_place_is_proposed(who: Who) -> None:
    body = Department.objects.create(name_zh="桐庐县农业农村局", name_en="Tonglu Agriculture", kind="other_authority", level="county", region="330122")
    Department.objects.create(name_zh="淳安县农业农村局", name_en="Chun'an Agriculture", kind="other_authority", level="county", region="330127")
    clue = clue_of(who["li"], listing_title="敌敌畏 农药 杀虫剂 乳油", suspected_ground="pesticide_reg/56", operator_address="浙江省杭州市桐庐县城南街道1号")
    matter = matter_of_clue(clue, DAY)
    assert (matter.field, matter.act) == ("pesticide", act_of("pesticide_reg/56", DAY))
    guide = guide_of(matter, clue.department)
    assert guide.sectors[0].sector.code == "agriculture"
    assert guide.bodies == [body]
    page = browser(who["li"]).get(f"/clues/{clue.number}").content.decode()
    assert "桐庐县农业农村局" in page
    assert f"?to={body.pk}#steps" in page
    led = browser(who["li"]).get(f"/clues/{clue.number}?to={body.pk}").content.decode()
    assert f'value="{body.pk}"' in led
    assert browser(who["li"]).get(f"/clues/{clue.number}?to=1;drop").status_code == 200


def test_where_act_or_field_is_not_known_nobody_is_competent(who: Who) -> None:
    for told in ({}, {"listing_title": "敌敌畏 农药 杀虫剂"}, {"suspected_ground": "trademark_law/57"}):
        guide = guide_of(matter_of_clue(clue_of(who["li"], shop_id=f"S{len(told)}{next(iter(told), '')[:1]}", **told), DAY), who["li"].department)  # type: ignore[arg-type]
        assert guide.sectors == []
        assert guide.why_not is not None
        assert guide.bodies == []


def test_the_playbook_stands_on_the_case_in_both_languages(who: Who) -> None:
    case = case_of(who)
    assert matter_of_case(case, DAY).act == "trademark_infringement"
    page = browser(who["li"]).get(f"/cases/{case.number}/evidence").content.decode()
    assert "办案指引" in page
    assert "权利人辨认" in page
    assert "Playbook" in browser(who["li"]).get(f"/cases/{case.number}/evidence", headers={"accept-language": "en"}).content.decode()


def test_a_clue_of_a_detector_is_filed_under_an_act_of_the_law_and_what_is_known_is_proposed(who: Who) -> None:
    """A detector's title stood as the act suspected: a case of "suspected words of copies", which was published so."""
    certify(who["li"], who["wang"])
    finding = make_findings_of_a_shop(who["li"])[1]
    clue = take_up(finding, by=who["li"], at=MORNING)
    assert clue.suspected_act == "仿品暗语"
    page = browser(who["wang"]).get(f"/cases/new?clue={clue.dossier.number}").content.decode()
    assert "涉嫌销售侵犯注册商标专用权的商品案" in page
    assert "涉嫌仿品暗语" not in page
    assert act_suspected(clue, date(2027, 1, 15)) == "销售侵犯注册商标专用权的商品"  # the article that it cites is that of the law in force when it came
    case = file_case(Filing("某案", who["li"], who["wang"], clue, suspected_act="销售假冒注册商标的商品"), by=who["wang"], at=MORNING)
    assert case.act == "trademark_infringement"  # known by its usual words
    assert day_of_law(case) == MORNING.date()
    assert proposed_for(case, MORNING.date()) == {
        "field": "clothing_shoes",
        "crime": "selling_counterfeit_marked_goods",
    }
    describe_case(case, told={"crime": "counterfeit_mark"}, by=who["li"], at=MORNING)
    assert "crime" not in proposed_for(case, MORNING.date())


def test_a_line_is_called_by_what_it_says(who: Who) -> None:
    case = case_of(who)
    proof = seal([b"x"], "a.csv", dossier=case.dossier, by=who["li"], at=MORNING).sha256
    given = {"amount_kind": "refund", "goods_name": "运动鞋", "quantity": "8", "unit_price": "300", "price_basis": "actual", "amount_proofs": proof}
    add_amount_line(case, by=who["li"], at=MORNING, **{**given, "amount_kind": "sold"})
    line = add_amount_line(case, by=who["li"], at=MORNING, **given, reason="已退款")
    with override("zh-hans"):
        assert str(line) == f"{case.number}-2 退货退款 运动鞋 8 × 300.00"


def test_a_line_that_orders_alone_prove_comes_to_what_they_do_or_says_why_not(who: Who, settings: Any, tmp_path: Path) -> None:
    """Four orders of 600 yuan proved 160 pairs for 48,000, and the case was said to be near the line of a crime."""
    settings.LAKE = str(tmp_path / "lake")
    bought = {"platform": "yunjishi", "shop_id": "S9", "listing_id": "L7", "amount": 300, "paid_at": "2026-10-01T08:00:00"}
    fill_lake(tmp_path, {"order": [{**bought, "order_id": f"N{n}", "buyer_id": f"u{n}"} for n in range(3)]})
    case, proofs = case_of(who), "order/yunjishi/N0\norder/yunjishi/N1"
    given = {"amount_kind": "sold", "goods_name": "运动鞋", "unit_price": "300", "price_basis": "actual", "amount_proofs": proofs}
    with pytest.raises(BadInput, match=r"所列 2 笔订单合计 600\.00 元，与本行 48000\.00 元不符"):
        add_amount_line(case, by=who["li"], at=MORNING, quantity="160", **given)
    add_amount_line(case, by=who["li"], at=MORNING, quantity="2", **given)
    add_amount_line(case, by=who["li"], at=MORNING, quantity="2", reason="一单两双", **{**given, "amount_proofs": "order/yunjishi/N2"})
    assert [one.quantity for one in case.lines.all()] == [2, 2]


def test_a_fine_is_held_against_nothing_before_there_are_sales_and_says_where_they_are_entered(who: Who) -> None:
    with pytest.raises(StepRefused, match=r"尚不能确定.*案值台账还没有销售明细，请先在案件页面登记"):
        check_fines(case_of(who), Decimal(60000), DAY)


def test_the_fine_of_the_notice_stands_in_the_form_that_decides(who: Who) -> None:
    dossier = case_of(who, sold="100").dossier
    dossier.state = {**dossier.state, "main": "reviewed"}  # type: ignore[dict-item]  # a dossier with tracks
    dossier.save()
    told = {"penalty_intended": "罚款六万元", "hearing_right": "no_right", "served_on": "2026-11-02", "fine_intended_organisation": "60000"}
    prove(dossier, who["li"], MORNING)
    sum_ = {"penalty_intended": told["penalty_intended"], "fine_intended_organisation": "60000"}
    with pytest.raises(StepRefused, match="尚未经负责人批准"):
        take(dossier, "inform", by=who["li"], at=MORNING, given=told)
    with pytest.raises(StepRefused, match="不在法定幅度之内"):
        approve_notice(dossier, who["li"], who["wang"], MORNING, **{**sum_, "fine_intended_organisation": "900000"})
    approve_notice(dossier, who["li"], who["wang"], MORNING, **sum_)
    take(dossier, "inform", by=who["li"], at=MORNING, given=told)
    assert re.search(r'name="decide_penalty-fine"[^>]*value="60000', browser(who["wang"]).get(f"/cases/{dossier.number}").text)
