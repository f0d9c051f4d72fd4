"""The code of a consumer's page, and the address that bears it."""

import secrets

from django.urls import reverse

from mingjian.institutions.disputes.models import ConsumerReceipt


def new_code() -> str:
    """Return a code that nobody guesses."""
    return secrets.token_urlsafe(18)


def address_of(receipt: ConsumerReceipt) -> str:
    """Return the path of a page with its code: for the consumer, and in the reply to who made it."""
    return reverse("consumer:receipt", args=[receipt.code])
