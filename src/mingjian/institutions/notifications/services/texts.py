"""What messages say: number, kind, clock and page. A title, a name or a text that somebody wrote is in none of them."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from mingjian.institutions.notifications.services.outbox import Word
from mingjian.office.dossiers.shown import state_label, url_of
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.language import said
from mingjian.office.models import Consent, Deadline, Dossier
from mingjian.office.node.alarms import OpenAlarm
from mingjian.office.node.models import Alarm

MOST = 10  # things told one by one


def clock_said(deadline: Deadline) -> str:
    """Describe a deadline by number, procedure, name and end: `C2026-0000009 案件线索 · 核查期限 · 2026-12-01 24:00`. All but the number is of the rulebook."""
    end = localtime(deadline.due).strftime("%Y-%m-%d %H:%M") if deadline.due else ""
    return f"{thing_said(deadline.dossier)} · {deadline.label} · {end}"


def thing_said(dossier: Dossier) -> str:
    """Describe a dossier by number and procedure."""
    return f"{dossier.number} {said(sheet_of(dossier).title)}"


def listed(lines: Iterable[str]) -> str:
    """Return the first lines, and how many more there are."""
    every = list(lines)
    rest = len(every) - MOST
    more = [ngettext("and %d more", "and %d more", rest) % rest] if rest > 0 else []
    return "\n".join(every[:MOST] + more)


def alarm(found: list[tuple[Deadline, str]]) -> Word:
    """State of deadlines that come near or were missed, the most pressing first."""
    names = {"days": gettext("3 days before"), "day": gettext("1 day before"), "hours": gettext("hours before"), "missed": gettext("missed")}
    lines = [f"[{names[stage]}] {clock_said(deadline)}" for deadline, stage in found]
    subject = ngettext("Mingjian: %d deadline", "Mingjian: %d deadlines", len(found)) % len(found)
    if len(found) == 1:
        deadline, stage = found[0]
        subject = gettext("Mingjian: %(number)s, %(when)s") % {"number": deadline.dossier.number, "when": names[stage]}
    return Word("alarm", subject, listed(lines), url_of(found[0][0].dossier) if len(found) == 1 else reverse("docket"))


def changed(count: int) -> str:
    """Return the subject of a message to a system: how many rows of notices changed."""
    return ngettext("Mingjian: %d row of a notice changed", "Mingjian: %d rows of notices changed", count) % count


def entered(count: int) -> str:
    """Return the subject of a message to a system: how many changes were entered that its officer may read."""
    return ngettext("Mingjian: %d change", "Mingjian: %d changes", count) % count


def handed(found: list[Dossier]) -> Word:
    """Return which dossiers were handed to the officer."""
    subject = ngettext("Mingjian: %d dossier was handed to you", "Mingjian: %d dossiers were handed to you", len(found)) % len(found)
    return Word("handed", subject, listed(thing_said(one) for one in found), url_of(found[0]) if len(found) == 1 else reverse("dossiers"))


def turn(found: list[Dossier]) -> Word:
    """Return which dossiers somebody else moved, and wait for the officer now, with the state that they stand in."""
    subject = ngettext("Mingjian: %d dossier waits for you", "Mingjian: %d dossiers wait for you", len(found)) % len(found)
    lines = listed(f"{thing_said(one)} · {said(state_label(one))}" for one in found)
    return Word("turn", subject, lines, url_of(found[0]) if len(found) == 1 else reverse("dossiers"))


def heard(found: list[Dossier]) -> Word:
    """Notify a party in which dossiers something of the other side arrived, with the state that they stand in."""
    subject = ngettext("Mingjian: the other side added to %d dossier", "Mingjian: the other side added to %d dossiers", len(found)) % len(found)
    lines = listed(f"{thing_said(one)} · {said(state_label(one))}" for one in found)
    return Word("heard", subject, lines, url_of(found[0]) if len(found) == 1 else reverse("dossiers"))


def mention(dossier: Dossier) -> Word:
    """State that a colleague named the officer in a note on a dossier; not what it says, nor who."""
    page = reverse("notifications:notes", args=[dossier.number])
    return Word("mention", gettext("Mingjian: a note on %(number)s names you") % {"number": dossier.number}, thing_said(dossier), page)


def account(consent: Consent) -> Word:
    """Return what was asked or done about the officer's own account; by whom, the page says."""
    is_done = consent.is_given and consent.answered_by is not None
    subject = gettext("Mingjian: about your account: %(what)s") if is_done else gettext("Mingjian: asked for your account: %(what)s")
    what = consent.get_what_display()
    text = gettext("The page says who asked for it. If you know nothing of it, tell the auditor at once.")
    return Word("account", subject % {"what": what}, text, reverse("own_account"))


def of_node(found: Alarm | OpenAlarm, *, is_over: bool) -> Word:
    """State that an alarm of the node was raised, or is over; what was found stands on the page, since it may name dossiers and officers."""
    subject = gettext("Mingjian: alarm of the node is over: %(name)s") if is_over else gettext("Mingjian: alarm of the node: %(name)s")
    ended_at = found.ended_at if isinstance(found, Alarm) else None
    when = localtime(ended_at if is_over and ended_at else found.raised_at).strftime("%Y-%m-%d %H:%M")
    text = gettext("%(when)s. What was found and how it is mended stands on the page of the node.") % {"when": when}
    return Word("node", subject % {"name": found.name}, text, reverse("node"))


def trial(at: datetime) -> Word:
    """Try a channel."""
    text = gettext("This is a trial. Whoever reads it is reached.")
    return Word("trial", gettext("Mingjian: trial of %(at)s") % {"at": localtime(at).strftime("%m-%d %H:%M:%S")}, text, reverse("notifications:notifications"))
