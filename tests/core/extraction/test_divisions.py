"""Codes of divisions are said from the province down, by the name that holds now."""

import pytest

from mingjian.core.extraction.divisions import place_said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("330122", "浙江省杭州市桐庐县"),
        ("330122001", "浙江省杭州市桐庐县"),
        ("320582", "江苏省苏州市张家港市"),
        ("440305", "广东省深圳市南山区"),  # 南头区办事处 until 1989
        ("500103", "重庆市渝中区"),
        ("3301", "浙江省杭州市"),
        ("33", "浙江省"),
        ("", ""),
        ("x", ""),
        ("999999", ""),
    ],
)
def test_a_code_is_said_in_words(code: str, said: str) -> None:
    assert place_said(code) == said
