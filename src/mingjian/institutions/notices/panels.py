"""What notices hang on their dossier: the right, the addresses and which are sealed, what is lacking, what the sender added."""

from datetime import datetime

from django.utils.timezone import localtime

from mingjian.institutions.notices.lore.addresses import not_sealed
from mingjian.institutions.notices.lore.completeness import lacking
from mingjian.institutions.notices.lore.reasons import statements_of
from mingjian.institutions.notices.lore.returned import came_back
from mingjian.institutions.notices.models import Notice
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import MAIN, Panel


def on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Hang it on the dossier that it became; either side sees the same."""
    found = Notice.objects.filter(dossier=thing).select_related("right", "department").first() if isinstance(thing, Dossier) else None
    return Panel("notices/of_dossier.html", {**notice_context(found, at), "officer": officer}, 10, MAIN) if found else None


def notice_context(notice: Notice, at: datetime) -> dict[str, object]:
    """Give what every page of a notice shows."""
    waiting = set(not_sealed(notice))
    return {
        "notice": notice,
        "right": notice.right,
        "addresses": [(one, one not in waiting) for one in notice.addresses],
        "lacks": lacking(notice, localtime(at).date()),
        "additions": notice.additions.all(),
        "statements": statements_of(notice),
        "returned": came_back(notice),
    }
