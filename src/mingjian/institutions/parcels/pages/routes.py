"""Where the parcels of a clue, case or subject file were taken in, as a picture; asked for after the page that it is shown on, since it reads the lake."""

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from mingjian.institutions.operators.queries import subject_numbered, subjects_in
from mingjian.institutions.parcels.services.known import shops_of
from mingjian.institutions.parcels.services.routes import route_of
from mingjian.office.dossiers.shown import url_of
from mingjian.office.lists.parts import page_or_part
from mingjian.office.models import Officer
from mingjian.office.people.permissions import dossier_visible_to, require
from mingjian.office.people.signin import officer_of


@require_safe
def route(request: HttpRequest) -> HttpResponse:
    """Draw the parcels of the matter (`for`) or subject file (`subject`) that the address names."""
    officer = officer_of(request)
    require(officer, "parcels.ask")  # not of couriers, who see no other courier's parcels
    shops, back = _shops(officer, request.GET.get("for", "")[:40], request.GET.get("subject", "")[:20])
    context = {"route": route_of(shops, localdate(), officer), "has_shops": bool(shops), "back": back}
    return page_or_part(request, "parcels/route_page.html", "parcels/route.html", context)


def _shops(officer: Officer, number: str, subject: str) -> tuple[list[str], str]:
    """Return the shops that are meant, and the address of what names them."""
    if subject:
        named = subject_numbered(officer, subject)
        return shops_of(None, named), named.get_absolute_url()
    about = dossier_visible_to(officer, number)
    found = [*shops_of(about, None), *(shop for one in subjects_in(officer, about) for shop in shops_of(None, one))]
    return list(dict.fromkeys(found)), url_of(about)
