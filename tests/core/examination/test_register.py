"""What a wrong code may have been: one slip is always undone, and nothing is made up."""

from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.examination.register import Entry, Register, slips
from mingjian.core.identifiers.digits import USCC_ALPHABET, uscc

CODE = "91330100MA27XF6Q9E"
REGISTER = Register({CODE: Entry("杭州云锦服饰有限公司", "", None)})


@given(st.integers(0, 17), st.sampled_from(USCC_ALPHABET))
def test_any_single_wrong_character_leads_back(at: int, sign: str) -> None:
    damaged = CODE[:at] + sign + CODE[at + 1 :]
    assert REGISTER.near(damaged) == (CODE,)
    assert damaged == CODE or not uscc(damaged)


@given(st.integers(0, 16))
def test_two_characters_that_changed_places_lead_back(at: int) -> None:
    assert REGISTER.near(CODE[:at] + CODE[at + 1] + CODE[at] + CODE[at + 2 :]) == (CODE,)


@given(st.integers(0, 17))
def test_a_character_left_out_or_written_twice_leads_back(at: int) -> None:
    assert REGISTER.near(CODE[:at] + CODE[at + 1 :]) == (CODE,)
    assert REGISTER.near(CODE[:at] + CODE[at] + CODE[at:]) == (CODE,)


def test_letters_that_no_code_has_are_read_for_what_they_look_like() -> None:
    assert REGISTER.near(CODE.replace("0", "O").replace("1", "I")) == (CODE,)


@given(st.text(max_size=30))
def test_whatever_stands_there_only_valid_codes_are_named(text: str) -> None:
    assert all(uscc(one) for one in slips(text))


def test_a_name_has_its_codes_however_it_is_written() -> None:
    assert REGISTER.codes_of("杭州 云锦服饰（有限公司") == (CODE,)
    assert REGISTER.codes_of("") == ()
