"""What time does: the audit is run again each hour, and at once where it is needed; what it finds is an alarm until it finds it no more."""

import time
from datetime import datetime, timedelta
from typing import Any

from mingjian.core.errors import LedgerFault
from mingjian.office.audit.files import sweep_erased, sweep_leftovers, sweep_orphans
from mingjian.office.audit.run import audit, keep_result, newest_result
from mingjian.office.record.seals import refused

AGAIN = timedelta(hours=1)
SOON = timedelta(minutes=1)  # after an audit that found something
SHARE = 10  # times what such an audit took


def sweep(at: datetime) -> None:
    """
    Audit where an hour has passed since the last time, or something waits for its seal that no entry explains. After an audit that found something the next
    one follows sooner, so that the alarm ends soon after its cause. Raises LedgerFault as long as the newest audit found anything.
    """
    newest = newest_result()
    if newest is None or not timedelta(0) <= at - newest["when"] < _wait_after(newest) or (newest["clean"] and refused()):
        sweep_leftovers()
        sweep_erased()
        begun = time.monotonic()
        keep_result(audit(at), time.monotonic() - begun)
        newest = newest_result()
        if newest and newest["clean"]:  # else a row may be gone that kept one
            sweep_orphans(at)
    if newest and not newest["clean"]:
        raise _fault(newest)


def _wait_after(result: dict[str, Any]) -> timedelta:
    """Return how long the sweep waits for the next audit: an hour, or ten times as long as one takes that found something, to which a large node is slow."""
    return AGAIN if result["clean"] else min(AGAIN, max(SOON, SHARE * timedelta(seconds=float(result.get("seconds", 0)))))


def _fault(result: dict[str, Any]) -> LedgerFault:
    count, first = len(result["lines"]), result["lines"][0]
    return LedgerFault(f"审计发现 {count} 处与台账不符：{first.zh}", f"The audit found {count} differences from the ledger: {first.en}")
