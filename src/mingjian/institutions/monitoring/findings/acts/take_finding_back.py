"""Take a finding back that one has handed over by mistake, while nobody there has dealt with it."""

import json
from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import handed_over
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Department, Officer


@act
def take_finding_back(finding: Finding, *, by: Officer, at: datetime) -> Account[None]:
    """Let a finding wait where it waited before the officer handed it over. Refused where somebody else did, or it went on from there."""
    handed = handed_over(at, finding.wire_name).get(finding.wire_name)
    told = json.loads(handed.body) if handed else {}
    if handed is None or handed.officer_id != by.pk or told["to"] != finding.department.wire_name:
        raise StepRefused("只有转交人本人可以在一日内撤回最近一次转交。", "Only whoever handed it over last may take it back, within a day.")
    there, finding.department = finding.department, Department.objects.get(code=told["from"])
    finding.region_is_known = bool(told.get("region_was_known"))
    return Account(None, {"subject": finding.subject, "from": there.wire_name, "to": told["from"]})
