"""Decided cases as another system asks for them: filled in from the record, empty where nothing is on record, in that system's own headings."""

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from people import at, browser, certify
from proofs import prove

from mingjian.core.errors import BadInput, NotFound, RulebookFault
from mingjian.institutions.cases.acts import describe_case
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.cases.services.record_fields import a_map, all_maps, filled_cases
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Entry, Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
CODE = "91330106MA2AXX001E"


@pytest.fixture(autouse=True)
def _certified(who: Who) -> None:
    """Two of the county may investigate."""
    who["wang"].roles = ["officer", "head", "principal"]
    certify(who["li"], who["wang"])


def decided(who: Who, party: str = "桐庐青禾鞋业有限公司") -> Case:
    case = file_case(Filing("某案", who["li"], who["wang"], None, party, "销售假冒注册商标的商品"), by=who["wang"], at=MORNING)
    describe_case(case, told={"broken": "trademark_law/57", "party_code": CODE}, by=who["li"], at=MORNING)
    case.dossier.state = {**case.dossier.state, "main": "discussed"}  # type: ignore[dict-item]  # a dossier with tracks
    case.dossier.save()
    prove(case.dossier, who["li"], MORNING)
    take(case.dossier, "decide_penalty", by=who["wang"], at=MORNING, given={"penalty": "罚款五万余元", "registered_in": "here"})
    return case


def test_what_is_on_record_stands_under_the_headings_of_the_other_system_and_the_rest_is_named(who: Who) -> None:
    case = decided(who)
    (row,) = filled_cases(a_map(""), who["li"], date(2026, 11, 1), date(2026, 11, 2), MORNING)
    assert row.case == case
    assert row.cells["行政相对人名称"] == "桐庐青禾鞋业有限公司"
    assert row.cells["行政相对人代码_1（统一社会信用代码）"] == CODE
    assert row.cells["处罚决定日期"] == "2026/11/02"
    assert row.cells["处罚机关"] == who["li"].department.name_zh  # type: ignore[union-attr]  # she has one
    assert {"处罚有效期", "行政处罚决定书文号", "罚款金额（万元）"} <= set(row.missing)  # no sum was given
    assert row.count + len(row.missing) == len(row.cells) == 21


def test_only_decisions_of_the_own_department_and_of_the_span_are_told_each_case_once(who: Who) -> None:
    decided(who)
    chosen = a_map("penalty_to_credit_china")
    assert filled_cases(chosen, who["zhao"], date(2026, 11, 1), date(2026, 11, 3), MORNING) == []
    assert filled_cases(chosen, who["li"], date(2026, 11, 3), date(2026, 11, 9), MORNING) == []
    assert len(filled_cases(chosen, who["li"], date(2026, 11, 2), date(2026, 11, 2), MORNING)) == 1
    with pytest.raises(BadInput, match="晚于截止日"):
        filled_cases(chosen, who["li"], date(2026, 11, 2), date(2026, 11, 1), MORNING)


def test_the_page_shows_what_is_empty_and_the_file_bears_the_official_headings_in_any_language(who: Who) -> None:
    decided(who, "=cmd|某店")
    address = "/cases/reporting?since=2026-11-01&until=2026-11-30"
    page = browser(who["li"]).get(address)
    assert "处罚有效期" in page.text
    assert "=cmd|某店" in page.text
    table = list(csv.reader(StringIO(b"".join(browser(who["li"], "en").get(f"{address}&as=csv")).decode("utf-8-sig"))))  # type: ignore[arg-type]  # streamed
    assert table[0] == [one.value.name for one in a_map("").headings]
    assert table[1][0] == "'=cmd|某店"
    book = load_workbook(BytesIO(b"".join(browser(who["li"]).get(f"{address}&as=xlsx"))))  # type: ignore[arg-type]  # streamed
    assert book.active.max_row == 2
    assert Entry.objects.filter(kind="list_taken_out", officer=who["li"]).exists()
    assert browser(who["li"]).get("/cases/reporting?since=2026-11-09&until=2026-11-01").status_code == 422
    assert "某店" not in browser(who["qian"]).get(address).text  # of another department


def test_a_node_adds_a_map_of_its_own_and_a_wrong_one_is_named_by_its_line(who: Who, settings: Any, tmp_path: Path) -> None:
    settings.HOME, folder = tmp_path, tmp_path / "maps"
    folder.mkdir()
    head = "title: {zh: 本市案管系统, en: Our city}\nnote: {zh: 自用, en: own}\nprocedures: [admin_case]\nafter: [decide_penalty]\n"
    own = f"{head}headings:\n  当事人: {{en: Party, from: party.name}}\n"
    (folder / "city.yaml").write_text(own, "utf-8")
    assert set(all_maps()) == {"city", "penalty_to_credit_china"}
    decided(who)
    (row,) = filled_cases(a_map("city"), who["li"], date(2026, 11, 1), date(2026, 11, 1) + timedelta(days=3), MORNING)
    assert dict(row.cells) == {"当事人": "桐庐青禾鞋业有限公司"}
    with pytest.raises(NotFound, match="city"):
        a_map("nonsense")
    (folder / "city.yaml").write_text(own + "  金额: {en: Sum, from: papers.fine, as: dollars}\n", "utf-8")
    with pytest.raises(RulebookFault, match=r"city.yaml.*第 ?7 行|dollars"):
        all_maps()
