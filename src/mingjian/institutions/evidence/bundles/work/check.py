"""Verify a file that anybody brings: read once into a folder of its own, and not kept."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from mingjian.core.capture.extra import demand_extra
from mingjian.core.errors import TooMuch
from mingjian.office.record import ledger

if TYPE_CHECKING:
    from mingjian.core.capture.report import Report

_ONE = BoundedSemaphore(1)  # verified at a time in a process: unpacking takes a processor
_PATIENCE = 5  # seconds
MOST_UNPACKED = 512 * 2**20  # bytes that may come of a file brought without an account, and of the files in it


def own_key() -> str:
    """Return the public key of this node's ledger, for which its proofs hold."""
    return ledger.verifier().text


def checked(chunks: Iterable[bytes], most: int | None = None) -> "Report":
    """
    Return the report on a bundle, receipt or capture.

    Raises TooMuch while another is being verified, and where more than `most` bytes would come of it.
    """
    demand_extra()
    from mingjian.core.capture.container import Budget
    from mingjian.core.capture.verification import verify

    if not _ONE.acquire(timeout=_PATIENCE):
        raise TooMuch("正在核验其他文件，请稍候再试。", "Another file is being verified: try again in a moment.")
    try:
        with tempfile.TemporaryDirectory(prefix="mingjian-verify-", ignore_cleanup_errors=True) as folder:
            place = Path(folder) / "file"
            with place.open("wb") as out:
                out.writelines(chunks)
            return verify(place, [], budget=Budget(most) if most else None)
    finally:
        _ONE.release()
