"""A case of another department than market regulation runs under that department's sheet: its clocks, its lines of hearing, its articles, and no other's."""

import json
from datetime import date

import pytest
from django.utils.timezone import localtime
from people import at, browser, certify, people

from mingjian.core.documents.resolution import cited
from mingjian.core.procedure import rulebook
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.office.audit.run import audit_dossier
from mingjian.office.documents.creation import a_form, all_forms, draft
from mingjian.office.dossiers.opening import openable
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.models import Department, Officer

pytestmark = pytest.mark.django_db

MORNING = at("2026-05-11 09:00")
NAMES = {
    "agriculture": ("桐庐县农业农村局", "other_authority"),
    "culture": ("桐庐县文化和广电旅游体育局", "other_authority"),
    "cyberspace": ("桐庐县互联网信息办公室", "other_authority"),
    "general": ("桐庐县卫生健康局", "other_authority"),
    "police": ("桐庐县公安局", "police"),
    "post": ("杭州市邮政管理局", "other_authority"),
    "": ("桐庐县市场监督管理局（试验）", "market_regulation"),
}
#: By hand: ninety days end on Sunday 9 August 2026, thirty on Wednesday 10 June; and the figure from which a hearing is told, none where no text binds.
KNOWN = {
    "agriculture": (date(2026, 8, 10), ""),
    "culture": (date(2026, 8, 10), ""),
    "cyberspace": (date(2026, 8, 10), ""),
    "general": (date(2026, 8, 10), ""),
    "police": (date(2026, 6, 10), "police_admin_procedure/123#person"),
    "post": (date(2026, 8, 10), "postal_penalty_procedure/42#person"),
    "": (date(2026, 8, 10), "hearing_measures/5#person"),
}


def of(sector: str) -> tuple[Officer, Officer]:
    """Return an officer and the head of a department of a sector."""
    found = people("li", "wang")
    certify(*found.values())
    zh, kind = NAMES[sector]
    department = Department.objects.create(name_zh=zh, name_en=sector or "market", kind=kind, level="county", region="330122")
    for one in found.values():
        one.department = department
        one.save()
    return found["li"], found["wang"]


def filed(sector: str) -> tuple[Case, Officer]:
    li, wang = of(sector)
    return file_case(Filing("某侵权案", li, wang, None), by=wang, at=MORNING), wang


@pytest.mark.parametrize("sector", KNOWN)
def test_a_case_has_the_clock_and_the_hearing_line_of_its_department(sector: str) -> None:
    case, wang = filed(sector)
    due, line = KNOWN[sector]
    assert case.dossier.sector == sector
    assert [localtime(one.due).date() for one in case.dossier.deadlines.all() if one.due] == [due]
    sheet = sheet_of(case.dossier)
    assert sheet is openable("admin_case", wang, MORNING.date()).sheet
    papers = {paper.name: paper for paper in sheet.steps["inform"].needs}
    assert papers["fine_intended_person"].line == line
    assert bool(papers["fine_intended_person"].at_line) == bool(line)


@pytest.mark.parametrize("sector", [one for one in KNOWN if one])
def test_nothing_in_it_rests_on_the_rules_of_market_regulation(sector: str) -> None:
    case, _ = filed(sector)
    sheet = sheet_of(case.dossier)
    cited = {*(ground for step in sheet.steps.values() for ground in step.ground), *(one.period for one in sheet.deadlines.values())}
    assert not {one for one in cited if one.startswith(("penalty_procedure", "hearing_measures", "penalty_publicity", "credit_repair_samr"))}
    said = [text.zh for step in sheet.steps.values() for text in (step.label, step.hint) if text]
    assert not [one for one in said if "听证办法" in one or "公示规定" in one or "市场监督管理" in one]


@pytest.mark.parametrize("sector", [one for one in KNOWN if one])
def test_every_paper_of_a_case_cites_what_binds_the_department(sector: str) -> None:
    book, on = rulebook(), MORNING.date()
    sheet, base = book.sheet("admin_case", on, sector), book.sheet("admin_case", on)
    gone = set(base.steps) - set(sheet.steps)
    for form in (one for one in all_forms().values() if one.fits("admin_case") and one.ground and not (one.after and set(one.after) <= gone)):
        said = cited(sheet.articles(form.ground), book.statutes, on)
        assert said, form.key
        assert "市场监督管理" not in said, form.key


def test_the_notice_of_a_penalty_cites_the_law_and_not_the_rules_of_market_regulation() -> None:
    case, wang = filed("culture")
    found = draft(a_form("penalty_notice"), case.dossier, by=wang, at=MORNING).values
    assert found["听证依据"] == "《中华人民共和国行政处罚法》第六十三条、第六十四条"
    assert found["依据"] == "《中华人民共和国行政处罚法》第四十四条、第四十五条"
    assert found["答复期限"] == "5个工作日"


def test_the_ledger_says_whose_sheet_it_is_and_the_audit_holds_the_row_against_it() -> None:
    case, _ = filed("culture")
    body = json.loads(case.dossier.entries.order_by("index").first().body)
    assert body["sector"] == "culture"
    assert body["sheet"].split("#")[1] == sheet_of(case.dossier).digest
    assert [one for one in audit_dossier(case.dossier).found if one.about != "ledger"] == []
    case.dossier.sector = ""
    case.dossier.save()
    assert "whose sheet it is" in " ".join(one.text.en for one in audit_dossier(case.dossier).found)


def test_a_case_of_market_regulation_says_nothing_new_in_the_ledger() -> None:
    case, _ = filed("")
    assert "sector" not in json.loads(case.dossier.entries.order_by("index").first().body)


def test_a_department_keeps_its_sheet_under_another_name() -> None:
    case, wang = filed("culture")
    Department.objects.filter(pk=wang.department_id).update(name_zh="桐庐县大市场综合执法局")
    case.dossier.refresh_from_db()
    assert sheet_of(case.dossier).title.zh == "行政处罚普通程序（文化市场、著作权、出版）"


def test_the_pages_say_whose_procedure_it_is_and_what_was_not_read() -> None:
    case, wang = filed("culture")
    client = browser(wang)
    page = client.get(f"/dossiers/{case.dossier.number}", follow=True).content.decode()
    assert "行政处罚普通程序（文化市场、著作权、出版）" in page
    table = client.get("/law/procedures/admin_case?of=culture&on=2026-05-11").content.decode()
    assert "没有读到文本（未核实）" in table
    assert "按部门：" in table
    assert "农业农村部门" in table
    assert client.get("/law/procedures/admin_case?of=nobody").status_code == 404
