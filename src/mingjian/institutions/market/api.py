"""Market data through the API."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from mingjian.core.records.lake import Load
from mingjian.institutions.market.queries import bad_rows, load_visible_to, loads_visible_to
from mingjian.office.people.signin import officer_of

router = Router(tags=["records"])
MOST = 500


class LoadOut(Schema):
    """One file in the lake and what came of it."""

    digest: str
    kind: str
    source: str
    file: str
    at: str
    rows: int
    bad: int
    repeated: int
    first: str
    last: str
    theirs: Mapping[str, str]
    ignored: list[str]


class BadRowOut(Schema):
    """A row that was not taken, and why; or a value that was left empty in one that was, which the reason says."""

    row: int
    column: str
    value: str
    reason_zh: str
    reason_en: str


@router.get("", response=list[LoadOut])
def list_loads(request: HttpRequest, kind: str = "", source: str = "", after: int = 0) -> list[Load]:
    """List what was loaded, newest first, five hundred at a time."""
    found = [load for load in loads_visible_to(officer_of(request)) if kind in ("", load.kind) and source in ("", load.source)]
    return found[max(after, 0) :][:MOST]


@router.get("/{digest}", response=LoadOut)
def one_load(request: HttpRequest, digest: str) -> Load:
    """Return one load."""
    return load_visible_to(officer_of(request), digest)


@router.get("/{digest}/bad_rows", response=list[BadRowOut])
def list_bad_rows(request: HttpRequest, digest: str, after: int = 0) -> list[dict[str, Any]]:
    """List the rows of a load that were not taken, five hundred at a time."""
    return list(bad_rows(load_visible_to(officer_of(request), digest), MOST, max(after, 0)))
