"""Places in English: as the list of sounds has them, from the county up, and in Chinese where nobody tells how they are spelt."""

import pytest

from mingjian.core.extraction.places import county_said, place_named
from mingjian.core.extraction.tables import table
from mingjian.core.provinces import names_of_today


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("330122", "浙江省杭州市桐庐县", "Tonglu County, Hangzhou, Zhejiang"),
        ("330122001", "浙江省杭州市桐庐县", "Tonglu County, Hangzhou, Zhejiang"),
        ("310115", "上海市浦东新区", "Pudong New Area, Shanghai"),
        ("610102", "陕西省西安市新城区", "Xincheng District, Xi'an, Shaanxi"),
        ("410621", "河南省鹤壁市浚县", "Xunxian County, Hebi, Henan"),  # 浚 is read as places read it
        ("341500", "安徽省六安市", "Lu'an, Anhui"),
        ("230100", "黑龙江省哈尔滨市", "Harbin, Heilongjiang"),
        ("33", "浙江省", "Zhejiang"),
        ("500243", "重庆市彭水苗族土家族自治县", "彭水苗族土家族自治县, Chongqing"),  # spelt from no sound in Chinese
        ("000000", "全国", "China"),
    ],
)
def test_a_place_is_said_in_both_languages(code: str, zh: str, en: str) -> None:
    found = place_named(code)
    assert found
    assert (found.zh, found.en) == (zh, en)


@pytest.mark.parametrize("code", ["", "x", "999999"])
def test_what_is_no_place_has_no_name(code: str) -> None:
    assert place_named(code) is None


def test_a_county_without_a_code_keeps_its_name() -> None:
    assert county_said("330127", "淳安县").en == "Chun'an County"
    assert county_said("", "某县").en == "某县"


def test_each_name_belongs_to_a_division_of_today_and_is_latin() -> None:
    """2,500 of 3,500 divisions: the others are peoples' places, or newer than the list."""
    lines = [line.split() for line in str(table("division_names.yaml")["names"]).splitlines()]
    named = {f"{head}{one[:2]}": one[2:] for head, *told in lines for one in told}
    assert len(named) > 2500
    assert set(named) <= set(names_of_today())
    assert all(name.replace("ü", "u").replace("'", "").replace("_", "").isalpha() and name[0].isupper() for name in named.values())
    assert all(name.replace("ü", "u").isascii() for name in named.values())
