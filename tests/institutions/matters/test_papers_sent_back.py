"""What a legal reviewer sent back of three chains that nobody had walked before: pesticide of three parties, a device in a live room, heaters of a market."""

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from ordered import code_of
from people import at, browser, people
from proofs import complete

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.cases.acts import describe_case
from mingjian.institutions.cases.amounts.acts import add_amount_line
from mingjian.institutions.cases.facts import told_of_case
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.cases.services.assessment import check_fines
from mingjian.institutions.cases.services.narrative import course_of, facts_drafted, report_drafted
from mingjian.institutions.cases.steps.decide_penalty import _refuse_other_sums
from mingjian.institutions.clues.services.choices import suspected_by
from mingjian.institutions.matters.acts import add_charge, add_offer, add_party, add_penalty, correct_charge, correct_penalty, withdraw_party, withdraw_penalty
from mingjian.institutions.matters.facts import facts_of_matter
from mingjian.institutions.matters.models import Charge, Matter, Penalty
from mingjian.institutions.matters.queries import matter_of
from mingjian.office.documents import creation, facts
from mingjian.office.documents.creation import all_forms, draft, in_order
from mingjian.office.documents.facts import Told, _said_by_head, facts_of
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import seal
from mingjian.office.models import Dossier, Entry, Officer
from mingjian.office.record.entries import enter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
MORNING = at("2026-11-02 09:30")
SHOP, LENDER = "桐庐青禾鞋行", "桐庐县横村供销农资服务有限责任公司"


@pytest.fixture
def who(db: None) -> dict[str, Officer]:
    found = people("li", "wang", "zhao")
    for one in found.values():
        one.certificate = f"浙A-{one.username}"
        one.save()
    return found


@pytest.fixture
def case(who: dict[str, Officer]) -> Case:
    made = file_case(Filing("某案", who["li"], who["wang"], None, SHOP, "经营假农药"), by=who["wang"], at=MORNING)
    told = {"party_code": "91330122MA2ABCDE0J", "act": "fake_goods", "field": "pesticide", "acted_on": date(2026, 10, 1)}
    describe_case(made, told=told, by=who["li"], at=MORNING)
    return made


@pytest.fixture
def matter(case: Case, who: dict[str, Officer]) -> Matter:
    """The shop, and the firm that lent it a licence."""
    found = matter_of(case.dossier)
    assert found is not None
    lender = {"party_role": "suspect", "party_type": "organisation", "party_legal_name": LENDER, "party_licence": "营业执照", "party_head": "孙百川"}
    add_party(found, by=who["li"], at=MORNING, **lender, party_code=code_of("91330122MA2AX3D91"), party_registered_address="桐庐县横村镇凤联街58号")
    return found


def charges_of_each(matter: Matter, by: Officer) -> None:
    shop: dict[str, Any] = {"charge_words": "经营假农药", "charge_broken": "农药管理条例第四十四条", "charge_applied": "农药管理条例第五十五条第一款第二项"}
    lent = {
        "charge_words": "出借农药经营许可证",
        "charge_broken": "农药管理条例第六十二条",
        "charge_applied": "农药管理条例第六十二条",
        "charge_party": 2,
    }
    correct_charge(Charge.objects.get(matter=matter), by=by, at=MORNING, reason="各自的行为", charge_party=1, **shop)
    add_charge(matter, by=by, at=MORNING, **lent)


def test_code_address_and_head_of_several_parties_are_each_told_with_whose_they_are(case: Case, matter: Matter, who: dict[str, Officer]) -> None:
    told = facts_of(case.dossier, who["li"], MORNING).record["party"]
    assert f"{SHOP}：91330122MA2ABCDE0J\n{LENDER}：91330122MA2AX3D91" in told["code"]
    assert told["address"] == f"{LENDER}：桐庐县横村镇凤联街58号", "what is not known of one is not said by the other's"
    assert told["head"] == f"{LENDER}：孙百川"


def test_what_each_party_did_is_told_of_that_party_with_its_own_article_and_total(case: Case, matter: Matter, who: dict[str, Officer]) -> None:
    li = who["li"]
    charges_of_each(matter, li)
    for nth, sums in ((1, ("21840", "126000")), (2, ("8000", "50000"))):
        for kind, amount in zip(("gains", "fine"), sums, strict=True):
            add_penalty(matter, by=li, at=MORNING, penalty_kind=kind, penalty_sum=amount, penalty_party=nth)
    told = facts_of_matter(case.dossier)
    assert told["charge"]["nature"] == (
        f"{SHOP}的上述行为违反了《农药管理条例》第四十四条的规定，构成经营假农药的行为。\n"
        f"{LENDER}的上述行为违反了《农药管理条例》第六十二条的规定，构成出借农药经营许可证的行为。"
    )
    lines = told["penalty"]["text"].splitlines()
    assert lines[1] == f"2. 依据《农药管理条例》第五十五条第一款第二项的规定，对{SHOP}罚款人民币壹拾贰万陆仟元整（￥126000.00）；"
    assert lines[3] == f"4. 依据《农药管理条例》第六十二条的规定，对{LENDER}罚款人民币伍万元整（￥50000.00）。"
    assert f"{SHOP}罚没款合计人民币壹拾肆万柒仟捌佰肆拾元整（￥147840.00）；{LENDER}罚没款合计" in told["penalty"]["total"]
    assert f"{LENDER}的上述行为违反了" in report_drafted(case, matter)
    assert told["charge"]["applied"] == "《农药管理条例》第五十五条第一款第二项、第六十二条", "the title of one law once"
    report = draft(all_forms()["investigation_report"], case.dossier, by=li, at=MORNING).values
    assert (report["分别适用"], told["penalty"]["apart"]) == ("是", "是"), "the sentence before the items does not cite what each of them cites"


def test_a_charge_without_a_party_is_that_of_all_and_a_party_that_is_charged_is_not_withdrawn(case: Case, matter: Matter, who: dict[str, Officer]) -> None:
    li = who["li"]
    correct_charge(Charge.objects.get(matter=matter), by=li, at=MORNING, reason="补", charge_words="经营假农药", charge_broken="农药管理条例第四十四条")
    assert facts_of_matter(case.dossier)["charge"]["nature"].startswith("当事人的上述行为违反了《农药管理条例》第四十四条")
    charges_of_each(matter, li)
    with pytest.raises(Exception, match="还指着它"):
        withdraw_party(matter.party_rows.get(nth=2), by=li, at=MORNING, reason="误记")


def test_the_fine_of_a_party_is_held_against_the_act_that_is_its_own(case: Case, matter: Matter, who: dict[str, Officer]) -> None:
    """The act of the case goes by the value of the goods; the other party bought good words for them, which a million and more may cost."""
    li = who["li"]
    charges_of_each(matter, li)
    own = {"charge_words": "虚构交易", "charge_act": "fake_trading", "charge_party": 2, "charge_field": "other"}
    correct_charge(Charge.objects.get(matter=matter, nth=2), by=li, at=MORNING, reason="改", **own)
    line_of_shop(case, matter, li)
    for party, amount in ((1, "30000"), (2, "2300000")):
        add_penalty(matter, by=li, at=MORNING, penalty_kind="fine", penalty_sum=amount, penalty_party=party)
    with pytest.raises(StepRefused, match=f"对{LENDER}的罚款 2300000.*反不正当竞争法"):
        check_fines(case, Decimal(2330000), MORNING.date())


def test_who_lent_a_licence_is_fined_by_the_article_on_lending_and_by_its_figure(case: Case, matter: Matter, who: dict[str, Officer]) -> None:
    """The value of the shop's goods does not raise what the lender owes: article 62 has 10,000 to 50,000 yuan, whatever was sold."""
    li = who["li"]
    charges_of_each(matter, li)
    own = {"charge_words": "出借农药经营许可证", "charge_act": "special_permit_lent", "charge_party": 2, "charge_field": "pesticide"}
    correct_charge(Charge.objects.get(matter=matter, nth=2), by=li, at=MORNING, reason="改", **own)
    line_of_shop(case, matter, li)
    for party, amount in ((1, "30000"), (2, "60000")):
        add_penalty(matter, by=li, at=MORNING, penalty_kind="fine", penalty_sum=amount, penalty_party=party)
    with pytest.raises(StepRefused, match=f"对{LENDER}的罚款 60000.*农药管理条例》第62条.*50,000"):
        check_fines(case, Decimal(90000), MORNING.date())
    correct_penalty(Penalty.objects.get(matter=matter, party__nth=2), by=li, at=MORNING, reason="改", penalty_kind="fine", penalty_sum="50000", penalty_party=2)
    check_fines(case, Decimal(80000), MORNING.date())


def line_of_shop(case: Case, matter: Matter, by: Officer) -> None:
    add_offer(matter, by=by, at=MORNING, offer_goods="农药", offer_party=1, offer_place="门市部")
    proof = seal(["明细".encode()], "明细.csv", dossier=case.dossier, by=by, at=MORNING).sha256
    told = {"amount_kind": "sold", "amount_offer": "1", "quantity": "100", "price_basis": "actual", "unit_price": "80", "amount_proofs": proof}
    add_amount_line(case, by=by, at=MORNING, **told)


def told_then_corrected(case: Case, matter: Matter, who: dict[str, Officer]) -> Penalty:
    """Enter a notice of 60,000 and lower the fine afterwards, as a hearing may."""
    complete(case.dossier, who["li"], MORNING)
    enter(
        "settle_notice", at=MORNING, by=who["wang"], about=case.dossier, dossier=case.dossier, papers={"penalty_intended": "罚款人民币陆万元整（￥60000.00）。"}
    )
    item = Penalty.objects.get(matter=matter, kind="fine")
    correct_penalty(item, by=who["li"], at=MORNING + timedelta(days=9), reason="听证后减轻", penalty_kind="fine", penalty_sum="40000")
    return item


def test_the_decision_begins_with_the_items_as_they_were_corrected_after_the_notice(case: Case, who: dict[str, Officer]) -> None:
    found = matter_of(case.dossier)
    assert found is not None
    told_then_corrected(case, found, who)
    told = {name: value() if callable(value) else value for name, value in told_of_case(case.dossier).items()}
    assert "￥40000.00" in told["penalty_changed"]
    assert "￥60000.00" not in told["penalty_changed"]
    assert told["fine_in_all"] == "40000.00"


def test_a_decision_that_says_another_sum_than_the_matter_is_refused(case: Case, who: dict[str, Officer]) -> None:
    found = matter_of(case.dossier)
    assert found is not None
    told_then_corrected(case, found, who)
    for text in ("罚款人民币陆万元整（￥60000.00）。", "罚款 4 万元，另 140000 元。"):
        with pytest.raises(StepRefused, match="没有写明案情所载的“罚款人民币肆万元整"):
            _refuse_other_sums(case.dossier, text)
    for text in ("罚款人民币肆万元整。", "罚款 40,000.00 元", "罚款40000元"):
        _refuse_other_sums(case.dossier, text)
    withdraw_penalty(Penalty.objects.get(matter=found, kind="fine"), by=who["li"], at=MORNING, reason="不予罚款")
    _refuse_other_sums(case.dossier, "警告。")


def test_goods_that_bear_quotation_marks_stand_in_those_of_the_second_rank(case: Case, matter: Matter, who: dict[str, Officer]) -> None:
    add_offer(
        matter,
        by=who["li"],
        at=MORNING,
        offer_goods="“拜德丰”25%吡唑醚菌酯",
        offer_party=1,
        offer_platform="云集市",
        offer_shop="惠农店",
        offer_listing_key="L1",
        offer_since="2026-09-01",
    )
    correct_charge(Charge.objects.get(matter=matter), by=who["li"], at=MORNING, reason="补", charge_words="经营假农药", charge_since="2026-09-01")
    said = facts_drafted(case, matter)
    assert "“‘拜德丰’25%吡唑醚菌酯”" in said
    assert "““" not in said


def test_the_course_names_who_tested_and_who_received_the_transfer(case: Case, who: dict[str, Officer]) -> None:
    li, wang, dossier = who["li"], who["wang"], case.dossier
    for officer in (li, wang):
        take(dossier, "investigate", by=officer, at=MORNING)
    goods = {"seized_goods": "电热毯460条", "reason": "以防流入市场", "measure_kind": "seize", "measure_power": "产品质量法第十八条第一款第四项"}
    take(dossier, "seize", by=wang, at=MORNING, given=goods)
    take(dossier, "test_seized_goods", by=li, at=MORNING, given={"test_kind": "inspection", "tester": "浙江省质量科学研究院"})
    take(dossier, "receive_goods_test", by=li, at=MORNING + timedelta(days=5), given={"test_result": "不合格"})
    said = course_of(Dossier.objects.get(pk=dossier.pk))
    assert "2026年11月2日委托浙江省质量科学研究院检验查封、扣押的财物" in said
    assert "2026年11月7日收到浙江省质量科学研究院的结论" in said
    record = facts_of(dossier, li, MORNING).record
    assert record["measures"]["seized"][0]["依据"] == "《中华人民共和国产品质量法》第十八条第一款第四项"


def test_a_list_of_goods_is_made_after_the_decision_whose_number_it_bears() -> None:
    forms = all_forms()
    ordered = [one.key for one in in_order([forms["goods_list"], forms["measure_decision"], forms["preservation_notice"]])]
    assert ordered[-1] == "goods_list"


def test_what_the_head_wrote_is_the_opinion_and_nothing_is_written_for_who_wrote_none(
    case: Case, who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = facts_of(case.dossier, who["li"], MORNING).record
    assert record["approvals"]["filing"] == "（系统记载：已批准立案）"
    assert {one["意见"] for one in record["approvals"]["list"]} == {"（系统记载：已批准）"}
    assert draft(all_forms()["filing_approval"], case.dossier, by=who["li"], at=MORNING).values["负责人意见"] == "（系统记载：已批准立案）"
    assert "closing" not in record["approvals"]
    given = {"note": "先核清库存，再下现场。"}
    assert _said_by_head(given) == "先核清库存，再下现场。"
    assert _said_by_head({"reason": "情节轻微", "note": ""}) == "情节轻微"
    monkeypatch.setattr(facts, "_papers", lambda *args: iter(given.items()))
    told = facts_of(Dossier.objects.get(pk=case.dossier.pk), who["li"], MORNING).record["approvals"]
    assert (told["filing"], told["list"][-1]["意见"]) == ("先核清库存，再下现场。", "先核清库存，再下现场。")


@pytest.mark.parametrize("words", ["销售未经强制性产品认证的产品", "销售假农药", "未取得许可从事经营"])
def test_an_act_whose_duties_lie_in_several_laws_cites_none_before_its_goods_are_known(words: str) -> None:
    assert {one.ground for one in suspected_by(words, date(2026, 11, 2))} <= {""}


def test_an_act_of_one_duty_still_cites_it() -> None:
    assert [one.ground for one in suspected_by("侵犯注册商标专用权", date(2026, 11, 2))] != [""]


def test_the_notice_of_a_hearing_says_hour_place_and_people_as_they_were_entered(case: Case, who: dict[str, Officer]) -> None:
    when = {
        "hearing_on": "2026-11-20",
        "hearing_hour": "上午九时三十分",
        "hearing_place": "桐庐县市场监督管理局三楼听证室",
        "hearing_open": "open",
        "hearing_clerk": "周书记",
    }
    enter("schedule_hearing", at=MORNING, by=who["li"], about=case.dossier, dossier=case.dossier, papers=when)
    assert json.loads(Entry.objects.filter(kind="schedule_hearing").get().body)["papers"]["hearing_open"] == "open"
    values = draft(all_forms()["hearing_notice"], case.dossier, by=who["li"], at=MORNING).values
    assert (values["听证时刻"], values["听证地点"], values["公开"], values["记录员"]) == (
        "上午九时三十分",
        "桐庐县市场监督管理局三楼听证室",
        "公开举行",
        "周书记",
    )


def test_more_files_than_are_taken_at_once_are_refused_in_words(who: dict[str, Officer], case: Case) -> None:
    page, where = browser(who["li"]), f"/dossiers/{case.number}/files"

    def files(count: int) -> list[SimpleUploadedFile]:
        return [SimpleUploadedFile(f"买家笔录{nth}.pdf", f"%PDF-1.4 {nth}".encode(), "application/pdf") for nth in range(count)]

    refused = page.post(where, {"file": files(101)})
    assert refused.status_code == 400
    assert "一次最多接收 100 个文件：请分几次提交。" in refused.content.decode()
    assert not case.dossier.files.exists()
    assert page.post(where, {"file": files(60)}).status_code == 302
    assert case.dossier.files.count() == 60


def test_a_closed_hearing_is_not_announced_and_a_paper_for_several_is_to_be_split(case: Case, who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    forms, record = all_forms(), facts_of(case.dossier, who["li"], MORNING).record
    closed, is_open = ({**record, "papers": {"hearing_open": words}} for words in ("不公开举行", "公开举行"))
    creation._refuse_closed(forms["hearing_announcement"], is_open)
    creation._refuse_closed(forms["hearing_notice"], closed)
    with pytest.raises(BadInput, match="听证不公开举行，不制作公告。"):
        creation._refuse_closed(forms["hearing_announcement"], closed)
    monkeypatch.setattr(creation, "facts_of", lambda *args: Told(record=closed))
    with pytest.raises(BadInput, match="不制作公告"):
        draft(forms["hearing_announcement"], case.dossier, by=who["li"], at=MORNING)
    assert creation.is_of_closed_hearing(forms["hearing_announcement"], case.dossier, who["li"], MORNING)
    several, alone = {"penalty": {"several": "是"}}, {"penalty": {"several": ""}}
    assert [creation._is_to_split(forms[key], several) for key in ("penalty_decision", "penalty_notice", "hearing_notice")] == [True, True, False]
    assert not creation._is_to_split(forms["penalty_decision"], alone)
