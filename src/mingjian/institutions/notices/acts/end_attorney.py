"""End an agent's power of attorney before its last day: by the holder, by the agent, at the door by the code, or by the platform that was told of it."""

from datetime import date, datetime, timedelta

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.notices.models import Right
from mingjian.office.acts.execution import act
from mingjian.office.models import Officer


@act
def end_attorney(right: Right, *, by: Officer | None, at: datetime, attorney_ended_on: str, reason: str) -> None:
    """Let it end the day before; notices that the agent sends from that day on are told to lack it, and those sent before stand."""
    ended, today = date.fromisoformat(attorney_ended_on), localtime(at).date()
    if not right.agent or right.attorney_until is None:
        raise StepRefused("该权利没有代理人的委托书。", "No agent acts for this right.")
    if ended > today:
        raise BadInput("终止之日不能晚于今天。", "The day on which it ended cannot lie ahead.")
    if right.attorney_from and ended < right.attorney_from:
        raise BadInput("终止之日不能早于委托书的起始日。", "It cannot end before it began.")
    if ended > right.attorney_until:
        raise StepRefused(f"委托书已于 {right.attorney_until} 到期。", f"The power of attorney ended on {right.attorney_until} already.")
    right.attorney_until = ended - timedelta(days=1)
