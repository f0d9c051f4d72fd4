"""The page of a platform's statement on sham trade beside what the lake holds of those days and after."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingjian.institutions.operators.services.later_figures import PROCEDURE, held_against_lake
from mingjian.office.people.permissions import dossier_visible_to
from mingjian.office.people.signin import officer_of


@require_safe
def statement(request: HttpRequest, number: str) -> HttpResponse:
    """Show it; other dossiers than such statements have no page here."""
    officer = officer_of(request)
    dossier = dossier_visible_to(officer, number)
    if dossier.procedure != PROCEDURE:
        raise Http404
    return render(request, "operators/statement.html", {"dossier": dossier, "held": held_against_lake(officer, dossier)})
