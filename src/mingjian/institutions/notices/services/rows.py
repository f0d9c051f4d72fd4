"""The rows of a notice: one for each address, made when it is sent; which rows a step is about, and what shows them."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from mingjian.core.addresses import page_key
from mingjian.core.errors import StepRefused
from mingjian.core.subjects import as_written
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.evidence.queries.waivers import is_page, places_shown, waived
from mingjian.institutions.notices.models import KEPT, UNDECIDED, UNFOUNDED, WAITING, Notice, Target
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.models import Dossier
from mingjian.office.record.bulk_insert import insert_many

CHUNK = 500  # rows of one statement: SQLite takes a thousand variables
_RANGE = re.compile(r"(\d{1,5})(?:\s*[-–—~至到]\s*(\d{1,5}))?")
_WORDS = ("note", "statement", "draft")  # deciphered one by one, and no step looks at them
_CHANGES = "rows-"  # under which changes are numbered
_NAMED = 5  # rows that a refusal names


_Told = tuple[Target, dict[str, Any]]


def digest_of(address: str) -> str:
    """Return what an address is looked up by: the same for every way of writing the address of one page."""
    return _digest(page_key(address))


def digests_of(address: str) -> tuple[str, str]:
    """Return what rows of an address are looked up by: those of today, and those of a version that knew an address only as it was written."""
    return digest_of(address), _digest(address)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def next_change() -> int:
    """Return the number of a change to rows, in the caller's transaction: the numbers are in the order of the commits, so that whoever follows misses none."""
    return int(next_number(_CHANGES).removeprefix(_CHANGES))


def make_rows(notice: Notice, notes: Mapping[str, str]) -> None:
    """Make the rows of a new notice; `notes`: what its sender says of single addresses."""
    same = Target(notice=notice, platform_id=notice.department_id, changed=next_change())
    own = ({"position": nth, "address": one, "digest": digest_of(one), "note": notes.get(one, "")} for nth, one in enumerate(notice.addresses, 1))
    insert_many(same, own)


def notice_of_rows(dossier: Dossier) -> Notice | None:
    """Return the notice of a dossier; None of one that was opened by hand, which has no rows."""
    return Notice.objects.filter(dossier=dossier).select_related("sent_by").first()


def rows_said(positions: Iterable[int]) -> str:
    """Return positions as a step writes them: `1-48, 51`."""
    runs: list[list[int]] = []
    for one in sorted(set(positions)):
        if runs and one == runs[-1][1] + 1:
            runs[-1][1] = one
        else:
            runs.append([one, one])
    return ", ".join(f"{first}-{last}" if last > first else f"{first}" for first, last in runs)


def positions_of(written: str, most: int) -> list[int]:
    """Read positions such as `1-48, 51`. Raises StepRefused for what is none, or lies beyond the last row."""
    found: dict[int, None] = {}
    for part in (one for one in re.split(r"[,，、;；\s]+", re.sub(r"\s*([-–—~至到])\s*", r"\1", written.strip())) if one):
        read = _RANGE.fullmatch(part)
        first, last = (int(read[1]), int(read[2] or read[1])) if read else (0, 0)
        if not 1 <= first <= last <= most:
            raise StepRefused(
                f"行号“{part[:40]}”有误：请写成“1-48, 51”，本通知共 {most} 行。",
                f"{part[:40]!r} is no row: write them as `1-48, 51`; the notice has {most} rows.",
            )
        found |= dict.fromkeys(range(first, last + 1))
    return list(found)


def rows_of(notice: Notice, written: str) -> "QuerySet[Target]":
    """Return the rows that a step names; without any, those that nobody decided yet."""
    rows = notice.targets.all()
    if not written.strip():
        return rows.filter(state__in=UNDECIDED)
    return rows.filter(position__in=positions_of(written, len(notice.addresses)))


def chosen_rows(notice: Notice, written: str) -> list[Target]:
    """Return the rows that a step names, in their order, however many."""
    if not written.strip():
        return list(notice.targets.filter(state__in=UNDECIDED).defer(*_WORDS).order_by("position"))
    positions = positions_of(written, len(notice.addresses))
    found = [row for part in parts_of(positions) for row in notice.targets.filter(position__in=part).defer(*_WORDS)]
    return sorted(found, key=lambda row: row.position)


def change(rows: Iterable[Target], **told: Any) -> None:
    """Write the same to many rows, as one change."""
    keys = [row.pk for row in rows]
    if not keys:
        return
    with transaction.atomic():
        number = next_change()
        for part in parts_of(keys):
            Target.objects.filter(pk__in=part).update(changed=number, **told)


def change_each(told: Sequence[_Told]) -> None:
    """Write to each of many rows its own, as one change."""
    if not told:
        return
    with transaction.atomic():
        number = next_change()
        for row, written in told:
            Target.objects.filter(pk=row.pk).update(changed=number, **written)


def parts_of(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Divide into parts that one statement takes."""
    for first in range(0, len(items), CHUNK):
        yield items[first : first + CHUNK]


def refuse_rows(rows: Iterable[Target], zh: str, en: str) -> None:
    """Raise StepRefused that names rows which do not stand for a step; nothing where there are none."""
    wrong = list(rows)
    if not wrong:
        return
    named, more = rows_said(row.position for row in wrong[:_NAMED]), len(wrong) - _NAMED
    raise StepRefused(f"第 {named} 行{f'等 {len(wrong)} 行' if more > 0 else ''}{zh}", f"Row {named}{f' and {more} more' if more > 0 else ''}: {en}")


def tie_rows(notice: Notice) -> None:
    """
    Note at each row that waits, or was declined unseen, what shows it by now: a sealed capture, a file of the place, a waiver of two.

    What was declined stays so; it can be measured after all from then on.
    """
    dossier = notice.dossier
    if dossier is None:
        return
    unseen = notice.targets.filter(state__in=(WAITING, UNFOUNDED), kept_as="")
    waiting = {row.address: row for row in unseen.only("pk", "address", "state")}
    if not waiting:
        return
    tied = Target.objects.filter(capture=OuterRef("pk"))
    captures = Capture.objects.filter(~Exists(tied), dossier=dossier, stands="kept").order_by("taken_at", "pk")
    found: list[_Told] = []
    for url, pk, taken_at, asked_at in captures.values_list("url", "pk", "taken_at", "asked_at"):
        if row := waiting.pop(url, None):
            found.append((row, {**_stands(row), "kept_as": "capture", "capture": pk, "kept_at": taken_at or asked_at}))
    change_each([*found, *(_shown_otherwise(notice, waiting) if waiting else ())])


def _stands(row: Target) -> dict[str, Any]:
    return {"state": KEPT} if row.state == WAITING else {}


def _shown_otherwise(notice: Notice, waiting: dict[str, Target]) -> Iterator[_Told]:
    assert notice.dossier is not None  # noqa: S101 - its caller looked
    sealed = notice.additions.filter(sealed_at__isnull=False).exclude(sha256="").values_list("shows", "sealed_at")
    by_file: dict[str, datetime | None] = {as_written(place): at for places, at in sealed for place in places}
    for place in places_shown(notice.dossier):
        by_file.setdefault(place, None)
    for place, at in by_file.items():
        row = waiting.get(place)
        if row and not is_page(row.address):
            yield waiting.pop(row.address), {**_stands(row), "kept_as": "file", "kept_at": at}
    for address in waived(notice.dossier):
        if row := waiting.pop(address, None):
            yield row, {**_stands(row), "kept_as": "waived"}


def note_looks(notice: Notice) -> None:
    """Note at the rows of a notice what the newest second look at each showed."""
    looks = Capture.objects.filter(dossier=notice.dossier, stands="kept", taken_at__isnull=False).exclude(outcome="").order_by("taken_at")
    newest = {url: (seen, at) for url, seen, at in looks.values_list("url", "outcome", "taken_at")}
    digests = [digest for url in newest for digest in digests_of(url)]
    rows = (row for part in parts_of(digests) for row in notice.targets.filter(digest__in=part).only("pk", "address", "seen_at"))
    told = ((row, *newest[row.address]) for row in rows if row.address in newest)
    change_each([(row, {"seen": seen, "seen_at": at}) for row, seen, at in told if at and (row.seen_at is None or row.seen_at < at)])
