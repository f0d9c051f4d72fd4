"""Reads the words of a question: a number, a day, an instant."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from mingjian.core.errors import BadInput
from mingjian.core.law import ZONE
from mingjian.core.sums import yuan

_MIDNIGHTS = ("", "00:00", "00:00:00")
_DAY = re.compile(r"(?P<year>\d{4})(?:[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?|(?P<rest>\d{4}))")


def number_in(text: str) -> Decimal:
    """Read a figure as people and spreadsheets write it: `120000.50`, `120,000`, `12万`, `1.2E+5`; one that is not exact is refused (`1,5`)."""
    try:
        return yuan(text)
    except ValueError:
        pass
    try:
        if "," in text or "，" in text:
            raise InvalidOperation
        return Decimal(text)
    except InvalidOperation:
        raise BadInput(
            f"“{text[:80]}”不是数字；请写作 120000、120,000.50 或者 12万。", f"{text[:80]!r} is no number; write 120000, 120,000.50 or 12万."
        ) from None


def day_in(text: str) -> date:
    """Read a day: `2026-04-15`, `2026/4/15`, `2026年4月15日`; the midnight that a spreadsheet adds is left out."""
    day, time = _parted(text)
    try:
        if time not in _MIDNIGHTS:
            raise ValueError
        return date.fromisoformat(day)
    except ValueError:
        raise BadInput(f"“{text[:80]}”不是日期；请写作 2026-04-15。", f"{text[:80]!r} is no day; write 2026-04-15.") from None


def instant_in(text: str) -> datetime:
    """Read the instant that starts a period, its day written as `day_in` reads it; without a zone it is one of Beijing."""
    day, time = _parted(text)
    try:
        start = datetime.fromisoformat(f"{day}T{time}" if time else day)
    except ValueError:
        raise BadInput(f"“{text[:80]}”不是时刻；请写作 2026-03-03T10:00+08:00。", f"{text[:80]!r} is no instant; write 2026-03-03T10:00+08:00.") from None
    if not date.min.year < start.year < date.max.year:  # another zone could lie beyond the calendar
        raise BadInput(f"时刻超出历法范围：{text[:80]}", f"The instant is outside the calendar: {text[:80]}")
    return start if start.tzinfo else start.replace(tzinfo=ZoneInfo(ZONE))


def _parted(text: str) -> tuple[str, str]:
    """Part a day, as `YYYY-MM-DD`, from the time behind it. What is no day stays as it is."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _DAY.match(plain)
    if not found:
        return plain, ""
    month, day = (found["month"], found["day"]) if found["month"] else (found["rest"][:2], found["rest"][2:])
    return f"{found['year']}-{int(month):02}-{int(day):02}", plain[found.end() :].lstrip("T ").strip()
