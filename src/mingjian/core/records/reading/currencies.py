"""In which money the sums of a row are, where a column says so (`币种`), and which unit a sum that is kept as text was written in."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.language import Text
from mingjian.core.records.reading.headings import bare_of
from mingjian.core.records.reading.units import is_unit, unit_in
from mingjian.core.records.reading.values import NOTHING, Converted, as_texts, is_among

YUAN = "元"
_OURS = r"^(?:cny|rmb|cnh|人民币(?:元)?|元|¥|￥|156|中国人民币)$"
_FOREIGN = Text(
    "币种列写明不是人民币，不能当作元；请换算后再导入，或者删去该行的金额。",
    "The column of currencies says that it is no yuan: turn the sum before importing it, or take it out.",
)


_CHINA = r"^(?:cn|chn|china|prc|mainland ?china|china ?mainland|people's republic of china|中国|中国大陆|中国内地|中华人民共和国|境内|大陆|156)$"
_ABROAD = Text(
    "收货国家不是中国，表头又没有写明币种，不能当作元；请在表头写明“（元）”，或者换算后再导入。",
    "The goods go abroad and the heading names no currency, so the sums may not be in yuan: add “（元）” to the heading, or convert them first.",
)


def without_abroad(done: Converted, countries: pa.Array) -> Converted:
    """Take out the sums of rows that go to another country where nothing says in which money they are: platforms abroad write bare numbers."""
    told = pc.utf8_lower(pc.utf8_trim(as_texts(countries), characters=" \t\"'="))
    return _without(done, pc.or_(is_among(told, NOTHING), pc.match_substring_regex(told, _CHINA)), _ABROAD)


def without_foreign(done: Converted, currencies: pa.Array) -> Converted:
    """Take out the sums of rows that count in the money of another country, each as a fault: no rate of exchange is guessed."""
    told = pc.utf8_lower(pc.utf8_trim(as_texts(currencies), characters=" \t\"'="))
    return _without(done, pc.or_(is_among(told, NOTHING), pc.match_substring_regex(told, _OURS)), _FOREIGN)


def _without(done: Converted, is_ours: pa.Array, reason: Text) -> Converted:
    is_foreign = pc.and_(pc.is_valid(done.values), pc.invert(pc.fill_null(is_ours, True)))
    if not pc.any(is_foreign).as_py():
        return done
    values = pc.if_else(is_foreign, pa.scalar(None, done.values.type), done.values)
    return Converted(values, (*done.faults, (is_foreign.to_numpy(zero_copy_only=False), reason)))


def unit_told(name: str, units: Mapping[str, tuple[str, ...]]) -> str:
    """Return the unit that a heading tells, or what stands above it; empty for none."""
    own = unit_in(bare_of(name))[1]
    return own if own and is_unit(own) else next(iter(units.get(name, ())), "")


def with_unit(values: pa.Array, unit: str) -> pa.Array:
    """Write a unit behind each text that is a bare number."""
    if not unit:
        return values
    is_bare = pc.fill_null(pc.match_substring_regex(values, r"^\d[\d,]*(?:\.\d+)?$"), False)
    return pc.if_else(is_bare, pc.binary_join_element_wise(values, unit, ""), values)
