"""What is done to test postings: noted by an authority, and withdrawn."""

import re
from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, NotPermitted
from mingjian.institutions.parcels.models import Posting
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer
from mingjian.office.people.permissions import is_of_authority

# Note what an outlet did when an officer posted a parcel there to see.

#: Results that cannot stand together: a parcel that was refused at the counter was not looked into, and one that was taken in was or was not.
_ENDS = {"refused"}


@act
def note_test_posting(
    *,
    by: Officer,
    at: datetime,
    tested_courier: int | str,
    tested_outlet: str,
    tested_region: str,
    tested_on: str,
    test_identity: str,
    test_inspection: str,
    test_witness: str,
    tested_waybill: str = "",
    test_note: str = "",
) -> Account[Posting]:
    """Keep it under the department's name. Raises BadInput for a region that is no code, or one outside of the department's own."""
    if by.department is None or not is_of_authority(by):
        raise NotPermitted("只由执法部门登记。", "This is for authorities.")
    outlet, region = visible(tested_outlet).strip()[:200], tested_region.strip()
    if not outlet or not re.fullmatch(r"[1-9]\d{5}", region):
        raise BadInput("请写明网点名称和六位行政区划代码，如 330127。", "Name the outlet and its region code of six digits, such as 330127.")
    if not region.startswith(by.department.region_prefix):
        raise BadInput("网点不在本部门辖区。", "The outlet does not lie in your department's region.")
    if (test_identity in _ENDS) != (test_inspection == "not_reached"):
        raise BadInput("不予收寄的，内件填“未到验视环节”；已收寄的，填是否验视。", "What was refused was not looked into; what was taken in was, or was not.")
    if date.fromisoformat(tested_on) > localtime(at).date():
        raise BadInput("交寄日期晚于今天。", "The day of posting is still to come.")
    told = {"courier_id": int(tested_courier), "outlet": outlet, "region": region, "posted_on": date.fromisoformat(tested_on)}
    seen = {"identity": test_identity, "inspection": test_inspection, "witness": visible(test_witness).strip()[:60], "waybill": tested_waybill.strip()[:60]}
    number = next_number(f"P{localtime(at).year}-")
    made = Posting.objects.create(number=number, department=by.department, note=visible(test_note).strip(), by=by, at=at, **told, **seen)
    return Account(made)


# Withdraw a test posting that was noted wrongly.
@act
def withdraw_test_posting(test_posting: Posting, *, by: Officer, at: datetime, reason: str) -> None:
    """Let it count no more; the ledger keeps it and the reason."""
