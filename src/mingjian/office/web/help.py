"""The pages of help: the index, one page in the reader's language, and the first-run guide put away or shown again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from mingjian.office.help.guide import bring_back, first_steps, is_guided, put_away
from mingjian.office.help.places import shelves
from mingjian.office.help.reader import page
from mingjian.office.people.signin import officer_of


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List all pages of help by what one wants to do, the guide of the reader's role above them."""
    officer = officer_of(request)
    told = [{"title": title, "pages": [page(name) for name in shelf]} for title, shelf in shelves()]
    return render(request, "office/help.html", {"shelves": told, "steps": first_steps(officer), "is_guided": is_guided(officer)})


@require_safe
def help_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show one page of help."""
    return render(request, "office/help_page.html", {"page": page(name)})


@require_POST
def guide(request: HttpRequest) -> HttpResponse:
    """Put the first-run guide away, or show it again at home."""
    officer = officer_of(request)
    if "again" in request.POST:
        bring_back(officer)
    else:
        put_away(officer, now())
    return redirect("home")
