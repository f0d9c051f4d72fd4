"""The locker: a right is entered once with a notice, and used again by its code."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput
from mingjian.institutions.notices.models import REFUSED, Right
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.lists.text import visible
from mingjian.office.models import Department


@dataclass(frozen=True)
class Claim:
    """What a notice says of its right: kind, holder, identity; number, classes, end, agent and the agent's power of attorney where there are any."""

    kind: str
    holder: str
    identity: str
    registration: str = ""
    classes: str = ""
    until: str = ""
    agent: str = ""
    attorney_from: str = ""
    attorney_until: str = ""


def right_of(claim: Claim, code: str, department: Department, at: datetime) -> Right:
    """Give the right of the locker that a code names, or enter the one that is claimed. Raises BadInput for an unknown code or a refused right."""
    if code.strip():
        return _known(code.strip(), claim, department)
    begins, ends = _day(claim.attorney_from), _day(claim.attorney_until)
    if begins and ends and ends < begins:
        raise BadInput("委托书的截止日不能早于起始日。", "A power of attorney cannot end before it begins.")
    return Right.objects.create(
        number=next_number(f"I{localtime(at).year}-"),
        code=secrets.token_urlsafe(18),
        department=department,
        kind=claim.kind,
        registration=visible(claim.registration.strip())[:80],
        classes=visible(claim.classes.strip())[:300],
        holder=visible(claim.holder.strip())[:200],
        identity=visible(claim.identity.strip())[:300],
        until=_day(claim.until),
        agent=visible(claim.agent.strip())[:200],
        attorney_from=begins,
        attorney_until=ends,
        entered_at=at,
    )


def _known(code: str, claim: Claim, department: Department) -> Right:
    found = Right.objects.filter(code=code[:40], department=department).first()
    if found is None:
        raise BadInput(
            "权利库中没有这个编码，请核对回执，或者留空并填写权利。", "The locker has no such code: look at the receipt, or leave it empty and name the right."
        )
    if found.standing == REFUSED:
        raise BadInput("此权利经核验不予认可，请重新填写权利。", "This right was refused: name the right anew.")
    if (found.kind, found.holder) != (claim.kind, claim.holder.strip()):
        raise BadInput("编码所指的权利与填写的权利种类或者权利人不符。", "The code is of a right of another kind or holder than you name.")
    return found


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
