"""
Finds invitations to deal off the platform: WeChat, QQ, telephone, Telegram, groups, payment codes; across separators, homophones and digits in words.

A word for an application alone says little; with an invitation, or with an account behind it, it says what it is for.
"""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mingjian.core.extraction.codes import LOOK, MOVES, TALK, find_codes
from mingjian.core.extraction.plain import Plain, plain


@dataclass(frozen=True, slots=True)
class Contact:
    """
    One way to be reached: `kind` (wechat, qq, phone, landline, telegram, whatsapp, chat, group, email), or paid (wechat_pay, alipay, qq_pay, union_pay), or a
    command that opens a listing elsewhere (share); `value` as it would be typed, in one writing (empty: none given); raw span.

    `strength` 3: an account with its application, or an undisguised invitation to one; 2: a number alone, or an invitation; 1: a word alone.
    `is_disguised`: digits in words, separators inside, homophones. `is_service`: called a service line. `home`: of an address, where it leads (`is_own`).
    """

    kind: str
    value: str
    start: int
    end: int
    strength: int
    is_disguised: bool
    is_service: bool = False
    home: str = ""

    @property
    def moves(self) -> str:
        """Return what it takes off the platform: the talk, the payment or the trade."""
        return MOVES.get(self.kind, TALK)


_GAP = r"[\s.*/\-_·~|,、°^()\[\]【】«»—…]"
_BETWEEN = f"{_GAP}{{0,3}}"
_DIGIT = {
    **dict(zip("零一二三四五六七八九", "0123456789", strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", "0123456789", strict=True)),
    "o": "0",
    "l": "1",
    "i": "1",
    "幺": "1",
    "两": "2",
    "|": "1",
}
_ANY_DIGIT = f"[0-9{''.join(_DIGIT)}]"
_DIGITS = str.maketrans(_DIGIT)


def _spaced(*words: str) -> str:
    """Let separators stand between the characters of each word; letters of a word of Latin letters must not be part of a longer one."""
    made = []
    for word in words:
        body = _BETWEEN.join(map(re.escape, word))
        made.append(rf"(?<![a-z]){body}(?![a-z])" if word.isascii() and word.isalpha() else body)
    return "|".join(made)


#: Words for each application: such as nobody writes for another reason, and such as also mean something else.
_APPLICATIONS = {
    "wechat": (
        _spaced(
            "微信", "薇信", "徽信", "溦信", "微❤", "薇❤", "威❤", "微💗", "v信", "v❤", "w信", "绿泡泡", "绿色软件", "微x", "vx", "wx", "wechat", "weixin", "企微"
        ),
        _spaced("威信", "维信", "卫星", "薇芯", "微心", "薇", "威", "v", "微", "卫", "绿色"),
    ),
    "qq": (_spaced("qq", "扣扣", "抠抠", "企鹅号", "秋秋号", "🐧"), _spaced("企鹅", "口口", "q", "扣")),
    "telegram": (_spaced("telegram", "电报号", "电报群", "纸飞机", "小飞机号", "飞机号", "tg号"), _spaced("电报", "飞机", "小飞机", "tg", "✈")),
    "whatsapp": (_spaced("whatsapp"), _spaced("wa号")),
    "chat": (_spaced("蝙蝠号", "🦇号", "skype", "line号", "土豆号"), _spaced("蝙蝠", "土豆", "line", "bat")),
}
_INVITE = r"(?:加|\+|➕|添加|伽|咖|联系|咨询|私聊|私|滴滴|找|搜|扫|详询|详谈|请|戳|d)"
_NUMBER_SIGN = r"(?:号码?|id|帐号|账号|同号|搜索?|群号?)?"
_SAYS = r"[\s:=是为➕+→👉~\-_.,、()\[\]【】]{0,4}"
_ACCOUNT = rf"(?:@?[a-z][a-z0-9_\-]{{5,19}}(?![a-z0-9])|{_ANY_DIGIT}(?:{_BETWEEN}{_ANY_DIGIT}){{4,11}}(?![0-9a-z]))"
_MAY_NAME = {  # one look at characters tells that an application is not named
    "wechat": re.compile("[微薇徽溦威维卫v绿wx企]"),
    "qq": re.compile("[q扣抠企秋口🐧]"),
    "telegram": re.compile("[电飞✈]|t[^a-z]{0,3}[eg]|纸"),
    "whatsapp": re.compile("w[^a-z]{0,3}[ah]"),
    "chat": re.compile("[蝙🦇土]|s[^a-z]{0,3}k|l[^a-z]{0,3}i|b[^a-z]{0,3}a"),
}
_MAY_GROUP = re.compile("[群裙羊👗]")
_WITH_ACCOUNT = {
    kind: re.compile(f"(?P<invite>{_INVITE}{_BETWEEN}(?:我|个|下)?)?(?P<word>{sure}|{unsure}){_BETWEEN}{_NUMBER_SIGN}{_SAYS}(?P<account>{_ACCOUNT})")
    for kind, (sure, unsure) in _APPLICATIONS.items()
}
_WORD = {kind: re.compile(f"(?P<invite>{_INVITE}{_BETWEEN}(?:我|个|下)?)?(?P<word>{sure})") for kind, (sure, _) in _APPLICATIONS.items()}
_INVITED = re.compile(
    r"(?:加|\+|➕|伽|添加)[\s.*/\-_·]{0,2}(?:我)?(?P<wechat>[微薇威徽溦](?![孔量波米晶弹喇胖调卷软甜辣雕创整商尔力风])信?|v(?![a-z0-9领型字形口])|wei(?![a-z])|jia薇)"
    r"|(?:走|转|聊)[\s.*]{0,2}(?P<wechat2>[微薇]|v(?![a-z0-9]))|(?:同|手机)(?P<wechat3>[微薇]|v(?![a-z0-9]))(?!弱|波|型|软|观|笑)"
)
_GROUP = re.compile(
    rf"(?:加|进|入|➕|\+|拉){_BETWEEN}(?:我|你)?(?:q{_BETWEEN}|微信|粉丝|福利|车)?{_BETWEEN}(?:群|裙|君羊|👗)(?!子|裤|装|摆|边|撑|长)|(?:群号|裙号)"
)
#: A code to be scanned is at hand: an invitation that needs no account beside it.
_SCANNED = re.compile(r"(?:扫|识别|长按)[^\s,.;!?。]{0,8}?$")
_PHONE = re.compile(
    rf"(?<![0-9a-z.])(?:\+?86{_BETWEEN})?(?P<phone>[1一壹幺li|]{_BETWEEN}[3-9三四五六七八九叁肆伍陆柒捌玖](?:{_BETWEEN}{_ANY_DIGIT}){{9}})(?![0-9a-z%])"
)
_LANDLINE = re.compile(r"(?<![0-9\-])(?P<line>(?:400|800)[\s\-]?\d{3}[\s\-]?\d{4}|400[\s\-]?\d{4}[\s\-]?\d{3}|\(?0\d{2,3}\)?[\s\-]\d{7,8})(?![0-9])")
_EMAIL = re.compile(r"(?<![\w.+\-])[a-z0-9][\w.+\-]{1,63}@[a-z0-9][a-z0-9\-]{0,62}(?:\.[a-z0-9\-]{1,63}){0,4}\.[a-z]{2,12}(?![\w])", re.ASCII)
_SERVICE = re.compile(r"(?:客服|售后|服务|投诉|举报|监督|咨询|全国|官方|订购)(?:电话|热线|专线|tel)?[\s::]{0,3}$|热线[\s::]{0,3}$")
_TALKED_OF = re.compile(r"支付|公众号|小程序|扫码(?:关注|开票)|官方|读书|红包封面|表情|登录|开发|导航|接收|锅|电视|通讯|地图|云图|发射|信号")
_LOOK = re.compile(
    rf"[微薇威徽溦维卫vwq扣抠口企鹅🐧✈🦇绿电飞机蝙蝠群裙羊👗@]|telegram|skype|line|{LOOK}|"
    r"[0-9零〇一二三四五六七八九幺壹][^a-z]{0,3}[0-9零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖]"
)
_PLAIN_PHONE = re.compile(r"1[3-9]\d(?:\d{8}|[\s\-]\d{4}[\s\-]\d{4})")
_LEAST_DIGITS, _NUMBER_KINDS = 6, frozenset(("phone", "qq"))


def find_contacts(text: str) -> list[Contact]:
    """Find every contact of a text, in its order, none inside another."""
    if text.isascii() and not _LOOK.search(text.lower()):
        return []
    written = plain(text)
    if not _LOOK.search(written.text):
        return []
    return _apart(_found(written, text))


def _apart(found: Iterable[Contact]) -> list[Contact]:
    """Keep of those that overlap the strongest, then the longest; in order."""
    kept: list[Contact] = []
    starts: list[int] = []
    for one in sorted(found, key=lambda one: (-one.strength, one.start - one.end, one.start)):
        place = bisect(starts, one.start)
        if (place == 0 or kept[place - 1].end <= one.start) and (place == len(kept) or one.end <= kept[place].start):
            kept.insert(place, one)
            starts.insert(place, one.start)
    return kept


def _found(written: Plain, text: str) -> Iterator[Contact]:
    yield from _accounts(written, text)
    yield from _words(written, text)
    yield from _numbers(written, text)
    for match in _EMAIL.finditer(written.text):
        yield _contact("email", match.group(), written, match.span(), 2, text)
    for one in find_codes(written, text):
        start, end = written.raw(one.start, one.end)
        is_disguised = one.kind != "share" and not text[start:end].isascii()
        yield Contact(one.kind, one.value, start, end, one.strength, is_disguised, _is_service(written, one.start), one.home)


def _named(text: str, patterns: Mapping[str, re.Pattern[str]]) -> Iterator[tuple[str, re.Pattern[str]]]:
    return ((kind, pattern) for kind, pattern in patterns.items() if _MAY_NAME[kind].search(text))


def _accounts(written: Plain, text: str) -> Iterator[Contact]:
    for kind, pattern in _named(written.text, _WITH_ACCOUNT):
        for match in pattern.finditer(written.text):
            value = _typed(match["account"])
            is_sure = _WORD[kind].fullmatch(match["word"]) is not None
            if _is_account(kind, value) and (is_sure or match["invite"] or "@" in match["account"] or _PLAIN_PHONE.fullmatch(value)):
                yield _contact(kind, value, written, match.span(), 3, text)


def _typed(account: str) -> str:
    """Return an account as it would be typed: digits as digits, without what stands between."""
    if account[0] == "@" or (account[0].isascii() and account[0].isalpha() and sum(one.isascii() and one.isalpha() for one in account) > 2):
        return account.lstrip("@")
    return re.sub(r"[^0-9]", "", account.translate(_DIGITS))


def _is_account(kind: str, value: str) -> bool:
    if value.isdigit():
        return 5 <= len(value) <= 11 if kind != "wechat" else len(value) in range(6, 12)
    return kind != "qq" and 5 <= len(value) <= 20 and (any(one.isdigit() for one in value) or "_" in value or kind != "wechat" or len(value) > 7)


def _words(written: Plain, text: str) -> Iterator[Contact]:
    for kind, pattern in _named(written.text, _WORD):
        for match in pattern.finditer(written.text):
            if not _TALKED_OF.match(written.text, match.end()):
                yield _contact(kind, "", written, match.span(), 2 if match["invite"] else 1, text)
    for match in _INVITED.finditer(written.text):
        yield _contact("wechat", "", written, match.span(), 3, text)
    for match in _GROUP.finditer(written.text) if _MAY_GROUP.search(written.text) else ():
        is_scanned = _SCANNED.search(written.text, max(0, match.start() - 10), match.start()) is not None
        yield _contact("group", "", written, match.span(), 3 if is_scanned else 2, text)


def _numbers(written: Plain, text: str) -> Iterator[Contact]:
    for match in _PHONE.finditer(written.text):
        value, said = _typed_digits(match["phone"]), match["phone"]
        if _is_said(said):
            yield _contact("phone", value, written, match.span("phone"), 2, text)
    for match in _LANDLINE.finditer(written.text):
        yield _contact("landline", re.sub(r"[^0-9]", "", match["line"]), written, match.span(), 1, text)


def _typed_digits(said: str) -> str:
    return re.sub(r"[^0-9]", "", said.translate(_DIGITS))


def _is_said(said: str) -> bool:
    """Hold against chance: all digits in one style, or enough of true digits among letters that look like digits; sizes as 150*200*30 are no number."""
    digits = sum(one.isdigit() and one.isascii() for one in said)
    letters = sum(one in "oli|" for one in said)
    gaps = len(re.findall(rf"{_GAP}+", said))
    if letters and digits < _LEAST_DIGITS:
        return False
    return gaps in (0, 2) or gaps >= 4 or not set(said) & set("*/.,~")


def _contact(kind: str, value: str, written: Plain, span: tuple[int, int], strength: int, text: str) -> Contact:
    start, end = written.raw(*span)
    return Contact(kind, value, start, end, strength, _is_disguised(kind, value, text[start:end]), _is_service(written, span[0]))


def _is_service(written: Plain, start: int) -> bool:
    return bool(_SERVICE.search(written.text, max(0, start - 12), start))


_OPENLY = re.compile(r"微信|QQ|qq|WeChat|wechat|手机|电话|Telegram|telegram|WhatsApp|whatsapp|Skype|skype|@|t\.me|u\.wechat\.com|\.qq\.com")


def _is_disguised(kind: str, value: str, raw: str) -> bool:
    if value and value not in raw.lower() and not _PLAIN_PHONE.search(raw) and kind not in {"landline"}:
        return True
    return kind not in _NUMBER_KINDS | {"landline", "email", "group"} and not _OPENLY.search(raw)
