"""What samples tell on the home page, and to whoever searched for one."""

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.institutions.samples.models import Sample
from mingjian.institutions.samples.queries import not_shelved as waiting_for
from mingjian.office.dossiers.shown import state_label
from mingjian.office.language import said
from mingjian.office.lists.paging import capped
from mingjian.office.models import Officer
from mingjian.office.people.permissions import is_of_authority, may
from mingjian.office.web.news import LINES, Line, News


def not_shelved(officer: Officer, at: datetime) -> News | None:
    """State which samples lie on no shelf yet; nothing where nobody keeps any."""
    if not is_of_authority(officer) or not may(officer, "samples.keep"):
        return None
    found = waiting_for(officer)
    lines = [Line(one.goods, one.get_absolute_url(), one.number, f"{localtime(one.dossier.moved_at):%m-%d}") for one in found[:LINES]]
    return News(gettext("Samples on no shelf yet"), lines, reverse("samples:samples"), capped(found)) if lines else None


def line_of(sample: Sample) -> Line:
    """Describe a sample on one line."""
    return Line(sample.goods, sample.get_absolute_url(), f"{sample.number} · {said(state_label(sample.dossier))}")
