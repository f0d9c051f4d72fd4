"""
The signed receipt of a notice, as a file that its sender keeps: what was told of, which files came, whether it was taken in and what was decided.

Each is an entry of the ledger with its proof: addresses, right and reasons, and nothing personal. The operator's statement is not in it.
"""

import json
from datetime import datetime

from django.utils.timezone import localtime

from mingjian.institutions.notices.models import Notice
from mingjian.office.models import Entry
from mingjian.office.record.receipts import is_signed, receipt_with_proofs

_OWN = ("notice_sent", "notice_added_to", "notice_taken_in", "notice_declined", "notice_undone")
#: Steps that say what was decided on addresses, as both sides read them.
_TAKEN = ("take_measures", "measure_more", "decline_addresses", "close_without_measures", "keep_measures")
_ENDED = ("lift_addresses", "lift_measures", "lift_by_mistake", "follow_decision")
_SHOWN = 20  # addresses in the text; the entries have all


def entries_of(notice: Notice) -> list[Entry]:
    """Return the entries of a notice that its sender may keep, in order. The instants and the dossier lead to them, which indexes have."""
    instants = {notice.sent_at, *notice.additions.values_list("added_at", flat=True)}
    if notice.dossier:
        instants.add(notice.dossier.opened_at)
    own = [one for one in Entry.objects.filter(at__in=instants, kind__in=_OWN) if json.loads(one.body).get("about") == notice.wire_name]
    decided = Entry.objects.filter(dossier=notice.dossier, kind__in=[*_TAKEN, *_ENDED]) if notice.dossier else []
    return sorted({one.index: one for one in (*own, *decided)}.values(), key=lambda one: one.index)


def is_receipt_signed(notice: Notice) -> bool:
    """Return whether a checkpoint covers all of a notice's entries."""
    return is_signed(entries_of(notice))


def receipt_of(notice: Notice, at: datetime) -> bytes:
    """Return the receipt as a bundle (zip) for `mingjian evidence verify`. Raises NotFound while the newest of its entries is not signed yet."""
    entries = entries_of(notice)
    lines = [f"{notice.number} {notice.department.name_zh} {notice.department.name_en}"]
    lines += [f"提交 Sent: {localtime(notice.sent_at).isoformat(timespec='seconds')}", ""]
    lines += [f"{nth}. {one}" for nth, one in enumerate(notice.addresses[:_SHOWN], 1)]
    if (more := len(notice.addresses) - _SHOWN) > 0:
        lines.append(f"…… 另有 {more} 个网址，见台账记录。{more} more addresses stand in the entry.")
    lines += ["", *(f"ledger/{one.index:08}.json  {localtime(one.at).isoformat(timespec='seconds')}  {one.kind}" for one in entries)]
    return receipt_with_proofs(f"{notice.number} receipt", lines, entries, at)
