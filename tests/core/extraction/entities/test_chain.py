"""A chain gives the probability of each span, and the best spans that do not overlap are chosen."""

from itertools import pairwise, product

import numpy as np
import pytest

from mingjian.core.extraction.entities.chain import _ALLOWED, LABELS, Chain, choose, from_arrays, labels_of

SIGNS = ("a", "b", "c")


def _chain() -> Chain:
    random = np.random.default_rng(3)
    return Chain(SIGNS, random.normal(size=(3, len(LABELS))).astype(np.float32), random.normal(size=(len(LABELS), len(LABELS))))


def _by_hand(chain: Chain, signs: list[list[str]]) -> dict[tuple[int, int, str], float]:
    """Add up over every row of labels that may stand."""
    weights, total = {}, 0.0
    for row in product(range(len(LABELS)), repeat=len(signs)):
        names = [LABELS[label] for label in row]
        if names[0][0] in "IE" or names[-1][0] in "BI" or not all(_ALLOWED[one, other] for one, other in pairwise(row)):
            continue
        score = sum(float(chain.weights[SIGNS.index(sign), label]) for told, label in zip(signs, row, strict=True) for sign in told)
        score += sum(float(chain.transitions[one, other]) for one, other in pairwise(row))
        weights[tuple(names)] = np.exp(score)
        total += np.exp(score)
    found: dict[tuple[int, int, str], float] = {}
    for names, weight in weights.items():
        for start, name in enumerate(names):
            if name[0] in "BS":
                end = start + 1
                while name[0] == "B" and names[end - 1][0] != "E":
                    end += 1
                found[start, end, name[2:]] = found.get((start, end, name[2:]), 0.0) + weight / total
    return found


@pytest.mark.parametrize("text", ["a", "ab", "bca", "abca"])
def test_it_agrees_with_adding_up_every_row_of_labels(text: str) -> None:
    chain, signs = _chain(), [[one] for one in text]
    expected = {span: share for span, share in _by_hand(chain, signs).items() if share > 0.0101}
    found = chain.spans(signs)
    assert set(expected) <= set(found)
    assert all(found[span] == pytest.approx(share, abs=1e-6) for span, share in expected.items())


def test_an_empty_title_has_no_spans() -> None:
    assert _chain().spans([]) == {}


def test_it_is_the_same_after_saving() -> None:
    chain = _chain()
    again = from_arrays(chain.to_arrays())
    assert again.spans([["a"], ["b"]]) == chain.spans([["a"], ["b"]])


def test_labels_are_written_from_spans() -> None:
    assert labels_of(5, [(0, 1, "HP"), (2, 5, "HC")]) == ["S-HP", "O", "B-HC", "I-HC", "E-HC"]


def test_of_overlapping_spans_the_better_sum_is_chosen() -> None:
    shares = {(0, 2, "HP"): 0.6, (2, 4, "HC"): 0.6, (1, 3, "HC"): 0.9, (5, 6, "HC"): 0.2}
    assert choose(shares, {"HP": 0.5, "HC": 0.5}) == [(1, 3, "HC")]
    assert choose(shares, {"HP": 0.1, "HC": 0.1}) == [(0, 2, "HP"), (2, 4, "HC"), (5, 6, "HC")]


def test_nothing_is_chosen_below_the_bound() -> None:
    assert choose({(0, 2, "HP"): 0.3}, {"HP": 0.35, "HC": 0.35}) == []
