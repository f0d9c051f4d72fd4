"""Whether what the public reads of a platform's decision is what the entry decided: no seal holds rows that a night draws, so that the audit looks again."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.timezone import localtime, now

from mingjian.core.language import Text
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.publication.models import PublicReason
from mingjian.institutions.publication.reasons.queries import withheld_by_acts
from mingjian.institutions.publication.reasons.services.names import RULES, is_erased, masks_as_much, masks_only, notice_of, raw_words, words_of_decision
from mingjian.institutions.publication.reasons.services.taken_back import LOOKED_BACK, taken_back
from mingjian.office.models import Entry
from mingjian.office.record.difference import Difference

_RUN = 500  # statements of one look at the database
_NIGHT = timedelta(days=1)
_DRAWN_WITHIN = timedelta(days=3)  # what came on record of a notice is in its statements by then


def reasons_differing() -> Iterator[Difference]:
    """
    Return each statement whose decision, instant, measure or platform is not that of its entry, or that is open or withheld against the record.

    Goods and facts are words that rules masked, which change with the rules: of one that is withheld they must be gone; of one that is open they are the words
    of the record with something masked, and mask no less than the rules do now, unless the night has yet to draw it anew.
    """
    withheld = withheld_by_acts()
    rows: QuerySet[PublicReason] = PublicReason.objects.order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    for first in range(0, len(keys), _RUN):
        part = list(PublicReason.objects.filter(pk__in=keys[first : first + _RUN]).defer("grounds"))
        worded = set(PublicReason.objects.filter(pk__in=[row.pk for row in part]).exclude(goods="", facts="").values_list("pk", flat=True))
        entries = {one.index: one for one in Entry.objects.filter(index__in=[row.entry_index for row in part])}
        platforms = dict(Notice.objects.filter(dossier__in=[one.dossier_id for one in entries.values()]).values_list("dossier", "department"))
        back = taken_back({row.entry_index for row in part})
        for row in part:
            stands = withheld.get(row.uid) or ((back[row.entry_index], None) if row.entry_index in back else None)
            entry = entries.get(row.entry_index)
            platform = platforms.get(entry.dossier_id) if entry and entry.dossier_id else None
            wrong = list(_wrong(row, entry, platform, stands, is_worded=row.pk in worded))
            if entry is not None and stands is None and row.withheld_at is None:
                wrong += _words_wrong(row, entry)
            for column in wrong:
                said = Text(
                    f"公开的处理理由 {row.uid} 与台账不符（{column}）。", f"The public statement {row.uid} is not what the ledger says (column {column})."
                )
                yield Difference("row", row.uid, None, said)


def _wrong(row: PublicReason, entry: Entry | None, platform: int | None, stands: "tuple[datetime, str | None] | None", *, is_worded: bool) -> Iterator[str]:
    """Name the columns that are not as the entry and the acts since have them; `stands`: since when it is withheld, and why where an act says so."""
    if entry is None:
        yield "entry_index"
        return
    papers = json.loads(entry.body).get("papers") or {}
    told = {
        "decision": entry.kind,
        "decided_at": entry.at,
        "day": localtime(entry.at).date(),
        "measure": str(papers.get("measure", "")),
        "automation": str(papers.get("automation", "")),
        "platform_id": platform,
    }
    yield from (name for name, value in told.items() if getattr(row, name) != value)
    if stands is None:
        yield from (name for name, value in (("withheld_at", None), ("withheld_why", "")) if getattr(row, name) != value)
        return
    since, why = stands
    if row.withheld_at is None:
        if why is not None or since < now() - LOOKED_BACK - _NIGHT:  # what the record takes back the next night withholds, and none after sixty days
            yield "withheld_at"
        return
    if row.withheld_at != since:
        yield "withheld_at"
    if why is not None and row.withheld_why != why[:500]:
        yield "withheld_why"
    if is_worded:
        yield "facts"


def _words_wrong(row: PublicReason, entry: Entry) -> Iterator[str]:
    """Name goods or facts of an open statement that are no masking of what the record says, or show what the rules of now mask."""
    notice = notice_of(row)
    if notice is None:
        return
    told = dict(zip(("goods", "facts"), raw_words(entry, notice), strict=True))
    is_due = row.drawn_as < RULES or is_erased(entry) or Entry.objects.filter(dossier=entry.dossier_id, at__gte=now() - _DRAWN_WITHIN).exists()
    masked = dict(zip(("goods", "facts"), words_of_decision(entry, notice), strict=True))
    for name, raw in told.items():
        text = getattr(row, name)
        if not masks_only(text, raw) or not (is_due or masks_as_much(text, masked[name])):
            yield name
