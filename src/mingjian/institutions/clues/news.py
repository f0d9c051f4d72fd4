"""What clues tell on the home page: those sent to us, kits that nobody took up, reporters to answer, and what nobody below accepted in time."""

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.institutions.clues.handover.queries.silence import silent_below
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.queries import dispatched_to
from mingjian.institutions.clues.reporters.queries import reporters_to_answer
from mingjian.institutions.evidence.queries import kits_visible_to
from mingjian.office.dossiers.shown import state_label, url_of
from mingjian.office.language import said
from mingjian.office.lists.paging import capped
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may
from mingjian.office.web.news import LINES, Line, News, first_few


def dispatched_to_us(officer: Officer, at: datetime) -> News:
    """Return which clues were sent to the officer's department and wait to be accepted."""
    found = dispatched_to(officer)
    lines = [Line(d.title, url_of(d), f"{d.number} · {said(state_label(d))}", f"{localtime(d.moved_at):%m-%d}") for d in first_few(found)]
    return News(gettext("Clues sent to us"), lines, f"{reverse('clues:clues')}?held=mine", capped(found) if lines else "0")


def kits_brought(officer: Officer, at: datetime) -> News | None:
    """Return which buyers' kits nobody took up yet, the newest first."""
    if not may(officer, "clues.register"):
        return None
    waiting = kits_visible_to(officer).filter(taken_up_as="", set_aside_at__isnull=True).order_by("-opened_at")
    lines = [Line(kit.goods, reverse("evidence:kit", args=[kit.pk]), kit.place, f"{localtime(kit.opened_at):%m-%d}") for kit in first_few(waiting)]
    return News(gettext("Buyers' evidence not taken up"), lines, reverse("evidence:kits"), capped(waiting) if lines else "0")


def reporters_waiting(officer: Officer, at: datetime) -> News | None:
    """Return whose reporters are to be answered: of clues that were decided on, and of those joined to them; nothing where there are none."""
    if not may(officer, "clues.work"):
        return None
    found = reporters_to_answer(officer)
    lines = [Line(d.title, f"{url_of(d)}#answers", f"{d.number} · {said(state_label(d))}", f"{localtime(d.moved_at):%m-%d}") for d in first_few(found)]
    return News(gettext("Reporters to be answered"), lines, f"{reverse('clues:clues')}?held=mine&state=closed", capped(found)) if lines else None


def silent_departments(officer: Officer, at: datetime) -> News | None:
    """Notify a superior which clues nobody below accepted before the period ran out; nothing where there are none."""
    found = silent_below(officer, LINES) if may(officer, "office.act_as_superior") else []
    lines = [Line(d.title, url_of(d), f"{d.number} · {d.department.name} · {said(state_label(d))}", f"{localtime(d.moved_at):%m-%d}") for d in found]
    return News(gettext("Not accepted in time below"), lines, f"{reverse('clues:clues')}?held=others", str(len(lines))) if lines else None


def line_of(clue: Clue) -> Line:
    """Describe a clue on one line, for whoever searched for it."""
    behind = " · ".join(one for one in (clue.shop_name, clue.operator_name or clue.displayed_operator) if one)
    told = f"{clue.dossier.number} · {said(state_label(clue.dossier))} · {clue.dossier.department.name}"
    return Line(clue.dossier.title, url_of(clue.dossier), f"{told} · {behind}" if behind else told)
