"""Marks of which one character was replaced: every place is found, whatever stands around it, and nothing else."""

import pickle

from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.matching.substitution import OneReplaced, Replaced

MARKS = ("六个核桃", "蓝月亮", "康師傅", "雪碧", "adidas", "可口可乐")


def test_each_place_is_found_with_what_stands_for_what() -> None:
    found = OneReplaced(MARKS).find(["六仁核桃饮料", "正品 蓝月壳 洗衣液", "康帅傅面", "六个核桃", "", "可日可乐"])
    assert found == [Replaced(0, 0, 0, 4, "个", "仁"), Replaced(1, 1, 3, 6, "亮", "壳"), Replaced(2, 2, 0, 3, "师", "帅"), Replaced(5, 5, 0, 4, "口", "日")]


def test_short_marks_letters_and_what_is_no_character_are_left_alone() -> None:
    assert OneReplaced(MARKS).find(["雷碧", "adidos", "六x核桃", "六 核桃", "蓝月\n亮"]) == []
    assert OneReplaced(()).find(["六仁核桃"]) == []


def test_two_marks_may_stand_at_one_place() -> None:
    assert {one.mark for one in OneReplaced(("老干妈", "老干爹")).find(["老干娘"])} == {0, 1}


def test_a_row_is_told_a_hundred_times_at_most_and_the_others_are_not_lost() -> None:
    found = OneReplaced(MARKS).find(["蓝月壳" * 5000, "蓝月壳", "壳" * 100_000, "\ud800蓝月壳"])
    assert [sum(one.row == row for one in found) for row in range(4)] == [100, 1, 0, 1]


def test_it_is_made_once_wherever_it_is_sent() -> None:
    ready = OneReplaced(MARKS)
    once, twice = pickle.loads(pickle.dumps(ready)), pickle.loads(pickle.dumps(ready))  # noqa: S301 - our own
    assert once is twice
    assert once.find(["蓝月壳"]) == ready.find(["蓝月壳"])


@given(st.lists(st.text(alphabet="六个仁核桃蓝月亮壳 a", max_size=30), max_size=8))
def test_it_finds_what_a_plain_search_finds(texts: list[str]) -> None:
    marks = ("六个核桃", "蓝月亮")
    plain = [
        (row, place, start)
        for row, text in enumerate(texts)
        for place, mark in enumerate(marks)
        for start in range(len(text) - len(mark) + 1)
        if sum(a != b for a, b in zip(mark, text[start:], strict=False)) == 1 and not set(text[start : start + len(mark)]) & set(" a")
    ]
    assert sorted((one.row, one.mark, one.start) for one in OneReplaced(marks).find(texts)) == sorted(plain)
