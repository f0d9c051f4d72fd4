"""Let an agent with an account of its own act for the holder of a right, until a day."""

from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.notices.models import Right
from mingjian.office.acts.execution import Account, act
from mingjian.office.lists.text import visible
from mingjian.office.models import Department, Officer


@act
def appoint_agent(right: Right, *, by: Officer, at: datetime, agent_account: str, attorney_from: str, attorney_until: str) -> Account[None]:
    """
    Name the agent by its department. It sees the right and sends notices on it from the first day to the last, and ends like any power, by either side.

    Raises BadInput for days that cannot be and for a name that no right holder's or agent's department bears, StepRefused while another agent acts.
    """
    begins, ends, today = date.fromisoformat(attorney_from), date.fromisoformat(attorney_until), localtime(at).date()
    if ends < begins or ends < today:
        raise BadInput("委托书的截止日不能早于起始日，也不能早于今天。", "A power of attorney cannot end before it begins, nor before today.")
    if right.agent and right.is_represented(today):
        raise StepRefused(f"代理人{right.agent}的委托尚未终止：请先终止。", f"{right.agent} acts for you still: end that power first.")
    named = Department.objects.filter(kind=Department.Kind.RIGHT_HOLDER, name_zh=visible(agent_account.strip())).exclude(pk=by.department_id or 0).first()
    if named is None:
        raise BadInput(
            "没有这个名称的代理人单位：请向代理人核对其账号所属单位的全称。",
            "No agent's department bears this name: ask the agent for the full name of the department of its account.",
        )
    right.agent, right.agent_account, right.attorney_from, right.attorney_until = named.name_zh, named, begins, ends
    return Account(None, {"agent": named, "from": begins, "until": ends})
