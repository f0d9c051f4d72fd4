"""Findings through the API."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import now
from ninja import Router, Schema

from mingjian.institutions.monitoring.findings.acts import set_aside
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import finding_visible_to, findings_matching, findings_side_by_side
from mingjian.office.api.keys import Key
from mingjian.office.lists.paging import page_of
from mingjian.office.people.signin import officer_of
from mingjian.office.strict import StrictIn

router = Router(tags=["findings"])


class FindingOut(Schema):
    """A finding: a reason to look, never a verdict."""

    id: int
    detector: str
    version: str
    subject_kind: str
    subject: str
    score: float
    reason_zh: str
    reason_en: str
    innocent_zh: str
    innocent_en: str
    status: str
    found_at: datetime
    department: int

    @staticmethod
    def resolve_innocent_zh(finding: Finding) -> str:
        return "；".join(finding.innocent_zh.splitlines())

    @staticmethod
    def resolve_innocent_en(finding: Finding) -> str:
        return "; ".join(finding.innocent_en.splitlines())

    @staticmethod
    def resolve_version(finding: Finding) -> str:
        return finding.run.version

    @staticmethod
    def resolve_department(finding: Finding) -> int:
        return finding.department_id


class FindingWhole(FindingOut):
    """A finding with the rows that it rests on."""

    evidence: dict[str, Any]

    @staticmethod
    def resolve_evidence(finding: Finding) -> dict[str, Any]:
        return finding.evidence()


class FindingsOut(Schema):
    """Some findings, and the mark to ask for the next ones with (empty at the end)."""

    findings: list[FindingOut]
    after: str


class Reason(StrictIn):
    """Why a finding is set aside. The same `key` again does it once."""

    reason: str
    key: Key = None


@router.get("", response=FindingsOut)
def list_findings(request: HttpRequest, status: str = "", detector: str = "", q: str = "", after: str = "") -> dict[str, Any]:
    """List the findings in the regions that the officer answers for, the most remarkable first."""
    officer = officer_of(request)
    sides = [] if q else findings_side_by_side(officer, status=status, detector=detector)
    page = page_of(findings_matching(officer, status=status, detector=detector, question=q), ("-score", "id"), after, sides=sides)
    return {"findings": page.rows, "after": page.after}


@router.get("/{int:pk}", response=FindingWhole)
def one_finding(request: HttpRequest, pk: int) -> Finding:
    """Return one finding with its evidence."""
    return finding_visible_to(officer_of(request), pk)


@router.post("/{int:pk}/set_aside", response=FindingOut)
def set_finding_aside(request: HttpRequest, pk: int, why: Reason) -> Finding:
    """Set a finding aside, with the reason."""
    officer = officer_of(request)
    set_aside(finding_visible_to(officer, pk), reason=why.reason, by=officer, at=now(), key=why.key)
    return finding_visible_to(officer, pk)
