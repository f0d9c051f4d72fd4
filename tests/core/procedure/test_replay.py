"""What a draft would change for dossiers on file: plain records in, differences out."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from drafts import drafted

from mingjian.core.errors import BadInput, RulebookFault
from mingjian.core.procedure import OpenDeadline, packaged, rulebook
from mingjian.core.procedure.draft import check_draft, read_draft
from mingjian.core.procedure.past import Past, Taken, read_past, read_stories, walk
from mingjian.core.procedure.replay import Replay, replay

pytestmark = pytest.mark.usefixtures("parsed_once")
ZONE = ZoneInfo("Asia/Shanghai")
COMPLAINTS = "laws/complaint_2025/2026-04-15.yaml"
_DECIDE = "title: {zh: 决定是否受理投诉, en: Decide on acceptance}\n        number: "
SEVEN_INTO_FIVE = (f"{_DECIDE}7", f"{_DECIDE}5")
NOW = datetime(2026, 6, 30, 12, tzinfo=ZONE)
GIVEN = {"complaint_facts": "假货", "complained_of": "某鞋店"}


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def complaint(number: str, received: str, accepted: str | None = None) -> Past:
    """A complaint with its steps only: its clocks follow from the sheet."""
    steps = [Taken("receive", instant(received), GIVEN)] + ([Taken("accept_complaint", instant(accepted))] if accepted else [])
    return Past(number, "某鞋店", "consumer_complaint", date(2026, 4, 15), steps=tuple(steps))


def with_clocks(past: Past) -> Past:
    """The same dossier as the office keeps it: with the clocks that ran."""
    sheet = rulebook().sheet_version(past.procedure, past.sheet)
    return Past(past.number, past.title, past.procedure, past.sheet, False, tuple(walk(past, sheet, rulebook()).deadlines), past.steps)


def told(result: Replay) -> list[tuple[str, str, str, str]]:
    return [(one.number, one.name, one.before.en, one.after.en) for one in result.differences]


@pytest.fixture
def five_days(tmp_path: Path) -> Path:
    return drafted(
        tmp_path / "draft", COMPLAINTS, SEVEN_INTO_FIVE, ("in_force: 2026-04-15", "in_force: 2027-01-01"), as_name="laws/complaint_2025/2027-01-01.yaml"
    )


@pytest.mark.slow
@pytest.mark.parametrize("kept", [complaint, lambda *given: with_clocks(complaint(*given))], ids=["from steps", "from clocks"])
def test_seven_working_days_made_five(five_days: Path, kept: Any) -> None:
    """Received on Wednesday 6 May 2026 (9 May is worked): the seventh working day is 14 May, the fifth the 12th."""
    pasts = [kept("T1", "2026-05-06T09:00", "2026-05-11T09:00"), kept("T2", "2026-05-06T09:00", "2026-05-14T09:00"), kept("T3", "2026-06-25T09:00")]
    result = replay(read_draft(five_days), pasts, NOW)
    assert told(result) == [
        ("T1", "decide", "2026-05-14 met", "2026-05-12 met"),
        ("T2", "decide", "2026-05-14 met", "2026-05-12 missed"),
        ("T3", "decide", "2026-07-06 running", "2026-07-02 running"),
    ]
    assert {name: n for name, n in result.figures.items() if n} == {"moved": 3, "earlier": 3, "newly_missed": 1}
    assert (result.dossiers, result.touched, result.deadlines, result.recounted, result.faulty) == (3, 3, 5, 3, 0)


@pytest.mark.slow
def test_a_dated_draft_leaves_the_dossiers_of_before_alone(five_days: Path) -> None:
    result = replay(read_draft(five_days, is_dated=True), [complaint("T1", "2026-05-06T09:00")], NOW)
    assert (result.differences, result.dossiers) == ([], 1)
    later = complaint("T2", "2027-01-04T09:00")
    assert [one.number for one in replay(read_draft(five_days, is_dated=True), [later], NOW).differences] == ["T2"]


@pytest.mark.slow
def test_a_period_without_a_number_takes_the_day_away(tmp_path: Path) -> None:
    draft = drafted(tmp_path, COMPLAINTS, (SEVEN_INTO_FIVE[0] + "\n        unit: working_days", "title: {zh: 甲, en: A}\n        unit: promptly"))
    result = replay(read_draft(draft), [complaint("T1", "2026-05-06T09:00")], NOW)
    assert told(result) == [("T1", "decide", "2026-05-14 missed", "without a day")]


@pytest.mark.slow
def test_time_left_out_and_extensions_are_counted_under_the_draft_too(tmp_path: Path) -> None:
    """Ninety days from 2 March made sixty end on Friday 1 May, a holiday, so on 6 May: an extension of 25 May comes too late."""
    steps = (Taken("file", instant("2026-03-02T09:00"), {"handlers": "甲、乙"}), Taken("investigate", instant("2026-03-02T10:00")))
    extended = (*steps, Taken("extend_decision", instant("2026-05-25T09:00"), {"reason": "案情复杂"}))
    in_time = (*steps, Taken("extend_decision", instant("2026-04-25T09:00"), {"reason": "案情复杂"}))
    pasts = [with_clocks(Past(number, "", "admin_case", date(2024, 1, 1), steps=taken)) for number, taken in (("A1", extended), ("A2", in_time))]
    draft = drafted(tmp_path, "laws/penalty_procedure/2022-11-01.yaml", ("number: 90", "number: 60"))
    assert told(replay(read_draft(draft), pasts, NOW)) == [
        ("A1", "decide", "2026-06-30 running", "2026-05-06 missed"),
        ("A2", "decide", "2026-06-30 running", "2026-06-01 missed"),
    ]


@pytest.mark.slow
def test_a_day_that_a_person_fixed_stays(tmp_path: Path) -> None:
    fixed = {
        "start": "2026-06-29T09:00+08:00",
        "ref": "penalty_procedure/64#decide",
        "on": "2026-06-29",
        "periods": [[63, "calendar_days", False]],
        "pauses": [],
    }
    clock = OpenDeadline("decide_further", instant("2026-06-29T09:00"), instant("2026-08-31T23:59:59"), counting=fixed)
    draft = drafted(tmp_path, "laws/penalty_procedure/2022-11-01.yaml", ("number: 90", "number: 60"))
    assert replay(read_draft(draft), [Past("A1", "", "admin_case", date(2024, 1, 1), deadlines=(clock,))], NOW).differences == []


@pytest.mark.slow
def test_days_off_that_move_move_deadlines(tmp_path: Path) -> None:
    place = tmp_path / "calendars/2026.yaml"
    place.parent.mkdir(parents=True)
    place.write_text(
        "year: 2026\nsource: draft\nverification: text\noff:\n  - {name: {zh: 新节, en: New holiday}, from: 2026-05-07, to: 2026-05-08}\n", "utf-8"
    )
    result = replay(read_draft(tmp_path), [complaint("T1", "2026-05-06T09:00")], NOW)
    assert told(result) == [("T1", "decide", "2026-05-14 missed", "2026-05-19 missed")]


@pytest.mark.slow
def test_a_drafted_procedure_is_walked_again_and_its_refusal_named(tmp_path: Path) -> None:
    name = "procedures/consumer_complaint/2026-04-15.yaml"
    draft = drafted(
        tmp_path,
        name,
        ("    by: [officer, head]\n    may_add: [note]\n    closes: [decide]", "    by: [officer, head]\n    needs: [note]\n    closes: [decide]"),
    )
    pasts = [complaint("T1", "2026-05-06T09:00", "2026-05-11T09:00"), complaint("T2", "2026-05-06T09:00")]
    result = replay(read_draft(draft), pasts, NOW)
    assert [(one.number, one.kind, one.name, one.before.en) for one in result.differences if one.kind == "refused"] == [
        ("T1", "refused", "accept_complaint", "taken on 2026-05-11")
    ]
    assert "still needs" in result.differences[-1].after.en
    assert result.touched == 1


def transfer(number: str, sales: str, acted_on: str = "2026-01-05") -> Past:
    papers = {"suspicion": "售假", "crime": "销售假冒注册商标的商品罪", "sales_amount": sales, "acted_on": acted_on}
    return Past(number, "某店", "crime_transfer", date(2020, 9, 1), steps=(Taken("suspect", instant("2026-03-02T09:00"), papers),))


@pytest.mark.slow
def test_a_threshold_draft_says_which_cases_cross_the_line(tmp_path: Path) -> None:
    name = "crimes/selling_counterfeit_marked_goods.yaml"
    text = (packaged() / name).read_text("utf-8")
    newest = text.index('"2025_interp"')
    changed = text[:newest] + text[newest:].replace("measure: sales_amount, line: 50000}", "measure: sales_amount, line: 100000}")
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(changed, "utf-8")
    result = replay(read_draft(tmp_path), [transfer("Y1", "60000.00"), transfer("Y2", "120000.00"), transfer("Y3", "1000.00")], NOW)
    assert result.weighed == 3
    assert [(one.number, one.kind, one.after.en) for one in result.differences] == [("Y1", "tier", "below the line")]
    assert result.figures["tier_under"] == 1


@pytest.mark.slow
def test_a_line_of_an_amount_says_who_is_over_it(tmp_path: Path) -> None:
    draft = drafted(tmp_path, "laws/online_trading_measures/2025-05-01.yaml", ("most: 100000", "most: 200000"))
    sheet = rulebook().versions("operator_admission")[-1]
    step = next(step.name for step in sheet.steps.values() if any(paper.name == "turnover" for paper in step.needs))
    pasts = [
        Past(number, "", "operator_admission", sheet.in_force, steps=(Taken(step, instant("2026-03-02T09:00"), {"turnover": turnover}),))
        for number, turnover in (("O1", "100000.00"), ("O2", "150000.00"), ("O3", "250000.00"))
    ]
    result = replay(read_draft(draft), pasts, NOW)
    assert [(one.number, one.before.en, one.after.en) for one in result.differences if one.kind == "line"] == [("O2", "over 100,000", "not over 200,000")]


@pytest.mark.slow
def test_a_faulty_draft_is_refused_with_file_and_line(tmp_path: Path) -> None:
    draft = drafted(tmp_path, COMPLAINTS, ("unit: working_days", "unit: workdays"))
    with pytest.raises(RulebookFault, match=r"laws/complaint_2025/2026-04-15\.yaml"):
        read_draft(draft)


@pytest.mark.slow
def test_a_draft_in_the_wrong_place_or_empty_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="1 and 5000 files"):
        read_draft(tmp_path)
    with pytest.raises(BadInput, match="no folder"):
        read_draft(tmp_path / "absent")
    (tmp_path / "complaint.yaml").write_text("title: x\n")
    with pytest.raises(RulebookFault, match="not read"):
        read_draft(tmp_path)


@pytest.mark.slow
def test_a_draft_that_takes_an_article_away_names_the_sheets_that_rest_on_it(tmp_path: Path) -> None:
    draft = drafted(tmp_path, COMPLAINTS, ("'15':", "'15-1':"))
    with pytest.raises(RulebookFault, match="procedures/"):
        read_draft(draft)


def test_dossiers_are_read_from_lines_and_a_bad_one_is_named(tmp_path: Path) -> None:
    steps = [{"step": "receive", "at": "2026-05-06T09:00+08:00", "papers": GIVEN}]
    good = {"number": "T1", "procedure": "consumer_complaint", "sheet": "2026-04-15", "steps": steps}
    clock = {"name": "decide", "opened_at": "2026-05-06T09:00+08:00", "due": "2026-05-14T23:59:59+08:00", "closed_at": "2026-05-14T10:00+08:00"}
    path = tmp_path / "dossiers.jsonl"
    path.write_text("\n".join(json.dumps(one) for one in (good, {**good, "number": "T2", "steps": [], "deadlines": [clock]})), "utf-8")
    first, second = read_past(path)
    assert (first.number, first.steps[0].papers["complained_of"]) == ("T1", "某鞋店")
    assert second.deadlines[0].closed_at == instant("2026-05-14T10:00")
    for bad in (
        '{"number": 1}',
        "[]",
        "nonsense",
        '{"number": "T", "procedure": "clue", "sheet": "2026-04-15", "steps": [{"step": "x", "at": "2026-05-06T09:00"}]}',
    ):
        path.write_text(f"{json.dumps(good)}\n{bad}\n", "utf-8")
        with pytest.raises(BadInput, match=r"dossiers\.jsonl:2"):
            list(read_past(path))


@pytest.mark.slow
def test_a_clock_told_without_its_counting_is_counted_from_when_it_opened(five_days: Path) -> None:
    clock = OpenDeadline("decide", instant("2026-05-06T09:00"), instant("2026-05-14T23:59:59"), closed_at=instant("2026-05-14T10:00"))
    past = Past("T1", "", "consumer_complaint", date(2026, 4, 15), deadlines=(clock,))
    assert told(replay(read_draft(five_days), [past], NOW)) == [("T1", "decide", "2026-05-14 met", "2026-05-12 missed")]


@pytest.mark.slow
def test_a_dossier_that_cannot_be_replayed_is_counted_not_hidden(five_days: Path) -> None:
    strange = [Past("X1", "", "no_such_procedure", date(2026, 4, 15)), Past("X2", "", "consumer_complaint", date(1999, 1, 1))]
    clock = OpenDeadline("decide", instant("2026-05-06T09:00"), None, counting={"start": "yesterday", "on": "2026-05-06"})
    strange.append(Past("X3", "", "consumer_complaint", date(2026, 4, 15), deadlines=(clock,)))
    result = replay(read_draft(five_days), [*strange, complaint("T1", "2026-05-06T09:00")], NOW)
    assert (result.faulty, result.dossiers, result.touched) == (3, 4, 1)
    assert result.fault is not None
    assert "X1" in result.fault.en


@pytest.mark.slow
def test_stories_are_dossiers_too_and_those_that_the_draft_touches_are_named(five_days: Path) -> None:
    stories = list(read_stories(Path(__file__).parents[2] / "rulebook", rulebook()))
    assert len(stories) > 150
    result = replay(read_draft(five_days), stories, NOW)
    assert result.faulty == 0
    assert {one.number for one in result.differences} == {"consumer_complaint"}
    assert "The day after, the same complaint has sixty days" in {one.title for one in result.differences}
    # under the old measures the seven days stand in another law, which the draft leaves alone
    assert "Under the old measures forty-five working days, which is longer than sixty days" not in {one.title for one in result.differences}


def test_a_step_that_was_taken_before_a_day_was_asked_for_is_walked_again() -> None:
    """A dossier of before the sheet held a step back until the day that was fixed: what is on record stands."""
    sheet, begun = rulebook().versions("operator_admission")[-1], datetime(2026, 5, 6, 9, tzinfo=ZONE)
    papers: dict[str, dict[str, Any]] = {"apply": {"operator_name": "某鞋店", "identity_papers": "营业执照"}, "verify": {"check_result": "真实"}}
    papers |= {"register": {"registration": "registered"}, "announce_leaving": {"ends_on": "2026-06-30"}, "leave": {"left_on": "2026-05-10"}}
    steps = tuple(Taken(name, begun + timedelta(days=nth), given) for nth, (name, given) in enumerate(papers.items()))
    walked = walk(Past("1", "某鞋店", "operator_admission", sheet.in_force, steps=steps), sheet, rulebook())
    assert (walked.refused, walked.state) == (None, "exited")


@pytest.mark.parametrize("text", ["- 1\n", "a: [", "- {story: x, steps: [{step: y}]}\n", "- {story: x, steps: [{step: y, at: noon}]}\n"])
def test_a_file_that_tells_no_stories_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "clue.yaml").write_text(text, "utf-8")
    with pytest.raises(BadInput, match=r"clue\.yaml tells no stories"):
        list(read_stories(tmp_path / "clue.yaml", rulebook()))


@pytest.mark.slow
def test_a_draft_is_checked_whole_with_every_fault(tmp_path: Path, five_days: Path) -> None:
    assert check_draft(five_days) == []
    draft = drafted(tmp_path / "bad", COMPLAINTS, ("unit: working_days", "unit: workdays"))
    faults = check_draft(draft)
    assert len(faults) > 1
    assert {fault.file for fault in faults if "workdays" in fault.en} == {COMPLAINTS}


@pytest.mark.slow
@pytest.mark.parametrize(("days", "would"), [(10, "2026-03-31 missed"), (30, "2026-04-29 missed")])
def test_a_pause_that_the_draft_lets_last_less_or_longer_moves_the_day(tmp_path: Path, days: int, would: str) -> None:
    """
    Suspended on Wednesday 4 March for notarisation that ends on 20 April. The fifteen days of 2 March end on the 17th. Ten working days of pause end on
    18 March, fourteen days that do not count; thirty, over Qingming, on 16 April, forty-three days.
    """
    papers = {"listing_address": "某号", "preliminary_evidence": "注册证", "right": "trademark"}
    told_steps = [
        ("receive_notice", "2026-02-26T09:00", papers),
        ("take_measures", "2026-02-26T10:00", {"measure": "delete", "reason": "充分"}),
        ("receive_statement", "2026-02-27T09:00", {"statement": "系正品", "preliminary_evidence": "进货单"}),
        ("deliver_statement", "2026-02-27T10:00", {"delivery_receipt": "快递"}),
        ("confirm_arrival", "2026-03-02T10:00", {"served_on": "2026-03-02"}),
        ("start_notarisation", "2026-03-04T09:00", {"reason": "公证"}),
        ("end_notarisation", "2026-04-20T09:00", {"reason": "完毕"}),
    ]
    steps = tuple(Taken(step, instant(at), given) for step, at, given in told_steps)
    past = with_clocks(Past("N1", "", "notice_and_delete", date(2020, 9, 14), steps=steps))
    name = "laws/spc_network_ip_reply_2020/2020-09-14.yaml"
    draft = read_draft(drafted(tmp_path, name, ("number: 20", f"number: {days}")))
    found = {one.name: (one.before.en, one.after.en) for one in replay(draft, [past], NOW).differences}
    walked = walk(past, draft.after.sheet_version("notice_and_delete", past.sheet), draft.after)
    (clock,) = [one for one in walked.deadlines if one.name == "right_holder_acts"]
    assert clock.due is not None
    assert found["right_holder_acts"][1] == f"{clock.due.astimezone(ZONE):%Y-%m-%d} missed" == would
