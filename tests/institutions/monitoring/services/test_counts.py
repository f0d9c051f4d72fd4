"""Counts of findings that are kept are what a count of all findings gives, after whatever happened to them, and to whoever asks."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from people import browser, department_of, people

from mingjian.institutions.monitoring.findings.acts import set_aside
from mingjian.institutions.monitoring.findings.pages import ORDERS
from mingjian.institutions.monitoring.findings.services import shops
from mingjian.institutions.monitoring.models import Finding, FindingChange, FindingCount, Run, ShopCount
from mingjian.institutions.monitoring.queries import (
    counted_by_status,
    decided,
    findings_matching,
    findings_side_by_side,
    findings_visible_to,
    next_of,
    track_record,
)
from mingjian.institutions.monitoring.queries.counts import counted
from mingjian.institutions.monitoring.services.counts import add_up, make_triggers, recount, statements
from mingjian.office.lists.paging import page_of
from mingjian.office.models import Officer
from mingjian.office.node.triggers import differing

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DETECTORS = ("sham_ring", "copied_listing", "rule/7")
STATUSES = Finding.Status.values
WHERE = ("county", "neighbour", "city", "elsewhere")
#: Shops as hostile or foreign records name them, and one whose name is as long as is kept.
SHOPS = ("云集市/青禾鞋行", "yunjishi/s'; DROP TABLE x; --", "yunjishi/%_%", "marché/Été\u202e", "平台/" + "长" * 197, "a/🛒", "A/🛒", "b/ ", "")


@pytest.fixture
def who() -> dict[str, Officer]:
    return people("li", "zhao", "sun", "zhou")


def drawn(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a test's own draw


def put_in(who: dict[str, Officer], number: int, draw: random.Random) -> list[Finding]:
    """Enter findings in bulk, many of one score and of one shop."""
    li = who["li"]
    at = li.date_joined
    run = Run.objects.create(
        detector="sham_ring", version="1", engine="duckdb", subjects=10, started_at=at, ended_at=at, by=li, department=li.department, digest=f"{draw.random()}"
    )
    rows = [
        Finding(
            run=run,
            detector=draw.choice(DETECTORS),
            subject_kind="listing",
            subject=draw.choice(["云集市/青禾鞋行", f"yunjishi/l{n}", f"yunjishi/l{n % 3}"]),
            shop=draw.choice(SHOPS),
            score=draw.choice([0.0, 0.5, 0.5, 0.9, 1.0, draw.random()]),
            turn=draw.randrange(4),
            reason_zh="文字几乎相同",
            reason_en="alike",
            innocent_zh="",
            innocent_en="",
            evidence_json="{}",
            department=department_of(draw.choice(WHERE)),
            found_at=at,
            status=draw.choice(STATUSES),
        )
        for n in range(number)
    ]
    return Finding.objects.bulk_create(rows)


def told_by(officer: Officer, status: str) -> list[tuple[str, int, float]]:
    """Count what the officer's findings are about by reading them all."""
    found: dict[str, list[float]] = {}
    for one in findings_matching(officer, status=status):
        found.setdefault(one.shop or one.subject, []).append(one.score)
    return [(about, len(scores), max(scores)) for about, scores in found.items()]


def hold(who: dict[str, Officer], stage: str) -> None:
    """Hold every count that a page tells against one that reads all findings."""
    for officer in who.values():
        plain: dict[str, Counter[str]] = {}
        for one in findings_visible_to(officer):
            plain.setdefault(one.detector, Counter())[one.status] += 1
        assert {key: +of for key, of in counted_by_status(officer).items()} == plain, f"{officer} {stage}: count by detector and status again"
        for status in ("", *STATUSES):
            expected = told_by(officer, status)
            groups, is_more = shops.by_shop(officer, status, "")
            told = [(one.about, one.count, one.best) for one in groups]
            assert sorted(told) == sorted(expected), f"{officer} {status} {stage}: count by shop again"
            assert not is_more, "no more than a page is there"
            places = [(-count, -best) for _, count, best in told]
            assert places == sorted(places), "the shop with the most first, then the highest score"
    for detector in DETECTORS:
        record = track_record(detector)
        of = Counter(Finding.objects.filter(detector=detector).values_list("status", flat=True))
        assert (record.findings, record.taken_up, record.set_aside) == (sum(of.values()), of["taken_up"], of["set_aside"]), stage
    assert decided() == Finding.objects.filter(status__in=("taken_up", "set_aside")).count(), stage


def changes(who: dict[str, Officer], draw: random.Random) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Give what may happen to findings, in every way in which rows are written."""

    def some(number: int) -> list[Finding]:
        rows = list(Finding.objects.order_by("pk"))
        return draw.sample(rows, min(number, len(rows)))

    yield "put in", lambda: put_in(who, draw.randrange(1, 60), draw)
    yield "update", lambda: Finding.objects.filter(pk__in=[one.pk for one in some(20)]).update(status=draw.choice(STATUSES))
    yield "hand over", lambda: Finding.objects.filter(pk__in=[one.pk for one in some(9)]).update(department=department_of(draw.choice(WHERE)))
    yield "no change", lambda: [one.save() for one in some(5)]
    yield "other words", lambda: Finding.objects.filter(pk__in=[one.pk for one in some(9)]).update(reason_zh="另一句")

    def bulk() -> None:
        rows = some(15)
        for one in rows:
            one.score, one.shop, one.detector = draw.random(), draw.choice(SHOPS), draw.choice(DETECTORS)
        Finding.objects.bulk_update(rows, ["score", "shop", "detector"])

    yield "revise", bulk

    def act() -> None:
        if found := findings_matching(who["li"], status="new").first():
            set_aside(found, reason="大促", by=who["li"], at=found.found_at)

    yield "set aside", act

    def undone() -> None:
        with transaction.atomic():
            put_in(who, 3, draw)
            Finding.objects.update(status="gone")
            transaction.set_rollback(True)

    yield "rolled back", undone
    yield "add up", add_up
    yield "recount", recount


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_counts_are_those_of_all_findings_after_whatever_happened(who: dict[str, Officer], seed: int) -> None:
    draw = drawn(seed)
    put_in(who, 80, draw)
    hold(who, "at first")
    happenings = list(changes(who, draw))
    for _ in range(14):
        name, happen = draw.choice(happenings)
        happen()
        hold(who, name)
    add_up()
    hold(who, "added up")
    assert not FindingChange.objects.exists(), "all that changed is added up"
    assert not FindingCount.objects.filter(count__lt=0).exists()


def test_what_is_added_up_is_what_a_count_anew_gives(who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    draw = drawn(5)
    monkeypatch.setattr("mingjian.institutions.monitoring.services.counts.ADDED_AT_ONCE", 7)
    monkeypatch.setattr("mingjian.institutions.monitoring.services.counts.SHOPS_AT_ONCE", 2)
    put_in(who, 120, draw)
    Finding.objects.filter(status="new").update(status="gone")
    assert add_up() > 120
    kept = [sorted(FindingCount.objects.exclude(count=0).values_list("department", "detector", "status", "count")), shop_rows()]
    recount()
    assert kept == [sorted(FindingCount.objects.values_list("department", "detector", "status", "count")), shop_rows()]
    assert add_up() == 0


def shop_rows() -> list[tuple[Any, ...]]:
    return sorted(ShopCount.objects.values_list("about", "department", "status", "count", "best", "is_shared"))


def test_where_too_much_changed_to_count_anew_all_is_read_and_says_the_same(who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    put_in(who, 60, drawn(8))
    monkeypatch.setattr(shops, "MOST_CHANGED", 0)
    hold(who, "all read")
    add_up()
    monkeypatch.setattr(shops, "MOST_APART", 0)
    hold(who, "departments asked together")


def test_pages_of_shops_go_on_where_the_one_before_ended(who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    draw = drawn(9)
    put_in(who, 150, draw)
    monkeypatch.setattr(shops, "ROWS", 4)
    whole = sorted(told_by(who["sun"], ""))
    for stage in (lambda: None, add_up, lambda: put_in(who, 0, draw)):
        stage()
        leafed, first, is_more = [], 0, True
        while is_more:
            groups, is_more = shops.by_shop(who["sun"], "all", "", first)
            leafed += [(one.about, one.count, one.best) for one in groups]
            first += 4
        assert sorted(leafed) == whole, "each shop stands on one page"


@pytest.mark.parametrize("order", [ORDERS["mixed"], ORDERS["score"]])
@pytest.mark.parametrize("status", ["new", "all"])
def test_a_list_of_several_departments_has_each_finding_once_in_the_order_of_one(who: dict[str, Officer], order: tuple[str, ...], status: str) -> None:
    put_in(who, 130, drawn(4))
    for officer in who.values():
        found = findings_matching(officer, status=status)
        sides = findings_side_by_side(officer, status=status)
        assert officer != who["sun"] or len(sides) > 2, "the city sees several departments"
        leafed, after = [], ""
        while True:
            page = page_of(found, order, after, 7, sides=sides)
            leafed += [one.pk for one in page.rows]
            if not (after := page.after):
                break
        assert leafed == list(found.order_by(*order).values_list("pk", flat=True))


def test_the_next_finding_of_a_city_is_that_of_the_order(who: dict[str, Officer]) -> None:
    put_in(who, 400, drawn(3))
    waiting = list(findings_matching(who["sun"], status="new", detector="sham_ring").order_by("-score", "id"))
    assert len(waiting) > 5
    assert [next_of(who["sun"], one) for one in waiting] == [*waiting[1:], None]


def test_nobody_is_told_of_what_others_have(who: dict[str, Officer]) -> None:
    li = who["li"]
    put_in({"li": li}, 40, drawn(6))
    Finding.objects.exclude(department=department_of("neighbour")).update(department=department_of("neighbour"))
    for stage in ("entered", "added up"):
        assert shops.by_shop(li, "", "") == ([], False), stage
        assert not any(counted_by_status(li).values()), stage
        assert "yunjishi/" not in re.sub(r"(?s)<head>.*?</head>", "", browser(li).get("/findings/shops?status=all").content.decode()), stage
        assert shops.by_shop(who["sun"], "", "")[0], "the city above both sees them"
        add_up()
    assert not counted(["status"], department=li.department_id)


def test_triggers_that_a_migration_dropped_are_made_again_and_all_is_counted(who: dict[str, Officer]) -> None:
    put_in(who, 10, drawn(2))
    assert differing() == []
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER finding_changed{'' if connection.vendor == 'sqlite' else ' ON monitoring_finding'}")
    assert differing() == ["finding_changed"], "whoever looks after the node is told"
    Finding.objects.update(status="gone")
    make_triggers()
    assert differing() == []
    hold(who, "made again")
    Finding.objects.update(status="new")
    hold(who, "changed since")
    before = FindingChange.objects.count()
    make_triggers()
    assert FindingChange.objects.count() == before, "where they are there, nothing is done"
    assert all(one.startswith("CREATE") for one in statements(connection.vendor))
