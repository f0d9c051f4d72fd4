"""Alarms of the node itself, told to administrators and the auditor: when one is raised, and when it is over."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import override

from mingjian.institutions.notifications.models import Address, Reach, Telling
from mingjian.institutions.notifications.services import texts
from mingjian.institutions.notifications.services.outbox import write
from mingjian.office.models import Officer
from mingjian.office.node.alarms import OpenAlarm, alarms_now
from mingjian.office.node.models import Alarm

FRESH = timedelta(days=3)  # one that is over for longer is no news; one that is open always is


def write_node_alarms(at: datetime) -> int:
    """Notify whoever keeps the node what alarms were raised and are over, each once; return how many messages that were."""
    fresh: list[Alarm | OpenAlarm] = list(Alarm.objects.filter(Q(ended_at=None) | Q(ended_at__gt=at - FRESH)).order_by("pk"))
    rows = {one.name for one in fresh if isinstance(one, Alarm) and one.ended_at is None}
    fresh += [one for one in alarms_now() if one.name not in rows]  # somebody ended its row, or took it away
    return sum(_tell(reach, one, at) for reach in keepers() for one in fresh) if fresh else 0


def keepers() -> list[Reach]:
    """Return administrators and auditors who have an address that is switched on."""
    has_one = Address.objects.filter(is_on=True).values("officer")
    found = Reach.objects.filter(officer__in=has_one, officer__is_active=True).exclude(officer__duty=Officer.Duty.WORK)
    return list(found.select_related("officer").order_by("pk"))


def _tell(reach: Reach, alarm: Alarm | OpenAlarm, at: datetime) -> bool:
    """Notify one of them how an alarm stands, once for each; that it is over only to whom it was told of when it was raised."""
    called = alarm.pk if isinstance(alarm, Alarm) else f"{alarm.name[:30]}/{int(alarm.raised_at.timestamp())}"
    raised, over = f"node_alarm/{called}/raised", f"node_alarm/{called}/over"
    told = set(Telling.objects.filter(officer=reach.officer_id, name__in=[raised, over]).values_list("name", flat=True))
    is_over = isinstance(alarm, Alarm) and alarm.ended_at is not None
    name = over if is_over else raised
    if name in told or (is_over and raised not in told):
        return False
    with override(reach.language):
        word = texts.of_node(alarm, is_over=is_over)
    try:
        with transaction.atomic():
            Telling.objects.create(officer_id=reach.officer_id, name=name, at=at)
            return bool(write(reach, word, at=at))
    except IntegrityError:  # another sweep was first, and told
        return False
