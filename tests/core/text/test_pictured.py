"""The words in pictures as fields beside a record's own."""

import pytest

from mingjian.core.text.picture_words import APART, fields_of, picture_of


def test_each_picture_is_a_field_of_its_own_and_lengths_add_up() -> None:
    texts = APART.join(("加微信", "", "二维码"))
    fields = list(fields_of(texts, APART.join(("a.jpg", "b/c.png", "d.webp"))))
    assert fields == [("picture:a.jpg", "加微信"), ("picture:b/c.png", ""), ("picture:d.webp", "二维码")]
    assert sum(len(text) + 1 for _, text in fields) == len(texts) + 1
    assert [picture_of(field) for field, _ in fields] == ["a.jpg", "b/c.png", "d.webp"]


@pytest.mark.parametrize("names", ["", "a.jpg", APART.join("abc")])
def test_names_that_do_not_fit_lose_no_words(names: str) -> None:
    assert [text for _, text in fields_of(f"一{APART}二", names)] == ["一", "二"]


def test_without_pictures_there_is_no_field_and_other_fields_are_none() -> None:
    assert list(fields_of("", "")) == []
    assert picture_of("title") == ""
