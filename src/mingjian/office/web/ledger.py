"""The pages of the ledger: what was done, and whether it is as it was recorded."""

import json
import tempfile
from functools import partial
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_POST, require_safe

from mingjian.core.errors import BadInput
from mingjian.core.optional import optional
from mingjian.office.audit.run import NOT_SEEN, audit_dossier, fault_of_signing, newest_result
from mingjian.office.dossiers.history import kind_said
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.dossiers.withheld import body_shown
from mingjian.office.files.tables import taken_out
from mingjian.office.language import said
from mingjian.office.lists.digits import number_in
from mingjian.office.lists.paging import page_of
from mingjian.office.lists.parts import page_or_part
from mingjian.office.models import Entry, Officer
from mingjian.office.people.permissions import dossier_visible_to, entries_visible_to, require_duty
from mingjian.office.people.signin import officer_of
from mingjian.office.record import ledger as record
from mingjian.office.record import resumption
from mingjian.office.web.tables import ENTRIES

MOST_AT_ONCE = 50


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """Show the newest entries that the officer may read, and the newest checkpoint."""
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK, Officer.Duty.AUDIT)
    number = request.GET.get("number", "").strip()[:40]
    found = entries_visible_to(officer).select_related("dossier", "officer", "officer__department")
    if number:
        found = found.filter(dossier__number=number)
    row = partial(_row, officer=officer)
    if file := taken_out(request, ENTRIES, found.order_by("-index"), row):
        return file
    page = page_of(found, ("-index",), request.GET.get("after", ""))
    context = {
        "page": page,
        "rows": [row(entry) for entry in page.rows],
        "number": number,
        "checkpoint": record.newest_checkpoint(),
        "verifier": record.verifier().text,
        "is_auditor": officer.duty == Officer.Duty.AUDIT,
        "witnessed": witnesses.last_seen(now()) if (witnesses := optional("mingjian.office.record.witnesses")) else None,
        "resumed": resumption.told(),
        "signing_fault": fault_of_signing(),
        "audited": newest_result() if officer.duty == Officer.Duty.AUDIT else None,
    }
    return page_or_part(request, "office/ledger.html", "office/ledger_list.html", context)


def _row(entry: Entry, *, officer: Officer) -> dict[str, Any]:
    name = entry.kind.partition(":")[0]
    step = None
    if entry.dossier is not None:
        step = sheet_of(entry.dossier).steps.get(name)
    body = json.dumps(json.loads(body_shown(entry, officer)), ensure_ascii=False, indent=1)
    return {"entry": entry, "label": kind_said(name, step), "leaf": bytes(entry.leaf).hex(), "body": body}


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Check some entries against their hashes and the signed tree; sign a new checkpoint first where the newest does not reach them."""
    asked = [index for entry in request.POST.getlist("entry")[:MOST_AT_ONCE] if (index := number_in(entry, 15)) is not None]
    entries = list(entries_visible_to(officer_of(request)).filter(index__in=asked).order_by("-index"))
    if not entries:
        raise BadInput("没有要核验的记录。", "There is no entry to verify.")
    newest = record.newest_checkpoint()
    if newest is None or newest.size <= entries[0].index:
        newest = record.checkpoint(now())
    examined = [(entry, record.verify_entry(entry)) for entry in entries]
    audited = audit_dossier(dossier_visible_to(officer_of(request), number)) if (number := request.POST.get("dossier", "")[:40]) else None
    context = {
        "examined": examined,
        "broken": [one for one in examined if not one[1].is_proven],
        "checkpoint": newest,
        "audited": audited,
        "not_seen": said(NOT_SEEN),
    }
    return render(request, "office/verified.html" if request.headers.get("HX-Request") else "office/verified_page.html", context)


@require_POST
def export(request: HttpRequest) -> FileResponse:
    """Send the auditor the whole ledger as one file, which anyone can verify offline."""
    require_duty(officer_of(request), Officer.Duty.AUDIT)
    at = now()
    signed = record.checkpoint(at)
    out = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response
    record.export(out, signed)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"ledger-{localtime(at):%Y%m%d-%H%M%S}.jsonl", content_type="application/jsonl")
