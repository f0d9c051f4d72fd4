"""Many notices through the API: sent or tried, their answers, what became of each row, and the way back within an hour."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema, Status

from mingjian.institutions.notices.batches.queries import batch_of_key, batch_visible_to
from mingjian.institutions.notices.batches.tables import RowAnswer, answers_of
from mingjian.institutions.notices.batches.work.fates import judge, refuse_whole
from mingjian.institutions.notices.batches.work.once import send_once
from mingjian.institutions.notices.batches.work.row_files import NoticeRow, rows_of
from mingjian.institutions.notices.batches.work.undo import undo_batch
from mingjian.institutions.notices.models import Batch, Target
from mingjian.institutions.notices.services.looks import next_look
from mingjian.institutions.notices.targets.queries import ENDED, STATES, changed_since, rows_of_notice, rows_visible_to
from mingjian.office.api.dossiers import Words, words_told
from mingjian.office.api.keys import Key
from mingjian.office.people.permissions import require
from mingjian.office.people.signin import officer_of
from mingjian.office.strict import StrictIn

router = Router(tags=["notices"])
MOST_FAULTS = 1000  # rows that an answer names; `/batches/{number}` has all


class NoticeRowIn(StrictIn):
    """One address: the platform by its name, code or short name here, and what is said of this address alone."""

    address: str = ""
    platform: str = ""
    note: str = ""


class NoticesIn(StrictIn):
    """
    The papers of `send_notice` that hold for all rows, and the rows: 100,000 at most, ten megabytes together.

    `key`: the same request again is done once. `preview`: what would become of each row is said, and nothing is kept or sent.
    """

    papers: dict[str, str]
    rows: list[NoticeRowIn]
    key: Key = None
    preview: bool = False


class AnswerOut(Schema):
    """What became of a row, by its place in the request: the number of its notice, or why it is part of none. `hint`: what to know though it goes."""

    row: int
    address: str
    platform: str
    notice: str = ""
    fault: Words | None = None
    hint: Words | None = None


class NoticesOut(Schema):
    """How many rows went into how many notices (in a preview: would go), and those that did not, up to a bound: `GET /api/notices/batches/{number}` has all."""

    batch: str
    is_preview: bool
    rows: int
    sent: int
    bad: int
    notices: list[str]
    faults: list[AnswerOut]
    hints: list[AnswerOut]


class AnswersIn(Schema):
    """Where to go on: after the row of that number; only those that were not sent; how many at most."""

    after: int = Field(0, ge=0, le=10**9)
    bad_only: bool = False
    limit: int = Field(1000, ge=1, le=10_000)


class AnswersOut(Schema):
    """The answers to the rows of a request or file, in their order; `next` is what to ask `after` next time, and whether there are more."""

    batch: str
    sent_at: datetime
    rows: list[AnswerOut]
    next: int
    is_more: bool


class StatusIn(Schema):
    """Where to go on: `after` is the `next` of the answer before (empty at the beginning), `limit` how many at most."""

    after: str = Field("", max_length=40)
    limit: int = Field(500, ge=1, le=1000)


class NoticeRowOut(Schema):
    """How a row stands: what was decided on it and why, since when the holder's days run and until when, how the measure ended, what a second look showed."""

    notice: str
    row: int
    address: str
    state: str
    state_label: Words
    measure: str
    reason: str
    decided_at: datetime | None
    arrived_on: date | None
    due: datetime | None
    ended_as: str
    ended_label: Words | None
    seen: str
    seen_at: datetime | None
    next_look: datetime | None
    came_back: bool


class StatusOut(Schema):
    """Rows by their newest change, what to ask `after` next time, and whether more are there now. A row that changes again comes again."""

    rows: list[NoticeRowOut]
    next: str
    is_more: bool


class UndoIn(StrictIn):
    """`key`: repeat the request under the same key and it is done once, and answered as before. The body may be left out."""

    key: Key = None


class UndoneOut(Schema):
    """How many notices were taken back, and which stand, each with the reason."""

    undone: int
    refused: dict[str, Words]


@router.post("", response={200: NoticesOut, 201: NoticesOut}, summary="Send notices, row by row")
def send(request: HttpRequest, given: NoticesIn) -> Status[dict[str, Any]]:
    """Send the notices that rows become, put together by platform; each row has its answer, and one that is wrong stops no other."""
    officer, at = officer_of(request), now()
    require(officer, "notices.send")
    lines = [one.dict() for one in given.rows]
    if given.key and (before := batch_of_key(officer, given.key, given.papers, lines)):
        return Status(200, _told(before))
    refuse_whole(given.papers)
    rows = rows_of(lines)
    if given.preview:
        judge(rows, given.papers, by=officer, at=at)
        return Status(200, _previewed(rows))
    made, is_new = send_once(rows, given.papers, lines, given.key, by=officer, at=at)
    return Status(201 if is_new else 200, _told(made))


@router.get("", response=StatusOut, summary="Follow what becomes of rows")
def changed(request: HttpRequest, asked: Query[StatusIn]) -> dict[str, Any]:
    """Return the rows that changed after a place: to whoever sends notices those of the own department, to a platform those that it was sent."""
    officer = officer_of(request)
    require(officer, "notices.see")
    return _status(*changed_since(rows_visible_to(officer), asked.after, asked.limit))


@router.get("/batches/{number}", response=AnswersOut, summary="Answers to the rows of a request")
def answers(request: HttpRequest, number: str, asked: Query[AnswersIn]) -> dict[str, Any]:
    """Return the answers to the rows of a request or file that the own department sent, page by page."""
    found = batch_visible_to(officer_of(request), number)
    left = [one for one in answers_of(found) if one.number > asked.after and not (asked.bad_only and one.notice)]
    rows = left[: asked.limit]
    told = {"batch": found.number, "sent_at": found.sent_at, "rows": [_answer(one) for one in rows]}
    return {**told, "next": rows[-1].number if rows else asked.after, "is_more": len(left) > len(rows)}


@router.post("/batches/{number}/undo", response=UndoneOut, summary="Take back what was sent within an hour")
def undo(request: HttpRequest, number: str, asked: UndoIn | None = None) -> dict[str, Any]:
    """Take back the notices of a request or file within an hour, those that their platforms have not taken in."""
    officer = officer_of(request)
    outcome = undo_batch(batch_visible_to(officer, number), by=officer, at=now(), key=asked.key if asked else None)
    return {"undone": outcome.done, "refused": {name: words_told(why) for name, why in outcome.refused}}


@router.get("/{number}", response=StatusOut, summary="How the rows of a notice stand")
def one(request: HttpRequest, number: str, asked: Query[StatusIn]) -> dict[str, Any]:
    """Return the rows of one notice, by their newest change."""
    _, rows = rows_of_notice(officer_of(request), number)
    return _status(*changed_since(rows, asked.after, asked.limit))


def _told(batch: Batch) -> dict[str, Any]:
    rows = list(answers_of(batch))
    bad = [row for row in rows if not row.notice]
    notices = list(dict.fromkeys(row.notice for row in rows if row.notice))
    counts = {"rows": len(rows), "sent": len(rows) - len(bad), "bad": len(bad)}
    return {"batch": batch.number, "is_preview": False, **counts, "notices": notices, "faults": [_answer(row) for row in bad[:MOST_FAULTS]], "hints": []}


def _previewed(rows: list[NoticeRow]) -> dict[str, Any]:
    bad = [row for row in rows if row.fault]
    told = {"batch": "", "is_preview": True, "rows": len(rows), "sent": len(rows) - len(bad), "bad": len(bad), "notices": []}
    hints = [row for row in rows if row.hint and not row.fault]
    return {**told, "faults": [_fate(row) for row in bad[:MOST_FAULTS]], "hints": [_fate(row) for row in hints[:MOST_FAULTS]]}


def _fate(row: NoticeRow) -> dict[str, Any]:
    said = {name: words_told(text) if text else None for name, text in (("fault", row.fault), ("hint", row.hint))}
    return {"row": row.number, "address": row.address, "platform": row.platform, **said}


def _answer(row: RowAnswer) -> dict[str, Any]:
    fault = words_told(row.fault) if row.fault else None
    return {"row": row.number, "address": row.address, "platform": row.platform, "notice": row.notice, "fault": fault}


def _status(rows: list[Target], place: str, is_more: bool) -> dict[str, Any]:
    return {"rows": [_row(row) for row in rows], "next": place, "is_more": is_more}


def _row(row: Target) -> dict[str, Any]:
    same = ("address", "state", "measure", "reason", "decided_at", "arrived_on", "due", "ended_as", "seen", "seen_at")
    ended = ENDED.get(row.ended_as)
    told = {"notice": row.notice.number, "row": row.position, "state_label": words_told(STATES[row.state])}
    told |= {"came_back": row.is_back, "next_look": next_look(row)}
    return {**told, **{name: getattr(row, name) for name in same}, "ended_label": words_told(ended) if ended else None}
