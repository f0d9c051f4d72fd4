"""Screen listings or posts through the API: one or a thousand, answered at once, nothing kept."""

import json
import time
from collections.abc import Iterator
from typing import Any, Literal

import pyarrow as pa
from django.conf import settings as node
from django.http import HttpRequest
from ninja import Field, Router, Schema

from mingjian.core.detectors import detector
from mingjian.core.errors import BadInput, TooMuch
from mingjian.core.screening import TEXT_OF, batch_of, screen, text_kind
from mingjian.office.people.permissions import require
from mingjian.office.people.signin import officer_of
from mingjian.office.strict import StrictIn

router = Router(tags=["screening"])

MOST = 1000
SLICE = 25  # rows between two looks at the clock
LONGEST = 20.0  # seconds of computing that one request may take: by the thread's own count, so that a busy machine refuses nothing more


class RowIn(StrictIn):
    """One listing or post. A post has its words in `text`; `id` is the sender's own and comes back."""

    id: str = ""
    platform: str = ""
    shop_id: str = ""
    title: str = ""
    text: str = ""
    brand: str = ""
    category: str = ""
    price: float | None = None


class ScreenIn(StrictIn):
    """What to screen: at most a thousand rows, ten megabytes together. `only` names detectors; all that read words, unless given."""

    kind: Literal["listing", "post"]
    rows: list[RowIn]
    only: list[str] = Field(default_factory=list)


class Span(StrictIn):
    """A place in the raw text: characters `start` to `end` of `field`, the term that stands there, its category, and how it is disguised."""

    field: str
    start: int
    end: int
    term: str
    category: str
    disguise: str


class FoundOut(Schema):
    """Why a row is worth a look, where in its text, on which articles it bears, and what else it could be. Accounts are masked."""

    detector: str
    version: str
    score: float
    reason_zh: str
    reason_en: str
    innocent_zh: str
    innocent_en: str
    ground: list[str]
    spans: list[Span]


class RowOut(Schema):
    """One row, by its place in the request and the sender's id, with its findings, the most remarkable first."""

    row: int
    id: str
    findings: list[FoundOut]


class ScreenOut(Schema):
    """Every row in the order it was sent."""

    rows: list[RowOut]


@router.post("", response=ScreenOut)
def screen_rows(request: HttpRequest, asked: ScreenIn) -> dict[str, Any]:
    """Screen listings or posts: findings are reasons to look, never verdicts. Nothing is stored."""
    require(officer_of(request), "monitoring.run_detectors")
    if len(asked.rows) > MOST:
        raise BadInput(f"一次最多检测 {MOST} 行，收到 {len(asked.rows)} 行。", f"At most {MOST} rows at a time, not {len(asked.rows)}.")
    answers: list[dict[str, Any]] = [{"row": place, "id": one.id, "findings": []} for place, one in enumerate(asked.rows)]
    for found in _screened(asked):
        answers[found["row"]]["findings"].append(_told(found))
    return {"rows": answers}


def _screened(asked: ScreenIn) -> Iterator[dict[str, Any]]:
    """Screen some rows after others. Raises TooMuch once that has taken too long, so that no request holds a thread."""
    if not asked.rows:
        return
    batch, until = _batch(asked), time.thread_time() + LONGEST
    for start in range(0, len(asked.rows), SLICE):
        if time.thread_time() > until:
            raise TooMuch(
                f"计算 {LONGEST:.0f} 秒，只检测了 {start} 行（共 {len(asked.rows)} 行）。请分批发送，或在“筛查文件”页上传。",
                f"Only {start} of {len(asked.rows)} rows were screened in {LONGEST:.0f} seconds of computing. Send fewer, or screen them as a file.",
            )
        part = batch.slice(start, SLICE)
        yield from screen(part, asked.kind, range(start, start + part.num_rows), asked.only, judges=node.JUDGES)


def _batch(asked: ScreenIn) -> pa.RecordBatch:
    text = TEXT_OF[asked.kind]
    if empty := [place for place, one in enumerate(asked.rows) if not getattr(one, text).strip()]:
        raise BadInput(f"rows[{empty[0]}] 没有 {text}。", f"rows[{empty[0]}] has no {text}.")
    rows = [{f"{asked.kind}_id": one.id, **{name: value or None for name, value in one.dict(exclude={"id"}).items()}} for one in asked.rows]
    return batch_of(rows, text_kind(asked.kind))


def _told(found: dict[str, Any]) -> dict[str, Any]:
    described, _ = detector(found["detector"])
    evidence = json.loads(found["evidence"])
    places = [(evidence["field"], evidence["spans"]), *((more["field"], more["spans"]) for more in evidence.get("more", []))]
    spans = [dict(zip(("field", "start", "end", "term", "category", "disguise"), (field, *span), strict=True)) for field, some in places for span in some]
    innocent = {name: apart.join(found[name].splitlines()) for name, apart in (("innocent_zh", "；"), ("innocent_en", "; "))}
    return {**found, **innocent, "version": described.version, "ground": evidence.get("grounds") or list(described.ground), "spans": spans}
