"""
How long a file of 100,000 addresses takes to be previewed, mended and sent as notices, and how long the platform's table of them does: p50 and p95, on SQLite.

    python benchmarks/notice_rows.py [--rows 100000] [--requests 20]

Peer in the same run: one bare count of the rows, and each row read by `csv`. A tenth of the rows is captured and decided, so that every state is asked for
among many. Pages are asked for in this process, without the network. Data goes to a temporary home.
"""

import argparse
import csv
import io
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

ITEM = "https://yunjishi.example/shop/{}/item/{}?from=search&ref=benchmark"
TOLD = {
    "right": "trademark",
    "right_holder_name": "青松公司",
    "true_identity": "电话 13900000000",
    "notice_facts": "鞋舌标识与注册商标相同，系仿冒。",
    "notice_guarantee": "given",
    "right_number": "7654321",
    "right_classes": "第25类：鞋",
    "right_until": "2031-06-30",
}
PAGES = {
    "/notices/targets": "table, newest first",
    "/notices/targets?state=waiting": "not captured yet",
    "/notices/targets?state=measured": "measures taken",
    "/notices/targets?state=over": "days over (none)",
    "/notices/targets?state=back": "came back",
    "/notices/targets?q=item/99999": "part of an address",
    "/notices/{first}/targets": "one notice of 10,000",
    "/notices": "list of notices",
}


class Clock:
    """Seconds by the wall and of this process's own work: on a machine that others use, too, the two differ."""

    def __init__(self) -> None:
        self.wall, self.own = time.perf_counter(), time.process_time()

    def __str__(self) -> str:
        return f"{time.perf_counter() - self.wall:.1f} s | {time.process_time() - self.own:.1f} s"


def timed(ask: Callable[[], object], requests: int) -> str:
    """Ask several times, the first three unmeasured; give p50 and p95 by the wall and of the process's own work, in milliseconds."""
    for _ in range(3):
        ask()
    wall, own = [], []
    for _ in range(requests):
        begun, worked = time.perf_counter(), time.process_time()
        ask()
        wall.append(1e3 * (time.perf_counter() - begun))
        own.append(1e3 * (time.process_time() - worked))
    return " | ".join(f"{statistics.median(one):.0f}, p95 {sorted(one)[int(0.95 * (len(one) - 1))]:.0f}" for one in (wall, own))


def table(rows: int) -> bytes:
    lines = (f"{ITEM.format(nth % 300, nth)},yunjishi,第{nth}款" for nth in range(rows))
    return "\n".join(["网址,平台,说明", *lines]).encode()


def send(rows: int) -> None:
    from django.utils.timezone import now

    from mingjian.institutions.notices.batches.work.drafts import draft_file, mend_draft
    from mingjian.institutions.notices.batches.work.row_files import rows_kept
    from mingjian.institutions.notices.batches.work.send_many import send_many
    from mingjian.office.models import Department, Officer

    for name, kind, role in (("云集市平台", "platform", "platform_clerk"), ("青松公司", "right_holder", "right_holder")):
        place = {"name_en": name, "level": "state", "region": "330100", "platform": "yunjishi" if kind == "platform" else ""}
        department = Department.objects.create(name_zh=name, kind=kind, **place)
        Officer.objects.create(username=role, name_zh=role, department=department, duty="work", roles=[role])
    data, by = table(rows), Officer.objects.get(username="right_holder")
    begun = Clock()
    draft = draft_file(data, TOLD, by=by, at=now())
    assert not any(row.fault for row in rows_kept(draft.rows))
    print(f"| the same file read before it is sent: each row's fate told and kept | {begun} |", flush=True)
    begun = Clock()
    mend_draft(draft, {7: {"address": ITEM.format(0, "mended")}}, by=by, at=now())
    print(f"| one of its rows mended, and all judged anew | {begun} |", flush=True)
    draft.delete()
    begun = Clock()
    assert sum(1 for _ in csv.reader(io.StringIO(data.decode()))) == rows + 1
    print(f"| peer: the rows read by csv | {begun} |", flush=True)
    begun = Clock()
    batch = send_many(data, TOLD, by=by, at=now())
    took = str(begun)
    assert all(row[3] for row in batch.rows), next(row for row in batch.rows if not row[3])
    print(f"| a file of {rows:,} rows sent | {took} |", flush=True)
    begun = Clock()
    again = send_many(data, TOLD, by=by, at=now())
    assert not any(row[3] for row in again.rows)
    print(f"| the same file again: each row refused by name | {begun} |", flush=True)


def decide_some() -> None:
    """Take the first notice in, and decide a tenth of all rows."""
    from django.utils.timezone import now

    from mingjian.institutions.notices.acts import take_notice_in
    from mingjian.institutions.notices.models import Notice, Target
    from mingjian.institutions.notices.targets.queries import with_notice
    from mingjian.institutions.notices.targets.work.decisions import Decision, decide
    from mingjian.office.models import Officer

    clerk, notice = Officer.objects.get(username="platform_clerk"), Notice.objects.order_by("pk").first()
    assert notice is not None
    begun = Clock()
    take_notice_in(notice, by=clerk, at=now())
    print(f"| a notice of {len(notice.addresses):,} addresses taken in | {begun} |", flush=True)
    # The pages themselves are not visited here: each row is noted as captured.
    notice.targets.all().update(state="kept", kept_as="capture", kept_at=now())
    rows = with_notice(notice.targets.order_by("position"))
    begun = Clock()
    outcome = decide(((row, Decision("delete" if row.position % 9 else "none", "标识相同")) for row in rows), by=clerk, at=now())
    assert outcome.done == rows.count(), outcome.refused
    print(f"| {outcome.done:,} rows decided, with two reasons | {begun} |", flush=True)
    Target.objects.filter(notice=notice, position__lte=500).update(seen="same", seen_at=now() + timedelta(days=1))


def pages(requests: int) -> None:
    from django.conf import settings
    from django.test import Client

    from mingjian.institutions.notices.models import Notice, Target
    from mingjian.office.models import Officer

    first = Notice.objects.order_by("pk").first()
    assert first is not None
    print(f"| peer: one count of the rows | {timed(Target.objects.count, requests)} |", flush=True)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Officer.objects.get(username="platform_clerk"), backend=settings.AUTHENTICATION_BACKENDS[0])
    for path, name in PAGES.items():
        at = path.format(first=first.number)
        assert client.get(at).status_code == 200, at
        print(f"| {name} | {timed(partial(client.get, at), requests)} |", flush=True)
    client.force_login(Officer.objects.get(username="right_holder"), backend=settings.AUTHENTICATION_BACKENDS[0])
    print(f"| status by cursor, 1,000 rows of one's own | {timed(partial(client.get, '/api/notices?limit=1000'), requests)} |", flush=True)
    begun, after, count = Clock(), "", 0
    while True:
        told = client.get(f"/api/notices?limit=1000&after={after}").json()
        count, after = count + len(told["rows"]), told["next"]
        if not told["is_more"]:
            break
    print(f"| all {count:,} rows followed by the cursor | {begun} |", flush=True)


def night(home: str, rows: int) -> None:
    """Lay so many listings into the lake, of which each that a measure stands on was seen again, and let a night look for them."""
    from django.utils.timezone import now

    from mingjian.core.records import kind
    from mingjian.core.records.lake import Lake
    from mingjian.institutions.notices.models import Target
    from mingjian.institutions.notices.targets.work.sightings import find_returned

    seen = now() + timedelta(hours=1)
    file = Path(home) / "listings.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(["listing_id", "platform", "shop_id", "title", "url", "seen_at"])
        table.writerows([nth, "yunjishi", nth % 300, "运动鞋", ITEM.format(nth % 300, nth), f"{seen:%Y-%m-%dT%H:%M:%SZ}"] for nth in range(rows))
    Lake(Path(settings_lake())).load(kind("listing"), file, source="benchmark", at=seen)
    standing = Target.objects.filter(state="measured").count()
    begun = Clock()
    found = find_returned(seen)
    print(f"| a night: {standing:,} upheld addresses held against {rows:,} listings, {found.addresses:,} offered again | {begun} |", flush=True)


def settings_lake() -> str:
    from django.conf import settings

    return str(settings.LAKE)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--requests", type=int, default=20)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="mingjian-") as home:
        os.environ.update(MINGJIAN_HOME=home, MINGJIAN_DEMO="1", DJANGO_SETTINGS_MODULE="mingjian.settings")
        os.environ.pop("DATABASE_URL", None)
        from mingjian.cli.serve import prepare

        prepare()
        print("| | by the wall: seconds, or p50 and p95 in ms | own work |\n|---|---|---|")
        send(given.rows)
        decide_some()
        pages(given.requests)
        night(home, given.rows)


if __name__ == "__main__":
    main()
