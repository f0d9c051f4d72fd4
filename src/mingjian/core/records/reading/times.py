"""Read instants and days as people and systems write them. Local times are those of one zone unless they carry an offset."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.language import Text
from mingjian.core.records import INSTANT

REASON = Text(
    "读不出时间。可用的写法：2026-11-24 10:02:00、2026/11/24 10:02、2026年11月24日、带时区的 2026-11-24T02:02:00Z、10 或 13 位的时间戳。",
    "No time can be read. These can: 2026-11-24 10:02:00, 2026/11/24 10:02, 2026年11月24日, with an offset 2026-11-24T02:02:00Z, Unix time of 10 or 13 digits.",
)
EARLIEST, LATEST = np.datetime64("1900-01-01", "us"), np.datetime64("2200-01-01", "us")
DAY, SECOND = 86_400_000_000, 1_000_000  # in microseconds

_PARTS = (
    r"^(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"(?:[T\s]*(?P<hour>\d{1,2})[:时：](?P<minute>\d{1,2})(?:[:分：](?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?秒?|分)?)?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?$"
)
_UNPUNCTUATED = ((r"^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$", r"\1-\2-\3 \4:\5:\6"), (r"^((?:19|20)\d{2})(\d{2})(\d{2})$", r"\1-\2-\3"))
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
    parts = pc.extract_regex(punctuated, _PARTS)
    micros, has_zone = _micros(parts)
    naive = pa.array(micros.astype("datetime64[us]"), INSTANT)
    found = pc.if_else(pa.array(has_zone), naive, to_utc(naive, zone))
    for pattern, unit, zero in _NUMBERS:
        found = pc.coalesce(found, _numbers(texts, pattern, unit, zero))
    serial = _numbers(texts, _SERIAL, DAY, int(_SERIAL_ZERO.astype(np.int64)))
    return pc.coalesce(found, to_utc(serial, zone))


def _micros(parts: pa.StructArray) -> tuple[np.ndarray, np.ndarray]:
    """Put the parts of a time together: microseconds (NaT where there is no such time), and whether they are UTC already."""
    year, month, day, hour, minute, second = (_whole(parts, name) for name in ("year", "month", "day", "hour", "minute", "second"))
    is_month = (month >= 1) & (month <= 12)
    months = (np.where(is_month, (year - 1970) * 12 + month - 1, 0)).astype("datetime64[M]")
    length = ((months + np.timedelta64(1, "M")).astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64)
    is_time = is_month & (day >= 1) & (day <= length) & (hour <= 23) & (minute <= 59) & (second <= 59)
    fraction = pc.utf8_rpad(pc.fill_null(pc.struct_field(parts, "fraction"), ""), 6, "0")
    micros = months.astype("datetime64[us]").astype(np.int64) + (day - 1) * DAY + (hour * 3600 + minute * 60 + second) * SECOND
    micros += pc.cast(pc.utf8_slice_codeunits(fraction, 0, 6), pa.int64()).to_numpy(zero_copy_only=False)
    offset, has_zone = _offsets(pc.fill_null(pc.struct_field(parts, "zone"), ""))
    is_time &= pc.is_valid(parts).to_numpy(zero_copy_only=False)
    return np.where(is_time, micros - offset, np.datetime64("NaT", "us").astype(np.int64)), has_zone


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
