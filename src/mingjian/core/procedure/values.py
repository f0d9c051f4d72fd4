"""Reads the words of a question: a number, a day, an instant."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from mingjian.core.errors import BadInput
from mingjian.core.law import ZONE

_MIDNIGHTS = ("00:00", "00:00:00")


def number_in(text: str) -> Decimal:
    """Read a figure; thousands may be set apart by commas."""
    try:
        return Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise BadInput(f"“{text[:80]}”不是数字；请写作 120000 或 120000.50。", f"{text[:80]!r} is no number; write 120000 or 120000.50.") from None


def day_in(text: str) -> date:
    """Read a day; the midnight that a spreadsheet adds is left out."""
    day, _, time = text.strip().replace("T", " ").replace("/", "-").partition(" ")
    try:
        if time and time not in _MIDNIGHTS:
            raise ValueError
        return date(*(int(part) for part in day.split("-")))
    except (ValueError, TypeError):
        raise BadInput(f"“{text[:80]}”不是日期；请写作 2026-04-15。", f"{text[:80]!r} is no day; write 2026-04-15.") from None


def instant_in(text: str) -> datetime:
    """Read the instant that starts a period; without a zone it is one of Beijing."""
    try:
        start = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f"“{text[:80]}”不是时刻；请写作 2026-03-03T10:00+08:00。", f"{text[:80]!r} is no instant; write 2026-03-03T10:00+08:00.") from None
    if not date.min.year < start.year < date.max.year:  # another zone could lie beyond the calendar
        raise BadInput(f"时刻超出历法范围：{text[:80]}", f"The instant is outside the calendar: {text[:80]}")
    return start if start.tzinfo else start.replace(tzinfo=ZoneInfo(ZONE))
