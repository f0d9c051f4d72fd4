"""Tell the rows of a table that are no records: sums and signatures at the foot, the heading again, remarks, what explains the columns."""

import re
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.records import Kind
from mingjian.core.records.reading.headings import Headings
from mingjian.core.records.reading.rows import BadRow, Raw
from mingjian.core.records.reading.values import NOTHING, as_texts

_SUM = (
    r"(?:本页|全部|以上|本表|本月|金额|支出|收入|借方|贷方|发生额|其中)?"
    r"(?:合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|汇\s*总|总\s*和)"
)
#: What stands in the place of a number where a row is none of the records.
_NO_RECORD = (
    rf"^{_SUM}(?:[:：(（].*)?$"
    r"|^(?:制表|填表|审核|复核|经办|报送|填报|导出|打印)(?:人|单位|日期|时间)?[:：].*$|^(?:备注|说明|注)[:：].*$|^(?:以下空白|以下无正文)$"
    r"|^(?:客户|单位|公司|部门|负责人|领导|主管)?(?:签章|签字|盖章|签名|公章)[:：(（].*$|^共\s*\d+\s*(?:笔|条|行|单|件)(?:记录|数据)?[。.]?$"
    r"|^[已待]?(?:收入|支出)[:：]\s*\d+\s*笔.*$"
)
_COUNTS = re.compile(r"^[^,]{0,12}(?:总笔数|笔数|总金额)")
_FOOT = re.compile(rf"{_NO_RECORD}|^#|{_COUNTS.pattern}")
_FIRST_CELL = re.compile(r"^[\"'=\s]+|[,\t;|].*$|\"$", re.DOTALL)
#: How many records a sum was made of, in the column of their numbers: `2件` behind 小计.
_COUNTED = r"^\d+\s*(?:件|笔|单|条|家|户|份|个|宗|起|人次?|批次?)$"
#: Signs of a sentence, which no number of a thing has.
_SENTENCE = r"[，。；！？]"
_ANY_NUMBER = r"[0-9０-９零〇一二三四五六七八九十百千两壹贰叁肆伍陆柒捌玖拾佰仟]"
_DRESS = " \t\"'="

Mask = npt.NDArray[np.bool_]


def no_records(raw: Raw, kind: Kind, headings: Headings, first: str, below_heading: int) -> Mask:
    """Return which rows are none of the records. `first` is the table's first column, `below_heading` the number of the row right below its heading."""
    keys = [headings.theirs[key] for key in kind.key if key in headings.theirs]
    found = np.zeros(len(raw.rows), dtype=np.bool_)
    for name in keys:
        values = raw.columns[name]
        if _is_text(values) and not pc.all(pc.string_is_ascii(values)).as_py():
            told = pc.utf8_trim(values, characters=_DRESS)
            found |= _mask(pc.or_(pc.match_substring_regex(told, _NO_RECORD), pc.equal(told, name)))
            if (is_sentence := _mask(pc.match_substring_regex(told, _SENTENCE))).any():
                found |= is_sentence & _blank_but(raw, headings, name)
    if keys and len(keys) == len(kind.key):
        found |= _sums_below(raw, first, keys)
        if len(raw.rows) and int(raw.rows[0]) == below_heading and _explains(raw, kind, headings, keys):
            found[0] = True
    return found


def says_it_is_none(raw: Raw, kind: Kind, headings: Headings) -> Mask:
    """Return which rows say that they are none of the kind, in a column that tells it: 检验结论 `合格` among goods that did not pass."""
    if kind.unless is None or headings.unless not in raw.columns:
        return np.zeros(len(raw.rows), dtype=np.bool_)
    return _mask(pc.match_substring_regex(pc.utf8_trim(as_texts(raw.columns[headings.unless]), characters=_DRESS), kind.unless[1]))


def feet(bad: list[BadRow]) -> list[bool]:
    """Return which records of fewer values than the heading has are lines below the table: `填表人：张三,,填表日期：…`, `#支出合计：2笔`."""
    is_foot = [not one.column and _FOOT.match(_FIRST_CELL.sub("", one.value).strip()) is not None for one in bad]
    for nth, (above, one) in enumerate(pairwise(bad), 1):  # the numbers below `总笔数,收入笔数,收入金额`
        is_foot[nth] |= is_foot[nth - 1] and not one.column and one.row == above.row + 1 and _COUNTS.search(above.value) is not None
    return is_foot


def _sums_below(raw: Raw, first: str, keys: list[str]) -> Mask:
    """Return which rows say in their first column that they are none, where they have no number of their own either, or a count: `合计` below the serials."""
    if first in keys or first not in raw.columns:
        return np.zeros(len(raw.rows), dtype=np.bool_)
    told = pc.utf8_trim(as_texts(raw.columns[first]), characters=_DRESS)
    is_foot, is_sum = _mask(pc.match_substring_regex(told, _FOOT.pattern)), _mask(pc.match_substring_regex(told, rf"^{_SUM}$"))
    for name in keys:
        key = pc.utf8_trim(pc.coalesce(as_texts(raw.columns[name]), ""), characters=_DRESS)
        is_blank = _mask(pc.equal(key, ""))
        is_foot &= is_blank
        is_sum &= is_blank | _mask(pc.match_substring_regex(key, _COUNTED))
    return is_foot | is_sum


def _blank_but(raw: Raw, headings: Headings, key: str) -> Mask:
    """Return which rows hold nothing that is read but their key: a remark below the table stands in its first cell. None where nothing else is read at all."""
    others = [name for name in set(headings.theirs.values()) - {key} if name in raw.columns]
    blank = np.full(len(raw.rows), bool(others), dtype=np.bool_)
    for name in others:
        blank &= _mask(pc.equal(pc.utf8_trim_whitespace(pc.coalesce(as_texts(raw.columns[name]), "")), ""))
    return blank


def _explains(raw: Raw, kind: Kind, headings: Headings, keys: list[str]) -> bool:
    """Return whether the first row says what the columns hold: words where numbers and times belong, and no number anywhere in what is read."""
    row = {name: str(values[0].as_py() or "").strip() for name, values in raw.columns.items()}
    typed = [name for ours, name in headings.theirs.items() if name in row and not pa.types.is_string(kind.column(ours).type)]
    words = [name for name in typed if row[name] and row[name] not in NOTHING]
    told = " ".join(row[name] for name in {*headings.theirs.values(), *keys} if name in row)
    return bool(len(words) > 1 and all(row[name] for name in keys) and re.search(_ANY_NUMBER, told) is None)


def _is_text(values: pa.Array) -> bool:
    return bool(pa.types.is_string(values.type) or pa.types.is_large_string(values.type))


def _mask(found: pa.Array) -> Mask:
    said: Mask = pc.fill_null(found, False).to_numpy(zero_copy_only=False)
    return said
