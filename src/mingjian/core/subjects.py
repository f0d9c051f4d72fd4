"""
Where something was seen when there is no address: an account, a group, a mini-program, a live room at a moment of it, or a way described in words.

Written as `platform › kind name [@ time code] › step › step`, which a person can type, read back, and find again: `微信 › 群 桐庐团购3群 › 10月2日 20:14 接龙`,
`抖音 › 直播间 小敏好物 @ 01:12:30`.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from mingjian.core.addresses import site_of
from mingjian.core.errors import BadInput
from mingjian.core.language import Text

#: What a place without an address may be.
KINDS: Mapping[str, Text] = {
    "account": Text("账号", "account"),
    "group": Text("群", "group"),
    "moments": Text("朋友圈", "moments"),
    "mini_program": Text("小程序", "mini-program"),
    "live_room": Text("直播间", "live room"),
    "video": Text("视频", "video"),
    "official_account": Text("公众号", "official account"),
    "shop": Text("网店", "shop"),
}
#: What people call them.
ALSO: Mapping[str, str] = {
    "帐号": "account", "个人号": "account", "微信号": "account", "用户": "account", "微信群": "group", "qq群": "group", "群聊": "group", "粉丝群": "group",
    "moment": "moments", "miniprogram": "mini_program", "mini program": "mini_program", "直播": "live_room", "直播室": "live_room", "live room": "live_room",
    "liveroom": "live_room", "短视频": "video", "视频号": "account", "订阅号": "official_account", "服务号": "official_account", "店铺": "shop", "店": "shop",
    "official account": "official_account",
}  # fmt: skip
LONGEST, MOST_STEPS = 300, 8
APART = " › "
_WRITTEN = ("›", "»", "→")  # what stands between the parts of a place
_SCHEME = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*://")
_APART = re.compile(r"\s*(?:›|»|>|→)\s*")
_CODE = re.compile(r"\s*@\s*(?P<code>\d{1,3}:[0-5]?\d(?::[0-5]?\d)?)\s*$")
_NAMED = [(word, kind) for kind, text in KINDS.items() for word in (text.zh, text.en)]
_WORDS = sorted([*_NAMED, *ALSO.items()], key=lambda one: -len(one[0]))


@dataclass(frozen=True)
class Place:
    """
    A place without an address. `seconds` is the moment of a broadcast or video, from its beginning; `steps` is the way from there in words.

    An empty `name` is allowed where the steps say the rest (`微信 › 朋友圈 › 2026-10-02`).
    """

    platform: str
    kind: str
    name: str = ""
    seconds: int | None = None
    steps: tuple[str, ...] = ()

    @classmethod
    def read(cls, text: str) -> "Place":
        """Read a place as a person wrote it. Raises BadInput that says how it is written."""
        if not text.isprintable() or len(text) > LONGEST:
            raise BadInput(f"位置说明须为一行，至多 {LONGEST} 字。", f"A place is one line of {LONGEST} characters at most.")
        parts = [part.strip() for part in _APART.split(text.strip())]
        if len(parts) < 2 or not all(parts) or len(parts) > MOST_STEPS + 2:
            raise BadInput(
                "请写成“平台 › 种类 名称 › 步骤”，如“微信 › 群 某某团购群 › 10月2日接龙”。",
                "Write it as “platform › kind name › step”, such as “WeChat › group Some Buyers › 2 October, list”.",
            )
        what, seconds = _code(parts[1])
        kind, name = _kind(what)
        return cls(parts[0], kind, name, seconds, tuple(parts[2:]))

    def said(self) -> Text:
        """Write the place in both languages; `read` takes either back."""
        code = f" @ {_clock(self.seconds)}" if self.seconds is not None else ""
        zh, en = (f"{word} {self.name}".strip() + code for word in (KINDS[self.kind].zh, KINDS[self.kind].en))
        return Text(APART.join((self.platform, zh, *self.steps)), APART.join((self.platform, en, *self.steps)))

    @property
    def subject(self) -> str:
        """Return the place as findings and clues name a subject: platform/kind/name, without the moment and the way."""
        return "/".join(part.replace("/", "∕") for part in (self.platform, self.kind, self.name) if part)


def is_place(text: str) -> bool:
    """Return whether something is written as a place and not as a web address, which may hold any sign behind its scheme."""
    if _SCHEME.match(text):
        return False
    return any(sign in text for sign in _WRITTEN) or (" > " in text and "://" not in text)


def as_written(text: str) -> str:
    """Return a place in the one way in which it is written; a web address, and what cannot be read, as it is."""
    if not is_place(text):
        return text
    try:
        return Place.read(text).said().zh
    except BadInput:
        return text


def _code(text: str) -> tuple[str, int | None]:
    found = _CODE.search(text)
    if found is None:
        return text, None
    numbers = [int(part) for part in found["code"].split(":")]
    hours, minutes, seconds = numbers if len(numbers) == 3 else (0, *numbers)
    return text[: found.start()].strip(), hours * 3600 + minutes * 60 + seconds


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _kind(text: str) -> tuple[str, str]:
    """Take the kind off the front, or off the end (`桐庐团购群`), where the name keeps it."""
    low = text.lower()
    for word, kind in _WORDS:
        if low == word or (low.startswith(word) and (text[len(word)] in " :：“\"'「" or not word.isascii())):
            return kind, text[len(word) :].strip(" :：“”\"'「」")
    for word, kind in _WORDS:
        if low.endswith(word) and not word.isascii():
            return kind, text
    known = "、".join(one.zh for one in KINDS.values())
    raise BadInput(f"请说明是哪一种：{known}。", f"Say which kind it is: {', '.join(one.en for one in KINDS.values())}.")


_IN_PATH = re.compile(r"/(?:shop|store|mall|seller)s?/([A-Za-z0-9_-]{1,60})(?:[/;]|$)", re.IGNORECASE)
_IN_QUERY = re.compile(r"(?:^|&)(?:shop|store|seller)_?id=([A-Za-z0-9_-]{1,60})(?:&|$)", re.IGNORECASE)


def shop_of(address: str) -> str:
    """
    Return `host/shop` where a web address says which shop it is of, of a place `platform/kind/name`; empty where it does not.

    However it is written: signs may be escaped or of full width, and the site for phones is the same site.
    """
    if APART in address:
        return Place.read(address).subject
    parts = urlsplit(address)
    path = unicodedata.normalize("NFKC", unquote(parts.path))
    told = (unicodedata.normalize("NFKC", unquote(one)).replace("&", "") for one in parts.query.split("&"))  # a value may hold an address of its own
    found = _IN_PATH.search(path) or _IN_QUERY.search("&".join(told))
    return f"{site_of(address)}/{found[1]}" if found else ""
