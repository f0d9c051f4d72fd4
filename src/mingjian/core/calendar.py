"""Working days in China: weekends, statutory holidays, and the weekend days worked instead."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from mingjian.core.language import Text

DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Year:
    """The holidays of one year as the State Council's notice arranges them; provisional while there is no notice yet."""

    year: int
    off: dict[date, Text]  # every day off work, with the name of the holiday
    worked: frozenset[date]  # weekend days worked instead
    is_provisional: bool
    source: str


@dataclass(frozen=True)
class Calendar:
    """The working days of the years given; any other year counts Monday to Friday, and is provisional."""

    years: tuple[Year, ...] = ()
    _off: dict[date, Text] = field(init=False, repr=False, default_factory=dict)
    _worked: set[date] = field(init=False, repr=False, default_factory=set)
    _published: set[int] = field(init=False, repr=False, default_factory=set)

    def __post_init__(self) -> None:
        for year in self.years:
            self._off.update(year.off)
            self._worked.update(year.worked)
            if not year.is_provisional:
                self._published.add(year.year)

    @property
    def known_until(self) -> date:
        """Return the last day of the last year whose arrangement is published (`date.min` where none is)."""
        return date(max(self._published), 12, 31) if self._published else date.min

    def is_provisional(self, day: date) -> bool:
        """Return whether the day lies in a year whose arrangement is not published, so that a count over it may still change."""
        return day.year not in self._published

    def is_on_file(self, day: date) -> bool:
        """Return whether the day lies in a year of which the holidays stand here, were it only those of the statute."""
        return any(year.year == day.year for year in self.years)

    def is_working_day(self, day: date) -> bool:
        """Return whether offices work on the day, make-up days included."""
        return day in self._worked or (day.weekday() < SATURDAY and day not in self._off)

    def holiday(self, day: date) -> Text | None:
        """Name the holiday for which the day is off work, if it is one."""
        return self._off.get(day)

    def next_working_day(self, day: date) -> date:
        """Return the day itself if it is worked, else the first worked day after it."""
        while not self.is_working_day(day):
            day += DAY
        return day

    def previous_working_day(self, day: date) -> date:
        """Return the day itself if it is worked, else the last worked day before it."""
        while not self.is_working_day(day):
            day -= DAY
        return day

    def add_working_days(self, day: date, n: int) -> date:
        """Return the n-th working day after the day (before it, if n is negative). The day itself is not counted; 0 gives the day itself."""
        step = DAY if n > 0 else -DAY
        left = abs(n)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, a: date, b: date) -> int:
        """Count the working days after a, up to and with b. Negative where b lies before a."""
        if b < a:
            return -self.working_days_between(b, a)
        return sum(self.is_working_day(day) for day in days_after(a, b))


def days_after(a: date, b: date) -> Iterable[date]:
    """Return every day after a, up to and with b."""
    return (a + DAY * i for i in range(1, (b - a).days + 1))
