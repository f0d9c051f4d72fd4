"""What the exchange tells on the home page: what other nodes sent and waits for us, what they said of ours, and what waits at them."""

from datetime import date, datetime, timedelta

from django.db.models import F
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.core.wire.reasons import reason_of
from mingjian.core.wire.words import KINDS
from mingjian.institutions.exchange import queries
from mingjian.institutions.exchange.models import Copy, HeldRecord
from mingjian.institutions.exchange.queries import corrected_since, said_of_ours, to_decide, waiting_there
from mingjian.institutions.exchange.services.endings import STEP
from mingjian.institutions.exchange.services.node import has_register, stopped_ones
from mingjian.institutions.exchange.services.titles import node_title, title_of
from mingjian.office.dossiers.shown import url_of
from mingjian.office.institution import Caution
from mingjian.office.language import said
from mingjian.office.lists.paging import capped
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may
from mingjian.office.web.news import LINES, Line, News, first_few

WEEK = SOON = timedelta(days=7)
MOST = 20  # of what is due that the deadlines name


def waiting_for_us(officer: Officer, at: datetime) -> News | None:
    """Return which hand-overs, letters and recalls of other nodes wait for the officer's department; nothing where none does."""
    if not may(officer, "exchange.take_up"):
        return None
    found = to_decide(officer).order_by(F("due").asc(nulls_last=True), "-pk")
    lines = [Line(title_of(one), reverse("exchange:held", args=[one.pk]), _told(one), _until(one)) for one in first_few(found)]
    return News(gettext("From other regions"), lines, reverse("exchange:home"), capped(found)) if lines else None


def consents_asked(officer: Officer, at: datetime) -> News | None:
    """Return which records of the officer's department other nodes ask to pass on, for whoever may consent; nothing where none does."""
    if not may(officer, "exchange.consent"):
        return None
    found = queries.consents_asked(officer)
    asked = gettext("asks to pass it on")
    lines = [Line(one.record.title, f"{one.record.get_absolute_url()}#consents", f"{one.peer.node} · {asked}", is_event=True) for one in first_few(found)]
    return News(gettext("Consent to passing on"), lines, reverse("exchange:home"), capped(found)) if lines else None


def due_here(officer: Officer, at: datetime) -> list[Caution]:
    """Return what other nodes are to be answered and until when, for the deadlines: no dossier stands behind it, so that it has no clock of its own."""
    if not may(officer, "exchange.take_up") or not has_register():  # of a node without neighbours nothing is asked
        return []
    today = localtime(at).date()
    return [_caution(one, one.due, today) for one in queries.due_here(officer)[:MOST] if one.due is not None]


def due_there(officer: Officer, at: datetime) -> list[Caution]:
    """Return which letters of the officer's department other nodes are to answer within a week, or have let pass: the same day as stands at the other end."""
    if not may(officer, "exchange.share") or not has_register():
        return []
    today, found = localtime(at).date(), []
    for one in queries.due_there(officer, today + SOON)[:MOST]:
        told = {"title": one.record.title.rstrip("。."), "node": node_title(one.peer.node), "day": one.due}
        is_late = one.due is not None and one.due < today
        late, soon = gettext("%(title)s: the answer of %(node)s was due on %(day)s."), gettext("%(title)s: %(node)s is to answer by %(day)s.")
        found.append(Caution((late if is_late else soon) % told, one.record.get_absolute_url(), is_bad=is_late))
    return found


def _caution(one: HeldRecord, due: date, today: date) -> Caution:
    told = {"title": title_of(one).rstrip("。."), "node": node_title(one.peer.node), "day": due}
    if due < today:
        return Caution(gettext("%(title)s: the answer to %(node)s was due on %(day)s.") % told, one.get_absolute_url(), is_bad=True)
    text = gettext("%(title)s: to be answered to %(node)s by %(day)s.") % told
    return Caution(text, one.get_absolute_url(), is_at_once=due < today + SOON)


def others_said(officer: Officer, at: datetime) -> News | None:
    """Return what other nodes said within a week of what the officer's department gave them, and what they corrected of what it has; else nothing."""
    if not may(officer, "exchange.take_up"):
        return None
    copies, corrected = said_of_ours(officer, at - WEEK), corrected_since(officer, at - WEEK)
    told = [(one.since, _said(one)) for one in first_few(copies)]
    of_theirs = gettext("Corrected by its owner")
    for one in first_few(corrected):
        if when := one.corrected_at:
            told.append((when, Line(title_of(one), one.get_absolute_url(), f"{one.peer.node} · {of_theirs}", _day(when))))
    newest = [line for _, line in sorted(told, key=lambda one: one[0], reverse=True)]
    return News(gettext("Other regions have said"), newest[:LINES], reverse("exchange:home"), capped(copies, corrected.count())) if newest else None


def stopped(officer: Officer, at: datetime) -> News | None:
    """Notify whoever may share with which nodes the exchange was stopped, why, and what to do; nothing where it was with none."""
    if not may(officer, "exchange.share"):
        return None
    found = list(stopped_ones())
    told = [(one, reason_of(one.stopped_for)) for one in found[:LINES]]
    lines = [Line(node_title(one.node), f"{reverse('exchange:home')}#members", f"{said(why.said)} {said(why.cure)}", is_whole=True) for one, why in told]
    return News(gettext("Exchange stopped"), lines, reverse("exchange:home"), str(len(found))) if lines else None


def waits_there(officer: Officer, at: datetime) -> News | None:
    """Return which clues, letters and recalls of the officer's department wait at which other node, and since when; nothing where none does."""
    if not may(officer, "exchange.take_up"):
        return None
    found = waiting_there(officer)
    since = [(one, _day(one.since)) for one in first_few(found)]
    lines = [Line(one.record.title, one.record.get_absolute_url(), f"{one.peer.node} · {one.stands}", gettext("since %s") % day) for one, day in since]
    return News(gettext("Waits at other regions"), lines, reverse("exchange:home"), capped(found)) if lines else None


def _said(one: Copy) -> Line:
    """Return what a node said; of a clue that it took up, that this node's part is to be ended, at the clue."""
    record, told = one.record, f"{one.peer.node} · {one.stands}"
    if one.state == Copy.State.TAKEN_UP and record.dossier and not record.dossier.is_closed:
        at_step = f"{url_of(record.dossier)}#step-{STEP}"  # another address than the clue's own line on the same page, which tells nothing of it
        return Line(record.title, at_step, f"{told} · {gettext('our part is to be ended')}", _day(one.since), is_whole=True)
    return Line(record.title, record.get_absolute_url(), told, _day(one.since))


def _until(one: HeldRecord) -> str:
    """Return the last day for an answer where there is one, else when it came."""
    return gettext("by %s") % f"{one.due:%m-%d}" if one.due and one.state == HeldRecord.State.HELD else _day(one.received_at)


def _day(when: datetime) -> str:
    return f"{localtime(when):%m-%d}"


def _told(one: HeldRecord) -> str:
    kind = said(KINDS[one.kind]) if one.kind in KINDS else one.kind
    return " · ".join([one.peer.node, kind, *([one.get_state_display()] if one.state == HeldRecord.State.RECALLED else [])])
