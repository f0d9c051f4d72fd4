"""Findings by what they are about: one line a shop, the shop with the most first; and the shops of the lake that a question names."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from mingjian.institutions.market.queries.known import Subject, known_of
from mingjian.institutions.market.queries.shops import shops_matching
from mingjian.institutions.monitoring.models import Finding, FindingChange, ShopCount
from mingjian.institutions.monitoring.queries import findings_matching, findings_visible_to, title_of
from mingjian.institutions.monitoring.queries.counts import ALL, about_of, counted, those_about
from mingjian.office.lists.paging import ROWS
from mingjian.office.lists.search import asked
from mingjian.office.models import Officer
from mingjian.office.people.permissions import departments_in_view

MOST_READ = 2000  # findings of one page's groups
MOST_FIRST = 5000  # groups that can be leafed through
MOST_CHANGED = 2000  # shops with changes that no sweep added up yet, beyond which all findings are read
MOST_APART = 40  # departments that are asked one by one


@dataclass
class OfShop:
    """What was found about one shop, or one subject that is of no shop: how many, of which detectors, and the keys of those that nobody took up."""

    about: str
    count: int
    best: float
    name: str = ""
    operator: str = ""
    detectors: list[tuple[str, int]] = field(default_factory=list)
    open_keys: list[int] = field(default_factory=list)


def by_shop(officer: Officer, status: str, question: str, first: int = 0) -> tuple[list[OfShop], bool]:
    """Return a page of groups from `first` on, those with the most findings first, with names where the lake knows them; and whether there are more."""
    first = min(max(first, 0), MOST_FIRST)
    found = findings_matching(officer, status=status, question=question).select_related(None)
    kept = None if asked(question) else _kept(officer, found, status, first + ROWS + 1)
    rows = list(_in_order(found)[first : first + ROWS + 1]) if kept is None else kept[first:]
    groups = [OfShop(*row) for row in rows[:ROWS]]
    _fill(groups, found)
    _name(groups, officer)
    return groups, len(rows) > ROWS


Row = tuple[str, int, float]  # what it is about, how many findings, the highest score


def _in_order(found: "QuerySet[Any]") -> "QuerySet[Any, Any]":
    """Count findings by what they are about, which reads them all."""
    rows: QuerySet[Any, Any] = about_of(found).values_list("about").annotate(count=Count("pk"), best=Max("score"))
    return rows.order_by("-count", "-best", "about")


def _kept(officer: Officer, found: "QuerySet[Finding]", status: str, most: int) -> list[Row] | None:
    """
    Return the first groups out of the counts that are kept, those changed since counted anew; None where too many changed.

    Of several departments, the counts of a shop that one alone has stand in order, and those of shared ones are added up.
    """
    changed = set(FindingChange.objects.order_by().values_list("about", flat=True).distinct()[: MOST_CHANGED + 1])
    if len(changed) > MOST_CHANGED:
        return None
    departments = list(departments_in_view(officer).values_list("pk", flat=True))
    counts = ShopCount.objects.filter(status=status if status in Finding.Status.values else ALL)
    in_order = counts.order_by("-count", "-best", "about").values_list("about", "count", "best")
    if len(departments) == 1:
        parts = [in_order.filter(department=departments[0])]
    else:
        held = [one for (one,) in counted(["department"], department__in=departments)]
        apart = [in_order.filter(department=one, is_shared=False) for one in held]
        parts = apart if len(apart) <= MOST_APART else [in_order.filter(department__in=held, is_shared=False)]
        shared = counts.filter(department__in=held, is_shared=True).values_list("about").annotate(sum=Sum("count"), top=Max("best"))
        parts.append(shared.order_by("-sum", "-top", "about"))
    listed = [[row for row in part[: most + len(changed)] if row[0] not in changed] for part in parts]
    sums: dict[str, Row] = {}
    for part in those_about(found, changed) if changed else ():
        for about, number, best in part.values_list("about").annotate(Count("pk"), Max("score")):
            before = sums.get(about, ("", 0, 0.0))
            sums[about] = (about, before[1] + number, max(before[2], best))
    listed.append(sorted(sums.values(), key=_place))
    return list(islice(merge(*listed, key=_place), most))


def _place(row: Row) -> tuple[int, float]:
    """Return what groups are ordered by; of equal ones, each part keeps the order of the database."""
    return -row[1], -row[2]


def every_shop(officer: Officer, found: QuerySet[Finding]) -> list[OfShop]:
    """Return all groups, in the order of the pages and with the names that the lake knows, to be taken along: nothing is offered, so no keys are noted."""
    groups = {row[0]: OfShop(*row) for row in _in_order(found)}
    for row in about_of(found).values("about", "detector").annotate(count=Count("pk")).order_by("-count", "detector"):
        groups[row["about"]].detectors.append((title_of(row["detector"]), row["count"]))
    _name(list(groups.values()), officer)
    return list(groups.values())


def _fill(groups: list[OfShop], found: QuerySet[Finding]) -> None:
    """Count the detectors of each group, and note which findings may be taken up."""
    held = {group.about: group for group in groups}
    counters: dict[str, Counter[str]] = {name: Counter() for name in held}
    parts = those_about(found, held)
    read = [row for part in parts for row in part.order_by("-score", "id").values_list("about", "pk", "detector", "status", "score")[:MOST_READ]]
    for about, pk, detector, status, _ in sorted(read, key=lambda row: (-row[4], row[1]))[:MOST_READ]:
        counters[about][detector] += 1
        if status in (Finding.Status.NEW, Finding.Status.SPARED) and len(held[about].open_keys) < ROWS:
            held[about].open_keys.append(pk)
    for name, counter in counters.items():
        held[name].detectors = [(title_of(detector), number) for detector, number in counter.most_common()]


def _name(groups: list[OfShop], officer: Officer) -> None:
    known = known_of(officer, [Subject("shop", group.about) for group in groups])
    for group in groups:
        operator = known[group.about].operator if group.about in known else {}
        group.name, group.operator = str(operator.get("shop_name") or ""), str(operator.get("name") or "")


def shops_found(officer: Officer, question: str) -> list[tuple[Mapping[str, Any], str, int]]:
    """Return the shops of the lake that a question names, each with its `platform/id` and how many findings there are about it."""
    shops = shops_matching(officer, question)
    names = [f"{shop['platform']}/{shop['shop_id']}" for shop in shops]
    about = findings_visible_to(officer).select_related(None).filter(Q(shop__in=names) | Q(subject__in=names))
    counts = dict(about_of(about).values_list("about").annotate(Count("pk")).order_by())
    return [(shop, name, counts.get(name, 0)) for shop, name in zip(shops, names, strict=True)]
