"""
Send what the outbox holds, at least once: a message is taken under a lease, sent, and noted as sent.

What dies in between is sent again under the same key. A failure is tried again after 30 s, doubled each time, an hour at most, with some chance in it; after
three days it lies on its officer's page, to be sent again by hand. A channel whose receiver is away twice in a row rests until the next sweep.
"""

import random
from collections import Counter
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q

from mingjian.core.errors import StepRefused
from mingjian.institutions.notifications.models import Address, Message
from mingjian.institutions.notifications.services.channels import CHANNELS
from mingjian.institutions.notifications.services.channels.shapes import Later, Refused, Sending
from mingjian.institutions.notifications.services.encryption import unseal

FIRST, LONGEST = timedelta(seconds=30), timedelta(hours=1)
LEASE = timedelta(minutes=2)
GIVEN_UP = timedelta(days=3)
KEPT = timedelta(days=90)
AT_ONCE = 100  # a sweep
REST_AFTER = 2  # failures of one channel in a row


def send_all(at: datetime) -> Counter[str]:
    """Send what may be sent now; count by what came of it: `sent`, `later`, `failed`."""
    came, failures = Counter[str](), Counter[str]()
    due = Q(state=Message.State.QUEUED, next_at__lte=at) | Q(state=Message.State.SENDING, lease_until__lt=at)
    for message in Message.objects.filter(due).order_by("next_at", "pk")[:AT_ONCE]:
        if failures[message.channel] >= REST_AFTER or not _take(message, at):
            continue
        outcome = _attempt(message, at)
        came[outcome] += 1
        failures[message.channel] = failures[message.channel] + 1 if outcome == "later" else 0
    return came


def _take(message: Message, at: datetime) -> bool:
    """Make a message ours for a while, if nobody else has."""
    as_found = Message.objects.filter(pk=message.pk, state=message.state, lease_until=message.lease_until, attempts=message.attempts)
    taken = as_found.update(state=Message.State.SENDING, lease_until=at + LEASE, attempts=F("attempts") + 1)
    message.attempts += taken
    return bool(taken)


def _attempt(message: Message, at: datetime) -> str:
    try:
        _send(message, at)
    except Refused as refused:
        return _fail(message, refused.why)
    except Later as later:
        if at - message.made_at > GIVEN_UP:
            return _fail(message, "given_up")
        pause = min(LONGEST, FIRST * 2 ** min(message.attempts - 1, 12))
        spread = pause * (0.75 + random.random() / 2)  # noqa: S311 - spreads attempts, guards nothing
        _held(message, state=Message.State.QUEUED, next_at=at + spread, lease_until=None, why=later.why)
        return "later"
    _held(message, state=Message.State.SENT, sent_at=at, lease_until=None, why="")
    return "sent"


def _send(message: Message, at: datetime) -> None:
    """Send one message where its officer is reached now. Raises Later, Refused."""
    channel = CHANNELS.get(message.channel)
    to = Address.objects.filter(officer=message.officer_id, channel=message.channel, is_on=True, officer__is_active=True).first()
    if channel is None or to is None:
        raise Refused("off")
    if not channel.is_set():
        raise Later("not_set")
    address, secret = unseal(to.sealed)
    link = f"{settings.CONSOLE}{message.link}" if settings.CONSOLE and message.link else ""
    channel.send(Sending(message.key, message.subject, message.text, link, address, secret, at))


def _fail(message: Message, why: str) -> str:
    _held(message, state=Message.State.FAILED, lease_until=None, why=why)
    return "failed"


def _held(message: Message, **told: object) -> None:
    Message.objects.filter(pk=message.pk, state=Message.State.SENDING, attempts=message.attempts).update(**told)


def send_again(message: Message, at: datetime) -> None:
    """Put a message that failed back into the outbox, under its key. Raises StepRefused for any other."""
    fresh = {"state": Message.State.QUEUED, "next_at": at, "made_at": at, "attempts": 0, "why": ""}
    if not Message.objects.filter(pk=message.pk, state=Message.State.FAILED).update(**fresh):
        raise StepRefused("只有未能发送的消息可以重发。", "Only a message that was not sent is sent again.")


def clear_old(at: datetime) -> int:
    """Take away messages that were sent or failed long ago; give how many."""
    gone, _ = Message.objects.filter(state__in=(Message.State.SENT, Message.State.FAILED), made_at__lt=at - KEPT).delete()
    return gone
