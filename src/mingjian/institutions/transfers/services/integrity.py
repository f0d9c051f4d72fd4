"""Before files change hands they are read again: each must still have the hash that it was sealed under, and the entry holds the list."""

from mingjian.core.errors import LedgerFault, NotFound, StepRefused
from mingjian.institutions.transfers.queries import case_behind, sources_of
from mingjian.office.files.store import as_sealed
from mingjian.office.models import Dossier, SealedFile

_SHOWN = 3


def rehashed(dossier: Dossier) -> list[str]:
    """Return the SHA-256 of every file that goes with a transfer, each read again. Raises StepRefused, naming those that are missing or were changed."""
    sources = sources_of(dossier, case_behind(dossier))
    hashes = sorted(set(SealedFile.objects.filter(dossier__in=sources).values_list("sha256", flat=True)))
    faults = [one for one in hashes if _is_altered(one)]
    if faults:
        said = "、".join(f"{one[:16]}…" for one in faults[:_SHOWN])
        raise StepRefused(
            f"移送前重新计算哈希：{len(faults)} 件材料缺失或者与封存时不符（{said}），不能移送。请报告审计员，并从备份恢复。",
            f"Read again before the transfer, {len(faults)} files are missing or not as sealed ({said}): tell the auditor, and restore them from a backup.",
        )
    return hashes


def _is_altered(digest: str) -> bool:
    try:
        as_sealed(digest).close()
    except (LedgerFault, NotFound):
        return True
    return False
