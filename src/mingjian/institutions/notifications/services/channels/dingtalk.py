"""DingTalk's group bot: the signature stands in the address, over milliseconds; HTTP 200 and `errcode` 0 mean taken."""

import base64
import hashlib
import hmac
import json
from urllib.parse import urlencode

from django.conf import settings

from mingjian.core.language import Text
from mingjian.institutions.notifications.services.channels.post import post, settle
from mingjian.institutions.notifications.services.channels.shapes import Channel, Sending, is_door, is_token

BUSY = frozenset({130101, -1, 410100})  # 20 a minute, then blocked for ten
SIGNATURE = frozenset({310000, 300001})  # sign, clock, keyword or IP; token unknown


def signature(milliseconds: int, secret: str) -> str:
    """Sign an instant with a bot's secret, as base64."""
    digest = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def send(one: Sending) -> None:
    """Send to the group of one bot. Raises Later, Refused."""
    asked = {"access_token": one.address}
    if one.secret:
        milliseconds = int(one.at.timestamp() * 1000)
        asked |= {"timestamp": str(milliseconds), "sign": signature(milliseconds, one.secret)}
    body = json.dumps({"msgtype": "text", "text": {"content": one.whole()}}, ensure_ascii=False).encode()
    settle(post(f"{settings.DINGTALK}?{urlencode(asked)}", body, one.key), "errcode", busy=BUSY, signature=SIGNATURE)


CHANNEL = Channel(
    "dingtalk",
    Text("钉钉机器人", "DingTalk bot"),
    Text("access_token", "access_token"),
    Text(
        "群机器人地址中 access_token= 之后的部分。群内成员都能看到消息。", "What follows access_token= in the bot's address. All in the group see what is sent."
    ),
    lambda: is_door(settings.DINGTALK),
    is_token,
    send,
    Text("加签密钥（SEC…）", "Signing secret (SEC…)"),
)
