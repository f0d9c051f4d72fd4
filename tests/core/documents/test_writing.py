"""Sums in papers stand in capitals and figures, exactly; days without zeros."""

from datetime import date
from decimal import Decimal

import pytest

from mingjian.core.documents.notation import capitals, day, money


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("0", "零元整"),
        ("0.01", "壹分"),
        ("0.10", "壹角整"),
        ("0.15", "壹角伍分"),
        ("1", "壹元整"),
        ("10.05", "壹拾元零伍分"),
        ("10.50", "壹拾元伍角整"),
        ("110", "壹佰壹拾元整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("80000", "捌万元整"),
        ("100000", "壹拾万元整"),
        ("100005", "壹拾万零伍元整"),
        ("1020304", "壹佰零贰万零叁佰零肆元整"),
        ("20000000", "贰仟万元整"),
        ("100000001", "壹亿零壹元整"),
        ("100100000", "壹亿零壹拾万元整"),
        ("1000000000000", "壹万亿元整"),
        ("1000000000001.01", "壹万亿零壹元零壹分"),
        ("9999999999999999.99", "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_a_sum_is_written_in_capitals(written: str, said: str) -> None:
    assert capitals(Decimal(written)) == said


def test_a_sum_stands_in_capitals_and_figures_without_separators() -> None:
    assert money(Decimal(80000)) == "人民币捌万元整（￥80000.00）"
    assert money(Decimal("1234567.8")) == "人民币壹佰贰拾叁万肆仟伍佰陆拾柒元捌角整（￥1234567.80）"


@pytest.mark.parametrize("written", ["-1", "0.001", "1E16", "NaN", "Infinity"])
def test_a_sum_that_papers_cannot_say_is_refused_and_never_rounded(written: str) -> None:
    with pytest.raises(ValueError, match=f"^{Decimal(written)}$".replace("+", r"\+")):
        capitals(Decimal(written))


def test_a_day_has_no_zeros() -> None:
    assert day(date(2026, 3, 1)) == "2026年3月1日"
