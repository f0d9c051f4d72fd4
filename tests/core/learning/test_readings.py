"""Ways of reading a text, and what a judgement says of it: at the edges."""

import numpy as np
import pytest

from mingjian.core.learning.explaining import Why, Word, _words
from mingjian.core.learning.posts import CLEAR, Judgement
from mingjian.core.learning.readings import LONGEST, as_written, bare, by_sound, folded, in_words, undisguised


def test_a_text_is_read_in_one_to_three_characters_as_it_stands() -> None:
    assert as_written("刷 单A") == ["刷", " ", "单", "a", "刷 ", " 单", "单a", "刷 单", " 单a"]
    assert as_written("  刷\n\n单 ") == as_written("刷 单")
    assert as_written("") == as_written(" \n") == []


def test_without_its_disguise_signs_go_digits_are_one_and_those_that_stand_in_for_letters_are_these() -> None:
    assert bare("刷☆單 ９②3") == ["刷", "单", "0", "0", "0"]
    assert bare("he110") == bare("HE①①0") == bare("hello")
    assert bare("+Ｖ") == ["加", "v"]
    assert undisguised("刷·单") == undisguised("刷單") == ["刷", "单", "刷单"]
    assert folded("·") == ()


def test_by_sound_two_characters_that_sound_alike_are_one() -> None:
    assert by_sound("刷单") == by_sound("唰单")
    assert by_sound("刷单") != by_sound("天气")


def test_words_that_stand_apart_are_read_alone_and_in_twos_in_their_own_case() -> None:
    assert in_words("发票 联系 QQ") == ["发票 ", "联系 ", "QQ ", "发票 联系 ", "联系 QQ "]
    assert in_words("") == []


def test_what_comes_after_four_thousand_characters_is_not_read() -> None:
    whole, longer = "甲" * LONGEST, "甲" * LONGEST + "乙"
    for reading in (as_written, undisguised, in_words):
        assert reading(whole) == reading(longer)
    assert "乙" in bare("甲" * (LONGEST - 1) + "乙")


def weighed(text: str, *weights: float) -> list[tuple[str, float]]:
    return [(word.text, word.weight) for word in _words(text, np.array(weights))]


def test_neighbours_that_weigh_to_one_side_are_one_word_also_over_a_space_and_two_sides_are_two() -> None:
    assert weighed("刷 单好", 1, 0, 1, -1) == [("刷 单", 2.0), ("好", -1.0)]
    assert weighed("刷单", 1, -1) == [("刷", 1.0), ("单", -1.0)]
    assert weighed(" 刷", 0, 1) == [("刷", 1.0)]


def test_what_weighs_little_beside_the_strongest_is_left_out() -> None:
    assert weighed("刷的单", 1, 0.15, 1) == [("刷", 1.0), ("单", 1.0)]  # at most fifteen in a hundred of it
    assert weighed("刷的单", 1, 0.16, 1) == [("刷的单", 2.16)]
    assert weighed("天气", 0, 0) == []
    assert weighed("") == []


def judged(score: float, *words: tuple[str, float]) -> Judgement:
    return Judgement("黑产广告", score, 0.1, Why("黑产广告", score, tuple(Word(0, 1, text, weight) for text, weight in words), 0.0))


@pytest.mark.parametrize(("score", "is_clear"), [(CLEAR, True), (CLEAR - 0.001, False)])
def test_a_judgement_is_clear_from_its_least_score_on(score: float, is_clear: bool) -> None:
    assert judged(score).is_clear is is_clear


def test_a_reason_names_four_words_that_weighed_for_it_and_none_that_weighed_against_or_is_blank() -> None:
    reason = judged(1, ("刷单", 3), ("天气", -2), (" ", 1), *((f"词{n}", 0.5) for n in range(5))).reason
    assert reason.zh.endswith("权重最大的词：“刷单”、“词0”、“词1”、“词2”")
    assert "天气" not in reason.en
    assert judged(1, ("天气", -2)).reason.zh == "整体上近似已知的黑产广告帖文"
    assert "black-market advertising" in judged(1).reason.en
