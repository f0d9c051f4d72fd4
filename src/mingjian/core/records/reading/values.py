"""Turn foreign values into ours, a column at a time, and say which cannot be turned and why."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.language import Text
from mingjian.core.records import INSTANT, UTC, Column
from mingjian.core.records.reading.addresses import ids_in
from mingjian.core.records.reading.rows import BROKEN
from mingjian.core.records.reading.sums_in_words import sums_in_words
from mingjian.core.records.reading.times import REASON as NO_TIME
from mingjian.core.records.reading.times import days_of, last_of_spans, plausible, read_days, read_instants, to_utc
from mingjian.core.records.reading.units import COUNTS, read_written, scaled, units_of

#: What systems write where they have nothing to say.
NOTHING = (
    "",
    "-",
    "--",
    "---",
    "——",
    "—",
    "－",
    "–",
    "/",
    "／",
    "\\",
    "无",
    "无。",
    "暂无",
    "空",
    "(空)",
    "（空）",
    "未填写",
    "未填",
    "null",
    "NULL",
    "Null",
    "None",
    "none",
    "nan",
    "NaN",
    "N/A",
    "n/a",
    "#N/A",
    "#VALUE!",
    "#REF!",
    "#NAME?",
    "\\N",
    "<NA>",
    "NaT",
)
NO_DAY = ("0000-00-00", "0000-00-00 00:00:00", "0")
LONGEST_ID = 1000
_NO_WIDTH = r"[\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}\x{feff}]"  # copied with an id from a page, and seen by nobody

_NUMBER = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$"
#: A minus in other signs, behind that of the money, or as brackets, as in bookkeeping.
_MINUS = ((r"^[−–—]([\d¥.])", r"-\1"), (r"^(¥|rmb|cny|人民币)[-−–—]([\d.])", r"-\1\2"), (r"^\((¥?[\d,]*\d(?:\.\d*)?元?)\)$", r"-\1"))
_IN_THOUSANDS = r"^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$"
#: A price of several sizes: `12.5-30`, `￥9.9~￥19.9`.
_SPAN = r"^¥?(?P<least>\d+(?:\.\d+)?)元?(?:-|~|至|到|—|–)¥?(?P<most>\d+(?:\.\d+)?)元?$"
_NONE_SAID = ("暂无", "暂无销量", "暂无数据", "暂无报价", "面议", "价格面议", "未知", "无退款申请", "没有申请退款", "未申请退款")
#: That something has not happened yet, where its day or time is asked for.
_NOT_YET = r"^(?:尚?未|还未|暂未)(?:揽收|收货|签收|妥投|发货|付款|支付|成交|退款|注销|关店)$"
#: Counts of people who did something else than buy: they say nothing of sales.
_OTHER_COUNT = r"看过|浏览|想要|收藏|加购|关注|围观|人气"
_TRUE, _FALSE = (
    ("true", "1", "yes", "y", "t", "是", "有", "已实名", "已查验", "已核验", "已验证"),
    ("false", "0", "no", "n", "f", "否", "无", "未实名", "未查验", "未核验", "未验证"),
)

_NO_NUMBER = Text("读不出数字。", "No number can be read.")
_OTHER_UNIT = Text(
    "单元格里的单位与本列不符，无法确定是多少{unit}；请改成不带单位的数字后重新导入。",
    "The unit in the cell goes against its column, so that what it is in {unit} cannot be told: write the number without a unit and import it again.",
)
_TOO_SMALL = Text("不能小于 {least:g}。", "It cannot be less than {least:g}.")
_NO_ANSWER = Text("读不出是或否。", "Neither yes nor no can be read.")
_ROUNDED = Text(
    "编号已被表格软件改写成近似数，原号丢失。请把该列设为文本后重新导出。",
    "A spreadsheet has rounded this id, and its digits are lost. Export it again with the column as text.",
)
_ODD_ID = Text("编号含有控制字符，或长于 {longest} 字。", "An id cannot hold control characters, nor more than {longest} letters.")
_NUL = Text("含有空字符（NUL）。", "It holds a NUL character.")
_BROKEN = Text("含有不成字的字节，编码已损坏。", "It holds bytes that are no character in the file's encoding.")
KEY_MISSING = Text("必需的列为空。", "A column that every row needs is empty.")


@cache
def _array(words: tuple[str, ...]) -> pa.Array:
    """Return words as an array; made at the first use, since pyarrow imports pandas for it."""
    return pa.array(words, pa.string())


def is_among(texts: pa.Array, words: tuple[str, ...]) -> pa.Array:
    """Return for each text whether it is one of the words."""
    return pc.is_in(texts, _array(words))


@dataclass(frozen=True)
class Converted:
    """A column of ours, and the rows (mask) whose value was not taken, each with the reason."""

    values: pa.Array
    faults: tuple[tuple[npt.NDArray[np.bool_], Text], ...] = ()


def convert(column: Column, foreign: pa.Array, *, zone: str, factor: float = 1.0, is_key: bool = False, has_broken: bool = False) -> Converted:
    """Turn one foreign column (texts, or typed values of a Parquet file) into a column of ours."""
    typed = _as_ours(column, foreign, zone)
    done = _checked_typed(column, typed, factor) if typed is not None else _from_texts(column, _tidy(column, as_texts(foreign)), zone, factor, has_broken)
    if not is_key or not done.values.null_count:
        return done
    missing = pc.is_null(done.values).to_numpy(zero_copy_only=False)
    for mask, _ in done.faults:
        missing = missing & ~mask
    return Converted(done.values, (*done.faults, (missing, KEY_MISSING)))


def filled_from(ids: pa.Array, addresses: pa.Array) -> pa.Array:
    """Fill ids that are absent with those that stand in addresses; both as a file has them."""
    texts = pc.utf8_trim_whitespace(as_texts(ids))
    there = pc.if_else(is_among(texts, NOTHING), pa.scalar(None, pa.string()), texts)
    return pc.coalesce(there, ids_in(pc.utf8_trim_whitespace(as_texts(addresses)))) if there.null_count else ids


def _checked_typed(column: Column, typed: pa.Array, factor: float) -> Converted:
    if pa.types.is_floating(column.type):
        return _checked_number(column, scaled(typed, factor))
    if pa.types.is_temporal(column.type):
        return _read_against(typed, plausible(typed), NO_TIME)
    return Converted(typed)


def _as_ours(column: Column, foreign: pa.Array, zone: str) -> pa.Array | None:
    """Take typed values whose meaning is plain; None for all that is to be read as text."""
    kind = foreign.type
    if pa.types.is_timestamp(kind) and column.type == INSTANT:
        return pc.cast(foreign, INSTANT, safe=False) if kind.tz else to_utc(pc.cast(foreign, INSTANT, safe=False), zone)
    if pa.types.is_timestamp(kind) and pa.types.is_date(column.type):
        return days_of(_as_ours(Column(column.name, INSTANT, column.meaning), foreign, zone), zone)
    if pa.types.is_date(kind) and column.type == INSTANT:
        return to_utc(pc.cast(foreign, INSTANT), zone)
    if pa.types.is_date(kind) and pa.types.is_date(column.type):
        return pc.cast(foreign, column.type)
    is_numeric = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    if is_numeric and pa.types.is_floating(column.type):
        return pc.cast(foreign, column.type, safe=False)
    return foreign if kind == column.type and pa.types.is_boolean(kind) else None


def as_utc(field: pa.Field, foreign: pa.Array) -> pa.Array:
    """Return instants a zone where the file's own schema says that they are UTC without carrying one, as ours does."""
    says_utc = (field.metadata or {}).get(b"unit") == UTC.encode()
    return pc.assume_timezone(foreign, "UTC") if says_utc and pa.types.is_timestamp(field.type) and not field.type.tz else foreign


def mended(array: pa.Array) -> pa.Array:
    """Return texts whose bytes are characters: those of a careless writer's file may not be, and then the broken ones are marked."""
    if pa.types.is_binary(array.type) or pa.types.is_large_binary(array.type):
        return pa.array([None if value is None else value.decode(errors="mingjian-broken") for value in array.to_pylist()], pa.string())
    if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
        return array
    try:
        array.validate(full=True)
    except pa.ArrowInvalid:
        return mended(array.view(pa.binary() if pa.types.is_string(array.type) else pa.large_binary()))
    return array


def as_texts(foreign: pa.Array) -> pa.Array:
    """Return a column of a file as texts."""
    if pa.types.is_string(foreign.type):
        return foreign
    if pa.types.is_dictionary(foreign.type):
        return as_texts(foreign.dictionary_decode())
    if pa.types.is_nested(foreign.type):
        return pa.array([None if value is None else str(value) for value in foreign.to_pylist()], pa.string())
    if pa.types.is_floating(foreign.type):
        return pa.array([None if value is None else repr(value) for value in foreign.to_pylist()], pa.string())
    return pc.cast(foreign, pa.string())


def _tidy(column: Column, texts: pa.Array) -> pa.Array:
    """Take away space at both ends, and make null what says that there is nothing."""
    texts = _unguarded(pc.utf8_trim_whitespace(texts), may_quote=column.is_free_text)
    nothing = pc.equal(texts, "") if column.is_free_text else is_among(texts, NOTHING)
    if pa.types.is_boolean(column.type):
        nothing = pc.and_(nothing, pc.invert(is_among(texts, _FALSE)))
    if pa.types.is_floating(column.type):
        nothing = pc.or_(nothing, is_among(texts, _NONE_SAID))
    if not (pa.types.is_string(column.type) or pa.types.is_floating(column.type) or pa.types.is_boolean(column.type)):
        nothing = pc.or_(nothing, pc.or_(is_among(texts, NO_DAY), pc.match_substring_regex(texts, _NOT_YET)))
    return pc.if_else(nothing, pa.scalar(None, pa.string()), texts) if pc.any(nothing).as_py() else texts


def _unguarded(texts: pa.Array, *, may_quote: bool) -> pa.Array:
    """Take away by what exports keep spreadsheets from rounding and reckoning: `="0012"`, `'0012`, ``0012`. Free text may begin with a quote of its own."""
    if not _any(pc.starts_with, texts, "=", "'", "`"):
        return texts
    texts = pc.replace_substring_regex(texts, r"^`([^`]*)$", r"\1")  # before every value of WeChat Pay's bills for shops
    texts = pc.replace_substring_regex(texts, r'^=\s*"(.*)"$', r"\1")
    return pc.utf8_trim_whitespace(texts if may_quote else pc.replace_substring_regex(texts, r"^'([^']+)'?$", r"\1"))


def _from_texts(column: Column, texts: pa.Array, zone: str, factor: float, has_broken: bool) -> Converted:
    faults: list[tuple[npt.NDArray[np.bool_], Text]] = []
    if has_broken:
        texts = _set_aside(texts, pc.match_substring(texts, BROKEN), _BROKEN, faults)
    if pa.types.is_string(column.type):
        texts = _set_aside(texts, pc.match_substring(texts, "\x00"), _NUL, faults)
        return Converted(texts if not column.is_id else _read_ids(texts, faults), tuple(faults))
    if pa.types.is_floating(column.type):
        texts = _without_other_counts(column, texts)
        numbers, is_other = _read_numbers(column, texts, factor)
        texts = _set_aside(texts, is_other, _OTHER_UNIT.filled(unit=column.unit), faults) if is_other is not None else texts
        done = _checked_number(column, pc.coalesce(numbers, _lower_end(texts, factor)) if column.may_span else numbers, texts)
    elif pa.types.is_boolean(column.type):
        done = _read_against(texts, _read_answers(texts), _NO_ANSWER)
    elif pa.types.is_date(column.type):
        texts = last_of_spans(texts) if column.may_span and not _are_days(texts) else texts
        done = _read_against(texts, read_days(texts, zone), NO_TIME)
    else:
        done = _read_against(texts, read_instants(texts, zone), NO_TIME)
    return Converted(done.values, (*faults, *done.faults))


def _are_days(texts: pa.Array) -> bool:
    """Return whether all texts are days in the plain spelling, as mostly."""
    return bool(pc.all(pc.match_substring_regex(texts, r"^\d{4}-\d{2}-\d{2}$")).as_py())


def _without_other_counts(column: Column, texts: pa.Array) -> pa.Array:
    """Make null what counts something else than the column does: `2万+人看过` under a heading of sales."""
    if units_of(column) is not COUNTS or column.least is None:
        return texts
    other = pc.fill_null(pc.match_substring_regex(texts, _OTHER_COUNT), False)
    return pc.if_else(other, pa.scalar(None, pa.string()), texts) if pc.any(other).as_py() else texts


def _set_aside(texts: pa.Array, fault: pa.Array, reason: Text, faults: list[tuple[npt.NDArray[np.bool_], Text]]) -> pa.Array:
    if not pc.any(fault).as_py():
        return texts
    faults.append((_mask(fault), reason))
    return pc.if_else(fault, pa.scalar(None, pa.string()), texts)


def _mask(fault: pa.Array) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = pc.fill_null(fault, False).to_numpy(zero_copy_only=False)
    return found


def _read_against(texts: pa.Array, values: pa.Array, reason: Text) -> Converted:
    fault = pc.and_(pc.is_valid(texts), pc.is_null(values))
    return Converted(values, ((_mask(fault), reason),) if pc.any(fault).as_py() else ())


def _read_ids(texts: pa.Array, faults: list[tuple[npt.NDArray[np.bool_], Text]]) -> pa.Array:
    """Undo what spreadsheets, exports and pages do to ids: `="0012"`, `'0012`, `12.0`, signs without width. What they have destroyed is set aside."""
    if pc.any(pc.match_substring_regex(texts, _NO_WIDTH)).as_py():
        texts = pc.replace_substring_regex(texts, _NO_WIDTH, "")
    if _any(pc.starts_with, texts, "=", "'", '"', "No:", "No：") or _any(pc.ends_with, texts, ".0"):
        texts = pc.replace_substring_regex(texts, r"^No[:：]\s*", "")  # before waybills in exports of Taobao
        texts = pc.replace_substring_regex(texts, r'^=?"(.*)"$', r"\1")
        texts = pc.replace_substring_regex(texts, r"^'(.+?)'?$", r"\1")
        texts = pc.replace_substring_regex(texts, r"^(\d+)\.0$", r"\1")
    if _any(pc.match_substring, texts, "+"):
        texts = _set_aside(texts, pc.match_substring_regex(texts, r"^\d(\.\d+)?[eE]\+\d{2}$"), _ROUNDED, faults)
    odd = pc.or_(pc.match_substring_regex(texts, r"[\x00-\x1f\x7f]"), pc.greater(pc.utf8_length(texts), LONGEST_ID))
    return _set_aside(texts, odd, _ODD_ID.filled(longest=LONGEST_ID), faults)


def _any(test: Callable[[pa.Array, str], pa.Array], texts: pa.Array, *signs: str) -> bool:
    """Return whether any text passes a plain test of a sign: ten times as quick as a pattern, where mostly none does."""
    return any(pc.any(test(texts, sign)).as_py() for sign in signs)


def _read_numbers(column: Column, texts: pa.Array, factor: float) -> tuple[pa.Array, pa.Array | None]:
    """
    Read numbers in our unit, null where there is none: `￥1,234.50`, `１２`, `12元` and `2.3万+人付款` are numbers, `1,5` is not.

    Also says which cells count in a unit that goes against their column, where any cell has one.
    """
    try:
        return scaled(pc.cast(texts, pa.float64()), factor), None
    except pa.ArrowInvalid:
        plain = pc.utf8_lower(pc.replace_substring_regex(pc.utf8_normalize(texts, form="NFKC"), r"\s", ""))
        for pattern, put in _MINUS:
            plain = pc.replace_substring_regex(plain, pattern, put)
        ungrouped = pc.if_else(pc.match_substring_regex(plain, _IN_THOUSANDS), pc.replace_substring(plain, ",", ""), plain)
        bare = pc.cast(pc.if_else(pc.match_substring_regex(ungrouped, _NUMBER), ungrouped, pa.scalar(None, pa.string())), pa.float64())
        in_words = sums_in_words(plain, is_bare_told=factor == 1.0) if column.unit == "元" else pa.nulls(len(plain), pa.float64())
        written, is_other = read_written(column, pc.if_else(pc.or_(pc.is_valid(bare), pc.is_valid(in_words)), pa.scalar(None, pa.string()), plain), factor)
        return pc.coalesce(scaled(bare, factor), in_words, written), pc.fill_null(is_other, False)


def _lower_end(texts: pa.Array, factor: float) -> pa.Array:
    """Read a span of prices as its lower end, what a buyer pays at least; one that falls (`30-12`, `2026-11`) is none."""
    plain = pc.replace_substring_regex(pc.utf8_normalize(texts, form="NFKC"), r"\s", "")
    found = pc.extract_regex(plain, _SPAN)
    least, most = (pc.cast(pc.struct_field(found, [name]), pa.float64()) for name in ("least", "most"))
    in_yuan = pc.match_substring_regex(plain, "[¥元]")
    return pc.if_else(pc.less_equal(least, most), pc.if_else(in_yuan, least, scaled(least, factor)), pa.scalar(None, pa.float64()))


def _checked_number(column: Column, numbers: pa.Array, texts: pa.Array | None = None) -> Converted:
    """Refuse what is no number (where a text is there), is not finite, or lies below the least that can be."""
    finite = pc.if_else(pc.is_finite(numbers), numbers, pa.scalar(None, pa.float64()))
    stood = pc.is_valid(texts) if texts is not None else pc.and_(pc.is_valid(numbers), pc.invert(pc.is_nan(numbers)))
    faults = [(_mask(pc.and_(stood, pc.is_null(finite))), _NO_NUMBER)]
    values = pc.abs(finite) if column.is_taken_off else finite
    if column.least is not None:
        small = pc.less(values, column.least)
        faults.append((_mask(small), _TOO_SMALL.filled(least=column.least)))
        values = pc.if_else(small, pa.scalar(None, pa.float64()), values)
    return Converted(values, tuple((mask, reason) for mask, reason in faults if mask.any()))


def _read_answers(texts: pa.Array) -> pa.Array:
    plain = pc.utf8_lower(texts)
    answer = is_among(plain, _TRUE)
    return pc.if_else(pc.or_(answer, is_among(plain, _FALSE)), answer, pa.scalar(None, pa.bool_()))
