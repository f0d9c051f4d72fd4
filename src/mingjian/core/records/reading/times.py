"""Read instants and days as people and systems write them. Local times are those of one zone unless they carry an offset."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.language import Text
from mingjian.core.records import INSTANT

REASON = Text(
    "读不出时间。可用的写法：2026-11-24 10:02:00、2026/11/24 下午2:05、2026年11月24日、带时区的 2026-11-24T02:02:00Z、10 或 13 位的时间戳。",
    "No time can be read. These can: 2026-11-24 10:02:00, 2026/11/24 2:05 PM, 2026年11月24日, with an offset 2026-11-24T02:02:00Z, Unix time of 10 or 13 "
    "digits.",
)
#: What says that something ends on no day.
WITHOUT_END = r"^(?:长期(?:有效)?|永久(?:有效)?|(?:无|不约定|未约定)固定?期限|无限期|无期限|不限)$"
EARLIEST, LATEST = np.datetime64("1900-01-01", "us"), np.datetime64("2200-01-01", "us")
DAY, SECOND = 86_400_000_000, 1_000_000  # in microseconds

#: Halves of the day, before the hour (`下午2:05`) or behind the time (`2:05 PM`): the first and the second twelve hours.
_MORNING, _NOON = r"上午|凌晨|清晨|早上|早晨|[aA]\.?[mM]\.?", r"下午|晚上|中午|傍晚|午后|[pP]\.?[mM]\.?"
_PARTS = (
    r"^(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})[日号]?"
    r"(?:\s*[(（]?(?:星期|周)[一二三四五六日天][)）]?)?"
    r"(?:[T\s]*(?P<half>" + f"{_MORNING}|{_NOON}" + r")?\s*(?P<hour>\d{1,2})[:时：](?P<minute>\d{1,2})"
    r"(?:[:分：](?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?秒?|分)?\s*(?P<half_behind>" + f"{_MORNING}|{_NOON}" + r")?)?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?$"
)
#: A zone with its name, as English exports write it: `CST(UTC+8)`, `GMT+08:00`.
_NAMED_ZONES = (
    (r"\s*(?:[A-Z]{2,5}\s*)?\(?(?:UTC|GMT)([+-])(\d)\)?$", r"\10\2:00"),
    (r"\s*(?:[A-Z]{2,5}\s*)?\(?(?:UTC|GMT)([+-])(\d{2})\)?$", r"\1\2:00"),
    (r"\s*(?:[A-Z]{2,5}\s*)?\(?(?:UTC|GMT)([+-]\d{2}):?(\d{2})\)?$", r"\1:\2"),
)
_DAY_OF_SPAN = r"\d{4}(?:[-/.年]\d{1,2}[-/.月]\d{1,2}[日号]?|\d{4})"
_SPAN_OF_DAYS = (
    rf"^{_DAY_OF_SPAN}(?:\s*0{{1,2}}:00(?::00)?)?\s*(?:起|开始)?\s*(?:,?至|到|~|-{{1,2}}|—{{1,2}}|–|/|,)\s*"
    rf"(?P<last>{_DAY_OF_SPAN}.*|长期.*|永久.*|[无不未].*期限.*)$"
)
_UNPUNCTUATED = (
    (r"^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$", r"\1-\2-\3 \4:\5:\6"),
    (r"^((?:19|20)\d{2})(\d{2})(\d{2})(?:[ T]+(\d{1,2}:\d{2}.*))?$", r"\1-\2-\3 \4"),
)
#: Months as English has them, which leave no doubt about which number is the day: `01 Oct 2026`, `Oct 1, 2026`, `2026-Oct-01`.
_MONTHS = (
    "jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?", "aug(?:ust)?", "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?",
    "dec(?:ember)?",
)  # fmt: skip
#: A day whose month is a number, with the year behind it: `25/10/2026` is told, `05/10/2026` is not, but by the other days of its column.
_YEAR_BEHIND = r"^(?P<first>\d{1,2})[/.\-](?P<second>\d{1,2})[/.\-](?P<year>\d{4})(?P<rest>(?:,?[ T].*)?)$"
_IS_ENGLISH = rf"(?i)(?:^|[^a-z])(?:{'|'.join(_MONTHS)})\.?(?:$|[^a-z])"
_NUMBERS = ((r"^1?\d{9}$", SECOND, 0), (r"^1?\d{12}$", 1000, 0))  # Unix time in seconds and in thousandths
_SERIAL = r"^[2-7]\d{4}(\.\d+)?$"  # days since the end of 1899, as spreadsheets count them
_SERIAL_ZERO = np.datetime64("1899-12-30", "us")


def read_instants(texts: pa.Array, zone: str) -> pa.Array:
    """Return instants in UTC, null where none can be read. All in one plain spelling is the quick way; any other mixture works."""
    try:
        return plausible(to_utc(pc.cast(texts, INSTANT), zone))
    except pa.ArrowInvalid:
        return plausible(_by_parts(texts, zone))


def read_days(texts: pa.Array, zone: str) -> pa.Array:
    """Return the days on the calendar of the zone, null where none can be read."""
    try:
        return plausible(pc.cast(texts, pa.date32()))
    except pa.ArrowInvalid:
        return days_of(read_instants(texts, zone), zone)


def to_utc(local: pa.Array, zone: str) -> pa.Array:
    """Turn naive local times into naive UTC; of two readings of a clock set back, the first."""
    return pc.cast(pc.cast(pc.assume_timezone(local, zone, ambiguous="earliest", nonexistent="earliest"), pa.timestamp("us", "UTC")), INSTANT)


def days_of(instants: pa.Array, zone: str) -> pa.Array:
    """Return the local day of naive UTC instants."""
    local = pc.local_timestamp(pc.cast(pc.assume_timezone(instants, "UTC"), pa.timestamp("us", zone)))
    return pc.cast(pc.floor_temporal(local, unit="day"), pa.date32())


def plausible(times: pa.Array) -> pa.Array:
    """Make null what lies so far away that it is a mistake."""
    at = times.to_numpy(zero_copy_only=False)
    return _where(times, pa.array(~((at < EARLIEST) | (at >= LATEST))))


def _where(values: pa.Array, mask: pa.Array) -> pa.Array:
    return pc.if_else(mask, values, pa.scalar(None, values.type))


def _by_parts(texts: pa.Array, zone: str) -> pa.Array:
    punctuated = texts
    for pattern, written in _UNPUNCTUATED:
        punctuated = pc.replace_substring_regex(punctuated, pattern, written)
    for pattern, written in _NAMED_ZONES if pc.any(pc.match_substring_regex(punctuated, "UTC|GMT")).as_py() else ():
        punctuated = pc.replace_substring_regex(punctuated, pattern, written)
    if pc.any(pc.match_substring_regex(punctuated, _IS_ENGLISH)).as_py():
        punctuated = _with_numbers(punctuated)
    if pc.any(pc.match_substring_regex(punctuated, _YEAR_BEHIND)).as_py():
        punctuated = _with_year_before(punctuated)
    parts = pc.extract_regex(punctuated, _PARTS)
    micros, has_zone = _micros(parts)
    naive = pa.array(micros.astype("datetime64[us]"), INSTANT)
    found = pc.if_else(pa.array(has_zone), naive, to_utc(naive, zone))
    for pattern, unit, zero in _NUMBERS:
        found = pc.coalesce(found, _numbers(texts, pattern, unit, zero))
    serial = pc.round_temporal(_numbers(texts, _SERIAL, DAY, int(_SERIAL_ZERO.astype(np.int64))), unit="second")  # as spreadsheets show them
    return pc.coalesce(found, to_utc(serial, zone))


def _with_numbers(texts: pa.Array) -> pa.Array:
    """Return texts with the names of months as numbers, the year before."""
    for number, name in enumerate(_MONTHS, 1):
        month = rf"{name}\.?"
        for pattern, written in (
            (rf"^(?:[a-z]{{3}},?\s+)?(\d{{1,2}})(?:st|nd|rd|th)?[\s\-/]+{month},?[\s\-/]+(\d{{4}})", rf"\2-{number}-\1"),
            (rf"^{month}[\s\-/]+(\d{{1,2}})(?:st|nd|rd|th)?,?[\s\-/]+(\d{{4}}),?", rf"\2-{number}-\1"),
            (rf"^(\d{{4}})[\s\-/]+{month}[\s\-/]+(\d{{1,2}})", rf"\1-{number}-\2"),
            (rf"^(\d{{1,2}})[\s\-/]+{month}[\s\-/]+(\d{{2}})($|[ ,T])", rf"20\2-{number}-\1\3"),  # with a name for the month the year is behind
            (rf"^{month}[\s\-/]+(\d{{1,2}})[\s\-/]+(\d{{2}})($|[ ,T])", rf"20\2-{number}-\1\3"),
        ):
            texts = pc.replace_substring_regex(texts, f"(?i){pattern}", written)
    return texts


def _with_year_before(texts: pa.Array) -> pa.Array:
    """
    Return days that have the year behind them with the year before.

    Whether day or month is first is told by those days of the column of which one number is too large for a month. Where none is, or both orders are told,
    nobody can say, and they stay as they are: unread.
    """
    found = pc.extract_regex(texts, _YEAR_BEHIND)
    first, second = (pc.cast(pc.struct_field(found, [name]), pa.int8()) for name in ("first", "second"))
    is_day_first, is_month_first = (bool(pc.any(pc.greater(number, 12)).as_py()) for number in (first, second))
    order = r"\3-\2-\1\4" if is_day_first else r"\3-\1-\2\4"
    is_told = pc.equal(first, second) if is_day_first == is_month_first else pc.is_valid(first)
    return pc.if_else(pc.fill_null(is_told, False), pc.replace_substring_regex(texts, _YEAR_BEHIND, order), texts)


def _micros(parts: pa.StructArray) -> tuple[np.ndarray, np.ndarray]:
    """Put the parts of a time together: microseconds (NaT where there is no such time), and whether they are UTC already."""
    year, month, day, hour, minute, second = (_whole(parts, name) for name in ("year", "month", "day", "hour", "minute", "second"))
    hour = _of_24(hour, parts)
    is_month = (month >= 1) & (month <= 12)
    months = (np.where(is_month, (year - 1970) * 12 + month - 1, 0)).astype("datetime64[M]")
    length = ((months + np.timedelta64(1, "M")).astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64)
    is_time = is_month & (day >= 1) & (day <= length) & (hour >= 0) & (hour <= 23) & (minute <= 59) & (second <= 59)
    fraction = pc.utf8_rpad(pc.fill_null(pc.struct_field(parts, "fraction"), ""), 6, "0")
    micros = months.astype("datetime64[us]").astype(np.int64) + (day - 1) * DAY + (hour * 3600 + minute * 60 + second) * SECOND
    micros += pc.cast(pc.utf8_slice_codeunits(fraction, 0, 6), pa.int64()).to_numpy(zero_copy_only=False)
    offset, has_zone = _offsets(pc.fill_null(pc.struct_field(parts, "zone"), ""))
    is_time &= pc.is_valid(parts).to_numpy(zero_copy_only=False)
    return np.where(is_time, micros - offset, np.datetime64("NaT", "us").astype(np.int64)), has_zone


def _of_24(hour: np.ndarray, parts: pa.StructArray) -> np.ndarray:
    """Return hours as clocks of 24 hours have them; -1 where an hour and its half of the day go against each other (`上午14:00`, `0:30 PM`, 晚上12点)."""
    told = pc.binary_join_element_wise(*(pc.fill_null(pc.struct_field(parts, name), "") for name in ("half", "half_behind")), "")
    if not pc.any(pc.not_equal(told, "")).as_py():
        return hour
    is_first, is_second, is_night = (
        pc.match_substring_regex(told, rf"^(?:{words})$").to_numpy(zero_copy_only=False) for words in (_MORNING, _NOON, "晚上|傍晚")
    )
    is_given_24 = is_second & (hour > 12)  # `下午14:00` says the same twice
    found = np.where(is_first & (hour == 12), 0, np.where(is_second & (hour < 12) & (hour > 0), hour + 12, hour))
    is_odd = (is_first & (hour > 12)) | (is_second & (hour == 0)) | (is_night & (hour == 12)) | (is_given_24 & (hour > 23))
    is_told = pc.not_equal(told, "").to_numpy(zero_copy_only=False)
    return np.where(is_odd | (is_told & ~is_first & ~is_second), -1, found)


def last_of_spans(texts: pa.Array) -> pa.Array:
    """Return of each span of days (`2016-04-07 至 2026-04-06`, `2016.4.7-2026.4.6`) its last; null where it has no end; all else as it is."""
    plain = pc.replace_substring_regex(pc.utf8_normalize(texts, form="NFKC"), r"^自", "")
    ends = pc.struct_field(pc.extract_regex(plain, _SPAN_OF_DAYS), ["last"])
    ends = pc.coalesce(ends, plain)
    is_open = pc.fill_null(pc.match_substring_regex(ends, WITHOUT_END), False)
    return pc.if_else(is_open, pa.scalar(None, pa.string()), pc.replace_substring_regex(ends, r"(?:止|届满|\(含当日\)|\(含\))$", ""))


def _offsets(zones: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    digits = pc.replace_substring_regex(zones, r"[Z:]", "")
    numbers = pc.cast(pc.if_else(pc.equal(digits, ""), "0", pc.replace_substring_regex(digits, r"^\+", "")), pa.int64()).to_numpy(zero_copy_only=False)
    size = np.abs(numbers)
    return np.sign(numbers) * (size // 100 * 60 + size % 100) * 60 * SECOND, pc.not_equal(zones, "").to_numpy(zero_copy_only=False)


def _whole(parts: pa.StructArray, name: str) -> np.ndarray:
    texts = pc.struct_field(parts, name)
    numbers: np.ndarray = pc.cast(pc.if_else(pc.equal(pc.fill_null(texts, ""), ""), "0", texts), pa.int64()).to_numpy(zero_copy_only=False)
    return numbers


def _numbers(texts: pa.Array, pattern: str, unit: int, zero: int) -> pa.Array:
    """Read as instants the texts that are numbers of a unit (in microseconds) since zero."""
    numbers = pc.cast(_where(texts, pc.match_substring_regex(texts, pattern)), pa.float64())
    micros = pc.cast(pc.round(pc.add(pc.multiply(numbers, float(unit)), float(zero))), pa.int64())
    return pc.cast(micros, INSTANT)
