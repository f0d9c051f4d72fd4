"""The node's clock against the machine's own count of time since it was started: a jump is told, and misses no deadline."""

import json
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from mingjian.core.language import Text

MOST = timedelta(minutes=5)
KEPT = "run/clock"  # in the home: what the clock said at the first of the sweeps that a timer starts
_BOOT = Path("/proc/sys/kernel/random/boot_id")  # another one after each start of the machine, whose count then begins anew


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


def kept_clock(home: Path, at: datetime) -> Clock:
    """Return the clock of the first sweep since the machine or the node was started: a sweep of a timer is a process of its own, and would remember nothing."""
    place, boot = home / KEPT, _BOOT.read_text().strip() if _BOOT.exists() else ""
    with suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads(place.read_text("utf-8"))
        if kept["boot"] == boot:
            return Clock(datetime.fromisoformat(kept["at"]), float(kept["count"]))
    found = Clock(at)
    place.parent.mkdir(mode=0o700, exist_ok=True)
    place.write_text(json.dumps({"boot": boot, "at": at.isoformat(), "count": found.count}), "utf-8")
    return found


def forget_kept_clock(home: Path) -> None:
    """Let the next sweep of a timer begin anew: whoever starts the node has set its clock."""
    (home / KEPT).unlink(missing_ok=True)
