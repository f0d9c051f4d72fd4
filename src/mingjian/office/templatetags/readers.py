"""Who may read a dossier, said on its page."""

from typing import Any

from django import template

from mingjian.core.language import Text
from mingjian.office.language import said
from mingjian.office.models import Dossier
from mingjian.office.people.permissions import readers_of

register = template.Library()

WHY = {
    "holder": Text("承办部门", "holds it"),
    "seat": Text("参与过办理", "takes part, or did"),
    "superior": Text("上级部门", "above the holder"),
}


@register.inclusion_tag("office/dossier/readers.html")
def readers(dossier: Dossier) -> dict[str, Any]:
    """List the departments whose officers may read a dossier, why, and how many those officers are."""
    return {"readers": [(one, said(WHY[one.why])) for one in readers_of(dossier)]}
