"""What time does: digests, alarms, what was handed over and whose turn it is are written into the outbox, and the outbox is sent."""

import logging
from collections.abc import Callable
from datetime import datetime

from mingjian.core.language import Text
from mingjian.institutions.notifications.services.accounts import write_accounts
from mingjian.institutions.notifications.services.alarms import write_alarms
from mingjian.institutions.notifications.services.assignments import write_handed
from mingjian.institutions.notifications.services.changes import write_changes
from mingjian.institutions.notifications.services.delivery import clear_old, send_all
from mingjian.institutions.notifications.services.digest import write_digests
from mingjian.institutions.notifications.services.node_alarms import write_node_alarms
from mingjian.institutions.notifications.services.turns import write_turns

log = logging.getLogger("mingjian.notifications")


def write(at: datetime) -> Text | None:
    """Write what is due to be told; what breaks is in the log and hinders nothing else."""
    tellers: tuple[Callable[[datetime], int], ...] = (write_digests, write_alarms, write_handed, write_turns, write_accounts, write_changes, write_node_alarms)
    written = 0
    for teller in tellers:
        try:
            written += teller(at)
        except Exception:
            log.exception("%s could not be written", teller.__name__)
    return Text(f"写入待发消息 {written} 份。", f"Messages written into the outbox: {written}.") if written else None


def send(at: datetime) -> Text | None:
    """Send what the outbox holds, and clear what is old; give a sentence where anything was tried."""
    clear_old(at)
    came = send_all(at)
    if not came:
        return None
    sent, later, failed = came["sent"], came["later"], came["failed"]
    return Text(f"消息已发 {sent} 条，稍后重试 {later} 条，未能发送 {failed} 条。", f"Messages sent: {sent}; to be tried again: {later}; not sent: {failed}.")
