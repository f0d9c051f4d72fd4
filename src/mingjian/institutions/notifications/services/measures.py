"""What Prometheus is told of messages and webhooks."""

from datetime import datetime, timedelta

from django.db.models import Count, Min

from mingjian.institutions.notifications.models import Message
from mingjian.institutions.notifications.services.channels import CHANNELS
from mingjian.office.institution import Measure


def measured(at: datetime) -> list[Measure]:
    """Return for each channel how many messages wait, how many of four days were given up, and how long the oldest has waited; a channel without any has 0."""
    told = {name: {"waiting": 0.0, "failed": 0.0, "oldest": 0.0} for name in CHANNELS}
    waiting = Message.objects.filter(state__in=Message.WAITING).order_by().values_list("channel").annotate(Count("pk"), Min("made_at"))
    for channel, count, since in waiting:
        if channel in told:
            told[channel].update(waiting=count, oldest=max(0.0, (at - since).total_seconds()))
    failed = Message.objects.filter(state=Message.State.FAILED, made_at__gt=at - timedelta(days=4))
    for channel, count in failed.order_by().values_list("channel").annotate(Count("pk")):
        if channel in told:
            told[channel].update(failed=count)
    names = {
        "waiting": ("mingjian_messages_waiting", "Messages and webhooks that wait to be taken."),
        "failed": ("mingjian_messages_failed", "Messages and webhooks of the last four days that were given up."),
        "oldest": ("mingjian_message_oldest_seconds", "How long the message has waited that has waited longest."),
    }
    return [Measure(name, words, "channel", {channel: one[key] for channel, one in told.items()}) for key, (name, words) in names.items()]
