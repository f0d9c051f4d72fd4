"""Reads the holiday calendars of the rulebook, one file a year."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from mingjian.core.calendar import SATURDAY, Calendar, Year
from mingjian.core.language import Text
from mingjian.core.law.law_files import read_verification
from mingjian.core.law.reader import Branch, Faults, read

_LONGEST_HOLIDAY = 15  # days; a longer one is a slip of the pen


def read_calendars(folder: Path, shown_as: str, faults: Faults) -> Calendar:
    """Read `<year>.yaml` under a folder into one calendar, noting every fault. Years must follow each other without a gap."""
    years = [year for path in sorted(folder.glob("*.yaml")) if (year := _read_year(path, f"{shown_as}/{path.name}", faults))]
    for year, following in pairwise(years):
        if following.year != year.year + 1:
            faults.add(
                f"{shown_as}/{following.year}.yaml",
                1,
                f"{year.year} 与 {following.year} 之间缺少日历；请补上。",
                f"A calendar is missing between {year.year} and {following.year}; add it.",
            )
    return Calendar(tuple(years))


def _read_year(path: Path, file: str, faults: Faults) -> Year | None:
    top = read(path, file, faults)
    if top is None:
        return None
    top.only("year", "source", "verification", "provisional", "off", "worked", "note")
    number = top.whole("year") or 0
    if path.stem != str(number):
        top.fault(f"year（{number}）须与文件名（{path.name}）一致。", f"year ({number}) must be the file's name ({path.name}).", "year")
    read_verification(top)
    off: dict[date, Text] = {}
    for holiday in top.list_of_branches("off"):
        off.update(_read_holiday(holiday, number))
    worked = top.days("worked")
    for day in worked:
        if day.year != number or day.weekday() < SATURDAY or day in off:
            top.fault(f"{day} 不是 {number} 年可调为上班的周末。", f"{day} is not a weekend day of {number} that could be worked instead.", "worked")
    return Year(number, off, frozenset(worked), top.flag("provisional"), top.word("source"))


def _read_holiday(holiday: Branch, year: int) -> dict[date, Text]:
    holiday.only("name", "from", "to")
    name, first = holiday.label("name"), holiday.day("from")
    last = holiday.day("to", first)
    if first is None or last is None or not 0 <= (last - first).days < _LONGEST_HOLIDAY or first.year != year:
        holiday.fault(
            f"假期须有同年（{year}）的起止日期，且不超过 {_LONGEST_HOLIDAY} 天。",
            f"A holiday needs first and last day in {year}, at most {_LONGEST_HOLIDAY} days apart.",
        )
        return {}
    return {first + timedelta(days=i): name for i in range((last - first).days + 1)}
