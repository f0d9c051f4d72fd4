"""The pages of market data: sources, what was loaded, one load with its bad rows, and loading a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.language import Text
from mingjian.core.records import kind, kinds
from mingjian.core.records.lake import Load
from mingjian.core.records.reading import sheets_to_choose
from mingjian.institutions.market.forms import LoadForm, refusal
from mingjian.institutions.market.opening import load_file
from mingjian.institutions.market.queries import KnownHeadings, bad_rows, known_headings, load_visible_to, loads_visible_to, sources_visible_to
from mingjian.institutions.market.queries.lake import require_authority, waiting_folder
from mingjian.institutions.market.tables import LOADS
from mingjian.office.files.headings import HeadingsForm, ask_sheet, empty_file, recognised
from mingjian.office.files.pending import Waiting, find, forget, keep_waiting
from mingjian.office.files.tables import taken_out
from mingjian.office.jobs import files
from mingjian.office.jobs.kinds import Order
from mingjian.office.jobs.models import Job
from mingjian.office.jobs.queue import enqueue
from mingjian.office.language import said
from mingjian.office.models import Officer
from mingjian.office.panels import panels_of
from mingjian.office.people.permissions import may, require
from mingjian.office.people.signin import officer_of

LINES = 50
BAD_ROWS = 100
AT_ONCE = 8 * 2**20  # bytes of a file that is loaded while the officer waits, and refused at the form where it cannot be used


@dataclass(frozen=True)
class Shown:
    """A load as a page says it."""

    load: Load
    title: str
    at: datetime
    first: str
    last: str


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show every source with what it has given, and the newest loads."""
    officer = officer_of(request)
    loads = loads_visible_to(officer)
    if file := taken_out(request, LOADS, loads):
        return file
    today = localdate()
    sources = [
        (source, title_of(source.kind), source.first[:10], source.last[:10], datetime.fromisoformat(source.newest), source.behind(today))
        for source in sources_visible_to(officer)
    ]
    context = {
        "sources": sources, "loads": [_shown(load) for load in loads[:LINES]], "left_out": max(len(loads) - LINES, 0),
        "may_load": may(officer, "market.load_records"),
    }  # fmt: skip
    return render(request, "market/home.html", context)


@require_safe
def load(request: HttpRequest, digest: str) -> HttpResponse:
    """Show one load: which column was read as which, and the rows that were not taken."""
    officer = officer_of(request)
    found = load_visible_to(officer, digest)
    after = _place(request.GET.get("after", ""))
    rows = list(bad_rows(found, BAD_ROWS + 1, after))
    reason = "reason_en" if (get_language() or "").startswith("en") else "reason_zh"
    described = kind(found.kind)
    context = {
        "may_make_sets": may(officer, "market.make_research_sets"), "shown": _shown(found), "panels": panels_of(found, officer, now()),
        "rows": [{**row, "reason": row[reason]} for row in rows[:BAD_ROWS]], "is_first": after == 0,
        "after": after + BAD_ROWS if len(rows) > BAD_ROWS else 0,
        "notes": [Text(*note).in_language(get_language() or "") for note in found.notes],
        "columns": [(ours, theirs, described.column(ours).meaning) for ours, theirs in found.theirs.items()],
    }  # fmt: skip
    return render(request, "market/load.html", context)


@require_safe
def report(request: HttpRequest, digest: str) -> FileResponse:
    """Return the report of bad rows, whole, for the source to mend them."""
    found = load_visible_to(officer_of(request), digest)
    return FileResponse(found.bad_rows_path.open("rb"), as_attachment=True, filename=f"bad_rows-{found.source}-{found.digest[:8]}.csv", content_type="text/csv")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Load a file that comes with the form; where it has headings that nobody knows, ask for them first."""
    officer = may_load(request)
    form = LoadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            waiting = keep_waiting(given["file"], kind(given["kind"]), given["source"], officer, waiting_folder())
        except BadInput as refused:
            refusal(form, refused, request.LANGUAGE_CODE)
            return _form(request, form)
        try:
            if choices := sheets_to_choose(waiting.path, waiting.kind):
                return ask_sheet(request, choices, waiting, action="market:headings", back="market:new", called=gettext("Load a file"))
            return read_waiting(request, waiting)
        except BadInput as refused:
            forget(waiting)
            refusal(form, refused, request.LANGUAGE_CODE)
    return _form(request, form)


def _form(request: HttpRequest, form: LoadForm) -> HttpResponse:
    templates = [(one, title_of(one.name)) for one in kinds().values()]
    return render(request, "market/new.html", {"form": form, "templates": templates}, status=422 if form.errors else 200)


@require_POST
def headings(request: HttpRequest) -> HttpResponse:
    """Load a file that waited, with what was chosen for its headings; the choice holds for the next file of its source."""
    officer = may_load(request)
    try:
        waiting = find(request.POST.get("token", ""), officer, kind, waiting_folder())
    except BadInput as gone:
        messages.error(request, gone.text.in_language(request.LANGUAGE_CODE))
        return redirect("market:new")
    sheet = request.POST.get("sheet", "")[:100]
    try:
        if "is_sheet_chosen" in request.POST:
            return read_waiting(request, waiting, sheet)
        asked = known_headings(waiting.path, waiting.kind, waiting.source, sheet)
    except BadInput as refused:
        messages.error(request, refused.text.in_language(request.LANGUAGE_CODE))
        return redirect("market:new")
    form = HeadingsForm(request.POST, waiting.kind, asked.headings, asked.unknown)
    if form.is_valid():
        try:
            return _load(request, waiting, {**asked.mapping, **form.mapping}, sheet)
        except BadInput as refused:
            refusal(form, refused, request.LANGUAGE_CODE)
    return _ask(request, waiting, asked, form, sheet)


@require_safe
def template(request: HttpRequest, name: str) -> HttpResponse:
    """Return an empty file of a kind with the headings that are known, for whoever has none of their own."""
    require_authority(officer_of(request))
    described = kind(name)
    return empty_file(described, described.name)


def may_load(request: HttpRequest) -> Officer:
    """Return the officer who asks. Raises NotPermitted for whoever may not load records."""
    officer = officer_of(request)
    require(officer, "market.load_records")
    require_authority(officer)
    return officer


def read_waiting(request: HttpRequest, waiting: Waiting, sheet: str = "") -> HttpResponse:
    """Load a file that waited; where it has headings that nobody knows, ask for them first."""
    asked = known_headings(waiting.path, waiting.kind, waiting.source, sheet)
    return _ask(request, waiting, asked, sheet=sheet) if asked.unknown else _load(request, waiting, asked.mapping, sheet)


def _ask(request: HttpRequest, waiting: Waiting, asked: KnownHeadings, form: HeadingsForm | None = None, sheet: str = "") -> HttpResponse:
    known = recognised(waiting.kind, asked.headings)
    shown = form or HeadingsForm(None, waiting.kind, asked.headings, asked.unknown, waiting, sheet)
    context = {"form": shown, "file": waiting.path.name, "title": title_of(waiting.kind.name), "source": waiting.source, "known": known}
    return render(request, "market/headings.html", context, status=422 if form else 200)


def _load(request: HttpRequest, waiting: Waiting, mapping: Mapping[str, str], sheet: str) -> HttpResponse:
    """Load a file that waited, and say what came of it; one that is too large to wait for is loaded by a job."""
    if waiting.path.stat().st_size > AT_ONCE:
        return redirect("jobs:job", _queue(waiting, mapping, sheet, officer_of(request)).pk)
    given: dict[str, Any] = {"source": waiting.source, "mapping": mapping, "sheet": sheet}
    done = load_file(waiting.kind, waiting.path, **given, by=officer_of(request), at=now(), is_brought=True)
    forget(waiting)
    told = gettext("Rows loaded: %(rows)d; not taken: %(bad)d.") if done.is_new else gettext("This file was loaded already; nothing was added.")
    messages.success(request, told % {"rows": done.rows, "bad": done.bad} if done.is_new else told)
    return redirect("market:load", done.digest)


def _queue(waiting: Waiting, mapping: Mapping[str, str], sheet: str, by: Officer) -> Job:
    """Hand a file that waited to a job."""
    with waiting.path.open("rb") as file:
        folder = files.keep(waiting.path.name, iter(lambda: file.read(2**20), b""))
    args = {"kind": waiting.kind.name, "source": waiting.source, "mapping": dict(mapping), "sheet": sheet}
    about = Text(f"{waiting.kind.title.zh} · {waiting.path.name}", f"{waiting.kind.title.en} · {waiting.path.name}")
    job = enqueue("load_file", Order(args, about, by), at=now(), folder=folder)
    forget(waiting)
    return job


def title_of(name: str) -> str:
    """Name a kind in the reader's language."""
    return said(kinds()[name].title) if name in kinds() else name


def _shown(load: Load) -> Shown:
    return Shown(load, title_of(load.kind), datetime.fromisoformat(load.at).astimezone(UTC), load.first[:10], load.last[:10])


def _place(written: str) -> int:
    if not written:
        return 0
    if not written.isdecimal() or len(written) > 9:
        raise NotFound("没有这一页。", "There is no such page.")
    return int(written)
