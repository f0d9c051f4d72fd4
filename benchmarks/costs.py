"""
What pages cost the processor with 1,000,000 findings (`--of findings`) or 100,000 clues (`--of clues`), by Django's test client, whoever else is there.

    python benchmarks/costs.py --of findings --home FOLDER [--before SRC] [--requests 6] [--write]

The home is one that `findings.py` or `console.py` filled (`--home`). For each page the least processor time of so many requests in two rounds, on PostgreSQL
with the mean of the server's process. `--before` names the `src` of another version: its pages are asked for in turn with
ours, in the same run and of the same database. `--write` puts the table between the markers `costs_OF` (`costs_OF_postgresql`) of
docs/reference/performance.md.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from time import process_time
from typing import Any

import console
import findings

PAGES = {"findings": (findings.OF_COUNTY, findings.OF_CITY), "clues": (console.PAGES, console.OF_CITY)}
PARTS = {f"/clues/C2026-0050001/{part}": f"one clue, {part}" for part in ("parties", "evidence", "papers", "record")}
ROUNDS = 2
Row = tuple[float, float]  # milliseconds of the page, and of the database's server


def asked(of: str) -> list[tuple[str, str, str]]:
    """Give the pages: address, name, who asks."""
    county, city = PAGES[of]
    return [
        *((path, name, "county") for path, name in (county | (PARTS if of == "clues" else {})).items()),
        *((path, name, "city") for path, name in city.items()),
    ]


def measure(of: str, requests: int) -> dict[str, Row]:
    """Ask for every page in this process."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from mingjian.office.models import Officer

    settings.ALLOWED_HOSTS = ["*"]
    clients = {name: Client() for name in ("county", "city")}
    for name, client in clients.items():
        client.force_login(Officer.objects.get(username=name), backend=settings.AUTHENTICATION_BACKENDS[0])
    found: dict[str, Row] = {}
    for path, name, who in asked(of):
        reply = clients[who].get(path)
        assert reply.status_code == 200, f"{path}: {reply.status_code}"
        served, taken = server(connection), []
        for _ in range(requests):
            begun = process_time()
            clients[who].get(path)
            taken.append((process_time() - begun) * 1e3)
        found[name] = (min(taken), (server(connection) - served) / requests)
    return found


def server(connection: Any) -> float:
    """Return the milliseconds of processor time that PostgreSQL's process for this connection has used; none of SQLite, which works in ours."""
    if connection.vendor != "postgresql":
        return 0.0
    told = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK") * 1e3


def of_version(source: Path, of: str, requests: int) -> dict[str, Row]:
    """Let another process measure a version."""
    command = [sys.executable, __file__, "--of", of, "--requests", str(requests), "--home", os.environ["MINGJIAN_HOME"], "--measure"]
    place = os.environ | {"PYTHONPATH": str(source)}
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=place).stdout
    return {name: (row[0], row[1]) for name, row in json.loads(told.splitlines()[-1]).items()}


def least(one: dict[str, Row], other: dict[str, Row]) -> dict[str, Row]:
    return {name: min(row, other.get(name, row)) for name, row in one.items()}


def cells(row: Row) -> str:
    """Write what a page costs: the page and, where there is one, the server beside it."""
    return f"{row[0]:.0f}{f' + {row[1]:.0f}' if row[1] else ''}"


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--of", choices=sorted(PAGES), required=True)
    options.add_argument("--home", required=True)
    options.add_argument("--before", type=Path)
    options.add_argument("--requests", type=int, default=6)
    options.add_argument("--write", action="store_true")
    options.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    given = options.parse_args()
    os.environ.update(MINGJIAN_HOME=given.home, MINGJIAN_DEMO="1", DJANGO_SETTINGS_MODULE="mingjian.settings")
    if given.measure:
        print(json.dumps(measure(given.of, given.requests)))
        return
    begun, after, before = os.getloadavg()[0], {}, {}
    for _ in range(ROUNDS):
        before = least(of_version(given.before, given.of, given.requests), before) if given.before else {}
        after = least(of_version(console.ROOT / "src", given.of, given.requests), after)
    on = "postgresql" if os.environ.get("DATABASE_URL") else "sqlite"
    head = f"{on}; the least of {ROUNDS} times {given.requests} requests by the test client{', before and after in turn' if before else ''}; "
    head += f"{os.cpu_count()} cores, "
    columns = ["| page | processor ms |", "|---|---|"]
    if before:
        columns = ["| page | processor ms before | after |", "|---|---|---|"]
    rows = [f"| {name} | {f'{cells(before[name])} | ' if before else ''}{cells(row)} |" for name, row in after.items()]
    lines = [f"{head}load {begun:.1f} at the beginning, {os.getloadavg()[0]:.1f} at the end.", "", *columns, *rows]
    print("\n".join(lines), flush=True)
    if given.write:
        console.write("\n".join(lines), f"costs_{given.of}{'_postgresql' if on == 'postgresql' else ''}")


if __name__ == "__main__":
    main()
