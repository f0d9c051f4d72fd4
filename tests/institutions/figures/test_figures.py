"""The figures: every number opens to exactly its rows, nobody counts what is not theirs, and it is asked in few questions."""

import random
import re
from collections import Counter
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime, make_aware, now
from people import at, browser, department_of, people

from mingjian.core.procedure import rulebook
from mingjian.institutions.cases.models import AmountLine, Case
from mingjian.institutions.cases.services.threshold_watch import keep_value
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.figures.queries import Scope, WeekOf, counted, weeks_until
from mingjian.institutions.figures.services.chart import chart_of
from mingjian.institutions.figures.services.outside import LEAST, outside, quarters_until
from mingjian.institutions.figures.services.summary import FLOWS, Week
from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Deadline, Dossier, Officer
from mingjian.office.record.entries import enter

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a href="(/figures/rows\?[^"]+)">\s*(?:<span class="totals__count numbers">)?([\d,]+)')


def open_dossier(nth: int, by: Officer, procedure: str, opened: timedelta, *, department: str = "county", closed: bool = False, **more: object) -> Dossier:
    sheet = rulebook().versions(procedure)[-1]
    opened_at = now() - opened
    return Dossier.objects.create(
        number=f"F2026-{nth:07}", procedure=procedure, sheet_in_force=sheet.in_force, state_text=next(iter(sheet.states)), title=f"第{nth}件",
        department=department_of(department), opened_by=by, opened_at=opened_at, moved_at=opened_at + (now() - opened_at) / 2, is_closed=closed, **more,
    )  # fmt: skip


def filled(made: dict[str, Officer]) -> None:
    """Two hundred dossiers over half a year, with deadlines met, met late, missed and suspended."""
    draw = random.Random(14)  # noqa: S311 - of a test
    for nth in range(200):
        one = open_dossier(
            nth, made["li"], draw.choice(["clue", "assistance", "report_handling"]), timedelta(days=draw.random() * 180), closed=draw.random() < 0.5,
            department=draw.choice(["county", "neighbour", "city", "elsewhere"]), officer=draw.choice([made["li"], made["zhao"], None]),
        )  # fmt: skip
        due = one.opened_at + timedelta(days=draw.randint(1, 30))
        late = draw.choice([None, due - timedelta(hours=1), due + timedelta(hours=1)])
        Deadline.objects.create(
            dossier=one, name="n", label_zh="核查", label_en="Check", opened_at=one.opened_at, due=due, due_with=one.department,
            closed_at=max(late, one.opened_at) if late else None, suspended_since=one.opened_at if draw.random() < 0.1 else None,
        )  # fmt: skip


def findings(li: Officer) -> None:
    run = Run.objects.create(detector="sham_ring", version="1", engine="x", started_at=now(), ended_at=now(), by=li, department=li.department, digest="d")
    for nth in range(9):
        status = "taken_up" if nth < 6 else "set_aside"
        Finding.objects.create(
            run=run, detector="sham_ring", subject_kind="shop", subject=f"p/{nth}", score=0.5, reason_zh="x", reason_en="x", innocent_zh="y", innocent_en="y",
            evidence_json="{}", department=li.department, found_at=now(), status=status, status_at=now() - timedelta(days=nth),
        )  # fmt: skip


def numbers_on(page: str) -> list[tuple[str, int]]:
    return [(unescape(url), int(number.replace(",", ""))) for url, number in LINK.findall(page)]


def rows_behind(client: Client, url: str) -> int:
    reply = client.get(f"{url}&as=csv")
    assert reply.status_code == 200, (url, reply.status_code)
    return len(b"".join(reply.streaming_content).decode().strip().splitlines()) - 1


@pytest.mark.slow
@pytest.mark.parametrize(("who", "query"), [("sun", "?weeks=4"), ("wang", ""), ("sun", "?procedure=clue&weeks=26"), ("sun", "?officer=li")])
def test_every_number_opens_to_exactly_its_rows(who: str, query: str) -> None:
    made = people("li", "zhao", "wang", "sun", "qian")
    filled(made)
    findings(made["li"])
    client = browser(made[who])
    told = numbers_on(client.get(f"/figures{query}").content.decode())
    assert len(told) > 30
    assert any(number > 3 for _, number in told)
    wrong = [(url, number) for url, number in told if rows_behind(client, url) != number]
    assert wrong == []


def test_parts_sum_to_the_whole() -> None:
    made = people("li", "zhao", "sun")
    filled(made)
    told = browser(made["sun"]).get("/api/figures?weeks=12").json()
    for what in ("in", "closed", "open", "overdue"):
        for part in ("kinds", "departments", "officers"):
            assert sum(one["counts"][what] for one in told[part]) == told["totals"][what] > 0
    for what in FLOWS:
        assert sum(week["counts"][what] for week in told["weeks"]) == told["totals"][what]


def test_nobody_counts_what_is_not_theirs() -> None:
    made = people("li", "zhao", "wang", "zhou", "clerk", "auditor")
    open_dossier(1, made["li"], "clue", timedelta(days=1), officer=made["li"])
    assert browser(made["zhou"]).get("/api/figures").json()["totals"]["in"] == 0
    assert browser(made["clerk"]).get("/figures").status_code == 403
    assert browser(made["auditor"]).get("/figures").status_code == 403
    county, head = browser(made["li"]), browser(made["wang"])
    assert "按承办人" not in county.get("/figures").content.decode()
    assert "按承办人" in head.get("/figures").content.decode()
    assert county.get("/figures?officer=li").status_code == 403
    assert county.get("/figures/rows?what=in&officer=li").status_code == 403
    assert county.get("/api/figures").json()["officers"] == []
    of_another = department_of("elsewhere").code
    assert rows_behind(head, f"/figures/rows?what=in&department={of_another}") == 0


def test_what_is_no_day_and_what_is_not_counted_are_refused_in_words() -> None:
    client = browser(people("wang")["wang"])
    assert "没有这项统计" in client.get("/figures/rows?what=everything").content.decode()
    assert "日期须写作" in client.get("/figures?from=yesterday").content.decode()
    assert client.get("/figures?weeks=9999").status_code == 200


def test_how_much_went_to_the_police_by_count_and_by_value() -> None:
    made = people("li", "wang")
    for nth, (gone, price) in enumerate([(True, 900), (False, 100), (False, None)]):
        one = open_dossier(nth, made["li"], "admin_case", timedelta(days=3))
        case = Case.objects.create(dossier=one)
        if gone:
            open_dossier(100 + nth, made["li"], "crime_transfer", timedelta(days=1), arose_from=one)
        if price:
            AmountLine.objects.create(case=case, nth=1, kind="sold", goods="鞋", quantity=2, price=price, basis="actual", added_by=made["li"], added_at=now())
            AmountLine.objects.create(case=case, nth=2, kind="sham", goods="鞋", quantity=2, price=price, basis="actual", added_by=made["li"], added_at=now())
            keep_value(case, case.lines.all())
    told = browser(made["wang"]).get("/api/figures").json()["transfers"]
    assert (told["transferred"], told["cases"], told["without_value"]) == (1, 3, 1)
    assert (told["value"], told["value_of_all"]) == ("1800.00", "2000.00")
    assert 0 < told["low"] < 1 / 3 < told["high"] < 1


def test_findings_settled_are_told_with_bounds_and_open_to_their_rows() -> None:
    made = people("li", "wang")
    findings(made["li"])
    (told,) = browser(made["wang"]).get("/api/figures?weeks=4").json()["detectors"]
    assert (told["key"], told["right"], told["judged"]) == ("sham_ring", 6, 9)
    assert told["low"] < 6 / 9 < told["high"]
    page = browser(made["wang"]).get("/figures/rows?what=taken_up&detector=sham_ring").content.decode()
    assert page.count("line__what") == 6


def test_how_often_a_detector_was_right_is_told_week_by_week() -> None:
    made = people("li", "wang")
    findings(made["li"])
    Finding.objects.filter(status="set_aside").update(status_at=now() - timedelta(weeks=2))
    Finding.objects.filter(status="taken_up").update(status_at=now())
    client = browser(made["wang"])
    (told,) = client.get("/api/figures?weeks=4").json()["detectors"]
    assert [(one["right"], one["judged"]) for one in told["weeks"]] == [(0, 0), (0, 3), (0, 0), (6, 6)]
    page = client.get("/figures?weeks=4").content.decode()
    assert "各周属实的比例" in page
    behind = {number: rows_behind(client, url) for url, number in numbers_on(page.partition("逐周")[2].partition("</details>")[0])}
    assert behind == {0: 0, 3: 3, 6: 6}


def test_it_is_asked_in_few_questions_however_much_there_is() -> None:
    made = people("li", "zhao", "sun", "wang")
    client = browser(made["sun"])
    with CaptureQueriesContext(connection) as few:
        client.get("/figures")
    filled(made)
    with CaptureQueriesContext(connection) as many:
        client.get("/figures")
    assert len(many) <= len(few) + 1, "and one for the names of officers"


def test_weeks_begin_on_monday_in_the_nodes_own_zone() -> None:
    mondays = weeks_until(at("2026-11-29 23:30"), 4)
    assert [str(one) for one in mondays] == ["2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23"]
    assert str(weeks_until(at("2026-11-30 00:10"), 1)[0]) == "2026-11-30"
    first, until = Scope(mondays[0], mondays[1]).span
    assert (until - first).days == 7


def test_bars_keep_within_the_picture() -> None:
    days = weeks_until(at("2026-11-24 10:00"), 52)
    weeks = [Week(day, day + timedelta(weeks=1), {"in": nth * 37, "closed": nth, "overdue": 0}) for nth, day in enumerate(days)]
    chart = chart_of(weeks)
    assert all(0 <= bar.y <= chart.ground and bar.x + bar.width <= chart.width and bar.y + bar.height <= chart.ground + 0.2 for bar in chart.bars)
    assert len(chart.names) <= 9
    assert chart_of([Week(days[0], days[1], dict.fromkeys(FLOWS, 0))]).scale[-1].text == "2"


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "统计"), ("en", "Figures")])
def test_the_page_speaks_both_languages(language: str, word: str) -> None:
    page = browser(people("sun")["sun"], language).get("/figures").content.decode()
    assert f"<h1>{word}</h1>" in page


def test_refusals_are_counted_by_their_coded_reason_and_open_to_their_rows() -> None:
    made = people("li", "wang")
    told = Intake(source="inspection", suspected_act="售假", platform="yunjishi", shop_id="S9")
    for _ in range(2):
        clue = register(told, by=made["li"], at=now())
        take(clue.dossier, "accept", by=made["li"], at=now())
        take(clue.dossier, "conclude_check", by=made["li"], at=now(), given={"check_result": "未发现违法", "proposal": "not_file"})
        refused = {"not_filing_ground": "no_breach", "reason": "未发现违法事实", "reporter": "none"}
        take(clue.dossier, "decide_not_to_file", by=made["wang"], at=now(), given=refused)
    register(told, by=made["li"], at=now())
    client = browser(made["wang"])
    page = client.get("/figures").content.decode()
    assert "核查未发现违法事实" in page
    link = next((url, number) for url, number in numbers_on(page) if "what=refused" in url)
    assert link[1] == 2
    assert rows_behind(client, link[0]) == 2
    assert rows_behind(client, link[0].replace("no_breach", "no_fault")) == 0


def test_what_is_given_outside_has_no_small_count_and_gives_none_away() -> None:
    made = people()
    for nth in range(30):
        open_dossier(1000 + nth, made["li"], "clue", timedelta(days=100))
    for nth in range(2):
        open_dossier(2000 + nth, made["zhao"], "clue", timedelta(days=100), department="neighbour")
    tables = outside(made["sun"], now())
    clues = next(one for one in tables if one.procedure == "clue")
    assert len(clues.quarters) == 4
    counts = [count for line in clues.lines for count in line.counts]
    assert all(not isinstance(count, int) or count == 0 or count >= LEAST for count in counts)
    assert clues.left_out >= 4
    client = browser(made["sun"])
    assert "1 至 4 的数不显示" in client.get("/figures/outside").content.decode()
    assert f'data-label="{tables[0].quarters[0]}"' in client.get("/figures/outside").content.decode()  # a card of a narrow screen says what is counted
    reply: Any = client.get("/figures/outside?of=clue&as=csv")
    written = b"".join(reply.streaming_content).decode()
    assert "*" in written
    assert ",2," not in written
    assert ",≥30," in written  # of the column: what is shown, and not the 32 that would give the two away
    assert "32" not in written.partition("\n")[2]
    assert "≥30" in client.get("/figures/outside").content.decode()
    assert browser(made["clerk"]).get("/figures/outside").status_code in {403, 404, 422}


def test_quarters_are_those_that_are_over() -> None:
    assert [name for name, _, _ in quarters_until(date(2026, 2, 3))] == ["2025Q1", "2025Q2", "2025Q3", "2025Q4"]
    assert quarters_until(date(2026, 11, 27))[-1] == ("2026Q3", date(2026, 7, 1), date(2026, 10, 1))
    assert quarters_until(date(2026, 1, 1))[-1] == ("2025Q4", date(2025, 10, 1), date(2026, 1, 1))


def test_a_row_lies_in_the_week_whose_midnight_it_has_passed() -> None:
    weeks = weeks_until(at("2026-11-25 12:00"), 7)
    made = people("li")
    instants = [make_aware(datetime(day.year, day.month, day.day)) + by for day in weeks for by in (timedelta(), timedelta(seconds=-1), timedelta(days=3))]  # noqa: DTZ001
    for nth, instant in enumerate(instants):
        Dossier.objects.filter(pk=open_dossier(nth, made["li"], "clue", timedelta()).pk).update(opened_at=instant)
    for count in (1, 2, 3, 7):
        some = weeks[-count:]
        midnights = [make_aware(datetime(day.year, day.month, day.day)) for day in some]  # noqa: DTZ001
        told = dict(Dossier.objects.annotate(week=WeekOf("opened_at", tuple(midnights))).values_list("opened_at", "week"))
        assert told == {instant: max((place for place, begun in enumerate(midnights) if begun <= instant), default=0) for instant in told}


@pytest.mark.both_databases
@pytest.mark.parametrize("query", ["", "?weeks=52", "?procedure=clue&weeks=26", "?officer=li&weeks=26", "?officer=nobody&weeks=52"])
def test_it_counts_what_going_through_every_row_counts(query: str) -> None:
    made = people("li", "zhao", "wang", "sun", "qian")
    filled(made)
    client = browser(made["sun"])
    told = client.get(f"/figures{query}").context["told"]
    for what in (*FLOWS, "open"):
        rows = list(counted(made["sun"], what, told.asked, told.at).select_related(*(["dossier"] if what == "overdue" else [])))
        dossiers = [row.dossier if what == "overdue" else row for row in rows]
        assert told.totals[what] == len(rows)
        assert {line.key: line.counts[what] for line in told.kinds if line.counts[what]} == Counter(one.procedure for one in dossiers)
        assert sum(line.counts[what] for line in told.officers if line.key == "nobody") == sum(one.officer_id is None for one in dossiers)
        if what != "open":
            field = {"in": "opened_at", "closed": "moved_at", "overdue": "due"}[what]
            by_week = [sum(week.first <= localtime(getattr(row, field)).date() < week.until for row in rows) for week in told.weeks]
            assert [week.counts[what] for week in told.weeks] == by_week
    assert client.get(f"/figures{query or '?'}&department=nowhere").context["told"].totals == {"in": 0, "closed": 0, "overdue": 0, "open": 0}


@pytest.mark.both_databases
def test_a_case_that_was_closed_twice_is_counted_once_and_in_the_week_of_the_last_time() -> None:
    """A court annulled its penalty after it was closed; it was decided anew, and closed again."""
    made = people("li")
    case = open_dossier(1, made["li"], "admin_case", timedelta(days=100))
    case.state = {"main": "closed", "measures": "free"}
    case.save()
    other = open_dossier(2, made["li"], "admin_case", timedelta(days=100))
    other.state = {"main": "closed", "measures": "free"}
    other.save()
    for dossier, days in ((case, 60), (other, 60), (case, 10)):
        enter("close_case", at=now() - timedelta(days=days), by=made["li"], dossier=dossier)
    told = browser(made["li"]).get("/figures?weeks=26").context["told"]
    assert told.totals["closed"] == sum(week.counts["closed"] for week in told.weeks) == 2
    today = localtime(now()).date()
    early, late = Scope(today - timedelta(days=70), today - timedelta(days=30)), Scope(today - timedelta(days=30), today)
    assert [set(counted(made["li"], "closed", one, now())) for one in (early, late)] == [{other}, {case}]
    assert sum(line.counts["closed"] for line in told.kinds) == 2
