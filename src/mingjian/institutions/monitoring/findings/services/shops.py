"""Findings by what they are about: one line a shop, the shop with the most first; and the shops of the lake that a question names."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, F, Max, Q, QuerySet, When

from mingjian.institutions.market.queries.known import Subject, known_of
from mingjian.institutions.market.queries.shops import shops_matching
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import findings_visible_to, title_of
from mingjian.office.lists.paging import ROWS
from mingjian.office.models import Officer

MOST_READ = 2000  # findings of one page's groups
MOST_FIRST = 5000  # groups that can be leafed through


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


def by_shop(officer: Officer, found: QuerySet[Finding], first: int = 0) -> tuple[list[OfShop], bool]:
    """Return a page of groups from `first` on, those with the most findings first, with names where the lake knows them; and whether there are more."""
    first = min(max(first, 0), MOST_FIRST)
    counted = _about(found).values("about").annotate(count=Count("pk"), best=Max("score")).order_by("-count", "-best", "about")
    rows = list(counted[first : first + ROWS + 1])
    groups = [OfShop(row["about"], row["count"], row["best"]) for row in rows[:ROWS]]
    _fill(groups, found)
    _name(groups, officer)
    return groups, len(rows) > ROWS


def every_shop(officer: Officer, found: QuerySet[Finding]) -> list[OfShop]:
    """Return all groups, in the order of the pages and with the names that the lake knows, to be taken along: nothing is offered, so no keys are noted."""
    counted = _about(found).values("about").annotate(count=Count("pk"), best=Max("score")).order_by("-count", "-best", "about")
    groups = {row["about"]: OfShop(row["about"], row["count"], row["best"]) for row in counted}
    for row in _about(found).values("about", "detector").annotate(count=Count("pk")).order_by("-count", "detector"):
        groups[row["about"]].detectors.append((title_of(row["detector"]), row["count"]))
    _name(list(groups.values()), officer)
    return list(groups.values())


def _about(found: QuerySet[Finding]) -> "QuerySet[Any]":
    return found.order_by().annotate(about=Case(When(shop="", then=F("subject")), default=F("shop")))


def _fill(groups: list[OfShop], found: QuerySet[Finding]) -> None:
    """Count the detectors of each group, and note which findings may be taken up."""
    held = {group.about: group for group in groups}
    counters: dict[str, Counter[str]] = {name: Counter() for name in held}
    read = _about(found).filter(about__in=held).order_by("-score", "id").values_list("about", "pk", "detector", "status")
    for about, pk, detector, status in read[:MOST_READ]:
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
    counts = dict(_about(about).values_list("about").annotate(Count("pk")).order_by())
    return [(shop, name, counts.get(name, 0)) for shop, name in zip(shops, names, strict=True)]
