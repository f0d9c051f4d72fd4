"""A matter: what is known is laid in once, corrected on record, and comes out as papers; nothing of it is anybody else's."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from people import at, people

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.core.procedure import rulebook
from mingjian.institutions.cases.acts import describe_case
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.cases.services.narrative import facts_drafted, report_drafted
from mingjian.institutions.clues.grounds.opening import take_up
from mingjian.institutions.matters.acts import (
    add_answer,
    add_charge,
    add_exhibit,
    add_offer,
    add_party,
    add_penalty,
    correct_charge,
    correct_offer,
    correct_party,
    waive_proof,
    withdraw_party,
)
from mingjian.institutions.matters.facts import facts_of_matter
from mingjian.institutions.matters.models import Answer, Exhibit, Matter, Offer, Party, Penalty
from mingjian.institutions.matters.queries import matter_of, matter_visible_to, unproven
from mingjian.institutions.matters.services.gaps import gaps_of
from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Entry, Officer
from mingjian.office.papers.kinds.breach import BreachField

MORNING = at("2026-11-24 09:30")
CODE = "91330122MA2ABCDE0J"
pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> dict[str, Officer]:
    found = people("li", "wang", "zhao", "clerk")
    for one in found.values():
        one.certificate = f"浙{one.username}"
        one.roles = ["officer", *one.roles] if one.username == "wang" else one.roles  # the other investigator
        one.save()
    return found


@pytest.fixture
def case(who: dict[str, Officer]) -> Case:
    filing = Filing("桐庐青禾鞋行涉嫌销售侵犯注册商标专用权的商品案", who["li"], who["wang"], None, "桐庐青禾鞋行", "销售侵犯注册商标专用权的商品")
    return file_case(filing, by=who["wang"], at=MORNING)


def matter_in(case: Case) -> Matter:
    found = matter_of(case.dossier)
    assert found is not None
    return found


def party(matter: Matter, by: Officer, **given: object) -> Party:
    told = {"party_role": "suspect", "party_type": "organisation", "party_legal_name": "杭州盛信食品有限公司", "party_licence": "营业执照"} | given
    return add_party(matter, by=by, at=MORNING, **told)


def test_a_case_opens_its_matter_with_what_was_entered(case: Case) -> None:
    matter = matter_in(case)
    assert [one.name for one in matter.party_rows.all()] == ["桐庐青禾鞋行"]
    assert [(one.words, one.act) for one in matter.charge_rows.all()] == [("销售侵犯注册商标专用权的商品", "trademark_infringement")]
    body = json.loads(Entry.objects.get(kind="matter_opened").body)
    assert "桐庐青禾鞋行" not in json.dumps(body, ensure_ascii=False)


def test_what_is_corrected_is_kept_as_it_was_and_the_case_follows(case: Case, who: dict[str, Officer]) -> None:
    matter = matter_in(case)
    held = matter.party_rows.get()
    told = {"party_role": "suspect", "party_type": "business", "party_legal_name": "桐庐县青禾鞋行", "party_operator": "王青禾", "party_code": CODE}
    told |= {"party_id_kind": "居民身份证", "party_id_number": "330122199003072319", "party_telephone": "13800001234", "party_licence": "营业执照"}
    correct_party(held, by=who["li"], at=MORNING, reason="与营业执照核对", **told)
    held.refresh_from_db()
    assert held.earlier[0][3]["name"] == "桐庐青禾鞋行"
    case.refresh_from_db()
    assert (case.party_name, case.party_code, case.party_head) == ("桐庐县青禾鞋行", CODE, "王青禾")
    entries = " ".join(Entry.objects.filter(kind__startswith="matter").values_list("body", flat=True))
    assert not any(one in entries for one in ("330122199003072319", "13800001234", "王青禾", "青禾鞋行"))
    correct_party(
        held,
        by=who["li"],
        at=MORNING,
        reason="补登住所",
        **(told | {"party_registered_address": "桐庐县城南街道迎春南路 205 号", "party_id_number": "", "party_telephone": ""}),
    )
    held.refresh_from_db()
    assert held.id_number == "330122199003072319", "a form that does not show it must not clear it"


def test_what_is_described_on_the_case_s_page_reaches_the_matter(case: Case, who: dict[str, Officer]) -> None:
    describe_case(case, told={"party_code": CODE, "party_head": "李四", "broken": "trademark_law/57"}, by=who["li"], at=MORNING)
    matter = matter_in(case)
    party = matter.party_rows.get()
    assert (party.code, party.operator, matter.charge_rows.get().broken) == (CODE, "李四", "trademark_law/57"), "who is in charge of a business runs it"
    describe_case(case, told={"party_head": "", "party_address": "桐庐县某路1号"}, by=who["li"], at=MORNING)
    party.refresh_from_db()
    assert (party.operator, party.address) == ("", "桐庐县某路1号"), "what is emptied on the case's page is emptied in its matter"
    with pytest.raises(BadInput):
        describe_case(case, told={"party_code": CODE[:17] + "9"}, by=who["li"], at=MORNING)


def test_another_provision_on_the_case_s_page_leaves_no_item_of_the_one_before(case: Case, who: dict[str, Officer]) -> None:
    charge = matter_in(case).charge_rows.get()
    correct_charge(charge, by=who["li"], at=MORNING, reason="补登", charge_words=charge.words, charge_broken="商标法第五十七条第三项")
    describe_case(case, told={"broken": "aucl/8"}, by=who["li"], at=MORNING)
    charge.refresh_from_db()
    assert (charge.broken, charge.broken_item) == ("aucl/8", None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"party_code": CODE[:17] + "9"},  # fails its check digit
        {"party_type": "person", "party_legal_name": "王某", "party_code": CODE},
        {"party_type": "person", "party_legal_name": "王某", "party_id_number": "330122199003072310"},
        {"party_legal_name": "桐庐青禾鞋行"},  # stands there already
    ],
)
def test_what_cannot_be_is_refused_in_words(case: Case, who: dict[str, Officer], wrong: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        party(matter_in(case), who["li"], **wrong)


def test_nobody_else_sees_a_matter_or_writes_in_it(case: Case, who: dict[str, Officer]) -> None:
    matter = matter_in(case)
    for one in ("zhao", "clerk"):
        with pytest.raises(NotFound):
            matter_visible_to(who[one], matter.number)
        with pytest.raises((NotPermitted, StepRefused)):
            party(matter, who[one])


def test_a_party_that_others_refer_to_is_not_withdrawn(case: Case, who: dict[str, Officer]) -> None:
    matter, li = matter_in(case), who["li"]
    add_offer(matter, by=li, at=MORNING, offer_goods="运动鞋", offer_party=1, offer_url="https://shop.example/item/1")
    with pytest.raises(BadInput):
        withdraw_party(matter.party_rows.get(), by=li, at=MORNING, reason="登记错误")


def test_sixty_offers_three_parties_and_their_papers(case: Case, who: dict[str, Officer]) -> None:
    """Long, many: addresses of 2,000 characters, sixty offers, three parties, forty exhibits; everything comes out again, in order and unshortened."""
    matter, li = matter_in(case), who["li"]
    for n in range(2):
        party(matter, li, party_legal_name=f"浙江省杭州市余杭区良渚街道某某电子商务有限责任公司第{n}分公司")
    for n in range(60):
        url = f"https://shop.example/item/{n}?spm=" + "a" * (1950 - len(str(n)))
        told = {"offer_platform": "云集市", "offer_shop": "青禾旗舰店", "offer_shop_key": "S1", "offer_listing_key": f"L{n}", "offer_url": url}
        add_offer(matter, by=li, at=MORNING, offer_goods=f"第{n}款运动鞋", offer_party=n % 3 + 1, offer_price="99.90", **told)
    for n in range(40):
        told = {"exhibit_kind": "data", "exhibit_proves": "act\ngoods", "exhibit_maker": "桐庐县局", "exhibit_made_on": "2026-11-20"}
        add_exhibit(matter, by=li, at=MORNING, exhibit_title=f"第{n}次网页取证", exhibit_shows="当事人销售该商品的事实", **told)
    told = facts_of_matter(case.dossier)
    assert [len(told[room]["list"]) for room in ("parties", "offers", "exhibits")] == [3, 60, 40]
    assert told["offers"]["list"][59]["网址"].endswith("a" * 1900)
    assert told["exhibits"]["text"].splitlines()[39].startswith("40. 第39次网页取证（桐庐县局，2026年11月20日，1份），证明当事人销售该商品的事实")


def test_items_of_a_penalty_are_written_in_both_ways_and_added_up(case: Case, who: dict[str, Officer]) -> None:
    matter, li = matter_in(case), who["li"]
    add_penalty(matter, by=li, at=MORNING, penalty_kind="correct", penalty_words="立即停止销售侵犯注册商标专用权的商品")
    add_penalty(matter, by=li, at=MORNING, penalty_kind="goods", penalty_words="侵权运动鞋 12 双")
    add_penalty(matter, by=li, at=MORNING, penalty_kind="gains", penalty_sum="149.54")
    add_penalty(matter, by=li, at=MORNING, penalty_kind="fine", penalty_sum="80000")
    told = facts_of_matter(case.dossier)["penalty"]
    assert told["text"] == "1. 没收侵权运动鞋 12 双；\n2. 没收违法所得人民币壹佰肆拾玖元伍角肆分（￥149.54）；\n3. 罚款人民币捌万元整（￥80000.00）。"
    assert told["total"] == "罚没款合计人民币捌万零壹佰肆拾玖元伍角肆分（￥80149.54）。"
    assert told["correct"] == "当事人立即停止销售侵犯注册商标专用权的商品"
    with pytest.raises(BadInput):
        add_penalty(matter, by=li, at=MORNING, penalty_kind="fine")
    with pytest.raises(BadInput):
        add_penalty(matter, by=li, at=MORNING, penalty_kind="fine", penalty_sum="1")


def test_provisions_are_read_as_people_cite_them_and_cited_as_statutes_do(case: Case, who: dict[str, Officer]) -> None:
    charge = matter_in(case).charge_rows.get()
    told = {"charge_words": charge.words, "charge_act": charge.act, "charge_since": "2026-03-01", "charge_until": "2026-05-20"}
    told |= {"charge_broken": "《商标法》第五十七条第三项", "charge_applied": "商标法第60条第二款"}
    correct_charge(charge, by=who["li"], at=MORNING, reason="补登", **told)
    charge.refresh_from_db()
    assert (charge.broken, charge.broken_paragraph, charge.broken_item) == ("trademark_law/57", None, 3)
    said = facts_of_matter(case.dossier)["charge"]
    assert said["broken"] == "《中华人民共和国商标法》第五十七条第三项"
    assert said["applied"] == "《中华人民共和国商标法》第六十条第二款"
    assert said["period"] == "2026年3月1日至2026年5月20日"
    with pytest.raises(BadInput):
        add_charge(matter_in(case), by=who["li"], at=MORNING, charge_words="某行为", charge_broken="商标法第九百条")


def test_an_act_of_the_rulebook_brings_its_provisions_and_one_that_depends_on_the_sum_does_not(case: Case, who: dict[str, Officer]) -> None:
    matter, li = matter_in(case), who["li"]
    brushing = add_charge(matter, by=li, at=MORNING, charge_words="组织刷单", charge_act="fake_trading")
    correct_charge(brushing, by=li, at=MORNING, reason="商品领域登记有误", charge_words="组织刷单", charge_act="false_promotion", charge_field="food")
    when, whom, why, before = brushing.history[0]
    assert (when, whom, why) == ("2026-11-24 09:30", li.name_zh, "商品领域登记有误"), "told by the clock and the names of people here"
    assert dict(before)["规则库中的行为"] == "虚构交易、编造评价等虚假宣传"
    correct_charge(brushing, by=li, at=MORNING, reason="改回", charge_words="组织刷单", charge_act="fake_trading")
    brushing.refresh_from_db()
    assert dict(brushing.history[0][3])["规则库中的行为"] == "对商品作虚假或者引人误解的商业宣传（不属于广告）"
    assert brushing.provision("applied") == "《中华人民共和国反不正当竞争法》第二十五条"
    assert not brushing.broken, "two laws may be meant, and a person names which"
    unlicensed = add_charge(matter, by=li, at=MORNING, charge_words="未经许可销售化妆品", charge_act="unlicensed_trade")
    assert not unlicensed.applied, "which law punishes it depends on the goods"
    correct_charge(unlicensed, by=li, at=MORNING, reason="补登商品领域", charge_words="未经许可销售化妆品", charge_field="food")
    unlicensed.refresh_from_db()
    assert unlicensed.applied == "food_safety_law/122"
    counterfeit = add_charge(matter, by=li, at=MORNING, charge_words="售假", charge_act="trademark_infringement", charge_field="clothing_shoes")
    assert not counterfeit.applied, "of provisions that compete the sum decides"
    named = add_charge(matter, by=li, at=MORNING, charge_words="虚构原价", charge_act="price_fraud", charge_applied="电子商务法第八十五条")
    assert named.applied == "ecl/85", "what a person named stays"


def test_the_act_is_picked_by_what_people_call_it_and_kept_by_its_key() -> None:
    field = BreachField(required=False)
    assert field.clean("刷单炒信") == field.clean("虚构交易、编造评价等虚假宣传") == field.clean("fake_trading") == "fake_trading"
    assert field.prepare_value("fake_trading") == "虚构交易、编造评价等虚假宣传"
    assert field.clean("") == ""
    with pytest.raises(ValidationError, match="虚构交易"):
        field.clean("虚构的交易和编造的评价")


def test_gaps_name_what_a_paper_would_lack_and_what_nothing_proves(case: Case, who: dict[str, Officer]) -> None:
    matter, li = matter_in(case), who["li"]
    assert any("没有证据证明" in one.text.zh for one in gaps_of(matter))
    before = len(unproven(matter))
    add_exhibit(matter, by=li, at=MORNING, exhibit_kind="document", exhibit_title="营业执照复印件", exhibit_proves="subject")
    assert len(unproven(matter)) == before - 1
    with pytest.raises(BadInput):
        add_exhibit(matter, by=li, at=MORNING, exhibit_kind="document", exhibit_title="某证据", exhibit_proves="无此事项")


def test_answers_are_written_point_by_point(case: Case, who: dict[str, Officer]) -> None:
    told = {"answer_point": "进货时对方出示了授权书", "answer_verdict": "rejected", "answer_why": "授权书经权利人鉴别系伪造", "answer_stated_on": "2026-11-23"}
    add_answer(matter_in(case), by=who["li"], at=MORNING, **told)
    said = facts_of_matter(case.dossier)["answer"]["text"]
    assert said == "当事人于2026年11月23日提出：进货时对方出示了授权书。经复核，授权书经权利人鉴别系伪造，本机关不予采纳。"


def test_an_audit_agrees_with_a_matter_and_finds_a_changed_fact(case: Case, who: dict[str, Officer]) -> None:
    from mingjian.office.record.row_digests import differences
    from mingjian.office.record.seals import seal_rows

    party(matter_in(case), who["li"])
    seal_rows(MORNING)
    assert list(differences()) == []
    Party.objects.filter(nth=2).update(name="别人")
    assert any("name" in one.text.en for one in differences())


def test_no_investigation_ends_while_something_is_unproven_unless_the_head_says_why(case: Case, who: dict[str, Officer]) -> None:
    matter, li, wang = matter_in(case), who["li"], who["wang"]
    for officer in (li, wang):
        take(case.dossier, "investigate", by=officer, at=MORNING)
    report = {"final_report": "调查终结。"}
    with pytest.raises(StepRefused, match="没有证明"):
        take(case.dossier, "finish_investigation", by=li, at=MORNING, given=report)
    for element in ("subject", "act", "goods", "amount"):
        add_exhibit(matter, by=li, at=MORNING, exhibit_kind="document", exhibit_title=f"证据{element}", exhibit_proves=element)
    with pytest.raises(StepRefused, match="权利"):
        take(case.dossier, "finish_investigation", by=li, at=MORNING, given=report)
    with pytest.raises(NotPermitted):
        waive_proof(matter, by=li, at=MORNING, element_unproven="right", reason="权利人未答复")
    waiver = {"element_unproven": "right", "reason": "权利人经两次发函未答复，另有商标注册信息查询结果佐证"}
    with pytest.raises(StepRefused, match="办案人员不能准予"):
        waive_proof(matter, by=wang, at=MORNING, **waiver)
    other = Officer.objects.create(username="shen", name_zh="沈", department=li.department, roles=["head"])
    assert matter.options_of("element_unproven") == ["right", "knowledge", "jurisdiction", "procedure", "circumstances"]
    waive_proof(matter, by=other, at=MORNING, **waiver)
    take(case.dossier, "finish_investigation", by=li, at=MORNING, given=report)
    assert case.dossier.proposals.filter(step="finish_investigation").exists()


def test_the_report_and_the_facts_are_drafted_from_what_is_on_record_and_from_nothing_else(case: Case, who: dict[str, Officer]) -> None:
    matter, li = matter_in(case), who["li"]
    add_offer(
        matter,
        by=li,
        at=MORNING,
        offer_goods="运动鞋",
        offer_party=1,
        offer_platform="云集市",
        offer_shop="青禾旗舰店",
        offer_shop_key="S1",
        offer_listing_key="L7",
        offer_brand="某牌",
    )
    charge = matter.charge_rows.get()
    told = {"charge_words": charge.words, "charge_act": charge.act, "charge_since": "2026-03-01", "charge_until": "2026-05-20"}
    correct_charge(charge, by=li, at=MORNING, reason="补登", charge_broken="商标法第57条第三项", charge_means="当事人从他人处购进后加价销售", **told)
    facts = facts_drafted(case, matter)
    assert (
        "自2026年3月1日至2026年5月20日，当事人在云集市平台的网店“青禾旗舰店”（编号S1）销售“运动鞋”（标称品牌某牌，商品编号L7）。当事人从他人处购进后加价销售。"
        in facts
    )
    assert "【" not in facts
    assert "货值" not in facts, "no sum is told that nobody counted"
    report = report_drafted(case, matter)
    assert "五、定性\n当事人的上述行为违反了《中华人民共和国商标法》第五十七条第三项的规定，构成销售侵犯注册商标专用权的商品的行为。" in report
    assert "七、处理意见" not in report, "no heading stands over nothing"


def test_a_ring_is_one_matter_with_every_shop_and_firm(who: dict[str, Officer]) -> None:
    li = who["li"]
    run = Run.objects.create(detector="sham_ring", version="1", started_at=MORNING, ended_at=MORNING, by=li, department=li.department, digest="1" * 64)
    told = {
        "reason_zh": "其理由",
        "reason_en": "Its reason",
        "innocent_zh": "",
        "innocent_en": "",
        "evidence_json": json.dumps({"shops": ["甲网/S1", "甲网/S2", "甲网/S3"]}),
    }
    finding = Finding.objects.create(
        run=run, detector="sham_ring", subject_kind="ring", subject="甲网/R1", score=0.9, department=li.department, found_at=MORNING, **told
    )
    clue = take_up(finding, by=li, at=MORNING)
    matter = matter_of(clue.dossier)
    assert matter is not None, "whoever takes a finding up has its matter at once"
    assert {one.shop_key for one in matter.offer_rows.all()} >= {"S1", "S2", "S3"}
    filing = Filing("某某等涉嫌虚构交易案", li, who["wang"], clue)
    case = file_case(filing, by=who["wang"], at=MORNING)
    assert matter_in(case) == matter, "the case goes on with the matter of its clue"
    matter.refresh_from_db()
    assert matter.lead == case.dossier


def test_a_correction_changes_what_it_gives_and_takes_away_what_it_names(case: Case, who: dict[str, Officer]) -> None:
    """A system that sends one column must not clear the others."""
    held = matter_in(case).party_rows.get()
    whole = {"party_role": "suspect", "party_type": "organisation", "party_legal_name": held.name}
    more = {"party_code": CODE, "party_head": "李四", "party_registered_address": "桐庐县某路1号"}
    correct_party(held, by=who["li"], at=MORNING, reason="补登", **whole, **more)
    correct_party(held, by=who["li"], at=MORNING, reason="负责人变更", **whole, party_head="王五")
    held.refresh_from_db()
    assert (held.code, held.head, held.address) == (CODE, "王五", "桐庐县某路1号")
    correct_party(held, by=who["li"], at=MORNING, reason="地址有误", **whole, fact_cleared="住所（住址）")
    held.refresh_from_db()
    assert (held.head, held.address) == ("王五", "")
    assert [one[3] for one in held.earlier][-2:] == [{"head": "李四"}, {"address": "桐庐县某路1号"}]
    assert held.history[0][2:] == ("地址有误", [("住所（住址）", "桐庐县某路1号")])
    with pytest.raises(BadInput, match="没有“门牌”"):
        correct_party(held, by=who["li"], at=MORNING, reason="试", **whole, fact_cleared="门牌")


def test_a_reference_and_a_day_are_taken_away_too(case: Case, who: dict[str, Officer]) -> None:
    li, matter = who["li"], matter_in(case)
    offer = add_offer(matter, by=li, at=MORNING, offer_goods="运动鞋", offer_party=1, offer_url="https://shop.example/1", offer_since="2026-11-01")
    correct_offer(offer, by=li, at=MORNING, reason="不是该当事人的", offer_goods="运动鞋", fact_cleared="属于第几号当事人、销售期间自")
    offer.refresh_from_db()
    assert (offer.party, offer.since) == (None, None)
    withdraw_party(matter.party_rows.get(), by=li, at=MORNING, reason="登记错误")
    case.refresh_from_db()
    assert case.party_name == "", "the case says nobody, as its matter does"


def test_another_article_leaves_the_item_of_the_one_before_behind(case: Case, who: dict[str, Officer]) -> None:
    charge = matter_in(case).charge_rows.get()
    correct_charge(charge, by=who["li"], at=MORNING, reason="补登", charge_words=charge.words, charge_broken="商标法第五十七条第三项")
    assert charge.proposed_for("correct_charge")["charge_broken"] == "《中华人民共和国商标法》第五十七条第三项", "the form shows what people cite"
    correct_charge(charge, by=who["li"], at=MORNING, reason="改引", charge_words=charge.words, charge_broken="商标法第六十条")
    charge.refresh_from_db()
    assert (charge.broken, charge.broken_paragraph, charge.broken_item) == ("trademark_law/60", None, None)


@pytest.mark.parametrize(
    ("paper", "choices"),
    [
        ("party_role", Party.Role),
        ("party_type", Party.Kind),
        ("offer_stands", Offer.Stands),
        ("exhibit_kind", Exhibit.Kind),
        ("penalty_kind", Penalty.Kind),
        ("answer_verdict", Answer.Verdict),
    ],
)
def test_what_papers_of_matters_name_is_what_matters_have(paper: str, choices: type[TextChoices]) -> None:
    assert [key for key, _ in rulebook().papers[paper].options] == choices.values, f"make the options of {paper} in papers.yaml those of {choices.__qualname__}"
