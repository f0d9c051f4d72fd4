"""What was just done to several findings is undone for all of them: each by an act of its own, and those that cannot be are named."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from mingjian.institutions.monitoring.findings.acts import restore_finding, take_finding_back
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import findings_among, handed_over_by
from mingjian.office.lists.parts import way_back
from mingjian.office.lists.several import each, tell_refused, ticked_or_told
from mingjian.office.models import Officer
from mingjian.office.people.signin import officer_of


class Undoing(Protocol):
    """An act that puts one finding back."""

    def __call__(self, finding: Finding, *, by: Officer, at: datetime) -> None: ...


@require_POST
def restore_several(request: HttpRequest) -> HttpResponse:
    """Let the findings that were set aside together wait again."""
    officer = officer_of(request)
    return _undo(request, lambda keys: findings_among(officer, keys), restore_finding)


@require_POST
def take_several_back(request: HttpRequest) -> HttpResponse:
    """Take the findings back that were handed over together."""
    officer = officer_of(request)
    return _undo(request, lambda keys: handed_over_by(officer, keys, now()), take_finding_back)


def _undo(request: HttpRequest, among: Callable[[list[int]], Iterable[Finding]], undo: Undoing) -> HttpResponse:
    officer = officer_of(request)
    back = way_back(request.POST.get("back", ""), reverse("monitoring:findings"))
    if (sent := ticked_or_told(request, "finding")) is None:
        return redirect(back)
    outcome = each(among(sent), lambda one: undo(one, by=officer, at=now()), lambda one: one.called)
    if count := len(outcome.done):
        told = ngettext("%d finding waits again. The ledger holds it.", "%d findings wait again. The ledger holds each.", count)
        messages.success(request, told % count)
    tell_refused(request, outcome.refused)
    return redirect(back)
