"""Public files of other people's systems come in as they are."""

import os
from pathlib import Path

import pytest

from mingjian.core.records import kind
from mingjian.core.records.reading import read
from mingjian.core.records.reading.kind_detection import kind_of_file

DATA = Path(os.environ.get("MINGJIAN_SHARED", "../shared")) / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="The shared data is absent: set MINGJIAN_SHARED.")


def rows_of(name: str, kind_name: str) -> tuple[int, int, dict[str, str]]:
    reading = read(DATA / name, kind(kind_name), source="real")
    return sum(batch.num_rows for batch in reading), reading.bad, reading.theirs


def test_the_orders_of_a_contest() -> None:
    rows, bad, theirs = rows_of("shopee-order-brushing/orders.csv.gz", "order")
    assert (rows, bad) == (21_577, 0)
    assert theirs == {"order_id": "orderid", "shop_id": "shopid", "buyer_id": "userid", "paid_at": "event_time"}


def test_the_registrations_of_a_year() -> None:
    rows, bad, theirs = rows_of("enterprise-registry/enterprises_2004.csv.gz", "registration")
    assert (rows, bad) == (157_125, 0)
    assert theirs["registered_on"] == "registration_date"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("shopee-order-brushing/orders.csv.gz", "order"),
        ("shopee-order-brushing/answer.csv", None),
        ("shopee-order-brushing/SOURCE.txt", None),
        ("enterprise-registry/enterprises_2004.csv.gz", "registration"),
        ("courier/carriers.csv", None),
        ("holidays-cn/days.csv", None),
        ("counterfeit-websites-tw/feature_legitimate_self.csv", "shop_site"),
        ("tmid-trademark/data_with_rt.csv", None),
        ("name-bench/cases.csv", None),
        ("github-dmca/index.csv.gz", None),
    ],
)
def test_a_file_is_taken_for_what_it_is(name: str, expected: str | None) -> None:
    found = kind_of_file(DATA / name)
    assert (found.name if found else None) == expected
