"""What time does: the audit is run again each hour; what it finds is an alarm until it finds it no more."""

from datetime import datetime, timedelta
from typing import Any

from mingjian.core.errors import LedgerFault
from mingjian.office.audit.auditing import audit, keep_result, newest_result
from mingjian.office.audit.files import sweep_erased, sweep_leftovers, sweep_orphans

AGAIN = timedelta(hours=1)


def sweep(at: datetime) -> None:
    """Audit where an hour has passed since the last time. Raises LedgerFault as long as the newest audit found anything."""
    newest = newest_result()
    if newest is None or not timedelta(0) <= at - newest["when"] < AGAIN:
        sweep_leftovers()
        sweep_erased()
        keep_result(audit(at))
        newest = newest_result()
        if newest and newest["clean"]:  # else a row may be gone that kept one
            sweep_orphans(at)
    if newest and not newest["clean"]:
        raise _fault(newest)


def _fault(result: dict[str, Any]) -> LedgerFault:
    count, first = len(result["lines"]), result["lines"][0]
    return LedgerFault(f"审计发现 {count} 处与台账不符：{first.zh}", f"The audit found {count} differences from the ledger: {first.en}")
