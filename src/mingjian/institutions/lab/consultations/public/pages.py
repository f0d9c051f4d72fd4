"""The public portal: drafts with their figures, the form of a comment until the closing day, and the receipt by its code."""

from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.errors import MingjianError, NotFound
from mingjian.institutions.lab.consultations.acts import comment_on_draft
from mingjian.institutions.lab.consultations.forms import CommentForm
from mingjian.institutions.lab.consultations.queries import comment_by_code, published_draft, published_drafts
from mingjian.institutions.lab.consultations.services.comments import MOST_AN_HOUR, counts_of, counts_told, in_words
from mingjian.institutions.lab.consultations.tables import PUBLIC_COMMENTS, PUBLIC_DRAFTS
from mingjian.institutions.lab.models import Comment, Consultation
from mingjian.institutions.lab.services.results import told_in
from mingjian.office.files.tables import taken_out
from mingjian.office.language import said
from mingjian.office.lists.paging import page_of
from mingjian.office.web.limits import network_of, refuse_closed_portal, refuse_often
from mingjian.office.web.middleware import status_of

ORDER = ("-published_at", "-pk")
NEWEST = ("-nth",)
ON_A_PAGE = 20  # comments
FILES_AN_HOUR = 20  # to one address


@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """List the drafts that are or were before the public; whoever has a code is led to its receipt."""
    refuse_closed_portal()
    none = ""
    if code := request.GET.get("code", "").strip()[:80]:
        try:
            return redirect("consultations:receipt", comment_by_code(code.rstrip("/").rpartition("/")[2]).code)
        except NotFound as refused:
            none = said(refused.text)
    _refuse_many_files(request)
    if file := taken_out(request, PUBLIC_DRAFTS, published_drafts()):
        return file
    page = page_of(published_drafts(), ORDER, request.GET.get("after", ""))
    return render(request, "lab/consultations/public/list.html", {"page": page, "code": code, "no_such": none}, status=404 if none else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """Show one draft with its figures and the comments that are shown; take a comment in until the end of its closing day."""
    refuse_closed_portal()
    found = published_draft(number)
    if request.method != "POST":
        return _shown(request, found, CommentForm(), 410 if found.state == Consultation.State.WITHDRAWN else 200)
    form, status = CommentForm(request.POST), 422
    if form.is_valid():
        try:
            refuse_often(request, "comment_on_draft", MOST_AN_HOUR * 2)
            made = comment_on_draft(
                found, by=None, at=now(), origin=_origin(request), form=_form_of(request), **{name: value for name, value in form.cleaned_data.items() if value}
            )
            return redirect("consultations:receipt", made.code)
        except MingjianError as refused:
            form.add_error(None, said(refused.text))
            status = status_of(refused)
    return _shown(request, found, form, status)


def _refuse_many_files(request: HttpRequest) -> None:
    """Count lists that are taken along: one of thousands of rows takes seconds."""
    if request.GET.get("as"):
        refuse_often(request, "draft_files", FILES_AN_HOUR)


def _shown(request: HttpRequest, found: Consultation, form: CommentForm, status: int) -> HttpResponse:
    _refuse_many_files(request)
    if file := taken_out(request, PUBLIC_COMMENTS, found.comments.filter(state=Comment.State.SHOWN).order_by(*NEWEST)):
        return file
    page = page_of(found.comments.filter(state=Comment.State.SHOWN), NEWEST, request.GET.get("after", ""), size=ON_A_PAGE)
    counts = counts_of(found)
    context: dict[str, Any] = {"consultation": found, "form": form, "page": page, "counts": counts, "told": counts_told(counts)}
    context["sent_form"] = _form_of(request) or token_urlsafe(18)
    context |= {"replay": told_in(found.replay, request.LANGUAGE_CODE), "rows": [(one, in_words(one)) for one in page.rows]}
    return render(request, "lab/consultations/public/draft.html", context, status=status)


def _form_of(request: HttpRequest) -> str:
    """Return the token of the form that was sent, which each showing of the page draws by lot: sent twice, it is one comment."""
    return request.POST.get("sent_form", "")[:80]


@require_safe
def file(request: HttpRequest, number: str, nth: int) -> HttpResponse:
    """Return a drafted file as text, to be kept."""
    refuse_closed_portal()
    found = published_draft(number)
    files = list(found.files.items())
    if not 1 <= nth <= len(files):
        raise NotFound("没有这个文件。", "There is no such file.")
    path, text = files[nth - 1]
    reply = HttpResponse(text, content_type="text/plain; charset=utf-8")
    reply["Content-Disposition"] = f'attachment; filename="{path.replace("/", "-")}"'
    reply["X-Content-Type-Options"] = "nosniff"
    return reply


@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Show whoever has the code how a comment stands: held, shown, or not shown and why; and its answer."""
    refuse_closed_portal()
    found = comment_by_code(code)
    reply = render(request, "lab/consultations/public/receipt.html", {"comment": found, "consultation": found.consultation, "words": in_words(found)})
    reply["Cache-Control"] = "no-store"
    return reply


def _origin(request: HttpRequest) -> str:
    """Hash the address with the node's own key: enough to count, too little to know who it was."""
    return sha256(f"{settings.SECRET_KEY}/{network_of(request)}".encode()).hexdigest()
