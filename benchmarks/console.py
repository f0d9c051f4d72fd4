"""
How long the console's pages take with 100,000 clues: p50 and p95 of each, through the real server with two workers.

    python benchmarks/console.py [--clues 100000] [--requests 60] [--write]

Peer in the same run: the node's own `/healthy`, which touches neither templates nor clues; what a page costs beyond it is ours. Database: SQLite in a temporary
home, or the one that DATABASE_URL names, which must be empty (`python tests/on_postgresql.py python benchmarks/console.py`).
`--write` puts the table between the markers `console` (on PostgreSQL `console_postgresql`) of docs/reference/performance.md.
"""

import argparse
import http.client
import os
import platform
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from proxied import free_port

ROOT = Path(__file__).parents[1]
PAGES = {
    "/": "home",
    "/findings": "findings",
    "/findings?q=%E5%8C%96%E8%82%A5": "findings, search 化肥",
    "/clues": "clues, open",
    "/clues?state=": "clues, all",
    "/clues?q=%E7%A7%8D%E5%AD%90": "clues, search 种子",
    "/search?q=%E7%A7%8D%E5%AD%90": "everything, search 种子",
    "/clues?q=%E5%87%80%E5%B1%B1%E7%A7%8D%E5%AD%90&held=mine": "clues, search 净山种子, mine",
    "/clues/C2026-0050001": "one clue",
    "/findings/101": "one finding",
    f"/dossiers/together?{'&'.join(f'dossier=C2026-{n:07d}' for n in range(50_001, 50_051))}": "one step on 50 clues",
    "/clues/new": "form of a clue",
    "/docket": "docket",
    "/docket?part=missed": "docket, missed",
    "/docket?procedure=crime_transfer": "docket, a procedure of few dossiers",
    "/docket?officer=1": "docket, of one officer",
    "/docket?held=all&month=2026-11": "docket, all in view",
    "/dossiers": "dossiers",
    "/dossiers?q=%E5%87%80%E5%B1%B1%E7%A7%8D%E5%AD%90&state=": "dossiers, search 净山种子",
    "/dossiers/D2026-0000001": "one dossier without an institution",
    "/dossiers/new": "which dossiers may be opened",
    "/api/clues?q=%E5%8C%96%E8%82%A5": "API, clues, search",
    "/figures": "figures, 12 weeks",
    "/figures?weeks=52": "figures, 52 weeks",
    "/figures/rows?what=in": "figures, rows of what came in",
}
OF_CITY = {  # above two departments that have all clues between them
    "/": "home of the city",
    "/clues?state=": "clues, all, of the city",
    "/figures": "figures, 12 weeks, of the city",
    "/figures?weeks=52": "figures, 52 weeks, of the city",
    "/docket?held=others": "docket, what waits on others, of the city",
    "/docket?held=all": "docket, all in view, of the city",
}
TARGET = 200  # ms, p95
PLACES, GOODS = ["清源", "净山", "金穗", "云岭", "江畔", "白鹭", "石桥", "松涛"], ["化肥", "种子", "农药", "保健食品", "面膜", "充电器", "保温杯", "血压计"]


def fill(clues: int) -> None:
    """Enter clues, findings and deadlines in bulk: a load, not a way in."""
    from django.db import transaction
    from django.utils.timezone import now

    from mingjian.core.procedure import rulebook
    from mingjian.institutions.clues.models import Clue
    from mingjian.institutions.monitoring.models import Finding, Run
    from mingjian.office.demo import make_demo_officers
    from mingjian.office.dossiers.opening import Request, open_any
    from mingjian.office.dossiers.transition import take
    from mingjian.office.models import Deadline, Department, Dossier, Officer, Seat

    draw, at = random.Random(7), now()  # noqa: S311 - a load
    make_demo_officers()
    county = Officer.objects.get(username="county")
    departments = list(Department.objects.filter(kind="market_regulation", level="county"))
    sheet = rulebook().sheet("clue", at.date())
    states = ["registered", "dispatched", "accepted", "accepted", "checked", "to_be_filed", "not_filed", "not_filed"]
    run = Run.objects.create(
        detector="order_concentration",
        version="1",
        engine="duckdb",
        started_at=at,
        ended_at=at,
        by=county,
        department=county.department,
        subjects=10**6,
        digest="b" * 64,
    )
    names = [f"{draw.choice(PLACES)}{draw.choice(GOODS)}{n:06d}号店" for n in range(clues)]

    def finding(n: int) -> Finding:
        department = departments[n % len(departments)]
        settled = "set_aside" if n % 9 == 0 else "taken_up"  # one of three settled was nothing
        return Finding(
            run=run,
            detector="order_concentration",
            subject_kind="shop",
            subject=f"yunjishi/s{n}",
            shop=f"yunjishi/s{n}",
            score=draw.random(),
            reason_zh=f"{names[n]}一小时内订单集中",
            reason_en="orders from few buyers",
            innocent_zh="团购",
            innocent_en="a group purchase",
            evidence_json='{"buyers": ["b1", "b2"], "orders": []}',
            department=department,
            found_at=at,
            status="new" if n % 3 else settled,
            status_at=None if n % 3 else at - timedelta(minutes=3 * n),  # over 208 days
        )

    def dossier(n: int) -> Dossier:
        state, opened = states[n % len(states)], at - timedelta(minutes=7 * (clues - n))
        return Dossier(
            number=f"C2026-{n + 1:07d}",
            procedure="clue",
            sheet_in_force=sheet.in_force,
            state_text=state,
            is_closed=state in sheet.ends,
            title=f"{names[n]} 涉嫌刷单",
            subject_kind="shop",
            subject=f"yunjishi/s{n}",
            department=departments[n % 2],
            officer=county if n % 4 == 0 else None,
            opened_by=county,
            opened_at=opened,
            moved_at=opened,
        )

    with transaction.atomic():
        Finding.objects.bulk_create((finding(n) for n in range(clues)), batch_size=2000)
        dossiers = Dossier.objects.bulk_create((dossier(n) for n in range(clues)), batch_size=2000)
        Seat.objects.bulk_create((Seat(dossier=d, department=d.department, since=at) for d in dossiers), batch_size=2000)
        found = Clue.objects.bulk_create(
            (
                Clue(dossier=d, source="monitoring", received_at=d.opened_at, platform="yunjishi", shop_id=f"s{n}", shop_name=names[n], suspected_act="刷单")
                for n, d in enumerate(dossiers)
            ),
            batch_size=1000,
        )
        Deadline.objects.bulk_create(
            (
                Deadline(
                    dossier=d,
                    name="check",
                    label_zh="核查期限",
                    label_en="Period of the check",
                    ground=["penalty_procedure/18"],
                    opened_at=d.opened_at,
                    due=at + timedelta(hours=n % 500 - 40),
                    due_with=d.department,
                    obliged="holder",
                )
                for n, d in enumerate(dossiers)
                if not d.is_closed
            ),
            batch_size=2000,
        )
        findable("clue", [clue.pk for clue in found], names)
        findable("dossier", [dossier.pk for dossier in dossiers], names)
        findable("finding", list(Finding.objects.order_by("pk").values_list("pk", flat=True)), names)
    for n in range(20):
        asked = Request("assistance", f"核实第 {n} 家店的实际经营地", papers={"questions": "登记地址有无人经营？"})
        take(open_any(asked, by=county, at=at), "abandon", by=county, at=at, given={"reason": "不再需要"}) if n % 2 else open_any(asked, by=county, at=at)
        opened = open_any(Request("crime_transfer", f"第 {n} 件涉嫌售假", papers={"suspicion": "售假", "crime": "销售假冒注册商标的商品罪"}), by=county, at=at)
        take(opened, "write_report", by=county, at=at, given={"transfer_report": "两人到场核实。"})


def findable(kind: str, keys: list[int], names: list[str]) -> None:
    """Enter what each is found by."""
    from django.db import connection

    from mingjian.office.lists.search import rowid, tokens

    words = [list(dict.fromkeys(tokens(name))) for name in names]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            told = ((rowid(kind, key), f"kind{kind} {' '.join(words[n])}") for n, key in enumerate(keys))
            cursor.executemany("INSERT INTO office_search (rowid, words) VALUES (%s, %s)", told)
        else:
            rows = [(kind, key, words[n]) for n, key in enumerate(keys)]
            cursor.executemany("INSERT INTO office_search (kind, number, words) VALUES (%s, %s, array_to_tsvector(%s))", rows)


def session(name: str) -> str:
    """Sign an officer in and give the cookie."""
    from django.conf import settings
    from django.test import Client

    from mingjian.office.models import Officer

    client = Client()
    client.force_login(Officer.objects.get(username=name), backend=settings.AUTHENTICATION_BACKENDS[0])
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def worked(server: int) -> float:
    """Give the seconds of processor time that the server's workers have used: what a page costs, whoever else is at the machine."""
    used = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = stat.read_text().rpartition(") ")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if told[1] == str(server):
            used += (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
    return used


def ask(connection: http.client.HTTPConnection, path: str, cookie: str) -> tuple[float, int]:
    begun = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    length = len(answer.read())
    assert answer.status == 200, f"{path}: {answer.status}"
    return time.perf_counter() - begun, length


def measure(asked: list[tuple[str, str, str]], requests: int, port: int, server: int) -> list[str]:
    """Ask every page (address, name, cookie) so often, and give the rows of the table; say which are over the target."""
    rows, slow = [], []
    for path, name, cookie in asked:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        for _ in range(5):
            ask(connection, path, cookie)
        before = worked(server)
        taken = [ask(connection, path, cookie) for _ in range(requests)]
        cpu = (worked(server) - before) / requests * 1e3
        ms = sorted(seconds * 1e3 for seconds, _ in taken)
        p95 = ms[int(0.95 * (len(ms) - 1))]
        rows.append(f"| {name} | {statistics.median(ms):.0f} | {p95:.0f} | {ms[-1]:.0f} | {cpu:.0f} | {taken[0][1] / 1024:.0f} |")
        slow += [name] if p95 >= TARGET else []
        print(rows[-1], flush=True)
    print(f"over {TARGET} ms: {', '.join(slow) or 'none'}", flush=True)
    return rows


def table(of: str, asked: list[tuple[str, str, str]], requests: int) -> str:
    """Serve the database, ask every page, and give the table under what it is of."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")  # as a node's own upkeep does
    port = free_port()
    command = [Path(sys.executable).parent / "gunicorn", "mingjian.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        time.sleep(5)
        head = f"{of}; {connection.vendor}; gunicorn, two workers; {requests} requests a page; "
        head += f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}."
        columns = ["| page | median ms | p95 ms | most ms | processor ms | KiB |", "|---|---|---|---|---|---|"]
        return "\n".join([head, "", *columns, *measure(asked, requests, port, server.pid)])
    finally:
        server.terminate()
        server.wait()


def write_by_database(told: str, mark: str) -> None:
    """Write the table where its database has its place."""
    from django.db import connection

    write(told, mark if connection.vendor == "sqlite" else f"{mark}_postgresql")


def is_filled(count: int) -> bool:
    """Return whether an earlier run filled the database. Raises ValueError where it did so with another number."""
    from mingjian.institutions.monitoring.models import Finding

    there = Finding.objects.count()
    if there not in (0, count):
        raise ValueError(f"The home holds {there} findings, not {count}.")
    return there > 0


def run(what: str, count: int, fill: Callable[[int], None], told: str, pages: Mapping[str, str], of_city: Mapping[str, str], requests: int) -> None:
    """Fill a node of its own with so many things (`what`), and measure its pages as a county's and as the city's officer. `told`: what the table is of."""
    options = argparse.ArgumentParser()
    options.add_argument(f"--{what}", type=int, default=count, dest="count")
    options.add_argument("--requests", type=int, default=requests)
    options.add_argument("--write", action="store_true")
    options.add_argument("--home", help="a home that is kept: filled where it is new, measured as it stands where an earlier run filled it")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="mingjian-") as home:
        os.environ.update(MINGJIAN_HOME=given.home or home, MINGJIAN_DEMO="1", DJANGO_SETTINGS_MODULE="mingjian.settings")
        from mingjian.cli.serve import prepare

        prepare()
        begun = time.perf_counter()
        if not is_filled(given.count):
            fill(given.count)
            print(f"{given.count:,} {what} entered in {time.perf_counter() - begun:.0f} s", flush=True)
        county, city = session("county"), session("city")
        asked = [("/healthy", "peer: /healthy", county), *((p, n, county) for p, n in pages.items()), *((p, n, city) for p, n in of_city.items())]
        measured = table(f"{given.count:,} {what}, {told}", asked, given.requests)
        if given.write:
            write_by_database(measured, "console" if what == "clues" else what)


def main() -> None:
    run("clues", 100_000, fill, "as many findings", PAGES, OF_CITY, 60)


def write(table: str, mark: str = "console") -> None:
    page = ROOT / "docs/reference/performance.md"
    text = page.read_text()
    page.write_text(re.sub(rf"(<!-- {mark} -->).*?(<!-- /{mark} -->)", lambda m: f"{m[1]}\n{table}\n{m[2]}", text, flags=re.DOTALL))


if __name__ == "__main__":
    main()
