"""An entry has one spelling in bytes, and everything that has none is refused by name."""

import datetime
import decimal
import hashlib
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.core.errors import BadInput
from mingjian.core.ledger.leaf import LARGEST_INTEGER, canonical, leaf_hash, parse

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def test_the_spelling_is_that_of_the_rfcs_own_example() -> None:
    """RFC 8785, section 3.2.2 and 3.2.3."""
    entry = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    expected = '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'.encode()
    assert canonical(entry) == expected


def test_keys_are_sorted_by_utf16_as_the_rfc_asks() -> None:
    """U+1F600 comes before U+FB33, since its first UTF-16 unit is D83D (RFC 8785, section 3.2.3)."""
    assert canonical({"\ufb33": 1, "\U0001f600": 2, "€": 3, "1": 4}) == '{"1":4,"€":3,"\U0001f600":2,"\ufb33":1}'.encode()


@pytest.mark.slow
@given(st.dictionaries(st.text(), JSON_VALUES))
def test_reading_back_gives_the_same_bytes_again(entry: dict[str, Any]) -> None:
    leaf = canonical(entry)
    assert canonical(parse(leaf)) == leaf
    assert canonical(dict(reversed(entry.items()))) == leaf
    assert parse(leaf) == entry


@pytest.mark.slow
@given(st.dictionaries(st.text(), JSON_VALUES))
@settings(max_examples=400)
def test_every_spelling_is_that_of_the_reference_implementation(entry: dict[str, Any]) -> None:
    assert canonical(entry) == rfc8785.dumps(entry)


def test_every_character_is_spelled_as_the_reference_implementation_does() -> None:
    entry = {"text": "".join(chr(code) for code in range(0x10000) if not 0xD800 <= code <= 0xDFFF) + "\U0001f600\U0010ffff"}
    assert canonical(entry) == rfc8785.dumps(entry)


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (2**53, "goods.price"),
        (-(2**53), "goods.price"),
        (float("nan"), "goods.price"),
        (float("inf"), "goods.price"),
        ("\ud800", "goods.price"),
        (datetime.date(2026, 1, 1), "goods.price"),
        (decimal.Decimal("1.5"), "goods.price"),
        (b"1", "goods.price"),
        ({1: "one"}, "goods.price.1"),
        ([1, [2, {3}]], "goods.price[1][1]"),
    ],
)
def test_what_has_no_canonical_form_is_refused_with_its_place(value: object, place: str) -> None:
    with pytest.raises(BadInput) as refused:
        canonical({"goods": {"name": "鞋", "price": value}})
    assert f"entry's {place} has" in refused.value.text.en
    assert place in refused.value.text.zh


def test_the_largest_integer_is_still_taken() -> None:
    assert canonical({"n": LARGEST_INTEGER}) == b'{"n":9007199254740991}'


def test_endless_nesting_is_refused_and_not_a_crash() -> None:
    deep: list[Any] = []
    for _ in range(5_000):
        deep = [deep]
    with pytest.raises(BadInput, match="nested too deeply"):
        canonical({"deep": deep})
    with pytest.raises(BadInput):
        parse('{"deep":' + "[" * 100_000 + "]" * 100_000 + "}")


def test_a_list_that_holds_itself_is_refused_and_no_endless_loop() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(BadInput):
        canonical({"endless": endless})


def test_an_entry_of_very_many_values_is_spelled_alike() -> None:
    entry = {"many": [{"number": number} for number in range(20_000)]}
    assert canonical(entry) == rfc8785.dumps(entry)


@pytest.mark.parametrize("text", ['{"a":1,"a":2}', '{"a":NaN}', '{"a":-Infinity}', "[1]", "{", '{"a":1} {"b":2}', b"\xff", ""])
def test_a_text_that_two_readers_could_take_differently_is_refused(text: str | bytes) -> None:
    with pytest.raises(BadInput):
        parse(text)


def test_a_leaf_is_hashed_behind_a_zero_byte() -> None:
    """The known hash of the empty leaf in RFC 6962's reference implementation."""
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert leaf_hash(b"abc") == hashlib.sha256(b"\0abc").digest()
