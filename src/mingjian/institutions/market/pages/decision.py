"""The page that reads a penalty decision: what was read stands in a form beside the text, and becomes a record once an officer has looked at it."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from mingjian.core.errors import BadInput
from mingjian.core.records import kind
from mingjian.institutions.market.forms import DecisionForm, DecisionTextForm, refusal
from mingjian.institutions.market.opening import load_file
from mingjian.institutions.market.queries.lake import require_authority, waiting_folder
from mingjian.office.language import said
from mingjian.office.people.permissions import require
from mingjian.office.people.signin import officer_of

SOURCE = "decisions"
_NAMES = {"number": "decision_id", "authority": "authority", "party": "party", "code": "uscc"}


class Piece(NamedTuple):
    """A part of the text; `title` names what was read there (empty: nothing), `percent` how sure it is."""

    text: str
    title: str = ""
    percent: int = 0


@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest) -> HttpResponse:
    """Read a decision that was pasted, and enter it once the officer confirms what was read."""
    officer = officer_of(request)
    require(officer, "market.load_records")
    require_authority(officer)
    if "enter" in request.POST:
        return _enter(request)
    asked = DecisionTextForm(request.POST or None)
    if not asked.is_valid():
        return render(request, "market/decision.html", {"asked": asked}, status=422 if request.POST else 200)
    return _shown(request, asked, None)


def _shown(request: HttpRequest, asked: DecisionTextForm, form: DecisionForm | None) -> HttpResponse:
    """Show the text with the places of what was read, and the form with its values."""
    from mingjian.core.extraction.decisions import read_decision  # numba, which pages of the console do not need (decision 130)
    from mingjian.core.extraction.decisions.record import penalty_of, unsure

    text = asked.cleaned_data["text"]
    found = read_decision(text)
    doubt = unsure(found)
    form = form or DecisionForm(initial=penalty_of(found))
    context = {
        "asked": asked, "form": form, "pieces": list(_pieces(text, found)), "unsure": said(doubt) if doubt else "",
        "is_none": found.is_empty, "sums": found.sums,
    }  # fmt: skip
    return render(request, "market/decision.html", context, status=422 if form.errors else 200)


def _pieces(text: str, found: Any) -> Iterator[Piece]:
    """Cut a text at the places of what was read; of two that overlap the first stands."""
    column = kind("penalty").column
    marks = [(one.start, one.end, said(column(_NAMES[name]).meaning), one.confidence) for name in _NAMES if (one := getattr(found, name))]
    marks += [(one.start, one.end, one.kind, one.confidence) for one in found.sums]
    marks += [(one.start, one.end, said(column("breach").meaning), one.confidence) for one in found.breaches]
    marks += [(one.start, one.end, said(column("ground").meaning), one.confidence) for one in found.articles]
    marks += [(one.start, one.end, said(column("decided_on").meaning), one.confidence) for one in found.days if one.role == "decided"]
    at = 0
    for start, end, title, confidence in sorted(marks):
        if start < at:
            continue
        yield Piece(text[at:start])
        yield Piece(text[start:end], title, round(confidence * 100))
        at = end
    yield Piece(text[at:])


def _enter(request: HttpRequest) -> HttpResponse:
    """Load the record that the form holds; the form comes back where it is refused."""
    form, asked = DecisionForm(request.POST), DecisionTextForm(request.POST)
    if not form.is_valid():
        return _shown(request, asked, form) if asked.is_valid() else render(request, "market/decision.html", {"asked": asked}, status=422)
    row = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
    row["fine_from"] = "text" if "fine" in row and "fine" not in form.changed_data else ""
    with tempfile.TemporaryDirectory(dir=_waiting()) as folder:
        path = Path(folder) / "decision.jsonl"
        path.write_text(json.dumps(row, ensure_ascii=False, default=str) + "\n", encoding="utf-8")
        try:
            done = load_file(kind("penalty"), path, source=SOURCE, by=officer_of(request), at=now(), is_brought=True)
        except BadInput as refused:
            refusal(form, refused, request.LANGUAGE_CODE)
            return _shown(request, asked, form) if asked.is_valid() else render(request, "market/decision.html", {"asked": asked}, status=422)
    entered, known = gettext("The decision is entered. It stands in the history of its party."), gettext("This decision was entered already.")
    messages.success(request, entered if done.is_new else known)
    return redirect("market:load", done.digest)


def _waiting() -> Path:
    folder = waiting_folder()
    folder.mkdir(parents=True, exist_ok=True)
    return folder
