"""The pages of market data: sources, what was loaded, one load with its bad rows, and loading a file."""

import re
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.language import Text
from mingjian.core.records import kind, kinds
from mingjian.core.records.lake import Load
from mingjian.institutions.market.forms import LoadForm, refusal
from mingjian.institutions.market.lake import require_authority
from mingjian.institutions.market.queries import bad_rows, load_visible_to, loads_visible_to, sources_visible_to
from mingjian.institutions.market.steps.load_file import load_file
from mingjian.office.desk.middleware import officer_of
from mingjian.office.jobs import files
from mingjian.office.jobs.kinds import Order
from mingjian.office.jobs.models import Job
from mingjian.office.jobs.queue import enqueue
from mingjian.office.language import said
from mingjian.office.people.permissions import may, require

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
    sources = [
        (source, title_of(source.kind), source.first[:10], source.last[:10], datetime.fromisoformat(source.newest)) for source in sources_visible_to(officer)
    ]
    context = {
        "sources": sources, "loads": [_shown(load) for load in loads[:LINES]], "left_out": max(len(loads) - LINES, 0),
        "may_load": may(officer, "market.load_records"),
    }  # fmt: skip
    return render(request, "market/home.html", context)


@require_safe
def load(request: HttpRequest, digest: str) -> HttpResponse:
    """Show one load: which column was read as which, and the rows that were not taken."""
    found = load_visible_to(officer_of(request), digest)
    after = _place(request.GET.get("after", ""))
    rows = list(bad_rows(found, BAD_ROWS + 1, after))
    reason = "reason_en" if (get_language() or "").startswith("en") else "reason_zh"
    described = kind(found.kind)
    context = {
        "shown": _shown(found), "rows": [{**row, "reason": row[reason]} for row in rows[:BAD_ROWS]], "is_first": after == 0,
        "after": after + BAD_ROWS if len(rows) > BAD_ROWS else 0,
        "columns": [(ours, theirs, described.column(ours).meaning) for ours, theirs in found.theirs.items()],
    }  # fmt: skip
    return render(request, "market/load.html", context)


@require_safe
def report(request: HttpRequest, digest: str) -> FileResponse:
    """Give the report of bad rows, whole, for the source to mend them."""
    found = load_visible_to(officer_of(request), digest)
    return FileResponse(found.bad_rows_path.open("rb"), as_attachment=True, filename=f"bad_rows-{found.source}-{found.digest[:8]}.csv", content_type="text/csv")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Load a file that comes with the form."""
    officer = officer_of(request)
    require(officer, "market.load_records")
    require_authority(officer)
    form = LoadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["file"].size > AT_ONCE:
            return redirect("jobs:job", _queue(request, form).pk)
        try:
            done = _load(request, form)
        except BadInput as refused:
            refusal(form, refused, request.LANGUAGE_CODE)
        else:
            said = gettext("Loaded %(rows)d rows; %(bad)d were not taken.") if done.is_new else gettext("This file was loaded already; nothing was added.")
            messages.success(request, said % {"rows": done.rows, "bad": done.bad} if done.is_new else said)
            return redirect("market:load", done.digest)
    return render(request, "market/new.html", {"form": form}, status=422 if form.errors else 200)


def _queue(request: HttpRequest, form: LoadForm) -> Job:
    """Keep the upload, and queue its loading."""
    given, officer = form.cleaned_data, officer_of(request)
    name = plain_name(given["file"])
    folder = files.keep(name, given["file"].chunks())
    args = {"kind": given["kind"], "source": given["source"], "mapping": dict(given["mapping"])}
    title = kind(given["kind"]).title
    about = Text(f"{title.zh} · {name}", f"{title.en} · {name}")
    return enqueue("load_file", Order(args, about, officer), at=now(), folder=folder)


def _load(request: HttpRequest, form: LoadForm) -> Load:
    """Write the upload to disk under its own plain name, and load it from there."""
    given = form.cleaned_data
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / plain_name(given["file"])
        with place.open("wb") as out:
            out.writelines(given["file"].chunks())
        return load_file(kind(given["kind"]), place, source=given["source"], by=officer_of(request), at=now(), mapping=given["mapping"])


def plain_name(file: "UploadedFile[bytes]") -> str:
    """Give an upload's name without anything that means something to a file system; its end, which names the format, stays."""
    return re.sub(r"[^\w.-]", "_", Path(file.name or "").name)[-100:].lstrip(".-") or "file"


def title_of(name: str) -> str:
    """Say a kind's name in the reader's language."""
    return said(kinds()[name].title) if name in kinds() else name


def _shown(load: Load) -> Shown:
    return Shown(load, title_of(load.kind), datetime.fromisoformat(load.at).astimezone(UTC), load.first[:10], load.last[:10])


def _place(written: str) -> int:
    if not written:
        return 0
    if not written.isdecimal() or len(written) > 9:
        raise NotFound("没有这一页。", "There is no such page.")
    return int(written)
