"""What every channel is given and gives, and how an attempt goes wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from mingjian.core.language import Text

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

#: Why an attempt failed. What the other side answered is never kept: it is a text from outside.
WHY = {
    "not_set": Text("本节点未设置此渠道，待系统管理员设置后再发送", "this node has not set the channel up: it waits until the system administrator does"),
    "away": Text("对方暂不可达，稍后重试", "the receiver cannot be reached; it is tried again"),
    "busy": Text("对方繁忙或者限流，稍后重试", "the receiver is busy or limits the rate; it is tried again"),
    "signature": Text("密钥、签名或者关键词不对，请核对后重发", "key, signature or keyword is wrong: mend it and send again"),
    "refused": Text("对方拒收，请核对地址后重发", "the receiver refuses it: check the address and send again"),
    "unreadable": Text("本节点密钥已更换，保存的地址无法读取，请重新填写", "the node's key has changed and the address cannot be read: enter it anew"),
    "off": Text("渠道已关闭或者地址已删除，未发送", "the channel was switched off or the address removed: it was not sent"),
    "given_up": Text("三天内均未送达，可重发", "it did not arrive within three days; it can be sent again"),
}


class Later(Exception):
    """The attempt failed and is worth another; `why` is a word of WHY."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class Refused(Later):
    """The attempt failed, and another would too until somebody mends something."""


@dataclass(frozen=True)
class Sending:
    """One attempt: what goes out, where to, when, under which key."""

    key: str
    subject: str
    text: str
    link: str
    address: str
    secret: str
    at: datetime

    def whole(self, most: int = 1900) -> str:
        """Return subject, text, link and key as one text of at most so many bytes, cut between lines: the key tells a repeat from something new."""
        end = f"{self.link}\n[{self.key[:12]}]".strip()
        room = most - len(end.encode()) - 8
        lines, used = list[str](), 0
        for line in [self.subject, *self.text.splitlines()]:
            used += len(line.encode()) + 1
            if used > room:
                lines.append("…")
                break
            lines.append(line)
        return "\n".join([*lines, end])


@dataclass(frozen=True)
class Channel:
    """
    A way out: its name and label, what an officer gives for it (address, secret), and what it does.

    `is_set`: whether the node's settings have it. `is_address`: whether something could be an address. `send` raises Later or Refused.
    """

    name: str
    label: Text
    asks: Text
    hint: Text
    is_set: Callable[[], bool]
    is_address: Callable[[str], bool]
    send: Callable[[Sending], None]
    secret: Text | None = None


def is_door(url: str) -> bool:
    """Return whether an address of the settings may be sent to: https, or this machine itself."""
    parts = urlsplit(url)
    return (parts.scheme == "https" and bool(parts.hostname)) or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def is_token(text: str) -> bool:
    """Return whether something could be the token of a bot: letters, digits and dashes, nothing that an address would read otherwise."""
    return 4 <= len(text) <= 200 and text.isascii() and text.replace("-", "").replace("_", "").isalnum()
