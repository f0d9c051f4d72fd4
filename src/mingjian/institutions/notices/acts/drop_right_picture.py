"""Take a picture out of the bank of a right."""

from datetime import datetime

from mingjian.core.errors import BadInput
from mingjian.institutions.notices.models import Right
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def drop_right_picture(right: Right, *, by: Officer, at: datetime, picture_sha256: str) -> Account[None]:
    """Take it out: it is compared no more. Raises BadInput for one that is not there."""
    gone, _ = right.pictures.filter(sha256=picture_sha256.strip()).delete()
    if not gone:
        raise BadInput("图片库中没有这张图片。", "The bank has no such picture.")
    return Account(None, {"sha256": picture_sha256.strip()})
