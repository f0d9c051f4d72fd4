"""The dossiers on file as plain records, and what a draft would change for them."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from drafts import drafted
from people import at, people

from mingjian.cli.law import command
from mingjian.core.errors import BadInput
from mingjian.core.procedure.draft import read_draft
from mingjian.core.procedure.replay import replay
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.plain_records import stored_dossiers
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Officer

pytestmark = [pytest.mark.django_db]
COMPLAINTS = "laws/complaint_2025/2026-04-15.yaml"
SEVEN = "title: {zh: 决定是否受理投诉, en: Decide on acceptance}\n        number: 7"
GIVEN = {"complaint_facts": "三双鞋系假货", "complainant": "张三丰", "complained_of": "某鞋店"}


@pytest.fixture
def li() -> Officer:
    return people("li")["li"]


def complaint(number: str, by: Officer, received: str, accepted: str | None = None) -> Dossier:
    assert by.department is not None
    dossier = open_dossier(Opening("consumer_complaint", number, "某鞋店"), by=by, department=by.department, at=at(received), given=GIVEN)
    if accepted:
        take(dossier, "accept_complaint", by=by, at=at(accepted))
    return dossier


@pytest.fixture
def three(li: Officer) -> None:
    complaint("诉〔2026〕1号", li, "2026-05-06 09:00", "2026-05-11 09:00")
    complaint("诉〔2026〕2号", li, "2026-05-06 09:00", "2026-05-14 09:00")
    complaint("诉〔2026〕3号", li, "2026-06-25 09:00")


@pytest.fixture
def five_days(tmp_path: Path) -> Path:
    return drafted(tmp_path / "draft", COMPLAINTS, (SEVEN, SEVEN.replace("number: 7", "number: 5")))


@pytest.mark.usefixtures("three")
@pytest.mark.both_databases
def test_a_stored_dossier_keeps_its_clocks_and_steps_but_no_personal_paper() -> None:
    past = list(stored_dossiers())
    assert [one.number for one in past] == ["诉〔2026〕1号", "诉〔2026〕2号", "诉〔2026〕3号"]
    assert [(taken.step, sorted(taken.papers)) for taken in past[0].steps] == [("receive", ["complained_of", "complaint_facts"]), ("accept_complaint", [])]
    assert [clock.name for clock in past[0].deadlines] == ["decide", "mediate"]
    assert "张三丰" not in repr(past)


@pytest.mark.usefixtures("three")
@pytest.mark.both_databases
def test_seven_working_days_made_five_for_dossiers_on_file(five_days: Path) -> None:
    result = replay(read_draft(five_days), stored_dossiers(), at("2026-06-30 12:00"))
    assert [(one.number, one.before.en, one.after.en) for one in result.differences] == [
        ("诉〔2026〕1号", "2026-05-14 met", "2026-05-12 met"),
        ("诉〔2026〕2号", "2026-05-14 met", "2026-05-12 missed"),
        ("诉〔2026〕3号", "2026-07-06 running", "2026-07-02 running"),
    ]


@pytest.mark.slow
@pytest.mark.usefixtures("three")
def test_nothing_changes_on_file_and_nothing_changes_under_a_draft_that_changes_nothing(tmp_path: Path) -> None:
    same = drafted(tmp_path, COMPLAINTS)
    before = list(stored_dossiers())
    assert replay(read_draft(same), stored_dossiers(), at("2026-06-30 12:00")).differences == []
    assert list(stored_dossiers()) == before


def test_steps_taken_again_lead_to_the_clocks_on_file(tmp_path: Path, li: Officer) -> None:
    """A draft of the procedure itself, without a change: every clock comes out as it stands."""
    complaint("诉〔2026〕1号", li, "2026-05-06 09:00", "2026-05-11 09:00")
    same = drafted(tmp_path, "procedures/consumer_complaint/2026-04-15.yaml")
    result = replay(read_draft(same), stored_dossiers(), at("2026-06-30 12:00"))
    assert (result.differences, result.recounted, result.faulty) == ([], 2, 0)


def test_a_threshold_draft_meets_the_figures_of_a_transfer(tmp_path: Path, li: Officer) -> None:
    given = {"suspicion": "售假", "crime": "销售假冒注册商标的商品罪", "sales_amount": "60000", "acted_on": "2026-01-05"}
    assert li.department is not None
    open_dossier(Opening("crime_transfer", "移〔2026〕1号", "某店"), by=li, department=li.department, at=at("2026-03-02 09:00"), given=given)
    name = "crimes/selling_counterfeit_marked_goods.yaml"
    line = "- {measure: sales_amount, line: 50000}\n          - {measure: illegal_gains, line: 20000"
    draft = drafted(tmp_path, name, (line, line.replace("50000", "70000")))
    result = replay(read_draft(draft), stored_dossiers(), at("2026-06-30 12:00"))
    assert [(one.number, one.kind, one.after.en) for one in result.differences] == [("移〔2026〕1号", "tier", "below the line")]


def ask(*words: str) -> Any:
    done = CliRunner().invoke(command, ["replay", "--at", "2026-06-30T12:00", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.slow
@pytest.mark.usefixtures("three")
def test_the_command_tells_figures_and_names(five_days: Path) -> None:
    told = ask("--overlay", str(five_days))
    assert "3 dossiers, 3 touched" in told
    assert "诉〔2026〕2号 某鞋店" in told
    assert "2026-05-14 met → 2026-05-12 missed" in told
    assert "2026-05-14 按期 → 2026-05-12 逾期" in told
    shorter = ask("--overlay", str(five_days), "--names", "1")
    assert "2 more" in shorter
    plain = json.loads(ask("--overlay", str(five_days), "--json"))
    assert (plain["dossiers"], plain["figures"]["newly_missed"], plain["figures"]["earlier"]) == (3, 1, 3)
    assert plain["clocks"] == [{"procedure": "consumer_complaint", "deadline": "decide", "moved": 3, "earlier": 3, "newly_missed": 1}]
    assert [one["dossier"] for one in plain["differences"]] == ["诉〔2026〕1号", "诉〔2026〕2号", "诉〔2026〕3号"]


def test_the_command_takes_dossiers_from_a_file_without_a_database(five_days: Path, tmp_path: Path) -> None:
    path = tmp_path / "dossiers.jsonl"
    steps = [{"step": "receive", "at": "2026-05-06T09:00+08:00", "papers": {"complaint_facts": "x", "complained_of": "y"}}]
    path.write_text(json.dumps({"number": "T1", "procedure": "consumer_complaint", "sheet": "2026-04-15", "steps": steps}), "utf-8")
    plain = json.loads(ask("--overlay", str(five_days), "--dossiers", str(path), "--json"))
    assert [(one["dossier"], one["before"]["outcome"], one["after"]["due"]) for one in plain["differences"]] == [("T1", "missed", "2026-05-12T23:59:59+08:00")]


def test_a_node_without_a_database_says_so(five_days: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.db.connection.introspection.table_names", lambda *given, **named: [])
    done = CliRunner().invoke(command, ["replay", "--overlay", str(five_days)])
    assert isinstance(done.exception, BadInput)
    assert "no database yet" in done.exception.text.en


@pytest.mark.slow
def test_a_clue_of_an_institution_is_replayed_by_clocks_and_by_steps(tmp_path: Path, li: Officer) -> None:
    """Registered on Monday 23 November 2026: the fifteenth working day is 14 December, the tenth the 7th."""
    dossier = register(Intake(source="report", suspected_act="刷单", platform="yunjishi", shop_id="s1"), by=li, at=at("2026-11-23 09:30")).dossier
    take(dossier, "accept", by=li, at=at("2026-11-24 09:30"))
    fifteen = "title: {zh: 核查举报并决定是否立案, en: Check a report and decide on filing}\n        number: 15"
    shorter = drafted(tmp_path / "law", COMPLAINTS, (fifteen, fifteen.replace("15", "10")))
    law = drafted(shorter, "laws/penalty_procedure/2022-11-01.yaml", ("number: 15", "number: 10"))
    (found,) = replay(read_draft(law), stored_dossiers(), at("2026-12-10 12:00")).differences
    assert (found.number, found.before.en, found.after.en) == (dossier.number, "2026-12-14 running", "2026-12-07 missed")
    same = drafted(tmp_path / "sheet", "procedures/clue/2026-04-15.yaml")
    result = replay(read_draft(same), stored_dossiers(), at("2026-12-10 12:00"))
    assert (result.differences, result.faulty, result.recounted) == ([], 0, 1)
