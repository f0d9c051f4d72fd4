"""Words written in letters as they sound."""

import pytest

from mingjian.core.wording.vocabulary import spelled, terms


def test_one_character_or_all_are_written_as_they_sound() -> None:
    assert spelled("高仿", wholly=True) == ("gao仿", "高fang", "gaofang")
    assert spelled("高仿", wholly=False) == ("gao仿", "高fang")


@pytest.mark.parametrize("word", ["A货", "1:1", "仿", "零撸", "一比一复刻版", "高 仿"])
def test_what_is_no_short_word_of_chinese_characters_has_no_spelling(word: str) -> None:
    assert spelled(word, wholly=True) == ()


def test_only_words_that_say_much_are_looked_for_in_letters() -> None:
    assert all(bool(term.spelled) <= (term.strength >= 2) for term in terms())
    assert sum(any(one.isascii() for one in term.spelled) for term in terms()) < sum(bool(term.spelled) for term in terms())
