"""Names: written one way, read back the same, and never a key of a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.errors import BadInput
from mingjian.core.wire.names import Name, OfficerName, SheetName, given_code, is_department, is_name

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@given(node=TEXT, number=TEXT, digest=st.sampled_from(["", DIGEST]))
def test_whatever_a_number_holds_the_name_is_read_back_the_same(node: str, number: str, digest: str) -> None:
    name = Name(node, "finding", number, digest)
    assert Name.read(str(name)) == name
    assert is_name(str(name))
    assert str(name).isprintable()


@given(username=TEXT, node=TEXT)
def test_an_officer_is_read_back_the_same(username: str, node: str) -> None:
    name = OfficerName(username, node)
    assert OfficerName.read(str(name)) == name
    assert is_name(str(name))


@given(one=st.tuples(TEXT, TEXT), other=st.tuples(TEXT, TEXT))
def test_two_things_never_have_one_name(one: tuple[str, str], other: tuple[str, str]) -> None:
    names = {str(Name(node, "kit", number)) for node, number in (one, other)}
    assert len(names) == len({one, other})


def test_a_sheet_is_named_with_day_and_digest() -> None:
    name = SheetName("clue", date(2026, 1, 1), DIGEST)
    assert str(name) == f"clue@2026-01-01#{DIGEST}"
    assert SheetName.read(str(name)) == name
    with pytest.raises(BadInput):
        SheetName.read(f"clue@2026-13-01#{DIGEST}")


def test_a_department_has_its_credit_code_or_what_its_node_gave() -> None:
    assert is_department("91110000802100433B")  # its check character holds
    assert not is_department("91110000802100433A")
    assert given_code("sh.mingjian.example", "5f0c9e") == "sh.mingjian.example:5f0c9e"
    assert is_department(given_code("odd node:80/x", "5f0c9e"))
    with pytest.raises(BadInput):
        given_code("sh.mingjian.example", "5f 0c")


@pytest.mark.parametrize("key", ["5", "17", "kit/17", "rule/5", "", "a", "C2026-0000001", "1234567890", "li", "x/y", "9f86", "/clue/5", "n/Clue/5", "n/clue/"])
def test_a_key_of_a_database_is_no_name(key: str) -> None:
    assert not is_name(key)


@pytest.mark.parametrize("text", ["n/clue/a b", "n/clue/%41", "n/clue/a#9f", "n:80/clue/1", "n/clue/a\n", f"n/clue/{'x' * 1000}"])
def test_what_is_not_written_as_names_are_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        Name.read(text)
