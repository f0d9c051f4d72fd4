"""What time does: loads that the ledger does not have yet are entered."""

from datetime import datetime

from mingjian.core.language import Text
from mingjian.institutions.market.opening import enter_loads
from mingjian.institutions.market.queries.lake_audit import SETTLED


def enter_found_loads(at: datetime) -> Text | None:
    """Enter loads that the lake has and the ledger does not, once they are some minutes old."""
    found = enter_loads(at, before=at - SETTLED)
    if not found:
        return None
    return Text(f"湖中 {len(found)} 次导入台账未记，已补记。", f"Loads of the lake that the ledger lacked, entered now: {len(found)}.")
