"""What special actions tell on the home page: tasks that were given to us."""

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.institutions.campaigns.models import Campaign
from mingjian.institutions.campaigns.queries import tasks_waiting
from mingjian.office.dossiers.shown import state_label, url_of
from mingjian.office.language import said
from mingjian.office.lists.paging import capped
from mingjian.office.models import Officer
from mingjian.office.people.permissions import is_of_authority, may
from mingjian.office.web.news import Line, News, first_few


def tasks_given(officer: Officer, at: datetime) -> News | None:
    """Return which tasks wait to be received; nothing where nobody gives any."""
    if not is_of_authority(officer) or not may(officer, "campaigns.see_campaigns"):
        return None
    found = tasks_waiting(officer).order_by("-moved_at")
    lines = [Line(one.title, url_of(one), one.number, f"{localtime(one.moved_at):%m-%d}") for one in first_few(found)]
    return News(gettext("Tasks of special actions"), lines, reverse("campaigns:campaigns"), capped(found)) if lines else None


def line_of(campaign: Campaign) -> Line:
    """Describe one on one line, for whoever searched for it."""
    dossier = campaign.dossier
    return Line(dossier.title, url_of(dossier), f"{dossier.number} · {said(state_label(dossier))} · {dossier.department.name}")
