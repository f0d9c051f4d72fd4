"""The node's clock against the machine's own count of time since it was started: a jump is told, and misses no deadline."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mingjian.core.language import Text

MOST = timedelta(minutes=5)


def since_start() -> float:
    """Return seconds since the machine was started, sleep included; nobody sets that clock."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass
class Clock:
    """What the clock said when the sweep began, beside the machine's own count."""

    at: datetime
    count: float = field(default_factory=since_start)

    def jump(self, at: datetime, count: float | None = None) -> Text | None:
        """State that the clock was moved since the sweep began, by more than five minutes; None where it was not."""
        passed = timedelta(seconds=(since_start() if count is None else count) - self.count)
        moved = (at - self.at) - passed
        if abs(moved) <= MOST:
            return None
        hours = moved.total_seconds() / 3600
        zh, en = ("拨快", "forward") if hours > 0 else ("拨回", "back")
        return Text(
            f"本节点的时钟被{zh} {abs(hours):.1f} 小时：期限暂不判为逾期。请校准时钟并重新启动。",
            f"The node's clock was put {en} by {abs(hours):.1f} hours: no deadline is entered as missed. Set it right, and start the node again.",
        )
