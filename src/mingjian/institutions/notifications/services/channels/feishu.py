"""Feishu's group bot: the signature stands in the body, over seconds, with an empty message; HTTP 200 and `code` 0 mean taken."""

import base64
import hashlib
import hmac
import json

from django.conf import settings

from mingjian.core.language import Text
from mingjian.institutions.notifications.services.channels.post import post, settle
from mingjian.institutions.notifications.services.channels.shapes import Channel, Sending, is_door, is_token

BUSY = frozenset({11232, 9499})
SIGNATURE = frozenset({19021, 19022, 19024})  # sign or clock, IP, keyword


def signature(seconds: int, secret: str) -> str:
    """Sign an instant with a bot's secret, as base64: the secret is in the key, and the message is empty."""
    return base64.b64encode(hmac.new(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256).digest()).decode()


def send(one: Sending) -> None:
    """Send to the group of one bot. Raises Later, Refused."""
    told: dict[str, object] = {"msg_type": "text", "content": {"text": one.whole()}}
    if one.secret:
        seconds = int(one.at.timestamp())
        told |= {"timestamp": str(seconds), "sign": signature(seconds, one.secret)}
    body = json.dumps(told, ensure_ascii=False).encode()
    settle(post(f"{settings.FEISHU.rstrip('/')}/{one.address}", body, one.key), "code", busy=BUSY, signature=SIGNATURE)


CHANNEL = Channel(
    "feishu",
    Text("飞书机器人", "Feishu bot"),
    Text("机器人地址的最后一段", "Last part of the bot's address"),
    Text("群机器人地址 /hook/ 之后的部分。群内成员都能看到消息。", "What follows /hook/ in the bot's address. All in the group see the messages."),
    lambda: is_door(settings.FEISHU),
    is_token,
    send,
    Text("签名校验密钥", "Signing secret"),
)
