"""In which county an address lies, and codes of divisions said from the province down, by the name that holds now."""

import pytest

from mingjian.core.extraction.divisions import county_of, place_said


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("浙江省杭州市淳安县千岛湖镇开发路9号", "330127"),
        ("桐庐县城南街道1号", "330122"),
        ("北京市朝阳区建国路", "110105"),
        ("长春市朝阳区红旗街", "220104"),
        ("朝阳区某路", ""),  # several are called so
        ("义乌市北苑街道", "330782"),
        ("杭州市富阳区", "330111"),
        ("千岛湖镇开发路9号", ""),
        ("", ""),
    ],
)
def test_a_county_is_read_where_one_alone_is_meant(address: str, code: str) -> None:
    assert county_of(address)[0] == code


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
