"""Documents are made out of a dossier's record alone, numbered, recorded, made again, and given to nobody who may not read the dossier."""

import json
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document as Word
from letters import sent
from people import at, browser, department_of

from mingjian.core.documents.template_fill import BLANK
from mingjian.core.errors import BadInput, LedgerFault, NotFound, NotPermitted
from mingjian.office.documents.creation import a_form, bytes_of, draft, make, remade
from mingjian.office.documents.models import Document
from mingjian.office.documents.own_templates import put_template, withdraw_template
from mingjian.office.documents.queries import hand_out, panel_of
from mingjian.office.documents.reveal import RevealableValues
from mingjian.office.documents.settings import set_office, settings_of
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.transition import take
from mingjian.office.files.revealable import reveal
from mingjian.office.files.storage import seal
from mingjian.office.files.store import place_of
from mingjian.office.models import Dossier, Entry, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
MORNING = at("2026-11-02 09:00")
WHY = {"purpose": "送达", "ground": "投诉举报处理办法"}


def assistance(by: Officer, number: str = "D1") -> Dossier:
    assert by.department is not None
    about = Opening("assistance", number, "某鞋店实际经营地")
    return open_dossier(about, by=by, department=by.department, at=MORNING, given={"questions": "核实甲店<实际>经营地 & 仓库"})


def complaint(by: Officer) -> Dossier:
    assert by.department is not None
    given = {"complaint_facts": "鞋为仿品", "complainant": "张三 13800000000", "complained_of": "某鞋店"}
    return open_dossier(Opening("consumer_complaint", "D2", "投诉某鞋店"), by=by, department=by.department, at=MORNING, given=given)


def words_of(raw: bytes) -> str:
    document = Word(BytesIO(raw))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def entries(kind: str) -> list[dict[str, Any]]:
    return [json.loads(entry.body) for entry in Entry.objects.filter(kind=kind).order_by("index")]


def test_it_says_what_the_record_says_and_names_its_gaps(who: dict[str, Officer]) -> None:
    document = make("assistance_letter", assistance(who["li"]), by=who["li"], at=MORNING)
    text = words_of(bytes_of(document))
    assert "核实甲店<实际>经营地 & 仓库" in text
    assert "桐庐县局" in text
    assert "15个工作日内" in text
    assert "《市场监督管理行政处罚程序规定》第四十五条" in text
    assert BLANK in text
    assert ["被请求机关", "Body asked"] in document.gaps
    assert (document.is_draft, document.number) == (True, "")
    (entry,) = entries("document_made")
    assert entry["file"] == document.sha256 == sha256(bytes_of(document)).hexdigest()
    assert entry["made_as"] == "assistance_letter"
    assert entry["gaps"] == len(document.gaps)


def test_numbers_follow_each_other_by_the_rule_of_the_department(who: dict[str, Officer]) -> None:
    first, second = sent(assistance(who["li"]), MORNING), sent(assistance(who["li"], "D2"), MORNING)
    assert make("assistance_letter", first, by=who["li"], at=MORNING).number == "桐庐县局协查〔2026〕1号"
    settings = {**settings_of(department_of("county")), "short": "桐", "pattern": "{机关}市监{字}〔{年}〕{序}号"}
    set_office(department_of("county"), settings, by=who["wang"], at=MORNING)
    made = make("assistance_letter", second, by=who["li"], at=MORNING)
    assert made.number == "桐市监协查〔2026〕2号"
    assert "淳安县局" in words_of(bytes_of(made))
    late = at("2027-01-04 09:00")
    third = sent(assistance(who["li"], "D9"), late)
    assert make("assistance_letter", third, by=who["li"], at=late).number == "桐市监协查〔2027〕1号", "the year is that of the day that the letter bears"


def test_a_letter_is_of_whoever_asked_wherever_the_dossier_lies_and_nobody_else_makes_it(who: dict[str, Officer]) -> None:
    dossier = assistance(who["li"])
    take(dossier, "send", by=who["li"], at=MORNING, given={"asked_department": department_of("neighbour").pk, "letter_number": "协1号"})
    take(dossier, "send", by=who["wang"], at=MORNING)
    dossier.refresh_from_db()
    assert dossier.department == department_of("neighbour")
    with pytest.raises(NotPermitted, match="发起此卷宗的部门"):
        make("assistance_letter", dossier, by=who["zhao"], at=MORNING)
    assert browser(who["zhao"]).get(f"/dossiers/{dossier.number}/documents/assistance_letter").status_code == 403
    assert "assistance_letter" not in {form.key for form in (*panel_of(dossier, who["zhao"]).due, *panel_of(dossier, who["zhao"]).later)}
    assert "assistance_letter" in {form.key for form in panel_of(dossier, who["li"]).due}
    letter = make("assistance_letter", dossier, by=None, at=MORNING)
    assert letter.number == "桐庐县局协查〔2026〕1号"
    assert letter.values["机关"] == "桐庐县局"


@pytest.mark.parametrize(
    "pattern",
    [
        "{字}〔{年}〕号",
        "{字}{序}号",
        "〔{年}〕{序}号",
        "{字}〔{年}〕{序}{x}",
        "{字}〔{年.x}〕{序}",
        "{字}〔{年}〕{序",
        "{字}〔{年!r}〕{序}",
        "{字}〔{年:>99}〕{序}",
        "{0}{字}〔{年}〕{序}",
        "{字}〔{年}〕{序:03d}号",
        "{字}〔{年}〕{序}{序}号",
        "{字}[{年}]{序}号",
        "{字}（{年}）{序}号",
        "{字}﹝{年}﹞{序}号",
        "【{字}】〔{年}〕{序}号",
        "{字}〔{年}〕第{序}号",
        "{字}〔{年}〕{序}号\u202e",
    ],
)
def test_a_pattern_that_cannot_number_or_is_not_of_official_documents_is_refused(who: dict[str, Officer], pattern: str) -> None:
    with pytest.raises(BadInput, match=r"文号规则|年份"):
        set_office(department_of("county"), {**settings_of(department_of("county")), "pattern": pattern}, by=who["wang"], at=MORNING)


def test_the_same_record_gives_the_same_document_and_no_second_number(who: dict[str, Officer]) -> None:
    dossier = assistance(who["li"])
    first = make("assistance_letter", dossier, by=who["li"], at=MORNING)
    assert make("assistance_letter", dossier, by=who["li"], at=MORNING + timedelta(days=3)).pk == first.pk
    assert len(entries("document_made")) == 1


def test_it_is_made_again_byte_for_byte_after_later_steps_and_a_change_is_found(who: dict[str, Officer]) -> None:
    dossier = assistance(who["li"])
    document = make("assistance_letter", dossier, by=who["li"], at=MORNING)
    before = bytes_of(document)
    take(dossier, "send", by=who["li"], at=MORNING, given={"asked_department": department_of("neighbour").pk, "letter_number": "协1号"})
    take(dossier, "send", by=who["wang"], at=MORNING)
    place_of(document.sha256).unlink()
    assert bytes_of(document) == before == remade(document)
    document.values["协查事项"] = "改动"
    with pytest.raises(LedgerFault):
        remade(document)


def test_personal_data_is_absent_without_leave_and_then_the_document_is_personal(who: dict[str, Officer]) -> None:
    dossier, li = complaint(who["li"]), who["li"]
    take(dossier, "refuse_complaint", by=li, at=MORNING, given={"not_accepted_ground": "no_power", "reason": "不属职权"})
    first = make("complaint_refusal", dossier, by=li, at=MORNING)
    assert not first.is_personal
    assert ["投诉人", "Complainant"] in first.gaps
    assert "张三" not in words_of(bytes_of(first))
    reveal(RevealableValues(dossier), **WHY, by=li, at=MORNING)
    second = make("complaint_refusal", dossier, by=li, at=MORNING)
    assert second.is_personal
    assert "张三 13800000000" in words_of(bytes_of(second))
    assert "张三" not in "".join(Entry.objects.values_list("body", flat=True))
    with pytest.raises(NotPermitted):
        hand_out(who["wang"], second.pk, MORNING)
    assert hand_out(li, second.pk, MORNING)[1] == bytes_of(second)
    assert entries("document_handed_out")[0]["purpose"] == "送达"


def test_whoever_does_not_act_in_the_dossier_makes_none(who: dict[str, Officer]) -> None:
    dossier = assistance(who["li"])
    for name in ("sun", "zhou", "clerk", "auditor"):  # the city above reads it, and makes nothing of it
        with pytest.raises(NotPermitted):
            make("assistance_letter", dossier, by=who[name], at=MORNING)
    assert not Document.objects.exists()


def test_a_form_of_another_procedure_is_refused(who: dict[str, Officer]) -> None:
    with pytest.raises(BadInput, match="行政处罚决定书"):
        make("penalty_decision", assistance(who["li"]), by=who["li"], at=MORNING)


def test_a_decision_is_not_made_and_takes_no_number_before_it_is_taken(who: dict[str, Officer]) -> None:
    """A decision of penalty with a blank for the penalty took a number, before anybody had decided."""
    li = who["li"]
    assert li.department is not None
    dossier = open_dossier(Opening("admin_case", "A2026-0000001", "某鞋店"), by=who["wang"], department=li.department, at=MORNING, given={"handlers": "甲、乙"})
    with pytest.raises(BadInput, match="卷宗中尚无“处罚”"):
        make("penalty_decision", dossier, by=li, at=MORNING)
    client, address = browser(li), f"/dossiers/{dossier.number}/documents/penalty_decision"
    page = client.get(address).content.decode()
    assert 'id="missing"' in page
    assert 'type="submit">制作此文书' not in page
    reply = client.post(address)
    assert reply.status_code == 422
    assert "卷宗中尚无“处罚”" in reply.content.decode()
    assert not Document.objects.exists()
    dossier.state = {**dossier.state, "main": "informed"}  # type: ignore[dict-item]  # a dossier with tracks
    dossier.save()
    take(dossier, "decide_penalty", by=who["wang"], at=MORNING, given={"penalty": "没收", "registered_in": "here"})
    drafted = make("penalty_decision", dossier, by=li, at=MORNING)
    assert drafted.gaps
    assert (drafted.is_draft, drafted.number, drafted.shown) == (True, "", "行政处罚决定书 （草稿）")


def test_what_a_head_decided_stands_in_papers_as_an_approval_with_name_and_day(who: dict[str, Officer]) -> None:
    wang = who["wang"]
    assert who["li"].department is not None
    given = {"handlers": "甲、乙"}
    dossier = open_dossier(Opening("admin_case", "A2026-0000001", "某鞋店"), by=wang, department=who["li"].department, at=MORNING, given=given)
    dossier.state = {**dossier.state, "main": "informed"}  # type: ignore[dict-item]  # a dossier with tracks
    dossier.save()
    take(dossier, "decide_penalty", by=wang, at=MORNING, given={"penalty": "没收", "registered_in": "here"})
    approval = make("penalty_approval", dossier, by=who["li"], at=MORNING)
    decided = approval.values["审批"][-1]
    assert (decided["事项"], decided["审批人"], decided["日期"]) == ("决定处罚", wang.name, "2026年11月2日")
    assert decided["意见"] == "（系统记载：已批准）", "no opinion is printed that nobody wrote"
    assert "第五十七条" in decided["依据"]
    assert approval.values["决定人"] == wang.name
    assert "决定处罚" in words_of(bytes_of(approval))


def test_the_index_lists_files_and_documents(who: dict[str, Officer]) -> None:
    dossier = assistance(who["li"])
    seal([b"\x89PNG\r\n\x1a\npaper"], "营业执照 13812345678.png", dossier=dossier, by=who["li"], at=MORNING)
    make("assistance_letter", sent(dossier, MORNING), by=who["li"], at=MORNING + timedelta(minutes=1))
    text = words_of(bytes_of(make("file_index", dossier, by=who["li"], at=MORNING + timedelta(minutes=2))))
    assert "营业执照" in text
    assert "桐庐县局协查〔2026〕1号" in text
    assert sha256(b"\x89PNG\r\n\x1a\npaper").hexdigest()[:16] in text


def test_a_receipt_of_service_counts_what_it_lists_and_not_what_bears_no_number(who: dict[str, Officer]) -> None:
    dossier = assistance(who["li"])
    make("file_index", dossier, by=who["li"], at=MORNING)
    make("assistance_letter", sent(dossier, MORNING), by=who["li"], at=MORNING + timedelta(minutes=1))
    receipt = Word(BytesIO(bytes_of(make("service_receipt", dossier, by=who["li"], at=MORNING + timedelta(minutes=2)))))
    (listed,) = [row for table in receipt.tables for row in table.rows if "桐庐县局协查〔2026〕1号" in [cell.text for cell in row.cells]]
    assert listed.cells[0].text == "1"


def office_template(words: str) -> bytes:
    document = Word()
    document.add_paragraph(words)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_an_offices_own_template_holds_until_it_is_withdrawn_and_old_documents_keep_theirs(who: dict[str, Officer]) -> None:
    dossier, (li, wang) = assistance(who["li"]), (who["li"], who["wang"])
    put_template("assistance_letter", office_template("我局措辞：{{ 协查事项 }}"), "函.docx", by=wang, at=MORNING)
    own = make("assistance_letter", dossier, by=li, at=MORNING)
    assert words_of(bytes_of(own)).startswith("我局措辞：核实甲店")
    withdraw_template("assistance_letter", by=wang, at=MORNING)
    house = make("assistance_letter", dossier, by=li, at=MORNING)
    assert "我局措辞" not in words_of(bytes_of(house))
    place_of(own.sha256).unlink()
    assert words_of(bytes_of(own)).startswith("我局措辞：")
    assert [body["made_as"] for body in entries("template_put")] == ["assistance_letter"]


def test_a_dangerous_template_is_refused_and_an_officer_puts_none(who: dict[str, Officer]) -> None:
    with pytest.raises(BadInput, match="Call"):
        put_template("assistance_letter", office_template("{{ 机关.x() }}"), "函.docx", by=who["wang"], at=MORNING)
    with pytest.raises(NotPermitted):
        put_template("assistance_letter", office_template("好"), "函.docx", by=who["li"], at=MORNING)


def test_the_panel_offers_what_is_due_and_the_page_makes_it(who: dict[str, Officer]) -> None:
    dossier, client = complaint(who["li"]), browser(who["li"])
    assert "complaint_refusal" in {form.key for form in panel_of(dossier, who["li"]).later}
    take(dossier, "refuse_complaint", by=who["li"], at=MORNING, given={"not_accepted_ground": "no_power", "reason": "不属职权"})
    assert "complaint_refusal" in {form.key for form in panel_of(dossier, who["li"]).due}
    page = client.get("/dossiers/D2", follow=True).content.decode()
    assert '<a href="/dossiers/D2/documents/complaint_refusal">投诉不予受理决定书</a>' in page
    asked = client.get("/dossiers/D2/documents/complaint_refusal").content.decode()
    assert "尚未记录的内容" in asked
    assert "张三" not in asked
    assert client.post("/dossiers/D2/documents/complaint_refusal")["Location"] == "/complaints/D2#documents"
    (document,) = Document.objects.all()
    word, pdf = (client.get(f"/documents/{document.pk}.{way}") for way in ("docx", "pdf"))
    assert (word.status_code, pdf.status_code) == (200, 200)
    assert sha256(word.content).hexdigest() == document.sha256
    assert pdf.content.startswith(b"%PDF")
    assert client.post("/reveal/values/D2/complaint_refusal", WHY).status_code == 302
    assert "张三 13800000000" in client.get("/dossiers/D2/documents/complaint_refusal").content.decode()


@pytest.mark.parametrize("name", ["zhou", "clerk", "auditor", "system"])
def test_to_whoever_may_not_see_the_dossier_there_is_neither_document_nor_form(who: dict[str, Officer], name: str) -> None:
    document = make("assistance_letter", assistance(who["li"]), by=who["li"], at=MORNING)
    client = browser(who[name])
    for address in (f"/documents/{document.pk}.docx", f"/documents/{document.pk}.pdf", "/dossiers/D1/documents/assistance_letter"):
        assert client.get(address).status_code == 404
    assert client.post("/dossiers/D1/documents/assistance_letter").status_code == 404
    assert len(entries("document_made")) == 1


def test_templates_are_taken_put_and_refused_at_their_pages(who: dict[str, Officer]) -> None:
    head, officer = browser(who["wang"]), browser(who["li"])
    page = head.get("/documents/templates")
    assert page.status_code == 200
    assert "协助调查函" in page.content.decode()
    assert "<code>assistance_letter</code>" not in page.content.decode()
    assert "Authority" not in head.get("/documents/templates/assistance_letter").content.decode()
    raw = head.get("/documents/templates/assistance_letter/download").content
    good = BytesIO(raw)
    good.name = "函.docx"
    assert head.post("/documents/templates/assistance_letter", {"file": good}).status_code == 302
    bad = BytesIO(b"no word")
    bad.name = "函.docx"
    refused = head.post("/documents/templates/assistance_letter", {"file": bad})
    assert refused.status_code == 422
    assert "这不是 Word 文档" in refused.content.decode()
    good.seek(0)
    assert officer.post("/documents/templates/assistance_letter", {"file": good}).status_code == 403
    english = browser(who["wang"], "en").get("/documents/templates/assistance_letter").content.decode()
    assert "Values that the template may use" in english


def test_a_draft_writes_nothing(who: dict[str, Officer]) -> None:
    dossier = assistance(who["li"])
    count = Entry.objects.count()
    assert draft(a_form("assistance_letter"), dossier, by=who["li"], at=datetime.now(MORNING.tzinfo)).gaps
    assert (Entry.objects.count(), Document.objects.count()) == (count, 0)


def test_the_command_makes_word_and_pdf(who: dict[str, Officer], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from click.testing import CliRunner

    from mingjian.cli.papers import command

    assistance(who["li"])
    runner = CliRunner()
    for way in ("docx", "pdf"):
        done = runner.invoke(command, ["make", "assistance_letter", "--dossier", "D1", "--out", str(tmp_path / f"x.{way}")])
        assert done.exit_code == 0, done.output
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF")
    assert sha256((tmp_path / "x.docx").read_bytes()).hexdigest() == Document.objects.get().sha256
    assert "被请求机关" in done.output
    assert runner.invoke(command, ["remake", "--dossier", "D1"]).exit_code == 0
    assert len(runner.invoke(command, ["list"]).output.splitlines()) >= 30
    assert isinstance(runner.invoke(command, ["list", "--procedure", "nonsense"]).exception, NotFound)
    assert isinstance(runner.invoke(command, ["make", "nothing", "--dossier", "D1", "--out", str(tmp_path / "y.docx")]).exception, Exception)
