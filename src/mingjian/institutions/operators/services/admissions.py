"""Admissions of operators, as platform and authority see alike: whose six-monthly check lapses, and what was wrong with papers, by its code."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.core.redaction import party
from mingjian.office.dossiers.shown import state_label
from mingjian.office.lists.text import visible
from mingjian.office.models import Deadline, Department, Dossier, Entry, Officer
from mingjian.office.people.permissions import may

PROCEDURE, CLOCK, CODED = "operator_admission", "reverify", ("ask_correction", "reject")
#: On what it rests that the authority of a platform's place sees it, and that operators are looked at again.
GROUNDS = ("ecl/25", "online_trading_measures/24")
AHEAD = timedelta(days=30)
LOOKED_BACK = timedelta(days=365)


@dataclass(frozen=True)
class Lapse:
    """An operator whose check is due within a month or was missed: the dossier, what it is called, and the last day with how many are left."""

    dossier: Dossier
    name: str
    due: date
    left: int

    @property
    def is_missed(self) -> bool:
        """Return whether the day is over."""
        return self.left < 0

    @property
    def state(self) -> Text:
        """Return where the admission stands."""
        return state_label(self.dossier)


def admissions_for(officer: Officer) -> QuerySet[Dossier]:
    """Return the admissions of the officer's platform; to an authority those of the platforms in its region."""
    own = officer.department
    found = Dossier.objects.filter(procedure=PROCEDURE)
    if own is None or not may(officer, "operators.see_reports"):
        return found.none()
    if own.kind == Department.Kind.PLATFORM:
        return found.filter(department=own)
    if own.kind != Department.Kind.MARKET_REGULATION:
        return found.none()
    return found.filter(department__kind=Department.Kind.PLATFORM, department__region__startswith=own.region_prefix)


def lapses_for(officer: Officer, at: datetime) -> list[Lapse]:
    """Return whose check is missed or due within a month, the longest over first: the same rows for the platform and for the authority."""
    today = localtime(at).date()
    running = Deadline.objects.filter(dossier__in=admissions_for(officer), name=CLOCK, closed_at__isnull=True, suspended_since__isnull=True)
    found = running.filter(due__lte=at + AHEAD).select_related("dossier__department").order_by("due", "pk")
    return [Lapse(one.dossier, visible(party(one.dossier.title)), day, (day - today).days) for one in found if one.due for day in [_last_day(one.due)]]


def _last_day(due: datetime) -> date:
    """Return the last day of a deadline, whose end is the midnight behind it."""
    return localtime(due - timedelta(seconds=1)).date()


def faults_for(officer: Officer, at: datetime) -> list[tuple[Text, int]]:
    """Count what was wrong with papers within a year, by code, the commonest first."""
    told = Entry.objects.filter(dossier__in=admissions_for(officer), kind__in=CODED, at__gte=at - LOOKED_BACK).values_list("body", flat=True)
    counted = Counter(code for body in told if (code := (json.loads(body).get("papers") or {}).get("document_fault")))
    known = dict(rulebook().papers["document_fault"].options)
    return [(known.get(code, Text(code, code)), count) for code, count in counted.most_common()]
