"""An officer's own account: what was asked and done about it; API keys, made with a scope and an end, shown once, renewed, revoked."""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjian.office.models import ApiKey
from mingjian.office.people import keys
from mingjian.office.people.signin import officer_of

NEWEST = 20


class KeyForm(forms.Form):
    """What a key is for, what it may do and how long it holds."""

    name = forms.CharField(label=_("What the key is for"), max_length=60, help_text=_("The system that uses it, such as 投诉系统接口."))
    scope = forms.ChoiceField(label=_("Scope"), choices=ApiKey.Scope.choices, initial=ApiKey.Scope.READ)
    days = forms.IntegerField(label=_("Holds for, days"), min_value=1, max_value=keys.LONGEST, initial=180)


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show the keys that act in the officer's name, and what administrators asked and did about the account."""
    officer = officer_of(request)
    told = officer.consents.select_related("asked_by", "answered_by")[:NEWEST]
    return render(request, "office/account.html", {"keys": keys.keys_of(officer), "consents": told, "at": now()})


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required  # type: ignore[untyped-decorator]
def own_keys(request: HttpRequest) -> HttpResponse:
    """Show the officer's keys; POST makes one and shows it, this once. The password is asked for again: a key outlives the session."""
    officer, at = officer_of(request), now()
    form = KeyForm(request.POST or None)
    made = ""
    if request.method == "POST" and form.is_valid():
        made = keys.make_own_key(officer, form.cleaned_data["name"], at=at, scope=form.cleaned_data["scope"], days=form.cleaned_data["days"])
        form = KeyForm()
    return _shown(request, form, made, status=422 if form.is_bound and not made else 200)


@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def renew_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Make another key in the place of one, which still holds for a week; show it, this once."""
    officer = officer_of(request)
    return _shown(request, KeyForm(), keys.renew(keys.keys_of(officer), pk, by=officer, at=now()))


def _shown(request: HttpRequest, form: KeyForm, made: str, status: int = 200) -> HttpResponse:
    officer = officer_of(request)
    context = {"keys": keys.keys_of(officer), "form": form, "made": made, "may_make": officer.duty == "work", "at": now(), "renews": True}
    reply = render(request, "office/own_keys.html", context, status=status)
    reply["Cache-Control"] = "no-store"
    return reply


@require_POST
def revoke_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a key: one's own, or another's by an administrator."""
    by = officer_of(request)
    held = keys.revoke(keys.keys_open_to(by), pk, by=by, at=now())
    messages.success(request, gettext("The key opens nothing any more."))
    return redirect("own_account") if held.officer_id == by.pk else redirect("officer", held.officer_id)
