"""The panel of a dossier's documents, for whatever page shows the dossier, and the sentences of the office beside a field of a step."""

from django import template
from django.forms import BoundField
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.http import urlencode

from mingjian.office.documents.models import newest_each
from mingjian.office.documents.phrases import FIELD, in_force, places, waiting_for
from mingjian.office.documents.queries import panel_of
from mingjian.office.models import Dossier, Officer

register = template.Library()


@register.inclusion_tag("documents/panel.html", takes_context=True)
def documents(context: RequestContext, dossier: Dossier) -> dict[str, object]:
    """Show the documents made of a dossier and the forms that there are, to the officer who asks."""
    request = context["request"]
    officer = request.user
    return {"panel": panel_of(dossier, officer) if isinstance(officer, Officer) else None, "dossier": dossier, "request": request}


@register.inclusion_tag("documents/stage.html", takes_context=True)
def documents_of_stage(context: RequestContext, dossier: Dossier) -> dict[str, object]:
    """Show what the steps taken so far call for and nobody has made yet, to be made by one click where the next step stands."""
    officer = context["request"].user
    panel = panel_of(dossier, officer, of_stage=True) if isinstance(officer, Officer) else None
    return {"panel": panel, "dossier": dossier, "request": context["request"]}


@register.inclusion_tag("documents/phrases_at.html", takes_context=True)
def phrases_at(context: RequestContext, dossier: Dossier, field: BoundField) -> dict[str, object]:
    """Lead from a field of a step to the sentences that the officer's department keeps for it; to nothing where it keeps none."""
    request, place = context.get("request"), f"{FIELD}.{field.name}"
    if request is None:  # a form that is drawn by itself
        return {"address": ""}
    officer = request.user
    if not hasattr(request, "phrased"):  # one question for all the fields of a page
        request.phrased = set(in_force(officer.department, places()).values_list("place", flat=True)) if isinstance(officer, Officer) else set()
    if place not in request.phrased:
        return {"address": ""}
    asked = urlencode({"field": field.id_for_label})
    return {"address": f"{reverse('documents:phrases_for', args=[dossier.number, field.name])}?{asked}", "id": field.id_for_label}


@register.inclusion_tag("documents/made.html")
def documents_made(dossier: Dossier) -> dict[str, object]:
    """Show the newest final document of each form in a line, to be read before a signature."""
    return {"made": newest_each([dossier.pk]).values()}


@register.inclusion_tag("documents/phrases_waiting.html")
def phrases_waiting(officer: Officer) -> dict[str, object]:
    """Show which sentences of the office wait for the officer's approval; nothing where none does."""
    return {"waiting": waiting_for(officer)}
