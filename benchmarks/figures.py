"""
How long the figures and the home page take with 100,000 clues on SQLite: p50 and p95 of each, for a county and for the city above two of them.

    python benchmarks/figures.py [--clues 100000] [--requests 20]

Peer in the same run: one bare count of all dossiers by procedure, the least that any page of figures asks of the database. The load is that of
`console.py`, over 486 days; pages are asked for in this process, without the network. Data goes to a temporary home.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial

from console import fill

PAGES = {
    "/figures": "figures, 12 weeks",
    "/figures?weeks=52": "figures, 52 weeks",
    "/figures?procedure=clue&weeks=4": "figures, 4 weeks of clues",
    "/figures/rows?what=in": "rows behind what came in",
    "/figures/rows?what=overdue": "rows behind what is overdue",
    "/api/figures": "API, figures",
    "/": "home",
}


def timed(ask: Callable[[], object], requests: int) -> str:
    """Ask several times, the first three unmeasured; give p50 and p95 as cells."""
    for _ in range(3):
        ask()
    took = []
    for _ in range(requests):
        begun = time.perf_counter()
        ask()
        took.append(1e3 * (time.perf_counter() - begun))
    took.sort()
    return f"{statistics.median(took):.0f} | {took[int(0.95 * (len(took) - 1))]:.0f}"


def measure(requests: int) -> None:
    from django.conf import settings
    from django.db.models import Count
    from django.test import Client

    from mingjian.office.models import Dossier, Officer

    def peer() -> object:
        return list(Dossier.objects.order_by().values_list("procedure").annotate(Count("pk")))

    print(f"| peer: one count by procedure | | {timed(peer, requests)} |", flush=True)
    for username in ("county", "city"):
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(Officer.objects.get(username=username), backend=settings.AUTHENTICATION_BACKENDS[0])
        for path, name in PAGES.items():
            assert client.get(path).status_code == 200, path
            print(f"| {name} | {username} | {timed(partial(client.get, path), requests)} |", flush=True)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--clues", type=int, default=100_000)
    options.add_argument("--requests", type=int, default=20)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="mingjian-") as home:
        os.environ.update(MINGJIAN_HOME=home, MINGJIAN_DEMO="1", DJANGO_SETTINGS_MODULE="mingjian.settings")
        os.environ.pop("DATABASE_URL", None)
        from mingjian.cli.serve import prepare

        prepare()
        fill(given.clues)
        print(f"{given.clues:,} clues, as many findings; SQLite; {given.requests} requests a page\n")
        print("| page | officer | median ms | p95 ms |\n|---|---|---|---|")
        measure(given.requests)


if __name__ == "__main__":
    main()
