"""The locker: a right is entered once with a notice, used again by its code, and completed by what is told beside the code."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput
from mingjian.core.procedure import rulebook
from mingjian.institutions.notices.models import ENTERED, REFUSED, VERIFIED, Right
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.lists import search
from mingjian.office.lists.text import visible
from mingjian.office.models import Department, Officer
from mingjian.office.models.hidden import code_key

LONGEST_IDENTITY = 300
#: The columns of a right that its code does not settle, each with the paper that tells it.
COMPLETED: Mapping[str, str] = {
    "mark": "right_mark",
    "registration": "right_number",
    "classes": "right_classes",
    "evaluation": "evaluation_report",
    "until": "right_until",
    "attorney_from": "attorney_from",
    "attorney_until": "attorney_until",
}
#: What a notice without a code cannot do without: column to paper.
FIRST: Mapping[str, str] = {"kind": "right", "holder": "right_holder_name", "identity": "true_identity"}


@dataclass(frozen=True)
class Claim:
    """What a notice says of its right: kind, holder, identity; mark, number, classes, evaluation, end, agent and power of attorney where there are any."""

    kind: str = ""
    holder: str = ""
    identity: str = ""
    mark: str = ""
    registration: str = ""
    classes: str = ""
    evaluation: str = ""
    until: str = ""
    agent: str = ""
    attorney_from: str = ""
    attorney_until: str = ""


def claim_of(told: Mapping[str, str]) -> Claim:
    """Return what is told of a right, by name of paper."""
    papers = {**FIRST, **COMPLETED, "agent": "agent_name"}
    return Claim(**{column: str(told.get(paper) or "") for column, paper in papers.items()})


def right_of(claim: Claim, code: str, department: Department, at: datetime, by: Officer | None = None) -> Right:
    """
    Return the right of the locker that a code names, or enter the one that is claimed, as that of whoever has an account.

    Raises BadInput for an unknown code or a refused right.
    """
    if len(claim.identity) > LONGEST_IDENTITY:
        raise BadInput(f"真实身份信息不超过 {LONGEST_IDENTITY} 字。", f"The true identity has {LONGEST_IDENTITY} characters at most.")
    if code.strip():
        return _known(code.strip(), claim, department, at)
    if missing := [rulebook().papers[paper].label for name, paper in FIRST.items() if not getattr(claim, name).strip()]:
        zh, en = "、".join(one.zh for one in missing), ", ".join(one.en for one in missing)
        raise BadInput(f"还缺少{zh}；以前提交过的权利，可以只填权利库编码。", f"Missing: {en}. Of a right that you sent before the code alone will do.")
    return enter_claimed(claim, department, at, by)


def enter_claimed(claim: Claim, department: Department, at: datetime, by: Officer | None) -> Right:
    """Enter a right that is claimed into a platform's locker; of a right holder's account it is the holder's, or the agent's where that is who acts."""
    right = claimed(claim)
    _check_attorney(right.attorney_from, right.attorney_until)
    right.number, right.code = next_number(f"I{localtime(at).year}-"), secrets.token_urlsafe(18)
    right.department, right.entered_at = department, at
    if by is not None and by.department is not None and by.department.kind == Department.Kind.RIGHT_HOLDER:
        is_agent = right.is_of_agent(by)
        right.owner, right.agent_account = (None, by.department) if is_agent else (by.department, None)
    right.save()
    return right


def claimed(claim: Claim) -> Right:
    """Return the right that a notice tells of, as the locker would write it; it is not entered."""
    return Right(
        kind=claim.kind,
        mark=visible(claim.mark.strip()),
        registration=visible(claim.registration.strip()),
        classes=visible(claim.classes.strip()),
        evaluation=visible(claim.evaluation.strip()),
        holder=visible(claim.holder.strip()),
        identity=visible(claim.identity.strip()),
        until=_day(claim.until),
        agent=visible(claim.agent.strip()),
        attorney_from=_day(claim.attorney_from),
        attorney_until=_day(claim.attorney_until),
    )


def complete(right: Right, told: Mapping[str, str], at: datetime) -> list[str]:
    """
    Write into a right what is told of it, by column, and return the columns that changed; the caller saves it.

    One that nobody verified yet is corrected, too. Of one that was verified only what is empty is filled in, and it waits to be verified anew: what a person
    looked into is not changed behind their back. Raises BadInput where it says something else already.
    """
    changed = []
    for column, written in told.items():
        value = _day(written) if column in {"until", "attorney_from", "attorney_until"} else visible(written.strip())
        held = getattr(right, column)
        if not value or value == held:
            continue
        if held and right.standing == VERIFIED:
            raise _differs(column, held)
        setattr(right, column, value)
        changed.append(column)
    _check_attorney(right.attorney_from, right.attorney_until)
    if changed and right.standing == VERIFIED:
        right.move(ENTERED, by=None, at=at)
    return changed


def index_notices(right: Right) -> None:
    """Index anew the notices that rest on a right whose words changed, by the right as it is now, saved or not."""
    for notice in right.notices.all():
        notice.right = right
        search.index("notice", notice.pk, notice.search_words())


def _known(code: str, claim: Claim, department: Department, at: datetime) -> Right:
    found = Right.objects.select_for_update(of=("self",)).filter(code_key=code_key(code[:40]), department=department).first()
    if found is None:
        raise BadInput(
            "权利库中没有这个编码，请核对回执，或者留空并填写权利。", "The locker has no such code: look at the receipt, or leave it empty and name the right."
        )
    if found.standing == REFUSED:
        raise BadInput("此权利经核验不予认可，请重新填写权利。", "This right was refused: name the right anew.")
    if claim.kind not in ("", found.kind) or claim.holder.strip() not in ("", found.holder):
        raise BadInput("编码所指的权利与填写的权利种类或者权利人不符。", "The code is of a right of another kind or holder than you name.")
    if claim.agent.strip() not in ("", found.agent):
        raise BadInput(
            "编码所指的权利登记的是其他代理人：更换代理人的，请不填编码，重新填写权利。",
            "The code is of a right with another agent: where the agent changed, leave the code empty and name the right anew.",
        )
    told = {column: str(getattr(claim, column)) for column in (*COMPLETED, "identity")}
    if changed := complete(found, told, at):
        found.save(update_fields=[*changed, "standing", "settled_by", "settled_at"])
        index_notices(found)
    return found


def _differs(column: str, held: object) -> BadInput:
    """Return the refusal of what differs from a verified value, which is quoted unless it is personal: whoever has a code may be anybody."""
    paper = rulebook().papers[{**COMPLETED, **FIRST}[column]]
    zh, en = ("内容", "") if paper.personal else (f"“{held}”", f" ({held})")
    return BadInput(
        f"“{paper.label.zh}”与已核验的{zh}不同：不填则沿用；确有变更的，请不填编码，重新填写权利。",
        f"{paper.label.en!r} differs from what was verified{en}: leave it empty to use that, or leave the code empty and name the right anew.",
    )


def _check_attorney(begins: date | None, ends: date | None) -> None:
    if begins and ends and ends < begins:
        raise BadInput("委托书的截止日不能早于起始日。", "A power of attorney cannot end before it begins.")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
