"""Disguises of code words."""

import numpy as np

from mingjian.core.made_market.disguises import DISGUISES, disguise


def test_every_way_occurs_and_only_plain_words_are_plain() -> None:
    draw = np.random.default_rng(3)
    hidden = [(word, *disguise(draw, word)) for word in ("高仿", "超A", "原单") for _ in range(60)]
    assert {way for _, _, way in hidden} == set(DISGUISES)
    assert all((text == word) == (way == "plain") for word, text, way in hidden)
