"""Papers of a penalty case as they are signed: measures and the goods, the notice before its service, the decision against a party that said nothing."""

import json
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document as Word
from people import at, browser, people
from proofs import complete

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.cases.acts import describe_case
from mingjian.institutions.cases.amounts.acts import add_amount_line
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.matters.acts import add_exhibit
from mingjian.institutions.matters.queries import matter_of
from mingjian.office.documents.creation import a_form, bytes_of, draft, make, remade
from mingjian.office.documents.models import Document, Series
from mingjian.office.documents.register import register_of
from mingjian.office.dossiers.leads import Known
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import seal
from mingjian.office.models import Dossier, Entry, Officer, Reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:30")
ACT = "销售侵犯注册商标专用权的商品"
GOODS = (
    "一、标称“某牌”运动鞋 17 双（黑色 12 双、白色 5 双，尺码 38 至 44，鞋舌标注批号 20260815，未拆封，附吊牌和防伪标贴各一枚）；\n"
    "二、同款空鞋盒 46 个（印有“某牌”文字和图形标识）；\n"
    "三、快递面单 3 本（已使用 211 张，单号自 YT7700000000301 起连续）。"
)
POWER = "《中华人民共和国商标法》第六十二条第一款第四项"
PLACE = "桐庐县市场监督管理局罚没物品仓库（城南街道迎春南路 100 号负一层 B 区 3 号货架）"


@pytest.fixture
def who(db: None) -> Who:
    found = people("li", "wang", "zhao")
    for one in found.values():
        one.certificate = f"浙A-{one.username}"
        one.roles = ["officer", *one.roles] if one.username == "wang" else one.roles  # the other investigator
        one.save()
    found["shen"] = Officer.objects.create(username="shen", name_zh="沈审", department=found["li"].department, roles=["legal_reviewer", "head"])
    return found


@pytest.fixture
def case(who: Who) -> Case:
    filing = Filing("桐庐青禾鞋行涉嫌销售侵犯注册商标专用权的商品案", who["li"], who["wang"], None, "桐庐青禾鞋行", ACT)
    made = file_case(filing, by=who["wang"], at=MORNING)
    told = {"party_code": "91330122MA2ABCDE0J", "act": "trademark_infringement", "field": "clothing_shoes", "acted_on": date(2026, 10, 1)}
    describe_case(made, told=told, by=who["li"], at=MORNING)
    proof = seal(["订单".encode()], "交易明细.csv", dossier=made.dossier, by=who["li"], at=MORNING).sha256
    line = {"goods_name": "运动鞋", "unit_price": "300", "amount_proofs": proof}
    add_amount_line(made, by=who["li"], at=MORNING, amount_kind="sold", quantity="137", price_basis="actual", **line)
    add_amount_line(made, by=who["li"], at=MORNING, amount_kind="unsold", quantity="29", price_basis="marked", **line)
    complete(made.dossier, who["li"], MORNING, is_answered=False)
    until = MORNING + timedelta(days=90)
    Reading.objects.create(of=made.dossier.read_as, officer=who["li"], purpose="制作文书", ground="行政处罚法第五十九条", until=until)
    step(made, "investigate", who["li"], 1)
    step(made, "investigate", who["wang"], 1)
    return made


def step(case: Case, name: str, by: Officer, day: int, **given: str) -> None:
    """Take a step with what its form has filled in, and what is given besides."""
    dossier = Dossier.objects.get(pk=case.dossier_id)
    filled = Known(dossier).of(sheet_of(dossier).steps[name].fills)
    take(dossier, name, by=by, at=MORNING + timedelta(days=day), given=filled | given)


def paper(case: Case, who: Who, key: str, day: int, **more: str) -> Document:
    return make(key, Dossier.objects.get(pk=case.dossier_id), by=who["li"], at=MORNING + timedelta(days=day), **more)  # type: ignore[arg-type]


def words_of(document: Document) -> str:
    made = Word(BytesIO(bytes_of(document)))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in made.paragraphs), *cells])


def seized(case: Case, who: Who, day: int = 2, **more: str) -> None:
    given = {"seized_goods": GOODS, "reason": "为防止侵权商品继续流入网络市场和证据灭失。", "measure_kind": "seize", "measure_power": POWER}
    step(case, "seize", who["wang"], day, **given | {"kept_by": "桐庐县市场监督管理局", "kept_at": PLACE} | more)


def reviewed(case: Case, who: Who) -> None:
    step(case, "finish_investigation", who["li"], 2)
    step(case, "finish_investigation", who["wang"], 2)
    step(case, "submit_for_review", who["li"], 2)
    step(case, "review", who["shen"], 3, review_opinion="事实清楚，证据确凿，定性准确，处罚适当，程序合法，同意。")


def test_measure_and_list_of_goods_are_final_one_after_the_other_and_cite_each_other_the_right_way(case: Case, who: Who) -> None:
    seized(case, who)
    decision = paper(case, who, "measure_decision", 2)
    goods = paper(case, who, "goods_list", 2)
    label = paper(case, who, "seal_label", 2)
    assert (decision.gaps, decision.is_draft, goods.gaps, goods.is_draft) == ([], False, [], False)
    said = words_of(decision)
    term = "期限为30日，自2026年11月4日的次日起算，至2026年12月4日届满"
    for words in (POWER, "予以扣押", "尺码 38 至 44", "单号自 YT7700000000301 起连续", PLACE, term, "详见所附《财物清单》"):
        assert words in said, words
    assert "查封" not in said
    assert "＿" not in said
    assert f"所附文书：{decision.number}" in words_of(goods)
    assert decision.number in words_of(label)


def test_a_measure_whose_kind_and_power_nobody_said_is_a_draft_that_names_them(case: Case, who: Who) -> None:
    step(case, "seize", who["wang"], 2, seized_goods=GOODS, reason="防止证据灭失。")
    assert {gap[0] for gap in paper(case, who, "measure_decision", 2).gaps} == {"措施", "授权依据", "保管"}


def test_goods_that_were_never_taken_stand_on_no_list_of_what_is_held(case: Case, who: Who) -> None:
    """The amount ledger counts 29 pairs unsold; 17 were seized, and only these can be listed, handed over or destroyed."""
    listed = paper(case, who, "goods_list", 2, as_draft=True)  # type: ignore[arg-type]
    assert ["财物", "Goods as recorded"] in listed.gaps
    seized(case, who)
    said = words_of(paper(case, who, "goods_list", 2))
    assert "运动鞋 17 双" in said
    assert "29" not in said.replace("2029", "")


def test_what_became_of_seized_goods_is_recorded_by_what_was_decided(case: Case, who: Who) -> None:
    seized(case, who)
    paper(case, who, "measure_decision", 2)
    step(case, "dispose", who["wang"], 9, disposal="destroy")
    record = paper(case, who, "disposal_record", 9)
    assert (record.gaps, record.is_draft) == ([], False)
    said = words_of(record)
    assert "销毁" in said
    assert "运动鞋 17 双" in said
    release = paper(case, who, "seizure_release", 9)
    assert ["理由", "Reasons of the release"] in release.gaps, "what was destroyed is not given back"


def test_a_seizure_that_was_lifted_is_released_with_its_reason_and_one_of_later_has_a_row_of_its_own(case: Case, who: Who) -> None:
    seized(case, who)
    first = paper(case, who, "measure_decision", 2)
    step(case, "lift_seizure", who["wang"], 5, reason="经核实，其中货物系权利人授权经销商供应，与本案违法行为无关。")
    release = paper(case, who, "seizure_release", 5)
    assert (release.gaps, release.is_draft) == ([], False)
    said = words_of(release)
    assert first.number in said
    assert "系权利人授权经销商供应" in said
    assert "解除对下列财物的扣押" in said
    seized(case, who, 7, measure_kind="seal", seized_goods="涉案仓库一间（门牌 B-12），内有未清点纸箱 31 只。")
    second = paper(case, who, "measure_decision", 7)
    assert second.number != first.number
    assert "予以查封" in words_of(second)
    assert "运动鞋" not in words_of(second).split("如不服")[0].split("下列财物")[1]


def test_preserved_evidence_has_its_notice_with_place_and_keeper(case: Case, who: Who) -> None:
    given = {
        "preserved_items": "涉案台式电脑一台（序列号 PF2K9X7Q，含“店铺后台”登录记录）。",
        "kept_by": "当事人王青禾",
        "kept_at": "桐庐县城南街道迎春南路 205 号店内",
    }
    step(case, "preserve_evidence", who["li"], 2, **given)
    step(case, "preserve_evidence", who["wang"], 2)
    notice = paper(case, who, "preservation_notice", 2)
    assert (notice.gaps, notice.is_draft) == ([], False)
    said = words_of(notice)
    assert "PF2K9X7Q" in said
    assert "当事人王青禾" in said
    assert notice.number in words_of(paper(case, who, "goods_list", 2))


def test_a_transfer_to_the_police_lists_what_is_held_and_not_what_the_ledger_counts_unsold(case: Case, who: Who) -> None:
    opening = Opening("crime_transfer", "T2026-0000001", "移送桐庐青禾鞋行案")
    given = {"suspicion": "违法经营额达到追诉标准。", "crime": "销售假冒注册商标的商品罪"}
    transfer = open_dossier(opening, by=who["wang"], department=who["li"].department, at=MORNING, given=given)
    Dossier.objects.filter(pk=transfer.pk).update(arose_from=case.dossier)
    transfer.refresh_from_db()
    none = draft(a_form("transfer_goods"), transfer, by=who["li"], at=MORNING)
    assert none.values["物品"] in ([], "")
    seized(case, who)
    decision = paper(case, who, "measure_decision", 2)
    (row,) = draft(a_form("transfer_goods"), transfer, by=who["li"], at=MORNING + timedelta(days=3)).values["物品"]
    assert (row["文号"], row["措施"], row["财物"]) == (decision.number, "扣押", GOODS)
    step(case, "dispose", who["wang"], 4, disposal="destroy")
    after = draft(a_form("transfer_goods"), transfer, by=who["li"], at=MORNING + timedelta(days=5))
    assert after.values["物品"] in ([], ""), "what was destroyed is held no more"


def settled(case: Case, who: Who, day: int = 4, **more: str) -> None:
    step(case, "settle_notice", who["li"], day, **{"hearing_right": "has_right", "hearing_ground": "fine"} | more)
    step(case, "settle_notice", who["wang"], day)


def test_a_notice_is_final_before_it_is_served_and_the_receipt_of_service_names_it(case: Case, who: Who) -> None:
    step(case, "finish_investigation", who["li"], 2)
    step(case, "finish_investigation", who["wang"], 2)
    step(case, "submit_for_review", who["li"], 2)
    assert paper(case, who, "penalty_notice", 2).is_draft, "before the review is through it is none"
    step(case, "review", who["shen"], 3, review_opinion="同意。")
    assert {gap[0] for gap in paper(case, who, "penalty_notice", 3).gaps} == {"听证权"}
    settled(case, who)
    notice = paper(case, who, "penalty_notice", 4)
    assert (notice.gaps, notice.is_draft, notice.made_on) == ([], False, date(2026, 11, 6))
    said = words_of(notice)
    assert "罚款人民币陆万元整（￥60000.00）" in said
    assert "有权要求听证" in said
    assert "＿" not in said
    assert notice.number in words_of(paper(case, who, "service_receipt", 4))
    step(case, "inform", who["li"], 6, served_on="2026-11-07", service_mode="direct")
    again = paper(case, who, "penalty_notice", 8)
    assert again == notice, "its service changes nothing of it"
    body = json.loads(Entry.objects.get(kind="inform").body)
    assert body["papers"]["penalty_intended"] == json.loads(Entry.objects.get(kind="settle_notice").body)["papers"]["penalty_intended"]


def test_what_was_settled_before_a_further_investigation_fills_no_later_form(case: Case, who: Who) -> None:
    reviewed(case, who)
    settled(case, who, penalty_intended="1. 没收侵权运动鞋 17 双；\n2. 罚款人民币陆万元整（￥60000.00），自觉履行的从轻。")
    fills = sheet_of(case.dossier).steps["inform"].fills
    assert "自觉履行的从轻" in str(Known(Dossier.objects.get(pk=case.dossier_id)).of(fills)["penalty_intended"])
    step(case, "investigate_further", who["wang"], 5, reason="补充查明货源。")
    step(case, "finish_investigation", who["li"], 6)
    step(case, "finish_investigation", who["wang"], 6)
    step(case, "submit_for_review", who["li"], 6)
    step(case, "review", who["shen"], 7, review_opinion="同意。")
    assert "自觉履行的从轻" not in str(Known(Dossier.objects.get(pk=case.dossier_id)).of(fills)["penalty_intended"])
    assert {gap[0] for gap in paper(case, who, "penalty_notice", 7).gaps} == {"听证权"}


def test_the_service_of_a_notice_enters_what_the_notice_says_and_nothing_else(case: Case, who: Who) -> None:
    reviewed(case, who)
    settled(case, who)
    paper(case, who, "penalty_notice", 4)
    served = {"served_on": "2026-11-06", "service_mode": "direct"}
    for other in ({"penalty_intended": "罚款人民币玖万元整（￥90000.00）。"}, {"hearing_right": "no_right", "hearing_local_rule": "省规定"}):
        with pytest.raises(StepRefused, match="与“拟定告知内容”所载不一致，告知书是据此制作的"):
            step(case, "inform", who["li"], 4, **served | other)
    step(case, "inform", who["li"], 4, **served)
    assert Dossier.objects.get(pk=case.dossier_id).state["main"] == "informed"  # type: ignore[index]


def silent(case: Case, who: Who, **more: str) -> None:
    """Serve the notice, let the time to answer run out, and decide."""
    reviewed(case, who)
    settled(case, who, **more)
    paper(case, who, "penalty_notice", 4)
    step(case, "inform", who["li"], 4, served_on="2026-11-06", service_mode="direct")


def test_the_decision_against_a_party_that_said_nothing_says_so_from_the_record(case: Case, who: Who) -> None:
    silent(case, who)
    dossier = Dossier.objects.get(pk=case.dossier_id)
    early = draft(a_form("penalty_approval"), dossier, by=who["li"], at=MORNING + timedelta(days=5))
    assert early.values["陈述申辩"] is None, "while the time runs nobody has been silent"
    step(case, "decide_penalty", who["wang"], 20, registered_in="here")
    decision = paper(case, who, "penalty_decision", 21)
    assert (decision.gaps, decision.is_draft) == ([], False)
    said = words_of(decision)
    assert "当事人在规定期限内（2026年11月13日届满）未提出陈述、申辩意见，也未要求听证，视为放弃上述权利。" in said
    assert "以直接送达方式送达《行政处罚告知书》" in said
    assert "＿" not in said


def test_a_party_without_the_right_to_a_hearing_waives_none(case: Case, who: Who) -> None:
    silent(case, who, hearing_right="no_right", hearing_local_rule="《浙江省行政处罚听证程序实施办法》第三条")
    step(case, "decide_penalty", who["wang"], 20, registered_in="here")
    said = words_of(paper(case, who, "penalty_decision", 21))
    assert "未提出陈述、申辩意见，视为放弃此权利。" in said
    assert "未要求听证" not in said


def test_a_party_that_answered_was_not_silent(case: Case, who: Who) -> None:
    silent(case, who)
    step(case, "record_statement", who["li"], 5, party_statement="经营困难，请求减轻处罚，并已联系全部买家退货退款。")
    step(case, "decide_penalty", who["wang"], 20, registered_in="here")
    said = words_of(paper(case, who, "penalty_decision", 21))
    assert "已联系全部买家退货退款" in said
    assert "未提出陈述" not in said


def changed(case: Case, who: Who, day: int) -> None:
    matter = matter_of(case.dossier)
    assert matter is not None
    told = {"exhibit_kind": "document", "exhibit_title": "网络销售平台“云集市”协查复函", "exhibit_maker": "云集市", "exhibit_shows": "网店由当事人注册、经营"}
    add_exhibit(matter, by=who["li"], at=MORNING + timedelta(days=day), exhibit_proves="act", **told)


def test_a_paper_that_was_served_takes_no_second_number_when_the_record_changes(case: Case, who: Who) -> None:
    silent(case, who)
    changed(case, who, 6)
    notice = Document.objects.get(form="penalty_notice", is_draft=False)
    with pytest.raises(BadInput, match=r"“行政处罚告知书 桐庐县局罚告〔2026〕1号”已于2026年11月6日送达，不能因卷宗内容变动而另编文号重新制作.*更正件"):
        paper(case, who, "penalty_notice", 7)
    assert Series.objects.get(word="罚告").last == 1
    page = browser(who["li"]).get(f"/dossiers/{case.dossier.number}/documents/penalty_notice").content.decode()
    assert 'id="served"' in page
    assert "制作此文书" not in page
    assert paper(case, who, "penalty_notice", 7, as_draft=True).is_draft  # type: ignore[arg-type]
    assert Document.objects.filter(form="penalty_notice", is_draft=False).get() == notice


def test_a_served_paper_stands_whoever_asks_again_and_whatever_template_holds_by_then(case: Case, who: Who) -> None:
    silent(case, who)
    step(case, "decide_penalty", who["wang"], 20, registered_in="here")
    decision = paper(case, who, "penalty_decision", 20)
    step(case, "serve", who["li"], 21, service_mode="left", served_on="2026-11-23")
    Document.objects.update(template="0" * 64)  # as if the office had put another since
    assert paper(case, who, "penalty_decision", 30) == decision
    assert paper(case, who, "penalty_notice", 30).form == "penalty_notice"
    dossier = Dossier.objects.get(pk=case.dossier_id)
    without_leave = make("penalty_decision", dossier, by=who["shen"], at=MORNING + timedelta(days=30))
    assert (without_leave.is_draft, without_leave.number) == (True, "")
    assert [one.last for one in Series.objects.filter(word__in=["处罚", "罚告"])] == [1, 1]


def test_a_slip_in_a_served_paper_is_corrected_under_its_own_number_and_day_with_the_reason(case: Case, who: Who) -> None:
    silent(case, who)
    with pytest.raises(BadInput, match="没有需要更正的"):
        paper(case, who, "penalty_notice", 7, corrects="笔误")
    changed(case, who, 6)
    url = f"/dossiers/{case.dossier.number}/documents/penalty_notice"
    refused = browser(who["li"]).post(url, {"correct": "1", "why": "  "})
    assert (refused.status_code, "请写明更正的理由" in refused.content.decode()) == (422, True)
    notice = Document.objects.get(form="penalty_notice", is_draft=False)
    made = paper(case, who, "penalty_notice", 7, corrects="证据目录漏列平台协查复函，属制作时的疏漏。")
    assert (made.number, made.made_on, made.is_draft, Series.objects.get(word="罚告").last) == (notice.number, notice.made_on, False, 1)
    header = Word(BytesIO(bytes_of(made))).sections[0].header.paragraphs[0].text
    assert header == "更正件（2026年11月9日更正同号文书）"
    assert remade(made) == bytes_of(made)
    body = json.loads(Entry.objects.filter(kind="document_made").order_by("index").last().body)  # type: ignore[union-attr]
    assert (body["reason"], body["corrects"]) == ("证据目录漏列平台协查复函，属制作时的疏漏。", notice.wire_name)
    assert [(line.number, line.state.zh) for line in register_of(made.dossier.department) if line.word == "罚告"] == [
        (notice.number, "送达后更正，以同号更正件为准"),
        (notice.number, "有效"),
    ]
    assert paper(case, who, "penalty_notice", 8) == made, "the correction is what stands"


def test_the_command_refuses_what_was_served_and_makes_its_correction(case: Case, who: Who, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from mingjian.cli.papers import command

    silent(case, who)
    changed(case, who, 6)
    asked = ["make", "penalty_notice", "--dossier", case.dossier.number, "--out", str(tmp_path / "告知书.docx"), "--as", "li"]
    refused = CliRunner().invoke(command, asked)
    assert isinstance(refused.exception, BadInput)
    assert "制作更正件" in str(refused.exception)
    made = CliRunner().invoke(command, [*asked, "--correct", "证据目录漏列协查复函。"])
    assert (made.exit_code, "罚告〔2026〕1号" in made.output) == (0, True)


def test_a_notice_that_was_taken_back_is_a_new_paper_with_a_number_of_its_own(case: Case, who: Who) -> None:
    silent(case, who)
    step(case, "withdraw_notice", who["li"], 6, reason="拟处罚内容需要调整。")
    settled(case, who, 7, penalty_intended="1. 没收侵权运动鞋 17 双；\n2. 罚款人民币伍万元整（￥50000.00）。")
    made = paper(case, who, "penalty_notice", 7)
    assert (made.number, made.made_on) == ("桐庐县局罚告〔2026〕2号", date(2026, 11, 9))
    assert "伍万元整" in words_of(made)
