"""What is new by the pages of consumers: what nobody read yet."""

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.institutions.disputes.consumers.queries import receipts_to_read
from mingjian.office.dossiers.shown import url_of
from mingjian.office.lists.paging import capped
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may
from mingjian.office.web.news import Line, News, first_few


def consumers_wrote(officer: Officer, at: datetime) -> News | None:
    """Notify whoever talks to consumers by which pages something came that nobody read yet; none where nothing waits."""
    if not may(officer, "disputes.talk_to_consumers"):
        return None
    found = receipts_to_read(officer)
    lines = [Line(one.dossier.title, url_of(one.dossier), one.dossier.number, f"{localtime(one.opened_at):%m-%d}") for one in first_few(found.order_by("-pk"))]
    return News(gettext("Said by consumers by their pages"), lines, reverse("disputes:complaints"), capped(found)) if lines else None
