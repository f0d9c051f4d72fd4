"""What came of complaints, as a table in the headings of the hotline's own list of results: it finds them again by their number."""

from typing import Any

from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.institutions.disputes.models import Complaint
from mingjian.office.dossiers.shown import state_label
from mingjian.office.dossiers.state import given
from mingjian.office.lists.tables import Column, Table

_DECIDED = ("accept_complaint", "refuse_complaint")


def _first_decision(row: Complaint) -> Any:
    entry = row.dossier.entries.filter(kind__in=_DECIDED).order_by("index").first()
    return localtime(entry.at).date() if entry else None


def _due(row: Complaint) -> Any:
    deadline = row.dossier.deadlines.filter(closed_at__isnull=True, due__isnull=False).order_by("due").first()
    return localtime(deadline.due).date() if deadline and deadline.due else None


def _reason(row: Complaint, *steps: str) -> str:
    return given(row.dossier, "reason", *steps)


def _refusal(row: Complaint) -> str:
    """Return why it was not accepted: the case that the rules name, and the officer's own words."""
    ground = dict(rulebook().papers["not_accepted_ground"].options).get(given(row.dossier, "not_accepted_ground", "refuse_complaint"))
    return "；".join(part for part in (ground.zh if ground else "", _reason(row, "refuse_complaint")) if part)


def _closed_on(row: Complaint) -> Any:
    return localtime(row.dossier.moved_at).date() if row.dossier.is_closed else None


#: The headings of the list of results; the number comes first, as its import asks.
ANSWERS = Table(
    "hotline_answers",
    Text("投诉办理结果", "What came of complaints"),
    (
        Column(Text("登记编号", "Number"), lambda row: row.original_number),
        Column(Text("投诉内容", "Facts"), lambda row: row.facts),
        Column(Text("登记日期", "Registered"), lambda row: localtime(row.received_at).date()),
        Column(Text("投诉类型", "Type"), lambda row: Text("投诉", "complaint")),
        Column(Text("办理情况状态", "State"), lambda row: state_label(row.dossier)),
        Column(Text("登记部门", "Registered by"), lambda row: row.hotline),
        Column(Text("处理部门", "Handled by"), lambda row: row.dossier.department.name),
        Column(Text("办理期限", "Due"), _due),
        Column(Text("初查反馈时间", "First answer"), _first_decision),
        Column(Text("详细情况说明", "Details"), lambda row: _reason(row)),
        Column(Text("不受理原因", "Why not accepted"), _refusal),
        Column(Text("办结", "Closed"), lambda row: row.dossier.is_closed),
        Column(Text("办结日期", "Closed on"), _closed_on),
        Column(Text("处理人", "Officer"), lambda row: row.dossier.officer.name if row.dossier.officer else None),
        Column(Text("本系统编号", "Number here"), lambda row: row.number),
    ),
)
