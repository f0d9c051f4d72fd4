"""Complain to an authority out of a notice: its rows, with what proves them."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.notices.models import DECLINED, HolderComplaint, Notice
from mingjian.institutions.notices.queries import authorities
from mingjian.institutions.notices.services.rows import positions_of, rows_said, tie_rows
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count


@act
def complain_to_authority(
    notice: Notice, *, by: Officer | None, at: datetime, complaint_authority: int, target_rows: str = "", complaint_words: str = ""
) -> Account[HolderComplaint]:
    """
    Keep the complaint; without rows it is of all that something sealed shows.

    Raises BadInput where nothing sealed shows a row, StepRefused where the same authority has a row of it already.
    """
    tie_rows(notice)
    authority = authorities().filter(pk=complaint_authority).first()
    if authority is None:
        raise BadInput("请选择受理投诉的行政机关。", "Choose the authority to complain to.")
    shown = set(notice.targets.exclude(kept_as="").values_list("position", flat=True))
    asked = positions_of(target_rows, len(notice.addresses)) if target_rows.strip() else sorted(shown)
    if unproven := [one for one in asked if one not in shown]:
        raise BadInput(
            f"第 {rows_said(unproven[:20])} 行尚未取证，不能附证据投诉：请平台先取证。",
            f"Nothing sealed shows row {rows_said(unproven[:20])} yet: have the platform capture it first.",
        )
    if not asked:
        raise BadInput("没有已取证的网址：请平台先取证。", "No address was captured yet: have the platform capture them first.")
    for held in notice.complaints.filter(department=authority).exclude(standing=DECLINED):
        if same := set(asked) & set(positions_of(held.rows, len(notice.addresses))):
            raise StepRefused(
                f"第 {rows_said(sorted(same)[:20])} 行已向该机关投诉（{held.number}）。",
                f"You complained of row {rows_said(sorted(same)[:20])} there already ({held.number}).",
            )
    number = next_number(f"HC{localtime(at).year}-")
    told = {"rows": rows_said(asked), "words": visible(complaint_words.strip()), "sent_by": by, "sent_at": at}
    made = HolderComplaint.objects.create(number=number, notice=notice, department=authority, **told)
    return Account(made, {"complaint": made, "dossier": notice.dossier, "authority": authority, "rows": rows_said(asked), "proven": Count(len(asked))})
