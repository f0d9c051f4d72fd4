"""The page that tells which senders posted for several shops. It makes no finding; the ledger holds that somebody asked, for which matter and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from mingjian.core.errors import MingjianError
from mingjian.institutions.market.queries.lake import require_authority
from mingjian.institutions.operators.queries import subjects_in
from mingjian.institutions.parcels.forms import CompareForm
from mingjian.institutions.parcels.services.common_senders import Compared, compare
from mingjian.institutions.parcels.services.known import shops_of
from mingjian.office.people.permissions import dossier_visible_to, require
from mingjian.office.people.signin import officer_of
from mingjian.office.web.middleware import status_of


@require_http_methods(["GET", "HEAD", "POST"])
def senders(request: HttpRequest) -> HttpResponse:
    """Ask, and show what came of it. A refusal keeps what was typed."""
    officer = officer_of(request)
    require(officer, "parcels.compare")
    require_authority(officer)
    number = request.GET.get("for", "")[:40]
    found: Compared | None = None
    status = 200
    if request.method == "POST":
        form = CompareForm(request.POST)
        status = 422
        if form.is_valid():
            try:
                about = dossier_visible_to(officer, form.cleaned_data["about"].strip())
                found, status = compare(form.asked(about), by=officer, at=now()), 200
            except MingjianError as refused:
                form.add_error(None, refused.text.in_language(request.LANGUAGE_CODE))
                status = status_of(refused)
    else:
        about_now = dossier_visible_to(officer, number) if number else None
        shops = [shop for one in subjects_in(officer, about_now) for shop in shops_of(None, one)] if about_now else []
        form = CompareForm(about=number, shops=list(dict.fromkeys([*shops_of(about_now, None), *shops])))
    reply = render(request, "parcels/senders.html", {"form": form, "found": found}, status=status)
    reply["Cache-Control"] = "no-store"
    return reply
