"""A day as it is written in an address."""

from datetime import date

from mingjian.core.errors import BadInput


def day_asked(written: str) -> date | None:
    """Read `2026-11-24`; None where nothing is written. Raises BadInput for what is no day, or lies outside of 2000 to 2100."""
    if not written:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = date.min
    if not 2000 <= day.year <= 2100:
        raise BadInput("日期须写作 2026-11-24，且在 2000 至 2100 年之间。", "A day is written 2026-11-24 and lies between 2000 and 2100.")
    return day
