"""What another node would see of files before they go, and which files go to nobody."""

from collections.abc import Iterable
from datetime import datetime

from mingjian.core.agreement.release import Refused, Release
from mingjian.core.errors import NotPermitted, StepRefused
from mingjian.core.wire.pieces import LARGEST_FILE
from mingjian.institutions.exchange.evidence.services.file_transfer import decided_of
from mingjian.institutions.exchange.evidence.services.given import Giving, values_of
from mingjian.institutions.exchange.models import Copy, RecordFile
from mingjian.institutions.exchange.services.outgoing import Seen, seen_of
from mingjian.office.models import SealedFile


def preview(files: Iterable[SealedFile], giving: Giving, at: datetime) -> list[tuple[SealedFile, list[Seen], Release | Refused]]:
    """Return for each file what the node would see of it, by the very call that packs it later; or why it does not go. Raises BadInput, StepRefused."""
    giving.check()
    found = []
    for file in files:
        check_file(file, giving.node)
        values = values_of(file, giving)
        decided = decided_of(values, giving, at)
        found.append((file, [] if isinstance(decided, Refused) else seen_of(decided, values), decided))
    return found


def check_file(file: SealedFile, node: str) -> None:
    """Refuse a file that is too large, that another node gave, or that the node has already. Raises StepRefused."""
    if not 0 < file.size <= LARGEST_FILE:
        most = LARGEST_FILE // 2**20
        raise StepRefused(f"“{file.name_masked}”超过 {most} MiB，请分成几份。", f"“{file.name_masked}” is larger than {most} MiB: split it.")
    check_origin(file.sha256, file.name_masked)
    had = Copy.objects.filter(peer__node=node, record__record_file__sha256=file.sha256, record__recalled_at__isnull=True).exclude(state=Copy.State.REFUSED)
    if had.exists():
        raise StepRefused(f"“{file.name_masked}”已提供给该节点，不能重复提供。", f"That node was given “{file.name_masked}” already.")


def check_origin(sha256: str, name: str) -> None:
    """Refuse bytes that another node gave: they go to nobody from here, by no way. Raises StepRefused."""
    if came := RecordFile.objects.filter(held__isnull=False, sha256=sha256).select_related("held__peer").first():
        assert came.held is not None  # noqa: S101 - as asked for
        owner = came.held.peer.node
        raise StepRefused(
            f"“{name}”由 {owner} 提供，不能转交：请对方直接提供给该节点。",
            f"“{name}” was given by {owner}: it does not go on. Ask that node to give it directly.",
        )


def check_attachable(sha256: str, name: str) -> None:
    """Refuse bytes with personal data and bytes that another node gave: neither goes with a letter. Raises NotPermitted, StepRefused."""
    if any(kind.objects.filter(sha256=sha256, is_personal=True).exists() for kind in (SealedFile, RecordFile)):
        raise NotPermitted(
            f"“{name}”含个人信息，不得随函附送：请从所在卷宗的“提供材料”提供，并写明案号、负责人。",
            f"“{name}” holds personal data and does not go with a letter: give it from its dossier, with case number and head.",
        )
    check_origin(sha256, name)
