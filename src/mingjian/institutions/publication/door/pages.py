"""The public door: penalty decisions as they were released, and a word in the place of what was taken down; where the node has opened it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingjian.core.errors import NotFound
from mingjian.institutions.publication.models import TAKEN_DOWN
from mingjian.institutions.publication.queries import published, published_once
from mingjian.institutions.publication.tables import PUBLISHED
from mingjian.office.files.tables import taken_out
from mingjian.office.lists.paging import page_of

ORDER = ("-pk",)


def _door_is_open() -> None:
    if not settings.PUBLIC_DOOR:
        raise NotFound("本节点未开放公众查询。", "This node has no public door.")


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """List the penalty decisions that are on display, the newest first."""
    _door_is_open()
    if file := taken_out(request, PUBLISHED, published().order_by(*ORDER)):
        return file
    page = page_of(published(), ORDER, request.GET.get("after", ""))
    return render(request, "publication/door/decisions.html", {"page": page, "rows": [(one, one.shown) for one in page.rows]})


@require_safe
def decision(request: HttpRequest, number: str) -> HttpResponse:
    """Show one decision, the versions before it named; of what was taken down only why and when, as gone."""
    _door_is_open()
    found = published_once(number)
    if found.standing == TAKEN_DOWN:
        return render(request, "publication/door/gone.html", {"publication": found}, status=410)
    earlier = found.versions.exclude(released_at=None)
    return render(request, "publication/door/decision.html", {"publication": found, "version": found.shown, "released": earlier})
