"""The page of one act, on whatever kind of thing, and of one that makes a thing: its form is drawn from what the rulebook says it needs."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from mingjian.core.errors import BadInput, NotFound, StepRefused
from mingjian.core.procedure.acts import Act
from mingjian.office.acts.execution import Deed, check, do
from mingjian.office.acts.offers import ActForm, act_named
from mingjian.office.acts.things import Standing, find
from mingjian.office.language import said
from mingjian.office.models import Officer
from mingjian.office.people.signin import officer_of
from mingjian.office.web.middleware import status_of

MOST_LINKED = 4000  # signs of one paper that a link fills in


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, kind: str, number: str, name: str) -> HttpResponse:
    """Show the form of an act on a thing, or do it. A refusal shows the form again, with what was typed and why."""
    officer = officer_of(request)
    thing = find(kind, number, officer)
    return _answer(request, act_named(kind, name), thing, officer)


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Show the form of an act that makes a thing, or do it."""
    return _answer(request, act_named(kind, name, makes=True), None, officer_of(request))


def _answer(request: HttpRequest, act: Act, thing: Standing | None, officer: Officer) -> HttpResponse:
    if request.method != "POST":
        check(act, thing, officer)
        return _page(request, act, thing, ActForm(act, officer, typed=_linked(act, request), thing=thing))
    form = ActForm(act, officer, request.POST, request.FILES, thing=thing)
    if not form.is_valid():
        return _page(request, act, thing, form, status=422)
    try:
        deed = do(act, thing, by=officer, at=now(), given=form.given(), key=form.cleaned_data["key"])
    except (StepRefused, BadInput, NotFound) as refused:  # a number that was typed wrongly is a fault of the form, not of the page
        form.point_at(refused)
        return _page(request, act, thing, form, refused=said(refused.text), status=status_of(refused))
    messages.success(request, gettext("Done: %(step)s. The ledger holds it.") % {"step": said(act.label)})
    if deed.shown_once:
        base = settings.CONSOLE or request.build_absolute_uri("/").rstrip("/")
        messages.warning(request, gettext("Shown this once, to you alone; copy it now: %(address)s") % {"address": f"{base}{deed.shown_once}"})
    return redirect(_then(deed, thing))


def _linked(act: Act, request: HttpRequest) -> dict[str, str]:
    """Return what a link to the form has written already, so that nobody types what the page before knew: papers by name, several values one a line."""
    given = {paper.name: request.GET.getlist(paper.name) for paper in act.needs}
    return {name: "\n".join(values)[:MOST_LINKED] for name, values in given.items() if values}


def _then(deed: Deed, thing: Standing | None) -> str:
    """Return where to go on: to the row that was made on the thing, its page, or that of what was made; home where the same request had made it before."""
    shown = thing if thing is not None and not getattr(deed.result, "is_row", False) else deed.result
    return str(shown.get_absolute_url()) if shown is not None else "/"


def _page(request: HttpRequest, act: Act, thing: Standing | None, form: ActForm, *, refused: str = "", status: int = 200) -> HttpResponse:
    reply = render(request, "office/act.html", {"act": act, "thing": thing, "form": form, "refused": refused}, status=status)
    reply["Cache-Control"] = "no-store"
    return reply
