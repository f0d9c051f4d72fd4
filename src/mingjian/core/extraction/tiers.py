"""
Finds ranks of agents with what each costs: a fee or first order to become one, a price of goods, a discount.

Ranks with prices are how goods are lawfully distributed, too; that a rank must be bought is a sign only beside others.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

LONGEST, MOST = 20_000, 50  # characters of a text that are read; tiers of one text


class Tier(NamedTuple):
    """
    One rank with its figure: `kind` entry (yuan to become one), price (yuan for the goods) or discount (tenths of the price, 3.5 for 三五折).

    `start` and `end` are the characters of the raw text that say so.
    """

    rank: str
    kind: str
    amount: float
    start: int
    end: int


_RANK = (
    r"(?:全国总代理?|大区总代|总代理?|省级?代理?|市级?代理?|区级?代理?|县级?代理?|[一二三四五1-5]级代理?|[一二三四五]级(?=[\s:：]{0,2}\d)|特约代?理?|金牌代理|银牌代理|铜牌代理|钻石代理|皇冠代理"
    r"|初级代理|中级代理|高级代理|官方代理|核心代理|联合创始人|联创|合伙人|天使代理|董事代?理?|VIP代理|vip代理)"
)
_MONEY = r"(?P<money>\d{1,7}(?:\.\d{1,2})?)\s?(?P<ten>万|w(?![a-z]))?"
_JOIN = r"(?P<join>费用?|门槛费?|加盟费|代理费|押金|保证金|入门费?|首批(?:拿货|进货)?|首单|拿货满|一次性(?:拿货|进货)?|交|缴|充值?|投资?)?"
_GAP = r"[\s:：=\-—~,，是为需要只仅价格元的]{0,5}"
_GOODS = r"(?P<per>\s?元?\s?(?:/|每|一)\s?(?:件|盒|瓶|支|套|箱|包|双|个|条))?"
_AFTER_RANK = re.compile(
    rf"(?P<rank>{_RANK}){_GAP}{_JOIN}{_GAP}(?P<goods>拿货价?|进货价?|供货价?|代理价|单价)?{_GAP}{_MONEY}{_GOODS}\s?(?P<yuan>元|块)?(?![\d.]|折|%|人|个|名|天|年|月)"
)
_BEFORE_RANK = re.compile(rf"(?<![\d.]){_MONEY}\s?(?:元|块)?(?:的?货)?\s?(?:即可|就能|可以|可|就)?(?:成为|升级?为?|做|当|加入|拿下)(?P<rank>{_RANK})")
_DISCOUNT = re.compile(rf"(?P<rank>{_RANK}){_GAP}(?:拿货)?{_GAP}(?P<tenths>\d(?:\.\d|\d)?)\s?折")
_LOOK = re.compile(r"代|联创|合伙人|董事|联合创始人|特约")
_LEAST = 1.0


def find_tiers(text: str) -> list[Tier]:
    """Find ranks of agents with their figures, in the order of the text, none inside another."""
    text = text[:LONGEST]
    if not _LOOK.search(text):
        return []
    kept: list[Tier] = []
    for one in sorted(_found(text), key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept[:MOST]


def _found(text: str) -> Iterator[Tier]:
    for match in _DISCOUNT.finditer(text):
        tenths = match["tenths"]
        amount = int(tenths) / 10 if len(tenths) == 2 and "." not in tenths else float(tenths)
        yield Tier(match["rank"], "discount", amount, *match.span())
    for match in _BEFORE_RANK.finditer(text):
        yield Tier(match["rank"], "entry", _yuan(match), *match.span())
    for match in _AFTER_RANK.finditer(text):
        amount, is_goods = _yuan(match), bool(match["per"] or match["goods"])
        if amount >= _LEAST and (match["yuan"] or match["ten"] or match["join"] or is_goods or amount > 9):
            yield Tier(match["rank"], "entry" if match["join"] else "price", amount, *match.span())


def _yuan(match: "re.Match[str]") -> float:
    return float(match["money"]) * (10_000 if match["ten"] else 1)
