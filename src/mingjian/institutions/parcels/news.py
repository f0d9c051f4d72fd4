"""What is new about parcels: inquiries that a courier has yet to answer."""

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.institutions.parcels import queries
from mingjian.office.lists.paging import capped
from mingjian.office.models import Department, Officer
from mingjian.office.web.news import Line, News, first_few


def asked_of_us(officer: Officer, at: datetime) -> News | None:
    """Notify a courier which inquiries wait for its answer."""
    if officer.department is None or officer.department.kind != Department.Kind.COURIER:
        return None
    found = queries.inquiries_to_answer(officer)
    lines = [Line(one.dossier.title, one.get_absolute_url(), one.dossier.number, f"{localtime(one.dossier.moved_at):%m-%d}") for one in first_few(found)]
    return News(gettext("Inquiries about waybills to be answered"), lines, reverse("parcels:parcels"), capped(found)) if lines else None
