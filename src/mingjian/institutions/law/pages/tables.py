"""A table of questions goes up and comes back with its answers. Nothing of it is kept."""

import tempfile
from pathlib import Path

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.errors import MingjianError, NotFound
from mingjian.core.procedure.answers import book
from mingjian.core.procedure.questions import ASKS, HEADINGS
from mingjian.core.procedure.tables import MOST_BYTES, answer_table, csv_of, read_table, workbook_of
from mingjian.institutions.law.pages import today_of
from mingjian.office.files.headings import heading_file
from mingjian.office.language import said

UNPROCESSABLE = 422
_KINDS = (("threshold", _("Lines of crimes")), ("liability", _("Liability")), ("period", _("Periods")), ("assess", _("One whole answer")))
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TableForm(forms.Form):
    """What the rows ask, the table, and in which form the answers come back."""

    use_required_attribute = False
    asks = forms.ChoiceField(label=_("The rows ask for"), choices=_KINDS)
    table = forms.FileField(label=_("Table"), help_text=_("CSV or Excel, one row a question."), widget=forms.FileInput({"accept": ".csv,.tsv,.xlsx,.xls,.ods"}))
    form = forms.ChoiceField(label=_("The answers come as"), choices=(("xlsx", "Excel"), ("csv", "CSV")))


@require_http_methods(["GET", "HEAD", "POST"])
def tables(request: HttpRequest) -> HttpResponse:
    """Answer a table: POST gives the file back, with the columns of the answers."""
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    reply: HttpResponse | None = None
    if form.is_bound and form.is_valid():
        try:
            reply = _answered(form)
        except MingjianError as error:
            form.add_error("table", said(error.text))
    if reply is None:
        columns = [(kind, label, *([_heading(name) for name in names] for names in ASKS[kind])) for kind, label in _KINDS]
        reply = render(request, "law/tables.html", {"form": form, "columns": columns}, status=UNPROCESSABLE if form.errors else 200)
    reply["Cache-Control"] = "no-store"
    return reply


@require_safe
def template(request: HttpRequest, name: str) -> HttpResponse:
    """Return an empty table of the columns of one kind of question."""
    if name not in dict(_KINDS):
        raise NotFound("没有这种模板。", "There is no such template.")
    needed, others = ASKS[name]
    return heading_file([_heading(one) for one in (*needed, *others)], f"{name}-questions")


def _heading(column: str) -> str:
    """Call a column as the reader's table may: in Chinese by the first heading that is understood."""
    return column if get_language() == "en" else next((heading for heading, name in HEADINGS.items() if name == column), column)


def _answered(form: TableForm) -> HttpResponse:
    upload, kind, wanted = form.cleaned_data["table"], form.cleaned_data["asks"], form.cleaned_data["form"]
    with tempfile.TemporaryDirectory(prefix="mingjian-table-") as place:
        path = Path(place) / f"table{Path(upload.name).suffix.lower()}"
        with path.open("wb") as file:
            for piece in upload.chunks():
                if file.tell() <= MOST_BYTES:  # what is larger is refused when it is read
                    file.write(piece)
        headings, rows = answer_table(kind, *read_table(path), book(), today_of())
    content = workbook_of(headings, rows) if wanted == "xlsx" else csv_of(headings, rows)
    reply = HttpResponse(content, content_type=_SHEET if wanted == "xlsx" else "text/csv; charset=utf-8")
    reply["Content-Disposition"] = f'attachment; filename="{kind}-answers.{wanted}"'
    return reply
