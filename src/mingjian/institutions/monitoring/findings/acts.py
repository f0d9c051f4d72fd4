"""What an officer does to a finding."""

import json
from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.core.extraction.places import place_named
from mingjian.core.language import Text
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import competent_for, findings_visible_to, handed_over
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Department, Dossier, Officer


# Note that a finding is followed in a dossier. Whoever opens that says so, and its own entry tells it.
@act
def follow_finding(finding: Finding, *, by: Officer, at: datetime) -> None:
    """Note it, once: the state and whose word it was are all that changes."""


# Hand a finding over to the authority of this node where its operator is: it waits there, and no longer here.
@act
def hand_finding_over(finding: Finding, *, by: Officer, at: datetime) -> Account[None]:
    """Let the competent department have a finding. Refused where no record tells the operator's place, or this node knows no other authority for it."""
    if not findings_visible_to(by).filter(pk=finding.pk).exists():
        raise StepRefused("这条发现已有人处理，请刷新。", "Somebody has dealt with this finding already: reload the page.")
    if not finding.region:
        raise StepRefused(
            "没有记载经营者住所，无从确定有管辖权的部门。", "No record tells where the operator is, so that nothing tells which department is competent."
        )
    there, was = competent_for(finding), finding.department
    if there is None:
        raise _none_here(finding)
    was_known, finding.department, finding.region_is_known = finding.region_is_known, there, True
    told = {"subject": finding.subject, "from": was.wire_name, "to": there.wire_name, "region": finding.region, "region_was_known": was_known}
    return Account(None, told)


def _none_here(finding: Finding) -> StepRefused:
    where = place_named(finding.region) or Text(finding.region, finding.region)
    return StepRefused(
        f"住所在{where.zh}，本节点没有该地的其他主管部门；请采用为线索，再经“跨区域”送交该地节点。",
        f"The operator is in {where.en}, and this node knows no other authority there: "
        "take the finding up, and give the clue to the node there under “Regions”.",
    )


# Note whose shop a finding is about, where the lake tells it and the finding does not.
@act
def name_shop(finding: Finding, *, by: Officer, at: datetime, shop: str) -> None:
    """Keep what the lake told, so that the finding is found by its shop from now on."""
    finding.shop = shop


# Let a finding wait again that is followed no longer.
@act
def release_finding(finding: Finding, *, by: Officer, at: datetime, followed_in: Dossier | None = None) -> Account[None]:
    """
    Let it wait: whoever separated it from its dossier said why there.

    `followed_in`: the dossier that let it go as a whole, whose step names no finding, so that an entry of its own tells of the change.
    """
    return Account(None, {"subject": finding.subject, "dossier": followed_in}, is_new=followed_in is not None)


# Let a finding that was set aside wait again: whoever set it aside by mistake loses nothing, and the ledger holds both.
@act
def restore_finding(finding: Finding, *, by: Officer, at: datetime) -> Account[None]:
    """Put a finding back among those that nobody has dealt with; it no longer counts against its detector."""
    if not findings_visible_to(by).filter(pk=finding.pk).exists():
        raise StepRefused("这条发现已有人处理，请刷新。", "Somebody has dealt with this finding already: reload the page.")
    reason, finding.status_reason = finding.status_reason, ""
    return Account(None, {"subject": finding.subject, "was_set_aside_for": reason})


# Set a finding aside, with the reason: what the detector's precision is measured on.
@act
def set_aside(finding: Finding, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """State that a finding is not to be followed, and why. It stays on record and counts against its detector."""
    if not findings_visible_to(by).filter(pk=finding.pk).exists():  # its region may have changed since the page was drawn
        raise StepRefused("这条发现已有人处理，请刷新。", "Somebody has dealt with this finding already: reload the page.")
    finding.status_reason = reason[:500]
    return Account(None, {"subject": finding.subject, "reason": finding.status_reason})


# Take a finding back that one has handed over by mistake, while nobody there has dealt with it.
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
