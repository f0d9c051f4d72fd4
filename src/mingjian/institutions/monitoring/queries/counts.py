"""Counts of findings out of what is kept (`services.counts`) and what came since; no finding is read for them."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Case, F, QuerySet, Sum, When

from mingjian.institutions.monitoring.models import Finding, FindingChange, FindingCount

ALL = ""  # the status of a shop's count over all


def about_of(found: "QuerySet[Finding]") -> "QuerySet[Any]":
    """Return findings, in no order, each with what it is about: its shop, or its subject where it is of none."""
    return found.order_by().annotate(about=Case(When(shop="", then=F("subject")), default=F("shop")))


def those_about(found: "QuerySet[Finding]", names: Collection[str]) -> "list[QuerySet[Any]]":
    """Return those of findings that are about some shops or subjects, in two parts, since an index leads to each and none to both."""
    return [about_of(found.filter(shop__in=names)), about_of(found.filter(shop="", subject__in=names))]


def counted(by: Sequence[str], **which: Any) -> Counter[tuple[Any, ...]]:
    """Count findings by some of `department`, `detector` and `status`, of those (`status="new"`, `department__in=…`) that are asked for."""
    kept = FindingCount.objects.filter(**which).order_by().values_list(*by).annotate(Sum("count"))
    since = FindingChange.objects.filter(**which).order_by().values_list(*by).annotate(Sum("step"))
    found: Counter[tuple[Any, ...]] = Counter()
    for *key, number in kept.union(since, all=True):
        found[tuple(key)] += number
    return Counter({key: number for key, number in found.items() if number > 0})
