"""
What time does between departments: whoever lets another wait past a deadline is reminded by the node itself, with the list of what is missing.

The first reminder goes at once, the next after seven days, three in all: no article sets these figures (decision 87). What stays silent then is for the
superior's order. The entry moves the dossier, so that messages tell whoever must act.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from mingjian.core.language import Text
from mingjian.institutions.oversight.models import Urging
from mingjian.institutions.oversight.services.overdue import owed, waiting_on
from mingjian.office.models import Deadline
from mingjian.office.record.entries import Count, enter

AGAIN_AFTER = timedelta(days=7)
MOST = 3  # reminders of one deadline
AT_ONCE = 500  # a sweep; the next does the rest
URGED = "other_side_urged"


def urge(at: datetime) -> Text | None:
    """Remind whoever is late and has not been reminded lately; give a sentence where somebody was."""
    done = sum(_urge(one, at) for one in _late(at)[:AT_ONCE])
    return Text(f"自动催办 {done} 件。", f"Reminders sent to departments that let others wait: {done}.") if done else None


def _late(at: datetime) -> QuerySet[Deadline]:
    """Return the deadlines that a sweep has seen to pass, that bind somebody here, and of which no reminder lies within seven days nor three in all."""
    sent = Urging.objects.filter(dossier=OuterRef("dossier"), deadline=OuterRef("name"), due=OuterRef("due"))
    missed = Deadline.objects.filter(closed_at__isnull=True, suspended_since__isnull=True, missed_at__isnull=False, due_with__isnull=False)
    between = missed.filter(dossier__is_closed=False).exclude(Exists(sent.filter(at__gt=at - AGAIN_AFTER))).exclude(Exists(sent.filter(nth=MOST)))
    among = between.select_related("dossier__department", "dossier__sender", "dossier__opened_by__department", "due_with")
    return among.order_by("due", "pk")


def _urge(deadline: Deadline, at: datetime) -> bool:
    waits, urged = waiting_on(deadline), deadline.due_with
    if waits is None or urged is None or deadline.due is None:
        return False
    dossier, lacks = deadline.dossier, owed(deadline)
    nth = Urging.objects.filter(dossier=dossier, deadline=deadline.name, due=deadline.due).count() + 1
    with transaction.atomic():
        Urging.objects.create(
            dossier=dossier,
            deadline=deadline.name,
            label_zh=deadline.label_zh,
            label_en=deadline.label_en,
            due=deadline.due,
            urged=urged,
            waits=waits,
            nth=nth,
            lacks=[[one.zh, one.en] for one in lacks],
            at=at,
        )
        told: dict[str, Any] = {"deadline": deadline.name, "due": deadline.due, "lacks": [one.zh for one in lacks], "nth": Count(nth)}
        enter(URGED, at=at, dossier=dossier, department=urged, waits=waits, **told)
    return True
