"""What the exchange tells on the home page: what other nodes sent and waits for us."""

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.institutions.exchange.lore.titles import title_of
from mingjian.institutions.exchange.lore.words import KINDS
from mingjian.institutions.exchange.models import HeldRecord
from mingjian.institutions.exchange.queries import to_decide
from mingjian.office.desk.news import LINES, Line, News
from mingjian.office.language import said
from mingjian.office.lists.paging import capped
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may


def waiting_for_us(officer: Officer, at: datetime) -> News | None:
    """Tell which hand-overs, letters and recalls of other nodes wait for the officer's department; nothing where none does."""
    if not may(officer, "exchange.take_up"):
        return None
    found = to_decide(officer)
    lines = [Line(title_of(one), reverse("exchange:held", args=[one.pk]), _told(one), f"{localtime(one.received_at):%m-%d}") for one in found[:LINES]]
    return News(gettext("From other regions"), lines, reverse("exchange:home"), capped(found)) if lines else None


def _told(one: HeldRecord) -> str:
    return f"{one.peer.node} · {said(KINDS[one.kind]) if one.kind in KINDS else one.kind}"
