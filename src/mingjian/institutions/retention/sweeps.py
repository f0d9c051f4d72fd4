"""What is left of an erasure that was interrupted."""

from datetime import datetime

from mingjian.core.language import Text
from mingjian.institutions.retention.services.bytes import look_again, take_away


def take_bytes_away(at: datetime) -> Text | None:
    """Take away bytes whose erasure is in the ledger and that are still there: the node stopped between the two, or nothing needs them any more."""
    look_again()
    gone = take_away(at)
    return Text(f"销毁原始文件 {gone} 个。", f"Files erased: {gone}.") if gone else None
