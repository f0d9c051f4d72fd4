"""A record sealed field by field: what is open is proven, what is closed stays unknown, a false value is refused."""

import json

import pytest
from core.wire.three_nodes import released
from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.agreement.masks import masked, with_masks
from mingjian.core.errors import BadInput
from mingjian.core.wire.encoding import decoded, encoded
from mingjian.core.wire.names import Name
from mingjian.core.wire.reasons import Refusal
from mingjian.core.wire.sealed_record import digest, disclosure, read_line, seal, sealed_as

NAME = Name("sh.mingjian.example", "clue", "C2026-0000001")
VALUES = {"title": "充电器", "shop": "甲网/S1", "phone": "13800000000"}
FIELDS = st.dictionaries(st.text(min_size=1, max_size=12), st.text(max_size=60).filter(lambda one: one.isprintable()), min_size=1, max_size=12)


@pytest.mark.slow
@given(values=FIELDS, data=st.data())
def test_whatever_is_opened_is_read_back_and_nothing_else(values: dict[str, str], data: st.DataObject) -> None:
    sealed = seal(NAME, "clue", values)
    opened = data.draw(st.sets(st.sampled_from(sorted(values))))
    shown = read_line(json.loads(json.dumps(sealed.line(opened))))
    assert shown.values == {name: values[name] for name in opened}
    assert shown.closed == len(values) - len(opened)


def test_a_masked_value_is_proven_and_the_whole_one_opened_later_is_of_the_same_seal() -> None:
    sealed = seal(NAME, "clue", with_masks(VALUES, {"phone": {"mask_middle"}}))
    first, later = (read_line(sealed.line(names)) for names in (released().names, {"phone"}))
    assert first.values["phone~mask_middle"] == "138****0000"
    assert first.head == later.head
    assert later.values == {"phone": "13800000000"}


@pytest.mark.parametrize(
    ("value", "rule", "expected"),
    [
        ("13800000000", "mask_middle", "138****0000"),
        ("12345", "mask_middle", "****"),
        ("1234567", "mask_middle", "123****67"),
        ("杭州市西湖区文三路1号", "region_only", "杭州市西湖区……"),
        ("杭州", "region_only", "杭州……"),
        ("文三路一号西湖大厦", "region_only", "……"),
        ("浙江省杭州市西湖区文三路1号", "region_only", "浙江省杭州市……"),
        ("西湖区文三路小区1号", "region_only", "西湖区……"),
    ],
)
def test_masks(value: str, rule: str, expected: str) -> None:
    assert masked(value, rule) == expected


def test_a_value_a_salt_or_a_head_that_was_changed_is_refused() -> None:
    sealed = seal(NAME, "clue", VALUES)
    line = sealed.line({"title"})
    false = disclosure(sealed.seed, "title", "别的")
    for changed in (
        {**line, "open": [false]},
        {**line, "closed": line["closed"][1:]},
        {**line, "closed": [*line["closed"], digest(false)]},
        {**line, "record": {**line["record"], "fields": sealed_as([digest(false)])}},
    ):
        with pytest.raises(Refusal) as refused:
            read_line(changed)
        assert refused.value.why == "seal_broken"


def test_what_is_no_record_is_refused_in_words_and_nothing_breaks() -> None:
    line = seal(NAME, "clue", VALUES).line({"title"})
    head, twice = line["record"], line["open"] * 2
    wrong = [{}, {**line, "more": 1}, {**line, "record": None}]
    wrong += [{**line, "open": opened} for opened in ("x", [1], ["!"], [encoded(b"[1,2,3]")], twice, [encoded(b"[" * 5000)], ["x"] * 300)]
    wrong += [{**line, "record": {**head, **change}} for change in ({"version": 0}, {"version": True}, {"id": "no name"}, {"before": "x"})]
    for one in wrong:
        with pytest.raises(Refusal) as refused:
            read_line(one)
        assert refused.value.why == "malformed_item"


def test_a_record_of_another_node_than_its_owner_is_refused() -> None:
    line = seal(NAME, "clue", VALUES).line(())
    with pytest.raises(Refusal) as refused:
        read_line({**line, "record": {**line["record"], "owner": "hz.mingjian.example"}})
    assert refused.value.why == "not_the_owner"


@pytest.mark.parametrize("text", ["", "a", "YQ==", "YR", "Y Q", "YQ\n", None, 5])
def test_base64url_is_read_in_its_one_spelling_only(text: object) -> None:
    with pytest.raises(BadInput, match="base64url"):
        decoded(text)
