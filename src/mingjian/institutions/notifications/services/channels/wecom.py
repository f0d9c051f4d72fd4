"""WeCom's group bot: its key is all that it asks for; HTTP 200 and `errcode` 0 mean taken. A text has 2048 bytes at most."""

import json
from urllib.parse import urlencode

from django.conf import settings

from mingjian.core.language import Text
from mingjian.institutions.notifications.services.channels.post import post, settle
from mingjian.institutions.notifications.services.channels.shapes import Channel, Sending, is_door, is_token

BUSY = frozenset({-1, 45009, 45033})  # 20 a minute
SIGNATURE = frozenset({93000, 40058})  # the key is none, or the text too long


def send(one: Sending) -> None:
    """Send to the group of one bot. Raises Later, Refused."""
    body = json.dumps({"msgtype": "text", "text": {"content": one.whole()}}, ensure_ascii=False).encode()
    settle(post(f"{settings.WECOM}?{urlencode({'key': one.address})}", body, one.key), "errcode", busy=BUSY, signature=SIGNATURE)


CHANNEL = Channel(
    "wecom",
    Text("企业微信机器人", "WeCom bot"),
    Text("key", "key"),
    Text("群机器人地址中 key= 之后的部分。群内成员都能看到消息。", "What follows key= in the bot's address. All in the group see the messages."),
    lambda: is_door(settings.WECOM),
    is_token,
    send,
)
