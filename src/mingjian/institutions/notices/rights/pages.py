"""The page of what the night found beside banks of pictures, with both pictures."""

from io import BytesIO

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.errors import NotFound
from mingjian.institutions.notices.rights.queries import hit_visible_to, hits_of, settle_hits
from mingjian.institutions.notices.rights.tables import HITS
from mingjian.institutions.notices.services.bank import pictures_of_listing
from mingjian.office.files.tables import taken_out
from mingjian.office.lists.digits import number_in
from mingjian.office.people.permissions import may, require
from mingjian.office.people.signin import officer_of
from mingjian.office.web.in_place import in_place

SHOWN, DIGITS = 100, 17  # of one page, the file has all; digits of a key


@require_http_methods(["GET", "HEAD", "POST"])
def hits(request: HttpRequest) -> HttpResponse:
    """Show listings that are like pictures of the officer's rights; those that were looked into are ticked off."""
    officer = officer_of(request)
    require(officer, "notices.send")
    if request.method == "POST":
        ticked = [key for written in request.POST.getlist("hit")[:SHOWN] if (key := number_in(written, DIGITS)) is not None]
        done = settle_hits(ticked, officer, now())
        messages.success(request, gettext("Looked into: %(done)d.") % {"done": done})
        return redirect("notices:bank_hits")
    found = hits_of(officer)
    if file := taken_out(request, HITS, found):
        return file
    context = {"hits": list(found[:SHOWN]), "all": found.count(), "most": SHOWN, "sends": not may(officer, "notices.handle")}
    reply = render(request, "notices/rights/hits.html", context)
    reply["Cache-Control"] = "no-store"
    return reply


@require_safe
def listing_picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return the picture of a listing that is near one of a bank, to whoever keeps the right."""
    officer = officer_of(request)
    require(officer, "notices.send")
    hit = hit_visible_to(officer, pk)
    path = next((one for one in pictures_of_listing(hit.listing.rpartition("/")[2]) if one.name == hit.own_picture), None)
    if path is None:
        raise NotFound("图片已不在本节点。", "The picture is here no more.")
    return in_place(request, BytesIO(path.read_bytes()))
