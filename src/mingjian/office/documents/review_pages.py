"""The pages of the review of files: one dossier's questions and answers, and a sample of a year's files with what they lack most."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from mingjian.core.documents.review import questions
from mingjian.core.errors import BadInput, NotFound
from mingjian.office.documents.creation import may_make
from mingjian.office.documents.review import MOST_DRAWN, answer, drawn, reviewed, weak_points
from mingjian.office.dossiers.shown import url_of
from mingjian.office.language import said
from mingjian.office.models import Officer
from mingjian.office.people.permissions import dossier_visible_to, dossiers_visible_to, require_duty
from mingjian.office.people.signin import officer_of


class SampleForm(forms.Form):
    """Which year's files, how many, drawn by which word."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2200)
    count = forms.IntegerField(label=_("How many files"), min_value=1, max_value=MOST_DRAWN, initial=10)
    seed = forms.CharField(label=_("Seed of the draw"), max_length=60, help_text=_("Any words, such as the day of the meeting; the same draw the same files."))


@require_http_methods(["GET", "HEAD", "POST"])
def one_file(request: HttpRequest, number: str) -> HttpResponse:
    """Show the review of a dossier's papers; POST enters what a person answers."""
    officer, at = officer_of(request), now()
    dossier = dossier_visible_to(officer, number)
    if request.method == "POST":
        known = {one.key for one in questions().all}
        given = {key: str(value) for key, value in request.POST.items() if key in known and value}
        count = answer(dossier, given, by=officer, at=at)
        messages.success(request, gettext("%d answers are entered. The ledger holds them.") % count)
        return redirect("documents:review", dossier.number)
    found = reviewed(dossier, at)
    parts = [(paper, [one for one in found.answers if one.question.paper == paper]) for paper in ("decision", "announcement", "letter", "any")]
    context = {
        "dossier": dossier,
        "review": found,
        "parts": [(paper, answers) for paper, answers in parts if answers],
        "up": url_of(dossier),
        "may_answer": may_make(officer, dossier),
        "good": questions().good,
    }
    reply = render(request, "documents/review.html", context)
    reply["Cache-Control"] = "no-store"
    return reply


@require_safe
def draw(request: HttpRequest) -> HttpResponse:
    """Draw files of a year by a seed, review each, and show the scores and the questions that failed most."""
    officer = officer_of(request)
    require_duty(officer, Officer.Duty.WORK)
    if officer.department is None:
        raise NotFound("您不属于任何部门。", "You belong to no department.")
    form = SampleForm(request.GET or None, initial={"year": localdate().year})
    reviews, refused = [], ""
    if form.is_bound and form.is_valid():
        try:
            picked = drawn(officer.department, form.cleaned_data["year"], form.cleaned_data["count"], form.cleaned_data["seed"])
        except BadInput as error:
            refused, picked = said(error.text), []
        seen = set(dossiers_visible_to(officer).filter(pk__in=[one.pk for one in picked]).values_list("pk", flat=True))
        reviews = [reviewed(one, now()) for one in picked if one.pk in seen]
    context = {
        "form": form,
        "reviews": reviews,
        "refused": refused,
        "weak": weak_points(reviews),
        "good": sum(1 for one in reviews if one.score.is_good),
        "department": officer.department,
    }
    return render(request, "documents/draw.html", context, status=422 if refused or (form.is_bound and not form.is_valid()) else 200)
