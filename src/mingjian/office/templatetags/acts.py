"""Tags for acts: the buttons and forms of those open on a thing, and what a thing is called."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.translation import gettext

from mingjian.core.procedure.acts import Act
from mingjian.office.acts.offers import offered
from mingjian.office.acts.things import Standing, kind_of, label_of
from mingjian.office.language import said
from mingjian.office.models import Officer

register = template.Library()


@register.inclusion_tag("office/act_buttons.html", takes_context=True)
def act_buttons(context: RequestContext, thing: Standing, *, only: str = "", without: str = "") -> dict[str, Any]:
    """
    Draw the acts on a thing that are open to whoever looks, each with its form.

    `only`, `without`: names of acts, with blanks between: those that a page draws here, or has in another place.
    """
    user = context["request"].user
    acts = offered(thing, user, only=only.split(), without=without.split()) if isinstance(user, Officer) else []
    return {"acts": acts, "thing": thing, "kind": kind_of(thing), "csrf_token": context.get("csrf_token")}


@register.simple_tag
def act_url(thing: Standing, act: Act) -> str:
    """Return the address of an act on a thing."""
    return reverse("act", args=[kind_of(thing), thing.number, act.name])


@register.filter
def thing_said(thing: Standing) -> str:
    """Return which thing it is: its kind and its number."""
    return gettext("%(kind)s %(number)s") % {"kind": said(label_of(kind_of(thing))), "number": thing.number}
