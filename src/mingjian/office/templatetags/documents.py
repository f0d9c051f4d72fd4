"""The panel of a dossier's documents, for whatever page shows the dossier."""

from django import template
from django.template.context import RequestContext

from mingjian.office.documents.queries import panel_of
from mingjian.office.models import Dossier, Officer

register = template.Library()


@register.inclusion_tag("documents/panel.html", takes_context=True)
def documents(context: RequestContext, dossier: Dossier) -> dict[str, object]:
    """Show the documents made of a dossier and the forms that there are, to the officer who asks."""
    request = context["request"]
    officer = request.user
    return {"panel": panel_of(dossier, officer) if isinstance(officer, Officer) else None, "dossier": dossier, "request": request}
