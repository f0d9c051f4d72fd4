"""What changed, for systems that follow along: the entries that the asker may read, after the last one that it has."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from mingjian.office.people.changes import changes_after
from mingjian.office.people.signin import officer_of

router = Router(tags=["changes"])


class ChangesIn(Schema):
    """Where to go on: `after` is the `next` of the answer before (0 at the beginning), `limit` how many at most."""

    after: int = Field(0, ge=0, le=2**62)
    limit: int = Field(100, ge=1, le=1000)


class ChangeOut(Schema):
    """One entry, without what it tells: its place in the ledger, when, what was done, and to what. Of a dossier its number and procedure, else empty."""

    index: int
    at: datetime
    kind: str
    about: str
    dossier: str
    procedure: str


class ChangesOut(Schema):
    """The changes in order, what to ask `after` next time, and whether more are there now."""

    changes: list[ChangeOut]
    next: int
    is_more: bool


@router.get("", response=ChangesOut, summary="Follow what changed")
def changes(request: HttpRequest, asked: Query[ChangesIn]) -> dict[str, Any]:
    """
    Return what was entered after a place of the ledger, oldest first; nothing is told twice and nothing left out.

    What was entered of a dossier before it came into the asker's sight is older than the place asked for: the entry that brought it says so, and
    `/api/dossiers/{number}/entries` gives the rest.
    """
    found = changes_after(officer_of(request), asked.after, asked.limit)
    return {"changes": found.rows, "next": found.next, "is_more": found.is_more}
