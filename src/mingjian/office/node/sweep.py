"""
One round of what time does: roles that end, the sweeps of institutions, deadlines missed, the ledger signed.

Each is done by itself: one that breaks, or a ledger that was tampered with, raises an alarm and stops nothing but itself.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connection
from django.utils.timezone import now

from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.language import Text
from mingjian.core.optional import optional
from mingjian.office.audit.clock import Clock
from mingjian.office.audit.run import Audit, keep_result
from mingjian.office.audit.sweeps import sweep as audit_again
from mingjian.office.dossiers.sweeps import draw_awaiting, note_missed, sign
from mingjian.office.institution import parts
from mingjian.office.models import Checkpoint, Deadline
from mingjian.office.node.alarms import alarms_now, end_alarm, raise_alarm, went_well
from mingjian.office.node.conditions import alarm_of_conditions
from mingjian.office.node.models import Pulse
from mingjian.office.people.consents import end_roles
from mingjian.office.record.checkpoint_print import mail_newest

log = logging.getLogger("mingjian.node")
T = TypeVar("T")
LEDGER, WITNESS, AUDIT, KEPT_BY_MAIL = "ledger", "witness", "audit", "ledger_mail"


@dataclass
class Swept:
    """What a round came to: what institutions said, deadlines missed, the checkpoint where the ledger could be signed, and which parts raised an alarm."""

    told: list[Text] = field(default_factory=list)
    missed: list[Deadline] = field(default_factory=list)
    checkpoint: Checkpoint | None = None
    alarms: list[str] = field(default_factory=list)


def sweep_node(at: datetime, clock: Clock | None = None) -> Swept:
    """
    Do one round, each part by itself, and note how it went.

    Where the `clock` was moved since the first round, no deadline is entered as missed, no role ends, and no institution does what a day of its is for.
    """
    swept = Swept()
    is_moved = clock is not None and clock.jump(at) is not None
    if not is_moved and (ended := _by_itself("sweep:roles", swept, at, lambda: end_roles(at))):
        swept.told.append(ended)
    for body in () if is_moved else parts("sweeps"):
        name = f"sweep:{body.__module__.removeprefix('mingjian.institutions.')}.{body.__name__}"
        if told := _by_itself(name, swept, at, lambda body=body: body(at)):  # type: ignore[misc]  # mypy cannot infer a default
            swept.told.append(told)
    _by_itself("sweep:awaiting", swept, at, lambda: draw_awaiting(at))
    swept.missed = _by_itself("sweep:deadlines", swept, at, lambda: _missed(at, clock)) or []
    swept.checkpoint = _by_itself(LEDGER, swept, at, lambda: sign(at))
    if witnesses := optional("mingjian.office.record.witnesses"):
        _by_itself(WITNESS, swept, at, witnesses.send_newest)
    _by_itself(KEPT_BY_MAIL, swept, at, lambda: mail_newest(at))
    _by_itself(AUDIT, swept, at, lambda: audit_again(at))
    _by_itself("statistics", swept, at, lambda: take_statistics(at))
    _by_itself("conditions", swept, at, lambda: alarm_of_conditions(at))
    went_well("sweep", at)  # it goes round, whatever a part of it does: what fails has an alarm of its own
    return swept


def note_by_hand(done: Audit, fault: Text | None) -> None:
    """Keep the result of an audit by hand, where the home can be written; one that found nothing ends the alarm of an earlier one at once."""
    at = now()
    with suppress(OSError):
        keep_result(done)
    if done.is_clean and fault is None and any(one.name == AUDIT for one in alarms_now()):
        end_alarm(AUDIT, at)


def _missed(at: datetime, clock: Clock | None) -> list[Deadline]:
    if clock and (told := clock.jump(at)):
        raise BadInput(told.zh, told.en)
    return note_missed(at)


def _by_itself(name: str, swept: Swept, at: datetime, do: Callable[[], T]) -> T | None:
    try:
        found = do()
    except Exception as error:
        swept.alarms.append(name)
        if not isinstance(error, MingjianError):
            log.exception("part of the sweep failed", extra={"event": "sweep_failed", "part": name})
        raise_alarm(name, _said(name, error), at)
        return None
    end_alarm(name, at)
    return found


def _said(name: str, error: Exception) -> Text:
    if isinstance(error, MingjianError):
        return error.text
    kind = type(error).__name__
    return Text(f"清扫的一部分（{name}）出错：{kind}，详情见日志。", f"A part of the sweep ({name}) failed: {kind}; the log tells more.")


STATISTICS, STATISTICS_EVERY = "statistics", timedelta(days=1)
INDEX_ROWS = 1000  # of an index that are looked at: the share matters, not the count


def take_statistics(at: datetime) -> None:
    """Let SQLite look through its indexes where that was not done for a day, so that it asks the right one. PostgreSQL does so by itself."""
    if connection.vendor != "sqlite" or Pulse.objects.filter(name=STATISTICS, well_at__gt=at - STATISTICS_EVERY).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={INDEX_ROWS}")
        cursor.execute("ANALYZE")
    went_well(STATISTICS, at)
