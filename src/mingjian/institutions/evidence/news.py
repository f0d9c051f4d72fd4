"""What buyers' kits tell: where somebody searched for them, and on the home page those whose buyer waits for an answer."""

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.core.redaction import masked
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.evidence.queries import kits_asking
from mingjian.office.lists.paging import capped
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may
from mingjian.office.web.news import Line, News, first_few


def line_of(kit: Kit) -> Line:
    """Describe a kit on one line, contacts masked."""
    return Line(masked(kit.goods), kit.get_absolute_url(), " · ".join(one for one in (kit.number, masked(kit.place), kit.taken_up_as) if one))


def buyers_asking(officer: Officer, at: datetime) -> News | None:
    """Return which buyers wrote and wait for an answer, who waits longest first; nothing where nobody does."""
    if not may(officer, "evidence.keep_kits"):
        return None
    found = kits_asking(officer)
    lines = [Line(masked(kit.goods), _page(kit), kit.taken_up_as or kit.number, _since(kit)) for kit in first_few(found)]
    return News(gettext("Buyers who wait for an answer"), lines, reverse("evidence:kits"), capped(found)) if lines else None


def _page(kit: Kit) -> str:
    """Where it is answered: on the dossier that it is followed in, else on its own page."""
    return reverse("dossier", args=[kit.taken_up_as]) if kit.taken_up_as else kit.get_absolute_url()


def _since(kit: Kit) -> str:
    return f"{localtime(kit.asks_since):%m-%d}" if kit.asks_since else ""
