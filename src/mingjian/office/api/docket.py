"""The docket for systems: open deadlines, the earliest first, as the console's page asks for them."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema

from mingjian.office.api.dossiers import DeadlineOut
from mingjian.office.dossiers.docket import HELD
from mingjian.office.models import Deadline, Officer
from mingjian.office.people.permissions import require_duty
from mingjian.office.people.signin import officer_of

router = Router(tags=["docket"])


class DocketIn(Schema):
    """Whose clocks: the own department's (`mine`), those of others in what concerns it, all in view; and how many of them, after how many."""

    held: Literal["mine", "others", "all"] = "mine"
    procedure: str = Field("", max_length=60)
    after: int = Field(0, ge=0, le=100_000)
    limit: int = Field(100, ge=1, le=1000)


class DocketLineOut(DeadlineOut):
    """One deadline, with the dossier that it is of, and who must act: the code of a department, or a party that has no account, as the sheet calls it."""

    dossier: str
    procedure: str
    with_whom: str
    is_missed: bool


class DocketOut(Schema):
    """The deadlines, what to ask `after` next time, and whether there are more."""

    deadlines: list[DocketLineOut]
    next: int
    is_more: bool


@router.get("", response=DocketOut, summary="What is due")
def docket(request: HttpRequest, asked: Query[DocketIn]) -> dict[str, Any]:
    """Return open deadlines, the earliest due first and those without a day last."""
    officer, at = officer_of(request), now()
    require_duty(officer, Officer.Duty.WORK)
    found = HELD[asked.held](officer)
    found = found.filter(dossier__procedure=asked.procedure) if asked.procedure else found
    rows = list(found[asked.after : asked.after + asked.limit + 1])
    told = [_told(one, at) for one in rows[: asked.limit]]
    return {"deadlines": told, "next": asked.after + len(told), "is_more": len(rows) > asked.limit}


def _told(one: Deadline, at: datetime) -> dict[str, Any]:
    with_whom = one.due_with.code if one.due_with else one.obliged
    of_it = {name: getattr(one, name) for name in DeadlineOut.model_fields}
    return {**of_it, "dossier": one.dossier.number, "procedure": one.dossier.procedure, "with_whom": with_whom, "is_missed": one.is_missed(at)}
