"""The public portal: penalty decisions as they were released, and a word in the place of what was taken down; where the node has opened it."""

import json
from datetime import datetime

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from mingjian.institutions.publication.models import TAKEN_DOWN, Publication
from mingjian.institutions.publication.queries import ever_published, newest_changes, published, published_once
from mingjian.institutions.publication.services.export import dumped
from mingjian.institutions.publication.tables import PUBLISHED
from mingjian.office.files.tables import taken_out
from mingjian.office.lists.paging import page_of
from mingjian.office.lists.text import visible
from mingjian.office.web.limits import refuse_closed_portal

ORDER = ("-pk",)
ENTRIES = 50  # of the feed


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """List the penalty decisions that are on display, the newest first; `q` asks for words of what is shown, or for a number."""
    refuse_closed_portal()
    question = request.GET.get("q", "")[:100]
    if file := taken_out(request, PUBLISHED, published(question).order_by(*ORDER)):
        return file
    page = page_of(published(question), ORDER, request.GET.get("after", ""))
    return render(request, "publication/public/decisions.html", {"page": page, "q": question, "rows": [(one, one.shown) for one in page.rows]})


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Describe the newest changes as an Atom feed: what was released or corrected, and in the place of what was taken down only when and why."""
    refuse_closed_portal()
    here, at = request.build_absolute_uri(reverse("published:decisions")), request.build_absolute_uri()
    told = Atom1Feed(title=gettext("Penalties on display"), link=here, feed_url=at, description="", language=request.LANGUAGE_CODE)
    for one in newest_changes(ENTRIES):
        title, text, changed = _told(one)
        told.add_item(
            title=visible(title),
            link=request.build_absolute_uri(one.public_url),
            description=visible(text),
            unique_id=f"urn:mingjian:{one.wire_name}",
            pubdate=changed,
            updateddate=changed,
            author_name=one.department.name,
        )
    return HttpResponse(told.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@require_safe
def dump(request: HttpRequest) -> StreamingHttpResponse:
    """Return all that the public sees or saw as JSON, one publication a line: the text shown now, and of every version when and why it came."""
    refuse_closed_portal()
    lines = (json.dumps(dumped(one), ensure_ascii=False) + "\n" for one in ever_published().iterator(chunk_size=500))
    reply = StreamingHttpResponse(lines, content_type="application/jsonl; charset=utf-8")
    reply["Content-Disposition"] = 'attachment; filename="published.jsonl"'
    return reply


def _told(one: Publication) -> tuple[str, str, datetime | None]:
    shown = one.shown
    if one.standing == TAKEN_DOWN or shown is None:
        return f"{gettext('Taken down')} {one.number}", one.taken_down_why, one.taken_down_at
    text = "\n".join(part for part in (shown.breach, shown.penalty, shown.ground, shown.why) if part)
    return f"{shown.party} {one.number}", text, shown.released_at


@require_safe
def decision(request: HttpRequest, number: str) -> HttpResponse:
    """Show one decision, the versions before it named; of what was taken down only why and when, as gone."""
    refuse_closed_portal()
    found = published_once(number)
    if found.standing == TAKEN_DOWN:
        return render(request, "publication/public/gone.html", {"publication": found}, status=410)
    earlier = found.versions.exclude(released_at=None)
    return render(request, "publication/public/decision.html", {"publication": found, "version": found.shown, "released": earlier})
