"""Check digits agree with python-stdnum wherever both know the rule, and reject every single wrong character."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean
from stdnum.cn import ric
from stdnum.cn import uscc as standard

from mingjian.core.identifiers import identify
from mingjian.core.identifiers.digits import USCC_ALPHABET, citizen, ean13, mod_11_10, place, uscc

digits = st.text("0123456789", min_size=12, max_size=12)
codes = st.builds("{}{}".format, st.text("0123456789", min_size=8, max_size=8), st.text(USCC_ALPHABET, min_size=10, max_size=10))
born = st.dates(date(1900, 1, 1), date(2026, 1, 1)).map("{:%Y%m%d}".format)
persons = st.builds("{}{}{:03d}{}".format, st.sampled_from(["110105", "330122", "440301", "999999"]), born, st.integers(0, 999), st.sampled_from("0123456789X"))


@given(codes)
def test_a_credit_code_is_judged_as_stdnum_judges_it(text: str) -> None:
    assert uscc(text) == standard.is_valid(text)
    whole = text[:17] + standard.calc_check_digit(text[:17])
    assert uscc(whole)
    assert any(answer.kind == "uscc" and answer.valid for answer in identify(whole))


@given(persons)
def test_a_citizen_number_is_judged_as_stdnum_judges_it(text: str) -> None:
    """stdnum refuses a place that it does not list; we only doubt it, since its list is not the state's. It also minds from when a county was one."""
    assert not ric.is_valid(text) or (citizen(text) and place(text[:6]))
    whole = text[:17] + ric.calc_check_digit(text)
    assert citizen(whole)
    (answer,) = [answer for answer in identify(whole) if answer.kind == "resident_id"]
    assert answer.valid
    assert ("doubtful" in answer.why.en) == (text[:6] == "999999")


@given(digits, st.integers(0, 12), st.sampled_from("0123456789"))
def test_one_wrong_digit_of_a_barcode_is_found(text: str, at: int, other: str) -> None:
    whole = text + ean.calc_check_digit(text)
    assert ean13(whole)
    wrong = whole[:at] + other + whole[at + 1 :]
    assert ean13(wrong) == (wrong == whole) == ean.is_valid(wrong)


@given(digits, st.integers(0, 11), st.sampled_from("0123456789"))
def test_one_wrong_digit_under_mod_11_10_is_found(text: str, at: int, other: str) -> None:
    whole = next(text + last for last in "0123456789" if mod_11_10(text + last))
    wrong = whole[:at] + other + whole[at + 1 :]
    assert mod_11_10(wrong) == (wrong == whole)


@pytest.mark.parametrize("first", ["1", "5", "9", "A", "N", "Y"])
def test_registrars_with_a_letter_have_codes_too(first: str) -> None:
    """GB 32100-2015 gives some registrars a letter, which stdnum refuses: the reason why the code is counted here."""
    head = f"{first}111000060003734"
    whole = next(head + "1" + last for last in USCC_ALPHABET if uscc(head + "1" + last))
    assert any(answer.kind == "uscc" and answer.valid for answer in identify(whole))
