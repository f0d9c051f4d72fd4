"""The digest of a morning: what is due, what is new, what waits. Written from 08:30 Beijing time on, once a day, however late the node was up."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.urls import resolve, reverse
from django.utils.translation import gettext, override

from mingjian.core.procedure import rulebook
from mingjian.institutions.notifications.models import Reach, Telling
from mingjian.institutions.notifications.queries import clocks_of, mentions_of
from mingjian.institutions.notifications.services import texts
from mingjian.institutions.notifications.services.outbox import Word, reached, write
from mingjian.office.dossiers.docket import Bounds, dossiers_waiting_on_others
from mingjian.office.dossiers.queue import awaiting_signature, dossiers_awaiting
from mingjian.office.institution import institutions, parts
from mingjian.office.language import said
from mingjian.office.lists.paging import capped, said_count
from mingjian.office.views.models import View
from mingjian.office.views.saved_views import changed_views, note_told
from mingjian.office.web.news import news_for

BEIJING = ZoneInfo("Asia/Shanghai")
HOUR = time(8, 30)
AHEAD = timedelta(days=3)


def morning(day: date) -> datetime:
    """Return the instant of a day's digest."""
    return datetime.combine(day, HOUR, BEIJING)


def write_digests(at: datetime) -> int:
    """Write the digests of today that are due and not written; give how many officers have one now."""
    today = at.astimezone(BEIJING).date()
    if at < morning(today):
        return 0
    told = set(Telling.objects.filter(name=_name(today)).values_list("officer", flat=True))
    return sum(_write(reach, today, at) for reach in reached() if reach.officer_id not in told and _wants(reach, today))


def _wants(reach: Reach, today: date) -> bool:
    """Return whether an officer wants a digest on a day, and had chosen so before its hour."""
    if reach.digest == Reach.Digest.OFF or reach.since > morning(today):
        return False
    return reach.digest == Reach.Digest.DAILY or rulebook().calendar.is_working_day(today)


def _name(today: date) -> str:
    return f"digest/{today.isoformat()}"


def _write(reach: Reach, today: date, at: datetime) -> bool:
    changed = changed_views(reach.officer)
    with override(reach.language):
        word = digest_for(reach, at, changed)
    try:
        with transaction.atomic():
            Telling.objects.create(officer_id=reach.officer_id, name=_name(today), at=at)
            write(reach, word, at=at)
            note_told(changed)
    except IntegrityError:  # another sweep was first
        return False
    return True


def digest_for(reach: Reach, at: datetime, changed: Sequence[tuple[View, str]] = ()) -> Word:
    """Return what an officer finds on the desk, in counts and numbers; `changed` are the views whose count is another than was told last."""
    officer, bounds = reach.officer, Bounds.seen_from(at)
    running = clocks_of(officer, reach.scope)
    near = list(running.filter(due__lt=bounds.today + AHEAD).select_related("dossier")[:100])
    counts = {name: said_count(count) for name, count in bounds.counts(running).items()}
    due = gettext("Due: missed %(missed)s, today %(today)s, this week %(week)s") % counts
    new = [f"  {part.title}: {part.count}" for part in news_for(officer, at) if part.count not in ("", "0")]
    mine = capped(dossiers_awaiting(officer), len(awaiting_signature(officer)))
    waits = gettext("Waits for you: %(mine)s; waits on others: %(others)s") % {"mine": mine, "others": capped(dossiers_waiting_on_others(officer))}
    named = gettext("Notes that name you: %s") % capped(mentions_of(officer))
    at_once = sum(one.is_at_once for warned in parts("warns") for one in warned(officer, at))
    pressing = [gettext("Cannot wait: %s") % at_once] if at_once else []
    heading = gettext("New:") if new else gettext("New: nothing")
    named = "\n".join([*map(_said_of_view, changed), named])
    lines = [*pressing, due, texts.listed(f"  {texts.clock_said(one)}" for one in near), heading, *new, waits, named]
    subject = gettext("Mingjian: %(day)s, missed %(missed)s, today %(today)s") % {"day": f"{at.astimezone(BEIJING):%m-%d}", **counts}
    return Word("digest", subject, "\n".join(line for line in lines if line), reverse("home"))


def _said_of_view(changed: tuple[View, str]) -> str:
    """Return how many a kept list has now; by the list alone, since the name that an officer gave may name a person."""
    view, count = changed
    items = (item for one in institutions() for item in one.menu if item.url_name == resolve(view.path).view_name)
    label = next((said(item.label) for item in items), view.path)
    return gettext("Your view of %(list)s: %(now)s, before %(before)s") % {"list": label, "now": count, "before": view.told or "–"}
