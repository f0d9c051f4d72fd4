"""Numbers of permits are found in a text, and judged as core.identifiers judges them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.core.extraction.permits import FIELDS, find_permits, known_kinds


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("食品生产许可证编号：SC11464010500015 净含量", "SC", "SC11464010500015"),
        ("sc 1146 4010 5000 15", "SC", "SC11464010500015"),
        ("国食健注G20190188 蓝帽子", "health_reg", "国食健注G20190188"),
        ("国 药 准 字 H20103656", "drug_approval", "国药准字H20103656"),
        ("國藥準字Ｈ20103656", "drug_approval", "国药准字H20103656"),
        ("粤G妆网备字2020123456", "cos_filing", "粤G妆网备字2020123456"),
        ("国妆特字G20191234", "cos_special", "国妆特字G20191234"),
        ("国械注准20153400001", "dev_reg", "国械注准20153400001"),
        ("苏常械备20150001号", "dev_filing", "苏常械备20150001号"),
        ("农药登记证号：PD20080001", "pest_reg", "PD20080001"),
        ("D(京)农种许字(2019)第0001号", "seed_licence", "D(京)农种许字(2019)第0001号"),
        ("兽药字123456789", "vet_approval", "兽药字123456789"),
        ("3C证书编号 2019011606123456", "ccc_cert", "2019011606123456"),
        ("条码6901234567892", "gtin13", "6901234567892"),
        ("ISBN 978-7-111-12804-6 正版", "isbn13", "978-7-111-12804-6"),
    ],
)
def test_a_number_is_found_and_named(text: str, kind: str, number: str) -> None:
    (one,) = find_permits(text)
    assert (one.kind, one.number) == (kind, number)


def test_digits_that_could_be_anything_count_where_a_word_before_says_what_they_are() -> None:
    (named,) = find_permits("营业执照：330100000012345")
    assert named.kind == "registration_no_15"
    assert find_permits("单号 330100000012345") == []
    assert find_permits("订单 12345678-9") == []


@pytest.mark.parametrize(("text", "kind"), [("证书编号：2023-1706-0354-0001", "ccc_cert"), ("生产许可证号：SC118-3402-0305037", "SC")])
def test_a_number_that_is_written_in_groups_is_the_same_number(text: str, kind: str) -> None:
    (one,) = find_permits(text)
    assert (one.kind, one.is_valid, text[one.start : one.end]) == (kind, True, text.partition("：")[2])


def test_a_wrong_check_digit_is_told() -> None:
    (one,) = find_permits("SC11464010500016")
    assert not one.is_valid
    assert "校验位不符" in one.why.zh
    assert one.fields == ("food", "health_food")


def test_a_wrong_format_is_told() -> None:
    (one,) = find_permits("国药准字X20103656")
    assert (one.kind, one.is_valid) == ("drug_approval", False)


def test_a_number_of_no_known_format_is_kept_and_said_so() -> None:
    (one,) = find_permits("国妆备进字J20151234")
    assert (one.kind, one.is_valid) == ("", False)
    assert one.why.en


def test_the_span_is_that_of_the_raw_text() -> None:
    text = "正品 國藥\u200b準字 H2010 3656 包邮"
    (one,) = find_permits(text)
    assert text[one.start : one.end] == "國藥\u200b準字 H2010 3656"
    assert one.is_valid


@pytest.mark.parametrize("text", ["手机 13800138000 2020新款", "型号：PD-2020 功率 1500", "运单 SF1234567890123", "900*2000*40", "2017年1月"])
def test_other_numbers_are_no_permits(text: str) -> None:
    assert not find_permits(text)


def test_every_kind_with_a_field_is_known() -> None:
    assert set(FIELDS) <= set(known_kinds())


@given(st.text(alphabet="SC国药准字食健注备械妆粤特网GHJPDXK0123456789 -.():：号证书", max_size=60))
@settings(max_examples=300)
def test_any_text_gives_numbers_inside_it(text: str) -> None:
    assert all(0 <= one.start < one.end <= len(text) for one in find_permits(text))


@pytest.mark.slow
@pytest.mark.parametrize("text", ["1" * 200_000, "SC1 " * 50_000, "国药准字" * 50_000 + "1111", "械" * 200_000 + "1111", "证书编号:1111111-" * 20_000])
def test_a_text_of_one_character_is_read_in_good_time(text: str) -> None:
    assert all(one.end <= len(text) for one in find_permits(text))


def test_a_number_named_by_a_word_is_kept_before_and_behind_one_known_by_its_shape() -> None:
    told = find_permits("批准文号：12345678 药 国药准字H20103656 证书编号：87654321")
    assert [(one.kind, one.number) for one in told] == [("", "12345678"), ("drug_approval", "国药准字H20103656"), ("", "87654321")]
    (one,) = find_permits("许可证编号：SC11464010500015")  # named and of a shape: once
    assert one.kind == "SC"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("SC114.64010500015", "SC11464010500015"),
        ("ZL201230123456.7", "ZL201230123456.7"),  # here the point belongs to the number
        ("国药准字H20103656号", "国药准字H20103656"),
        ("京ICP备12345678号", "京ICP备12345678号"),  # here the last word does
        ("京公网安备 11010802012345号", "京公网安备11010802012345号"),
    ],
)
def test_a_number_is_tidied_as_its_register_writes_it(text: str, number: str) -> None:
    assert [one.number for one in find_permits(text)] == [number]


def test_what_else_a_number_may_be_is_told_beside_what_it_is_taken_for() -> None:
    (one,) = find_permits("营业执照：201201234567890")
    assert (one.kind, [other.kind for other in one.others]) == ("registration_no_15", ["ccc_cert"])
