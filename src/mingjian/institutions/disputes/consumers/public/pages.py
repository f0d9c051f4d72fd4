"""The consumers' portal: by the code that an officer sent, a consumer reads how it stands and what was decided, and answers; without signing in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.errors import MingjianError, NotPermitted
from mingjian.institutions.disputes.consumers.acts import consumer_writes, say_consent, say_settlement
from mingjian.institutions.disputes.consumers.forms import ConsentForm, ConsumerForm, SettlementForm, WordForm
from mingjian.institutions.disputes.consumers.queries import (
    consents_of,
    note_opened,
    receipt_by_code,
    room_in_receipt,
    settlement_claimed,
    word_on_settlement,
)
from mingjian.institutions.disputes.consumers.services.outcome import for_consumer, outcome_of, own_words
from mingjian.institutions.disputes.models import ConsumerReceipt, ConsumerWord
from mingjian.institutions.disputes.particulars import PARTICULARS
from mingjian.institutions.disputes.queries import complaint_of
from mingjian.office.dossiers.shown import state_label
from mingjian.office.particulars.facts import facts
from mingjian.office.web.limits import refuse_closed_portal, takes
from mingjian.office.web.middleware import status_of

#: What is filled in on the page, by the name of its button.
_FORMS = {"write": (WordForm, consumer_writes), "settlement": (SettlementForm, say_settlement), "consent": (ConsentForm, say_consent)}


@require_safe
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the code, and lead to its page."""
    refuse_closed_portal()
    if code := request.GET.get("code", "").strip()[:200]:
        return redirect("consumer:receipt", receipt_by_code(code.rstrip("/").rpartition("/")[2]).code)
    return render(request, "disputes/consumers/enter.html")


@takes(room_in_receipt)
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a page is about, and take in what its consumer says."""
    refuse_closed_portal()
    found = receipt_by_code(code)
    _refuse_officers(request)  # name, telephone and words stand there whole: an officer says why, and reads them where that is entered
    if request.method == "POST":
        return _answered(request, found)
    if request.method == "GET":  # whoever asks for the head alone is not the consumer who reads it
        note_opened(found, now())
    return _shown(request, found, 200)


def _answered(request: HttpRequest, found: ConsumerReceipt) -> HttpResponse:
    kind, act = _FORMS.get(request.POST.get("do", ""), _FORMS["write"])
    form, status = kind(request.POST, request.FILES), 422
    try:
        if form.is_valid():
            act(found, by=None, at=now(), **form.given())
            messages.success(request, gettext("Kept: the officer reads it, and the answer will stand here."))
            return redirect("consumer:receipt", found.code)
    except MingjianError as refused:
        form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
        form.point_at(refused)
        status = status_of(refused)
    return _shown(request, found, status, form)


def _refuse_officers(request: HttpRequest) -> None:
    """Refuse whoever signed in: an officer who knows the code is not the consumer."""
    if request.user.is_authenticated:
        raise NotPermitted(
            "此页由消费者本人查看、填写，已登录的工作人员不能查看，也不能代填；投诉人信息请在投诉页写明目的和依据后查看。",
            "This page is the consumer's own: nobody who signed in reads it or fills it in. Who complains is revealed at the complaint, with a ground.",
        )


def _shown(request: HttpRequest, found: ConsumerReceipt, status: int, tried: ConsumerForm | None = None) -> HttpResponse:
    dossier, own = found.dossier, own_words(found)
    complaint = complaint_of(dossier) if found.role == "complainant" else None
    claimed = settlement_claimed(dossier) if found.role == "complainant" else None
    words = list(found.words.select_related("to"))
    answered = {one.answers_id for one in words if one.answers_id}
    context: dict[str, Any] = {
        "receipt": found,
        "state": state_label(dossier) if complaint or dossier.is_closed else None,  # of a case a buyer reads the end alone, and not how it is investigated
        "facts": facts(PARTICULARS, complaint) if complaint else None,
        "complainant": getattr(complaint, "complainant", None),
        "received_at": complaint.received_at if complaint else dossier.opened_at,
        "claimed": for_consumer(claimed[0], own) if claimed else "",
        "said": word_on_settlement(dossier) if claimed else None,
        "outcome": outcome_of(found),
        "clocks": dossier.deadlines.filter(closed_at__isnull=True, name="decide") if complaint else (),
        "talk": [one for one in words if one.kind in (ConsumerWord.QUESTION, ConsumerWord.MESSAGE)],
        "open_questions": [
            (one, _form(WordForm, tried, {"answered_question": one.pk})) for one in words if one.kind == ConsumerWord.QUESTION and one.pk not in answered
        ],
        "consents": [
            (one, answer, _form(ConsentForm, tried, {"consent_request": one.pk})) for one, answer in consents_of(dossier) if one.receipt_id == found.pk
        ],
        "settlement_form": _form(SettlementForm, tried, {}),
        "word_form": _form(WordForm, tried, {}),
        "refused": tried.non_field_errors() if tried else (),
    }
    reply = render(request, "disputes/consumers/receipt.html", context, status=status)
    reply["Cache-Control"] = "no-store"
    return reply


def _form(kind: type[ConsumerForm], tried: ConsumerForm | None, told: dict[str, int]) -> ConsumerForm:
    """Return the form that was just refused, where it is this one, else an empty one."""
    if type(tried) is kind:
        named = {name: str(tried.data.get(name) or "") for name in kind.unseen}
        if named == {name: str(told.get(name, "")) for name in kind.unseen}:
            return tried
    return kind(initial=told, auto_id=f"id_{'_'.join(str(value) for value in told.values())}%s")
