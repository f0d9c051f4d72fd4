"""
A gateway for short messages: one HTTPS POST with JSON, signed with a secret that node and gateway share.

Body: `to`, `text`, `key`. Header `x-mingjian-signature`: HMAC-SHA256, as hex, of the `x-mingjian-timestamp` header (seconds), a line end, and the body. Any
status of 200 to 299 means taken. Only the subject goes out: a short message has no room for more.
"""

import hashlib
import hmac
import json
import re

from django.conf import settings

from mingjian.core.language import Text
from mingjian.institutions.notifications.services.channels.post import post
from mingjian.institutions.notifications.services.channels.shapes import Channel, Sending, is_door

_NUMBER = re.compile(r"\+?[0-9]{8,15}")


def signature(seconds: int, body: bytes, secret: str) -> str:
    """Sign a request, as hex."""
    return hmac.new(secret.encode(), f"{seconds}\n".encode() + body, hashlib.sha256).hexdigest()


def send(one: Sending) -> None:
    """Hand one short message to the gateway. Raises Later, Refused."""
    seconds = int(one.at.timestamp())
    body = json.dumps({"to": one.address, "text": f"{one.subject} {one.link}".strip(), "key": one.key}, ensure_ascii=False).encode()
    signed = {"x-mingjian-timestamp": str(seconds), "x-mingjian-signature": signature(seconds, body, settings.SMS_SECRET)}
    post(settings.SMS, body, one.key, **signed)


CHANNEL = Channel(
    "sms",
    Text("短信", "Short message"),
    Text("手机号码", "Phone number"),
    Text("短信只发标题和链接。", "Only the subject and the link are sent."),
    lambda: is_door(settings.SMS) and bool(settings.SMS_SECRET),
    lambda text: bool(_NUMBER.fullmatch(text)),
    send,
)
