"""What is done to files between nodes."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils.timezone import localtime

from mingjian.core.errors import NotPermitted, StepRefused
from mingjian.core.text.personal import personal_numbers
from mingjian.core.wire.words import FILE_KINDS
from mingjian.institutions.exchange.evidence.services.file_transfer import Sent, send_file
from mingjian.institutions.exchange.evidence.services.given import Giving, sealed_values, values_of
from mingjian.institutions.exchange.evidence.services.previews import check_attachable, check_file
from mingjian.institutions.exchange.models import Copy, HeldRecord, RecordFile, SharedRecord
from mingjian.institutions.exchange.services.outbox import following, queue_word
from mingjian.office.acts.execution import Account, act
from mingjian.office.files.storage import Kept
from mingjian.office.models import Dossier, Officer, SealedFile


# Send a file with a letter or an answer that went to another node.
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


# Share files of a dossier with another node, each as a record of its own: sealed, with its chain of custody, and in pieces.
@act
def share_evidence(*, by: Officer, at: datetime, files: Sequence[SealedFile], giving: Giving) -> list[SharedRecord]:
    """Seal what is said of each file and queue it with its pieces. Raises Refusal where the agreement does not give one: then none goes."""
    giving.check()
    dossiers = {file.dossier_id for file in files}
    if Dossier.objects.filter(pk__in=dossiers).exclude(department=by.department_id).exists():
        raise NotPermitted("卷宗不由本部门承办，不能提供其中的材料。", "Another department holds the dossier: its files are not yours to give.")
    return [_given(file, giving, by, at) for file in files]


def _given(file: SealedFile, giving: Giving, by: Officer, at: datetime) -> SharedRecord:
    check_file(file, giving.node)
    return send_file(Sent(file.name, file.sha256, file.size, file.is_personal, file.dossier), values_of(file, giving), giving, by=by, at=at)


# Put a file that another node gave on a dossier of this one.
@act
def use_evidence(held: HeldRecord, *, by: Officer, at: datetime, evidence_for: str) -> Account[SealedFile]:
    """Seal it to a dossier of the officer's department under the hash that its owner told, and tell the owner. Raises StepRefused before it is whole."""
    dossier = Dossier.objects.select_for_update(of=("self",)).select_related("department").get(number=evidence_for)
    if dossier.department_id != by.department_id:
        raise NotPermitted(f"该卷宗由{dossier.department.name_zh}承办。", f"{dossier.department.name_en} holds the dossier.")
    record_file = RecordFile.objects.filter(held=held).first()
    if record_file is None or record_file.whole_at is None:
        raise StepRefused("文件尚未收齐，收齐并核对哈希后才能入卷。", "The file has not come whole yet: it is put on file once its hash was compared.")
    held.dossier = dossier
    told = {"name": record_file.name, "sha256": record_file.sha256, "size": record_file.size, "is_personal": record_file.is_personal}
    before = dossier.files.filter(sha256=record_file.sha256).first()
    file = before or SealedFile.objects.create(dossier=dossier, sealed_at=at, sealed_by=by, came_from=f"held/{held.pk}", **told)
    queue_word(held.peer, "evidence_used", held.name, following(held.peer.node), by=by, at=at)
    return Account(file, {"dossier": dossier, "file": record_file.sha256})
