"""Complete what is registered of a right after it was sent: by its holder at the door or with an account, or by the platform for a holder who wrote."""

from datetime import datetime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.notices.models import Right
from mingjian.institutions.notices.services.locker import complete, index_notices
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def complete_right(
    right: Right,
    *,
    by: Officer | None,
    at: datetime,
    right_mark: str = "",
    right_number: str = "",
    right_classes: str = "",
    right_until: str = "",
    evaluation_report: str = "",
    attorney_from: str = "",
    attorney_until: str = "",
) -> Account[None]:
    """Fill in what is told; raises StepRefused for anybody but the holder and the platform, BadInput where nothing is told or it says something else."""
    if by is not None and by.department_id != right.department_id and not right.is_held_by(by):
        raise StepRefused("权利由权利人或者所在平台补充。", "A right is completed by its holder, or by the platform that it lies with.")
    told = {"mark": right_mark, "registration": right_number, "classes": right_classes, "until": right_until, "evaluation": evaluation_report}
    changed = complete(right, {**told, "attorney_from": attorney_from, "attorney_until": attorney_until}, at)
    if not changed:
        raise BadInput("没有填写新的登记事项。", "Nothing new was filled in.")
    index_notices(right)
    return Account(None, {"completed": changed})
