"""The pages of letters: one is written, and how soon members answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.errors import MingjianError, NotFound
from mingjian.institutions.exchange.letters.acts.ask_for_assistance import ask_for_assistance
from mingjian.institutions.exchange.letters.forms import LetterForm
from mingjian.institutions.exchange.letters.lore.answering import answering
from mingjian.institutions.exchange.letters.tables import ANSWERS
from mingjian.office.desk.middleware import status_of
from mingjian.office.files.tables import taken_out
from mingjian.office.language import said
from mingjian.office.people.permissions import is_of_authority, require
from mingjian.office.people.signin import officer_of


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """Show every authority how soon each member answered what it was asked within a year."""
    officer, at = officer_of(request), now()
    if not is_of_authority(officer):
        raise NotFound("没有这个页面。", "There is no such page.")
    found = answering(at)
    if file := taken_out(request, ANSWERS, found):
        return file
    return render(request, "exchange/answers.html", {"rows": found})


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest) -> HttpResponse:
    """Ask another node for assistance."""
    officer = officer_of(request)
    require(officer, "exchange.share")
    form, refused, status = LetterForm(request.POST or None), "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = ask_for_assistance(**form.papers(), by=officer, at=now())
                messages.success(request, gettext("Sealed and queued: it goes with the next round."))
                return redirect("exchange:record", made.pk)
            except MingjianError as error:
                refused, status = said(error.text), status_of(error)
    return render(request, "exchange/letter.html", {"form": form, "refused": refused}, status=status)
