"""The pages of agreements: what the rulebook proposes, sheets that offices completed, and the register by which members bind themselves."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from mingjian.core.agreement.reader import agreements as in_rulebook
from mingjian.core.agreement.sheet import Agreement
from mingjian.core.errors import BadInput, MingjianError, NotFound, NotPermitted
from mingjian.core.wire.register import Register
from mingjian.institutions.exchange import queries
from mingjian.institutions.exchange.agreements.acts import complete_agreement
from mingjian.institutions.exchange.agreements.forms import CardForm, CompletingForm, DrawingForm, RegisterForm, TakingForm
from mingjian.institutions.exchange.agreements.services import registers
from mingjian.institutions.exchange.models import OwnAgreement
from mingjian.institutions.exchange.services import node
from mingjian.institutions.exchange.services.key_states import key_states
from mingjian.office.language import said
from mingjian.office.models import Officer
from mingjian.office.people.permissions import is_of_authority, may, require, require_duty
from mingjian.office.people.signin import officer_of
from mingjian.office.web.middleware import status_of

FORMS: dict[str, Any] = {"card": CardForm, "draw": DrawingForm, "sign": RegisterForm, "adopt": RegisterForm}


@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    """Show the sheets of the rulebook with what public texts say of them, and those that offices completed."""
    officer = officer_of(request)
    if not is_of_authority(officer):
        raise NotFound("没有这个页面。", "There is no such page.")
    sheets = [max(versions.values(), key=lambda one: one.in_force) for versions in in_rulebook().values()]
    shown = [(one, said(one.title), said(one.note) if one.note else "", [(said(c.title), c) for c in one.clauses.values()]) for one in sheets]
    own = [(one, said(_sheet(one).title)) for one in queries.own_agreements()[:100]]
    context = {"sheets": shown, "own": own, "register": node.register() if node.has_register() else None}
    context |= {f"may_{power}": may(officer, f"exchange.{power}") for power in ("complete", "bind")}
    return render(request, "exchange/agreements.html", context)


def _sheet(one: OwnAgreement) -> Agreement:
    return queries.sheet_of_own(one)


@require_http_methods(["GET", "HEAD", "POST"])
def complete(request: HttpRequest, name: str) -> HttpResponse:
    """Fill a sheet in by the signed text, from what the rulebook proposes."""
    officer = officer_of(request)
    require(officer, "exchange.complete")
    versions = in_rulebook().get(name)
    if not versions:
        raise NotFound("没有这个协议。", "There is no such agreement.")
    sheet = max(versions.values(), key=lambda one: one.in_force)
    form = CompletingForm(sheet, request.POST or None)
    context: dict[str, Any] = {"form": form, "title": said(sheet.title), "note": said(sheet.note) if sheet.note else ""}
    if request.method != "POST" or not form.is_valid():
        return render(request, "exchange/complete.html", context, status=422 if request.method == "POST" else 200)
    try:
        made = complete_agreement(name=name, text=form.text(), source=form.cleaned_data["source"], by=officer, at=now())
    except MingjianError as refused:
        return render(request, "exchange/complete.html", {**context, "refused": said(refused.text)}, status=status_of(refused))
    messages.success(request, gettext("Kept. Another compares it with the signed text."))
    return redirect(made)


@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest) -> HttpResponse:
    """Take a sheet over that another member filled in: the members sign one and the same."""
    officer = officer_of(request)
    require(officer, "exchange.complete")
    form = TakingForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "title": gettext("Take a sheet over from another member"), "is_upload": True}
    if request.method != "POST" or not form.is_valid():
        return render(request, "exchange/complete.html", context, status=422 if request.method == "POST" else 200)
    told = form.cleaned_data
    try:
        made = complete_agreement(name=told["name"].strip(), text=_text(told["sheet"].read()), source=told["source"], by=officer, at=now())
    except MingjianError as refused:
        return render(request, "exchange/complete.html", {**context, "refused": said(refused.text)}, status=status_of(refused))
    messages.success(request, gettext("Kept. Another compares it with the signed text."))
    return redirect(made)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput("文件不是 UTF-8 文本，请向提供的成员索取原文件。", "The file is no UTF-8 text: ask the member for the file as it was.") from None


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a completed sheet, and make, sign and adopt a register about it."""
    officer, at = officer_of(request), now()
    one = queries.own_agreement_numbered(officer, str(pk))
    may_bind = may(officer, "exchange.bind") and one.state == OwnAgreement.State.CONFIRMED
    context: dict[str, Any] = {"agreement": one, "title": said(_sheet(one).title), "may_bind": may_bind}
    context["forms"] = {key: form(prefix=key) for key, form in FORMS.items()}
    if request.method != "POST":
        return render(request, "exchange/agreement.html", context)
    require(officer, "exchange.bind")
    if one.state != OwnAgreement.State.CONFIRMED:
        raise BadInput("请先由另一人核对文本。", "Have another compare the sheet first.")
    did = next((key for key in FORMS if key in request.POST), "sign")
    form = FORMS[did](request.POST, request.FILES, prefix=did)
    context["forms"][did] = form
    try:
        if form.is_valid():
            return _done(request, did, form.cleaned_data, one, at)
    except MingjianError as refused:
        context["refused"] = said(refused.text)
    return render(request, "exchange/agreement.html", context, status=422)


def _done(request: HttpRequest, did: str, told: dict[str, Any], one: OwnAgreement, at: Any) -> HttpResponse:
    if did == "card":
        return _file(registers.card_here(told["zh"], told["en"], told["serves"], told["door"], localdate(), told["until"]), "card.json")
    if did == "draw":
        return _file(registers.drawn([card.read() for card in told["cards"]], one, told["threshold"]), "register.json")
    found = registers.read(told["register"].read())
    _compare(found, told["fingerprint"])
    if found.sheet_sha256 != one.sha256:
        raise BadInput("名册所指的不是这份文本。", "The register is not about this sheet: choose the one that is.")
    if did == "sign":
        return _file(node.sign_register(found.signed, at=at).data + b"\n", "register.json")
    node.adopt(found.signed, at=at)
    messages.success(request, gettext("The register is in force here."))
    return redirect("exchange:agreements")


def _compare(found: Register, typed: str) -> None:
    """Refuse a register whose fingerprint is not the one that was read aloud."""
    if "".join(typed.split()) != found.fingerprint.replace(" ", ""):
        raise BadInput(
            "指纹与名册不符：请与其他成员电话核对后填写十二组数字。",
            "The fingerprint is not this register's: compare it by telephone with another member, then fill its twelve groups in.",
        )


def _file(data: bytes, name: str) -> HttpResponse:
    reply = HttpResponse(data, content_type="application/json")
    reply["Content-Disposition"], reply["Cache-Control"] = f'attachment; filename="{name}"', "no-store"
    return reply


@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Show the keys of this node, who has shown that it has adopted the register in force, and what is to be done; a system administrator renews them."""
    officer, at = officer_of(request), now()
    is_system = officer.duty == Officer.Duty.SYSTEM
    if not (is_system or may(officer, "exchange.bind")):
        raise NotPermitted("密钥由系统管理员更换，由签署名册的负责人查看。", "Keys are for system administrators, and for heads who sign registers.")
    context: dict[str, Any] = {"has_register": node.has_register(), "is_system": is_system}
    status = 200
    if request.method == "POST":
        require_duty(officer, Officer.Duty.SYSTEM)
        try:
            node.renew_keys(at=at, by=officer)
        except MingjianError as refused:
            context["refused"], status = said(refused.text), status_of(refused)
        else:
            messages.success(request, gettext("The keys are renewed."))
            return redirect("exchange:keys")
    if context["has_register"]:
        context |= {"states": key_states(at), "register": node.register()}
    return render(request, "exchange/keys.html", context, status=status)


@require_GET
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a completed sheet as a file, byte for byte, for the other members."""
    one = queries.own_agreement_numbered(officer_of(request), str(pk))
    reply = HttpResponse(one.body.encode(), content_type="text/plain; charset=utf-8")
    reply["Content-Disposition"] = f'attachment; filename="{one.name}-{one.in_force.isoformat()}.txt"'
    return reply
