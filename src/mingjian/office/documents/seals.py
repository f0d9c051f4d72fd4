"""
Have a final paper sealed by the bureau's own seal service, and keep what comes back beside it.

`MINGJIAN_SEAL` names the service: an address, which is sent the PDF and answers with the sealed one, or a command, which is given the two files' names.
"""

import shlex
import subprocess
import urllib.request
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.db import transaction

from mingjian.core.documents.seal_check import UNSET, Seal, held_to_source
from mingjian.core.environment import is_encrypted
from mingjian.core.errors import BadInput, NotPermitted
from mingjian.core.outbound import asked
from mingjian.office.documents.creation import may_seal
from mingjian.office.documents.models import Document
from mingjian.office.documents.queries import document_visible_to, hand_out
from mingjian.office.files.storage import keep
from mingjian.office.files.store import bytes_as_sealed
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import enter

SECONDS = 60
MOST = 50_000_000  # bytes of a sealed paper


def seal_paper(officer: Officer, pk: int, at: datetime) -> Document:
    """
    Send a final paper and keep the sealed one; a paper that is sealed already is returned as it is.

    Raises NotFound, NotPermitted, and BadInput for a draft, for a node without a service, and where what comes back is not the paper that was sent.
    """
    document = document_visible_to(officer, pk)
    refuse_no_sealer(officer, document)
    if document.is_draft:
        raise BadInput("草稿不加盖签章：先补齐空缺，制成正式文书。", "A draft is not sealed: fill its gaps and make the final paper first.")
    if document.sealed_sha256:
        return document
    if not settings.SEAL:
        raise BadInput(UNSET.zh, UNSET.en)
    if _is_address() and not is_encrypted(settings.SEAL):
        raise BadInput(
            "签章服务的地址未加密：文书没有送出。请系统管理员将 MINGJIAN_SEAL 改为 https:// 开头的地址（本机可用 http://localhost）。",
            "The address of the seal service is not encrypted: the paper was not sent. Have the administrator set MINGJIAN_SEAL to one that begins with "
            "https:// (http://localhost on this machine).",
        )
    from mingjian.core.documents.pdf_copy import reading_copy

    source = reading_copy(hand_out(officer, pk, at)[1])
    sealed = _sent(source, document, officer)
    seal = held_to_source(source, sealed)
    return _keep(pk, sealed, seal, officer, at)


def refuse_no_sealer(officer: Officer, document: Document) -> None:
    """Raise NotPermitted for whoever does not decide for the department that made a paper: the seal speaks for it."""
    require(officer, "documents.seal")
    if not may_seal(officer, document.dossier):
        raise NotPermitted("只有此卷宗的承办、参与部门的负责人可以加盖签章。", "Only heads of a department that acts in this dossier have its papers sealed.")
    maker = document.made_by.department if document.made_by else document.dossier.department
    if maker != officer.department:
        raise NotPermitted(f"这份文书由{maker}加盖签章。", f"This paper is sealed by {maker}.")


def sealed_bytes(officer: Officer, pk: int, at: datetime) -> tuple[Document, bytes]:
    """Return a sealed paper with its bytes, handed out on record as the paper itself is. Raises NotFound, NotPermitted, BadInput where it was not sealed."""
    document, _ = hand_out(officer, pk, at)
    if not document.sealed_sha256:
        raise BadInput("这份文书还没有加盖电子签章。", "This paper has no electronic seal yet.")
    return document, bytes_as_sealed(document.sealed_sha256)


def _keep(pk: int, sealed: bytes, seal: Seal, officer: Officer, at: datetime) -> Document:
    with transaction.atomic():
        document = Document.objects.select_for_update().select_related("dossier").get(pk=pk)
        if document.sealed_sha256:  # somebody was faster
            return document
        document.sealed_sha256 = keep([sealed], f"{document.form}.pdf").sha256
        document.save(update_fields=["sealed_sha256"])
        told: dict[str, Any] = {"file": seal.sealed, "source": seal.source, "paper": document.sha256, "digest": seal.digest, "service": _called()}
        enter("document_sealed", at=at, by=officer, about=document, dossier=document.dossier, **told)
    return document


def _called() -> str:
    """Return what the ledger calls the service: its host, or the name of its command."""
    return urlsplit(settings.SEAL).hostname or "" if _is_address() else Path(shlex.split(settings.SEAL)[0]).name


def _is_address() -> bool:
    return str(settings.SEAL).startswith(("https://", "http://"))


def _sent(source: bytes, document: Document, officer: Officer) -> bytes:
    """Return what the service makes of a paper. Raises BadInput in words where it cannot be reached, refuses, or gives too much."""
    told, department = (sha256(source).hexdigest(), document.number), officer.department.name_zh if officer.department else ""
    try:
        sealed = _posted(source, document, told[0], department) if _is_address() else _run(source, *told, department)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise BadInput(
            f"签章服务没有完成（{_why(error)}）：文书没有变动，可以稍后再试；仍不成的，与签章服务的管理单位联系。",
            f"The seal service did not do it ({_why(error)}). The paper stays as it was: try again later, or ask whoever runs the service.",
        ) from None
    if len(sealed) > MOST:
        raise BadInput(f"签章服务返回的文件超过 {MOST // 1_000_000} MB。", f"What the seal service gave back is over {MOST // 1_000_000} MB.")
    return sealed


def _posted(source: bytes, document: Document, digest: str, department: str) -> bytes:
    heads = {
        "Content-Type": "application/pdf",
        "X-Content-SHA256": digest,
        "X-Document": document.wire_name,
        "X-Document-Number": quote(document.number),
        "X-Document-Title": quote(document.title),
        "X-Department": quote(department),
    }
    if settings.SEAL_TOKEN:
        heads["Authorization"] = f"Bearer {settings.SEAL_TOKEN}"
    with asked(urllib.request.Request(settings.SEAL, source, heads), SECONDS) as reply:  # noqa: S310 - the administrator's own address, https or on this machine
        return reply.read(MOST + 1)


def _run(source: bytes, digest: str, number: str, department: str) -> bytes:
    """Run the command: the paper, where to write the sealed one, digest, number, department."""
    with TemporaryDirectory() as folder:
        paper, sealed = Path(folder, "paper.pdf"), Path(folder, "sealed.pdf")
        paper.write_bytes(source)
        words = [*shlex.split(settings.SEAL), str(paper), str(sealed), digest, number, department]
        subprocess.run(words, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603 - the administrator's own command
        return sealed.read_bytes()


def _why(error: Exception) -> str:
    """Return the fault in a few words, without what a paper or an address holds."""
    code = getattr(error, "code", None) or getattr(error, "returncode", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__
