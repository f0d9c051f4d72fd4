"""How near a case is to the line of its crime, kept beside it, so that no page weighs hundreds: weighed anew by every act that changes it, and daily."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from mingjian.institutions.cases.models import AmountLine, Case
from mingjian.institutions.cases.services.assessment import watch_of


def weigh(case: Case, on: date, lines: list[AmountLine] | None = None) -> None:
    """Weigh a case on a day, by its lines or by those given where an act is about to change one, and keep what came."""
    watch = watch_of(case, on, lines)
    case.nearness, case.near_percent, case.weighed_on = watch.level, watch.percent or 0, on
    Case.objects.filter(pk=case.pk).update(nearness=case.nearness, near_percent=case.near_percent, weighed_on=on)


def hold(case: Case) -> None:
    """Lock a case until the transaction ends, so that of two acts on two of its lines the second sees what the first left."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)


def keep_value(case: Case, lines: Iterable[AmountLine]) -> None:
    """Keep with a case, which is held, what the goods of its lines come to: figures sum it for a year's cases, and an audit adds it up again."""
    values = [one.goods_value for one in lines if one.goods_value is not None]
    case.goods_value = sum(values, Decimal(0)) if values else None
    Case.objects.filter(pk=case.pk).update(goods_value=case.goods_value)
