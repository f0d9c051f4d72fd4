"""The pages by which a file of clues comes in: the file, what its unknown headings mean, what came of it; and an empty file to fill in."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.records import Kind
from mingjian.core.records.reading import headings_of, sheets_to_choose
from mingjian.core.records.reading.headings import holds_key
from mingjian.institutions.clues.imports.forms import ImportForm
from mingjian.institutions.clues.imports.opening import Loaded, import_clues, known_headings, remember_headings
from mingjian.institutions.clues.imports.services.record import KIND
from mingjian.institutions.clues.services.known_facts import labels_of
from mingjian.institutions.market.queries.lake import waiting_folder
from mingjian.office.files.headings import HeadingsForm, ask_sheet, empty_file, recognised
from mingjian.office.files.pending import Waiting, find, forget, keep_waiting
from mingjian.office.language import said
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require
from mingjian.office.people.signin import officer_of

BAD_ROWS = 200
SHOWN = 200  # clues of a file that are told with what was filled in
MOST_UPLOADED = 200 * 2**20


@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Register every clue of a file; where nobody knows which heading names the act, ask first. Show which rows were not taken, and why."""
    officer = _may_import(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _form(request, form)
    try:
        waiting = _kept(form.cleaned_data["file"], officer)
    except MingjianError as refused:
        return _refused(request, form, refused)
    try:
        if choices := sheets_to_choose(waiting.path, KIND):
            return ask_sheet(request, choices, waiting, action="clues:headings", back="clues:import", called=gettext("Import a file"))
        return _read(request, waiting)
    except MingjianError as refused:
        forget(waiting)
        return _refused(request, form, refused)


@require_POST
def headings(request: HttpRequest) -> HttpResponse:
    """Register the clues of a file that waited, with what was chosen for its headings; the department's next file is read the same way."""
    officer = _may_import(request)
    try:
        waiting = find(request.POST.get("token", ""), officer, _kind, waiting_folder())
    except BadInput as gone:
        messages.error(request, said(gone.text))
        return redirect("clues:import")
    sheet = request.POST.get("sheet", "")[:100]
    try:
        if "is_sheet_chosen" in request.POST:
            return _read(request, waiting, sheet)
        found = headings_of(waiting.path, KIND, sheet)
    except MingjianError as refused:
        messages.error(request, said(refused.text))
        return redirect("clues:import")
    form = HeadingsForm(request.POST, KIND, found, found.ignored)
    if not form.is_valid():
        return _ask(request, waiting, form, sheet)
    try:
        reply = _load(request, waiting, form.mapping, sheet)
    except MingjianError as refused:
        form.add_error(None, said(refused.text))
        return _ask(request, waiting, form, sheet)
    remember_headings(officer, form.mapping)
    return reply


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """Return an empty file of clues with the headings that are known, for whoever has none of their own."""
    _may_import(request)
    return empty_file(KIND, KIND.title.zh)


def _may_import(request: HttpRequest) -> Officer:
    officer = officer_of(request)
    require(officer, "clues.register")
    return officer


def _kind(name: str) -> Kind:
    if name != KIND.name:
        raise BadInput("这个文件不是线索文件。", "This file is not one of clues.")
    return KIND


def _kept(file: Any, officer: Officer) -> Waiting:
    if (file.size or 0) > MOST_UPLOADED:
        raise BadInput(f"文件超过 {MOST_UPLOADED // 2**20} MiB，请分成几份。", f"The file is larger than {MOST_UPLOADED // 2**20} MiB: split it.")
    return keep_waiting(file, KIND, "", officer, waiting_folder())


def _form(request: HttpRequest, form: ImportForm, **more: Any) -> HttpResponse:
    return render(request, "clues/import.html", {"form": form, "kind": KIND, **more}, status=422 if form.errors else 200)


def _refused(request: HttpRequest, form: ImportForm, refused: MingjianError) -> HttpResponse:
    form.add_error("file", f"{visible(form.cleaned_data['file'].name or '')[-100:]}{gettext(': ')}{said(refused.text)}")
    return _form(request, form)


def _read(request: HttpRequest, waiting: Waiting, sheet: str = "") -> HttpResponse:
    """Register the clues of a file that waited; where nobody knows which heading names the act, ask first."""
    found, known = headings_of(waiting.path, KIND, sheet), known_headings(officer_of(request), waiting.path, sheet)
    is_known = holds_key(KIND, found) or set(KIND.key) <= set(known.values())
    return _load(request, waiting, known, sheet) if is_known else _ask(request, waiting, sheet=sheet)


def _ask(request: HttpRequest, waiting: Waiting, form: HeadingsForm | None = None, sheet: str = "") -> HttpResponse:
    found = headings_of(waiting.path, KIND, sheet)
    known, shown = recognised(KIND, found), form or HeadingsForm(None, KIND, found, found.ignored, waiting, sheet)
    needed = [said(KIND.column(name).meaning) for name in KIND.key if name not in found.theirs]
    context = {"form": shown, "file": waiting.path.name, "known": known, "needed": needed}
    return render(request, "clues/headings.html", context, status=422 if form else 200)


def _load(request: HttpRequest, waiting: Waiting, mapping: Mapping[str, str], sheet: str) -> HttpResponse:
    loaded = import_clues(waiting.path, by=officer_of(request), at=now(), mapping=mapping, sheet=sheet)
    forget(waiting)
    return _form(request, ImportForm(), **_told(loaded))


def _told(loaded: Loaded) -> dict[str, Any]:
    bad = [{"row": row.row, "value": row.value, "reason": said(row.reason)} for row in loaded.bad_rows[:BAD_ROWS]]
    shown = [(one, labels_of(one.filled)) for one in loaded.clues[:SHOWN]]
    helped = sum(bool(one.filled) for one in loaded.clues)
    return {"loaded": loaded, "clues": shown, "helped": helped, "bad_rows": bad, "left_out": len(loaded.bad_rows) - len(bad), "notes": loaded.notes}
