"""
Counts of findings, by detector and by shop, that are true at every request though no finding is read for them.

A trigger of the database enters each change of what a finding is counted under; a sweep adds the changes up. Whoever asks gets what was added up and, in the
same question, what came since. The order of shops cannot be asked so: there, shops with a change that is not added up are counted anew.
"""

from collections import Counter, defaultdict
from collections.abc import Collection

from django.db import connection, transaction
from django.db.models import Count, F, Max

from mingjian.institutions.monitoring.models import Finding, FindingChange, FindingCount, ShopCount
from mingjian.institutions.monitoring.queries.counts import ALL, those_about
from mingjian.office.node.triggers import differing

ADDED_AT_ONCE = 20_000  # changes of one transaction
SHOPS_AT_ONCE = 500
MANY = 50_000  # changes from which on a count of everything takes less
_LOCK = 0x6D6A_6663  # of PostgreSQL, among the locks of this node: one adds up at a time
_COLUMNS = ("department_id", "detector", "status", "shop", "subject", "score")
_INTO = "INSERT INTO monitoring_findingchange (department_id, detector, status, about, step) VALUES"
_ROW = "({0}.department_id, {0}.detector, {0}.status, CASE {0}.shop WHEN '' THEN {0}.subject ELSE {0}.shop END, {1})"
_NEW, _BOTH = f"{_INTO} {_ROW.format('NEW', 1)};", f"{_INTO} {_ROW.format('OLD', -1)}, {_ROW.format('NEW', 1)};"


#: What counts all findings anew, in tables that are empty.
_ANEW = (
    "INSERT INTO monitoring_findingcount (department_id, detector, status, count)"
    " SELECT department_id, detector, status, COUNT(*) FROM monitoring_finding GROUP BY department_id, detector, status",
    "INSERT INTO monitoring_shopcount (about, department_id, status, count, best, is_shared)"
    " SELECT CASE shop WHEN '' THEN subject ELSE shop END AS about, department_id, status, COUNT(*), MAX(score), FALSE FROM monitoring_finding"
    " GROUP BY about, department_id, status",
    "INSERT INTO monitoring_shopcount (about, department_id, status, count, best, is_shared)"
    " SELECT about, department_id, '', SUM(count), MAX(best), FALSE FROM monitoring_shopcount GROUP BY about, department_id",
    "UPDATE monitoring_shopcount SET is_shared = TRUE WHERE about IN"
    " (SELECT about FROM monitoring_shopcount WHERE status = '' GROUP BY about HAVING COUNT(*) > 1)",
)


def statements(vendor: str) -> list[str]:
    """Return what makes the triggers by which changes are entered. None upon deletion: a finding is never deleted."""
    written = ", ".join(_COLUMNS)
    if vendor == "sqlite":
        differ = " OR ".join(f"OLD.{one} IS NOT NEW.{one}" for one in _COLUMNS)
        return [
            f"CREATE TRIGGER finding_entered AFTER INSERT ON monitoring_finding BEGIN {_NEW} END",
            f"CREATE TRIGGER finding_changed AFTER UPDATE OF {written} ON monitoring_finding WHEN {differ} BEGIN {_BOTH} END",
        ]
    rows = [f"ROW({', '.join(f'{of}.{one}' for one in _COLUMNS)})" for of in ("OLD", "NEW")]
    body = f"BEGIN IF TG_OP = 'INSERT' THEN {_NEW} ELSIF {rows[0]} IS DISTINCT FROM {rows[1]} THEN {_BOTH} END IF; RETURN NULL; END"
    return [
        f"CREATE OR REPLACE FUNCTION enter_finding_change() RETURNS trigger LANGUAGE plpgsql AS $${body}$$",
        f"CREATE TRIGGER finding_changed AFTER INSERT OR UPDATE OF {written} ON monitoring_finding FOR EACH ROW EXECUTE FUNCTION enter_finding_change()",
    ]


def make_triggers(**_: object) -> None:
    """
    Make the triggers where they are lacking, and count everything: after each migration.

    SQLite makes a table anew where one of its columns changes, and drops its triggers with the old one.
    """
    with connection.cursor() as cursor:
        tables = {one.name for one in connection.introspection.get_table_list(cursor)}
        if not {one._meta.db_table for one in (Finding, FindingChange, FindingCount, ShopCount)} <= tables or _are_made():
            return
        with transaction.atomic():
            for one in statements(connection.vendor):
                if one.startswith("CREATE TRIGGER"):
                    name = one.split()[2]
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}{'' if connection.vendor == 'sqlite' else ' ON monitoring_finding'}")
                cursor.execute(one)
            recount()


def _are_made() -> bool:
    """Return whether the triggers are there as they are written today, and no former version of them."""
    own = {one.split()[2] for one in statements(connection.vendor) if one.startswith("CREATE TRIGGER")}
    return not own & set(differing())


def add_up() -> int:
    """Add up the changes that were entered, so many in a transaction; give how many they were. Where they are very many, all findings are counted anew."""
    done = FindingChange.objects.order_by()[: MANY + 1].count()
    if done > MANY:
        recount()
        return done
    done = 0
    while some := _add_some():
        done += some
    return done


def _add_some() -> int:
    with transaction.atomic():
        _alone()
        changes = list(FindingChange.objects.order_by("pk")[:ADDED_AT_ONCE])
        sums: Counter[tuple[int, str, str]] = Counter()
        for one in changes:
            sums[one.department_id, one.detector, one.status] += one.step
        for (department, detector, status), number in sums.items():
            place = {"department_id": department, "detector": detector, "status": status}
            if number and not FindingCount.objects.filter(**place).update(count=F("count") + number):
                FindingCount.objects.create(**place, count=number)
        names = sorted({one.about for one in changes})
        for start in range(0, len(names), SHOPS_AT_ONCE):
            _count_shops(names[start : start + SHOPS_AT_ONCE])
        if changes:  # by their keys: with a bound, one that another transaction entered under a lower key and commits later would be lost
            keys = [one.pk for one in changes]
            for start in range(0, len(keys), SHOPS_AT_ONCE):
                FindingChange.objects.filter(pk__in=keys[start : start + SHOPS_AT_ONCE]).delete()
        return len(changes)


def _count_shops(names: Collection[str]) -> None:
    """Count some shops anew, out of their findings."""
    ShopCount.objects.filter(about__in=names).delete()
    counts: dict[tuple[str, int, str], tuple[int, float]] = {}
    for part in those_about(Finding.objects.all(), names):
        for about, department, status, number, best in part.values_list("about", "department", "status").annotate(Count("pk"), Max("score")):
            for of in (status, ALL):
                before = counts.get((about, department, of), (0, 0.0))
                counts[about, department, of] = (before[0] + number, max(before[1], best))
    held: dict[str, set[int]] = defaultdict(set)
    for about, department, _ in counts:
        held[about].add(department)
    rows = (
        ShopCount(about=about, department_id=department, status=status, count=number, best=best, is_shared=len(held[about]) > 1)
        for (about, department, status), (number, best) in counts.items()
    )
    ShopCount.objects.bulk_create(rows, batch_size=SHOPS_AT_ONCE)


def recount() -> None:
    """Count all findings anew, in the caller's transaction or one of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        _alone()
        if connection.vendor == "postgresql":
            cursor.execute("LOCK TABLE monitoring_finding IN SHARE MODE")  # nobody changes one between what is counted and what is forgotten
        for model in (FindingChange, FindingCount, ShopCount):
            model.objects.all().delete()
        for one in _ANEW:
            cursor.execute(one)


def _alone() -> None:
    """Let one add up at a time. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
