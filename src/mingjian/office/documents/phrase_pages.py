"""The pages of the sentences that an office keeps: all of them, one with its versions, and those for one field of a dossier."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.errors import BadInput, MingjianError, NotFound, NotPermitted
from mingjian.office.documents import phrases
from mingjian.office.documents.creation import may_make
from mingjian.office.documents.models import Phrase
from mingjian.office.dossiers.shown import url_of
from mingjian.office.form_fields import Listed
from mingjian.office.language import said
from mingjian.office.lists.parts import wants_part
from mingjian.office.models import Department, Officer
from mingjian.office.people.permissions import dossier_visible_to, require_duty
from mingjian.office.people.signin import officer_of

_ID = re.compile(r"[A-Za-z0-9_-]{1,120}")


class PhraseForm(forms.Form):
    """A sentence to be written; without the choice of a place where it is another version of one."""

    place = forms.CharField(label=_("Field or document"), max_length=120, help_text=_("Type a part of its name, and pick it from the list."))
    title = forms.CharField(label=_("Title, by which it is chosen"), max_length=phrases.LONGEST_TITLE)
    text = forms.CharField(
        label=_("Sentence"),
        max_length=phrases.LONGEST,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Facts of the dossier stand in 【】, such as 【当事人】."),
    )

    def __init__(self, *args: Any, is_version: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        if is_version:
            del self.fields["place"]
        else:
            self.fields["place"].widget = Listed([(key, said(label)) for key, label in phrases.places().items()])


def _department(request: HttpRequest) -> tuple[Officer, Department]:
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK)
    if officer.department is None:
        raise NotFound("您不属于任何部门。", "You belong to no department.")
    return officer, officer.department


@require_http_methods(["GET", "HEAD", "POST"])
def all_phrases(request: HttpRequest) -> HttpResponse:
    """List the sentences of the officer's department, those that wait first; POST writes one."""
    officer, department = _department(request)
    form, refused = PhraseForm(request.POST or None, initial={"place": request.GET.get("place", "")[:120]}), ""
    if request.method == "POST" and form.is_valid():
        try:
            made = phrases.write_phrase(form.cleaned_data["place"], form.cleaned_data["title"], form.cleaned_data["text"], by=officer, at=now())
        except MingjianError as error:
            refused = said(error.text)
        else:
            messages.success(request, gettext("Written. It may be chosen once a colleague has approved it."))
            return redirect("documents:phrase", made.nth)
    context = {"lines": _newest(department, officer), "form": form, "refused": refused, "may_write": phrases.may_write(officer), "department": department}
    return render(request, "documents/phrases.html", context, status=422 if request.method == "POST" else 200)


def _newest(department: Department, officer: Officer) -> list[dict[str, Any]]:
    """Return each sentence by the version that matters: one that waits, else the newest."""
    found: dict[int, Phrase] = {}
    for one in phrases.phrases_of(department):
        if one.nth not in found or (one.is_waiting and not found[one.nth].is_waiting):
            found[one.nth] = one
    rows = [
        {"phrase": one, "place": phrases.place_said(one.place), "is_mine": one.is_waiting and not phrases.why_not_approved(one, officer)}
        for one in found.values()
    ]
    return sorted(rows, key=lambda row: (not row["phrase"].is_waiting, not row["phrase"].is_in_force, -row["phrase"].nth))


@require_http_methods(["GET", "HEAD", "POST"])
def one_phrase(request: HttpRequest, nth: int) -> HttpResponse:
    """Show the versions of a sentence; POST writes another, approves one, withdraws it or sends it back."""
    officer, department = _department(request)
    versions, refused = phrases.phrase_of(department, nth), ""
    newest = versions[0]
    form = PhraseForm(request.POST if "text" in request.POST else None, is_version=True, initial={"title": newest.title, "text": newest.text})
    if request.method == "POST":
        try:
            told = _do(request, versions, form, officer)
        except MingjianError as error:
            refused = said(error.text)
        else:
            if told:
                messages.success(request, told)
                return redirect("documents:phrase", nth)
    waiting = next((one for one in versions if one.is_waiting), None)
    context = {
        "versions": versions,
        "waiting": waiting,
        "in_force": next((one for one in versions if one.is_in_force), None),
        "why_not": phrases.why_not_approved(waiting, officer) if waiting else None,
        "newest": newest,
        "place": phrases.place_said(newest.place),
        "is_outside": phrases.goes_outside(newest.place),
        "facts": phrases.facts_named(newest.place).values(),
        "form": form,
        "refused": refused,
        "may_write": phrases.may_write(officer),
    }
    return render(request, "documents/phrase.html", context, status=422 if request.method == "POST" else 200)


def _do(request: HttpRequest, versions: list[Phrase], form: PhraseForm, officer: Officer) -> str:
    """Do what a button of the page asks for, and return what to say; nothing where the form has to be mended."""
    at = now()
    if "text" in request.POST:
        if not form.is_valid():
            return ""
        phrases.write_phrase("", form.cleaned_data["title"], form.cleaned_data["text"], by=officer, at=at, of=versions[0])
        return gettext("Written. The version before holds until a colleague has approved this one.")
    asked = next((one for one in versions if str(one.version) == request.POST.get("version")), None)
    if asked is None:
        raise BadInput("没有这一版本。", "There is no such version.")
    if "approve" in request.POST:
        phrases.approve_phrase(asked, by=officer, at=at)
        return gettext("Approved. It may be chosen from now on; papers that were made stay as they are.")
    phrases.end_phrase(asked, request.POST.get("why", ""), by=officer, at=at)
    return gettext("It is no longer offered. Papers that say it stay as they are.")


@require_safe
def for_field(request: HttpRequest, number: str, paper: str) -> HttpResponse:
    """Show the sentences that the officer's department keeps for a field, as they read in a dossier: a part of the form, or a page by itself."""
    officer = officer_of(request)
    dossier = dossier_visible_to(officer, number)
    if not may_make(officer, dossier):
        raise NotPermitted("只有此卷宗的承办、参与部门的经办人员可以选用。", "Only officers of a department that acts in this dossier use them.")
    place = f"{phrases.FIELD}.{paper}"
    if place not in phrases.places():
        raise NotFound("没有这个栏目。", "There is no such field.")
    field = request.GET.get("field", "")
    context = {
        "dossier": dossier,
        "up": url_of(dossier),
        "lines": phrases.filled_for_field(dossier, paper, officer, now()),
        "field": field if _ID.fullmatch(field) else "",
        "place": place,
        "label": phrases.place_said(place),
        "may_write": phrases.may_write(officer),
    }
    reply = render(request, "documents/phrases_part.html" if wants_part(request) else "documents/phrases_of_field.html", context)
    reply["Cache-Control"] = "no-store"
    return reply
