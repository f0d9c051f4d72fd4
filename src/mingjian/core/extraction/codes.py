"""
Reads addresses that a code in a picture, or a link, holds: friend codes, groups, payment codes, share commands; each in one writing, so that equal ones meet.

Nothing is opened or followed: what an address leads to is told by its host, its path and the beginning of its token alone.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from mingjian.core.extraction.plain import Plain

TALK, PAYMENT, TRADE = "talk", "payment", "trade"
#: What a kind of contact takes away from the platform, where it is not the talk.
MOVES = {"wechat_pay": PAYMENT, "alipay": PAYMENT, "qq_pay": PAYMENT, "union_pay": PAYMENT, "share": TRADE}


class Code(NamedTuple):
    """
    One address. `value` is its one writing (without scheme, host in small letters, the token's own case kept where it matters); empty: a command without token.

    `home` is where talk or trade goes (wechat, taobao, ...); of payments it is empty, since a personal code is nowhere a platform's own way to pay.
    `start` and `end` are characters of the plain text; `strength` as that of a contact.
    """

    kind: str
    home: str
    value: str
    start: int
    end: int
    strength: int = 3


Writing = Callable[[str], str]


class _Form(NamedTuple):
    """One form of address: `needle` stands in all of them; `shown` makes the value of the token as it was written."""

    kind: str
    home: str
    needle: str
    pattern: re.Pattern[str]
    shown: Writing
    strength: int = 3


#: Before a host: a scheme, perhaps within another address, or the beginning of a word. A host in the path of another address is none.
_AT = r"(?:(?<![a-z0-9])https?(?::|%3a)(?:/|%2f){1,2}|(?<![a-z0-9.\-_@/\\])(?://)?)"
_SIGN = r"[a-z0-9_\-]"
_REST = r"[a-z0-9_\-/.?=&%]{3,119}[a-z0-9_\-=%]"
_NUMBER = r"(?:\+|%2b)?(?P<token>[0-9]{7,15})(?![0-9])"
_RESERVED = r"(?!(?:share|addstickers|addemoji|addtheme|addlist|proxy|socks|iv|setlanguage|bg|login|confirmphone|joinchat|contact|invoice)(?![a-z0-9_]))"


def _at(kind: str, home: str, host: str, token: str, shown: Writing | None = None, strength: int = 3) -> _Form:
    """Make the form of what stands behind a host; its value is host and token unless `shown` tells another."""
    named = token if "(?P<token>" in token else f"(?P<token>{token})"
    return _Form(kind, home, host, re.compile(f"{_AT}{re.escape(host)}(?:/|%2f){named}"), shown or (lambda written: f"{host}/{written}"), strength)


def _under(kind: str, home: str, start: str, token: str, shown: Writing | None = None) -> _Form:
    """Make the form of what an application opens by a scheme of its own."""
    named = token if "(?P<token>" in token else f"(?P<token>{token})"
    return _Form(kind, home, start, re.compile(f"(?<![a-z0-9]){re.escape(start)}{named}"), shown or (lambda written: f"{start}{written}"))


def _keyed(host: str) -> Writing:
    """Keep of the address of a QQ group or account only what names it: its number, its key, else its path."""

    def shown(written: str) -> str:
        named = re.search(r"[?&](uin|k)=([A-Za-z0-9_\-%]{4,120})", written)
        if named is None:
            return f"{host}/{written.partition('?')[0] or written}"
        return named[2] if named[1] == "uin" else f"{host}/?k={named[2]}"

    return shown


def _invited(written: str) -> str:
    return f"+{written}"


_FORMS = (
    _at("wechat", "wechat", "u.wechat.com", f"{_SIGN}{{6,64}}"),
    _at("wechat", "wechat", "work.weixin.qq.com", f"(?:gm|u|kfid|ca)/{_SIGN}{{4,64}}"),
    # Persons had such codes once; public accounts have them still.
    _at("wechat", "wechat", "weixin.qq.com", f"(?P<token>r/{_SIGN}{{16,64}})(?!/)", strength=2),
    _at("group", "wechat", "weixin.qq.com", f"g/{_SIGN}{{6,64}}"),
    *(_at("group", "qq", host, _REST, _keyed(host)) for host in ("jq.qq.com", "qun.qq.com")),
    *(_at("qq", "qq", host, _REST, _keyed(host)) for host in ("qm.qq.com", "wpa.qq.com")),
    *(_at("telegram", "telegram", host, rf"(?:s/)?(?P<token>{_RESERVED}[a-z0-9_]{{4,40}})", str.lower) for host in ("t.me", "telegram.me")),
    *(_at("telegram", "telegram", host, rf"(?:\+|joinchat/)(?P<token>{_SIGN}{{10,40}})", _invited) for host in ("t.me", "telegram.me")),
    _under("telegram", "telegram", "tg://", r"resolve/?\?domain=(?P<token>[a-z0-9_]{4,40})", str.lower),
    _under("telegram", "telegram", "tg://", rf"join/?\?invite=(?P<token>{_SIGN}{{10,40}})", _invited),
    _at("whatsapp", "whatsapp", "wa.me", _NUMBER, str.lower),
    _at("whatsapp", "whatsapp", "wa.me", "(?:message|qr)/[a-z0-9]{8,40}"),
    *(_at("whatsapp", "whatsapp", host, rf"send/?\?(?:[^\s?#]{{0,80}}&)?phone={_NUMBER}", str.lower) for host in ("api.whatsapp.com", "web.whatsapp.com")),
    _under("whatsapp", "whatsapp", "whatsapp://", rf"send/?\?(?:[^\s?#]{{0,80}}&)?phone={_NUMBER}", str.lower),
    _at("group", "whatsapp", "chat.whatsapp.com", "(?:invite/)?(?P<token>[a-z0-9]{10,40})"),
    _at("chat", "line", "line.me", r"(?:r/)?(?P<token>ti/[pg]2?/[~@%a-z0-9_\-]{4,64})"),
    _at("chat", "line", "lin.ee", "[a-z0-9]{5,20}"),
    _under("wechat_pay", "", "wxp://", f"{_SIGN}{{8,120}}"),
    _under("wechat_pay", "", "weixin://wxpay/", _REST),
    *(_at("wechat_pay", "", host, _REST) for host in ("wx.tenpay.com", "payapp.weixin.qq.com")),
    # An account's own card, by the beginning of its token, adds a friend; others take money. Large and small letters are one there.
    _at("chat", "alipay", "qr.alipay.com", "(?P<token>a[67]x[a-z0-9]{9,37})(?![a-z0-9/])", lambda written: f"qr.alipay.com/{written.lower()}"),
    _at("alipay", "", "qr.alipay.com", "(?!a[67]x)(?P<token>[a-z0-9]{10,40})(?![a-z0-9/])", lambda written: f"qr.alipay.com/{written.lower()}"),
    *(
        _under("alipay", "", f"{scheme}://platformapi/", r"startapp/?\?[^\s]{0,200}?user_?id=(?P<token>2088[0-9]{12})(?![0-9])", str.lower)
        for scheme in ("alipay", "alipays")
    ),
    _at("qq_pay", "", "i.qianbao.qq.com", r"wallet/sqrcode\.htm\?(?:[^\s?#]{0,200}&)?u=(?P<token>[1-9][0-9]{4,10})(?![0-9])", str.lower),
    _at("union_pay", "", "qr.95516.com", "[a-z0-9/]{7,79}[a-z0-9]"),
    *(_at("share", "taobao", host, rf"(?:h\.)?{_SIGN}{{5,40}}") for host in ("m.tb.cn", "e.tb.cn", "s.click.taobao.com")),
    _at("share", "douyin", "v.douyin.com", f"{_SIGN}{{5,20}}"),
    _at("share", "kuaishou", "v.kuaishou.com", f"{_SIGN}{{5,20}}"),
    _at("share", "pinduoduo", "p.pinduoduo.com", f"{_SIGN}{{5,20}}"),
    *(_at("share", "jd", host, r"[a-z0-9\-]{5,20}") for host in ("u.jd.com", "3.cn")),
    _at("share", "xiaohongshu", "xhslink.com", "(?:[a-z]/)?[a-z0-9]{5,20}"),
)
#: A command that an application reads from the clipboard: ten to twelve signs between two equal signs of money, perhaps with a word of checking before.
_COMMAND = re.compile(r"(?P<sign>[¥$€£₤₳₴¢])\s?(?:[a-z]{2}[0-9]{4}\s)?(?P<token>[a-z0-9]{10,12})\s?(?P=sign)")
_APPLICATIONS = {"淘宝": "taobao", "手淘": "taobao", "天猫": "taobao", "抖音": "douyin", "快手": "kuaishou", "拼多多": "pinduoduo", "京东": "jd"}
_OPENED = re.compile(rf"复制[^\n]{{0,20}}?打开[^\n]{{0,6}}?(?P<name>{'|'.join(_APPLICATIONS)})")
#: By one look at a raw text, for engines of regular expressions without look-around as well: whether it may hold an address or a command.
MAY_HOLD = "|".join(
    (
        "(?i:" + "|".join(sorted(re.escape(needle) for needle in {form.needle for form in _FORMS})) + ")",
        r"[¥￥$€£₤₳₴¢＄￡￠]\s?[A-Za-z0-9]{6,12}\s?[A-Za-z0-9¥￥$€£₤₳₴¢＄￡￠]",
        "[Ａ-Ｚａ-ｚ]{3}|[A-Za-z0-9./:][\u00ad\u200b-\u200f\u2060\ufeff][A-Za-z0-9./:]|复制",
    )
)
#: By one look at a plain text: whether it may hold one.
LOOK = r"://|[a-z0-9]\.[a-z]{2,9}(?:/|%2f)|[¥$€£₤₳₴¢]\s?[a-z0-9]{6}|复制"
_LOOK = re.compile(LOOK)
#: What a platform may be called in records whose own hosts these are.
_HOMES: Mapping[str, re.Pattern[str]] = {
    "taobao": re.compile("淘宝|淘特|天猫|闲鱼|咸鱼|1688|阿里巴巴|聚划算|taobao|tmall|xianyu|goofish|alibaba"),
    "douyin": re.compile("抖音|抖店|头条|douyin|toutiao"),
    "kuaishou": re.compile("快手|kuaishou"),
    "pinduoduo": re.compile("拼多多|pinduoduo|yangkeduo|(?<![a-z])pdd(?![a-z])"),
    "jd": re.compile("京东|京喜|(?<![a-z])jd(?![a-z])|jingdong"),
    "xiaohongshu": re.compile("小红书|xiaohongshu|xhs|rednote"),
    "wechat": re.compile("微信|视频号|wechat|weixin"),
    "qq": re.compile("(?<![a-z])qq(?![a-z])"),
    "telegram": re.compile("telegram|电报"),
    "whatsapp": re.compile("whatsapp"),
    "line": re.compile("(?<![a-z])line(?![a-z])"),
    "alipay": re.compile("支付宝|alipay"),
}


def find_codes(written: Plain, raw: str) -> Iterator[Code]:
    """Find every address in a plain text; `raw` is the text that it was written from."""
    text = written.text
    if not _LOOK.search(text):
        return
    for form in _FORMS:
        for match in form.pattern.finditer(text) if form.needle in text else ():
            yield Code(form.kind, form.home, form.shown(_as_written(written, raw, *match.span("token"))), *match.span(), form.strength)
    yield from _commands(written, raw)


def _commands(written: Plain, raw: str) -> Iterator[Code]:
    for match in _COMMAND.finditer(written.text):
        token = _as_written(written, raw, *match.span("token"))
        if _is_drawn(token):
            yield Code("share", "taobao", token, *match.span())
    for match in _OPENED.finditer(written.text):
        yield Code("share", _APPLICATIONS[match["name"]], "", *match.span(), 2)


def _is_drawn(token: str) -> bool:
    """Return whether letters look drawn by lot: large beside small ones, or digits among both; a price or a word is none."""
    kinds = [any(map(test, token)) for test in (str.isupper, str.islower, str.isdigit)]
    return sum(kinds) >= 2 and not token.isdigit() and not token.istitle()


def _as_written(written: Plain, raw: str, start: int, end: int) -> str:
    """Return a piece of the plain text with the large letters that it was written with: tokens tell them apart."""
    return "".join(
        one.upper() if raw[place].isupper() and one.isascii() else one
        for one, place in zip(written.text[start:end], (written.places[at] for at in range(start, end)), strict=True)
    )


def is_own(home: str, platform: str) -> bool:
    """Return whether a platform, as records name it, is where an address leads: then nobody is led off it."""
    return home in _HOMES and bool(_HOMES[home].search(platform.lower()))
