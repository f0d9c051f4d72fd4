"""Raise an alarm, once for as long as it lasts; note when the node's own work went well."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from mingjian.core.language import Text
from mingjian.office.node.models import Alarm, Pulse
from mingjian.office.record.entries import enter

log = logging.getLogger("mingjian.node")


def alarms_now() -> QuerySet[Alarm]:
    """Give the alarms that go on, the newest first."""
    return Alarm.objects.filter(ended_at=None)


def alarms_past() -> QuerySet[Alarm]:
    """Give those that are over, the newest first."""
    return Alarm.objects.exclude(ended_at=None)


def raise_alarm(name: str, said: Text, at: datetime) -> Alarm:
    """Raise an alarm, or note that it is still so. The first time it is entered in the ledger and said in the log; appending goes on, whatever is wrong."""
    with transaction.atomic():
        told = {"said_zh": said.zh[:500], "said_en": said.en[:500]}
        alarm, is_new = Alarm.objects.get_or_create(name=name[:60], ended_at=None, defaults={**told, "raised_at": at, "seen_at": at})
        if is_new:
            enter("alarm_raised", at=at, alarm=name[:60], said=said.zh[:500])
        else:
            Alarm.objects.filter(pk=alarm.pk).update(seen_at=at, **told)
    if is_new:
        log.error("alarm", extra={"event": "alarm", "alarm": name})
    return alarm


def end_alarm(name: str, at: datetime) -> None:
    """Note that what an alarm was raised about is so no more."""
    with transaction.atomic():
        if Alarm.objects.filter(name=name[:60], ended_at=None).update(ended_at=at):
            enter("alarm_ended", at=at, alarm=name[:60])


def went_well(name: str, at: datetime) -> None:
    """Note that a part of the node's own work went well."""
    Pulse.objects.update_or_create(name=name[:60], defaults={"well_at": at})


def failed(name: str, at: datetime) -> None:
    """Note that a part of the node's own work did not go well."""
    Pulse.objects.update_or_create(name=name[:60], defaults={"failed_at": at})
