"""
Signs that a fine stood in the place of a crime: closed penalty cases at the line of a crime, or near it, that were not transferred, for the procuratorate.

Each case is weighed against the crime that it names and every crime that its act may amount to (`crimes_of_acts.yaml`): one that names none is the one to look
at. A case that cannot be weighed is told as such, and never as being below the line.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.core.procedure.crimes_of_acts import crimes_of_acts
from mingjian.core.procedure.penalty_screen import penalty_screen
from mingjian.institutions.cases.facts import is_near, same_party_among, signs_of, stand_of, watch_of
from mingjian.institutions.cases.models import CLOSED, PROCEDURE, TRANSFERRED, Case
from mingjian.institutions.transfers.models import TRANSFER
from mingjian.office.dossiers.conditions import standing_in
from mingjian.office.models import Department, Dossier, Entry, Officer

_DECIDED = "decide_penalty"
_MONTH = timedelta(days=31)


@dataclass(frozen=True)
class Reached:
    """How a case stands to one crime: in a sentence with both figures, whether at the line, and the articles of the crime and of its line."""

    text: Text
    is_at_line: bool
    grounds: tuple[str, ...]


@dataclass(frozen=True)
class Hit:
    """One closed penalty at or near the line: each crime with its arithmetic, the other signs, the fine, and the procuratorate's own examination, if any."""

    case: Case
    crimes: Sequence[Reached]
    signs: Sequence[tuple[Text, Text]]
    fine: Decimal | None
    decided_on: date | None
    examined: Dossier | None

    @property
    def is_at_line(self) -> bool:
        """Return whether the sums reach the line of one of the crimes."""
        return any(one.is_at_line for one in self.crimes)

    @property
    def number(self) -> str:
        """Return the number of the case."""
        return self.case.number

    @property
    def suspicion(self) -> str:
        """Return what the procuratorate's record of a suspected crime begins with: the arithmetic, as the page shows it."""
        crimes = "；".join(one.text.zh for one in self.crimes)
        fine = f"处罚决定罚款 {self.fine:,.2f} 元" if self.fine is not None else "已作处罚决定"
        return f"{self.case.department.name_zh}办理的 {self.number}“{self.case.dossier.title}”已结案，{fine}，未移送。{crimes}。"


@dataclass(frozen=True)
class Screened:
    """What was looked through: the hits, those at the line first; cases that could not be weighed, with why; how many were looked at, and if there are more."""

    hits: Sequence[Hit]
    unweighed: Sequence[tuple[Case, Text]]
    looked_at: int
    has_more: bool


def closed_untransferred(officer: Officer, at: datetime) -> QuerySet[Case]:
    """Return the penalty cases of the authorities of the procuratorate's region that were closed of late, had a penalty decided and were not transferred."""
    own = officer.department
    if own is None or own.kind != Department.Kind.PROCURATORATE:
        return Case.objects.none()
    supervised = Department.objects.filter(region__startswith=own.region_prefix, kind__in=("market_regulation", "other_authority"))
    penalised = Entry.objects.filter(dossier=OuterRef("dossier"), kind=_DECIDED)
    gone = Entry.objects.filter(dossier__arose_from=OuterRef("dossier"), dossier__procedure=TRANSFER, kind="transfer")  # it left, whatever became of it
    is_over = Q(dossier__is_closed=True) | standing_in({PROCEDURE: [CLOSED]}, "dossier__")
    found = Case.objects.filter(is_over, Exists(penalised), dossier__department__in=supervised, dossier__moved_at__gte=at - penalty_screen().months * _MONTH)
    return found.exclude(Exists(gone)).exclude(standing_in({PROCEDURE: [TRANSFERRED]}, "dossier__")).select_related("dossier__department").order_by("-pk")


def screened(officer: Officer, at: datetime) -> Screened:
    """Look through the closed penalties that an officer of a procuratorate supervises."""
    most, on = penalty_screen().most, localtime(at).date()
    among = closed_untransferred(officer, at)
    found = list(among.prefetch_related("lines")[: most + 1])
    near: list[tuple[Case, list[Reached]]] = []
    unweighed: list[tuple[Case, Text]] = []
    for case in found[:most]:
        reached, why = _weighed(case, on)
        if reached:
            near.append((case, reached))
        elif why is not None:
            unweighed.append((case, why))
    decided, examined = _decisions([case for case, _ in near]), _examinations([case for case, _ in near], officer)
    hits = [_hit(case, reached, decided.get(case.dossier_id), examined.get(case.number), among, on) for case, reached in near]
    return Screened(sorted(hits, key=lambda one: not one.is_at_line), unweighed, min(len(found), most), len(found) > most)


def _weighed(case: Case, on: date) -> tuple[list[Reached], Text | None]:
    """Return the crimes to whose line a case is near; or why it could be weighed against none."""
    of_act = crimes_of_acts().get(case.act) if case.act else None
    crimes = list(dict.fromkeys(filter(None, [case.crime, *(one.crime for one in (of_act.of(case.field) if of_act else ()))])))
    reached: list[Reached] = []
    why: Text | None = None if crimes else _no_crime(case)
    for crime in crimes:
        watch = watch_of(case, on, crime=crime)
        stand = stand_of(case, on, watch)
        if not stand.is_compared:
            why = stand.text
        elif is_near(watch) and watch.most is not None:
            reached.append(Reached(stand.text, stand.is_reached, (watch.most.crime.article, *watch.most.governing.regime.ground)))
    return reached, why


def _no_crime(case: Case) -> Text | None:
    """Return why a case without a crime is told; one whose act amounts to no crime that the rulebook knows is passed over."""
    return None if case.act else Text("案件没有写明违法行为和罪名", "the case names neither act nor crime")


def _decisions(cases: Sequence[Case]) -> dict[int, tuple[date, Decimal | None]]:
    """Return by dossier the day and the fine of the newest decision."""
    found: dict[int, tuple[date, Decimal | None]] = {}
    for entry in Entry.objects.filter(dossier__in=[one.dossier_id for one in cases], kind=_DECIDED).order_by("index"):
        papers: dict[str, Any] = json.loads(entry.body).get("papers") or {}
        fine = papers.get("fine")
        found[entry.dossier_id or 0] = localtime(entry.at).date(), Decimal(str(fine)) if fine else None
    return found


def _examinations(cases: Sequence[Case], officer: Officer) -> dict[str, Dossier]:
    """Return by the number of the case the newest transfer that the procuratorate recorded about it."""
    seats = Q(department=officer.department_id) | Q(seats__department=officer.department_id)
    found = Dossier.objects.filter(seats, procedure=TRANSFER, subject__in=[one.number for one in cases]).order_by("pk").distinct()
    return {one.subject: one for one in found}


def _hit(case: Case, reached: list[Reached], decided: tuple[date, Decimal | None] | None, examined: Dossier | None, among: QuerySet[Case], on: date) -> Hit:
    shown = [one for one in signs_of(case, same_party_among(case, among), on) if one.is_shown and one.key != "near_line"]
    day, fine = decided or (None, None)
    return Hit(case, reached, [(one.label, one.why) for one in shown], fine, day, examined)
