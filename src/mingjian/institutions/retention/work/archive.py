"""The archive package of a closed dossier: files, documents with a reading copy, what was done, and proofs; who took personal data for what is entered."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import IO, Any, BinaryIO

from django.db import transaction
from django.utils import translation
from django.utils.timezone import localtime

from mingjian.core.archive.package import Absent, Content, Event, Item, Package, Volume
from mingjian.core.errors import BadInput, LedgerFault, MingjianError, NotFound, NotPermitted, StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.office.documents.creation import bytes_of
from mingjian.office.documents.index import Line, lines_of
from mingjian.office.documents.models import Document
from mingjian.office.dossiers.history import history
from mingjian.office.dossiers.reveal import RevealableFiles
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.files.readings import readings_of, what_opens
from mingjian.office.files.store import as_sealed, is_there
from mingjian.office.models import Dossier, Entry, Officer, Reading
from mingjian.office.people.permissions import may, require
from mingjian.office.record import ledger
from mingjian.office.record.entries import Count, enter

POWER = "retention.make_archives"
#: How long an archive keeps a file of administrative law enforcement, and how secret it is, as archives write it.
RETENTIONS = ("永久", "定期30年", "定期10年")
SECRECIES = ("无", "内部", "秘密", "机密")
_SHUT = Text("含个人信息，制作人未写明查看的目的和依据", "holds personal data, and whoever made the package had not said for what purpose and on what ground")

_GONE = Text("加盖电子签章的文件的字节已不在，请从备份恢复", "the bytes of the paper with the electronic seal are gone: restore them from a backup")


@dataclass(frozen=True)
class Labels:
    """What the archive says of a file; fonds and number are given by it, and may come later."""

    retention: str
    secrecy: str = SECRECIES[0]
    fonds: str = ""
    file_number: str = ""


@dataclass
class Made:
    """What was put together: how many items went in, what did not, the SHA-256 of the metadata, and the entry that holds it."""

    items: int
    absent: list[Absent]
    sha256: str
    entry: Entry


@dataclass
class _Gathered:
    items: list[Item] = field(default_factory=list)
    absent: list[Absent] = field(default_factory=list)
    leave: Reading | None = None


def may_archive(officer: Officer, dossier: Dossier) -> bool:
    """Return whether an officer may archive a dossier: closed, held by the own department, by its head or archivist."""
    return dossier.is_closed and dossier.department_id == officer.department_id and may(officer, POWER)


def shut_to(officer: Officer, dossier: Dossier, at: datetime) -> int:
    """Return how many things with personal data are shut to an officer, and would be left out."""
    return sum(_is_shut(line, dossier, officer, at) for line in lines_of(dossier))


def archive(dossier: Dossier, labels: Labels, out: BinaryIO, *, by: Officer | None, at: datetime) -> Made:
    """
    Write the archive package of a dossier, and enter the SHA-256 of its metadata; `by` is None at the node's own keyboard, where personal data stay out.

    Raises StepRefused while the dossier is under way, NotPermitted for whoever may not, BadInput for labels that are none, LedgerFault where bytes changed.
    Where writing fails after the entry was made, StepRefused or LedgerFault names the entry.
    """
    _refuse(dossier, labels, by)
    # Copies are made, and gigabytes read, before and after the transaction: it is the only one that writes on SQLite, and all others would wait for it.
    found = _gathered(dossier, by, at)
    ledger.checkpoint(at)
    entries = list(dossier.entries.select_related("officer__department").order_by("index"))
    proofs = {entry.index: ledger.inclusion(entry).as_bytes() for entry in entries}
    package = Package(_volume(dossier, labels, found, by, at), found.items, found.absent, _events(dossier, entries), proofs)
    with transaction.atomic():
        dossier.refresh_from_db(fields=["is_closed", "department"])
        _refuse(dossier, labels, by)  # it may have been opened again, or handed over, while the package was put together
        entry = _entered(dossier, labels, found, package, by, at)
        ledger.checkpoint(at)
        proof = ledger.inclusion(entry).as_bytes()
    _write(package, proof, entry, out)
    return Made(len(found.items), found.absent, package.digests.sha256, entry)


def _entered(dossier: Dossier, labels: Labels, found: _Gathered, package: Package, by: Officer | None, at: datetime) -> Entry:
    why: dict[str, Any] = {"purpose": found.leave.purpose, "ground": found.leave.ground} if found.leave else {}
    told: dict[str, Any] = {
        "metadata": package.digests.sha256,
        "retention": labels.retention,
        "items": Count(len(found.items)),
        "left_out": Count(len(found.absent)),
    }
    return enter("archived", at=at, by=by, dossier=dossier, **told, **why)


def _write(package: Package, proof: bytes, entry: Entry, out: BinaryIO) -> None:
    """Write the package; where that fails, leave nothing of it in `out` and say which entry has no package."""
    try:
        package.write(proof, out)
    except (MingjianError, OSError) as fault:
        with suppress(OSError):
            out.seek(0)
            out.truncate()
        said = fault.text if isinstance(fault, MingjianError) else Text(f"写入失败：{fault}。", f"Writing failed: {fault}.")
        zh = f"归档包没有写成，没有留下文件。{said.zh}台账第 {entry.index} 条已记载此次制作，该条没有对应的归档包；排除故障后请重新制作。"
        en = f"The package was not written, and no file is left. {said.en} Entry {entry.index} of the ledger says that it was made, and has no package:"
        raise (LedgerFault if isinstance(fault, LedgerFault) else StepRefused)(zh, f"{en} mend the fault and make it anew.") from fault


def _refuse(dossier: Dossier, labels: Labels, by: Officer | None) -> None:
    if not dossier.is_closed:
        raise StepRefused(f"卷宗 {dossier.number} 尚未办结，办结后才能归档。", f"Dossier {dossier.number} is under way: it is archived once it is closed.")
    if by is not None:
        require(by, POWER)
        if dossier.department_id != by.department_id:
            raise NotPermitted("卷宗由其承办部门归档。", "A dossier is archived by the department that holds it.")
    if labels.retention not in RETENTIONS:
        raise BadInput(f"保管期限为：{'、'.join(RETENTIONS)}。", f"The time that it is kept is one of {', '.join(RETENTIONS)}.")
    if labels.secrecy not in SECRECIES:
        raise BadInput(f"密级为：{'、'.join(SECRECIES)}。", f"The secrecy is one of {', '.join(SECRECIES)}.")


def _leave(line: Line, dossier: Dossier, officer: Officer | None, at: datetime) -> Reading | None:
    of = what_opens(line.file) if line.file else {dossier.read_as}
    return readings_of(officer, at, of).first() if officer else None


def _is_shut(line: Line, dossier: Dossier, officer: Officer | None, at: datetime) -> bool:
    thing = line.file or line.document
    return bool(thing and thing.is_personal and _leave(line, dossier, officer, at) is None)


def _gathered(dossier: Dossier, by: Officer | None, at: datetime) -> _Gathered:
    """Take what lies in a dossier in the order of its index; what is shut or gone is named."""
    found = _Gathered()
    for line in lines_of(dossier):
        try:
            if _is_shut(line, dossier, by, at):
                raise NotPermitted(_SHUT.zh, _SHUT.en)
            found.items.append(_item(line))
        except (NotPermitted, NotFound) as refused:
            found.absent.append(Absent(line.title, line.sha256, refused.text))
            continue
        if line.document and line.document.sealed_sha256 and not is_there(line.document.sealed_sha256):
            found.absent.append(Absent(f"{line.title}（签章）", line.document.sealed_sha256, _GONE))
        if found.items[-1].is_personal:
            found.leave = found.leave or _leave(line, dossier, by, at)
    return found


def _item(line: Line) -> Item:
    """Return one item; raises NotFound where its bytes are gone, LedgerFault where others lie in their place."""
    if line.file is not None:
        as_sealed(line.sha256).close()
        contents = [Content(line.file.name, line.sha256, _opener(line.sha256))]
        return Item(line.file.name, "", line.at, line.file.sealed_by.name_zh, line.pages, line.file.is_personal, contents)
    document = line.document
    assert document is not None  # noqa: S101 - a line is of one or the other
    maker = document.made_by.name_zh if document.made_by else ""
    return Item(document.title, document.number, line.at, maker, line.pages, document.is_personal, list(_files_of(document)))


def _opener(digest: str) -> Callable[[], IO[bytes]]:
    return lambda: as_sealed(digest)


def _files_of(document: Document) -> Iterator[Content]:
    """Yield a document as Word, which it is, the PDF with its electronic seal if it has one, and a reading copy as PDF/A where this machine can set one."""
    from hashlib import sha256

    from mingjian.core.documents.pdf_copy import reading_copy

    raw = bytes_of(document)
    name = f"{document.title}{document.number}"
    yield Content(f"{name}.docx", document.sha256, lambda: BytesIO(raw))
    if document.sealed_sha256 and is_there(document.sealed_sha256):
        yield Content(f"{name}-签章.pdf", document.sealed_sha256, _opener(document.sealed_sha256))
    try:
        copy = reading_copy(raw)
    except (MingjianError, OSError):
        return
    yield Content(f"{name}.pdf", sha256(copy).hexdigest(), lambda: BytesIO(copy), is_copy=True)


def _volume(dossier: Dossier, labels: Labels, found: _Gathered, by: Officer | None, at: datetime) -> Volume:
    procedure = rulebook().versions(dossier.procedure)[-1].title.zh
    return Volume(
        number=dossier.number,
        title=dossier.title,
        procedure=procedure,
        department=dossier.department.name_zh,
        opened_at=localtime(dossier.opened_at),
        closed_at=localtime(dossier.moved_at),
        made_at=localtime(at),
        made_by=by.name_zh if by else "节点键盘",
        retention=labels.retention,
        secrecy=labels.secrecy,
        fonds=labels.fonds,
        file_number=labels.file_number,
        leave=(found.leave.purpose, found.leave.ground) if found.leave else None,
    )


def _events(dossier: Dossier, entries: list[Entry]) -> list[Event]:
    """Return what was done, in the words of the dossier's own history."""
    with translation.override("zh-hans"):
        done = history(sheet_of(dossier), entries)
    return [_event(one.entry, one.label) for one in done]


def _event(entry: Entry, label: str) -> Event:
    officer = entry.officer
    department = officer.department.name_zh if officer and officer.department else ""
    return Event(entry.index, label or json.loads(entry.body).get("kind", entry.kind), localtime(entry.at), officer.name_zh if officer else "", department)


def reveal_page(dossier: Dossier) -> str:
    """Return the address at which files with personal data are opened, for a purpose and on a ground."""
    return RevealableFiles(dossier).path
