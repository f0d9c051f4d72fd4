"""A plain text tells for each character where it stood."""

from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.extraction.plain import _TABLE, plain


def test_it_folds_width_case_tradition_and_enclosure() -> None:
    assert plain("ＡⓋ①貨").text == "av1货"


def test_what_is_hidden_goes_and_places_stay_true() -> None:
    written = plain("微\u200b信❤\ufe0f号")
    assert written.text == "微信❤号"
    assert written.raw(0, 2) == (0, 3)
    assert written.raw(3, 4) == (5, 6)


def test_one_sign_may_become_several() -> None:
    written = plain("第⑩号")
    assert written.text == "第10号"
    assert written.raw(1, 3) == (1, 2)


@given(st.text())
def test_every_place_is_in_the_raw_text(text: str) -> None:
    written = plain(text)
    assert len(written.places) == len(written.text)
    assert all(0 <= place < len(text) for place in written.places)
    assert list(written.places) == sorted(written.places)


def test_letters_in_boxes_are_letters_and_other_signs_stay() -> None:
    assert plain("🅐🅱☆").text == "ab☆"


def test_rare_signs_are_folded_anew_each_time_so_that_nobody_fills_the_memory() -> None:
    before = len(_TABLE)
    assert plain("𠮷🀄\U00030000").text == "𠮷🀄\U00030000"
    assert all(point < 0x20000 for point in _TABLE)
    assert len(_TABLE) <= before + 1  # the tile alone
