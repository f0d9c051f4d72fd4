"""
Listings and posts whose words say, in combination, that the goods are copies: grades of copies, codes of the trade, hints to buyers who know.

One weak word alone is never enough, and a word inside a harmless expression (高仿真花, 原单号), denied in its clause, or ordinary for the goods says little.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import exp
from typing import Any, NamedTuple

import pyarrow as pa

from mingjian.core.detectors import Detector, Judged, Setting
from mingjian.core.detectors.common.texts import find_in_texts
from mingjian.core.engines import Engine, Relation
from mingjian.core.language import Text
from mingjian.core.redaction import shown
from mingjian.core.wording import Mention, Reading, Texts, counter, evidence, quoted

_ORDINARY = Text("该词对此类商品是普通用语", "for such goods the word is ordinary")
_WARNS = Text("文字可能是在提醒、报道或打假", "the text may warn, report or fight fakes")
_DENIED = Text("另有文字明确否认", "other words of it deny it")

DETECTOR = Detector(
    key="replica_words",
    title=Text("仿品暗语", "Words of copies"),
    summary=Text("用词组合表明所售可能是仿品的商品和帖文。", "Listings and posts whose words, in combination, say that the goods may be copies."),
    reads=("listing", "post"),
    reads_any=True,
    screens=True,
    sees=True,
    version="2",
    rests_on_brands=True,
    ground=("trademark_law/57", "aucl/7"),
    asks_authority=True,
    innocent=(
        Text("合法尾货、外贸单或自有品牌借用行话", "lawful surplus, or an own brand that borrows the trade's talk"),
        Text("二手卖家或评测者使用俗称", "a second-hand seller or reviewer who uses nicknames"),
    ),
    settles=(
        Text("购样鉴定，或者权利人的鉴定意见", "a sample that is identified, or the holder's opinion"),
        Text("该店是否在权利人授权名单内", "whether the shop is on the holder's list"),
    ),
    blind=Text(
        "只看得到给出的图片里的字，听不到语音；只认得词表里的词及其变体；行话几个月就变。",
        "It sees words only in pictures that it is given, hears no speech, "
        "and knows only the terms of its list and their disguises, which change within months.",
    ),
    settings={"least": Setting(0.35, Text("报告的最低分", "The lowest score that is told"), 0, 1)},
)

CORE, SIDE = ("grade", "trade_code"), ("hint", "channel", "link", "payment", "props", "contact")
_TENDER = 6.0  # points at which the score is 1 - 1/e
_POINTS_OF_A_NAME, _POINTS_OF_A_DISGUISE = 1.0, 1.0
_ORDINARY_STRENGTH = 1


class Weighed(NamedTuple):
    """What the words of one row come to: points, the mentions that gave them, and what speaks against."""

    points: float
    mentions: list[Mention]
    against: tuple[Text, ...]

    @property
    def score(self) -> float:
        """Rise from 0 to 1 with the points, halved by each thing that speaks against."""
        return (1 - exp(-self.points / _TENDER)) * 0.5 ** len(self.against)


def find(engine: Engine, listing: Relation | None, post: Relation | None, *, least: float) -> pa.Table:
    """Find listings and posts whose words come to `least`; the score rises with the number, strength and variety of words."""
    return find_in_texts(engine, {"listing": listing, "post": post}, DETECTOR, judge, {"least": least})


def judge(texts: Texts, kind: str, /, *, least: float = 0.35) -> Iterator[Judged]:
    """Judge each row that holds a word strong enough to begin with."""
    for row in texts.rows_with(("grade", "trade_code", "hint", "link"), 2).tolist():
        weighed = weigh(texts.reading(row))
        if weighed and weighed.score >= least:
            yield _judged(texts.reading(row), weighed)


def weigh(reading: Reading) -> Weighed | None:
    """Weigh the words of one row; None where they do not combine."""
    standing = reading.of(*CORE, *SIDE)
    core, ordinary = _core(reading, [one for one in standing if one.category in CORE])
    side = {name: [one for one in standing if one.category == name] for name in SIDE}
    if not _combines(core, side):
        return None
    named = reading.of("nickname")
    found = [*core, *(one for mentions in side.values() for one in mentions)]
    points = sum(min(one.strength, 3) for one in core) + sum(_side_points(mentions) for mentions in side.values())
    points += _POINTS_OF_A_NAME if named or reading.beside.get("brand") else 0
    points += _POINTS_OF_A_DISGUISE if any(one.is_disguised and one.strength > 1 for one in found) else 0
    against = [_ORDINARY] * ordinary + [_WARNS] * reading.is_reporting + [_DENIED] * any(one.is_denied for one in reading.mentions)
    return Weighed(points, [*found, *named], tuple(against))


def _core(reading: Reading, found: list[Mention]) -> tuple[list[Mention], bool]:
    """Weaken the words that speak of copies where the goods make them ordinary, and say whether any was."""
    whole, weak = reading.whole, []
    for one in found:
        goods = counter().ordinary.get(one.term)
        if goods and goods.search(whole):
            weak.append(one)
    kept = [replace(one, strength=_ORDINARY_STRENGTH) if one in weak else one for one in found]
    return sorted(kept, key=lambda one: -one.strength), bool(weak)


def _combines(core: list[Mention], side: dict[str, list[Mention]]) -> bool:
    """A word that nearly says it all; or two that need each other, at least one of them of copies or hidden goods."""
    best = core[0].strength if core else 0
    strongest = {name: max((one.strength for one in mentions), default=0) for name, mentions in side.items()}
    if best >= 3:
        return True
    if best == 2 and (sum(one.strength >= 2 for one in core) >= 2 or max(strongest["hint"], strongest["link"], strongest["channel"], strongest["props"]) >= 2):
        return True
    if best == 2 and strongest["contact"] >= 3:
        return True
    if strongest["hint"] >= 3 and (len(side["hint"]) >= 2 or core or strongest["contact"] >= 2 or strongest["link"] >= 2):
        return True
    return strongest["link"] >= 2 and (strongest["contact"] >= 2 or strongest["hint"] >= 2)


def _side_points(mentions: list[Mention]) -> float:
    """Return the strongest word in full, each further one by half a point."""
    return max((one.strength for one in mentions), default=0) + 0.5 * max(0, len(mentions) - 1)


def _judged(reading: Reading, weighed: Weighed) -> Judged:
    words = quoted(weighed.mentions)
    brand: Any = reading.beside.get("brand")
    zh, en = f"文字中出现 {words.zh}", f"It says {words.en}"
    if brand:
        is_read = bool(reading.beside.get("brand_from"))
        said = ("标题中的品牌", "in its title") if is_read else ("标示品牌", "shown")
        zh, en = f"{zh}，{said[0]}“{shown(str(brand))}”", f"{en}, with the brand “{shown(str(brand))}” {said[1]}"
    if weighed.against:
        zh, en = f"{zh}；但{'，'.join(one.zh for one in weighed.against)}", f"{en}; but {', '.join(one.en for one in weighed.against)}"
    return Judged(reading.row, weighed.score, Text(f"{zh}。", f"{en}."), evidence(weighed.mentions, reading.fields, points=weighed.points), weighed.against)
