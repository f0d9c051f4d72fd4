"""Names of firms are taken apart, and addresses are written in one way."""

import pytest

from mingjian.core.extraction.addresses import folded_address, read_address
from mingjian.core.extraction.firms import Firms, folded, is_firm, regions


@pytest.mark.parametrize(
    ("name", "trade", "industry", "form"),
    [
        ("杭州西湖区云锦服饰有限公司", "云锦", "服饰", "有限公司"),
        ("云锦服饰（杭州）有限公司", "云锦", "服饰", "有限公司"),
        ("浙江省义乌市宏达日用百货经营部", "宏达", "日用百货", "经营部"),
        ("云锦旗舰店", "云锦", "", "旗舰店"),
        ("浙江云锦服饰电子商务有限公司", "云锦", "服饰电子商务", "有限公司"),
        ("和平鞋业商行", "和平", "鞋业", "商行"),
    ],
)
def test_a_name_is_taken_apart(name: str, trade: str, industry: str, form: str) -> None:
    told = Firms().parse(name)
    assert (told.trade, told.industry, told.form) == (trade, industry, form)


def test_a_branch_is_told_from_its_parent() -> None:
    told = Firms().parse("深圳市腾达电子商务有限公司第十五分公司")
    assert (told.body, told.branch) == ("腾达电子商务", "第十五分公司")


def test_a_line_of_trade_that_many_names_share_is_learnt() -> None:
    names = [f"{trade}琉璃窑有限公司" for trade in ("云锦", "宏达", "远航", "金鼎", "玉泉")]
    assert Firms(names).parse("青云琉璃窑有限公司").trade == "青云"
    assert Firms().parse("青云琉璃窑有限公司").trade == "青云琉璃窑"


@pytest.mark.parametrize("text", ["", "，", "公司", "有限公司", "A", "（）", "((((", "杭州", "🙂" * 50, "公" * 5000])
def test_whatever_stands_there_is_taken_apart_without_a_fault(text: str) -> None:
    Firms([text]).parse(text)
    read_address(text)


def test_width_case_and_signs_do_not_matter() -> None:
    assert folded("ＡＢＣ 鞋业（杭州）") == folded("abc·鞋业(杭州)")


def test_regions_are_known_with_and_without_their_ending() -> None:
    assert {"浙江省", "浙江", "杭州市", "杭州", "桐庐县", "桐庐"} <= regions()


@pytest.mark.parametrize(
    ("text", "road", "number"),
    [
        ("浙江省杭州市余杭区文一西路９６９号3幢五楼", "文一西路", "969"),
        ("余杭区五常街道文一西路969号", "文一西路", "969"),
        ("大宁路660弄18号301－27室", "大宁路", "660弄18"),
        ("义乌市福田街道城店北路一百二十三号", "城店北路", "123"),
        ("五区", "", ""),
    ],
)
def test_road_and_number_are_read(text: str, road: str, number: str) -> None:
    told = read_address(text)
    assert (told.road, told.number) == (road, number)


def test_chinese_numbers_become_arabic_where_a_number_stands() -> None:
    assert folded_address("二十三号楼十二层一〇三室") == "23号楼12层103室"
    assert folded_address("三里屯路") == "三里屯路"


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("杭州甲商贸有限公司", True),
        ("桐庐青禾鞋行", True),
        ("青禾鞋行（个体工商户）", True),
        ("张三商行", True),
        ("Nike Sports (China) Co., Ltd.", True),
        ("王五", False),
        ("王小行", False),
        ("欧阳娜娜", False),
        ("阿依古丽·买买提", False),
        ("John Smith", False),
        ("", False),
    ],
)
def test_only_what_is_surely_a_firm_is_none_of_a_person(name: str, is_one: bool) -> None:
    assert is_firm(name) is is_one


def test_another_unit_or_another_house_is_another_place_however_it_is_written() -> None:
    one = read_address("浙江省杭州市余杭区文一西路969号1幢14A")
    assert read_address("余杭区文一西路９６９号１幢 14a") == one
    for other in ("文一西路969号1幢14C", "文一西路969号2幢14A", "文一西路969号1幢14B"):
        told = read_address(f"浙江省杭州市余杭区{other}")
        assert (told.road, told.number) == (one.road, one.number)
        assert told.whole != one.whole
    assert read_address("余杭区文一西路996号").number != one.number
    assert read_address("文一西路九百六十九号1幢14A") == one
