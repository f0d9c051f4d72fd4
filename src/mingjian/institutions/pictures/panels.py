"""What is shown on kits and dossiers: how many of their pictures are read, and the way to the words."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.pictures.queries import Pictured, pictures_of_dossier, pictures_of_kit
from mingjian.office.institution import EVIDENCE
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import MAIN, Panel, in_part

_ORDER = 35  # behind the files


def on_kit(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show it on a kit that holds pictures."""
    return _panel(pictures_of_kit(thing, is_open=False), "kit", thing.number) if isinstance(thing, Kit) else None


@in_part(EVIDENCE)
def on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show it on a dossier that holds pictures."""
    if not isinstance(thing, Dossier) or thing.pk is None:
        return None
    return _panel(pictures_of_dossier(thing, officer, at), "dossier", thing.number)


def _panel(pictures: Sequence[Pictured], sort: str, number: str) -> Panel | None:
    if not pictures:
        return None
    read = [one.reading for one in pictures if one.reading is not None]
    told = {"count": len(pictures), "read": len(read), "proposals": sum(len(one.proposals) for one in read)}
    return Panel("pictures/of_thing.html", {**told, "address": reverse("pictures:words", args=[sort, number])}, _ORDER, MAIN)
