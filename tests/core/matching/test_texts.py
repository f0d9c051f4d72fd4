"""Near-duplicate texts: the share is exact, and pairs above the line are proposed."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.core.matching.texts import K, Pair, Shingles, bands_of, near_pairs, shares_of, shingles_of, without_common

SIGNS = "青岚谷坚果礼盒官方正品包邮一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑寅卯"


def plain_share(one: str, other: str) -> float:
    """State word for word what the share is, of texts of plain letters."""
    some, others = ({text[at : at + K] for at in range(len(text) - K + 1)} for text in (one, other))
    return len(some & others) / len(some | others) if some | others else 0.0


def pairs_of(*texts: str, least: float = 0.7) -> list[tuple[int, int, float]]:
    return [tuple(pair) for pair in near_pairs(shingles_of(pa.array(texts)), np.arange(len(texts)), least)]  # type: ignore[misc]


def random_text(draw: np.random.Generator, size: int) -> str:
    return "".join(chr(0x4E00 + n) for n in draw.integers(0, 3000, size))


def test_case_width_blanks_and_signs_are_no_difference() -> None:
    assert pairs_of("ABC 坚果礼盒, 官方！正品", "ａｂｃ坚果礼盒官方正品") == [(0, 1, 1.0)]


@settings(deadline=None)
@given(st.text(SIGNS, max_size=60), st.text(SIGNS, max_size=60))
def test_the_share_is_the_one_counted_by_hand(one: str, other: str) -> None:
    for text in (one, one[:30] + other[30:]):
        share = plain_share(one, text)
        found = pairs_of(one, text, least=0.0)
        assert found == [] or found[0][2] == pytest.approx(share)
        assert found or share < 1


def test_of_pairs_that_share_seven_tenths_nearly_all_are_proposed() -> None:
    draw = np.random.default_rng(7)
    texts = []
    for _ in range(300):
        whole = random_text(draw, 120)
        texts += [whole, whole[:100] + random_text(draw, 20)]  # shares about 0.7
    near = [(2 * n, 2 * n + 1) for n in range(300) if plain_share(texts[2 * n], texts[2 * n + 1]) >= 0.7]
    found = {(first, second) for first, second, _ in pairs_of(*texts)}
    assert len(near) > 200
    assert len(found & set(near)) >= 0.97 * len(near)
    assert found <= set(near)


def test_with_clauses_apart_their_order_and_the_signs_between_make_no_difference() -> None:
    draw = np.random.default_rng(3)
    clauses = [random_text(draw, 12) for _ in range(8)]
    texts = ["，".join(clauses), "。\n".join(reversed(clauses)), "，".join([*clauses[:4], *(random_text(draw, 12) for _ in range(4))])]
    pairs = [Pair(0, 1, 0.0), Pair(0, 2, 0.0)]
    assert shares_of(shingles_of(pa.array(texts), apart=True), pairs).tolist() == pytest.approx([1.0, 1 / 3])
    assert max(shares_of(shingles_of(pa.array(texts)), pairs)) < 0.7
    assert shares_of(shingles_of(pa.array(texts)), []).tolist() == []


def test_texts_of_one_owner_are_no_pair_and_empty_ones_are_none() -> None:
    shingles = shingles_of(pa.array(["坚果礼盒官方正品"] * 3 + ["", None]))
    assert [(one.first, one.second) for one in near_pairs(shingles, np.array([0, 0, 1, 2, 3]), 0.5)] == [(0, 2), (1, 2)]
    assert bands_of(shingles)[3:].sum() == 0
    assert near_pairs(shingles_of(pa.array([], pa.string())), np.zeros(0, np.int64), 0.5) == []


def test_what_many_owners_say_is_left_out() -> None:
    draw = np.random.default_rng(3)
    stock = random_text(draw, 40)
    texts = [random_text(draw, 30) + "：" + stock for _ in range(50)]
    rest: Shingles = without_common(shingles_of(pa.array(texts)), np.arange(50), most=20)
    assert set(rest.counts.tolist()) <= set(range(26, 31))
    assert without_common(shingles_of(pa.array(texts)), np.zeros(50, np.int64), most=20).counts.min() > 60


def test_a_large_group_is_held_together_without_every_pair() -> None:
    pairs = pairs_of(*(["坚果礼盒官方正品包邮"] * 500))
    assert {second for _, second, _ in pairs} == set(range(1, 500))
    assert len(pairs) < 500 * 499 / 2


def test_every_text_of_a_large_group_is_laid_beside_one_of_another_owner() -> None:
    owners = np.array([0] * 300 + [1] * 200)
    pairs = near_pairs(shingles_of(pa.array(["坚果礼盒官方正品包邮"] * 500)), owners, 0.7)
    assert {one for pair in pairs for one in pair[:2]} == set(range(500))
    assert all(owners[first] != owners[second] for first, second, _ in pairs)
    assert len(pairs) < 10_000


def test_hostile_bytes_change_nothing_but_their_row() -> None:
    shingles = shingles_of(pa.array(["=cmd|<b>\u202e" * 10, "a" * 100_000, "\U0001f600" * 100, "坚果礼盒官方正品"]))
    assert shingles.counts.tolist() == [4, 1, 0, 4]
