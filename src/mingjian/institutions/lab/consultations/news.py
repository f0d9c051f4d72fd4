"""What is new about drafts before the public: comments to examine, drafts whose day has passed without an answer."""

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext, ngettext

from mingjian.institutions.lab.consultations.queries import consultations_visible_to
from mingjian.institutions.lab.models import Consultation
from mingjian.office.lists.paging import capped
from mingjian.office.models import Officer
from mingjian.office.people.permissions import is_of_authority, may
from mingjian.office.web.news import LINES, Line, News


def comments_waiting(officer: Officer, at: datetime) -> News | None:
    """Describe the own department's drafts with comments to examine, and those past their day that wait for the answer."""
    if not is_of_authority(officer) or not may(officer, "lab.consult"):
        return None
    own = {"department": officer.department_id, "state": Consultation.State.PUBLISHED}
    if not Consultation.objects.filter(**own).exists():  # before comments are counted
        return None
    found = consultations_visible_to(officer).filter(**own)
    rows = [one for one in found if getattr(one, "held", 0) or (one.closes_on and one.closes_on < localdate(at))]
    lines = [Line(one.title, one.get_absolute_url(), _waits_for(one)) for one in rows[:LINES]]
    return News(gettext("Drafts for comment"), lines, reverse("lab:consultations"), capped(found)) if lines else None


def _waits_for(one: Consultation) -> str:
    held: int = getattr(one, "held", 0)
    if held:
        return ngettext("%(count)s comment to examine", "%(count)s comments to examine", held) % {"count": held}
    return gettext("Its day has passed: publish what became of the comments")
