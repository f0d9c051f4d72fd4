"""The pages of cases: the list, filing one, one case with its amounts; the basis of each sum."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime, now
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjian.core.amount_lines.totals import Totals
from mingjian.core.errors import BadInput, NotFound, StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure.acts import Act
from mingjian.institutions.cases.acts import describe_case
from mingjian.institutions.cases.amounts.services.offers import sums_by_offer
from mingjian.institutions.cases.amounts.services.orders import may_have_orders
from mingjian.institutions.cases.forms import CaseForm, FilingForm
from mingjian.institutions.cases.models import PROCEDURE, WITHDRAWN, AmountLine, Case
from mingjian.institutions.cases.opening import file_case
from mingjian.institutions.cases.queries import case_of, case_visible_to, cases_matching, invitation_visible_to, lines_counted
from mingjian.institutions.cases.services.assessment import totals_of, watch_of
from mingjian.institutions.cases.services.completion import CompletionForm, completion_of, enter_completion, entered_before
from mingjian.institutions.cases.services.items import Proof, proofs_of
from mingjian.institutions.cases.services.lines import line_word, stand_of
from mingjian.institutions.cases.services.provision import day_of_law, provision_of
from mingjian.institutions.cases.services.record_fields import DAYS, a_map, all_maps, filled_cases, table_of
from mingjian.institutions.cases.tables import CASES
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.queries import clues_visible_to
from mingjian.institutions.matters.queries import matter_of
from mingjian.office.acts.offers import acts_open, is_open_to
from mingjian.office.dossiers import shown as dossiers
from mingjian.office.dossiers.deeds import whole_answer_url
from mingjian.office.dossiers.leads import carried
from mingjian.office.dossiers.parts import part_context, parts_of
from mingjian.office.files.tables import taken_out
from mingjian.office.institution import OVERVIEW, WHOLE
from mingjian.office.lists.days import day_asked
from mingjian.office.lists.paging import page_of
from mingjian.office.lists.parts import page_or_part
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import asking_once, panels_of
from mingjian.office.people.permissions import dossier_visible_to, is_of_authority, may, require, require_duty
from mingjian.office.people.signin import officer_of
from mingjian.office.web.middleware import status_of

ORDER = ("-dossier_id",)


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """List the cases that the officer may see, the newest first."""
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK)
    asked = {name: request.GET.get(name, default)[:100] for name, default in (("state", "open"), ("q", ""))}
    found = cases_matching(officer, state=asked["state"], question=asked["q"])
    if file := taken_out(request, CASES, found.order_by(*ORDER)):
        return file
    page = page_of(found.select_related("dossier__officer"), ORDER, request.GET.get("after", ""))
    dossiers.with_next_clocks(one.dossier for one in page.rows)
    context = {"page": page, "at": now(), **asked, "may_file": may(officer, "cases.file") and is_of_authority(officer)}
    context["may_report"] = may(officer, "cases.handle")
    return page_or_part(request, "cases/cases.html", "cases/cases_list.html", context)


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Show the decided cases of a span as another system asks for them, with what is still empty; and give them as its table."""
    officer, at = officer_of(request), now()
    require(officer, "cases.handle")
    chosen, today = a_map(request.GET.get("map", "")[:60]), localtime(at).date()
    since = day_asked(request.GET.get("since", "")) or today - timedelta(days=DAYS)
    until = day_asked(request.GET.get("until", "")) or today
    found = filled_cases(chosen, officer, since, until, at)
    if file := taken_out(request, table_of(chosen), found):
        return file
    told = {"maps": all_maps().values(), "map": chosen, "since": since, "until": until, "found": found, "signs": sum(one.signs for one in found)}
    return render(request, "cases/reporting.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """File a case, with what its clue tells filled in. A refusal keeps what was typed."""
    officer = officer_of(request)
    require(officer, "cases.file")
    number, at = request.GET.get("from", "")[:40], now()
    source = dossier_visible_to(officer, number) if number else None
    clue = _clue(officer, request.GET.get("clue", "") or number)
    note = carried(source, PROCEDURE, officer, at).get("note", "") if source else ""
    form = FilingForm(officer, clue, request.POST or None, source=source, note=note)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                case = file_case(form.filing(), by=officer, at=now(), key=form.cleaned_data["key"])
            except (BadInput, StepRefused) as refused:
                form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
                status = status_of(refused)
            else:
                messages.success(request, gettext("Opened as %(number)s. The ledger holds it.") % {"number": case.number})
                return redirect("cases:case", case.number)
    return render(request, "cases/new.html", {"form": form, "clue": clue, "source": source}, status=status)


def _clue(officer: Officer, number: str) -> Clue | None:
    return clues_visible_to(officer).get(dossier__number=number) if number and clues_visible_to(officer).filter(dossier__number=number).exists() else None


@require_safe
def case(request: HttpRequest, number: str, part: str = OVERVIEW) -> HttpResponse:
    """Show one part of a case; with a case to join or parties to separate in the address, the form of that step with them filled in."""
    told = {"joined_case": request.GET.get("joined_case", "")[:40], "split_parties": "、".join(request.GET.getlist("split_parties"))[:300]}
    tried = {name: value for name, value in told.items() if value} or None
    return _show(request, case_visible_to(officer_of(request), number), tried, part=part)


def show_case(request: HttpRequest, dossier: Dossier, tried: dossiers.Tried) -> HttpResponse:
    """Show the case of a dossier, for instance with a step that was just refused. A dossier of before there were cases gets one, still empty."""
    return _show(request, case_visible_to(officer_of(request), dossier.number) if case_of(dossier) else Case(dossier=dossier), tried)


@require_safe
def invitation(request: HttpRequest, number: str) -> HttpResponse:
    """Show an invitation into a cluster to whoever is invited and to whoever leads: what was written, and the ways to answer."""
    return render(request, "cases/invitation.html", {"one": invitation_visible_to(officer_of(request), number)})


@require_POST
def describe(request: HttpRequest, number: str) -> HttpResponse:
    """Set what is known of a case. A refusal shows the page again, with what was typed and why."""
    officer = officer_of(request)
    found = case_visible_to(officer, number)
    form = CaseForm(found, request.POST)
    if form.is_valid():
        try:
            describe_case(found, told=form.told(), reason=form.cleaned_data.get("reason", ""), by=officer, at=now())
        except (BadInput, StepRefused) as refused:
            form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
        else:
            messages.success(request, gettext("What is known of the case is set. The ledger holds it."))
            return redirect("cases:case", number)
    reply = _show(request, found, form=form)
    reply.status_code = 422
    return reply


@require_POST
def complete(request: HttpRequest, number: str) -> HttpResponse:
    """Enter what the matter lacked, as far as it was filled in. A refusal shows the page again, with what was typed and why."""
    officer = officer_of(request)
    found = case_visible_to(officer, number)
    if before := entered_before(request.POST, officer):
        return _entered(request, number, before)
    form = completion_of(found, officer, request.POST)
    if form is None:
        raise NotFound("案情没有可以在此补登的内容。", "Nothing of the matter is entered here.")
    if form.is_valid():
        try:
            done = enter_completion(form, by=officer, at=now())
        except (BadInput, StepRefused) as refused:
            form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
        else:
            return _entered(request, number, done)
    reply = _show(request, found, completion=form)
    reply.status_code = 422
    return reply


def _entered(request: HttpRequest, number: str, done: int) -> HttpResponse:
    told = ngettext("%d row of the matter is entered. The ledger holds it.", "%d rows of the matter are entered. The ledger holds them.", done)
    messages.success(request, told % done)
    return redirect("cases:case", number)


@asking_once()
def _show(
    request: HttpRequest,
    found: Case,
    tried: dossiers.Tried = None,
    form: CaseForm | None = None,
    part: str = OVERVIEW,
    completion: CompletionForm | None = None,
) -> HttpResponse:
    officer, at = officer_of(request), now()
    placed = part_context(found.dossier, part)
    if found.pk is not None:
        prefetch_related_objects([found], "lines__offer")  # nothing below changes them, and much asks for them
    totals, fault = _totals(found)
    handles = found.pk is not None and is_open_to("cases.describe_case", found, officer)
    context: dict[str, Any] = {
        "case": found,
        "dossier": found.dossier,
        "shown": dossiers.shown(found.dossier, officer, at, tried),
        "at": at,
        "lines": _lines(found, totals, officer),
        "totals": totals,
        "by_offer": sums_by_offer(lines_counted(found), totals) if totals else [],
        "fault": fault,
        **_line(found, localtime(at).date()),
        "form": (form or CaseForm(found)) if handles else None,
        "completion": completion or (completion_of(found, officer) if handles and part in (OVERVIEW, WHOLE) else None),
        "has_orders": handles and may_have_orders(found),
        "has_matter": matter_of(found.dossier) is not None,
        "provision": provision_of(found),
        "day_of_law": day_of_law(found),
        "whole_answer": whole_answer_url(found.dossier) if found.pk is not None else "",
        "panels": panels_of(found.dossier, officer, at, part=part, parts_shown=parts_of(PROCEDURE)),
        **placed,
    }
    reply = render(request, "cases/case.html", context)
    reply["Cache-Control"] = "no-store"
    return reply


def _line(found: Case, on: date) -> dict[str, Any]:
    """Weigh a case against the line of its crime once for the whole page, and say how it stands to it: always, and not only near it."""
    watch = watch_of(found, on)
    if found.pk is None or found.dossier.is_closed:
        return {"watch": watch}
    stand = stand_of(found, on, watch)
    return {"watch": watch, "stand": stand, "stand_word": line_word(found, stand)}


def _lines(found: Case, totals: Totals | None, officer: Officer) -> list[tuple[AmountLine, Decimal | None, bool, list[Proof], list[Act]]]:
    """Return each line with what it comes to, whether it was withdrawn, its evidence, and the acts that the officer may do to it."""
    lines = list(found.lines.all()) if found.pk else []
    proofs: dict[int, list[Proof]] = {}
    for one in proofs_of(found, lines) if lines else ():
        proofs.setdefault(one.line, []).append(one)
    values = totals.values if totals else {}
    return [(one, values.get(str(one.nth)), one.standing == WITHDRAWN, proofs.get(one.nth, []), acts_open(one, officer)) for one in lines]


def _totals(found: Case) -> tuple[Totals | None, Text | None]:
    try:
        return (totals_of(found) if found.pk else None), None
    except BadInput as error:
        return None, error.text
