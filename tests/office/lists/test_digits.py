"""Numbers and days from addresses: what is none is none, and no error of a database."""

from datetime import date

import pytest

from mingjian.core.errors import BadInput
from mingjian.office.lists.days import day_asked
from mingjian.office.lists.digits import number_in


@pytest.mark.parametrize(
    ("written", "number"), [("0", 0), ("17", 17), ("999999999", 999_999_999), ("1000000000", None), ("", None), ("-1", None), ("１７", None)]
)
def test_a_number_is_of_ascii_digits_and_fits_a_column(written: str, number: int | None) -> None:
    assert number_in(written) == number


def test_a_longer_number_is_read_where_it_is_asked_for() -> None:
    assert number_in("123456789012345", 15) == 123_456_789_012_345


def test_a_day_is_read_or_refused_in_words() -> None:
    assert day_asked("") is None
    assert day_asked("2026-11-24") == date(2026, 11, 24)
    for written in ("2026-02-30", "1999-12-31", "9999-01-01", "yesterday"):
        with pytest.raises(BadInput, match="2026-11-24"):
            day_asked(written)
