"""
How long the pages of cases, notices and decisions take with 100,000 cases and as many notices: p50 and p95 of each, through the real server.

    python benchmarks/pages.py [--rows 100000] [--requests 40] [--write]

Peer in the same run: the node's own `/healthy`. Database: SQLite in a temporary home, or the one that DATABASE_URL names, which must be empty.
`--write` puts the table between the markers `pages` (on PostgreSQL `pages_postgresql`) of docs/reference/performance.md.
"""

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import console

ASKED = "q=%E5%8C%96%E8%82%A5"  # 化肥
OF_OFFICER = {
    "/": "home of an officer",
    "/cases": "cases, open",
    "/cases?state=": "cases, all",
    "/cases?state=closed": "cases, closed",
    f"/cases?{ASKED}": "cases, search 化肥",
    "/cases/A2026-0050001": "one case",
    "/docket": "docket of an officer",
    "/docket?procedure=admin_case": "docket, cases only",
    "/docket?held=all&part=missed": "docket, all in view, missed",
    f"/dossiers?{ASKED}&state=": "dossiers, search 化肥",
    f"/search?{ASKED}": "everything, search 化肥",
    "/figures": "figures, 12 weeks",
    "/figures?weeks=52": "figures, 52 weeks",
}
OF_CITY = {  # above the two departments that have all cases between them
    "/": "home of a city",
    "/cases?state=": "cases, all, of a city",
    "/figures": "figures, 12 weeks, of a city",
    "/figures?weeks=52": "figures, 52 weeks, of a city",
    "/docket?held=others": "docket, what waits on others, of a city",
    "/docket?held=all&part=missed": "docket, all in view, missed, of a city",
}
OF_CLERK = {
    "/": "home of a platform's clerk",
    "/notices": "notices, all",
    "/notices?state=sent": "notices, not taken in",
    "/notices?state=open": "notices, open",
    f"/notices?{ASKED}": "notices, search 化肥",
    "/dossiers/N2026-0050001": "one notice with its dossier",
    "/docket": "docket of a clerk",
    "/docket?held=others": "docket, what waits on others, of a clerk",
}
OF_PUBLIC = {"/published": "decisions, the public's", "/published?q=%E5%8C%96%E8%82%A5": "decisions, search 化肥", "/published/feed": "decisions, feed"}


def chunks(rows: Iterable[Any], size: int = 2000) -> Iterator[list[Any]]:
    """Give rows in lists of a size."""
    held: list[Any] = []
    for row in rows:
        held.append(row)
        if len(held) == size:
            yield held
            held = []
    if held:
        yield held


def store(model: Any, rows: Iterable[Any]) -> list[Any]:
    """Put rows in, in bulk."""
    return [one for part in chunks(rows) for one in model.objects.bulk_create(part)]


def fill(rows: int) -> None:
    """Enter cases with a few lines each, their publications, notices and deadlines in bulk: a load, not a way in."""
    from django.db import transaction
    from django.utils.timezone import now

    from mingjian.office.demo import make_demo_officers
    from mingjian.office.dossiers.sweeps import draw_awaiting
    from mingjian.office.models import Officer

    make_demo_officers()
    who = {name: Officer.objects.get(username=name) for name in ("county", "platform")}
    draw, at = random.Random(7), now()  # noqa: S311 - a load
    names = [f"{draw.choice(console.PLACES)}{draw.choice(console.GOODS)}{n:06d}号店" for n in range(rows)]
    with transaction.atomic():
        cases(names, who, at)
        notices(names, who, at)
    draw_awaiting(at)  # as each step does: without these rows a home would find nothing that waits


def dossiers(procedure: str, letter: str, names: list[str], states: list[Any], holders: list[Any], by: Any, at: Any) -> list[Any]:
    """Enter a dossier for each name, in states and with holders in turn, with seats."""
    from mingjian.core.procedure import rulebook
    from mingjian.office.models import Dossier, Seat

    sheet = rulebook().sheet(procedure, at.date())

    def one(n: int) -> Any:
        state, opened = states[n % len(states)], at - timedelta(minutes=5 * (len(names) - n))
        text = state if isinstance(state, str) else json.dumps(state, sort_keys=True)
        told = {"procedure": procedure, "sheet_in_force": sheet.in_force, "state_text": text, "is_closed": "closed" in text}
        held = {"department": holders[n % len(holders)], "officer": by if n % 4 == 0 else None, "opened_by": by, "opened_at": opened, "moved_at": opened}
        return Dossier(number=f"{letter}2026-{n + 1:07d}", title=f"{names[n]}涉嫌售假", **told, **held)

    made = store(Dossier, (one(n) for n in range(len(names))))
    store(Seat, (Seat(dossier=d, department=d.department, since=at) for d in made))
    return made


def deadlines(held: list[Any], name: str, label: str, at: Any) -> None:
    """Give every open dossier a clock."""
    from mingjian.office.models import Deadline

    told = {"name": name, "label_zh": label, "label_en": label, "ground": ["penalty_procedure/64"], "obliged": "holder", "obliged_kind": "side"}
    due = [at + timedelta(hours=n - 40) for n in range(700)]
    running = ((n, d) for n, d in enumerate(held) if not d.is_closed)
    store(Deadline, (Deadline(dossier=d, due_with=d.department, opened_at=d.opened_at, due=due[n % 700], **told) for n, d in running))


def cases(names: list[str], who: dict[str, Any], at: Any) -> None:
    """Enter cases: three of five open, one in ten with sums near the line, one in four closed and published."""
    from mingjian.institutions.cases.models import AmountLine, Case
    from mingjian.institutions.publication.models import RELEASED, Publication, Version
    from mingjian.office.models import Department

    county = who["county"]
    begun = {"correction": "none_ordered", "evidence": "not_preserved", "measures": "free", "publicity": "not_published", "remedy": "uncontested"}
    states = [{"main": state, **begun} for state in ("filed", "investigating", "reviewed", "closed", "closed")]
    holders = list(Department.objects.filter(kind="market_regulation", level="county"))[:2]
    held = dossiers("admin_case", "A", names, states, holders, county, at)
    told = {"act": "trademark_infringement", "field": "clothing_shoes", "acted_on": at.date(), "first": county}
    crimes = ("selling_counterfeit_marked_goods", "", "")
    pairs = [207 if n % 10 == 0 else 9 for n in range(len(names))]
    told |= {"suspected_act": "销售假冒商品"}
    made = store(Case, (Case(dossier=d, party_name=names[n], crime=crimes[n % 3], goods_value=2 * 199 * pairs[n], **told) for n, d in enumerate(held)))
    line = {"kind": "sold", "goods": "运动鞋", "price": 199, "basis": "actual", "proofs": ["0" * 64], "added_by": county, "added_at": at}
    store(AmountLine, (AmountLine(case=c, nth=nth, quantity=pairs[n], **line) for n, c in enumerate(made) for nth in (1, 2)))
    deadlines(held, "decide", "作出处理决定的期限", at)
    for kind, keys in (("case", [c.pk for c in made]), ("dossier", [d.pk for d in held])):
        console.findable(kind, keys, names)
    shown = [(n, c) for n, c in enumerate(made) if n % 4 == 3]
    out = store(Publication, (Publication(case=c, number=f"G2026-{n + 1:07d}", standing=RELEASED) for n, c in shown))
    said = {"breach": "销售假冒商品", "penalty": "罚款 2000 元", "decided_on": at.date(), "drafted_by": county, "drafted_at": at, "released_at": at}
    store(Version, (Version(publication=p, nth=1, party=names[n], **said) for p, (n, _) in zip(out, shown, strict=True)))
    console.findable("published", [p.pk for p in out], [names[n] for n, _ in shown])


def notices(names: list[str], who: dict[str, Any], at: Any) -> None:
    """Enter notices: most of one platform; one in five waits to be taken in, the others are open or closed."""
    from mingjian.institutions.notices.models import SENT, TAKEN_IN, VERIFIED, Notice, Right
    from mingjian.office.models import Department

    clerk = who["platform"]
    other = Department.objects.filter(kind="platform").exclude(pk=clerk.department_id).first()
    holders = [clerk.department, clerk.department, other or clerk.department]
    entered = {"kind": "trademark", "registration": "7654321", "identity": "电话", "standing": VERIFIED, "entered_at": at}
    few = range(len(names) // 100)
    rights = store(Right, (Right(number=f"I2026-{n:07d}", code=f"r{n}", holder=f"{names[n]}权利人", department=holders[n % 3], **entered) for n in few))
    states = ["received", "measures_in_force", "waiting_for_right_holder", "closed", "closed"]
    held = dossiers("notice_and_delete", "N", names, states, holders, clerk, at)

    def one(n: int) -> Any:
        is_in = n % 7 != 0
        told = {"department": held[n].department, "sent_at": held[n].opened_at, "facts": "标识相同", "standing": TAKEN_IN if is_in else SENT}
        number = held[n].number if is_in else f"NS2026-{n:07d}"
        shop = [f"https://yunjishi.example/shop/{n % 5000}/item/{n}"]
        return Notice(number=number, code=f"n{n}", right=rights[n % len(rights)], addresses=shop, dossier=held[n] if is_in else None, **told)

    made = store(Notice, (one(n) for n in range(len(names))))
    deadlines(held, "right_holder_acts", "权利人投诉或者起诉期限", at)
    console.findable("notice", [one.pk for one in made], names)
    console.findable("dossier", [d.pk for d in held], names)


def pages_asked() -> list[tuple[str, str, str]]:
    """Give the pages that are asked for: address, name, and the cookie of whoever asks."""
    of = {"county": {"/healthy": "peer: /healthy"} | OF_OFFICER, "city": OF_CITY, "platform": OF_CLERK}
    asked = [(path, name, console.session(who)) for who, pages in of.items() for path, name in pages.items()]
    return [*asked, *((path, name, "") for path, name in OF_PUBLIC.items())]


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--requests", type=int, default=40)
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="mingjian-") as home:
        os.environ.update(MINGJIAN_HOME=home, MINGJIAN_DEMO="1", MINGJIAN_PUBLIC_DOOR="1", DJANGO_SETTINGS_MODULE="mingjian.settings")
        from mingjian.cli.serve import prepare

        prepare()
        begun = time.perf_counter()
        fill(given.rows)
        print(f"{given.rows:,} cases and notices entered in {time.perf_counter() - begun:.0f} s", flush=True)
        of = f"{given.rows:,} cases, as many notices, a quarter of the cases published"
        told = console.table(of, pages_asked(), given.requests)
        if given.write:
            console.write_by_database(told, "pages")


if __name__ == "__main__":
    main()
