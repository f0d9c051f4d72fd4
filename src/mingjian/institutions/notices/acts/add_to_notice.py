"""Add words or a file to a notice: by whoever has its code, or an account of either side."""

from datetime import datetime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.notices.models import Addition, Notice
from mingjian.institutions.notices.queries import MOST_OF_FILE
from mingjian.institutions.notices.services.files import shown_by
from mingjian.office.acts.execution import Account, act
from mingjian.office.files.storage import Kept
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count

MOST, LONGEST = 60, 5000


@act
def add_to_notice(
    notice: Notice, *, by: Officer | None, at: datetime, notice_note: str, item_file: Kept | None = None, shown_places: str = ""
) -> Account[Addition]:
    """Keep it. The platform's clerk sees it with the dossier, is told that it came, and seals its file there."""
    if notice.additions.count() >= MOST:
        raise StepRefused(f"一份通知至多补充 {MOST} 次。", f"A notice is added to {MOST} times at most.")
    if len(notice_note) > LONGEST:
        raise BadInput(f"补充说明不超过 {LONGEST} 字，其余请作为文件提交。", f"What is added has {LONGEST} characters at most: send the rest as a file.")
    if item_file and item_file.size > MOST_OF_FILE:
        raise BadInput(f"文件超过 {MOST_OF_FILE // 2**20} MiB。", f"The file is larger than {MOST_OF_FILE // 2**20} MiB.")
    told = {"name": item_file.name, "sha256": item_file.sha256, "size": item_file.size} if item_file else {}
    shows = shown_by(notice, shown_places, item_file.sha256 if item_file else "") if shown_places else []
    made = Addition.objects.create(notice=notice, note=visible(notice_note.replace("\r\n", "\n")), shows=shows, added_at=at, **told)
    within = {"dossier": notice.dossier} if notice.dossier else {}
    return Account(made, {**within, **({"sha256": item_file.sha256, "size": Count(item_file.size), "shows": shows} if item_file else {})})
