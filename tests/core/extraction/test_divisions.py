"""Which county an address names."""

import pytest

from mingjian.core.extraction.divisions import county_of, name_of


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


def test_a_code_is_said_in_full() -> None:
    assert name_of("330127") == "浙江省杭州市淳安县"
    assert name_of("110105") == "北京市朝阳区"
    assert name_of("999999") == "999999"
