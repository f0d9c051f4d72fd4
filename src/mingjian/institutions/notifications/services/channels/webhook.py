"""
A system of the officer's own: one HTTPS POST with JSON, signed with a secret that the officer entered and the system knows.

Body: `key`, `subject`, `text`, `link`; of what changed `rows`, or `changes` and `next`, in the place of the text. Header `x-mingjian-signature`: HMAC-SHA256,
as hex, of the `x-mingjian-timestamp` header (seconds), a line end, and the body. Any status of 200 to 299 means taken. It goes only to hosts that the
node's settings name, or else whoever has an account could have the node call its own network.
"""

import json
from urllib.parse import urlsplit

from django.conf import settings

from mingjian.core.language import Text
from mingjian.institutions.notifications.services.channels.post import post
from mingjian.institutions.notifications.services.channels.shapes import Channel, Refused, Sending, is_door
from mingjian.institutions.notifications.services.channels.sms import signature

NAME = "webhook"


def is_address(text: str) -> bool:
    """Return whether a text is an address of a host that the settings name, without a user name or password in it."""
    try:
        parts = urlsplit(text)
        place = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
    except ValueError:
        return False
    return is_door(text) and parts.username is None and place in settings.WEBHOOK_HOSTS


def send(one: Sending) -> None:
    """Hand one message to the system. Raises Later, Refused."""
    if not is_address(one.address):
        raise Refused("off")
    if not one.secret:
        raise Refused("signature")
    told = {"key": one.key, "subject": one.subject, "link": one.link, **_said(one.text)}
    seconds, body = int(one.at.timestamp()), json.dumps(told, ensure_ascii=False).encode()
    post(one.address, body, one.key, **{"x-mingjian-timestamp": str(seconds), "x-mingjian-signature": signature(seconds, body, one.secret)})


def _said(text: str) -> dict[str, object]:
    """Return what a message says: what changed as it is, anything else as a text."""
    try:
        told = json.loads(text)
    except ValueError:
        told = None
    return told if isinstance(told, dict) and told.keys() in ({"rows"}, {"changes", "next"}) else {"text": text}


CHANNEL = Channel(
    NAME,
    Text("系统回调（Webhook）", "Webhook"),
    Text("接收地址", "Address of the receiver"),
    Text(
        "https 地址，主机须由系统管理员列入设置；您看得到的每一项变化、通知各行的变化也发到这里，每条消息都有签名。",
        "An https address whose host the settings name; every change that you may read and what becomes of rows is sent here, each message signed.",
    ),
    lambda: bool(settings.WEBHOOK_HOSTS),
    is_address,
    send,
    Text("签名密钥", "Signing secret"),
)
