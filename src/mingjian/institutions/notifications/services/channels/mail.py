"""Mail over SMTP. The Message-ID is made of the message's key, so that a repeat is known for one."""

import smtplib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import BadHeaderError, EmailMessage, get_connection
from django.core.validators import validate_email

from mingjian.core.language import Text
from mingjian.institutions.notifications.services.channels.shapes import Channel, Later, Refused, Sending

_SMTP = "django.core.mail.backends.smtp.EmailBackend"  # by its name: tests of Django put another in the settings
_PERMANENT = range(500, 600)


def send(one: Sending) -> None:
    """Send one mail. Raises Later, Refused."""
    headers = {"Message-ID": f"<{one.key}@{settings.NODE}>", "Auto-Submitted": "auto-generated"}
    body = f"{one.text}\n\n{one.link}\n[{one.key[:12]}]\n"
    mail = EmailMessage(one.subject, body, settings.EMAIL_FROM, [one.address], headers=headers, connection=get_connection(_SMTP))
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refused:
        _judge(max(code for code, _ in refused.recipients.values()))
    except smtplib.SMTPResponseException as refused:
        _judge(refused.smtp_code)
    except (BadHeaderError, UnicodeError):
        raise Refused("refused") from None
    except OSError:  # smtplib's other errors are kinds of it
        raise Later("away") from None


def _judge(code: int) -> None:
    """Raise Later or Refused by an SMTP code; a sign-in that fails is the administrator's to mend, and waits for that."""
    if code in (530, 534, 535):
        raise Later("signature")
    raise Refused("refused") if code in _PERMANENT else Later("busy")


def is_address(text: str) -> bool:
    """Return whether something could be a mailbox."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 200


CHANNEL = Channel(
    "mail",
    Text("电子邮件", "Mail"),
    Text("邮箱", "Mailbox"),
    Text("建议使用单位邮箱。", "Better a mailbox of the authority's."),
    lambda: bool(settings.EMAIL_HOST and settings.EMAIL_FROM),
    is_address,
    send,
)
