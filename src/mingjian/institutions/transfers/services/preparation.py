"""
A transfer is prepared from its case before the head decides: letter, report and lists are ready when it is approved, and one signature moves both dossiers.

Two officers sign the report, the principal head approves it. A case below the line of its crime, or compared with none, goes only with the head's reason.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localtime

from mingjian.core.errors import MingjianError, StepRefused
from mingjian.core.language import Text
from mingjian.core.law.measures import Figures
from mingjian.core.law.thresholds import threshold
from mingjian.core.procedure import crimes
from mingjian.institutions.cases.facts import TO_POLICE, facts_of_case, stand_of
from mingjian.institutions.cases.models import PROCEDURE, Case
from mingjian.institutions.cases.queries import case_of, police_beside
from mingjian.institutions.transfers.queries import case_behind, transfer_of
from mingjian.office.dossiers.leads import Known
from mingjian.office.dossiers.state import given, sheet_of
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.permissions import may

AT_LINE, BELOW_LINE = TO_POLICE
_LONGEST = 5_000
#: The sums with which a transfer is opened, and what they are to a line.
_SUMS = {"sales_amount": "sales", "unsold_value": "unsold", "case_value": "turnover", "illegal_gains": "gains", "items_counted": "items"}


def may_be_prepared(case: Case, officer: Officer) -> bool:
    """Return whether the officer may open the transfer of a case now: the own department holds it, it may still go to the police, and no transfer is open."""
    dossier = case.dossier
    if dossier.department_id != officer.department_id or dossier.is_closed or not may(officer, "transfers.prepare"):
        return False
    before = transfer_of(case)
    return _may_leave(dossier) and (before is None or before.is_closed)


def papers_for(dossier: Dossier, officer: Officer, at: datetime) -> dict[str, str] | None:
    """Return the papers with which the transfer of a case is opened, as the case and its matter know them; None where none may be opened now."""
    case = case_of(dossier) if dossier.procedure == PROCEDURE else None
    if case is None or not may_be_prepared(case, officer):
        return None
    (lead, *_) = sheet_of(dossier).steps[AT_LINE].leads_to
    known = Known(dossier).of(lead.carries)
    drafted = str(facts_of_case(dossier).get("charge", {}).get("facts", ""))
    return {**known, "suspicion": (drafted or known.get("suspicion", ""))[:_LONGEST]}


def refuse_below_line(dossier: Dossier, reason: str, at: datetime) -> None:
    """
    Refuse to approve a transfer that is not at the line of its crime without the head's reason, where none is on record yet.

    Where no case stands behind it, the sums with which it was opened are weighed: below the line it goes with reasons alone. Sums that no line weighs say
    nothing.
    """
    case, on = case_behind(dossier), localtime(at).date()
    if reason.strip() or (case is not None and case.dossier.entries.filter(kind=BELOW_LINE).exists()):
        return
    said = _below_by_its_own_sums(dossier, on) if case is None else _not_at_line(case, on)
    if said is not None:
        raise StepRefused(
            f"{said.zh}。仍批准移送的，请在“未达或者未核对标准仍移送的理由”里写明合理怀疑的依据。",
            f"{said.en}. To approve it all the same, give the reasons in the field for a transfer below the line.",
        )


def _not_at_line(case: Case, on: date) -> Text | None:
    stand = stand_of(case, on)
    return None if stand.is_reached else stand.text


def _below_by_its_own_sums(dossier: Dossier, on: date) -> Text | None:
    """Return that the sums on a transfer are below the line of the crime it names; none where they reach it, a person judges, or nothing was compared."""
    known = {name: value for name in ("crime", "acted_on", *_SUMS) if (value := given(dossier, name))}
    crime = next((one for one in crimes().all.values() if known.get("crime") in (one.crime, one.title.zh, one.title.en)), None)
    sums: dict[str, Any] = {_SUMS[name]: Decimal(value) for name, value in known.items() if name in _SUMS}
    if crime is None or not sums:
        return None
    try:
        found = threshold(crime, Figures(**sums), date.fromisoformat(known["acted_on"]) if "acted_on" in known else on, on).governing
    except MingjianError:  # no line of that day, or none that weighs these
        return None
    if found.is_empty or found.is_to_judge or found.tier is not None or found.unmeasured:
        return None
    return Text(f"{crime.title.zh}：移送卷宗所写数额未达追诉标准", f"{crime.title.en}: the sums on the transfer are below the line")


def move_case_along(dossier: Dossier, *, by: Officer, at: datetime) -> None:
    """Transfer the case behind an approved transfer in the same transaction, where it has not gone yet and the head of its department approves."""
    case = case_behind(dossier)
    if case is None or case.dossier.department_id != by.department_id or not may(by, "transfers.move_case") or not _may_leave(case.dossier):
        return
    police = police_beside(dossier.department)
    papers: dict[str, object] = {
        "transfer_kind": "police",
        "receiving_body": police.name_zh if police else "同级公安机关",
        "reason": f"涉嫌犯罪，移送卷宗 {dossier.number} 已经批准。",
    }
    take(case.dossier, AT_LINE, by=by, at=at, given=papers)


def _may_leave(dossier: Dossier) -> bool:
    """Return whether a case stands where it may be transferred."""
    sheet = sheet_of(dossier)
    return AT_LINE in sheet.steps and sheet.is_open(sheet.steps[AT_LINE], dossier.state)
