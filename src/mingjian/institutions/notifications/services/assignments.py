"""What was handed to an officer: who works on a dossier now and did not when the sweep looked last, unless they took it up themselves."""

from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import override

from mingjian.institutions.notifications.models import Hand, Reach, Telling
from mingjian.institutions.notifications.services import texts
from mingjian.institutions.notifications.services.movements import moving
from mingjian.institutions.notifications.services.outbox import reached, write
from mingjian.office.models import Dossier, Entry

MOST = 500  # a sweep; the next takes the rest


def write_handed(at: datetime) -> int:
    """Notify officers what was handed to them since the last sweep; give how many were told."""
    reaches = {reach.officer_id: reach for reach in reached()}
    held = Hand.objects.filter(dossier=OuterRef("pk"), officer=OuterRef("officer"))
    fresh = Dossier.objects.filter(~Exists(held), officer__in=reaches, is_closed=False).order_by("officer_id", "pk")[:MOST]
    told = [_tell(reaches[officer], list(found), at) for officer, found in groupby(fresh, key=lambda one: one.officer_id) if officer is not None]
    return sum(told)


def told_as(dossier: int, entry: int) -> str:
    """Name that a dossier was told as handed over, as its entry of that index left it."""
    return f"handed/{dossier}/{entry}"


def _tell(reach: Reach, found: list[Dossier], at: datetime) -> bool:
    """Note who works on each now, and tell of those that others handed over."""
    last = {one.pk: _last_of(one) for one in found if reach.has_handed and one.moved_at >= reach.since}
    given = [one for one in found if one.pk in last and last[one.pk][1] not in (None, reach.officer_id)]
    with override(reach.language):
        word = texts.handed(given) if given else None
    with transaction.atomic():
        for one in found:
            Hand.objects.update_or_create(dossier=one, defaults={"officer_id": reach.officer_id})
        for one in given:
            Telling.objects.get_or_create(officer_id=reach.officer_id, name=told_as(one.pk, last[one.pk][0]), defaults={"at": at})
        if word:
            write(reach, word, at=at)
    return word is not None


def _last_of(dossier: Dossier) -> tuple[int, int | None]:
    """Return the index of the last entry that moved a dossier, and who made it; -1 and nobody where none did."""
    entries = list(Entry.objects.filter(dossier=dossier).order_by("-index").values_list("kind", "index", "officer"))
    kinds = moving({kind for kind, *_ in entries})
    return next(((index, officer) for kind, index, officer in entries if kind in kinds), (-1, None))
