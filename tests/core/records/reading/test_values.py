"""Values come in as people and systems write them."""

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.records import Column, kind
from mingjian.core.records.reading.times import read_days, read_instants
from mingjian.core.records.reading.values import convert

AMOUNT, PAID_AT = kind("order").column("amount"), kind("order").column("paid_at")
WEIGHT, CHECKED = kind("parcel").column("weight_g"), kind("parcel").column("id_checked")
ZONE = "Asia/Shanghai"


def one(column: Column, text: str | None, factor: float = 1.0) -> object:
    done = convert(column, pa.array([text], pa.string()), zone=ZONE, factor=factor)
    return "bad" if any(mask[0] for mask, _ in done.faults) else done.values[0].as_py()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12.0), ("12.50", 12.5), ("￥1,234.50", 1234.5), ("¥12", 12.0), ("１２．５", 12.5), ("12元", 12.0), ("1e3", 1000.0), (" 7 ", 7.0), ("0", 0.0),
        ("", None), ("-", None), ("N/A", None), ("NULL", None), (None, None),
        ("1,5", "bad"), ("12,34", "bad"), ("abc", "bad"), ("-1", "bad"), ("inf", "bad"), ("1.2.3", "bad"), ("0x10", "bad"), ("١٢", "bad"), ("1e999", "bad"),
    ],
)  # fmt: skip
def test_amounts(text: str | None, number: object) -> None:
    assert one(AMOUNT, text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1000+", 1000.0), ("12万", 120000.0), ("120,000", 120000.0), ("￥1,299.00", 1299.0), ("1299元", 1299.0), ("９９元起", 99.0), ("1.1万", 11000.0),
        ("3千多", 3000.0), ("已售5000+件", "bad"), ("2.3万+人付款", "bad"), ("暂无销量", None),
        ("面议", None), ("约", "bad"), ("3千克", "bad"), ("5kg", "bad"), ("万", "bad"), ("1,5万", "bad"), ("2026-11", "bad"),
    ],
)  # fmt: skip
def test_sums_as_platforms_and_people_write_them(text: str, number: object) -> None:
    assert one(AMOUNT, text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2.3万+人付款", 23000.0), ("1000+", 1000.0), ("已售5000+件", 5000.0), ("12万", 120000.0), ("月销 1.2w+", 12000.0), ("100+人收货", 100.0),
        ("已拼10万+件", 100000.0), ("0人付款", 0.0), ("3千多", 3000.0), ("暂无销量", None), ("12元", "bad"),
    ],
)  # fmt: skip
def test_counts_as_platforms_and_people_write_them(text: str, number: object) -> None:
    assert one(kind("listing").column("sold_count"), text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("12.5-30", 12.5), ("￥9.9～￥19.9", 9.9), ("12 - 30元", 12.0), ("5至8", 5.0), ("30-12", "bad"), ("2026-11", "bad"), ("1-2-3", "bad"), ("12.5", 12.5)],
)
def test_a_span_of_prices_is_its_lower_end_and_an_amount_paid_is_no_span(text: str, number: object) -> None:
    assert one(kind("listing").column("price"), text) == number
    assert one(AMOUNT, text) == (12.5 if text == "12.5" else "bad")


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-24 10:02:03", "2026-11-24T02:02:03"),
        ("2026-11-24T10:02:03.123456", "2026-11-24T02:02:03.123456"),
        ("2026-11-24 10:02:03.1234567", "2026-11-24T02:02:03.123456"),
        ("2026/1/2 3:04", "2026-01-01T19:04:00"),
        ("2026年1月2日 3时04分05秒", "2026-01-01T19:04:05"),
        ("2026.1.2", "2026-01-01T16:00:00"),
        ("20260102030405", "2026-01-01T19:04:05"),
        ("20260102", "2026-01-01T16:00:00"),
        ("2026-11-24T02:02:03Z", "2026-11-24T02:02:03"),
        ("2026-11-24T10:02:03+08:00", "2026-11-24T02:02:03"),
        ("2026-11-24 10:02:03 -0330", "2026-11-24T13:32:03"),
        ("1764000000", "2025-11-24T16:00:00"),
        ("1764000000123", "2025-11-24T16:00:00.123000"),
        ("46327.5", "2026-11-01T04:00:00"),
        ("2024-02-29", "2024-02-28T16:00:00"),
    ],
)
def test_instants(text: str, utc: str) -> None:
    # In company, so that the slow way is gone too: a column is rarely in one spelling throughout.
    for texts in ([text], [text, "2026年1月1日"]):
        assert read_instants(pa.array(texts), ZONE)[0].as_py() == dt.datetime.fromisoformat(utc)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("01 Oct 2026 09:10", "2026-10-01T01:10:00"),
        ("Oct 1, 2026 9:10 PM", "2026-10-01T13:10:00"),
        ("2026-Oct-01 09:10:00", "2026-10-01T01:10:00"),
        ("Sept 3rd 2026", "2026-09-02T16:00:00"),
        ("Thu, 1 October 2026 10:00:00 +0800", "2026-10-01T02:00:00"),
        ("20261001 09:10:11", "2026-10-01T01:10:11"),
        ("46296.381944444", "2026-10-01T01:10:00"),
        ("46300.8403", "2026-10-05T12:10:02"),
    ],
)
def test_months_in_english_days_without_strokes_and_numbers_of_excel_are_times(text: str, utc: str) -> None:
    assert read_instants(pa.array([text, "2026年1月1日"]), ZONE)[0].as_py() == dt.datetime.fromisoformat(utc)


@pytest.mark.parametrize(
    ("texts", "days"),
    [
        (["05/10/2026", "25/10/2026 20:10:11"], ["2026-10-05", "2026-10-25"]),
        (["05/10/2026", "10/25/2026 8:10:11 PM"], ["2026-05-10", "2026-10-25"]),
        (["25/10/2026", "10/25/2026"], [None, None]),
        (["05/10/2026", "06/10/2026", "07/07/2026"], [None, None, "2026-07-07"]),
        (["Oct-05-26", "5-Oct-26"], ["2026-10-05", "2026-10-05"]),
    ],
)
def test_days_with_the_year_behind_are_read_where_the_column_tells_which_number_is_the_month(texts: list[str], days: list[str | None]) -> None:
    found = read_instants(pa.array(texts), "UTC").to_pylist()
    assert [one and one.date().isoformat() for one in found] == days


NO_TIMES = ["31 Nov 2026", "May 2026", "Octopus 1 2026", "14/14/2026", "10/11/2026"]
NO_TIMES += ["2026-02-30", "2026-13-01", "2026-11-24 24:30", "2026-11-24 10:60", "soon", "0001-01-01", "9999-12-31", "11/12/2026", "2026-1", "99999999999999"]


@pytest.mark.parametrize("text", NO_TIMES)
def test_what_is_no_time_is_bad(text: str) -> None:
    assert one(PAID_AT, text) == "bad"


@pytest.mark.parametrize("text", ["0000-00-00 00:00:00", "0000-00-00", "", "--", "0"])
def test_no_time_at_all_is_null(text: str) -> None:
    assert one(PAID_AT, text) is None


def test_summer_time_of_1988_counts() -> None:
    assert read_instants(pa.array(["1988-07-01 10:00:00"]), ZONE)[0].as_py() == dt.datetime.fromisoformat("1988-07-01T01:00:00")


DAYS = [("2026-11-24", "2026-11-24"), ("2026年1月2日", "2026-01-02"), ("2026-11-24 23:30:00", "2026-11-24"), ("2026-11-24T20:00:00Z", "2026-11-25")]


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_days_are_those_of_the_zone(text: str, day: str) -> None:
    assert read_days(pa.array([text]), ZONE)[0].as_py() == dt.date.fromisoformat(day)


@pytest.mark.parametrize(("text", "answer"), [("是", True), ("否", False), ("TRUE", True), ("0", False), ("也许", "bad"), ("", None)])
def test_yes_and_no(text: str, answer: object) -> None:
    assert one(CHECKED, text) == answer


def test_other_units_are_turned_into_ours_without_crumbs() -> None:
    assert one(AMOUNT, "1999", 0.01) == 19.99
    assert one(WEIGHT, "1.5", 1000.0) == 1500.0


@pytest.mark.slow
@given(st.lists(st.one_of(st.none(), st.text()), max_size=20))
def test_no_text_makes_reading_fail(texts: list[str | None]) -> None:
    clean = [None if text is None else text.encode(errors="ignore").decode() for text in texts]
    for name in ("order_id", "amount", "paid_at"):
        done = convert(kind("order").column(name), pa.array(clean, pa.string()), zone=ZONE)
        assert len(done.values) == len(clean)
        assert done.values.type == kind("order").column(name).type


@pytest.mark.slow
@given(st.lists(st.datetimes(dt.datetime(1992, 1, 1), dt.datetime(2199, 1, 1)), max_size=10))  # noqa: DTZ001 - local
def test_every_local_time_since_1992_is_eight_hours_ahead(times: list[dt.datetime]) -> None:
    plain = read_instants(pa.array([str(at) for at in times], pa.string()), ZONE)
    chinese = read_instants(pa.array([f"{at:%Y年%m月%d日 %H:%M:%S.%f}" for at in times], pa.string()), ZONE)
    assert plain.to_pylist() == chinese.to_pylist() == [at - dt.timedelta(hours=8) for at in times]
