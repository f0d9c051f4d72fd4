"""Statements of reasons for anybody: searched, one by one, counted by month, and as files by day."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingjian.core.errors import TooMuch
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.core.rules.precision import FEWEST
from mingjian.institutions.notices.facts import lane_by
from mingjian.institutions.notices.queries import platforms
from mingjian.institutions.publication.reasons.queries import (
    SIFTED_BY,
    accuracy_of_platforms,
    appeals_of_platforms,
    days_published,
    monthly,
    reason_of,
    reasons_matching,
    reasons_of_notice,
    recheck_of_statement,
)
from mingjian.institutions.publication.reasons.services.fields import DECISIONS, goods_said
from mingjian.institutions.publication.reasons.services.files import FORMS, file_of_day
from mingjian.institutions.publication.reasons.tables import MONTHLY, REASONS, option_said
from mingjian.office.files.tables import taken_out
from mingjian.office.language import said
from mingjian.office.lists.paging import page_of
from mingjian.office.web.limits import refuse_closed_portal
from mingjian.office.web.middleware import status_of

ORDER = ("-entry_index",)
_ONE = BoundedSemaphore(1)  # files written at a time in a process: of fifty thousand rows one takes twenty seconds of a processor
_PATIENCE = 5  # seconds
SHOWN, DAYS = 500, 400  # rows of the figures, days with files: of one page


@require_safe
def reasons(request: HttpRequest) -> HttpResponse:
    """List statements, the newest first, as they are asked for."""
    refuse_closed_portal()
    asked = {name: request.GET.get(name, "").strip()[:100] for name in (*SIFTED_BY, "month_of", "q")}
    found = reasons_matching(asked)
    refused, status = "", 200
    try:
        with _alone(request):
            if file := taken_out(request, REASONS, found.order_by(*ORDER)):
                return file
    except TooMuch as busy:
        refused, status = said(busy.text), status_of(busy)
    page = page_of(found, ORDER, request.GET.get("after", ""))
    rows = [(one, said(DECISIONS[one.decision]), said(option_said("measure", one.measure)), said(option_said("right", one.right_kind))) for one in page.rows]
    context = {"page": page, "rows": rows, **asked, "platforms": platforms(), "refused": refused}
    context["measures"] = [(key, said(text)) for key, text in rulebook().papers["measure"].options]
    context["rights"] = [(key, said(text)) for key, text in rulebook().papers["right"].options]
    return render(request, "publication/reasons/reasons.html", context, status=status)


@contextmanager
def _alone(request: HttpRequest) -> Iterator[None]:
    """Let one list at a time be written as a file in a process. Raises TooMuch while another is."""
    if not request.GET.get("as"):
        yield
        return
    if not _ONE.acquire(timeout=_PATIENCE):
        raise TooMuch(
            "正在导出其他清单，请稍候再试；也可以直接下载按日数据文件。",
            "Another list is being written: try again in a moment, or take the data files by day.",
        )
    try:
        yield
    finally:
        _ONE.release()


@require_safe
def reason(request: HttpRequest, uid: str) -> HttpResponse:
    """Show one statement."""
    refuse_closed_portal()
    found = reason_of(uid)
    told = {name: option_said(name, value) for name, value in (("measure", found.measure), ("automation", found.automation), ("right", found.right_kind))}
    others = reasons_of_notice(found)
    context = {"one": found, "decision": DECISIONS[found.decision], "goods_classes": goods_said(found), "recheck": recheck_of_statement(found), **told}
    return render(request, "publication/reasons/reason.html", {**context, "others": [(other, DECISIONS[other.decision]) for other in others]})


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show how many decisions there were by month, platform, decision, measure and right, and how soon they came."""
    refuse_closed_portal()
    rows, refused, status = monthly(), "", 200
    try:
        with _alone(request):
            if file := taken_out(request, MONTHLY, rows):
                return file
    except TooMuch as busy:
        refused, status = said(busy.text), status_of(busy)
    told = [[said(option_said(paper, row[name])) for paper, name in (("measure", "measure"), ("right", "right_kind"))] for row in rows[:SHOWN]]
    shown = [(row, said(DECISIONS[row["decision"]]), *words) for row, words in zip(rows[:SHOWN], told, strict=True)]
    appeals = appeals_of_platforms()
    accuracy = [(said(Text(zh, en)), one, appeals.get(zh), lane_by(one)) for zh, en, one in accuracy_of_platforms()]
    context = {"rows": shown, "all": len(rows), "most": SHOWN, "accuracy": accuracy, "least": FEWEST, "refused": refused}
    return render(request, "publication/reasons/figures.html", context, status=status)


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """List the days with files, with the hash of each file."""
    refuse_closed_portal()
    return render(request, "publication/reasons/data.html", {"days": days_published(DAYS), "forms": list(FORMS)})


@require_safe
def file(request: HttpRequest, day: str, form: str) -> HttpResponse:
    """Return the file of a day."""
    refuse_closed_portal()
    reply = HttpResponse(file_of_day(day, form), content_type=FORMS[form])
    reply["Content-Disposition"] = f'attachment; filename="reasons-{day}.{form}"'
    return reply
