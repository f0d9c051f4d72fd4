"""How near a case is to the line of its crime, kept beside it, so that no page weighs hundreds: weighed anew by every act that changes it, and daily."""

from datetime import date

from mingjian.institutions.cases.lore.weighing import watch_of
from mingjian.institutions.cases.models import AmountLine, Case


def weigh(case: Case, on: date, lines: list[AmountLine] | None = None) -> None:
    """Weigh a case on a day, by its lines or by those given where an act is about to change one, and keep what came."""
    watch = watch_of(case, on, lines)
    case.nearness, case.near_percent, case.weighed_on = watch.level, watch.percent or 0, on
    Case.objects.filter(pk=case.pk).update(nearness=case.nearness, near_percent=case.near_percent, weighed_on=on)
