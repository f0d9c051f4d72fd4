"""The search over everything, for systems: the same parts as the page shows."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from mingjian.office.models import Officer
from mingjian.office.people.permissions import require_duty
from mingjian.office.people.signin import officer_of
from mingjian.office.web.search import LONGEST, parts, straight_to

router = Router(tags=["search"])


class TitleOut(Schema):
    """What a kind of thing is called, in both languages."""

    zh: str
    en: str


class SearchLineOut(Schema):
    """One thing found: what it is, a word more, and the console's page of it."""

    what: str
    sub: str
    url: str


class PartOut(Schema):
    """What of one kind was found: its first lines, and whether there are more."""

    kind: str
    title: TitleOut
    lines: list[SearchLineOut]
    is_more: bool


class QuestionIn(Schema):
    """What is sought."""

    q: str = Field(min_length=1, max_length=LONGEST)


class SearchOut(Schema):
    """What a question finds; `straight_to` is the page of the dossier whose whole number it is, empty otherwise."""

    straight_to: str
    parts: list[PartOut]


@router.get("", response=SearchOut)
def everything(request: HttpRequest, asked: Query[QuestionIn]) -> dict[str, Any]:
    """Search everything that the asker may see, by number, shop, operator, credit code or words; two characters are enough."""
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK)
    found = [{"kind": one.kind, "title": one.title, "lines": one.lines, "is_more": one.is_more} for one in parts(officer, asked.q)]
    return {"straight_to": straight_to(officer, asked.q), "parts": found}
