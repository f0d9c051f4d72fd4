"""What each role may do: for whoever grants roles, and whoever wonders what an officer may do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingjian.core.procedure import rulebook
from mingjian.office.files.tables import taken_out
from mingjian.office.language import said
from mingjian.office.models import Officer
from mingjian.office.people.permissions import require_duty
from mingjian.office.people.powers import permitted
from mingjian.office.people.signin import officer_of
from mingjian.office.web.tables import POWERS


@require_safe
def powers(request: HttpRequest) -> HttpResponse:
    """List the powers of the rulebook with the roles that have each, or those of one role."""
    require_duty(officer_of(request), Officer.Duty.SYSTEM, Officer.Duty.SECURITY, Officer.Duty.AUDIT)
    words = rulebook().vocabularies.get("roles", {})
    role = asked if (asked := request.GET.get("role", "")) in words else ""
    found = permitted(role)
    if file := taken_out(request, POWERS, found):
        return file
    context = {"rows": found, "role": role, "roles": [(key, said(text)) for key, text in words.items()]}
    return render(request, "office/powers.html", context)
