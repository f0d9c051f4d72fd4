"""What is kept of a text: figures and hashes, not words."""

import pytest

from mingjian.core.law.texts import articles_in, figures_of, known_of, text_file
from mingjian.core.procedure import rulebook

TEXT = """# 某法

## 第一章

第一条 违法的，处五万元以上十万元以下罚款；货值1.5万元以上的，并处货值金额十倍以上二十倍以下罚款。

第一百二十二条之一 自收到之日起十五个工作日内答复。

## 第二章

第一百二十三条 处货值金额等值以上三倍以下、百分之五十以上的罚款。
"""


def test_articles_are_told_apart() -> None:
    assert [number for number, _ in articles_in(TEXT)] == ["1", "122-1", "123"]


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("处五万元以上十万元以下", {"50000", "100000"}),
        ("1.5万元", {"15000"}),
        ("二百五十万元", {"2500000"}),
        ("一百二十四件", {"124"}),
        ("十五个工作日", {"15"}),
        ("百分之三十以上三倍以下", {"30", "3", "100"}),
        ("等值以上三倍", {"1", "3", "100"}),
        ("两个月", {"2"}),
        ("没有数字", set()),
    ],
)
def test_figures_are_read_in_digits_and_characters(words: str, figures: set[str]) -> None:
    assert set(known_of(words).figures) - {"100"} == figures - {"100"}


def test_no_word_of_the_text_is_kept() -> None:
    page = text_file("some", "here", TEXT, frozenset({"1", "123"}))
    assert "罚款" not in page
    assert "'1': {figures: ['10', '20', '15000', '50000', '100000'], fine: true" in page
    assert "122-1" not in page


def test_a_share_above_a_hundred_per_cent_stands_in_times() -> None:
    value = rulebook().statutes.value("product_quality_law/50#multiple", rulebook().statutes.versions("product_quality_law")[0].in_force)
    assert figures_of(value) == {"50", "3"}
