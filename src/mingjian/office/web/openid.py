"""The page of the authority's own sign-in: what to enter at the provider, whether it answers, which groups give which roles, and what groups ask for."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from mingjian.core.procedure import rulebook
from mingjian.office.language import said
from mingjian.office.models import Officer
from mingjian.office.people.groups import asked_by_groups, grant_asked, roles_by_group
from mingjian.office.people.permissions import require_duty
from mingjian.office.people.signin import officer_of


@require_http_methods(["GET", "HEAD", "POST"])
def openid(request: HttpRequest) -> HttpResponse:
    """Show it to administrators; the security administrator grants what groups ask for."""
    by = officer_of(request)
    require_duty(by, Officer.Duty.SYSTEM, Officer.Duty.SECURITY, Officer.Duty.AUDIT)
    if request.method == "POST":
        granted = grant_asked(set(request.POST.getlist("officer")), by=by, at=now())
        messages.success(request, gettext("Roles granted to officers: %(n)s.") % {"n": granted})
        return redirect("openid")
    words = rulebook().vocabularies["roles"]
    rows = [(one, [said(words[role]) for role in one.roles]) for one in asked_by_groups()]
    table = [(group, [said(words[role]) for role in roles]) for group, roles in roles_by_group().items()]
    server = settings.OIDC_SERVER.partition("/.well-known/")[0].rstrip("/")
    context = {
        "server": server,
        "description": f"{server}/.well-known/openid-configuration",
        "back": request.build_absolute_uri(reverse("openid_connect_callback", args=["oidc"])),
        "rows": rows,
        "table": table,
        "claim": settings.OIDC_GROUPS,
        "may_grant": by.duty == Officer.Duty.SECURITY,
    }
    return render(request, "office/openid.html", context)
