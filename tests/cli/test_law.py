"""`mingjian law`: check, period, refs, article, diff, duties, coverage."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mingjian.cli.law import command
from mingjian.core.errors import MingjianError

PAGE = Path(__file__).parents[2] / "docs/reference/law.md"


def test_the_packaged_rulebook_is_sound() -> None:
    done = CliRunner().invoke(command, ["check"])
    assert (done.exit_code, "没有错误" in done.output) == (0, True)


def test_every_fault_is_named_and_the_exit_code_is_one(tmp_path: Path) -> None:
    (tmp_path / "calendars").mkdir()
    (tmp_path / "calendars" / "2026.yaml").write_text("year: 2025\nyear: 2026\n", "utf-8")
    (tmp_path / "vocabularies").mkdir()
    (tmp_path / "vocabularies" / "roles.yaml").write_text("title: {zh: 角色}\n", "utf-8")
    done = CliRunner().invoke(command, ["check", "--rulebook", str(tmp_path)])
    assert done.exit_code == 1
    assert "calendars/2026.yaml:2: 键“year”写了两次" in done.output
    assert "vocabularies/roles.yaml:1: “title”须有中英两种文字" in done.output


def asked(*words: str) -> Any:
    done = CliRunner().invoke(command, [*words, "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def test_a_period_is_counted_with_its_ground_and_its_verification() -> None:
    told = asked("period", "ecl/43#right_holder_acts", "--from", "2026-03-03T10:00+08:00")
    assert (told["due"], told["ground"], told["verification"]) == ("2026-03-18T23:59:59+08:00", "ecl/43", "text")
    assert (told["counted"][0], told["counted"][-1], len(told["counted"])) == ("2026-03-04", "2026-03-18", 15)


def test_time_left_out_moves_the_due_day_and_a_start_without_zone_is_one_of_beijing() -> None:
    told = asked("period", "complaint_2025/23#mediate", "--from", "2026-06-01T10:00", "--exclude", "2026-06-08..2026-06-17=检测")
    assert told["due"] == "2026-08-10T23:59:59+08:00"
    assert "检测" in told["basis"]["zh"]
    assert "2026-06-08" not in told["counted"]


def test_a_duty_without_a_number_has_no_due_day_and_says_why() -> None:
    told = asked("period", "ecl/42#take_measures", "--from", "2026-03-03T10:00+08:00")
    assert (told["due"], told["counted"], told["unit"]) == (None, [], "promptly")
    assert told["notes"]


@pytest.mark.parametrize(
    "words",
    [
        ["period", "ecl/43#nothing", "--from", "2026-03-03"],
        ["period", "ecl/43#right_holder_acts", "--from", "yesterday"],
        ["period", "ecl/43#right_holder_acts", "--from", "2018-12-31"],
        ["period", "ecl/43#right_holder_acts", "--from", "2026-03-03", "--on", "2026-13-01"],
        ["period", "ecl/43#right_holder_acts", "--from", "2026-03-03", "--exclude", "2026-03-05"],
        ["article", "ecl/999"],
        ["diff", "ecl", "--from", "2026-01-01", "--to", "2025-01-01"],
        ["duties", "--actor", "seller"],
    ],
)
def test_what_cannot_be_answered_is_one_named_error(words: list[str]) -> None:
    assert isinstance(CliRunner().invoke(command, words).exception, MingjianError)


def test_refs_list_every_period_with_the_days_on_which_it_holds() -> None:
    rows = asked("refs")
    assert all(set(row) == {"ref", "number", "unit", "starts", "from", "to", "verification"} for row in rows)
    told = [row for row in rows if row["ref"] == "complaint_2019/31#tell_reporter"]
    assert [(row["number"], row["unit"], row["from"], row["to"]) for row in told] == [
        (5, "working_days", "2020-01-01", "2022-04-30"),
        (5, "working_days", "2022-05-01", "2026-04-14"),
    ]
    assert {row["unit"] for row in rows} <= {"hours", "calendar_days", "working_days", "months", "years", "promptly", "immediately", "reasonable_period"}


def test_an_article_names_what_rests_on_it() -> None:
    told = asked("article", "ecl/43", "--on", "2026-03-03")
    assert "right_holder_acts" in told["values"][0]["ref"]
    assert "platform.notice.lift" in told["duties"]
    assert "platform.notice.lift" in CliRunner().invoke(command, ["article", "ecl/43", "--on", "2026-03-03"]).output


def test_duties_come_with_grounds_periods_and_fines() -> None:
    told = {row["duty"]: row for row in asked("duties", "--actor", "platform", "--on", "2026-11-24")}
    report = told["platform.half_year_report"]
    assert [period["ref"] for period in report["periods"]] == ["online_trading_measures/25#half_year_report"]
    assert {"ecl/80#fine", "ecl/80#serious_fine"} == {fine["ref"] for fine in report["fines"]}


def test_fines_for_duties_come_with_their_conditions_and_by_the_number_of_the_day() -> None:
    told = {row["duty"]: row for row in asked("duties", "--actor", "platform", "--on", "2026-11-24")}
    (late, serious) = told["platform.retain.transactions"]["fines"]
    assert late["when"][0]["zh"] == "逾期不改正"
    assert serious["when"][0]["zh"] == "情节严重"
    logs = {row["duty"]: row for row in asked("duties", "--actor", "service_provider", "--on", "2025-12-31")}["operator.network_logs"]
    assert [fine["ref"] for fine in logs["fines"]] == ["csl/59#refused_fine", "csl/59#person_fine"]  # csl/61 was another article then


def test_two_days_of_a_law_are_compared() -> None:
    kinds = {change["kind"] for change in asked("diff", "trademark_law", "--from", "2026-12-31", "--to", "2027-01-01")}
    assert {"version", "moved"} <= kinds
    assert "没有变化" in CliRunner().invoke(command, ["diff", "ecl", "--from", "2020-01-01", "--to", "2026-01-01"]).output


def test_the_page_of_coverage_is_up_to_date() -> None:
    made = CliRunner().invoke(command, ["coverage"]).output
    assert made == PAGE.read_text("utf-8"), "renew it: mingjian law coverage > docs/reference/law.md"


def test_all_that_is_not_verified_is_listed_with_its_count() -> None:
    told = json.loads(CliRunner().invoke(command, ["unverified", "--json"]).output)
    assert told["count"] == len(told["unverified"]) == sum(told["by_kind"].values()) >= 60
    plain = CliRunner().invoke(command, ["unverified"]).output
    assert f"合计 {told['count']} 项" in plain
    assert "Said in words in sheets, papers and lines" in plain


def test_a_department_has_its_sheet_on_the_command_line() -> None:
    plain = CliRunner().invoke(command, ["procedure", "admin_case", "--department", "police", "--on", "2026-05-11"]).output
    assert "办理治安案件的期限：30 日" in plain
    told = json.loads(CliRunner().invoke(command, ["procedure", "admin_case", "--department", "post", "--on", "2026-05-11", "--json"]).output)
    assert (told["department"], "general" in told["departments"]) == ("post", True)
    refused = CliRunner().invoke(command, ["procedure", "admin_case", "--department", "nobody"])
    assert isinstance(refused.exception, MingjianError)
    assert "没有“nobody”部门的程序表" in refused.exception.text.zh
