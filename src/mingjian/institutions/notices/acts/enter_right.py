"""Enter a right into a platform's locker without a notice, to be verified before anything rests on it."""

from datetime import datetime

from mingjian.core.errors import BadInput
from mingjian.institutions.notices.models import REFUSED, Right
from mingjian.institutions.notices.queries import platforms
from mingjian.institutions.notices.services.locker import LONGEST_IDENTITY, Claim, enter_claimed
from mingjian.office.acts.execution import act
from mingjian.office.models import Department, Officer


@act
def enter_right(
    *,
    by: Officer,
    at: datetime,
    platform_department: int,
    right: str,
    right_holder_name: str,
    true_identity: str,
    right_mark: str = "",
    right_number: str = "",
    right_classes: str = "",
    evaluation_report: str = "",
    right_until: str = "",
    agent_name: str = "",
    attorney_from: str = "",
    attorney_until: str = "",
) -> Right:
    """Keep it. Raises BadInput for a department that is no platform, an identity that is too long, and a right that the sender has there already."""
    platform = platforms().filter(pk=platform_department).first()
    if platform is None:
        raise BadInput("本节点没有这个平台：请从平台中选择。", "This node has no such platform: choose one of its platforms.")
    if len(true_identity) > LONGEST_IDENTITY:
        raise BadInput(f"真实身份信息不超过 {LONGEST_IDENTITY} 字。", f"The true identity has {LONGEST_IDENTITY} characters at most.")
    days = {"until": right_until, "attorney_from": attorney_from, "attorney_until": attorney_until}
    registered = {"mark": right_mark, "registration": right_number, "classes": right_classes, "evaluation": evaluation_report}
    claim = Claim(right, right_holder_name, true_identity, agent=agent_name, **registered, **days)
    if held := _held(claim, platform, by):
        raise BadInput(
            f"本单位已在该平台登记此项权利（{held.number}）：请在该权利的页面补充。",
            f"Your department has it in this locker already ({held.number}): complete it on its page.",
        )
    return enter_claimed(claim, platform, at, by)


def _held(claim: Claim, platform: Department, by: Officer) -> Right | None:
    """Return the same right of the sender in the same locker; of one without a number its name tells."""
    same = {"kind": claim.kind, "holder": claim.holder.strip(), "registration": claim.registration.strip()}
    if not claim.registration.strip():
        same["mark"] = claim.mark.strip()
    own = Right.objects.filter(department=platform, **same).exclude(standing=REFUSED)
    return next((one for one in own if one.is_held_by(by)), None)
