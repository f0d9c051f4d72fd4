"""The units in which files count, of a heading (`罚款金额（万元）`, `重量(KG)`) and of a cell (`3.70万元`), which goes before its heading's."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.records import Column

_MONEY = {"元": 1.0, "圆": 1.0, "元整": 1.0, "块": 1.0, "块钱": 1.0, "人民币": 1.0, "人民币元": 1.0, "元人民币": 1.0, "rmb": 1.0, "cny": 1.0, "yuan": 1.0}
_PARTS_OF_MONEY = {"角": 0.1, "分": 0.01, "fen": 0.01}
_WEIGHT = {
    "g": 1.0, "克": 1.0, "kg": 1000.0, "千克": 1000.0, "公斤": 1000.0, "斤": 500.0, "市斤": 500.0, "两": 50.0, "吨": 1e6, "t": 1e6, "mg": 0.001, "毫克": 0.001,
}  # fmt: skip
COUNTS = dict.fromkeys(("件", "个", "笔", "单", "份", "台", "套", "盒", "瓶", "双", "人", "次", "家", "户", "条", "种", "层", "只"), 1.0)
#: What a column of ours counts in, by its unit; a column of any other unit counts things.
_OF_UNIT = {"元": _MONEY | _PARTS_OF_MONEY, "g": _WEIGHT}
#: What a number is multiplied by in words, in headings and in cells.
TIMES = {"百": 1e2, "千": 1e3, "k": 1e3, "万": 1e4, "w": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8}
#: Money that is not counted in yuan: no rate of exchange is guessed.
_FOREIGN = r"\$|€|£|₩|円|美元|美金|欧元|港币|港元|日元|日币|英镑|韩元|韩币|台币|澳元|澳币|加元|卢布|泰铢|新币|usd|eur|hkd|jpy|gbp|krw|twd|aud|cad|rub|thb|sgd"
#: The same in headings, as words: `fraud_amount` holds aud, `europe_total` eur, and 完美金额 holds 美金.
_FOREIGN_CODE = "usd|eur|hkd|jpy|gbp|krw|twd|aud|cad|rub|thb|sgd"
_OF_MONEY = "amount|price|total|sum|fee|paid|payment|value|cost|sales|revenue|turnover|refund|income|gmv|money|balance"
_FOREIGN_HEADING = re.compile(
    rf"(?<![a-z])(?:{_OF_MONEY})?(?:us|hk|nt)?(?:{_FOREIGN_CODE})(?:{_OF_MONEY})?(?![a-z])|[$€£₩円]|(?<![精完])美元(?!素)|(?<![完精优])美金(?![额饰属])|欧元|港币|港元"
    r"|(?<![每单当今昨首末各])日[元币]|英镑|韩元|韩币|(?<!平)台币|澳元|澳币|(?<![增追附参])加元|卢布|泰铢|(?<![最更])新币"
)
#: A unit without brackets, as where `金额_万元` was written; and of what a price is: `单价（元/件）`.
_BEHIND = re.compile(r"(.{2,}?)((?:百|千|万|十万|百万|千万|亿)?元|kg|公斤|千克)")
_EACH = re.compile(r"(?<=.)/(?:件|个|台|套|只|双|盒|瓶|包|箱|单|份|条|笔|年|月|季度?|日)$")
_IN_BRACKETS = re.compile(r"(?:\((?:单位|/)?([^()]*)\)|/([^/()]+))$")

_ALL = sorted({*_MONEY, *_PARTS_OF_MONEY, *_WEIGHT, *COUNTS}, key=len, reverse=True)
#: As platforms and people write them: `已售5000+件`, `2.3万+人付款`, `12万`, `1.2w`, `99元起`. What is more than the number says is left: it is at least that.
_WRITTEN = (
    r"^(?P<sign>[+-])?(?P<coin>¥|rmb|cny|人民币)?"
    r"(?:约|超过?|已售出?|已售|月售|月销量?|总售|总销量?|累计|销量|已拼|已抢|到手价|券后价?|售价|近30天|:)*(?P<coin_behind>¥)?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+)(?P<times>" + "|".join(sorted(TIMES, key=len, reverse=True)) + r")?(?:\+|多|余|以上|起)?"
    r"(?P<unit>" + "|".join(_ALL) + r")?(?:付款|收货|购买|已?买过?|起|整|以上|已售|成交|评价|\+)*$"
)


def units_of(column: Column) -> Mapping[str, float]:
    """Return the units that a number of this column may be written in, each with what makes our unit of it."""
    return _OF_UNIT.get(column.unit, COUNTS)


@cache
def _factors(unit: str) -> Mapping[str, float]:
    """Return what headings write for units, with the multiples that they write before them: `万元`, `万`, `千件`."""
    plain = _OF_UNIT.get(unit, COUNTS)
    multiples = {f"{times}{name}": by * of for name, of in plain.items() if name not in _PARTS_OF_MONEY for times, by in TIMES.items() if not times.isascii()}
    return {**(TIMES if unit != "g" else {}), **multiples, **plain}


def unit_in(heading: str) -> tuple[str, str]:
    """Part a folded heading from the unit in its last brackets, behind its stroke or at its end: `('金额', '万元')`; the second is empty without one."""
    found = _IN_BRACKETS.search(heading)
    if not found or not found.start():
        behind = _BEHIND.fullmatch(heading)
        return (behind[1], behind[2]) if behind else (heading, "")
    unit = _EACH.sub("", found[1] or found[2] or "")
    return heading[: found.start()], "元" if unit == "人民币" else unit.removeprefix("人民币")


def is_unit(text: str) -> bool:
    """Return whether a word (in lower case) is a unit of money, weight or things, alone or with what it is multiplied by."""
    return any(text in _factors(unit) for unit in ("元", "g", "件")) and text not in TIMES


def factor_of(column: Column, unit: str) -> float | None:
    """Return what makes our unit of a heading's; None where the column is no number or cannot be counted in it."""
    return _factors(column.unit).get(unit.strip("¥")) or (1.0 if unit in ("¥", column.unit) else None) if pa.types.is_floating(column.type) else None


def is_foreign(heading: str) -> bool:
    """Return whether a heading, as the file writes it, names money of another country."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFKC", heading))
    return _FOREIGN_HEADING.search(apart.lower()) is not None


def read_written(column: Column, texts: pa.Array, factor: float) -> tuple[pa.Array, pa.Array]:
    """
    Read numbers with what people write around them, in our unit, and say which cells count in a unit that goes against their column.

    `texts` are in NFKC and lower case and hold no space. A cell's own unit counts in place of the heading's (`factor`), never both. A bare `3.7万` under a
    heading in 万元 is 37,000 yuan; under one in fen, or in thousands, nobody can say what is meant.
    """
    found = pc.extract_regex(texts, _WRITTEN)
    number = pc.cast(pc.replace_substring(pc.struct_field(found, ["number"]), ",", ""), pa.float64())
    number = pc.if_else(pc.equal(pc.struct_field(found, ["sign"]), "-"), pc.negate(number), number)
    by = pc.fill_null(pc.take(pa.array(list(TIMES.values())), pc.index_in(pc.struct_field(found, ["times"]), pa.array(list(TIMES)))), 1.0)
    unit, ours = pc.struct_field(found, ["unit"]), units_of(column)
    of_unit = pc.take(pa.array(list(ours.values())), pc.index_in(unit, pa.array(list(ours))))
    has_coin = pc.or_(pc.not_equal(pc.struct_field(found, ["coin"]), ""), pc.not_equal(pc.struct_field(found, ["coin_behind"]), ""))
    has_unit, has_times = pc.or_(pc.is_valid(of_unit), has_coin), pc.not_equal(by, 1.0)
    is_other = pc.or_(pc.and_(pc.not_equal(unit, ""), pc.is_null(of_unit)), pc.and_(has_coin, pa.scalar(column.unit != "元")))
    is_other = pc.or_(is_other, pc.and_(pc.and_(has_times, pc.invert(has_unit)), pc.and_(pc.not_equal(by, factor), pa.scalar(factor != 1.0))))
    is_other = pc.or_(pc.fill_null(is_other, False), pc.and_(pc.is_null(number), pc.match_substring_regex(texts, rf"\d.*(?:{_FOREIGN})|(?:{_FOREIGN}).*\d")))
    own = pc.round(pc.multiply(pc.multiply(number, by), pc.fill_null(of_unit, 1.0)), 2)
    values = pc.if_else(pc.or_(has_unit, has_times), own, scaled(number, factor))
    return pc.if_else(is_other, pa.scalar(None, pa.float64()), values), is_other


def scaled(numbers: pa.Array, factor: float) -> pa.Array:
    """Multiply by a factor. 0.01 is not a number that computers have: dividing by 100 gives the cents that were meant."""
    if factor == 1.0:
        return numbers
    return pc.multiply(numbers, factor) if factor > 1 else pc.divide(numbers, float(np.round(1 / factor)))
