"""Hand a finding over to the authority of this node where its operator is: it waits there, and no longer here."""

from datetime import datetime

from mingjian.core.errors import StepRefused
from mingjian.core.extraction.places import place_named
from mingjian.core.language import Text
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import competent_for, findings_visible_to
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


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
