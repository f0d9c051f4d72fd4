"""Notices that the platform marked as malicious, by two and with reasons: read from the steps of their dossiers; what follows from it is the law's word."""

from typing import Any, cast

from django.db.models import OuterRef, Q, QuerySet, Subquery

from mingjian.institutions.notices.models import Notice
from mingjian.office.models import Dossier, Entry

MARK, UNMARK = "mark_malicious", "unmark_malicious"
MOST = 5  # earlier ones that a page names


def newest_mark(dossier: str = "dossier") -> "QuerySet[Entry, dict[str, Any]]":
    """Return the kind of the newest entry by which the notice of an outer query was marked, or its mark taken away; `dossier`: its dossier there."""
    found = Entry.objects.filter(dossier=OuterRef(dossier), kind__in=(MARK, UNMARK)).order_by("-index")
    return cast("QuerySet[Entry, dict[str, Any]]", found.values("kind")[:1])


def mark_of(dossier: Dossier | None) -> Entry | None:
    """Return the entry by which a dossier's notice is marked; None where it is not, or is no more."""
    if dossier is None:
        return None
    newest = dossier.entries.filter(kind__in=(MARK, UNMARK)).order_by("-index").first()
    return newest if newest and newest.kind == MARK else None


def marked_before(notice: Notice) -> list[Notice]:
    """Return earlier notices to the same platform, on the same right or of the same sender, that are marked."""
    same = Q(right=notice.right_id)
    if notice.sent_by and notice.sent_by.department_id != notice.department_id:
        same |= Q(sent_by__department=notice.sent_by.department_id)
    found = Notice.objects.filter(same, department=notice.department_id, dossier__isnull=False).exclude(pk=notice.pk)
    marked = found.annotate(marked=Subquery(newest_mark())).filter(marked=MARK)
    return list(marked.defer("addresses", "facts").select_related("dossier").order_by("-sent_at", "-id")[:MOST])
