"""Finds prices with their unit: single and from-to, in digits and in words, the price asked, the one struck through, and amounts that are no price."""

import re
from dataclasses import dataclass

from mingjian.core.extraction.plain import plain


@dataclass(frozen=True, slots=True)
class Price:
    """
    One amount of money in yuan, `least` to `most` (equal for a single one), per `unit` (empty: none said), raw span.

    `kind`: asked; struck (the former or counter price it is held against); wholesale; reduction (money off, coupons, what must be spent for them);
    aside (postage, deposits, difference to pay). Only asked and wholesale are prices of the goods.
    """

    kind: str
    least: float
    most: float
    unit: str
    start: int
    end: int


_CHINESE = "零〇一二两三四五六七八九十百千"
_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,4}}(?:\.\d{{1,2}})?|\d{{1,9}}(?:\.\d{{1,2}})?|[{_CHINESE}]{{1,9}})"
_UNIT = (
    "公斤|千克|毫升|平方米|平米|斤|克|件|个|盒|瓶|套|双|条|支|枝|箱|包|袋|"
    "吨|升|只|张|台|米|亩|株|棵|本|块|枚|粒|片|把|根|桶|罐|对|组|位|人|次|天|年|月|kg|g|ml|m"
)
_TO = r"\s{0,2}(?:[-~—–到至]|--)\s{0,2}"
_PER = rf"(?:\s{{0,2}}(?:/|每|一|1)\s{{0,2}}(?P<unit@>{_UNIT})(?![a-z]))?"
_PER1, _PER2 = _PER.replace("@", "1"), _PER.replace("@", "2")
_AMOUNT = re.compile(
    rf"(?:¥|rmb|cny)\s{{0,2}}(?P<low1>{_NUMBER})\s{{0,2}}(?P<ten1>万)?(?:{_TO}(?:¥|rmb|cny)?\s{{0,2}}(?P<high1>{_NUMBER})\s{{0,2}}(?P<tenhigh1>万)?)?"
    rf"\s{{0,2}}(?:元|块钱|块|圆)?{_PER1}"
    rf"|(?<![\d.a-z{_CHINESE}第])(?P<low2>{_NUMBER})(?P<ten2>万)?(?:\s{{0,2}}(?:元|块)?{_TO}(?P<high2>{_NUMBER})(?P<tenhigh2>万)?)?"
    r"\s{0,2}(?:元(?!旦|素|宝|气|件|年|代|朝|青|祖|杂|电|子|器|催)|块钱|圆整|块(?P<jiao>[1-9])(?!\d)|块(?=一|每|包邮|起|拿|左右|以|/)|(?<=\d\d)块(?![一-龥a-z])|rmb|cny|人民币)"
    rf"(?:钱|人民币)?{_PER2}"
)
_BEFORE = {
    "struck": re.compile(
        r"(?:原价|市场价|专柜价?|柜台价?|吊牌价?|官方价|官网价?|官方售价|划线价|门市价|门店价?|零售价|指导价|参考价|正品价?|日常价|定价|标价)[\s::为是¥]{0,3}$"
    ),
    "wholesale": re.compile(r"(?:批发价?|代理价|拿货价?|出厂价|代发价?|进价|供货价)[\s::为是¥]{0,3}$"),
    "aside": re.compile(r"(?:运费|邮费|快递费?|定金|订金|押金|保证金|差价|差额|补|尾款|佣金|赔付|赔偿|罚款|佣)[\s::为是¥]{0,3}$"),
    "reduction": re.compile(r"(?:满|减|立减|直降|优惠券?|省|返现?|红包|券|抵扣?|让利|赠|送)[\s::为是¥]{0,3}$"),
}
_AFTER = {
    "reduction": re.compile(r"\s{0,2}(?:减|优惠券?|红包|无门槛|代金券|抵扣|券)"),
    # 售价100元 定金50元: a word with an amount of its own behind it speaks of that one.
    "aside": re.compile(rf"\s{{0,2}}(?:运费|邮费|定金|订金|押金)(?![\s::为是¥]{{0,3}}[\d{_CHINESE}])"),
    "struck": re.compile(r"\s{0,2}(?:的?正品|的?专柜)"),
}
_VALUE = {**dict(zip("零一二三四五六七八九", range(10), strict=True)), "〇": 0, "两": 2}
_WEIGHT = {"十": 10, "百": 100, "千": 1000}
_LOOK = re.compile(r"[¥￥元块圆円]|[rR][mM][bB]|[cC][nN][yY]|人民[币幣]|[ｒＲ]|塊")
_NEAR = 8  # characters before an amount that may say what it is


def find_prices(text: str) -> list[Price]:
    """Find every amount of money of a text, in its order."""
    if not _LOOK.search(text):
        return []
    written = plain(text)
    found = []
    for match in _AMOUNT.finditer(written.text):
        n = "1" if match["low1"] else "2"
        least = _yuan(match[f"low{n}"], match[f"ten{n}"] or (match[f"tenhigh{n}"] or "" if match[f"high{n}"] else ""))
        if least is None:
            continue
        most = _yuan(match[f"high{n}"], match[f"tenhigh{n}"]) if match[f"high{n}"] else None
        if match["jiao"]:
            least += int(match["jiao"]) / 10
        found.append(_price(written.text, match, least, least if most is None or most < least else most, written.raw(*match.span()), n))
    return found


def _price(text: str, match: "re.Match[str]", least: float, most: float, raw: tuple[int, int], n: str) -> Price:
    return Price(_kind(text, match), least, most, match[f"unit{n}"] or "", *raw)


def _kind(text: str, match: "re.Match[str]") -> str:
    begin = max(0, match.start() - _NEAR)
    before = next((kind for kind, pattern in _BEFORE.items() if pattern.search(text, begin, match.start())), "")
    after = next((kind for kind, pattern in _AFTER.items() if pattern.match(text, match.end())), "")
    return before or after or "asked"


def _yuan(number: str, ten_thousand: str | None) -> float | None:
    value = _spoken(number) if number[0] in _CHINESE else float(number.replace(",", ""))
    return None if value is None else value * (10_000 if ten_thousand else 1)


def _spoken(words: str) -> float | None:
    """Read a number in words below ten thousand: 三百八 is 380; None for what is none."""
    total, digit, weight = 0, None, 10_000
    for word in words:
        if word in _WEIGHT:
            if _WEIGHT[word] >= weight:
                return None
            weight = _WEIGHT[word]
            total, digit = total + (1 if digit is None else digit) * weight, None
        elif digit is not None and digit != 0:
            return None
        else:
            digit = _VALUE[word]
    if digit is None:
        return float(total)
    is_short = total > 0 and weight > 10 and words[-2] in _WEIGHT
    return float(total + digit * (weight // 10 if is_short else 1))
