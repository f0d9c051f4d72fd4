"""Who may read a dossier, and how what others gave to it may be used further, said on its page."""

from typing import Any

from django import template
from django.template import Context

from mingjian.core.language import Text
from mingjian.office.language import said
from mingjian.office.models import Dossier
from mingjian.office.people.handling import line_of
from mingjian.office.people.permissions import is_of_authority, readers_of
from mingjian.office.people.signin import officer_of

register = template.Library()

WHY = {
    "holder": Text("承办部门", "holds it"),
    "seat": Text("参与过办理", "takes part, or did"),
    "superior": Text("上级部门", "above the holder"),
}


@register.inclusion_tag("office/dossier/readers.html", takes_context=True)
def readers(context: Context, dossier: Dossier) -> dict[str, Any]:
    """
    List the departments whose officers may read a dossier, why, and how many those officers are.

    Officers of an authority read all. Another side reads the holder and itself: which other firms and bodies take part is not for it to know.
    """
    officer = officer_of(context["request"])
    own = {dossier.department, officer.department}
    shown = [one for one in readers_of(dossier) if is_of_authority(officer) or one.department in own]
    return {"readers": [(one, said(WHY[one.why])) for one in shown]}


@register.inclusion_tag("office/dossier/handling.html")
def handling(dossier: Dossier) -> dict[str, Any]:
    """Name the handling code of whatever others gave to a dossier, on its page and on the print of it."""
    return {"line": line_of(dossier)}
