"""Near writings of a mark: what is tried, and what is not."""

import pytest

from mingjian.core.matching.variants import look_alikes_of, near_writings


@pytest.mark.parametrize(
    ("mark", "written"),
    [("老干妈", "老千妈"), ("康师傅", "康帅傅"), ("娃哈哈", "娃啥啥"), ("adidas", "adiads"), ("adidas", "abidas"), ("gucci", "guci"), ("农夫山泉", "农山泉")],
)
def test_a_known_way_of_writing_is_among_them(mark: str, written: str) -> None:
    assert written in near_writings(mark)


@pytest.mark.parametrize("mark", ["", "安", "lg", "bmw", "x" * 21])
def test_what_is_too_short_or_too_long_has_none(mark: str) -> None:
    assert near_writings(mark) == ()


def test_the_mark_itself_is_not_among_them_and_each_stands_once() -> None:
    for mark in ("老干妈", "ADIDAS", "豆豆", "aaaaa"):
        made = near_writings(mark)
        assert mark.lower() not in made
        assert len(set(made)) == len(made)


def test_the_closest_look_alike_comes_first() -> None:
    alike = look_alikes_of("己")
    assert {"已", "巳"} & {sign for sign, _ in alike[:2]}
    assert [likeness for _, likeness in alike] == sorted((likeness for _, likeness in alike), reverse=True)
    assert look_alikes_of("x") == ()
