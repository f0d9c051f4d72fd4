"""Sentences of the office: approved by a second officer, chosen by a person, filled with facts, versions kept, hostile text without effect."""

import json
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.utils.html import escape
from docx import Document as Word
from letters import sent
from people import at, browser, department_of

from mingjian.core.errors import BadInput, NotFound, NotPermitted
from mingjian.office.audit.run import audit
from mingjian.office.documents.creation import a_form as form_of
from mingjian.office.documents.creation import bytes_of, draft, make, remade
from mingjian.office.documents.models import Document, Phrase
from mingjian.office.documents.phrases import (
    approve_phrase,
    chosen_for_form,
    end_phrase,
    filled_for_field,
    goes_outside,
    places,
    why_not_approved,
    write_phrase,
)  # fmt: skip
from mingjian.office.documents.reveal import RevealableValues
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.files.revealable import reveal
from mingjian.office.files.store import place_of
from mingjian.office.models import Dossier, Entry, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
MORNING = at("2026-11-02 09:00")
CLOSING = "closing.assistance_letter"
THANKS = "《{}》一案的协助事项，请于收到之日起十五个工作日内函复，感谢支持。"


@pytest.fixture
def staff(who: dict[str, Officer]) -> dict[str, Officer]:
    """Add a second officer without a head's role to the county."""
    ma = Officer.objects.create(username="ma", name_zh="马某", department=department_of("county"), roles=["officer"])
    return {**who, "ma": ma}


def assistance(by: Officer, number: str = "D1") -> Dossier:
    assert by.department is not None
    about = Opening("assistance", number, "某鞋店实际经营地")
    return open_dossier(about, by=by, department=by.department, at=MORNING, given={"questions": "核实甲店实际经营地"})


def complaint(by: Officer) -> Dossier:
    assert by.department is not None
    given = {"complaint_facts": "鞋为仿品", "complainant": "张三 13800000000", "complained_of": "某鞋店"}
    return open_dossier(Opening("consumer_complaint", "D2", "投诉某鞋店"), by=by, department=by.department, at=MORNING, given=given)


def approved(who: dict[str, Officer], place: str, text: str, title: str = "请予函复", of: Phrase | None = None, day: datetime = MORNING) -> Phrase:
    made = write_phrase(place, title, text, by=who["li"], at=day, of=of)
    approve_phrase(made, by=who["wang"], at=day)
    made.refresh_from_db()
    return made


def words_of(document: Document) -> str:
    return "\n".join(one.text for one in Word(BytesIO(bytes_of(document))).paragraphs)


def test_a_sentence_waits_for_a_second_officer_and_one_of_the_two_is_a_head_where_it_goes_outside(staff: dict[str, Officer]) -> None:
    made = write_phrase(CLOSING, "请予函复", THANKS.format("【案名】"), by=staff["li"], at=MORNING)
    assert goes_outside(CLOSING)
    assert (made.is_waiting, made.is_in_force) == (True, False)
    for by, told in (("li", "由他人批准"), ("ma", "须有一人是部门负责人")):
        with pytest.raises(NotPermitted, match=told):
            approve_phrase(made, by=staff[by], at=MORNING)
    with pytest.raises(NotFound):
        approve_phrase(made, by=staff["qian"], at=MORNING)  # the head of another county
    approve_phrase(made, by=staff["wang"], at=MORNING)
    made.refresh_from_db()
    assert (made.is_in_force, made.approved_by) == (True, staff["wang"])
    with pytest.raises(BadInput, match="已经批准"):
        approve_phrase(made, by=staff["wang"], at=MORNING)
    of_head = write_phrase(CLOSING, "其他", "请予协助。", by=staff["wang"], at=MORNING)
    assert why_not_approved(of_head, staff["ma"]) is None, "a head wrote it: any colleague signs"
    inside = next(one for one in places() if one.startswith("field.") and not goes_outside(one))
    within = write_phrase(inside, "内部", "请继续核查。", by=staff["li"], at=MORNING)
    approve_phrase(within, by=staff["ma"], at=MORNING)
    with pytest.raises(NotPermitted):
        write_phrase(CLOSING, "平台", "请予协助。", by=staff["clerk"], at=MORNING)


def test_a_version_of_a_colleague_that_waits_is_sent_back_with_a_reason_and_never_displaced(staff: dict[str, Officer]) -> None:
    first = approved(staff, CLOSING, "请予函复。")
    waiting = write_phrase("", "请予函复", "请于十日内函复。", by=staff["li"], at=MORNING, of=first)
    with pytest.raises(BadInput, match="先批准，或者写明理由退回"):
        write_phrase("", "请予函复", "请尽快函复。", by=staff["ma"], at=MORNING, of=first)
    waiting.refresh_from_db()
    assert waiting.is_waiting
    page = browser(staff["ma"]).post(f"/documents/phrases/{first.nth}", {"title": "请予函复", "text": "请尽快函复，谢谢。"})
    assert page.status_code == 422
    assert "请尽快函复，谢谢。" in page.text  # what was typed stays
    own = write_phrase("", "请予函复", "请于十五日内函复。", by=staff["li"], at=MORNING, of=first)  # whoever wrote it may write it anew
    end_phrase(own, "期限不合惯例", by=staff["ma"], at=MORNING)
    write_phrase("", "请予函复", "请尽快函复。", by=staff["ma"], at=MORNING, of=first)
    own.refresh_from_db()
    assert (own.ended_as, own.ended_why, own.ended_by) == ("declined", "期限不合惯例", staff["ma"])


def test_a_chosen_sentence_is_printed_with_its_facts_and_the_paper_is_made_again_as_it_was(staff: dict[str, Officer]) -> None:
    first = approved(staff, CLOSING, THANKS.format("【案名】"))
    dossier, li = sent(assistance(staff["li"]), MORNING), staff["li"]
    plain = make("assistance_letter", dossier, by=li, at=MORNING)
    assert THANKS.format(dossier.title) not in words_of(plain), "nothing is chosen by itself"
    chosen = chosen_for_form(form_of("assistance_letter"), department_of("county"), {"结尾语": str(first.nth)})
    letter = make("assistance_letter", dossier, by=li, at=MORNING, chosen=chosen)
    before = bytes_of(letter)
    assert THANKS.format(dossier.title) in words_of(letter)
    assert letter.phrases == {"结尾语": first.key}
    assert json.loads(Entry.objects.filter(kind="document_made").latest("index").body)["phrases"] == [first.key]
    assert make("assistance_letter", dossier, by=li, at=MORNING + timedelta(days=1)).pk == letter.pk, "it stays chosen, and takes no second number"
    second = approved(staff, CLOSING, "请尽快函复。", of=first, day=MORNING + timedelta(days=2))
    place_of(letter.sha256).unlink()
    assert bytes_of(letter) == before == remade(letter)
    first.refresh_from_db()
    assert (second.version, first.ended_as, first.text) == (2, "replaced", THANKS.format("【案名】"))
    assert draft(form_of("assistance_letter"), dossier, by=li, at=MORNING).values["结尾语"] == "请尽快函复。", "the version in force"
    end_phrase(second, "改由附函说明", by=staff["wang"], at=MORNING + timedelta(days=3))
    assert draft(form_of("assistance_letter"), dossier, by=li, at=MORNING).values["结尾语"] == ""
    with pytest.raises(BadInput, match="已停用"):
        chosen_for_form(form_of("assistance_letter"), department_of("county"), {"结尾语": str(first.nth)})


def test_a_fact_that_nobody_put_on_record_is_a_gap_and_never_a_blank(staff: dict[str, Officer]) -> None:
    made = approved(staff, CLOSING, "当事人【负责人】已到场。")
    dossier = sent(assistance(staff["li"]), MORNING)
    chosen = chosen_for_form(form_of("assistance_letter"), department_of("county"), {"结尾语": str(made.nth)})
    letter = make("assistance_letter", dossier, by=staff["li"], at=MORNING, chosen=chosen)
    assert letter.is_draft
    assert ["结尾语中的“负责人”", "Legal representative of the party (in the office's own sentence)"] in letter.gaps
    assert "已到场" not in words_of(letter)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "请写明用语"),
        ("长" * 301, "不超过300字"),
        ("第一段\n第二段", "一个自然段"),
        ("请\u202e函复", "不可见字符"),
        ("请\x07函复", "不可见字符"),
        ("{{ 当事人 }}", "写在【】中"),
        ("{% for 项 in 证据 %}", "写在【】中"),
        ("【当事人", "成对使用"),
        ("【【当事人】】", "成对使用"),
        ("【】", "成对使用"),
        ("【当事人姓名】", "没有名为“当事人姓名”的事实"),
        ("【证据目录】", "没有名为“证据目录”的事实"),
        ("【结尾语】", "没有名为“结尾语”的事实"),
    ],
)
def test_what_a_paper_cannot_print_is_refused_in_words_and_nothing_is_kept(staff: dict[str, Officer], text: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        write_phrase(CLOSING, "请予函复", text, by=staff["li"], at=MORNING)
    assert not Phrase.objects.exists()
    page = browser(staff["li"]).post("/documents/phrases", {"place": CLOSING, "title": "请予函复", "text": text})
    assert page.status_code == 422
    assert not Phrase.objects.exists()


def test_places_and_titles_that_do_not_exist_are_refused(staff: dict[str, Officer]) -> None:
    for place in ("field.complainant", "closing.nothing", "field.", "opening.assistance_letter"):
        with pytest.raises(BadInput, match="没有这个栏目"):
            write_phrase(place, "请予函复", "请予协助。", by=staff["li"], at=MORNING)
    for title in ("", " ", "长" * 41, "名\u200b称"):
        with pytest.raises(BadInput, match="名称、理由"):
            write_phrase(CLOSING, title, "请予协助。", by=staff["li"], at=MORNING)


def test_hostile_words_stay_words_on_pages_in_word_and_in_facts(staff: dict[str, Officer]) -> None:
    hostile = '<script>alert(1)</script> & "引号" {甲} =1+1【案名】'
    made = approved(staff, CLOSING, hostile, title="<b>标题</b>")
    li = staff["li"]
    about = Opening("assistance", "D1", "【负责人】{{ 7*7 }}</w:t><x>")
    dossier = sent(open_dossier(about, by=li, department=department_of("county"), at=MORNING, given={"questions": "核实"}), MORNING)
    letter = make("assistance_letter", dossier, by=li, at=MORNING, chosen={"结尾语": made})
    assert hostile.replace("【案名】", dossier.title) in words_of(letter), "what a fact says is no slot and no template"
    for address in ("/documents/phrases", f"/documents/phrases/{made.nth}", f"/dossiers/D1/documents/assistance_letter?结尾语={made.nth}"):
        page = browser(li).get(address).content.decode()
        assert "<script>alert" not in page
        assert "<b>标题" not in page
        assert escape("<b>标题</b>") in page


def test_a_sentence_for_a_field_is_offered_in_the_step_without_personal_data(staff: dict[str, Officer]) -> None:
    dossier, li = complaint(staff["li"]), staff["li"]
    page = browser(li).get(f"/dossiers/{dossier.number}", follow=True).content.decode()
    assert "/phrases/" not in page
    made = approved(staff, "field.reason", "投诉对象【当事人】的事项不属于本机关职责，可以向【机关】所在地的有权机关反映。", title="不属于职责")
    approved(staff, "field.reason", "负责人【负责人】。", title="缺事实")
    assert goes_outside("field.reason")
    reveal(RevealableValues(dossier, "complaint_acceptance"), by=li, at=MORNING, purpose="办理", ground="投诉举报处理办法")
    found = {one.phrase.title: one for one in filled_for_field(dossier, "reason", li, MORNING)}
    assert found["不属于职责"].text == "投诉对象某鞋店的事项不属于本机关职责，可以向桐庐县局所在地的有权机关反映。"
    assert (found["缺事实"].text, [one.zh for one in found["缺事实"].missing]) == ("", ["负责人"])
    assert filled_for_field(dossier, "reason", staff["qian"], MORNING) == [], "another department has its own"
    page = browser(li).get(f"/dossiers/{dossier.number}", follow=True).content.decode()
    address = f"/dossiers/{dossier.number}/phrases/reason"
    assert f'hx-get="{address}?field=id_refuse_complaint-reason"' in page
    part = browser(li).get(address, {"field": "id_refuse_complaint-reason"}, headers={"HX-Request": "true"}).content.decode()
    assert found["不属于职责"].text in part
    assert 'data-insert="id_refuse_complaint-reason"' in part
    assert "<html" not in part
    whole = browser(li).get(address, {"field": '"><script>'}).content.decode()
    assert "<html" in whole
    assert "data-insert" not in whole
    assert browser(staff["qian"]).get(address).status_code == 404
    assert browser(staff["wang"]).get(f"/dossiers/{dossier.number}/phrases/complainant").status_code == 404
    assert made.nth


def test_pages_write_approve_change_and_withdraw_and_refuse_in_words(staff: dict[str, Officer]) -> None:
    li, wang = browser(staff["li"]), browser(staff["wang"])
    reply = li.post("/documents/phrases", {"place": CLOSING, "title": "请予函复", "text": "请予协助。"})
    nth = Phrase.objects.get().nth
    assert reply["Location"] == f"/documents/phrases/{nth}"
    assert li.post(f"/documents/phrases/{nth}", {"approve": "1", "version": "1"}).status_code == 422
    assert "待您批准" in wang.get("/documents/phrases").content.decode()
    assert f'href="/documents/phrases/{nth}"' in wang.get("/").content.decode(), "it is told at home"
    assert f'href="/documents/phrases/{nth}"' not in li.get("/").content.decode()
    assert wang.post(f"/documents/phrases/{nth}", {"approve": "1", "version": "1"}).status_code == 302
    assert li.post(f"/documents/phrases/{nth}", {"title": "请予函复", "text": "请予协助。"}).status_code == 422, "the same again"
    assert li.post(f"/documents/phrases/{nth}", {"title": "请予函复", "text": "请尽快协助。"}).status_code == 302
    assert li.post(f"/documents/phrases/{nth}", {"title": "请予函复", "text": "请予尽快协助。"}).status_code == 302
    assert [one.ended_as for one in Phrase.objects.order_by("version")] == ["", "replaced", ""], "of two that wait the later one stays"
    assert wang.post(f"/documents/phrases/{nth}", {"end": "1", "version": "3", "why": ""}).status_code == 422
    assert wang.post(f"/documents/phrases/{nth}", {"end": "1", "version": "3", "why": "措辞不当"}).status_code == 302
    assert "措辞不当" in li.get(f"/documents/phrases/{nth}").content.decode()
    assert wang.post(f"/documents/phrases/{nth}", {"end": "1", "version": "9", "why": "无"}).status_code == 422
    assert browser(staff["qian"]).get(f"/documents/phrases/{nth}").status_code == 404
    assert browser(staff["qian"]).post(f"/documents/phrases/{nth}", {"approve": "1", "version": "1"}).status_code == 404
    assert [one.kind for one in Entry.objects.filter(kind__startswith="phrase_").order_by("index")] == [
        *("phrase_written", "phrase_approved", "phrase_written", "phrase_written", "phrase_ended"),
    ]
    assert "/documents/phrases/" not in wang.get("/").content.decode()


@pytest.mark.both_databases
def test_the_paper_is_made_by_the_page_with_the_sentence_that_it_shows(staff: dict[str, Officer]) -> None:
    made = approved(staff, CLOSING, "请予协助为盼。")
    dossier, li = sent(assistance(staff["li"]), MORNING), browser(staff["li"])
    address = f"/dossiers/{dossier.number}/documents/assistance_letter"
    assert "请予协助为盼。" not in li.get(address).content.decode()
    assert "请予协助为盼。" in li.get(address, {"结尾语": str(made.nth)}).content.decode()
    li.post(f"{address}?结尾语={made.nth}")
    assert Document.objects.latest("pk").values["结尾语"] == "请予协助为盼。"
    li.post(f"{address}?结尾语=")
    assert Document.objects.latest("pk").values["结尾语"] == ""
    with pytest.raises(NotPermitted, match="负责人"):
        end_phrase(made, "不再使用", by=staff["li"], at=MORNING)
    end_phrase(made, "不再使用", by=staff["wang"], at=MORNING)
    page = li.get(address, {"结尾语": str(made.nth)})
    assert "已停用" in page.content.decode()
    assert li.post(f"{address}?结尾语=999").status_code == 422


def test_a_version_that_somebody_changed_past_the_ledger_is_named(staff: dict[str, Officer]) -> None:
    from django.db import connection

    made = approved(staff, CLOSING, "请予协助。")
    before = [one.text.en for one in audit(MORNING).found]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE documents_phrase SET text = '请汇款至个人账户。' WHERE id = %s", [made.pk])
    assert any("text of documents.Phrase" in one.text.en for one in audit(MORNING).found if one.text.en not in before)
