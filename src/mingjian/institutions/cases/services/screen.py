"""
Signs that a case may be one for the police though it is handled with a fine; and which other cases are of its party.

A sign is a reason to look, never a verdict: a hit asks for a person's note, and decides nothing.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from mingjian.core.errors import MingjianError
from mingjian.core.language import Text
from mingjian.core.law.citations import numeral
from mingjian.core.procedure.answers import punished_when
from mingjian.core.procedure.discretions import discretion
from mingjian.core.procedure.penalty_screen import penalty_screen
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.queries import cases_visible_to
from mingjian.institutions.cases.services.assessment import Watch, totals_of, watch_of
from mingjian.office.dossiers.history import kinds_entered
from mingjian.office.models import Entry, Officer
from mingjian.office.panels import asked_once

_MOST = 200  # cases of one party that are looked through
_HEAVIER = "heavier"
_DECIDED = "decide_penalty"
#: The entry of what a person says of the signs.
NOTED = "case_screen_noted"
_BEGINNING = 2  # signs with which the names of one party begin alike
_SPACES = re.compile(r"[\s（）()·.,，。]+")


@dataclass(frozen=True)
class Sign:
    """One of the six: its key, what it is called, whether the case shows it, and by what."""

    key: str
    label: Text
    is_shown: bool
    why: Text


def signs_of(case: Case, others: Sequence[Case], on: date, watch: Watch | None = None) -> list[Sign]:
    """Look for the signs of `penalty_screen.yaml`; `others` are the other cases of its party, `watch` how near it is to a line where that is known already."""
    screen, kinds = penalty_screen(), kinds_entered(case.dossier)
    watch, grave, before = watch or watch_of(case, on), _grave(case), _penalised(others)
    low = _below(case) if _DECIDED in kinds else ""
    share, near = f"{watch.percent} %" if watch.percent is not None else "—", int(screen.near * 100)
    found = [
        Sign("near_line", Text(f"案值达追诉标准百分之{numeral(near)}", f"sums at {near} % of the line, or over"), is_near(watch), Text(share, share)),
        Sign("discussed", Text("经集体讨论", "discussed collectively"), "discuss_collectively" in kinds, Text("见办理记录", "see the record")),
        Sign("tested", Text("作过检测、鉴定或者辨认", "tested, appraised or identified"), "receive_test" in kinds, Text("见办理记录", "see the record")),
        Sign(
            "aggravated",
            Text("有从重情形", "an aggravating circumstance"),
            bool(grave),
            Text("、".join(one.zh for one in grave) or "—", ", ".join(one.en for one in grave) or "—"),
        ),
        Sign(
            "penalised_before",
            Text("同一当事人曾受处罚", "the party was penalised before"),
            bool(before),
            Text("、".join(before) or "—", ", ".join(before) or "—"),
        ),
        Sign("below_least", Text("罚款低于法定最低数额", "the fine lies below the least of the law"), bool(low), Text(low or "—", low or "—")),
    ]
    return [one for one in found if one.key in screen.signs]


def is_near(watch: Watch) -> bool:
    """Return whether the sums are at the line, wait for a person's judgement alone, or are near it by `penalty_screen.yaml`."""
    is_at_line = watch.most is not None and (watch.most.governing.tier is not None or watch.most.governing.is_to_judge)
    return is_at_line or (watch.share is not None and watch.share >= penalty_screen().near)


def asks_for_note(case: Case, others: Sequence[Case], on: date) -> bool:
    """Return whether the case is near the line with as many signs as ask for a note, and nobody has written one."""
    shown = [one.key for one in signs_of(case, others, on) if one.is_shown]
    return "near_line" in shown and len(shown) >= penalty_screen().asked_from and NOTED not in kinds_entered(case.dossier)


@asked_once
def same_party(case: Case, officer: Officer) -> list[Case]:
    """Return the cases of the same party that an officer may see, besides this one."""
    return same_party_among(case, cases_visible_to(officer))


def same_party_among(case: Case, seen: QuerySet[Case]) -> list[Case]:
    """Return the other cases of the same party: by its code, or where one lacks it by its name, which is alike but for blanks, brackets, points."""
    if not case.party_code and not case.party_name:
        return []
    name, alike = bare_name(case.party_name), Q(pk__in=[])
    if case.party_code:
        alike |= Q(party_code=case.party_code)
    if name:
        alike |= Q(party_name__startswith=case.party_name.strip()[:_BEGINNING])
    found = seen.exclude(pk=case.pk).filter(alike)
    # Those whose names only begin alike, as those of many branches do, are told apart before any is read whole.
    told = found.order_by("-pk").select_related(None).only("party_code", "party_name")[:_MOST]
    same = [one.pk for one in told if _is_same(case, one, name)]
    return list(seen.filter(pk__in=same).order_by("-pk")) if same else []


def bare_name(name: str) -> str:
    """Return a name without blanks, brackets and points."""
    return _SPACES.sub("", name)


def _is_same(case: Case, other: Case, name: str) -> bool:
    if case.party_code and other.party_code:
        return case.party_code == other.party_code
    return bool(name) and bare_name(other.party_name) == name


def _grave(case: Case) -> list[Text]:
    known = discretion().circumstances
    return [known[key].label for key in case.circumstances if key in known and known[key].effect == _HEAVIER]


def _penalised(others: Sequence[Case]) -> list[str]:
    """Name the other cases of the party in which a penalty was decided."""
    numbers = {one.dossier_id: one.number for one in others}
    decided = set(Entry.objects.filter(dossier__in=numbers, kind=_DECIDED).values_list("dossier", flat=True))
    return [number for pk, number in numbers.items() if pk in decided]


def _below(case: Case) -> str:
    """Return by how much the newest fine lies below the least of the provision that governs; empty where it does not, or nobody could say."""
    entry = case.dossier.entries.filter(kind=_DECIDED).order_by("-index").first()
    fine = (json.loads(entry.body).get("papers") or {}).get("fine") if entry else None
    if entry is None or not fine or not case.act or not case.field or case.acted_on is None:
        return ""
    try:
        totals = totals_of(case)
        sums = totals.of("turnover").most or None, totals.of("proceeds").most or None
        found = punished_when(case.act, case.field, case.acted_on, max(localtime(entry.at).date(), case.acted_on), *sums).first
    except MingjianError:
        return ""
    least = next((one.least for one in found.weighings if one.is_governing), None)
    return f"{Decimal(str(fine)):,.2f} < {least:,.2f}" if least is not None and Decimal(str(fine)) < least else ""
