"""Put a picture into the bank of a right: by its holder, until a day."""

from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput
from mingjian.institutions.notices.models import Right, RightPicture
from mingjian.institutions.notices.services.bank import hashed
from mingjian.office.acts.execution import Account, act
from mingjian.office.files.storage import Kept
from mingjian.office.files.store import as_sealed
from mingjian.office.models import Officer

MOST, MOST_BYTES = 200, 20 << 20  # of one right; of one file


@act
def add_right_picture(right: Right, *, by: Officer, at: datetime, picture_kind: str, picture_file: Kept, picture_until: str) -> Account[RightPicture]:
    """Keep it with its hashes; the same bytes again are told anew. Raises BadInput for what is no picture."""
    until = date.fromisoformat(picture_until)
    if until < localtime(at).date():
        raise BadInput("截止日期已过。", "That day is over.")
    if picture_file.size > MOST_BYTES or right.pictures.count() >= MOST:
        raise BadInput(f"图片至多 {MOST} 张，每张不超过 {MOST_BYTES >> 20} MiB。", f"A bank has {MOST} pictures of {MOST_BYTES >> 20} MiB at most.")
    with as_sealed(picture_file.sha256) as file:
        hashes = hashed(file.read())
    told = {"kind": picture_kind, "name": picture_file.name, "hashes": hashes, "until": until, "added_by": by, "added_at": at}
    made, _ = RightPicture.objects.update_or_create(right=right, sha256=picture_file.sha256, defaults=told)
    return Account(made, {"sha256": made.sha256, "shows": picture_kind, "until": until})
