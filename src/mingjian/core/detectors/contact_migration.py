"""
Listings that lead the buyer off the platform: an account or an invitation to one, disguised or not, a payment code, a share command, or words for dealing
and paying elsewhere.

Beside words by which sellers of copies let buyers know, a number or an invitation that would say little by itself is one way more of doing so.

A service line is none, nor is the mere name of an application, nor an address that leads back to the platform itself. A post may name an account: there it
takes words for dealing or paying elsewhere as well. Which shops give the same contact is told where many rows are looked at together.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from math import exp
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.detectors import Detector, Judged, Setting
from mingjian.core.detectors.common.texts import find_in_texts
from mingjian.core.detectors.common.ways import MOVED, TITLES, Way, given, innocent, linked, moved
from mingjian.core.engines import Engine, Relation
from mingjian.core.extraction.codes import MAY_HOLD, TALK, TRADE, is_own
from mingjian.core.extraction.contacts import Contact, find_contacts
from mingjian.core.language import Text
from mingjian.core.text.disguise import Disguise
from mingjian.core.wording import Mention, Reading, Texts, evidence, place_of, quoted
from mingjian.core.wording.texts import Rows, is_harmless

DETECTOR = Detector(
    key="contact_migration",
    title=Text("引流到平台外", "Led off the platform"),
    summary=Text(
        "用账号、名片码、群码、收款码、分享口令等把买家引到平台以外联系、付款、交易的商品和帖文；本身未必违法，但交易由此脱离平台记录。",
        "Listings and posts that lead the buyer to talk, pay or deal outside the platform, by accounts, friend, group and payment codes or share commands: not "
        "unlawful in itself, but the trade leaves the platform's records.",
    ),
    reads=("listing", "post"),
    reads_any=True,
    screens=True,
    sees=True,
    version="4",
    ground=("ecl/36", "online_trading_measures/29"),
    innocent=(
        Text("平台许可展示的客服或门店联系方式", "a service line or shop number that the platform permits"),
        Text("定制、维修、大件商品需先沟通", "made-to-order goods, repairs or bulky goods that need a talk first"),
    ),
    settles=(Text("平台外是否确有交易：收款、寄递记录，或者买家提交的证据包", "whether trade was really done outside: payments, parcels, or a buyer's kit"),),
    blind=Text(
        "只看得到给出的图片里的二维码和号码，且不打开任何链接，只凭网址形式判断；平台自有域名只认常见的几家；每段文字只读前两万字；不知道平台各处许可写什么。",
        "It sees codes and numbers only in pictures that it is given, opens no link and judges an address by its form, knows the own hosts of common platforms "
        "only, reads 20,000 characters of a field, and does not know what the platform permits where.",
    ),
    settings={"least": Setting(0.35, Text("报告的最低分", "The lowest score that is told"), 0, 1)},
)

LONGEST = 20_000  # characters of a field that are searched for accounts
MOST_WAYS = 100  # of one row that the evidence tells
_TENDER = 6.0
MOST_IN_FIELD = 200  # contacts of one field that are looked at, accounts first: a text with more is a list, or hostile
_ENOUGH = 3.0
_SURE = 3  # strength of an account with its application, or of a code that adds it
_POINTS_OF_AN_ACCOUNT, _POINTS_OF_A_CODE, _POINTS_OF_A_DOUBTFUL_CODE = 3.0, 3.0, 2.0
#: Words for dealing elsewhere, beside those that only name an application.
ELSEWHERE = frozenset(("走微", "线下走", "不走平台", "不走咸鱼", "平台有抽成", "咸鱼转微", "加我看更多", "朋友圈看款", "进圈看"))
_SOLD = ("grade", "hint", "channel", "trade_code")
_HIDDEN = ("grade", "hint", "trade_code")  # where goods come from may be told openly
_POINTS_OF_HIDDEN_GOODS = 2.0
_CHATS = frozenset(("wechat", "qq", "telegram", "whatsapp", "chat", "group"))
#: Seven signs that may be digits, or a sign for an application with an account behind it: rows without either are not looked at again.
_GAP, _SIGNS = r"[^\p{Han}\p{N}A-Za-z]", r"[A-Za-z0-9０-９_@\-]{5}"
_MAY_HOLD = "|".join(
    (
        r"(?:[0-9０-９①-⑳❶-❿➀-➓零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖幺][^\p{L}\p{N}]*){7}",
        rf"[ⓥ薇威微徽卫信圈码❤➕+扣号]{_GAP}{{0,5}}{_SIGNS}",
        rf"(?:^|[^A-Za-z0-9])(?:[vVwWｖＶ][xXｘＸ]|[qQ][qQ]|[tT][gG]){_GAP}{{0,5}}{_SIGNS}",
        rf"(?:^|[^A-Za-z0-9])[vVqQｖＶ]{_GAP}{{1,5}}{_SIGNS}",
        r"[进入加拉][^\n]{0,4}[群裙]",
        MAY_HOLD,
    )
)
_MAY_HOLD_FEW = re.compile(_MAY_HOLD.replace(r"[^\p{L}\p{N}]", r"[\W_]").replace(r"\p{Han}\p{N}", "㐀-䶿一-鿿0-9"))
FEW = 500


def find(engine: Engine, listing: Relation | None, post: Relation | None, *, least: float) -> pa.Table:
    """
    Find listings and posts that lead elsewhere; the score rises with accounts given, codes, invitations, disguise, and words for dealing and paying elsewhere.

    Findings of shops or accounts that give the same contact name each other; the score stays that of the row alone.
    """
    return linked(find_in_texts(engine, {"listing": listing, "post": post}, DETECTOR, _opened, {"least": least}))


def judge(texts: Texts, kind: str, /, *, least: float = 0.35) -> Iterator[Judged]:
    """Judge each row that names an application, an account or a payment elsewhere."""
    return (judged for judged, _ in _judged(texts, kind, least))


def _opened(texts: Texts, kind: str, /, *, least: float) -> Iterator[Judged]:
    """Judge each row, and say in its evidence which contacts it gives, unmasked, for `linked` to lay side by side and to take out again."""
    for judged, ways in _judged(texts, kind, least):
        told = {**json.loads(judged.evidence), **given(texts, judged.row, ways)}
        yield judged._replace(evidence=json.dumps(told, ensure_ascii=False))


def _judged(texts: Texts, kind: str, least: float) -> Iterator[tuple[Judged, list[Way]]]:
    for row in _rows(texts).tolist():
        reading = texts.reading(row)
        ways = list(_ways(reading))
        words = _words(reading, ways)
        hidden = _hidden(reading, ways) if kind == "listing" else []
        points = _points(kind, reading, ways, words) + _POINTS_OF_HIDDEN_GOODS * bool(hidden)
        if points >= _ENOUGH and (score := (1 - exp(-points / _TENDER)) * 0.5**reading.is_reporting) >= least:
            yield Judged(row, score, _reason(reading, ways, words, hidden), _evidence(reading, ways, [*words, *hidden]), innocent(ways)), ways


def _rows(texts: Texts) -> Rows:
    named = texts.rows_with(("contact",), 2)
    paid = texts.rows_with(("payment",), 2)
    rows: Rows = np.union1d(np.union1d(named, paid), np.flatnonzero(_may_hold(texts)))
    return rows


def _may_hold(texts: Texts) -> Any:
    """
    Return by row whether it may hold an account, the same however rows are cut into batches; what is longer than a search should be, may.

    For a few rows our own pattern is ready, where another library would make its own anew.
    """
    if len(texts) < FEW:
        return [len(one) > 2 * LONGEST or _MAY_HOLD_FEW.search(one) is not None for one in texts.joined.to_pylist()]
    is_long = pc.greater(pc.utf8_length(texts.joined), 2 * LONGEST)
    return pc.or_(is_long, pc.match_substring_regex(texts.joined, _MAY_HOLD)).to_numpy(zero_copy_only=False)


def _ways(reading: Reading) -> Iterator[Way]:
    platform = str(reading.beside.get("platform") or "")
    for name, text in reading.fields.items():
        found = find_contacts(text[:LONGEST])
        if len(found) > MOST_IN_FIELD:
            found = sorted(sorted(found, key=lambda one: (not one.value, -one.strength))[:MOST_IN_FIELD], key=lambda one: one.start)
        for one in found:
            if not one.is_service and one.kind != "landline" and not is_own(one.home, platform) and not _is_struck(text, one):
                yield Way(name, _with_number(text, one))


def _with_number(text: str, one: Contact) -> Contact:
    """Return an invitation to a group the number that stands right behind it."""
    behind = _NUMBER_BEHIND.match(text, one.end) if one.kind == "group" and not one.value else None
    return replace(one, value=re.sub(r"\D", "", behind.group()), end=behind.end(), strength=3) if behind else one


_NUMBER_BEHIND = re.compile(r"[\s:：]{0,3}[0-9](?:[\s\-]?[0-9]){5,11}")
_NUMBER_OF = re.compile(r"(?:型号|货号|款号|条码|批号|编号|ISBN)[\s:：]{0,2}$")


def _is_struck(text: str, one: Contact) -> bool:
    """Pass over what stands in a harmless expression, or is the number of an article."""
    return is_harmless(text, one.start, one.end) or bool(_NUMBER_OF.search(text[max(0, one.start - 8) : one.start]))


def _words(reading: Reading, ways: list[Way]) -> list[Mention]:
    """Return the words for elsewhere that no contact found already covers."""
    taken = [(way.field, way.contact.start, way.contact.end) for way in ways]
    found = [one for one in reading.of("contact", "payment", least=2) if one.category == "payment" or one.term in ELSEWHERE]
    return [one for one in found if not any(name == one.field and one.start < end and start < one.end for name, start, end in taken)]


def _hidden(reading: Reading, ways: list[Way]) -> list[Mention]:
    """Return the words of copies that stand beside a number, an account or an invitation, and are not read out of it."""
    taken = [(way.field, way.contact.start, way.contact.end) for way in ways if way.contact.value or way.contact.strength > 1]
    found = reading.of(*_HIDDEN, least=2) if taken else []
    return [one for one in found if not any(name == one.field and one.start < end and start < one.end for name, start, end in taken)]


def _points(kind: str, reading: Reading, ways: list[Way], words: list[Mention]) -> float:
    accounts = [way.contact for way in ways if way.contact.value and way.contact.kind in _CHATS]
    sure = [one for one in accounts if one.strength >= _SURE]
    moving = {way.contact.moves for way in ways if way.contact.value} - {TALK}
    # Into a group of buyers many shops invite, and say so.
    invited = max((min(way.contact.strength, 2 if way.contact.kind == "group" else 3) for way in ways if not way.contact.value), default=0)
    phone = any(way.contact.kind in {"phone", "email"} for way in ways)
    hidden = any(way.contact.is_disguised for way in ways)
    elsewhere = sum(one.strength for one in words)
    if not ways and elsewhere < _ENOUGH:
        return 0.0
    if kind == "post" and not elsewhere and not (reading.of(*_SOLD, least=2) and (accounts or moving or invited >= _SURE)):
        return 0.0
    points = _POINTS_OF_AN_ACCOUNT * bool(sure) + _POINTS_OF_A_CODE * len(moving) + _POINTS_OF_A_DOUBTFUL_CODE * (bool(accounts) and not sure)
    others = max(0, len({(one.kind, one.value) for one in accounts}) - 1)  # who says one account twice gives one
    points += 0.5 * others + {3: 3.0, 2: 1.0}.get(invited, 0.0) + phone
    points += hidden and invited < _SURE and (bool(accounts) or bool(moving) or phone or invited > 1)
    return points + elsewhere


def _reason(reading: Reading, ways: list[Way], words: list[Mention], hidden: list[Mention]) -> Text:
    parts_zh, parts_en = [], []
    for way in sorted(ways, key=lambda way: -way.contact.strength)[:4]:
        title = TITLES.get(way.contact.kind, Text("联系方式", "a contact"))
        has_account = way.contact.value and way.contact.moves == TALK
        told = quoted([_mention(reading, way)])
        where_zh, where_en = place_of(way.field)
        how_zh, how_en = "，经变形" * way.contact.is_disguised, ", disguised" * way.contact.is_disguised
        parts_zh.append(f"{told.zh.split('（')[0]}（{title.zh}{how_zh}{'，含账号' if has_account else ''}{where_zh}）")
        parts_en.append(f"{told.en.split(' (')[0]} ({title.en}{how_en}{', with an account' if has_account else ''}{where_en})")
    if words:
        told = quoted(words)
        parts_zh.append(told.zh)
        parts_en.append(told.en)
    if hidden:
        told = quoted(hidden)
        parts_zh.append(f"旁有仿品用语 {told.zh}")
        parts_en.append(f"beside words of copies {told.en}")
    doubt = reading.is_reporting
    off = [MOVED[one] for one in moved(ways, pays=any(one.category == "payment" for one in words)) or (TRADE,)]
    return Text(
        f"把买家的{'、'.join(one.zh for one in off)}引到平台外：{'、'.join(parts_zh)}{'；但文字可能是在提醒或报道' if doubt else ''}。",
        f"It leads {' and '.join(one.en for one in off)} off the platform: {', '.join(parts_en)}{'; but the text may warn or report' if doubt else ''}.",
    )


def _mention(reading: Reading, way: Way) -> Mention:
    one = way.contact
    written = reading.fields[way.field][one.start : one.end]
    return Mention(way.field, one.start, one.end, one.kind, "contact", one.strength, int(Disguise.VARIANT) if one.is_disguised else 0, written)


def _evidence(reading: Reading, ways: list[Way], words: list[Mention]) -> str:
    mentions = [*(_mention(reading, way) for way in ways), *words]
    return evidence(mentions, reading.fields, contacts=sorted({way.contact.kind for way in ways}), ways=[way.told() for way in ways[:MOST_WAYS]])
