"""The page of a matter's money and talk: search, sums by counterparty and month, flows drawn; rows become exhibits, and lines of the amount ledger."""

import re
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from mingjian.core.errors import BadInput, MingjianError, NotFound
from mingjian.core.statements import message, payment
from mingjian.core.statements.questions import Asked, Questions
from mingjian.institutions.cases.amounts.acts import add_amount_line
from mingjian.institutions.matters.models import Matter
from mingjian.institutions.matters.queries import matter_visible_to
from mingjian.institutions.statements.acts import MOST, make_excerpt
from mingjian.institutions.statements.forms import CountForm, ExcerptForm, SieveForm
from mingjian.institutions.statements.models import Statement
from mingjian.institutions.statements.queries import case_in, excerpts_of, read_from, statements_of
from mingjian.institutions.statements.reveal import RevealableStatements
from mingjian.institutions.statements.services.charts import flows_drawn, months_drawn
from mingjian.institutions.statements.services.display import party_called, shown
from mingjian.institutions.statements.services.storage import rows_of
from mingjian.office.acts.offers import acts_open, is_open_to
from mingjian.office.dossiers.shown import url_of
from mingjian.office.files.headings import empty_file
from mingjian.office.files.revealable import reading_of
from mingjian.office.language import said
from mingjian.office.models import Officer
from mingjian.office.models.hidden import lookup
from mingjian.office.people.permissions import may
from mingjian.office.people.signin import officer_of

ROWS, PARTIES = 50, 30
KINDS = {one.name: one for one in (payment.KIND, message.KIND)}
_MARK = re.compile(r"(\d{1,6}):(\d{1,9})")


@require_safe
def template(request: HttpRequest, name: str) -> HttpResponse:
    """Return an empty table of movements of money or of messages, for who has them on paper alone."""
    officer_of(request)
    if name not in KINDS:
        raise NotFound("没有这种模板。", "There is no such template.")
    return empty_file(KINDS[name], KINDS[name].title.zh)


@require_safe
def statements(request: HttpRequest, number: str) -> HttpResponse:
    """Show what was brought, and the rows of one sort: masked until purpose and ground are named."""
    officer = officer_of(request)
    found = matter_visible_to(officer, number)
    brought = statements_of(found)
    sort = request.GET.get("sort", "")
    held = [name for name in Statement.Sort.values if read_from(brought, name)]
    sort = sort if sort in Statement.Sort.values else next(iter(held), Statement.Sort.MONEY.value)
    revealable = RevealableStatements(found)
    is_read = revealable.who_may_read(officer) and reading_of(revealable, officer, now()) is not None
    read = read_from(brought, sort)
    context = {
        "matter": found,
        "lead_url": url_of(found.lead),
        "statements": [(one, acts_open(one, officer)) for one in brought],
        "kinds": [(one, reverse("statements:template", args=[name])) for name, one in KINDS.items()],
        "sorts": [(name, label, len(read_from(brought, name))) for name, label in Statement.Sort.choices],
        "sort": sort,
        "is_money": sort == Statement.Sort.MONEY,
        "is_talk": sort == Statement.Sort.TALK,
        "revealable": revealable,
        "may_read": revealable.who_may_read(officer),
        "is_read": is_read,
        **(_answers(request, found, read, sort, is_read=is_read) if read else {}),
        **_excerpts(found, sort, officer, is_read=is_read),
    }
    reply = render(request, "statements/statements.html", context)
    reply["Cache-Control"] = "no-store"
    return reply


def _answers(request: HttpRequest, matter: Matter, read: list[Statement], sort: str, *, is_read: bool) -> dict[str, Any]:
    """Return the rows that are asked for and what they come to."""
    with Questions(sort, {one.nth: rows_of(one) for one in read}, lookup(matter.number)) as questions:
        months = questions.by_month(Asked())
        form = SieveForm(request.GET, read, [one["month"] for one in months], is_read=is_read, sort=sort)
        asked, first = form.asked(), _first(request)
        rows = questions.rows(asked, first, ROWS + 1)
        parties = questions.by_party(asked, PARTIES)
        called = {one["party"]: party_called(one, is_read=is_read) for one in parties}
        told: dict[str, Any] = {"total": questions.totals(asked), "months": questions.by_month(asked)}
        if sort == Statement.Sort.MONEY:
            flows = questions.flows(asked)
            called |= {one["party"]: party_called(one, is_read=is_read) for one in flows}
            told |= {"flows": flows_drawn(flows, called), "drawn": months_drawn(told["months"])}
    return {
        **told,
        "form": form,
        "parties": [(called[one["party"]], one) for one in parties],
        "rows": shown(rows[:ROWS], {one.nth: one for one in read}, excerpts_of(matter, sort), is_read=is_read),
        "after": first + ROWS if len(rows) > ROWS else 0,
        "first": first,
        "most": MOST,
    }


def _first(request: HttpRequest) -> int:
    asked = request.GET.get("first", "")
    return int(asked) if asked.isdecimal() and asked.isascii() and len(asked) < 9 else 0


def _excerpts(matter: Matter, sort: str, officer: Officer, *, is_read: bool) -> dict[str, Any]:
    """Return the excerpts with the form that counts each, and the form of another, to whoever may."""
    may_cut = is_read and is_open_to("statements.bring_statement", matter, officer)
    case = case_in(matter, officer) if may_cut and sort == Statement.Sort.MONEY else None
    may_count = case is not None and is_open_to("cases.add_amount_line", case, officer)
    found = excerpts_of(matter, sort)
    counted = {proof for line in case.lines.exclude(standing="withdrawn") for proof in line.proofs} if case else set()
    forms = [CountForm(exhibit=one.exhibit.nth, quantity=len(one.rows)) if may_count and one.exhibit.sha256 not in counted else None for one in found]
    return {
        "excerpts": [(one, one.exhibit.sha256 in counted, form) for one, form in zip(found, forms, strict=True)],
        "excerpt_form": ExcerptForm() if may_cut else None,
        "case": case,
    }


@require_POST
def excerpt(request: HttpRequest, number: str) -> HttpResponse:
    """Make an exhibit of the rows ticked, or of all that were found."""
    officer = officer_of(request)
    found = matter_visible_to(officer, number)
    sort = request.POST.get("sort", "")
    form = ExcerptForm(request.POST)
    back = f"{reverse('statements:statements', args=[number])}?{request.POST.get('query', '')[:1000]}"
    try:
        if sort not in Statement.Sort.values or not form.is_valid():
            raise BadInput("请写明证据名称，并勾选它证明什么。", "Name the exhibit, and tick what it proves.")
        marks = {(int(mark[1]), int(mark[2])) for one in request.POST.getlist("row") if (mark := _MARK.fullmatch(one))}
        told = {name: form.cleaned_data[name] for name in ("title", "proves", "shows")}
        made = make_excerpt(found, by=officer, at=now(), sort=sort, marks=marks, **told)
    except MingjianError as refused:
        messages.error(request, said(refused.text))
    else:
        messages.success(request, gettext("Entered as exhibit %(number)s. The ledger holds it.") % {"number": made.exhibit.number})
    return redirect(back)


@require_POST
def count(request: HttpRequest, number: str) -> HttpResponse:
    """Enter what an excerpt comes to in the amount ledger of the matter's case, as one line that it proves."""
    officer = officer_of(request)
    found = matter_visible_to(officer, number)
    case = case_in(found, officer)
    if case is None or not may(officer, "cases.handle"):
        raise NotFound("本案情没有可以登记案值的案件。", "The matter has no case whose amount ledger is open to you.")
    form = CountForm(request.POST)
    try:
        if not form.is_valid():
            raise BadInput("请写明商品和件数。", "Name the goods, and how many pieces.")
        told = form.cleaned_data
        cut = next((one for one in excerpts_of(found, Statement.Sort.MONEY) if one.exhibit.nth == told["exhibit"]), None)
        if cut is None:
            raise NotFound("没有这份摘录。", "There is no such excerpt.")
        price = _price(cut.cents_out if told["kind"] in ("refund", "cost") else cut.cents_in, told["quantity"])
        add_amount_line(
            case,
            by=officer,
            at=now(),
            amount_kind=told["kind"],
            goods_name=told["goods"],
            quantity=str(told["quantity"]),
            unit_price=str(price),
            price_basis="actual",
            amount_proofs=cut.exhibit.sha256,
            amount_offer=told["offer"],
        )
    except MingjianError as refused:
        messages.error(request, said(refused.text))
    else:
        messages.success(request, gettext("The line stands in the amount ledger."))
    return redirect("statements:statements", number)


def _price(cents: int, quantity: Decimal) -> Decimal:
    """Return the price of one piece. Raises BadInput where nothing was paid, and where the sum does not divide into cents."""
    if cents <= 0:
        raise BadInput("所摘各行在这一方向上没有金额。", "The rows of the excerpt have no sum on that side.")
    price = (Decimal(cents) / 100 / quantity).quantize(Decimal("0.01"))
    if price * quantity != Decimal(cents) / 100:
        zh = f"{cents / 100:.2f} 元不能按 {quantity.normalize():f} 件均分到分：请按单价相同的行分别摘录，或者件数填 1。"
        raise BadInput(
            zh, f"{cents / 100:.2f} yuan does not divide into {quantity.normalize():f} pieces at whole cents: cut rows of one price apart, or give 1 piece."
        )
    return price
