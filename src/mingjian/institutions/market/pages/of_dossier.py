"""A table of orders that lies in a dossier is loaded from there: it is brought once, and is evidence and record alike."""

from pathlib import PurePath

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files import File
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.core.records import kind
from mingjian.core.records.reading import sheets_to_choose
from mingjian.institutions.market.forms import LoadForm
from mingjian.institutions.market.opening import load_file
from mingjian.institutions.market.pages import AT_ONCE, may_load, read_waiting
from mingjian.institutions.market.queries import known_headings
from mingjian.institutions.market.queries.lake import waiting_folder
from mingjian.institutions.market.queries.sealed_tables import beginning_of
from mingjian.office.dossiers.parts import part_url
from mingjian.office.files.headings import ask_sheet
from mingjian.office.files.pending import Waiting, forget, keep_waiting
from mingjian.office.files.storage import file_visible_to, hand_out
from mingjian.office.institution import AMOUNTS, EVIDENCE
from mingjian.office.language import said
from mingjian.office.models import Officer, SealedFile
from mingjian.office.people.handling import marks_on

ORDER = "order"
LONGEST_NAME = 60  # signs of a file's name that are kept


@require_POST
def load_sealed(request: HttpRequest, pk: int) -> HttpResponse:
    """
    Load a sealed file as orders, and go on in its dossier; one with headings that nobody knows, with several sheets, or too large to wait for goes the way of
    any other file.

    What is read of the file stands in the ledger as a file handed out, and one with personal data is read by whoever has leave alone.
    """
    officer = may_load(request)
    file = file_visible_to(officer, pk)
    try:
        _refuse_not_open(file, officer)
        source = LoadForm.base_fields["source"].clean(request.POST.get("source", "").strip())
        waiting = _waiting(file, source, officer)
    except ValidationError as fault:
        messages.error(request, f"{gettext('Source')}{gettext(': ')}{' '.join(fault.messages)}")
        return redirect(part_url(file.dossier, EVIDENCE))
    except (BadInput, NotPermitted, StepRefused) as refused:
        messages.error(request, said(refused.text))
        return redirect(part_url(file.dossier, EVIDENCE))
    try:
        if choices := sheets_to_choose(waiting.path, waiting.kind):
            return ask_sheet(request, choices, waiting, action="market:headings", back="market:new", called=gettext("Load a file"))
        asked = known_headings(waiting.path, waiting.kind, waiting.source, "")
        if asked.unknown or waiting.path.stat().st_size > AT_ONCE:
            return read_waiting(request, waiting)
        done = load_file(waiting.kind, waiting.path, source=source, mapping=asked.mapping, sheet="", by=officer, at=now(), is_brought=True)
    except BadInput as refused:
        forget(waiting)
        messages.error(request, said(refused.text))
        return redirect(part_url(file.dossier, EVIDENCE))
    forget(waiting)
    told = gettext("Rows loaded: %(rows)d; not taken: %(bad)d.") if done.is_new else gettext("This file was loaded already; nothing was added.")
    messages.success(request, told % {"rows": done.rows, "bad": done.bad} if done.is_new else told)
    return redirect(part_url(file.dossier, AMOUNTS))


def _refuse_not_open(file: SealedFile, officer: Officer) -> None:
    """Raise StepRefused where the dossier is another department's or closed, or where whoever gave the file keeps it to what its handling code allows."""
    if file.dossier.department_id != officer.department_id or file.dossier.is_closed:
        raise StepRefused("只有承办部门可以载入，且卷宗须未办结。", "Only the department that handles the dossier loads it, while the dossier is open.")
    if kept := next((one for one in marks_on(file.dossier) if (one.has_ended or not one.is_free) and file.sha256 in one.files), None):
        raise StepRefused(f"此文件不能载入：{kept.said.zh}。", f"This file cannot be loaded: {kept.said.en}.")


def _waiting(file: SealedFile, source: str, officer: Officer) -> Waiting:
    """Lay the bytes of a sealed file where files wait to be loaded, under a name by which the load is known again as of this file."""
    _, content = hand_out(officer, file.pk, now())
    with content:
        named = File(content, f"{beginning_of(file)}{PurePath(file.name).name[-LONGEST_NAME:]}")
        return keep_waiting(named, kind(ORDER), source, officer, waiting_folder())  # type: ignore[arg-type]  # it has all of an upload that is read
