"""From the filing to a notice and a decision that are made whole from the matter: no gap, a number, the words of the law, nothing typed into a step."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from click.testing import CliRunner
from django.utils.html import strip_tags
from docx import Document as Word
from ordered import code_of
from people import at, browser, people
from proofs import complete

from mingjian.cli.papers import command as papers
from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.institutions.cases.acts import describe_case
from mingjian.institutions.cases.amounts.acts import add_amount_line
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.cases.services.erasure import erase_of
from mingjian.institutions.cases.services.file_review import forewarned
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.matters.acts import add_answer, add_party, correct_party, correct_penalty, withdraw_party, withdraw_penalty
from mingjian.institutions.matters.facts import facts_of_matter
from mingjian.institutions.matters.models import Matter, Penalty
from mingjian.institutions.matters.queries import matter_of
from mingjian.office.documents.creation import bytes_of, make
from mingjian.office.documents.models import Document
from mingjian.office.documents.review import answer, drawn, reviewed
from mingjian.office.dossiers.leads import Known
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import seal
from mingjian.office.models import Dossier, Officer, Reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
MORNING = at("2026-11-02 09:30")
ACT = "销售侵犯注册商标专用权的商品"


@pytest.fixture
def who(db: None) -> dict[str, Officer]:
    found = people("li", "wang", "zhao")
    for one in found.values():
        one.certificate = f"浙A-{one.username}"
        one.roles = ["officer", *one.roles] if one.username == "wang" else one.roles
        one.save()
    county = found["li"].department
    found["shen"] = Officer.objects.create(username="shen", name_zh="沈审", department=county, roles=["legal_reviewer", "head"])
    return found


def words_of(document: Document) -> str:
    made = Word(BytesIO(bytes_of(document)))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in made.paragraphs), *cells])


def step(case: Case, name: str, by: Officer, day: int, **given: str) -> None:
    """Take a step with what its form has filled in, and what is given besides."""
    dossier = Dossier.objects.get(pk=case.dossier_id)
    filled = Known(dossier).of(sheet_of(dossier).steps[name].fills)
    take(dossier, name, by=by, at=MORNING + timedelta(days=day), given=filled | given)


def test_a_decision_is_made_whole_from_the_matter(who: dict[str, Officer]) -> None:
    """And it passes the review of files, but for what only a person can answer."""
    li, wang, shen = who["li"], who["wang"], who["shen"]
    filing = Filing("桐庐青禾鞋行涉嫌销售侵犯注册商标专用权的商品案", li, wang, None, "桐庐青禾鞋行", "销售侵犯注册商标专用权的商品")
    case = file_case(filing, by=wang, at=MORNING)
    describe_case(case, told={"party_code": "91330122MA2ABCDE0J", "act": "trademark_infringement", "field": "clothing_shoes"}, by=li, at=MORNING)
    proof = seal(["订单".encode()], "交易明细.csv", dossier=case.dossier, by=li, at=MORNING).sha256
    line = {"goods_name": "运动鞋", "unit_price": "300", "amount_proofs": proof}
    add_amount_line(case, by=li, at=MORNING, amount_kind="sold", quantity="137", price_basis="actual", **line)
    add_amount_line(case, by=li, at=MORNING, amount_kind="unsold", quantity="17", price_basis="marked", **line)
    complete(case.dossier, li, MORNING)
    until = MORNING + timedelta(days=60)
    Reading.objects.create(of=case.dossier.read_as, officer=li, purpose="制作文书", ground="行政处罚法第五十九条", until=until)
    step(case, "investigate", li, 1)
    step(case, "investigate", wang, 1)
    step(case, "finish_investigation", li, 2)
    step(case, "finish_investigation", wang, 2)
    step(case, "submit_for_legal_review", li, 2, legal_review_ground="complex")
    step(case, "review_legally", shen, 3, review_opinion="事实清楚，证据确凿，同意。")
    step(case, "settle_notice", li, 4, hearing_right="has_right", hearing_ground="fine")
    step(case, "settle_notice", wang, 4)
    step(case, "inform_after_legal_review", li, 4, served_on="2026-11-06", service_mode="direct")
    notice = make("penalty_notice", case.dossier, by=li, at=MORNING + timedelta(days=4))
    assert (notice.gaps, notice.is_draft) == ([], False)
    step(case, "record_statement", li, 5, party_statement="其进货时不知道是侵权商品。")
    step(case, "discuss_collectively", wang, 12, discussion_record="同意拟处罚意见。")
    step(case, "discuss_collectively", shen, 12)
    step(case, "decide_penalty", shen, 13, registered_in="here")
    decision = make("penalty_decision", case.dossier, by=li, at=MORNING + timedelta(days=14))
    assert (decision.gaps, decision.is_draft) == ([], False)
    said = words_of(decision)
    for words in (
        "当事人：桐庐青禾鞋行",
        "住所（住址）：浙江省杭州市桐庐县城南街道迎春南路 205 号",
        "身份证件号码：330122199003072319",
        "违反了《中华人民共和国商标法》第五十七条第三项的规定",
        "依据《中华人民共和国商标法》第六十条第二款的规定",
        "罚款人民币陆万元整（￥60000.00）",
        "1. 现场笔录（桐庐县局，1份），证明当事人主体、行为、商品、数量和权利情况",
        "已销售137件，合计41100.00元",
        "经复核，当事人不能提供合法进货凭证，也不能说明提供者，本机关不予采纳",
        "桐庐县人民法院",
        "桐庐青禾鞋行系持有营业执照的个体工商户",
    ):
        assert words in said, words
    assert "法制审核意见" not in said, "the office's own review is no course of the investigation"
    assert "＿" not in said
    assert "【" not in said
    review_by_hand(case, li, who["zhao"], MORNING + timedelta(days=14))


def test_what_is_wrong_in_a_printed_paper_is_said_above_the_step_that_sends_it(who: dict[str, Officer], case: Case) -> None:
    li = who["li"]
    for document in Document.objects.filter(dossier=case.dossier):
        document.delete()
    notice = make("penalty_notice", case.dossier, by=li, at=MORNING)
    Document.objects.filter(pk=notice.pk).update(is_draft=False, number="桐市监罚告〔2026〕9号")
    fatal, *_ = forewarned(case.dossier, "inform", li)
    assert fatal.is_bad
    assert "处不合要求" in fatal.text.zh
    assert "points" in [one.text.en for one in forewarned(case.dossier, "close_case", li)][-1]


def review_by_hand(case: Case, officer: Officer, stranger: Officer, at: datetime) -> None:
    """The record finds no fault in what was printed; a person answers the four questions that are left, and the file is good."""
    found = reviewed(case.dossier, at)
    assert [one.question.key for one in found.answers if one.verdict == "no"] == []
    assert [one.question.key for one in found.answers if one.verdict == "ask"] == ["facts", "reckoned", "in_range", "discretion"]
    assert (found.score.points, found.score.fatal, found.score.open, found.score.is_good) == (100, 0, 4, False)
    address, web = f"/dossiers/{case.number}/review", browser(officer)
    (told,) = forewarned(case.dossier, "serve", officer)
    assert (told.text.zh, told.is_bad, told.url) == ("案卷评查：100 分，另有 4 个问题须由人回答。", False, address)
    assert told.text.zh in web.get(f"/cases/{case.number}").content.decode()
    assert list(forewarned(case.dossier, "order_correction", officer)) == []
    assert address in web.get(f"/cases/{case.number}/papers").content.decode()
    page = web.get(address).content.decode()
    assert "4 个问题须由评查人员回答" in page
    assert "330122199003072319" not in page
    for given in ({"facts": "maybe"}, {"facts": "ask"}):
        assert "没有评查问题" in web.post(address, given, follow=True).content.decode()
    given = dict.fromkeys(("facts", "reckoned", "in_range", "discretion"), "yes")
    assert "已登记 4 项回答" in web.post(address, given, follow=True).content.decode()
    assert "可以按打印稿签发" in web.get(address).content.decode()
    assert answer(case.dossier, given, by=officer, at=at) == 0
    assert "更正处：" not in web.get(address).content.decode()
    page = web.post(address, {"in_range": "no"}, follow=True).content.decode()
    assert "更正处：" in page
    assert "案情：行为和处罚" in page
    assert "不得签发" in page
    web.post(address, {"in_range": "yes"})
    with pytest.raises(NotPermitted):
        answer(case.dossier, {"facts": "no"}, by=stranger, at=at)
    assert [one.number for one in drawn(case.dossier.department, 2026, 5, "十二月例会")] == [case.number]
    with pytest.raises(BadInput, match="2025 年没有"):
        drawn(case.dossier.department, 2025, 5, "十二月例会")
    sample = web.get("/documents/review?year=2026&count=5&seed=十二月例会").content.decode()
    assert "抽取的 1 件中有 1 件可以按打印稿签发" in sample
    told = CliRunner().invoke(papers, ["review", case.number])
    assert told.exit_code == 0, told.output
    assert "100 分" in told.output


def informed(who: dict[str, Officer], case: Case) -> None:
    """Bring a case whose matter is complete to its notice and the statement of its party."""
    li, wang, shen = who["li"], who["wang"], who["shen"]
    for officer in (li, wang):
        step(case, "investigate", officer, 1)
    for officer in (li, wang):
        step(case, "finish_investigation", officer, 2)
    step(case, "submit_for_review", li, 2)
    step(case, "review", shen, 3, review_opinion="同意。")
    step(case, "settle_notice", li, 4, hearing_right="no_right", hearing_local_rule="无")
    step(case, "settle_notice", wang, 4)
    step(case, "inform", li, 4, served_on="2026-11-06")
    step(case, "record_statement", li, 5, party_statement="无异议。")


@pytest.fixture
def case(who: dict[str, Officer]) -> Case:
    made = file_case(Filing("桐庐青禾鞋行售假案", who["li"], who["wang"], None, "桐庐青禾鞋行", ACT), by=who["wang"], at=MORNING)
    told = {"party_code": "91330122MA2ABCDE0J", "act": "trademark_infringement", "field": "clothing_shoes", "acted_on": date(2026, 10, 1)}
    describe_case(made, told=told, by=who["li"], at=MORNING)
    proof = seal(["订单".encode()], "明细.csv", dossier=made.dossier, by=who["li"], at=MORNING).sha256
    sold = {"goods_name": "运动鞋", "unit_price": "300", "quantity": "137", "price_basis": "actual", "amount_proofs": proof}
    add_amount_line(made, by=who["li"], at=MORNING, amount_kind="sold", **sold)
    complete(made.dossier, who["li"], MORNING)
    return made


def test_another_fine_is_refused_what_was_decided_stays_and_an_unopened_number_is_a_gap(who: dict[str, Officer], case: Case) -> None:
    informed(who, case)
    with pytest.raises(StepRefused, match=r"40000.00 元与案情登记的罚款 60000.00 元不一致"):
        step(case, "decide_penalty", who["shen"], 13, registered_in="here", penalty="罚款四万元", fine="40000")
    item = Penalty.objects.get(kind="fine")
    correct_penalty(item, by=who["li"], at=MORNING, reason="采纳陈述，从轻", penalty_kind="fine", penalty_sum="40000")
    step(case, "decide_penalty", who["shen"], 13, registered_in="here", penalty="罚款人民币肆万元整（￥40000.00）。", fine="40000")
    item.refresh_from_db()
    for change in (
        lambda: correct_penalty(item, by=who["li"], at=MORNING, reason="试", penalty_kind="fine", penalty_sum="1"),
        lambda: withdraw_penalty(item, by=who["li"], at=MORNING, reason="试"),
        lambda: add_answer(matter_of(case.dossier), by=who["li"], at=MORNING, answer_point="试", answer_verdict="rejected", answer_why="试"),
    ):
        with pytest.raises(StepRefused, match="处罚已经决定"):
            change()
    made = make("penalty_decision", case.dossier, by=who["li"], at=MORNING + timedelta(days=14))
    said = words_of(made)
    assert "￥40000.00" in said
    assert "￥60000.00" not in said
    assert ["证件号码", "Number of identity of the party"] in made.gaps, "nobody opened it, so the paper is a draft that says so"
    assert "330122199003072319" not in said
    assert "/reveal/values/" in browser(who["li"]).get(f"/dossiers/{case.number}/documents/penalty_decision").content.decode()


def test_the_facts_that_were_signed_are_those_of_notice_and_decision(who: dict[str, Officer], case: Case) -> None:
    """The officers reword the draft; what they signed is printed, whatever the matter says since."""
    li, wang = who["li"], who["wang"]
    for officer in (li, wang):
        step(case, "investigate", officer, 1)
    found = "当事人于2026年8月至10月销售仿冒运动鞋，另有两双尚在途中。"
    step(case, "finish_investigation", li, 2, facts_found=found)
    step(case, "finish_investigation", wang, 2)
    assert found in words_of(make("investigation_report", case.dossier, by=li, at=MORNING + timedelta(days=3), as_draft=True))
    step(case, "submit_for_review", li, 2)
    step(case, "review", who["shen"], 3, review_opinion="同意。")
    step(case, "settle_notice", li, 4, hearing_right="no_right", hearing_local_rule="无")
    step(case, "settle_notice", wang, 4)
    step(case, "inform", li, 4, served_on="2026-11-06")
    assert found in words_of(make("penalty_notice", case.dossier, by=li, at=MORNING + timedelta(days=4), as_draft=True))


def test_of_two_parties_each_item_says_whose_it_is(who: dict[str, Officer], case: Case) -> None:
    li, matter = who["li"], matter_of(case.dossier)
    assert matter is not None
    second = {"party_role": "suspect", "party_type": "organisation", "party_legal_name": "杭州盛信食品有限公司", "party_licence": "营业执照"}
    add_party(matter, by=li, at=MORNING, **second)
    with pytest.raises(StepRefused, match="没有写明对哪一个当事人"):
        informed(who, case)
    for nth, item in enumerate(Penalty.objects.order_by("nth")):
        sums = {"penalty_sum": str(item.sum)} if item.sum else {}
        correct_penalty(item, by=li, at=MORNING, reason="写明对谁", penalty_kind=item.kind, penalty_party=1 if nth < 2 else 2, **sums)
    told = facts_of_matter(case.dossier)
    assert told["party"]["name"] == "桐庐青禾鞋行、杭州盛信食品有限公司"
    assert "当事人（二）\n当事人：杭州盛信食品有限公司" in told["party"]["block"]
    assert "对杭州盛信食品有限公司罚款人民币陆万元整" in told["penalty"]["text"]


def test_every_part_of_a_matter_s_page_shows_its_rows_and_its_history(who: dict[str, Officer], case: Case) -> None:
    matter, li = matter_of(case.dossier), browser(who["li"])
    assert matter is not None
    party = matter.party_rows.get()
    told = {"party_role": "suspect", "party_type": "business", "party_legal_name": party.name}
    correct_party(party, by=who["li"], at=MORNING, reason="负责人变更", **told, party_operator="王新")
    page = li.get(f"/matters/{matter.number}/parties", follow=True).content.decode()
    for words in ("桐庐青禾鞋行", "负责人变更", "王青禾", "号码已登记，不显示", "运动鞋"):
        assert words in page, words
    assert "330122199003072319" not in page
    assert "现场笔录" in li.get(f"/matters/{matter.number}/evidence", follow=True).content.decode()
    charge = strip_tags(li.get(f"/matters/{matter.number}/charge", follow=True).content.decode())
    assert "《中华人民共和国商标法》第五十七条第三项" in charge  # the citation is a link within
    assert li.get(f"/matters/{matter.number}/other").status_code == 404
    file = seal([b"orders"], "交易明细.csv", dossier=case.dossier, by=who["li"], at=MORNING)
    form = {"file": [file.sha256], f"title-{file.sha256}": "平台交易明细", f"kind-{file.sha256}": "data"}
    long = f"桐庐县富春江镇某网店经营场所现场，由执法人员{'拍摄' * 120}"
    refused = li.post(f"/matters/{matter.number}/list-files", {**form, f"source-{file.sha256}": long, f"made_on-{file.sha256}": "2026-11-23"})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "先勾选它证明什么" in page
    assert all(text in page for text in (long, 'value="2026-11-23"', f'name="file" value="{file.sha256}" checked')), "what was typed stands there again"
    reply = li.post(f"/matters/{matter.number}/list-files", {**form, f"proves-{file.sha256}": ["amount"]}, follow=True)
    assert "已登记 1 项证据" in reply.content.decode()
    assert matter.exhibit_rows.get(title="平台交易明细").file_of == case.dossier


def test_every_party_of_a_matter_is_found_by_name_sound_and_code_and_one_that_is_withdrawn_no_more(who: dict[str, Officer], case: Case) -> None:
    matter, li = matter_of(case.dossier), who["li"]
    assert matter is not None
    name, code = "张家港创博禾电子商务有限公司", code_of("91330122MA2CG0TP")
    party = add_party(matter, by=li, at=MORNING, party_role="suspect", party_type="organisation", party_legal_name=name, party_code=code)
    web = browser(li)
    for question in (code, "91330122MA2C", "创博禾 张家港", "chuangbohe", "zjgcbh"):
        assert matter.lead.title in web.get("/search", {"q": question}).content.decode(), question
    withdraw_party(party, by=li, at=MORNING, reason="误登")
    assert matter.lead.title not in web.get("/search", {"q": code}).content.decode()


def test_what_a_case_keeps_of_a_person_is_erased_and_found_no_more(who: dict[str, Officer], case: Case) -> None:
    taken = erase_of(case.dossier)
    case.refresh_from_db()
    assert (case.party_name, taken.values) == ("—", 3)
    assert case.search_words().count("青禾鞋行") == 1, "the dossier's title alone, which is its own"


def test_the_page_of_a_clue_opens_its_matter_once(who: dict[str, Officer]) -> None:
    intake = Intake(source="inspection", suspected_act=ACT, platform="yunjishi", shop_id="S9", operator_name="桐庐青禾鞋行")
    clue = register(intake, by=who["li"], at=MORNING)
    li = browser(who["li"])
    assert "以已知内容建立案情" in li.get(f"/clues/{clue.number}").content.decode()
    for _ in range(2):
        assert li.post(f"/matters/open/{clue.number}").status_code == 302
    assert Matter.objects.count() == 1
    assert browser(who["zhao"]).post(f"/matters/open/{clue.number}").status_code == 404


def test_what_officers_made_themselves_is_by_those_who_made_the_one_above(who: dict[str, Officer], case: Case) -> None:
    matter, li = matter_of(case.dossier), browser(who["li"])
    assert matter is not None
    told = [("网店页面.txt", "data", "li、wang"), ("微信账单.csv", "data", "王青禾"), ("聊天记录.txt", "data", "")]
    told += [("鉴定书.txt", "expert", ""), ("笔录.txt", "record", "")]
    form: dict[str, Any] = {"file": []}
    for nth, (name, kind, maker) in enumerate(told):
        digest = seal([f"{nth}".encode()], name, dossier=case.dossier, by=who["li"], at=MORNING).sha256
        form["file"].append(digest)
        form |= {f"title-{digest}": name, f"kind-{digest}": kind, f"maker-{digest}": maker, f"proves-{digest}": ["act"]}
    li.post(f"/matters/{matter.number}/list-files", form)
    made = {one.title: one.maker for one in matter.exhibit_rows.filter(title__in=[name for name, *_ in told])}
    assert made == {"网店页面.txt": "li、wang", "微信账单.csv": "王青禾", "聊天记录.txt": "li、wang", "鉴定书.txt": "", "笔录.txt": "li、wang"}
    digest = seal([b"later"], "后来的导出.csv", dossier=case.dossier, by=who["li"], at=MORNING).sha256
    page = li.get(f"/matters/{matter.number}/evidence", follow=True).content.decode()
    assert f'name="maker-{digest}" maxlength="200" value="li、wang"' in page
