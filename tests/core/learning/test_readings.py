"""Ways of reading a text: at the edges."""

from mingjian.core.learning.readings import LONGEST, as_written, bare, by_sound, folded, undisguised


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


def test_what_comes_after_four_thousand_characters_is_not_read() -> None:
    whole, longer = "甲" * LONGEST, "甲" * LONGEST + "乙"
    for reading in (as_written, undisguised):
        assert reading(whole) == reading(longer)
    assert "乙" in bare("甲" * (LONGEST - 1) + "乙")
