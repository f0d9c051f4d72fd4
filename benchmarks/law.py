"""
How fast the law is: reading the rulebook, a period, a threshold, a number, and the replay of 100,000 dossiers under a draft.

    python benchmarks/law.py [--dossiers 100000] [--write]

Targets: the rulebook in under 300 ms in a new process; a period or threshold in under 1 ms; 100,000 values a second; the replay in under 60 s, all on one core.
Peers in the same run: chinesecalendar for working days, python-stdnum's own checks for numbers. The dossiers are walked through their sheets at random days of
2026 and kept in SQLite as the office keeps them; the draft shortens every clock that they ran. `--write` puts the tables between the markers `law` of
docs/reference/performance.md.
"""

import argparse
import contextlib
import json
import os
import platform
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import chinese_calendar
from identify import NUMBERS
from stdnum.cn import ric, uscc

from mingjian.core.errors import BadInput
from mingjian.core.identifiers import identify
from mingjian.core.law import reckon
from mingjian.core.law.crimes import Crime
from mingjian.core.law.measures import Figures
from mingjian.core.law.thresholds import as_data, threshold
from mingjian.core.procedure import crimes, packaged, rulebook
from mingjian.core.procedure.draft import Draft, read_draft
from mingjian.core.procedure.past import Past, Taken, walk
from mingjian.core.procedure.replay import replay

ROOT = Path(__file__).parents[1]
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 12, tzinfo=ZONE)
FIGURES = Figures(sales=Decimal(300_000), unsold=Decimal(90_000), gains=Decimal(25_000), loss=Decimal(10_000), prior_penalties=Decimal(1))
LOAD = """
import time, sys
clocks = time.process_time, time.perf_counter
began = [clock() for clock in clocks]
from mingjian.core.procedure import rulebook
imported = [clock() for clock in clocks]
rulebook()
ended = [clock() for clock in clocks]
print(*(b - a for a, b in zip(began, imported)), *(b - a for a, b in zip(imported, ended)))
"""
PLANS = {
    "consumer_complaint": [
        ("receive", 0, {"complaint_facts": "三双鞋系假货", "complained_of": "某鞋店"}),
        ("accept_complaint", 8, {}),
        ("start_mediation", 2, {"both_consent": "电话确认"}),
        ("record_agreement", 50, {"settlement": "退货退款", "settlement_form": "written"}),
        ("close_complaint", 2, {}),
    ],
    "clue": [
        ("register", 0, {"clue_source": "report"}),
        ("accept", 1, {}),
        ("request_extension", 10, {"reason": "等待平台提供交易明细"}),
        ("approve_extension", 1, {}),
        ("conclude_check", 20, {"check_result": "三十单付款后当日退款", "proposal": "file"}),
        ("decide_to_file", 3, {"reporter": "none"}),
    ],
    "admin_case": [
        ("file", 0, {"handlers": "甲、乙"}),
        ("investigate", 1, {}),
        ("commission_test", 3, {"test_kind": "appraisal", "tester": "省院"}),
        ("receive_test", 12, {"test_result": "假冒"}),
        ("extend_decision", 40, {"reason": "案情复杂"}),
        ("finish_investigation", 20, {"final_report": "售假属实"}),
    ],
}
SHORTER = {
    "laws/complaint_2025/2026-04-15.yaml": [(": 7\n", ": 5\n"), (": 60\n", ": 45\n"), (": 15\n", ": 10\n")],
    "laws/penalty_procedure/2022-11-01.yaml": [(": 15\n", ": 10\n"), (": 90\n", ": 60\n"), (": 30\n", ": 20\n")],
}
SHEET = "procedures/admin_case/2024-01-01.yaml"  # drafted without a change, so that all its steps are taken again


def loads(cache: str, repeats: int = 10) -> list[list[float]]:
    """Read the rulebook in new processes; give milliseconds of importing and of reading, each by the processor's clock and by the wall's."""
    around = os.environ | {"XDG_CACHE_HOME": cache}
    done = [subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True, env=around).stdout.split() for _ in range(repeats)]
    return [[float(seconds) * 1e3 for seconds in one] for one in done]


def each(act: Callable[[], object], times: int, repeats: int = 5) -> float:
    """Give the least processor seconds of one act."""

    def turn() -> float:
        began = time.process_time()
        for _ in range(times):
            act()
        return (time.process_time() - began) / times

    return min(turn() for _ in range(repeats))


def dossiers(number: int) -> Iterator[Past]:
    """Walk dossiers through their sheets, each begun at a random minute of 2026; steps that lie ahead are not taken yet."""
    draw, book = random.Random(7), rulebook()  # noqa: S311 - a load
    names = list(PLANS)
    for n in range(number):
        procedure, at = names[n % len(names)], datetime(2026, 4, 15, 8, tzinfo=ZONE) + timedelta(minutes=draw.randrange(215 * 24 * 60))
        sheet, steps = book.sheet(procedure, at.date()), []
        for step, days, papers in PLANS[procedure]:
            at += timedelta(minutes=draw.randrange(1 + days * 24 * 60))
            if at < NOW:
                steps.append(Taken(step, at, papers))
        past = Past(f"B{n:07d}", "某鞋店", procedure, sheet.in_force, steps=tuple(steps))
        walked = walk(past, sheet, book)
        held = steps[: steps.index(walked.refused[0])] if walked.refused else steps
        yield Past(past.number, past.title, procedure, sheet.in_force, False, tuple(walked.deadlines), tuple(held))


def fill(pasts: Iterable[Past]) -> None:
    """Enter dossiers, deadlines and entries in bulk, as steps would have left them: a load, not a way in."""
    from django.db import transaction

    from mingjian.office.demo import make_demo_officers
    from mingjian.office.models import Deadline, Dossier, Entry, Officer

    make_demo_officers()
    county = Officer.objects.get(username="county")

    def dossier(past: Past) -> Dossier:
        at = past.steps[0].at
        return Dossier(
            number=past.number,
            title=past.title,
            procedure=past.procedure,
            sheet_in_force=past.sheet,
            state_text="-",
            department=county.department,
            opened_by=county,
            opened_at=at,
            moved_at=past.steps[-1].at,
        )

    def deadlines(past: Past, of: Dossier) -> list[Deadline]:
        names = ("name", "opened_at", "due", "extended", "suspended_since", "closed_at", "counting")
        return [Deadline(dossier=of, label_zh=one.name, label_en=one.name, **{name: getattr(one, name) for name in names}) for one in past.deadlines]

    with transaction.atomic():
        kept = list(pasts)
        rows = Dossier.objects.bulk_create(map(dossier, kept), batch_size=2000)
        pairs = list(zip(kept, rows, strict=True))
        Deadline.objects.bulk_create((one for past, row in pairs for one in deadlines(past, row)), batch_size=2000)
        steps = ((row, taken) for past, row in pairs for taken in past.steps)
        Entry.objects.bulk_create(
            (
                Entry(index=n, at=taken.at, kind=taken.step, dossier=row, body=json.dumps({"papers": dict(taken.papers)}, ensure_ascii=False), leaf=bytes(32))
                for n, (row, taken) in enumerate(steps)
            ),
            batch_size=2000,
        )


def draft(folder: Path, changed: dict[str, list[tuple[str, str]]]) -> Draft:
    """Write a draft and read it over the rulebook."""
    for name, changes in changed.items():
        text = (packaged() / name).read_text("utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return read_draft(folder)


def replayed(number: int) -> list[str]:
    """Enter dossiers, and time their replay from the database under two drafts."""
    from mingjian.office.dossiers.plain_records import stored_dossiers
    from mingjian.office.models import Dossier

    if Dossier.objects.count() != number:
        began = time.perf_counter()
        fill(dossiers(number))
        print(f"{number:,} dossiers entered in {time.perf_counter() - began:.0f} s", flush=True)
    rows = []
    for name, changed in (("every clock shorter", SHORTER), ("a procedure's steps taken again", {SHEET: []})):
        with tempfile.TemporaryDirectory() as folder:
            began = time.process_time()
            over = draft(Path(folder), changed)
            read, wall = time.process_time(), time.perf_counter()
            result = replay(over, stored_dossiers(), NOW)
            ended, wall = time.process_time(), time.perf_counter() - wall
        assert (result.dossiers, result.faulty) == (number, 0), result.fault
        figures = ", ".join(f"{figure} {n:,}" for figure, n in result.figures.items()) or "none"
        rows.append(f"| {name} | {result.dossiers:,} | {result.recounted:,} | {read - began:.2f} | {ended - read:.1f} | {wall:.1f} | {figures} |")
        print(rows[-1], flush=True)
    return rows


def numbers() -> list[str]:
    """Time numbers, ours beside python-stdnum's own checks of the two kinds that both know."""
    rows = []
    mixed = NUMBERS * 100
    companies, persons = ["91110000600037341L", "9144030071526726XG", "91110000600037342L"] * 700, ["11010519491231002X", "110105194912310021"] * 1000
    for name, values, peer in (
        (f"every kind, wrong ones and words, {len(NUMBERS)} values in turn", mixed, None),
        ("unified social credit codes", companies, uscc.is_valid),
        ("citizen numbers", persons, ric.is_valid),
    ):
        ours = len(values) / each(lambda values=values: [identify(value) for value in values], 1)
        theirs = f"{len(values) / each(lambda values=values, peer=peer: [peer(value) for value in values], 1):,.0f}" if peer else "–"
        rows.append(f"| {name} | {ours:,.0f} | {theirs} |")
        print(rows[-1], flush=True)
    return rows


def weighable() -> list[Crime]:
    """Give the crimes whose lines weigh any of our figures; the others refuse them."""
    found = []
    for crime in crimes().all.values():
        with contextlib.suppress(BadInput):
            threshold(crime, FIGURES, date(2024, 6, 1), NOW.date())
            found.append(crime)
    return found


def measure(number: int) -> str:
    """Measure all, and write the section."""
    imported, imported_wall, anew, anew_wall = (sorted(column) for column in zip(*loads(os.devnull), strict=True))  # where nothing can be kept
    with tempfile.TemporaryDirectory() as cache:
        loads(cache, 1)
        _, _, read, read_wall = (sorted(column) for column in zip(*loads(cache), strict=True))
    book, start = rulebook(), datetime(2026, 9, 14, 9, tzinfo=ZONE)
    period = each(lambda: reckon(book.statutes, book.calendar, "complaint_2025/35#check", start), 500)
    peer = each(lambda: [chinese_calendar.is_workday(date(2026, 9, 15) + timedelta(days=n)) for n in range(26)], 500)
    known = weighable()
    weighed = each(lambda: [as_data(threshold(crime, FIGURES, date(2024, 6, 1), NOW.date())) for crime in known], 5) / len(known)
    lines = [
        f"Python {platform.python_version()}, {os.cpu_count()} cores, of which one is used. Other work ran beside (load {os.getloadavg()[0]:.1f}), so "
        "what counts is the processor's time; the wall's is given where it is felt.",
        "",
        "| what | measured | target |",
        "|---|---|---|",
        f"| rulebook in a new process, as it was kept, 10 times | {read[0]:.0f} ms best, {statistics.median(read):.0f} ms median (by the wall "
        f"{read_wall[0]:.0f} and {statistics.median(read_wall):.0f} ms) | 300 ms |",
        f"| the same, read anew where nothing is kept | {anew[0]:.0f} ms best, {statistics.median(anew):.0f} ms median (by the wall {anew_wall[0]:.0f} and "
        f"{statistics.median(anew_wall):.0f} ms) | 300 ms |",
        f"| its modules imported before that | {imported[0]:.0f} ms best (by the wall {imported_wall[0]:.0f} ms) | – |",
        f"| a period of fifteen working days, told how it was counted | {period * 1e3:.3f} ms (chinesecalendar, only asked about the 26 days: "
        f"{peer * 1e3:.3f} ms) | 1 ms |",
        f"| a threshold under two regimes, with its data | {weighed * 1e3:.3f} ms | 1 ms |",
    ]
    print("\n".join(lines), flush=True)
    lines += ["", "| values a second | mingjian, all kinds asked | python-stdnum, told the kind |", "|---|---|---|", *numbers()]
    head = "| replay from SQLite under a draft | dossiers | clocks counted again | draft read, s | replay, s | by the wall, s | what would change |"
    return "\n".join([*lines, "", head, "|---|---|---|---|---|---|---|", *replayed(number)])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--dossiers", type=int, default=100_000)
    options.add_argument("--home", type=Path, help="keep the dossiers there, and use those that are there already")
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="mingjian-") as passing:
        os.environ.update(MINGJIAN_HOME=str(given.home or passing), MINGJIAN_DEMO="1", DJANGO_SETTINGS_MODULE="mingjian.settings")
        os.environ.pop("DATABASE_URL", None)
        from mingjian.cli.serve import prepare

        prepare()
        told = measure(given.dossiers)
    if given.write:
        page = ROOT / "docs/reference/performance.md"
        page.write_text(re.sub(r"(<!-- law -->).*?(<!-- /law -->)", lambda m: f"{m[1]}\n{told}\n{m[2]}", page.read_text(), flags=re.DOTALL))


if __name__ == "__main__":
    main()
