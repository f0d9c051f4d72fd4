"""The outbox: a message is written beside what causes it, in the caller's transaction, once for each way in which the officer is reached."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mingjian.institutions.notifications.models import Address, Message, Reach
from mingjian.office.models import Officer


@dataclass(frozen=True)
class Word:
    """What is told: of nobody and nothing more than number, kind, clock, and the page in the console."""

    cause: str
    subject: str
    text: str
    link: str = ""


def reached() -> Iterator[Reach]:
    """Return what each officer wants to be told who has an address that is switched on and works still."""
    has_one = Address.objects.filter(is_on=True).values("officer")
    found = Reach.objects.filter(officer__in=has_one, officer__is_active=True, officer__duty=Officer.Duty.WORK)
    yield from found.select_related("officer__department").order_by("pk")


def write(reach: Reach, word: Word, *, at: datetime, channel: str = "") -> list[Message]:
    """Write a message to an officer, one for each address that is switched on, or for one channel alone."""
    addresses = Address.objects.filter(officer=reach.officer_id, is_on=True)
    made = [
        Message(
            key=secrets.token_hex(16),
            officer_id=reach.officer_id,
            channel=one.channel,
            cause=word.cause,
            language=reach.language,
            subject=word.subject[:200],
            text=word.text,
            link=word.link,
            made_at=at,
            next_at=at,
        )
        for one in addresses
        if not channel or one.channel == channel
    ]
    return Message.objects.bulk_create(made)
