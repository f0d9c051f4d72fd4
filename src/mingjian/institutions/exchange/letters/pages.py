"""The pages of letters: one is written, and how soon members answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.agreement.release import Release
from mingjian.core.errors import MingjianError, NotFound
from mingjian.institutions.exchange.letters.acts.ask_for_assistance import ask_for_assistance
from mingjian.institutions.exchange.letters.forms import LetterForm
from mingjian.institutions.exchange.letters.lore.answering import answering
from mingjian.institutions.exchange.letters.lore.writing import preview, told_of
from mingjian.institutions.exchange.letters.tables import ANSWERS
from mingjian.institutions.exchange.lore.previews import seen_by
from mingjian.institutions.exchange.lore.sharing import mark_of
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
    """Show who at another node will see which parts of a letter, and send it once whoever read that very list says so."""
    officer, at = officer_of(request), now()
    require(officer, "exchange.share")
    form = LetterForm(request.POST or None)
    if request.method != "POST":
        return render(request, "exchange/letter.html", {"form": form})
    if not form.is_valid():
        return render(request, "exchange/letter.html", {"form": form}, status=422)
    written = form.written()
    try:
        rows, decided = preview(written, at)
        mark = mark_of(told_of(written), rows, decided) if isinstance(decided, Release) else ""
        if mark and "send" in request.POST and request.POST.get("shown") == mark:
            made = ask_for_assistance(**told_of(written), by=officer, at=at)
            messages.success(request, gettext("Sealed and queued: it goes with the next round."))
            return redirect("exchange:record", made.pk)
    except MingjianError as error:
        return render(request, "exchange/letter.html", {"form": form, "refused": said(error.text)}, status=status_of(error))
    context = {"form": form, "mark": mark, "is_another": bool(mark) and "send" in request.POST, **seen_by(written.to_node, rows, decided)}
    return render(request, "exchange/letter.html", context, status=409 if context["is_another"] else 200)
