"""Questions of the public about statements of reasons."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.rules import Precision
from mingjian.institutions.notices.facts import recheck_by
from mingjian.institutions.notices.models import UPHELD, FigureAppeal, Notice
from mingjian.institutions.publication.models import PublicReason
from mingjian.office.models import Department, Dossier, Entry, Officer
from mingjian.office.people.permissions import is_of_authority

MOST_OF_NOTICE = 200  # statements on one notice that a page names
_LOOKED_BACK = timedelta(days=31)
PUBLISHED_DAY, WITHHELD_ENTRY, SHOWN_ENTRY = "reasons_published", "reason_withheld", "reason_shown_again"
_STOOD, _FELL = ("keep_measures", "close_as_infringing", "keep_without_statement"), ("follow_decision", "lift_by_mistake")
#: What a list may be sifted by, by the name in its address.
SIFTED_BY = {"notice": "of_notice", "platform": "platform__code", "measure": "measure", "decision": "decision", "right": "right_kind"}


@dataclass(frozen=True)
class Day:
    """One day's file: how many statements it has, the SHA-256 of each of its forms as the ledger has them, and how many texts of it there were."""

    day: str
    rows: int
    digests: dict[str, str]
    nth: int = 1


def reasons_matching(asked: dict[str, str]) -> "QuerySet[PublicReason]":
    """Return the statements that are asked for: by platform, measure, decision, kind of right, month (`2026-12`) and words. Raises BadInput for no month."""
    found = PublicReason.objects.select_related("platform")
    for name, column in SIFTED_BY.items():
        if asked.get(name):
            found = found.filter(**{column: asked[name]})
    if month := asked.get("month_of", ""):
        try:
            first = date.fromisoformat(f"{month}-01")
        except ValueError:
            raise BadInput("月份请写成 2026-12。", "Write a month as 2026-12.") from None
        found = found.filter(day__year=first.year, day__month=first.month)
    for word in asked.get("q", "").split()[:5]:
        found = found.filter(Q(facts__icontains=word) | Q(goods__icontains=word) | Q(uid=word) | Q(platform__name_zh__icontains=word))
    return found


def reason_of(uid: str) -> PublicReason:
    """Return one statement."""
    found = PublicReason.objects.filter(uid=uid[:40]).select_related("platform").first()
    if found is None:
        raise NotFound("没有这份处理理由，或者尚未公开。", "There is no such statement, or it is not public yet.")
    return found


def withheld_by_acts() -> dict[str, tuple[datetime, str]]:
    """Return what was withheld by an act and not shown again by one, as the ledger has it: when and why, by statement."""
    entries = Entry.objects.filter(kind__in=(WITHHELD_ENTRY, SHOWN_ENTRY)).order_by("index").values_list("kind", "at", "body")
    newest = {body["uid"]: (kind, at, body) for kind, at, body in ((kind, at, json.loads(body)) for kind, at, body in entries)}
    return {uid: (at, body["why"]) for uid, (kind, at, body) in newest.items() if kind == WITHHELD_ENTRY}


def withheld_by(statement: PublicReason) -> Officer | None:
    """Return who withheld a statement; None where the record itself took the decision back."""
    entries = Entry.objects.filter(kind=WITHHELD_ENTRY, body__contains=f'"uid":"{statement.uid}"').order_by("-index")
    found = entries.select_related("officer__department").first()
    return found.officer if found and statement.withheld_at == found.at else None


def reason_visible_to(officer: Officer, uid: str) -> PublicReason:
    """Return one statement for the platform whose decision it is, and for authorities of the platform's region. Raises NotFound for others."""
    found = reason_of(uid)
    own = officer.department
    is_theirs = own is not None and (own.pk == found.platform_id or (is_of_authority(officer) and found.platform.region.startswith(own.region_prefix)))
    if not is_theirs:
        raise NotFound("没有这份处理理由，或者不属本部门办理。", "There is no such statement, or it is not for your department.")
    return found


def statements_of(dossier: Dossier) -> "QuerySet[PublicReason]":
    """Return what the public reads of the decisions of a dossier."""
    return PublicReason.objects.filter(entry_index__in=dossier.entries.order_by().values("index")).select_related("platform")


def reasons_of_notice(statement: PublicReason) -> list[PublicReason]:
    """Return the other statements on the same notice, in the order of the decisions."""
    found = PublicReason.objects.filter(of_notice=statement.of_notice).exclude(pk=statement.pk).select_related("platform")
    return list(found.order_by("entry_index")[:MOST_OF_NOTICE])


def recheck_of_statement(statement: PublicReason) -> Any:
    """Return what looks at the live pages showed since a decision, in numbers alone; None where none was due or made."""
    entry = Entry.objects.filter(index=statement.entry_index).first()
    notice = Notice.objects.filter(dossier=entry.dossier_id).only("pk", "addresses").first() if entry and entry.dossier_id else None
    if entry is None or notice is None or statement.decision not in ("take_measures", "measure_more"):
        return None
    rows = str((json.loads(entry.body).get("papers") or {}).get("target_rows", ""))
    return recheck_by(notice, statement.measure, rows, statement.decided_at)


def monthly() -> list[dict[str, Any]]:
    """Return by month, platform, decision, measure and kind of right how many decisions there were, on how many addresses, after how many hours."""
    by = ("month", "platform__name_zh", "platform__name_en", "decision", "measure", "right_kind")
    counted = PublicReason.objects.order_by().annotate(month=TruncMonth("day")).values(*by)
    return list(counted.annotate(count=Count("pk"), of_addresses=Sum("addresses"), mean_hours=Avg("hours")).order_by("-month", *by[1:]))


def days_published(most: int) -> list[Day]:
    """Return the newest days with a file."""
    found: dict[str, Day] = {}
    for body in Entry.objects.filter(kind=PUBLISHED_DAY).order_by("-index").values_list("body", flat=True)[:most]:
        told = json.loads(body)
        held = found.setdefault(told["day"], Day(told["day"], told["rows"], told["digests"], 0))
        found[told["day"]] = replace(held, nth=held.nth + 1)
    return list(found.values())


def days_withheld_since_published(at: datetime) -> list[date]:
    """Return the days of which a statement was withheld, or shown again, within the month and whose files were not written since."""
    found: set[date] = set()
    for index, body in Entry.objects.filter(kind__in=(WITHHELD_ENTRY, SHOWN_ENTRY), at__gte=at - _LOOKED_BACK, at__lte=at).values_list("index", "body"):
        day = PublicReason.objects.filter(uid=json.loads(body)["uid"]).values_list("day", flat=True).first()
        published = Entry.objects.filter(kind=PUBLISHED_DAY, index__gt=index, body__contains=f'"day":"{day}"')
        if day is not None and not published.exists():
            found.add(day)
    return sorted(found)


def accuracy_of_platforms() -> list[tuple[str, str, Precision]]:
    """
    Return of each platform (name in Chinese and English) how many of its measures stood, of those on which something was decided since; with bounds.

    Stood: kept after the statement or the decision. Did not: lifted by a judgment or decision, or as a mistake. The newest word on a notice counts; a lapse of
    the fifteen days is no word on either side, as of notifiers; a notice on which the platform's appeal was upheld counts neither way.
    """
    upheld = FigureAppeal.objects.filter(figure=FigureAppeal.PLATFORM, standing=UPHELD).values("notice__dossier")
    apart = Entry.objects.filter(dossier__in=upheld).values("index")
    decided = PublicReason.objects.filter(decision__in=(*_STOOD, *_FELL)).exclude(entry_index__in=apart).order_by("entry_index")
    rows = decided.values_list("platform", "of_notice", "decision")
    newest = {(platform, notice): decision for platform, notice, decision in rows.iterator(chunk_size=2000)}
    counts: dict[int, list[int]] = {}
    for (platform, _), decision in newest.items():
        held = counts.setdefault(platform, [0, 0])
        held[0] += decision in _STOOD
        held[1] += 1
    names = {pk: (zh, en) for pk, zh, en in Department.objects.filter(pk__in=counts).values_list("pk", "name_zh", "name_en")}
    told = [(*names[pk], Precision(stood, judged)) for pk, (stood, judged) in counts.items()]
    return sorted(told, key=lambda one: one[0])


def appeals_of_platforms() -> dict[str, tuple[int, int]]:
    """Return of each platform, by its Chinese name, how many appeals it sent against its figure, and how many were upheld."""
    counted = FigureAppeal.objects.filter(figure=FigureAppeal.PLATFORM).order_by().values("notice__department__name_zh")
    told = counted.annotate(sent=Count("pk"), upheld=Count("pk", filter=Q(standing=UPHELD)))
    return {one["notice__department__name_zh"]: (one["sent"], one["upheld"]) for one in told}
