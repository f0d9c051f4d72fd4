"""What the lab tells on the home page of those who write experiments: which wait to be run, and which have run."""

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.institutions.lab.models import Run
from mingjian.institutions.lab.queries import experiments_visible_to
from mingjian.office.lists.paging import capped
from mingjian.office.models import Officer
from mingjian.office.people.permissions import is_of_authority, may
from mingjian.office.web.news import LINES, Line, News


def experiments_told(officer: Officer, at: datetime) -> News | None:
    """Describe the newest runs, then what is registered and has not run."""
    if not is_of_authority(officer) or not may(officer, "lab.write_experiments"):
        return None
    seen = experiments_visible_to(officer)
    runs = Run.objects.filter(experiment__in=seen.values("pk")).select_related("experiment").order_by("-ended_at")[:LINES]
    lines = [Line(run.experiment.title, reverse("lab:run", args=[run.pk]), standing(run), f"{localtime(run.ended_at):%m-%d}") for run in runs]
    waiting = seen.filter(state="registered").exclude(runs__is_registered=True)[: LINES - len(lines)]
    lines += [Line(one.title, reverse("lab:experiment", args=[one.number]), gettext("Registered, not run yet")) for one in waiting]
    return News(gettext("Policy lab"), lines, reverse("lab:experiments"), capped(seen))


def standing(run: Run) -> str:
    """Return whether a run was registered."""
    return gettext("Registered run") if run.is_registered else gettext("Exploration")
