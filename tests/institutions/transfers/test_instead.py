"""The procuratorate sees closed penalties at or near the line of a crime that nobody transferred, with arithmetic and articles; signs ask for a note."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from people import at, browser

from mingjian.core.errors import StepRefused
from mingjian.core.law.reader import Faults
from mingjian.core.procedure import penalty_screen as screens
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.rulebook import packaged
from mingjian.institutions.cases.acts import describe_case, note_screen
from mingjian.institutions.cases.amounts.acts import add_amount_line
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.cases.services.screen import asks_for_note
from mingjian.institutions.cases.steps.crime_line_guard import only_with_a_note_on_the_signs
from mingjian.institutions.transfers.services.penalties_near_crime import screened
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.transition import Asked
from mingjian.office.files.storage import seal
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.record.entries import enter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
ACT = {"act": "trademark_infringement", "field": "clothing_shoes", "acted_on": date(2026, 10, 9)}
CRIME = {"crime": "selling_counterfeit_marked_goods"}
LONG = "桐庐县" + "某某某" * 55 + "店"


@pytest.fixture
def jian(who: Who) -> Officer:
    """A procurator of the county whose officers investigate."""
    for name in ("li", "wang", "zhao", "qian"):
        who[name].certificate = f"浙{name}"
        who[name].roles = sorted({*who[name].roles, "officer"})
        who[name].save()
    department = Department.objects.create(name_zh="桐庐县人民检察院", name_en="Procuratorate", kind="procuratorate", level="county", region="330122")
    return Officer.objects.create(username="jian", name_zh="简", department=department, duty="work", roles=["procurator"])


def penalised(who: Who, sold: str, told: dict[str, object] | None = None, first: str = "li", head: str = "wang", fine: str = "20000") -> Case:
    """File a case with goods sold, decide a fine and close it; the way between is of no concern here."""
    case = file_case(Filing("青禾鞋行案", who[first], who[head], None, LONG), by=who[head], at=MORNING)
    describe_case(case, told={**ACT, **CRIME} if told is None else told, by=who[first], at=MORNING)
    if sold:
        proof = seal([b"1"], "明细.csv", dossier=case.dossier, by=who[first], at=MORNING).sha256
        line = {"amount_kind": "sold", "price_basis": "actual", "goods_name": "鞋", "unit_price": sold, "amount_proofs": proof}
        add_amount_line(case, by=who[first], at=MORNING, quantity="1", **line)
    enter("decide_penalty", at=MORNING, by=who[head], dossier=case.dossier, papers={"fine": fine})
    case.dossier.is_closed = True
    case.dossier.save()
    case.refresh_from_db()
    return case


def test_a_penalty_at_the_line_and_one_near_it_are_told_and_one_below_is_not(who: Who, jian: Officer) -> None:
    reached, near, below = penalised(who, "150000"), penalised(who, "41000"), penalised(who, "39999.99")
    told = screened(jian, MORNING)
    assert [one.number for one in told.hits] == [reached.number, near.number]
    first, second = told.hits
    assert (first.is_at_line, second.is_at_line) == (True, False)
    assert "150,000 / 50,000" in first.crimes[0].text.zh
    assert "82 %" in second.crimes[0].text.zh
    assert {"criminal_law/214", "ip_interp_2025/5"} <= set(first.crimes[0].grounds)
    assert (first.fine, told.looked_at, below.number in {one.number for one in told.hits}) == (20000, 3, False)


def test_a_case_that_names_no_crime_is_weighed_against_those_of_its_act(who: Who, jian: Officer) -> None:
    penalised(who, "150000", told=dict(ACT))
    (hit,) = screened(jian, MORNING).hits
    assert any("销售假冒注册商标的商品罪" in one.text.zh for one in hit.crimes)


def test_what_cannot_be_weighed_is_told_as_such_and_not_passed_over(who: Who, jian: Officer) -> None:
    penalised(who, "", told={**ACT, **CRIME})
    penalised(who, "150000", told={"act": ""})
    told = screened(jian, MORNING)
    assert not told.hits
    assert sorted(why.zh for _, why in told.unweighed) == ["未与追诉标准比较：案值台账还没有已销售、未销售的明细", "案件没有写明违法行为和罪名"]


def test_another_county_a_transfer_and_a_case_still_open_are_left_out_and_the_city_sees_both_counties(who: Who, jian: Officer) -> None:
    elsewhere, sent, still = penalised(who, "150000", first="zhao", head="qian"), penalised(who, "150000"), penalised(who, "150000")
    told = {"department": sent.dossier.department, "arose_from": sent.dossier, "opened_by": who["li"], "opened_at": MORNING, "moved_at": MORNING}
    transfer = Dossier(number="D2026-0000900", procedure="crime_transfer", title="x", sheet_in_force=date(2020, 9, 1), **told)
    transfer.state = {"filing": "transferred"}
    transfer.save()
    enter("transfer", at=MORNING, by=who["li"], dossier=transfer)
    still.dossier.is_closed = False
    still.dossier.save()
    assert screened(jian, MORNING).looked_at == 0
    assert jian.department is not None
    jian.department.level, jian.department.region = "city", "330100"
    assert [one.number for one in screened(jian, MORNING).hits] == [elsewhere.number]


def test_the_page_is_for_procurators_and_leads_to_a_record_of_the_suspicion_that_is_filled(who: Who, jian: Officer) -> None:
    case = penalised(who, "150000")
    assert browser(who["li"]).get("/transfers/penalties-near-crime").status_code == 403
    assert browser(who["clerk"]).get("/transfers/penalties-near-crime").status_code == 403
    page = browser(jian).get("/transfers/penalties-near-crime").text
    for shown in (case.number, "已达", "150,000 / 50,000", "20,000.00", "刑法", "以罚代刑迹象"):
        assert shown in page, shown
    address = page.partition('href="/dossiers/new/crime_transfer?')[2].partition('"')[0].replace("&amp;", "&")
    form = browser(jian).get(f"/dossiers/new/crime_transfer?{address}").text
    assert f"{case.department.name_zh}办理的 {case.number}" in form
    assert "销售假冒注册商标的商品罪" in form
    table = browser(jian).get("/transfers/penalties-near-crime?as=csv")
    text = b"".join(table.streaming_content).decode()  # type: ignore[attr-defined]  # a file
    table.close()
    assert "criminal_law/214" in text


def test_a_case_that_is_being_examined_leads_to_its_record(who: Who, jian: Officer) -> None:
    case = penalised(who, "150000")
    (hit,) = screened(jian, MORNING).hits
    papers: dict[str, object] = {"suspicion": hit.suspicion, "crime": "销售假冒注册商标的商品罪"}
    opened = open_any(Request("crime_transfer", "审查", subject=case.number, papers=papers), by=jian, at=MORNING)
    (hit,) = screened(jian, MORNING).hits
    assert hit.examined == opened
    assert opened.number in browser(jian).get("/transfers/penalties-near-crime").text


def test_near_the_line_with_further_signs_nothing_ends_without_a_note_by_name(who: Who, jian: Officer) -> None:
    case = penalised(who, "41000", fine="1")
    case.dossier.is_closed = False
    case.dossier.save()
    asked = Asked(case.dossier, "close_case", who["li"], MORNING, {})
    only_with_a_note_on_the_signs(asked)  # one sign alone asks for none
    enter("receive_test", at=MORNING, by=who["li"], dossier=case.dossier, papers={})
    case = Case.objects.get(pk=case.pk)
    assert asks_for_note(case, [], MORNING.date())
    with pytest.raises(StepRefused, match="以罚代刑"):
        only_with_a_note_on_the_signs(asked)
    note_screen(case, by=who["wang"], at=MORNING, reason="销售金额有退款，待核减。")
    only_with_a_note_on_the_signs(asked)
    assert json.loads(case.dossier.entries.get(kind="case_screen_noted").body)["papers"]["reason"]


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("near: 80", "near: 0", "百分数"),
        ("near: 80", "near: 101", "百分数"),
        ("[near_line, ", "[", "near_line"),
        ("[near_line, ", "[near_line, rumour, ", "rumour"),
        ("months: 36", "months: 0", "至少为 1"),
        ("transfer_rules/16", "transfer_rules/99", "transfer_rules/99"),
    ],
)
def test_the_screen_is_data_and_what_is_wrong_in_it_is_named(before: str, after: str, fault: str, tmp_path: Path) -> None:
    path = tmp_path / screens.FILE
    text = (packaged() / screens.FILE).read_text(encoding="utf-8")
    faults = Faults()
    path.write_text(text, encoding="utf-8")
    screens.check_screen(path, rulebook().statutes, faults)
    assert not faults.found
    path.write_text(text.replace(before, after), encoding="utf-8")
    screens.check_screen(path, rulebook().statutes, faults)
    assert any(fault in one.zh for one in faults.found)


def test_the_share_from_which_a_case_is_near_is_tuned_by_the_file(who: Who, jian: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    penalised(who, "39999.99")
    tuned = replace(screens.penalty_screen(), near=Decimal("0.5"))
    for module in ("mingjian.institutions.cases.services.screen", "mingjian.institutions.transfers.services.penalties_near_crime"):
        monkeypatch.setattr(f"{module}.penalty_screen", lambda: tuned)
    (hit,) = screened(jian, MORNING).hits
    assert "79 %" in hit.crimes[0].text.zh
