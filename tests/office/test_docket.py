"""The docket: what is missed first, then today, then this week; by procedure and officer; as a list, a month, on paper."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from people import at, browser, people

from mingjian.core.procedure import rulebook
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.disputes.opening.register import register as register_complaint
from mingjian.institutions.disputes.particulars.intake import Consumer
from mingjian.institutions.disputes.particulars.intake import Intake as ComplaintIntake
from mingjian.office.dossiers.awaits import meeting
from mingjian.office.dossiers.docket import Bounds, deadlines_of_department, how_many, how_many_missed
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Deadline, Dossier, Officer
from mingjian.office.web import docket

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
TUESDAY = at("2026-11-24 10:00")


def text(reply: Any) -> str:
    told: str = reply.content.decode()
    return told


def report(by: Officer, title: str = "举报") -> Dossier:
    reporters = rulebook().papers["reporter"].options[0][0]
    return open_any(Request("report_handling", title, papers={"report_facts": "刷单", "reporter": reporters}), by=by, at=now())


def complaint(by: Officer) -> Dossier:
    told = ComplaintIntake(complained_of="z", demand="y", facts="x", complainant=Consumer("张某"))
    return register_complaint(told, by=by, at=now()).dossier


def moved(dossier: Dossier, **to: Any) -> None:
    Deadline.objects.filter(dossier=dossier).update(**to)


@pytest.mark.parametrize(
    ("due", "part"),
    [
        ("2026-11-24 09:59", "missed"),
        ("2026-11-24 10:00", "today"),
        ("2026-11-24 23:59", "today"),
        ("2026-11-25 00:00", "week"),
        ("2026-11-29 23:59", "week"),
        ("2026-11-30 00:00", "later"),
    ],
)
def test_each_deadline_stands_in_one_part(due: str, part: str) -> None:
    assert Bounds.seen_from(TUESDAY).part_of(Deadline(due=at(due))) == part


def test_on_sunday_nothing_is_left_of_the_week() -> None:
    bounds = Bounds.seen_from(at("2026-11-29 12:00"))
    assert bounds.today == bounds.week
    assert bounds.part_of(Deadline(due=at("2026-11-30 08:00"))) == "later"


def test_the_question_to_the_store_and_the_part_of_a_row_agree() -> None:
    li = people("li")["li"]
    bounds = Bounds.seen_from(now())
    dues = [now() + timedelta(hours=hours) for hours in range(-30, 300, 7)]
    for due in [*dues, bounds.today, bounds.week, bounds.at, None]:
        moved(report(li), due=due)
    moved(report(li), suspended_since=now())
    running = Deadline.objects.all()
    for name, count in bounds.counts(running).items():
        found = set(running.filter(bounds.part(name)))
        assert found == {deadline for deadline in running if bounds.part_of(deadline) == name}, name
        assert count == len(found)


def test_what_is_missed_stands_first_then_today_then_the_week() -> None:
    li = people("li")["li"]
    bounds, order = Bounds.seen_from(now()), {}
    for title, due in (("往后", bounds.week + timedelta(days=3)), ("逾期", now() - timedelta(days=2)), ("今日", bounds.today - timedelta(seconds=1))):
        order[title] = report(li, title)
        moved(order[title], due=due)
    parts = browser(li).get("/docket").context["parts"]
    assert [(part.name, part.rows[0].deadline.dossier.title) for part in parts] == [("missed", "逾期"), ("today", "今日"), ("later", "往后")]


def test_it_is_narrowed_by_procedure_officer_and_part() -> None:
    who = people("li", "wang")
    mine, others = report(who["li"], "我的"), report(who["wang"], "王的")
    moved(others, due=now() - timedelta(days=1))
    client = browser(who["li"])
    for query, found in (
        ("", {mine, others}),
        (f"officer={who['li'].pk}", {mine}),
        ("officer=nobody", set()),
        ("part=missed", {others}),
        ("procedure=assistance", set()),
        ("procedure=report_handling&part=missed", {others}),
        ("officer=99999999999999999999", set()),
        ("officer='; DROP TABLE", set()),
    ):
        parts = client.get(f"/docket?{query}").context["parts"]
        assert {row.deadline.dossier for part in parts for row in part.rows} == found, query


def test_it_leads_to_the_step_that_meets_a_deadline() -> None:
    li = people("li")["li"]
    told = complaint(li)
    names = [step.name for step in meeting(sheet_of(told), told.deadlines.get())]
    assert names == ["refuse_complaint", "accept_complaint"]
    assert f'href="/complaints/{told.number}#step-accept_complaint"' in text(browser(li).get("/docket"))


def test_it_leads_on_to_the_check_and_not_out_of_it() -> None:
    li = people("li")["li"]
    clue = register(Intake(source="inspection", suspected_act="虚假宣传", platform="yunjishi", shop_id="S1"), by=li, at=now())
    take(clue.dossier, "accept", by=li, at=now())
    assert [step.name for step in meeting(sheet_of(clue.dossier), clue.dossier.deadlines.get())] == ["conclude_check"]
    page = text(browser(li).get(f"/clues/{clue.dossier.number}"))
    steps = re.findall(r'<details class="step" id="step-(\w+)"( open)?>', page)
    assert steps[0] == ("conclude_check", " open")
    assert ("join", "") in steps


def test_it_leads_a_member_to_its_report_and_not_to_what_only_the_sender_may_do() -> None:
    who = people("sun", "li")
    sheet = rulebook().versions("conference_task")[-1]
    dossier = Dossier(procedure="conference_task", state_text="received", department=who["li"].department, sender=who["sun"].department)
    assert [step.name for step in meeting(sheet, Deadline(name="report", dossier=dossier, due_with=who["li"].department))] == ["report"]


def test_a_far_deadline_leads_to_what_comes_next_and_never_to_voiding() -> None:
    sheet = rulebook().versions("admin_case")[-1]
    for state, leads_to in (("filed", ["investigate"]), ("under_review", ["review"]), ("informed", ["decide_penalty"])):
        case = Deadline(name="decide", dossier=Dossier(procedure="admin_case", state_text=json.dumps({**dict(sheet.starts), "main": state})))
        assert [step.name for step in meeting(sheet, case)] == leads_to


def test_a_suspended_deadline_leads_to_the_step_that_lets_it_run_on() -> None:
    li = people("li")["li"]
    told = complaint(li)
    kind = rulebook().papers["test_kind"].options[0][0]
    for step, given in (("accept_complaint", {}), ("start_mediation", {"both_consent": "是"}), ("commission_test", {"test_kind": kind, "tester": "某所"})):
        take(told, step, by=li, at=now(), given=given)
    deadline = told.deadlines.get(closed_at=None)
    assert [step.name for step in meeting(sheet_of(told), deadline)] == ["receive_test"]
    assert [part.name for part in browser(li).get("/docket").context["parts"]] == ["suspended"]


def test_a_day_of_the_month_counts_what_its_list_shows_and_says_where_it_counts_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docket, "MOST_A_DAY", 2)
    li = people("li")["li"]
    for day, number in ((24, 3), (25, 2)):
        for _ in range(number):
            moved(report(li), due=at(f"2026-11-{day} 18:00"))
    moved(report(li), due=at("2026-11-25 18:00"), suspended_since=at("2026-11-20 18:00"))  # runs to no day while it is suspended
    told = text(browser(li).get("/docket?month=2026-11"))
    assert re.findall(r'href="[^"]*day=(2026-11-\d\d)[^"]*"\s+class="tag[^"]*"[^>]*>(\d+\+?)', told) == [("2026-11-24", "2+"), ("2026-11-25", "2")]
    assert told.count("当日到期超过 2 项，总数见当日清单") == 2  # for whoever points at it, and whoever hears it
    assert "共 3 条" in text(browser(li).get("/docket?day=2026-11-24"))
    assert "共 2 条" in text(browser(li).get("/docket?day=2026-11-25"))


@pytest.mark.parametrize("part", ["", "missed", "today", "week", "later", "promptly", "suspended"])
def test_a_list_says_how_many_there_are_of_what_was_counted_of_its_parts(part: str) -> None:
    li = people("li")["li"]
    bounds = Bounds.seen_from(now())
    for due in (bounds.at - timedelta(days=1), bounds.at - timedelta(days=2), bounds.week, None):
        moved(report(li), due=due)
    moved(report(li), suspended_since=now())
    asked = docket.Asked("mine", "", "", part, None)
    running = asked.running(li)
    assert asked.counted(bounds.counts(running)) == asked.narrowed(running, bounds).count()


def test_those_with_a_day_and_those_without_are_counted_together_and_the_missed_as_their_part_is() -> None:
    li = people("li")["li"]
    for hours in (-5, -1, 1, None):
        moved(report(li), due=hours and now() + timedelta(hours=hours))
    moved(report(li), due=now() - timedelta(hours=2), suspended_since=now() - timedelta(hours=3))
    running, at_once = deadlines_of_department(li), now()
    assert how_many(running) == running.count() > 4
    assert how_many_missed(running, at_once) == running.filter(Bounds.seen_from(at_once).part("missed")).count() > 0


def test_the_docket_asks_no_more_however_many_deadlines_run() -> None:
    li = people("li")["li"]
    moved(report(li), due=now() - timedelta(days=1))
    client, told = browser(li), []
    client.get("/docket")  # what is asked once a session
    for number in (0, 4):
        for nth in range(number):
            moved(report(li), due=now() - timedelta(days=nth))
        with CaptureQueriesContext(connection) as asked:
            client.get("/docket?held=all&part=missed")
        told.append(len(asked))
    assert told[0] == told[1] <= 17  # with what other nodes are to be answered, and what they answer us


def test_the_month_keeps_the_filters() -> None:
    li = people("li")["li"]
    told = text(browser(li).get(f"/docket?officer={li.pk}&procedure=report_handling"))
    assert f"officer={li.pk}&amp;procedure=report_handling&amp;month=" in told


def test_it_can_be_printed_whole() -> None:
    li = people("li")["li"]
    numbers = [report(li, f"第 {n} 件").number for n in range(60)]
    told = text(browser(li).get("/docket/print"))
    assert all(number in told for number in numbers)
    assert "桐庐县局" in told


@pytest.mark.parametrize(("held", "head"), [("mine", "桐庐县局"), ("others", "他方期限"), ("all", "我可见的全部")])
def test_what_is_printed_says_whose_deadlines_it_is(held: str, head: str) -> None:
    words = re.search(r"</h1>\s*<p>(.*?)</p>", text(browser(people("li")["li"]).get(f"/docket/print?held={held}")), re.DOTALL)
    assert words is not None
    assert words[1].strip().startswith(head)


def test_pages_follow_one_another_without_gap_or_repeat() -> None:
    li = people("li")["li"]
    numbers = {report(li).number for _ in range(60)}
    client, seen, after = browser(li), [], ""
    while True:
        context = client.get(f"/docket?after={after}").context
        seen += [row.deadline.dossier.number for part in context["parts"] for row in part.rows]
        after = context["page"].after
        if not after:
            break
    assert len(seen) == len(set(seen)) == 60
    assert set(seen) == numbers


def test_a_part_with_very_many_is_counted_up_to_the_bound_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    li = people("li")["li"]
    for _ in range(4):
        moved(report(li), due=now() - timedelta(days=2))
    for place in ("dossiers.docket", "lists.paging"):
        monkeypatch.setattr(f"mingjian.office.{place}.COUNTED", 3)
    told = " ".join(browser(li).get("/docket").content.decode().split())
    assert "逾期 3+" in told or "已逾期 3+" in told
