"""A paper with a gap is a draft: it says so on every page, takes no number, stands for no paper; a final one bears the day of its approval."""

import json
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document as Word
from docx.enum.section import WD_SECTION
from letters import sent
from people import at, browser, department_of
from pypdf import PdfReader

from mingjian.core.documents.forms import DRAFT, forms
from mingjian.core.documents.pdf_copy import reading_copy
from mingjian.core.documents.template_fill import fill
from mingjian.core.errors import BadInput
from mingjian.office.documents import creation, fact_groups, register
from mingjian.office.documents.creation import a_form, bytes_of, draft, make, remade
from mingjian.office.documents.fact_groups import Taken, served_in
from mingjian.office.documents.facts import facts_of
from mingjian.office.documents.index import lines_of
from mingjian.office.documents.models import FOLDER, Document, Series
from mingjian.office.documents.own_templates import put_template
from mingjian.office.documents.register import register_of
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.transition import take
from mingjian.office.files.store import place_of
from mingjian.office.models import Dossier, Entry, Officer
from mingjian.office.record.entries import enter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
MORNING, NEXT_DAY = at("2026-11-02 09:00"), at("2026-11-03 16:00")
NOTICE = """
title: {zh: 试告知书, en: Notice on trial}
word: 试告
procedures: [admin_case]
values:
  机关地址: {en: Address, from: office.address}
body:
  - 地址：{{ 机关地址 }}
  - {seal: true}
"""
DECISION = """
title: {zh: 试决定书, en: Decision on trial}
word: 试罚
outward: true
procedures: [admin_case]
dated_by: [decide_penalty]
values:
  处罚: {en: Penalty, from: papers.penalty}
  告知文号: {en: Number of the notice, from: made.trial_notice.number}
  告知日期: {en: Day of the notice, from: made.trial_notice.on}
  救济: {en: Remedies, from: office.remedy}
body:
  - 依{{ 告知文号 }}（{{ 告知日期 }}），{{ 处罚 }}。{{ 救济 }}
  - {seal: true}
"""


@pytest.fixture
def trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two forms beside those of the house: a notice, and a decision that cites it and is dated by its approval."""
    folder = tmp_path / "documents"
    shutil.copytree(FOLDER, folder)
    (folder / "trial_notice.yaml").write_text(NOTICE, "utf-8")
    (folder / "trial_decision.yaml").write_text(DECISION, "utf-8")
    for module in (creation, register, fact_groups):
        monkeypatch.setattr(module, "FOLDER", folder)
    yield
    forms.cache_clear()


def assistance(by: Officer, number: str = "D1") -> Dossier:
    about = Opening("assistance", number, "某鞋店实际经营地")
    return open_dossier(about, by=by, department=department_of("county"), at=MORNING, given={"questions": "核实经营地"})


def case(who: dict[str, Officer]) -> Dossier:
    opening = Opening("admin_case", "A2026-0000001", "某鞋店")
    return open_dossier(opening, by=who["wang"], department=department_of("county"), at=MORNING, given={"handlers": "甲、乙"})


def decided(dossier: Dossier, who: dict[str, Officer], when: Any = MORNING) -> Dossier:
    dossier.state = {**dossier.state, "main": "informed"}  # type: ignore[dict-item]  # a dossier with tracks
    dossier.save()
    take(dossier, "decide_penalty", by=who["wang"], at=when, given={"penalty": "没收", "registered_in": "here"})
    return dossier


def pages_of(raw: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(reading_copy(raw))).pages]


def test_a_draft_says_so_on_every_page_of_word_and_pdf_and_takes_no_number(who: dict[str, Officer]) -> None:
    dossier = open_dossier(
        Opening("assistance", "D1", "某鞋店"), by=who["li"], department=department_of("county"), at=MORNING, given={"questions": "核实经营地。\n" * 120}
    )
    made = make("assistance_letter", dossier, by=who["li"], at=MORNING)
    assert (made.is_draft, made.number, Series.objects.count()) == (True, "", 0)
    raw = bytes_of(made)
    assert [section.header.paragraphs[0].text for section in Word(BytesIO(raw)).sections] == [DRAFT]
    pages = pages_of(raw)
    assert len(pages) > 2
    assert all(DRAFT in page.replace("\n", "") for page in pages)
    body = json.loads(Entry.objects.get(kind="document_made").body)
    assert (body["draft"], body["number"]) == (True, "")
    page = browser(who["li"]).get("/dossiers/D1/documents/assistance_letter").content.decode()
    assert DRAFT in page
    assert "制作此文书" not in page
    assert "制作草稿" in page
    final = make("assistance_letter", sent(dossier, MORNING), by=who["li"], at=MORNING)
    assert not final.is_draft
    assert not any(DRAFT in page for page in pages_of(bytes_of(final)))


def test_drafts_made_again_and_again_burn_no_number_and_the_final_one_takes_the_first(who: dict[str, Officer]) -> None:
    dossier, li = assistance(who["li"]), who["li"]
    first = make("assistance_letter", dossier, by=li, at=MORNING)
    assert make("assistance_letter", dossier, by=li, at=NEXT_DAY) == first, "the same draft is not made twice"
    sent(dossier, MORNING)
    whole = make("assistance_letter", dossier, by=li, at=MORNING, as_draft=True)
    assert (whole.gaps, whole.is_draft, whole.number) == ([], True, "")
    final = make("assistance_letter", dossier, by=li, at=MORNING)
    assert (final.is_draft, final.number) == (False, "桐庐县局协查〔2026〕1号")
    assert make("assistance_letter", dossier, by=li, at=MORNING, as_draft=True) == final, "what was made as final is no draft any more"
    assert Series.objects.get().last == 1


def test_a_draft_stands_for_no_paper(who: dict[str, Officer]) -> None:
    dossier = assistance(who["li"])
    make("assistance_letter", dossier, by=who["li"], at=MORNING)
    assert lines_of(dossier) == []
    record = facts_of(dossier, who["li"], MORNING).record
    assert record["documents"]["list"] == []
    assert record["made"] == {}
    page = browser(who["li"]).get("/dossiers/D1", follow=True).content.decode()
    assert "草稿" in page


def test_a_draft_and_a_final_document_are_made_again_byte_for_byte_and_so_is_one_of_before(who: dict[str, Officer]) -> None:
    dossier = assistance(who["li"])
    drafted = make("assistance_letter", dossier, by=who["li"], at=MORNING)
    final = make("assistance_letter", sent(dossier, MORNING), by=who["li"], at=MORNING)
    for one in (drafted, final):
        before = bytes_of(one)
        place_of(one.sha256).unlink()
        assert bytes_of(one) == before == remade(one)
    # A document of before this version: numbered with its gaps, and no word of a draft on it.
    template = creation.template_in_force(a_form("assistance_letter"), department_of("county"))
    values = {**drafted.values, "文号": "桐庐县局协查〔2026〕001号"}
    old = fill(template, values, title=drafted.title, on=date(2026, 11, 2))
    of_before = Document(title=drafted.title, template=drafted.template, values=values, gaps=drafted.gaps, made_on=date(2026, 11, 2))
    of_before.sha256 = sha256(old).hexdigest()
    assert not of_before.is_draft
    assert remade(of_before) == old


def test_the_mark_stands_above_whatever_header_an_offices_own_template_has(who: dict[str, Officer]) -> None:
    document = Word()
    document.add_paragraph("{{ 协查事项 }}")
    document.sections[0].header.paragraphs[0].text = "某局用纸"
    document.sections[0].different_first_page_header_footer = True
    document.sections[0].first_page_header.paragraphs[0].text = "首页用纸"
    document.add_section(WD_SECTION.NEW_PAGE)
    document.add_paragraph("{{ 案名 }}")
    own = document.add_section(WD_SECTION.NEW_PAGE)
    own.header.is_linked_to_previous = False
    own.header.paragraphs[0].text = "附页用纸"
    out = BytesIO()
    document.save(out)
    put_template("assistance_letter", out.getvalue(), "函.docx", by=who["wang"], at=MORNING)
    sections = Word(BytesIO(bytes_of(make("assistance_letter", assistance(who["li"]), by=who["li"], at=MORNING)))).sections
    told = [[one.text for one in header.paragraphs] for header in (sections[0].header, sections[0].first_page_header, sections[2].header)]
    assert told == [[DRAFT, "某局用纸"], [DRAFT, "首页用纸"], [DRAFT, "附页用纸"]]
    assert [one.text for one in sections[1].header.paragraphs] == [DRAFT, "某局用纸"]


def test_a_document_bears_the_day_of_the_step_that_approved_it_and_not_that_of_printing(who: dict[str, Officer], trial: None) -> None:
    dossier = case(who)
    assert draft(a_form("trial_decision"), dossier, by=who["wang"], at=MORNING).values["日期"] is None, "before it is approved there is no day"
    make("trial_notice", dossier, by=who["wang"], at=MORNING)
    decided(dossier, who)
    made = make("trial_decision", dossier, by=who["wang"], at=at("2027-01-05 10:00"))
    assert (made.gaps, made.values["日期"], made.made_on, made.number) == ([], "2026年11月2日", date(2026, 11, 2), "桐庐县局试罚〔2026〕1号")
    assert (made.values["告知文号"], made.values["告知日期"]) == ("桐庐县局试告〔2026〕1号", "2026年11月2日")
    assert "桐庐县人民法院" in made.values["救济"]


def test_a_step_that_was_undone_dates_nothing(who: dict[str, Officer], trial: None) -> None:
    dossier = case(who)
    make("trial_notice", dossier, by=who["wang"], at=MORNING)
    decided(dossier, who)
    take(dossier, "revoke_penalty", by=who["wang"], at=MORNING + timedelta(hours=1), given={"reason": "认定有误"})
    assert draft(a_form("trial_decision"), dossier, by=who["wang"], at=NEXT_DAY).values["日期"] is None
    assert make("trial_decision", dossier, by=who["wang"], at=NEXT_DAY).is_draft


def test_a_document_never_bears_an_earlier_day_than_one_it_cites(who: dict[str, Officer], trial: None) -> None:
    dossier = decided(case(who), who)
    make("trial_notice", dossier, by=who["wang"], at=NEXT_DAY)
    with pytest.raises(BadInput, match=r"日期（2026年11月2日）早于它引用的“试告知书 桐庐县局试告〔2026〕1号”（2026年11月3日）"):
        make("trial_decision", dossier, by=who["wang"], at=NEXT_DAY)
    page = browser(who["wang"]).get(f"/dossiers/{dossier.number}/documents/trial_decision").content.decode()
    assert 'id="reversed"' in page
    assert "制作此文书" not in page
    assert make("trial_decision", dossier, by=who["wang"], at=NEXT_DAY, as_draft=True).is_draft
    assert not Series.objects.filter(word="试罚").exists()


def test_what_is_cited_is_a_final_paper_or_a_gap(who: dict[str, Officer], trial: None) -> None:
    dossier = decided(case(who), who)
    make("trial_notice", dossier, by=who["wang"], at=MORNING, as_draft=True)
    assert ["告知文号", "Number of the notice"] in make("trial_decision", dossier, by=who["wang"], at=MORNING).gaps


def test_service_is_told_by_the_step_of_the_paper_or_by_the_next_that_serves() -> None:
    inform = Taken("inform", MORNING, {"served_on": "2026年11月2日"})
    decide = Taken("decide_penalty", MORNING, {"penalty": "没收"})
    serve = Taken("serve", NEXT_DAY, {"served_on": "2026年11月3日", "service_mode": "直接送达"})
    told = served_in("admin_case", [inform, decide, serve])
    assert told["penalty_notice"] == {"on": "2026年11月2日"}
    assert told["penalty_decision"] == {"on": "2026年11月3日", "way": "直接送达"}
    assert "penalty_decision" not in served_in("admin_case", [inform, decide])
    again = Taken("decide_penalty", NEXT_DAY, {"penalty": "罚款"})
    assert "penalty_decision" not in served_in("admin_case", [inform, decide, serve, again]), "the newer decision was not served yet"


def test_a_step_that_serves_another_paper_says_nothing_of_this_one() -> None:
    """An order to correct that is served between notice and decision is the service of neither."""
    inform = Taken("inform", MORNING, {"served_on": "2026年11月2日", "service_mode": "邮寄或者委托送达"})
    order = Taken("order_correction", NEXT_DAY, {"served_on": "2026年11月3日"})
    decide = Taken("decide_penalty", NEXT_DAY, {"penalty": "没收"})
    remind = Taken("remind", NEXT_DAY + timedelta(days=60), {"served_on": "2027年1月2日"})
    suit = Taken("receive_suit", NEXT_DAY + timedelta(days=70), {"served_on": "2027年1月12日"})
    told = served_in("admin_case", [inform, order, decide, remind, suit])
    assert told == {
        "penalty_notice": {"on": "2026年11月2日", "way": "邮寄或者委托送达"},
        "correction_order": {"on": "2026年11月3日"},
        "payment_reminder": {"on": "2027年1月2日"},
    }


def test_the_register_tells_each_number_in_order_and_names_what_is_not_accounted_for(who: dict[str, Officer]) -> None:
    li, county = who["li"], department_of("county")
    one, two = sent(assistance(li, "D1"), MORNING), sent(assistance(li, "D2"), MORNING)
    make("assistance_letter", one, by=li, at=MORNING)
    make("assistance_letter", two, by=li, at=MORNING)
    Series.objects.filter(word="协查").update(last=3)  # somebody raised it in the database
    lines = register_of(county)
    assert [(line.place, line.number, line.dossier) for line in lines] == [
        (1, "桐庐县局协查〔2026〕1号", "D1"),
        (2, "桐庐县局协查〔2026〕2号", "D2"),
        (3, "", ""),
    ]
    assert [line.is_missing for line in lines] == [False, False, True]
    page = browser(li).get("/documents/numbers").content.decode()
    assert page.index("〔2026〕1号") < page.index("〔2026〕2号") < page.index("台账没有此号的制作记录")
    assert "有 1 个文号没有制作记录" in page
    csv = b"".join(browser(li).get("/documents/numbers?as=csv").streaming_content).decode()
    assert "桐庐县局协查〔2026〕2号" in csv
    assert "〔2026〕1号" not in browser(who["zhao"]).get("/documents/numbers").content.decode(), "each department sees its own"
    assert browser(who["auditor"]).get("/documents/numbers").status_code == 403


def test_a_number_whose_document_was_made_again_or_is_gone_is_explained(who: dict[str, Officer], trial: None) -> None:
    dossier = case(who)
    make("trial_notice", dossier, by=who["wang"], at=MORNING)
    Document.objects.update(template="0" * 64)  # as if the template had changed: the next one is another document
    make("trial_notice", dossier, by=who["wang"], at=NEXT_DAY)
    told = [(line.number, line.state.zh) for line in register_of(department_of("county"), 2026)]
    assert told == [("桐庐县局试告〔2026〕1号", "卷宗内容变动后重新制作，见桐庐县局试告〔2026〕2号"), ("桐庐县局试告〔2026〕2号", "有效")]
    Document.objects.filter(number="桐庐县局试告〔2026〕2号").delete()
    assert [line.state.zh for line in register_of(department_of("county"))] == ["有效", "卷宗已销毁，台账仍有记录"]


def test_numbers_of_before_that_name_no_series_are_told_too(who: dict[str, Officer]) -> None:
    county, dossier = department_of("county"), assistance(who["li"])
    Series.objects.create(department=county, word="协查", year=2026, last=1)
    told = {"made_as": "assistance_letter", "number": "桐庐县局协查〔2026〕001号", "file": "0" * 64}
    enter("document_made", at=MORNING, by=who["li"], dossier=dossier, **told)
    assert [(line.place, line.number, line.is_missing) for line in register_of(county)] == [(1, "桐庐县局协查〔2026〕001号", False)]


def test_the_command_lists_numbers_and_fails_where_one_is_not_accounted_for(who: dict[str, Officer]) -> None:
    from click.testing import CliRunner

    from mingjian.cli.papers import command

    make("assistance_letter", sent(assistance(who["li"]), MORNING), by=who["li"], at=MORNING)
    runner = CliRunner()
    told = runner.invoke(command, ["numbers"])
    assert (told.exit_code, told.output) == (0, "✓ 桐庐县局协查〔2026〕1号　协助调查函　D1　2026-11-02　有效\n")
    Series.objects.update(last=2)
    assert isinstance(runner.invoke(command, ["numbers", "--department", department_of("county").code]).exception, BadInput)
    Series.objects.create(department=department_of("neighbour"), word="协查", year=2026, last=0)
    asked = runner.invoke(command, ["numbers"])
    assert "--department" in str(asked.exception)
