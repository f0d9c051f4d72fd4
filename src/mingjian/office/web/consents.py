"""What waits for a second administrator, and the answer to it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from mingjian.core.procedure import rulebook
from mingjian.office.language import said
from mingjian.office.models import Consent
from mingjian.office.people import consents, rosters
from mingjian.office.people.permissions import require_duty
from mingjian.office.people.signin import officer_of


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """List what waits for a second administrator, with what stands against the one who looks."""
    return _show(request)


@require_POST
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Consent; show the second half of a password, this once."""
    by = officer_of(request)
    found = consents.consent_numbered(by, pk)
    return _show(request, given=found, half=consents.give(found, by=by, at=now()))


@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse what was asked, or take it back."""
    by = officer_of(request)
    consents.decline(consents.consent_numbered(by, pk), by=by, at=now())
    messages.success(request, gettext("It is declined, and the ledger holds it."))
    return redirect("consents")


def _show(request: HttpRequest, **more: object) -> HttpResponse:
    by = officer_of(request)
    require_duty(by, *consents.ADMINISTRATORS)
    rows = [(one, _asked(one), refused and said(refused.text)) for one in consents.waiting() for refused in [consents.why_not(one, by)]]
    return render(request, "office/consents.html", {"rows": rows, "rosters": rosters.rosters_asked(), "me": by, **more})


def _asked(one: Consent) -> str:
    """Return what is asked, of a duty which and with which roles."""
    words = rulebook().vocabularies.get("roles", {})
    roles = [said(words[role]) if role in words else role for role in one.roles]
    return f"{one.get_what_display()}: {' · '.join([one.get_duty_display(), *roles])}" if one.duty else str(one.get_what_display())
