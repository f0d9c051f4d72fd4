"""
How fast `mingjian screen` and POST /api/screen are: rows a second and memory of a large file, milliseconds of one listing.

Run `python benchmarks/screen.py [--rows N] [--requests N]`. Listings are those of the synthetic market, written again and again, with title and description.
Aims: 100,000 rows a second on two cores, 10 GB within 2 GiB of memory, 95 of 100 single listings under 20 ms. CPU time is told beside wall time, since others
may use the machine.
"""

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np
import pyarrow.parquet as pq

from mingjian.core.wording.vocabulary import terms

ONE = {
    "kind": "listing",
    "rows": [{"id": "1", "title": "鹿鸣川 跑步鞋 官方正品 全国包邮", "text": "鹿鸣川跑步鞋。支持七天无理由退换。", "category": "服装鞋包"}],
}
FOUND = {"kind": "listing", "rows": [{"id": "1", "title": "高·仿 名表 一比一 懂的来 加微信 shili_0001", "text": "x" * 2000, "category": "钟表"}]}


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=2000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mingjian-screen-") as folder:
        home = Path(folder)
        os.environ["MINGJIAN_HOME"] = str(home / "home")
        files(home, given.rows)
        requests(given.requests)


def files(home: Path, rows: int) -> None:
    """Screen files of one and of four times as many rows, each in a process of its own: memory must not grow with the file."""
    subprocess.run(
        [sys.executable, "-c", "from mingjian.cli import main; main()", "market", "make", home / "market", "--seed", "7"], check=True, capture_output=True
    )
    made = pq.read_table(home / "market" / "listing.parquet").select(["listing_id", "platform", "title", "text", "brand", "category", "price"]).to_pylist()
    for many in (rows // 4, rows):
        path = home / "listings.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, made[0])
            writer.writeheader()
            writer.writerows({**made[n % len(made)], "listing_id": n} for n in range(many))
        _file(path, many)


def _file(path: Path, rows: int) -> None:
    command = [sys.executable, "-c", _CHILD, path, path.with_suffix(".jsonl")]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(f"{rows:,} rows, {path.stat().st_size / 2**20:,.0f} MiB: {rows / told['seconds']:,.0f} rows a second by the clock,")
    print(f"  {rows / told['cpu']:,.0f} rows a second of CPU; {told['findings']:,} findings; most memory {told['memory'] / 1024:,.0f} MiB")
    _peer(path, rows)


def _peer(path: Path, rows: int) -> None:
    """The plain way: DuckDB reads the same file and asks one regular expression of all terms, which sees no disguise, gives no place and weighs nothing."""
    pattern = "|".join(re.escape(term.text) for term in terms())
    con = duckdb.connect(config={"threads": 2})
    con.execute("CREATE TABLE read AS SELECT title, text FROM read_csv(?, all_varchar = true)", [str(path)])  # compiled and warm
    started, cpu = time.perf_counter(), time.process_time()
    query = "SELECT count(*) FROM read_csv(?, all_varchar = true) WHERE regexp_matches(title || chr(10) || text, ?)"
    (found,) = con.execute(query, [str(path), pattern]).fetchone() or (0,)
    wall, cpu = time.perf_counter() - started, time.process_time() - cpu
    print(f"  peer, DuckDB with one regular expression: {rows / wall:,.0f} rows a second by the clock, {rows / cpu:,.0f} of CPU; {found:,} rows hold a term")


_CHILD = """
import json, resource, sys, time
from pathlib import Path
from mingjian.core.screening.files import Order, screen_file
from mingjian.core.wording import lexicon
lexicon()
started, cpu = time.perf_counter(), time.process_time()
done = screen_file(Order(Path(sys.argv[1]), "listing", Path(sys.argv[2])))
seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
print(json.dumps({"seconds": seconds, "cpu": cpu, "findings": done.findings, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))
"""


def requests(many: int) -> None:
    """Ask the API itself, without a network in between: what a request costs from body to answer, key and database included."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "mingjian.settings"
    os.environ["MINGJIAN_HOSTS"] = "testserver"
    import django
    from django.core.management import call_command
    from django.test import Client

    django.setup()
    call_command("migrate", verbosity=0)
    key = _key()
    for title, body in (("one ordinary listing", ONE), ("one listing with findings", FOUND)):
        client, sent = Client(), json.dumps(body)
        times, cpu = [], []
        for _ in range(many):
            started, used = time.perf_counter(), time.process_time()
            answer = client.post("/api/screen", sent, content_type="application/json", headers={"Authorization": f"Bearer {key}"})
            times.append((time.perf_counter() - started) * 1000)
            cpu.append((time.process_time() - used) * 1000)
            assert answer.status_code == 200
        for what, some in (("by the clock", times), ("of CPU", cpu)):
            p50, p95, p99 = np.percentile(some[20:], [50, 95, 99])
            print(f"{title}, {what}: p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms of {many:,} requests")


def _key() -> str:
    from django.utils.timezone import now

    from mingjian.office.models import Department, Officer
    from mingjian.office.people.keys import make_key

    department = Department.objects.create(name_zh="试", name_en="Test", kind="market_regulation", level="county", region="330122")
    officer = Officer.objects.create_user("bench", department=department, duty="work", roles=["officer"])
    return make_key(officer, "bench", at=now())


if __name__ == "__main__":
    main()
