"""What deliveries tell at home: sources that fell silent, and files that were not understood."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mingjian.core.errors import BadInput
from mingjian.institutions.deliveries.queries import standings
from mingjian.office.language import said
from mingjian.office.models import Officer
from mingjian.office.people.permissions import is_of_authority, may
from mingjian.office.web.news import Line, News


def silent_sources(officer: Officer, at: datetime) -> News | None:
    """Return, for whoever loads records, which sources are silent, fail or sent what nobody understands."""
    if not is_of_authority(officer) or not may(officer, "market.load_records"):
        return None
    url = reverse("deliveries:sources")
    try:
        found = standings(at)
    except BadInput as refused:
        return News(_("Deliveries"), [Line(said(refused.text), url)], url, "1")
    lines = [Line(one.source.name, url, ngettext("nothing for %d day", "nothing for %d days", one.days) % one.days) for one in found if one.is_silent]
    lines += [Line(one.source.name, url, said(one.look.note)) for one in found if one.look and one.look.note and not one.is_silent]
    lines += [Line(one.source.name, url, ngettext("%d file set aside", "%d files set aside", one.refused) % one.refused) for one in found if one.refused]
    return News(_("Deliveries"), lines[:5], url, str(len(lines))) if lines else None
