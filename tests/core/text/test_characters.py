"""The tables of writing hold what Unicode and the rulebook say."""

import numpy as np
import pytest

from mingjian.core.text import script_tables
from mingjian.core.text.characters import EXPANDED, FOREIGN, SIGN, SYLLABLE, characters


def folded(text: str) -> str:
    tables = characters()
    codes = [int(tables.fold[ord(one)]) for one in text]
    parts = [tables.expansions[code - EXPANDED] if EXPANDED <= code < SYLLABLE else [code] for code in codes]
    return "".join(chr(int(one)) for part in parts for one in part if one)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("ＡＢ", "ab"),
        ("①②", "l2"),
        ("㎏", "kg"),
        ("𝐇𝐞", "he"),
        ("🅰🄱Ⓒ", "abc"),
        ("繁體", "繁体"),
        ("é ü", "eu"),
        ("٣", "3"),
        ("㈱", "株"),
        ("· ，\u200b\ufe0f\x00", ""),
    ],
)
def test_writing_folds_to_its_plain_form(text: str, plain: str) -> None:
    assert folded(text) == plain


def test_rare_and_private_characters_match_nothing_and_signs_wait() -> None:
    tables = characters()
    assert {int(tables.fold[ord(one)]) for one in "𠮷\ue000\uf8ff"} == {FOREIGN}
    assert tables.fold[ord("🧀")] == SIGN
    assert tables.spoken[ord("🧀")] == ord("知")


def test_characters_of_one_sound_share_a_code_and_letters_keep_theirs() -> None:
    syllable = characters().syllable
    assert syllable[ord("微")] == syllable[ord("威")] != syllable[ord("信")]
    assert syllable[ord("a")] == ord("a")


def test_the_tables_have_the_size_that_their_sources_say() -> None:
    assert (len(script_tables.traditional()), len(script_tables.common_words()), len(set(script_tables.sounds().values()))) == (4105, 12000, 410)
    assert not script_tables.traditional().keys() & set(script_tables.traditional().values())


def test_no_sign_is_read_as_two_things() -> None:
    table = script_tables.look_alikes()
    assert not table.keys() & set(table.values())
    assert not table.keys() & script_tables.spoken_signs().keys()


def test_a_character_with_a_sound_that_is_its_own_code_is_no_disguise() -> None:
    tables = characters()
    points = np.arange(0x10000)
    own = (tables.fold[:0x10000] == points) & (tables.syllable >= SYLLABLE)
    assert own.sum() > 10_000
    assert not tables.why[:0x10000][own].any()
