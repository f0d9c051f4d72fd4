"""
How long the pages of findings, detectors and nights take with 1,000,000 findings: p50 and p95 of each, through the real server with two workers.

    python benchmarks/findings.py [--findings 1000000] [--requests 40] [--write]

Findings of all detectors from sixty nights, half of them still new, those of one detector far more than of the others; the others taken up, set aside, spared
or no longer found. The departments of two counties have them, below one city. Peer in the same run: the node's own `/healthy`. Database: SQLite in a temporary
home, or the one that DATABASE_URL names, which must be empty. `--write` puts the table between the markers `findings` (on PostgreSQL `findings_postgresql`)
of docs/reference/performance.md.
"""

import random
import time
from datetime import timedelta
from typing import Any

import console

NIGHTS = 60
ASKED = "%E5%87%80%E5%B1%B1%E5%8C%96%E8%82%A5"  # 净山化肥
OF_COUNTY = {
    "/": "home of a county",
    "/findings": "findings",
    "/findings?detector=copied_listing": "findings, of one detector",
    "/findings?detector=sham_ring": "findings, of another",
    "/findings?status=gone": "findings, no longer found",
    "/findings?status=set_aside": "findings, set aside",
    f"/findings?q={ASKED}": "findings, search 净山化肥",
    f"/findings?q={ASKED}&detector=copied_listing": "findings, search 净山化肥, of one detector",
    "/findings/1001": "one finding",
    "/findings/shops": "findings by shop",
    f"/findings/shops?q={ASKED}": "findings by shop, search 净山化肥",
    "/detectors": "detectors",
    f"/search?q={ASKED}": "everything, search 净山化肥",
    "/api/findings": "API, findings",
    "/figures": "figures, 12 weeks",
}
OF_CITY = {
    "/": "home of the city",
    "/findings": "findings, of the city",
    "/findings/shops": "findings by shop, of the city",
    "/detectors": "detectors, of the city",
    "/detectors/nights": "the last night",
}


def fill(findings: int) -> None:
    """Enter nights, runs and findings in bulk: a load, not a way in."""
    from django.db import transaction
    from django.utils.timezone import now

    from mingjian.core.detectors import detectors
    from mingjian.institutions.monitoring.models import Finding, Run
    from mingjian.institutions.monitoring.services.counts import add_up
    from mingjian.office.demo import make_demo_officers
    from mingjian.office.jobs.models import Night
    from mingjian.office.models import Department, Officer

    draw, at = random.Random(7), now()  # noqa: S311 - a load
    make_demo_officers()
    county = Officer.objects.get(username="county")
    departments = list(Department.objects.filter(kind="market_regulation", level="county"))[:2]
    begun = [at - timedelta(days=NIGHTS - n) for n in range(NIGHTS)]
    reading = {"files": 60, "rows": 10**6, "anew": 1, "rows_anew": 20_000, "by_load": True, "is_whole": False, "wrong": 0, "seconds": 1.5}
    told = {"engine": "duckdb", "by": county, "department": county.department, "subjects": 10**6, "reading": reading, "purpose": "routine", "version": "1"}
    keys = sorted(detectors())
    weights = [20 if key == "copied_listing" else 1 for key in keys]

    def finding(n: int, run: Any) -> Any:
        status = "new" if draw.random() < 0.5 else draw.choice(("taken_up", "set_aside", "gone", "spared"))
        shop = f"yunjishi/s{n % 200_000}"
        return Finding(
            run=run,
            name=f"{n:064d}",
            detector=run.detector,
            subject_kind="listing",
            subject=f"yunjishi/l{n}",
            shop=shop,
            shop_name=names[n % len(names)],
            score=draw.random(),
            turn=n % 5000,
            reason_zh=f"{names[n % len(names)]}的商品与另一家网店的文字几乎相同",
            reason_en="texts of two shops are nearly the same",
            innocent_zh="同一经营者",
            innocent_en="one operator",
            evidence_json='{"shops": ["yunjishi/s1"]}',
            department=departments[n % 2],
            region_is_known=True,
            found_at=run.started_at,
            status=status,
            status_at=None if status == "new" else run.started_at,
        )

    names = [f"{draw.choice(console.PLACES)}{draw.choice(console.GOODS)}{n:06d}号店" for n in range(200_000)]
    with transaction.atomic():
        Night.objects.bulk_create(Night(on=when.date(), begun_at=when) for when in begun)
        runs = [
            Run(detector=key, digest=f"{night:032d}{number:032d}", started_at=when, ended_at=when, **told)
            for night, when in enumerate(begun)
            for number, key in enumerate(keys)
        ]
        runs = Run.objects.bulk_create(runs)
        by_key = {key: [run for run in runs if run.detector == key] for key in keys}
        chosen = draw.choices(keys, weights, k=findings)
        made = (finding(n, draw.choice(by_key[chosen[n]])) for n in range(findings))
        for number in range(0, findings, 20_000):
            Finding.objects.bulk_create([next(made) for _ in range(min(20_000, findings - number))], batch_size=1000)
    first = Finding.objects.earliest("pk").pk
    with transaction.atomic():
        for number in range(0, findings, 50_000):
            some = range(number, min(number + 50_000, findings))
            console.findable("finding", [first + n for n in some], [names[n % len(names)] for n in some])
    begun = time.perf_counter()
    print(f"{add_up():,} changes added up in {time.perf_counter() - begun:.0f} s", flush=True)  # as each run does at its end


if __name__ == "__main__":
    console.run("findings", 1_000_000, fill, f"{NIGHTS} nights", OF_COUNTY, OF_CITY, 40)
