"""Take a picture out of the bank of a right."""

from datetime import datetime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.notices.lore.sellers import is_holder
from mingjian.institutions.notices.models import Right
from mingjian.office.acts.doing import Account, act
from mingjian.office.models import Officer


@act
def drop_right_picture(right: Right, *, by: Officer, at: datetime, picture_sha256: str) -> Account[None]:
    """Take it out: it is compared no more. Raises StepRefused for anybody but the holder, BadInput for one that is not there."""
    if not is_holder(right, by):
        raise StepRefused("图片库由权利人用自己的账号维护。", "The bank is kept by the right holder, from an account of its own.")
    gone, _ = right.pictures.filter(sha256=picture_sha256.strip()).delete()
    if not gone:
        raise BadInput("图片库中没有这张图片。", "The bank has no such picture.")
    return Account(None, {"sha256": picture_sha256.strip()})
