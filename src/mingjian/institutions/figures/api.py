"""The figures through the API: the same counts as the page, over the same departments."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from mingjian.institutions.figures.services.request import figures_for, question_of
from mingjian.institutions.figures.services.summary import Line, Share
from mingjian.office.people.permissions import may
from mingjian.office.people.signin import officer_of

router = Router(tags=["figures"])


class LineOut(Schema):
    """What was counted of one kind, department or officer; of an officer `key` is the username, of a department its code."""

    key: str
    label: str
    counts: dict[str, int]


class WeekOut(Schema):
    """What came in, was closed and is overdue in a week."""

    first: date
    until: date
    counts: dict[str, int]


class SpellOut(Schema):
    """How often a detector or rule was right in a week."""

    first: date
    until: date
    right: int
    judged: int


class ShareOut(Schema):
    """How often a detector or rule was right: of `judged`, with the bounds of the true share in 95 of a hundred; and by week, those with nothing judged too."""

    key: str
    label: str
    right: int
    judged: int
    low: float
    high: float
    weeks: list[SpellOut]


class TransfersOut(Schema):
    """How many of the cases went to the police, by count with bounds and by value (yuan); how many cases have no sum."""

    cases: int
    transferred: int
    low: float
    high: float
    value: str
    value_of_all: str
    without_value: int


class RefusedOut(Schema):
    """How many dossiers of a procedure were refused for one coded reason (`paper:code`); of how many the rules proposed just it, and of how many another."""

    procedure: str
    key: str
    reason: str
    count: int
    proposed: int
    otherwise: int


class FiguresOut(Schema):
    """The figures of some weeks, as of an instant."""

    at: datetime
    totals: dict[str, int]
    weeks: list[WeekOut]
    kinds: list[LineOut]
    departments: list[LineOut]
    officers: list[LineOut]
    detectors: list[ShareOut]
    rules: list[ShareOut]
    transfers: TransfersOut
    refused: list[RefusedOut]


@router.get("", response=FiguresOut, summary="Count what came in, was closed and is overdue")
def figures(request: HttpRequest, weeks: int = 12, department: str = "", procedure: str = "") -> dict[str, Any]:
    """Return the figures of the newest 4, 12, 26 or 52 weeks; those by officer only to heads."""
    officer = officer_of(request)
    mondays, asked, at = question_of(request)
    told = figures_for(officer, mondays, asked, at)
    ratio = told.transfers
    return {
        "at": told.at,
        "totals": told.totals,
        "weeks": [vars(one) for one in told.weeks],
        "kinds": _lines(told.kinds),
        "departments": _lines(told.counties),
        "officers": _lines(told.officers) if may(officer, "figures.see_officers") else [],
        "detectors": _shares(told.detectors),
        "rules": _shares(told.rules),
        "refused": [
            {
                "procedure": one.procedure, "key": one.key, "reason": one.reason, "count": one.count,
                "proposed": one.proposed, "otherwise": one.otherwise,
            }
            for one in told.refused
        ],
        "transfers": {
            "cases": ratio.count.judged, "transferred": ratio.count.right, "low": ratio.count.low, "high": ratio.count.high,
            "value": str(ratio.value), "value_of_all": str(ratio.value_of_all), "without_value": ratio.without_value,
        },
    }  # fmt: skip


def _lines(lines: list[Line]) -> list[dict[str, Any]]:
    return [{"key": one.key, "label": one.label, "counts": one.counts} for one in lines]


def _shares(shares: list[Share]) -> list[dict[str, Any]]:
    return [
        {
            "key": one.key, "label": one.label, "right": one.precision.right, "judged": one.precision.judged,
            "low": one.precision.low, "high": one.precision.high, "weeks": [vars(spell) for spell in one.spells],
        }
        for one in shares
    ]  # fmt: skip
