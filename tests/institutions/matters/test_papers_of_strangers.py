"""What a legal reviewer who did not write the forms sent back: sentences of several parties, of refunds, of files, of a line that nobody compared."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils.timezone import localdate
from ordered import code_of
from people import at, people
from proofs import complete

from mingjian.institutions.cases.acts import describe_case
from mingjian.institutions.cases.amounts.acts import add_amount_line, settle_amount_line
from mingjian.institutions.cases.facts import crime_said, transfer_drafted
from mingjian.institutions.cases.models import AmountLine, Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.cases.services.assessment import watch_of
from mingjian.institutions.cases.services.crime_said import _reached
from mingjian.institutions.cases.services.lines import forewarned
from mingjian.institutions.cases.services.narrative import course_of, facts_drafted, report_drafted
from mingjian.institutions.matters.acts import add_exhibit, add_offer, add_party, add_penalty, correct_party, correct_penalty, withdraw_penalty
from mingjian.institutions.matters.facts import facts_of_matter
from mingjian.institutions.matters.models import Matter, Penalty
from mingjian.institutions.matters.queries import matter_of
from mingjian.office.documents.creation import make
from mingjian.office.documents.fact_groups import payment_in, publication_in
from mingjian.office.documents.models import Document
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import seal
from mingjian.office.models import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
MORNING = at("2026-11-02 09:30")


@pytest.fixture
def who(db: None) -> dict[str, Officer]:
    found = people("li", "wang")
    for one in found.values():
        one.certificate = f"浙A-{one.username}"
        one.save()
    return found


@pytest.fixture
def case(who: dict[str, Officer]) -> Case:
    made = file_case(Filing("某案", who["li"], who["wang"], None, "桐庐青禾鞋行", "销售侵犯注册商标专用权的商品"), by=who["wang"], at=MORNING)
    told = {"party_code": "91330122MA2ABCDE0J", "act": "trademark_infringement", "field": "clothing_shoes", "acted_on": MORNING.date() - timedelta(days=3)}
    describe_case(made, told=told, by=who["li"], at=MORNING)
    return made


def matter_in(case: Case) -> Matter:
    found = matter_of(case.dossier)
    assert found is not None
    return found


def line(case: Case, by: Officer, kind: str, quantity: str, price: str, **more: str) -> None:
    proof = seal([f"{kind}{quantity}".encode()], f"{kind}.csv", dossier=case.dossier, by=by, at=MORNING).sha256
    told = {"amount_kind": kind, "goods_name": "运动鞋", "quantity": quantity, "price_basis": "actual", "unit_price": price, "amount_proofs": proof} | more
    add_amount_line(case, by=by, at=MORNING, **told)


def test_each_of_several_parties_is_named_with_its_own_shop_and_bound_by_its_own_order(case: Case, who: dict[str, Officer]) -> None:
    matter, li = matter_in(case), who["li"]
    complete(case.dossier, li, MORNING)
    firm = {"party_role": "suspect", "party_type": "organisation", "party_legal_name": "盐城佳禾网络科技有限公司", "party_licence": "营业执照"}
    add_party(matter, by=li, at=MORNING, **firm, party_code=code_of("91320900MA21C6D32"), party_registered_address="江苏省盐城市亭湖区解放南路208号")
    add_offer(
        matter,
        by=li,
        at=MORNING,
        offer_goods="四件套",
        offer_party=2,
        offer_platform="云集市",
        offer_shop="佳禾优选",
        offer_shop_key="R2",
        offer_url="https://a.example",
    )
    add_penalty(matter, by=li, at=MORNING, penalty_kind="correct", penalty_words="责令立即停止虚构交易", penalty_party=2)
    add_penalty(matter, by=li, at=MORNING, penalty_kind="fine", penalty_sum="120000", penalty_party=2)
    facts, penalty = facts_drafted(case, matter), facts_of_matter(case.dossier)["penalty"]
    assert "盐城佳禾网络科技有限公司系持有营业执照的企业，统一社会信用代码" in facts
    assert "盐城佳禾网络科技有限公司在云集市平台的网店“佳禾优选”（编号R2）销售“四件套”" in facts
    assert "当事人在云集市" not in facts
    assert penalty["correct"].endswith("；盐城佳禾网络科技有限公司立即停止虚构交易")
    assert "对盐城佳禾网络科技有限公司罚款人民币壹拾贰万元整" in penalty["text"]
    assert (penalty["total"], penalty["whole"]) == ("上述罚没款由各当事人分别缴纳。", "人民币壹拾捌万元整（￥180000.00）")


def test_of_two_suspects_of_whom_one_is_fined_the_sum_is_told(case: Case, who: dict[str, Officer]) -> None:
    matter, li = matter_in(case), who["li"]
    complete(case.dossier, li, MORNING)
    add_party(matter, by=li, at=MORNING, party_role="suspect", party_type="person", party_legal_name="欧阳秀梅")
    for nth, item in enumerate(Penalty.objects.filter(matter=matter).order_by("nth"), 1):
        sums = {"penalty_sum": str(item.sum)} if item.sum else {}
        correct_penalty(item, by=li, at=MORNING, reason=f"写明对谁（{nth}）", penalty_kind=item.kind, penalty_party=1, **sums)
    assert facts_of_matter(case.dossier)["penalty"]["total"] == "罚没款合计人民币陆万元整（￥60000.00）。"


def test_a_report_that_proposes_no_penalty_does_not_begin_one(case: Case, who: dict[str, Officer]) -> None:
    matter, li = matter_in(case), who["li"]
    complete(case.dossier, li, MORNING)
    assert "建议给予当事人以下行政处罚：\n" in report_drafted(case, matter)
    for item in Penalty.objects.filter(matter=matter).exclude(kind="correct"):
        withdraw_penalty(item, by=li, at=MORNING, reason="建议不予处罚")
    report = report_drafted(case, matter)
    assert "七、处理意见\n建议责令当事人立即停止" in report
    assert "以下行政处罚" not in report


def test_a_person_lives_at_an_address_and_sells_in_a_group_that_is_no_shop(case: Case, who: dict[str, Officer]) -> None:
    matter, li = matter_in(case), who["li"]
    add_offer(matter, by=li, at=MORNING, offer_goods="祛斑霜", offer_party=1, offer_platform="微信", offer_shop="护肤分享", offer_place="微信群“护肤分享”")
    complete(case.dossier, li, MORNING)
    person = {
        "party_role": "suspect",
        "party_type": "person",
        "party_legal_name": "欧阳秀梅",
        "fact_cleared": "统一社会信用代码（注册号）、主体资格证照名称",
        "reason": "系自然人",
    }
    correct_party(matter.party_rows.get(), by=li, at=MORNING, **person)
    facts = facts_drafted(case, matter)
    assert facts.startswith("欧阳秀梅系自然人，住址为浙江省杭州市桐庐县城南街道迎春南路 205 号。")
    assert "当事人在微信群“护肤分享”销售“祛斑霜”" in facts


def test_refunds_are_no_sham_trades_and_each_sum_says_how_it_was_added_up(case: Case, who: dict[str, Officer]) -> None:
    matter, li = matter_in(case), who["li"]
    complete(case.dossier, li, MORNING)
    line(case, li, "sold", "10", "300")
    line(case, li, "refund", "2", "300", reason="已退款")
    settle_amount_line(case.lines.get(kind="refund"), by=li, at=MORNING, reason="有退款记录")
    line(case, li, "unsold", "3", "", price_basis="average")
    facts = facts_drafted(case, matter)
    assert "已销售10件，合计3000.00元。其中退款2件，合计600.00元，予以扣除。" in facts
    assert "尚未销售3件，按已查清的实际销售平均价格计算，合计900.00元。" in facts
    assert "货值金额（违法经营额）合计3300.00元（销售金额3000.00元，减去退款600.00元，加上未销售商品货值900.00元）。" in facts
    assert "违法所得为2400.00元（销售金额3000.00元，减去退款600.00元）。" in facts
    assert "虚假交易" not in facts
    assert {one.offer.nth for one in case.lines.all() if one.offer} == {1}, "a line counts the only offer that has its name"


def test_the_course_tells_what_was_seized_and_the_report_says_who_is_to_do_what(case: Case, who: dict[str, Officer]) -> None:
    matter, li, wang = matter_in(case), who["li"], who["wang"]
    complete(case.dossier, li, MORNING)
    goods = {"seized_goods": "运动鞋17双", "reason": "须防止转移", "measure_kind": "seize", "measure_power": "《中华人民共和国商标法》第六十二条第一款第四项"}
    assert [one.text.zh for one in forewarned(case.dossier, "finish_investigation", li)] == ["本案还没有：卷内文件、网页取证、案值明细。办理之前请核对。"]
    take(case.dossier, "seize", by=wang, at=MORNING, given=goods | {"kept_by": "分水所", "kept_at": "物证室"})
    paper = make("measure_decision", case.dossier, by=li, at=MORNING)
    assert course_of(case.dossier) == "2026年11月2日本机关对有关财物实施扣押。"
    Document.objects.filter(pk=paper.pk).update(is_draft=False, number="桐市监强制〔2026〕9号")
    assert course_of(case.dossier) == "2026年11月2日本机关对有关财物实施扣押（桐市监强制〔2026〕9号）。"
    line(case, li, "sold", "10", "300")
    (word,) = forewarned(case.dossier, "finish_investigation", li)
    assert "查封、扣押财物的货值（案值台账“未销售”）" in word.text.zh
    report = report_drafted(case, matter)
    assert "二、案件来源和调查经过\n2026年11月2日立案；2026年11月2日本机关对有关财物实施扣押" in report
    assert "建议责令当事人立即停止销售侵犯注册商标专用权的商品。" in report


def test_an_exhibit_is_named_by_what_it_is_and_proves_what_people_call_it(case: Case, who: dict[str, Officer]) -> None:
    matter, li = matter_in(case), who["li"]
    told = {"exhibit_kind": "data", "exhibit_title": "网店商品页面截图.PNG", "exhibit_shows": "标价", "fact_source": "https://yunjishi.example/item/L7"}
    exhibit = add_exhibit(matter, by=li, at=MORNING, exhibit_proves="行为、商品\n数量、价格和金额", **told)
    assert exhibit.proves == ["act", "goods", "amount"]
    assert exhibit.proposed_for("correct_exhibit")["exhibit_proves"].splitlines()[0] == "实施违法行为的经过"
    text = facts_of_matter(case.dossier)["exhibits"]["text"]
    assert text == "1. 网店商品页面截图（1份，来源：https://yunjishi.example/item/L7），证明标价。"


def test_payment_and_publication_are_told_as_sentences() -> None:
    paid = {"record_payment": {"at": "2026年12月9日", "fine_paid": "12,000.00元", "fine_paid_on": "2026年12月8日"}}
    assert payment_in(paid) == {"said": "已于2026年12月8日履行完毕，本次缴纳罚款12,000.00元"}
    assert payment_in({"record_payment": {"at": "2026年12月9日"}}) == {"said": "已于2026年12月9日履行完毕"}
    assert publication_in({"publish": {"at": "2026年12月9日", "published_at_address": "/published/G2026-0000003"}})["said"].endswith(
        "（公示编号G2026-0000003）"
    )
    assert (payment_in({}), publication_in({})) == ({}, {})


def test_the_letter_to_the_police_has_the_article_of_the_crime_and_the_line(case: Case, who: dict[str, Officer]) -> None:
    li = who["li"]
    assert crime_said(case) == {}
    assert transfer_drafted(case) == ""
    complete(case.dossier, li, MORNING)
    describe_case(case, told={"crime": "selling_counterfeit_marked_goods"}, by=li, at=MORNING)
    case.refresh_from_db()
    line(case, li, "sold", "360", "240")
    said = crime_said(case)
    assert said["crime"] == "销售假冒注册商标的商品罪（《中华人民共和国刑法》第二百一十四条）"
    assert "与追诉标准比较：销售金额86,400元，" in said["line"]
    assert "标准为50,000元以上，已达追诉标准。" in said["line"]
    drafted = transfer_drafted(case)
    assert said["line"] not in drafted, "the letter says it beside the sums"
    assert drafted.startswith("经办案人员li、wang核实，上述事实有证据")
    assert drafted.endswith(f"综上，当事人的行为涉嫌{said['crime']}，建议移送公安机关。")
    assert Decimal(case.lines.get().quantity) == Decimal(360)


def test_pieces_that_were_refunded_in_part_stay_sold_and_are_not_told_as_refunded(case: Case, who: dict[str, Officer]) -> None:
    matter, li = matter_in(case), who["li"]
    complete(case.dossier, li, MORNING)
    line(case, li, "sold", "10", "300")
    line(case, li, "refund", "3", "10", reason="部分退款")
    in_part = case.lines.get(kind="refund")
    settle_amount_line(in_part, by=li, at=MORNING, reason="有退款记录")
    AmountLine.objects.filter(pk=in_part.pk).update(basis="in_part", price=None, paid=Decimal(10))
    assert "已销售10件，合计3000.00元。其中部分退款10.00元，予以扣除。" in facts_drafted(case, matter)
    line(case, li, "refund", "2", "300", reason="已退款")
    settle_amount_line(case.lines.order_by("nth").last(), by=li, at=MORNING, reason="有退款记录")  # type: ignore[arg-type]
    assert "其中退款2件，合计610.00元（含部分退款10.00元），予以扣除。" in facts_drafted(case, matter)
    assert "减去退款610.00元" in facts_drafted(case, matter)


def of_crime(case: Case, by: Officer, crime: str, sales: str, **more: object) -> str:
    """Return what the letter says of the line for sales of a crime."""
    describe_case(case, told={"crime": crime, **more}, by=by, at=MORNING)
    case.refresh_from_db()
    line(case, by, "sold", "1", sales)
    return crime_said(case)["line"]


def test_the_letter_never_says_that_a_line_which_waits_for_a_judgement_is_not_reached(case: Case, who: dict[str, Officer]) -> None:
    said = of_crime(case, who["li"], "unsafe_food", "210000", field="food")
    assert said.startswith("与追诉标准比较：生产、销售金额（所得和可得）210,000元，")
    assert said.endswith("标准为100,000元以上，是否达到追诉标准须结合其他情节认定。")


def test_the_letter_says_when_only_the_most_reaches_and_the_least_waits_for_a_judgement(case: Case, who: dict[str, Officer]) -> None:
    reached, waits, below = ({"tier": tier, "is_to_judge": judged} for tier, judged in (("t", False), (None, True), (None, False)))
    words = {
        (0, 0): "已达追诉标准",
        (0, 1): "按最高计算已达追诉标准，按最低是否达到须结合其他情节认定",
        (0, 2): "按最高计算已达追诉标准，按最低未达追诉标准",
        (1, 2): "是否达到追诉标准须结合其他情节认定",
        (2, 2): "未达追诉标准",
    }
    kinds = [SimpleNamespace(**one) for one in (reached, waits, below)]
    for (most, least), expected in words.items():
        assert _reached(kinds[most], kinds[least]) == expected  # type: ignore[arg-type]


def test_the_letter_does_not_print_a_line_that_nobody_read_as_law(case: Case, who: dict[str, Officer]) -> None:
    li = who["li"]
    describe_case(case, told={"crime": "illegal_business"}, by=li, at=MORNING)
    case.refresh_from_db()
    line(case, li, "sold", "1", "900000")
    assert crime_said(case).get("line", "") == ""


def test_the_letter_weighs_by_the_milder_text_that_came_after_the_act_as_the_pages_do(case: Case, who: dict[str, Officer]) -> None:
    said = of_crime(case, who["li"], "selling_counterfeit_marked_goods", "300000", acted_on=date(2024, 6, 1))
    governing = watch_of(case, localdate()).most
    assert governing is not None
    assert governing.governing.regime.in_force > date(2024, 6, 1)
    assert "《关于办理侵犯知识产权刑事案件适用法律若干问题的解释》第五条规定的标准为50,000元以上，已达追诉标准。" in said
