"""
Draw statements of reasons from the ledger: masked, without the names of parties, and without what was complained of; and draw anew what says too much by now.

A statement that was withheld, or whose decision was taken back, stays in its place without goods and facts, also where the table is drawn anew from the ledger.
"""

import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import get_current_timezone, localdate, localtime

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.matching.goods import numbers
from mingjian.core.procedure import rulebook
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.publication.models import PublicReason
from mingjian.institutions.publication.reasons.queries import withheld_by_acts
from mingjian.institutions.publication.reasons.services.fields import DECISIONS, PROCEDURES
from mingjian.institutions.publication.reasons.services.names import RULES, is_erased, masks_as_much, notice_of, public_words, words_of_decision
from mingjian.institutions.publication.reasons.services.taken_back import LOOKED_BACK, TAKES_BACK
from mingjian.office.models import Entry

_RUN = 500  # entries of one look at the database
_HOUR = 3600
_NEWS = timedelta(days=2)  # what came on record of a notice within it may tell a name that was not known when its statements were drawn
_TAKEN_BACK = "平台已撤回这一处理。The platform took this decision back."


def last_day(at: datetime) -> date:
    """Return the newest day that is public: the day before yesterday, so that each decision has rested a day and may have been taken back."""
    return localdate(at) - timedelta(days=2)


def draw(at: datetime) -> list[date]:
    """Draw what is not drawn yet, up to the newest day that is public, and anew what says too much; return the days whose statements are others now."""
    entries = _undrawn(at).order_by("index").select_related("dossier")
    held = withheld_by_acts()
    made = [one for entry in entries.iterator(chunk_size=_RUN) if (one := _drawn(entry, held))]
    PublicReason.objects.bulk_create(made, batch_size=_RUN, ignore_conflicts=True)
    return sorted({one.day for one in made} | {one.day for one in (*_take_back(at), *_draw_anew(at))})


def is_any_to_draw(at: datetime) -> bool:
    """Return whether a decision became public since the last night, or one that is public says too much by now."""
    is_new = _undrawn(at).filter(Exists(Notice.objects.filter(dossier=OuterRef("dossier")))).exists()
    return is_new or _of_old_rules().exists() or _with_news(at).exists() or any(True for _ in _taken_back(at))


def _take_back(at: datetime) -> Iterator[PublicReason]:
    """Withhold what was decided and taken back since; return it."""
    for row, when in _taken_back(at):
        row.withhold(when, _TAKEN_BACK)
        row.save(update_fields=["goods", "facts", "withheld_at", "withheld_why"])
        yield row


def _taken_back(at: datetime) -> Iterator[tuple[PublicReason, datetime]]:
    """Return the statements that are public whose decision a later step of the dossier took back, each with when."""
    steps = Entry.objects.filter(kind__in=TAKES_BACK, dossier__procedure__in=PROCEDURES, at__lte=at)
    if not _of_old_rules().exists():
        steps = steps.filter(at__gte=at - LOOKED_BACK)
    for step in steps.order_by("index").only("index", "kind", "at", "dossier").iterator(chunk_size=_RUN):
        undone = Entry.objects.filter(dossier=step.dossier_id, kind__in=TAKES_BACK[step.kind], index__lt=step.index).values("index")
        for row in PublicReason.objects.filter(entry_index__in=undone, withheld_at=None):
            yield row, step.at


def _of_old_rules() -> "QuerySet[PublicReason]":
    return PublicReason.objects.filter(drawn_as__lt=RULES)


def _with_news(at: datetime) -> "QuerySet[PublicReason]":
    """Return the statements that are public of notices of which something came on record since the night before the last."""
    news = Entry.objects.filter(dossier__procedure__in=PROCEDURES, at__gte=at - _NEWS, at__lte=at).order_by().values("dossier")
    decided = Entry.objects.filter(dossier__in=news, kind__in=DECISIONS).order_by().values("index")
    return PublicReason.objects.filter(entry_index__in=decided, withheld_at=None)


def _draw_anew(at: datetime) -> Iterator[PublicReason]:
    """Draw anew what earlier rules drew, and what something came on record about since; yield what says something else now, in parts."""
    keys = sorted({*_of_old_rules().values_list("pk", flat=True), *_with_news(at).values_list("pk", flat=True)})
    for first in range(0, len(keys), _RUN):
        rows = list(PublicReason.objects.filter(pk__in=keys[first : first + _RUN]))
        entries = {one.index: one for one in Entry.objects.filter(index__in=[row.entry_index for row in rows]).select_related("dossier")}
        for row in rows:
            before = (row.goods, row.facts)
            _draw_row_anew(row, entries.get(row.entry_index))
            row.drawn_as = RULES
            row.save(update_fields=["goods", "facts", "drawn_as"])
            if (row.goods, row.facts) != before:
                yield row


def _draw_row_anew(row: PublicReason, entry: Entry | None) -> None:
    """Set goods and facts as the rules draw them now. What is masked stays masked: other rules may find less, and a name on record may be gone."""
    anew = _drawn(entry, {}) if entry is not None and row.withheld_at is None and not is_erased(entry) else None
    if anew is None:
        return
    notice = notice_of(row)
    for name in ("goods", "facts"):
        new, old = getattr(anew, name), getattr(row, name)
        if not masks_as_much(new, old):
            new = public_words(old, notice) if notice else old
        setattr(row, name, new)


def _undrawn(at: datetime) -> "QuerySet[Entry]":
    """Return the entries of decisions that are public by now and were not drawn; of those long ago none, once some were drawn."""
    end = datetime.combine(last_day(at) + timedelta(days=1), time(), get_current_timezone())
    entries = Entry.objects.filter(kind__in=DECISIONS, dossier__procedure__in=PROCEDURES, at__lt=end)
    if PublicReason.objects.exists():
        entries = entries.filter(at__gte=end - LOOKED_BACK)
    return entries.filter(~Exists(PublicReason.objects.filter(entry_index=OuterRef("index"))))


def _drawn(entry: Entry, withheld: Mapping[str, tuple[datetime, str]]) -> PublicReason | None:
    """Return the public statement of one entry; None of a dossier without a notice, whose right and addresses nobody told in fields."""
    notice = Notice.objects.filter(dossier=entry.dossier).select_related("right", "department").defer("facts").first()
    if notice is None:
        return None
    body = json.loads(entry.body)
    papers = body.get("papers") or {}
    rows = str(papers.get("target_rows", ""))
    goods, facts = words_of_decision(entry, notice)
    made = PublicReason(
        uid=f"R{sha256(bytes(entry.leaf)).hexdigest()[:24]}",
        entry_index=entry.index,
        of_notice=hmac.new(settings.SECRET_KEY.encode(), notice.wire_name.encode(), sha256).hexdigest()[:20],
        day=localtime(entry.at).date(),
        decided_at=entry.at,
        platform=notice.department,
        decision=entry.kind,
        measure=str(papers.get("measure", "")),
        automation=str(papers.get("automation", "")),
        grounds=[said for one in body.get("ground") or [] if (said := _cited(str(one), entry.at))],
        right_kind=notice.right.kind,
        classes=", ".join(map(str, sorted(numbers(notice.right.classes))))[:60] if notice.right.kind == "trademark" else "",
        goods=goods,
        addresses=_count(rows, len(notice.addresses)),
        hours=max(0, int((entry.at - notice.sent_at).total_seconds()) // _HOUR),
        facts=facts,
        drawn_as=RULES,
    )
    if made.uid in withheld:
        made.withhold(*withheld[made.uid])
    return made


def _count(rows: str, most: int) -> int:
    """Return how many rows a step names; without any it is about all."""
    found = 0
    for part in (one.strip() for one in rows.split(",") if one.strip()):
        first, _, last = part.partition("-")
        found += int(last or first) - int(first) + 1 if first.isdigit() and (last or first).isdigit() else 1
    return min(found, most) or most


def _cited(ground: str, at: datetime) -> str:
    try:
        return rulebook().statutes.citation(ground, localtime(at).date()).zh
    except (NotFound, BadInput):
        return ""
