"""Numbers, days and instants as people and spreadsheets write them."""

from datetime import date
from decimal import Decimal

import pytest

from mingjian.core.errors import BadInput
from mingjian.core.procedure.values import day_in, instant_in, number_in


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("120,000.50", "120000.50"),
        ("12万", "120000"),
        ("１２０００", "12000"),
        ("1E+15", "1E+15"),
        (" 5 ", "5"),
        ("-5", "-5"),
        (".5", "0.5"),
        ("￥6,000元", "6000"),
    ],
)
def test_a_number_is_read_as_it_is_written(text: str, number: str) -> None:
    assert number_in(text) == Decimal(number)


@pytest.mark.parametrize("text", ["1,5", "12,00", "约12万", "12万以上", "abc", "", "--5"])
def test_what_is_no_exact_number_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is no number"):
        number_in(text)


@pytest.mark.parametrize("text", ["2026-10-02", "2026/10/2", "2026年10月2日", "2026.10.2", "20261002", "2026-10-02 00:00:00", "２０２６－１０－０２"])
def test_a_day_is_read_as_it_is_written(text: str) -> None:
    assert day_in(text) == date(2026, 10, 2)
    assert instant_in(text).isoformat() == "2026-10-02T00:00:00+08:00"


@pytest.mark.parametrize("text", ["2026-02-30", "2026/13/2", "昨天", "2026-10-02 10:00", "46297", ""])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is no day"):
        day_in(text)


def test_an_instant_keeps_its_hour_and_zone() -> None:
    assert instant_in("2026/3/3 10:00").isoformat() == "2026-03-03T10:00:00+08:00"
    assert instant_in("2026-03-03T10:00+09:00").isoformat() == "2026-03-03T10:00:00+09:00"
    with pytest.raises(BadInput, match="is no instant"):
        instant_in("2026-03-03T25:00")
