"""The pages of letters: one is written, and how soon members answer."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.agreement.release import Release
from mingjian.core.errors import MingjianError, NotFound
from mingjian.institutions.exchange.letters.acts import ask_for_assistance
from mingjian.institutions.exchange.letters.forms import LetterForm
from mingjian.institutions.exchange.letters.services.answers import answering
from mingjian.institutions.exchange.letters.services.checks import preview, told_of
from mingjian.institutions.exchange.letters.services.matters import known_of
from mingjian.institutions.exchange.letters.tables import ANSWERS
from mingjian.institutions.exchange.services.outgoing import mark_of
from mingjian.institutions.exchange.services.previews import seen_by, whole_mark
from mingjian.institutions.exchange.services.response_times import told_by_members
from mingjian.office.files.tables import taken_out
from mingjian.office.language import said
from mingjian.office.models import Officer
from mingjian.office.people.permissions import dossier_visible_to, is_of_authority, require
from mingjian.office.people.signin import officer_of
from mingjian.office.web.middleware import status_of


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """Show every authority how soon each member answered what it was asked within a year, and what members tell of themselves."""
    officer, at = officer_of(request), now()
    if not is_of_authority(officer):
        raise NotFound("没有这个页面。", "There is no such page.")
    found, told = answering(at), told_by_members()
    if file := taken_out(request, ANSWERS, [*found, *told]):
        return file
    return render(request, "exchange/answers.html", {"rows": found, "told": told})


def _known_of(officer: Officer, number: str) -> dict[str, str]:
    """Return what the form of a letter says at first: whom the dossier is about that it is asked for."""
    return known_of(dossier_visible_to(officer, number)) if number else {}


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest) -> HttpResponse:
    """Show who at another node will see which parts of a letter, and send it once whoever read that very list says so."""
    officer, at = officer_of(request), now()
    require(officer, "exchange.share")
    form = LetterForm(request.POST or None, initial=_known_of(officer, request.GET.get("for", "")) | {"node": request.GET.get("node", "")})
    if request.method != "POST":
        return render(request, "exchange/letter.html", {"form": form})
    if not form.is_valid():
        return render(request, "exchange/letter.html", {"form": form}, status=422)
    letters = form.written()
    try:
        if letters[0].letter_for:
            dossier_visible_to(officer, letters[0].letter_for)
        shown = [(one, *preview(one, at)) for one in letters]
        mark = whole_mark(mark_of(told_of(one), rows, decided) if isinstance(decided, Release) else "" for one, rows, decided in shown)
        if mark and "send" in request.POST and request.POST.get("shown") == mark:
            with transaction.atomic():  # to all or to none
                made = [ask_for_assistance(**told_of(one), by=officer, at=at) for one in letters]
            messages.success(request, gettext("Sealed and queued: it goes with the next round."))
            return redirect("exchange:record", made[0].pk)
    except MingjianError as error:
        return render(request, "exchange/letter.html", {"form": form, "refused": said(error.text)}, status=status_of(error))
    seen = [seen_by(one.to_node, rows, decided) for one, rows, decided in shown]
    context = {"form": form, "mark": mark, "is_another": bool(mark) and "send" in request.POST, "shown": seen}
    return render(request, "exchange/letter.html", context, status=409 if context["is_another"] else 200)
