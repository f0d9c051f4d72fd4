"""An officer's own account: what was asked and done about it, the keys that act in their name; sessions and second factor lie beside it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from mingjian.office.people import keys
from mingjian.office.people.signin import officer_of

NEWEST = 20


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show the keys that act in the officer's name, and what administrators asked and did about the account."""
    officer = officer_of(request)
    told = officer.consents.select_related("asked_by", "answered_by")[:NEWEST]
    return render(request, "office/account.html", {"keys": keys.keys_of(officer), "consents": told, "at": now()})


@require_POST
def revoke_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a key: one's own, or another's by an administrator."""
    by = officer_of(request)
    held = keys.revoke(keys.keys_open_to(by), pk, by=by, at=now())
    messages.success(request, gettext("The key opens nothing any more."))
    return redirect("own_account") if held.officer_id == by.pk else redirect("officer", held.officer_id)
