"""Tags for lists of dossiers that several institutions have: the form that sifts one, and where a dossier stands."""

from django import template
from django.contrib.messages.storage.base import Message
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.translation import gettext

from mingjian.office.lists.several import Undo, undo_offered
from mingjian.office.models import Dossier

register = template.Library()


@register.inclusion_tag("office/sieve.html", takes_context=True)
def sieve(context: RequestContext, listed_at: str, **more: str) -> dict[str, object]:
    """
    Draw the form that sifts a list by words and by whether its matters are open; the list is exchanged in its place.

    `listed_at`: the URL name of the list. `more`: further choices, by their values. The page tells `q` and `state`, as they were asked for.
    """
    states = {**more, "open": gettext("Open"), "closed": gettext("Closed"), "all": gettext("All")}
    asked = context.get("state") or "all"
    return {"at": reverse(listed_at), "q": context.get("q", ""), "states": [(key, text, key == asked) for key, text in states.items()]}


@register.inclusion_tag("office/state_tag.html")
def state_tag(dossier: Dossier) -> dict[str, object]:
    """Return where a dossier stands, marked while it is open."""
    return {"dossier": dossier}


@register.filter
def undo_of(message: Message) -> Undo | None:
    """Return what a message offers to undo; None where it offers nothing."""
    return undo_offered(message.extra_tags)
