"""Put a file that another node gave on a dossier of this one."""

from datetime import datetime

from mingjian.core.errors import NotPermitted, StepRefused
from mingjian.institutions.exchange.models import HeldRecord, RecordFile
from mingjian.institutions.exchange.services.outbox import following, queue_word
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Dossier, Officer, SealedFile


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
