"""Look up both ways: from an article to its fines, crimes, duties and periods, and from any of these to the articles."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingjian.core.procedure import rulebook
from mingjian.institutions.law.pages import LONGEST, day_of, today_of
from mingjian.institutions.law.queries import folded
from mingjian.institutions.law.services.links import KINDS, Links, links_on
from mingjian.office.language import said

SHOWN = 100  # articles; beyond it, ask more narrowly


@require_safe
def links(request: HttpRequest) -> HttpResponse:
    """Show the articles on which something rests, by instrument, by kind and by words of the article or of what rests on it."""
    asked = {name: request.GET.get(name, "")[:LONGEST].strip() for name in ("q", "law", "what")}
    on = day_of(request) or today_of()
    found = [one for one in links_on(on) if _answers(one, asked)]
    context = {
        **asked,
        "on": on,
        "rows": found[:SHOWN],
        "count": len(found),
        "most": SHOWN,
        "whats": list(zip(KINDS, (_("Acts that it punishes"), _("Lines of crimes"), _("Duties"), _("Deadlines")), strict=True)),
        "laws": [(name, said(rulebook().statutes.title(name))) for name in rulebook().statutes.laws()],
    }
    return render(request, "law/links.html", context)


def _answers(links: Links, asked: dict[str, str]) -> bool:
    if asked["law"] not in ("", links.law.law) or (asked["what"] in KINDS and not getattr(links, asked["what"])):
        return False
    text = folded(" ".join(part for title in links.titles() for part in (title.zh, title.en)))
    return all(word in text for word in folded(asked["q"]).split())
