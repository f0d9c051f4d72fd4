"""Telephone and identity numbers in free text are found however they are written, and what is public by its form is none."""

import pytest

from mingjian.core.text.personal import personal_numbers

HITS = {
    "电话138 1234-5678，请联系": ["138******78"],
    "１３８１２３４５６７８": ["138******78"],
    "一三八一二三四五六七八": ["138******78"],
    "13\u200b812345678": ["138******78"],
    "+86 138-1234-5678 or 138 1234 5678": ["861********78", "138******78"],
    "0571-87654321 转 3；(010) 6555 1234": ["057*******21", "010******34"],
    "身份证33010619900307123X，又 330106 19900307 1234": ["330*************3X", "330*************34"],
    "13812345678 и 13812345678": ["138******78"],
}
NONE = (
    "", "订单 20261130123456789", "91330106MA2XXXXX0A", "2026-11-30 10:00 至 2026-12-01 18:30", "浙杭市监案〔2026〕12号", "商标注册号 13812345",
    "ZL201510123456.7", "6901234567892", "330106199013071234", "仓库在文三路 138 号 5 幢", "第三百八十一条", "SF1381234567890", "1381234567",
)  # fmt: skip


@pytest.mark.parametrize("text", HITS)
def test_a_number_is_found_and_repeated_masked(text: str) -> None:
    assert personal_numbers(text) == HITS[text]


@pytest.mark.parametrize("text", NONE)
def test_what_is_public_by_its_form_or_too_short_is_none(text: str) -> None:
    assert personal_numbers(text) == []


def test_a_valid_credit_code_of_digits_alone_is_no_identity_number() -> None:
    """Such a code may look like a number with a birth day in it."""
    from stdnum.cn import uscc

    codes = (f"9111010119850101{first}{second}{last}" for first in "0123456789" for second in "0123456789" for last in "0123456789")
    valid = next((code[:18] for code in codes if uscc.is_valid(code[:18])), None)
    assert valid is None or personal_numbers(valid) == []


def test_a_long_text_is_read_in_no_time() -> None:
    assert personal_numbers("1" * 5000 + " 0" * 5000 + "138-" * 2000) == []
