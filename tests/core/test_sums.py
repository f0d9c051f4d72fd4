"""Sums as people write them, exactly or not at all."""

import re
from decimal import Decimal

import pytest

from mingjian.core.sums import yuan


@pytest.mark.parametrize(
    ("written", "sum_"),
    [
        ("120000", "120000"),
        ("120,000", "120000"),
        ("120，000.50", "120000.50"),
        ("12万", "120000"),
        ("12 万元", "120000"),
        ("１２.5万", "125000"),
        ("￥120,000", "120000"),
        ("¥12w", "120000"),
        ("人民币1.5亿元整", "150000000"),
        ("-5", "-5"),
    ],
)
def test_a_sum_is_read_exactly(written: str, sum_: str) -> None:
    assert yuan(written) == Decimal(sum_)


@pytest.mark.parametrize("written", ["", "约12万", "12万以上", "12万+", "1,20", "十二万", "万", "12万3", "1e9", "NaN", "9" * 60])
def test_what_is_no_exact_sum_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=re.escape(repr(written))):
        yuan(written)
