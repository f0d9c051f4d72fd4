"""Send a file with a letter or an answer that went to another node."""

from datetime import datetime

from django.conf import settings
from django.utils.timezone import localtime

from mingjian.core.errors import NotPermitted, StepRefused
from mingjian.core.text.personal import personal_numbers
from mingjian.core.wire.words import FILE_KINDS
from mingjian.institutions.exchange.evidence.services.file_transfer import Sent, send_file
from mingjian.institutions.exchange.evidence.services.given import Giving, sealed_values
from mingjian.institutions.exchange.evidence.services.previews import check_attachable
from mingjian.institutions.exchange.models import Copy, SharedRecord
from mingjian.office.acts.execution import Account, act
from mingjian.office.files.storage import Kept
from mingjian.office.models import Officer


@act
def attach_file(record: SharedRecord, *, by: Officer, at: datetime, letter_file: Kept, letter_file_kind: str) -> Account[SharedRecord]:
    """Seal a file as a record of its own that names the letter, and queue it in pieces for whoever holds that. It is kept here by its record."""
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    if personal_numbers(letter_file.name):
        raise NotPermitted("文件名含有电话或者身份证号，请改名后再附。", "The name of the file holds a telephone or identity number: rename it.")
    check_attachable(letter_file.sha256, letter_file.name)
    copies = list(record.copies.exclude(state=Copy.State.REFUSED).select_related("peer"))
    if not copies:
        raise StepRefused("对方节点未接收此记录，不能随附文件：请更正后重新发出。", "No node took this record, so no file goes with it: send a new one.")
    custody = f"{localtime(at):%Y-%m-%d %H:%M} 随函提交 {by.department.name_zh} {by.name_zh}（{settings.NODE} 台账）"
    told = {"title": f"{FILE_KINDS[letter_file_kind].zh}：{letter_file.name}", "file": letter_file.sha256, "file_name": letter_file.name}
    told |= {"file_size": str(letter_file.size), "file_kind": letter_file_kind, "custody": custody, "belongs_to": record.name}
    values = sealed_values({**told, "sealed_at": localtime(at).isoformat(timespec="seconds")})
    sent = Sent(letter_file.name, letter_file.sha256, letter_file.size, dossier=record.dossier)
    made = [send_file(sent, values, Giving(copy.peer.node, "assistance", letter_file_kind), by=by, at=at) for copy in copies]
    return Account(made[0], {"dossier": record.dossier})
