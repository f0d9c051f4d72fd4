"""What rules tell on the home page: those that wait to be approved."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from mingjian.institutions.monitoring.models import Rule
from mingjian.institutions.monitoring.queries import aloud, known_good_to_review, rules_visible_to
from mingjian.office.lists.paging import capped
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may
from mingjian.office.web.news import Line, News, first_few


def rules_to_approve(officer: Officer, at: datetime) -> News | None:
    """Return which rules wait for the officer's approval."""
    waiting = rules_visible_to(officer).filter(state=Rule.State.WAITING).exclude(written_by=officer)
    if not may(officer, "monitoring.approve_rules") or not waiting:
        return None
    lines = [Line(rule.title, reverse("monitoring:rule", args=[rule.pk]), f"{rule.written_by.name} · {aloud(rule)}"[:160]) for rule in first_few(waiting)]
    return News(gettext("Rules that wait for your approval"), lines, reverse("monitoring:rules"), capped(waiting))


def known_good_to_look_at(officer: Officer, at: datetime) -> News | None:
    """Return which shops are left alone though nobody has looked at them for a month."""
    if not may(officer, "monitoring.keep_known_good") or not (waiting := known_good_to_review(officer, at)):
        return None
    lines = [Line(one.subject, one.get_absolute_url(), f"{one.get_kind_display()} · {one.why}"[:160]) for one in first_few(waiting)]
    return News(gettext("Known-good shops to be looked at again"), lines, reverse("monitoring:known_good"), capped(waiting))
