"""Texts cut at their spans, samples drawn by chance, words taken apart: what pages show of findings and rules."""

import json
import random
from typing import Any

import pytest

from mingjian.core.exhibits.alike import Alike
from mingjian.core.exhibits.ring import Ring
from mingjian.core.exhibits.spans import Spans
from mingjian.core.rules import Coverage, Hit, Rule
from mingjian.core.rules.run import Span
from mingjian.institutions.monitoring.exhibits import alike, spans
from mingjian.institutions.monitoring.exhibits.alike import Both
from mingjian.institutions.monitoring.exhibits.spans import AROUND, Piece, pieces
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.rules.forms import split
from mingjian.institutions.monitoring.rules.services.trial import Caught, Round, RuleTrial

RULE = Rule(any_of=("高仿",))


def texts_alike(evidence: dict[str, Any]) -> Both | None:
    told = Alike.read(evidence, "甲网/L0")
    return alike.texts_alike(told) if told else None


def headline(evidence: dict[str, Any]) -> str:
    return spans.headline(Finding(subject="甲网/L0", evidence_json=json.dumps(evidence)))


def marked_fields(evidence: dict[str, Any]) -> list[tuple[str, list[Piece]]]:
    told = Spans.read(evidence, "甲网/L0")
    assert told
    return spans.marked_fields(told)


def drawing(evidence: dict[str, Any], subject: str) -> Ring:
    told = Ring.read(evidence, subject)
    assert told
    return told


def cut(text: str, *spans: tuple[int, int]) -> list[tuple[str, bool]]:
    return [(piece.text, bool(piece.word)) for piece in pieces(text, [[start, end, "w"] for start, end in spans])]


@pytest.mark.parametrize(
    ("spans", "told"),
    [
        ([(0, 2)], [("一二", True), ("三四", False)]),
        ([(2, 4)], [("一二", False), ("三四", True)]),
        ([(2, 4), (0, 2)], [("一二", True), ("三四", True)]),  # in any order
        ([(1, 2), (1, 3)], [("一", False), ("二三", True), ("四", False)]),  # of two that begin alike the longer
        ([(1, 1)], [("一二三四", False)]),
        ([(0, 5)], [("一二三四", False)]),
        ([], [("一二三四", False)]),
    ],
)
def test_a_text_is_cut_at_its_spans(spans: list[tuple[int, int]], told: list[tuple[str, bool]]) -> None:
    assert cut("一二三四", *spans) == told


def test_the_far_ends_of_a_long_text_are_left_out_and_a_shorter_one_is_whole() -> None:
    long = "前" * 150 + "中" + "后" * 150
    assert [text for text, _ in cut(long, (150, 151))] == ["…" + "前" * AROUND, "中", "后" * AROUND + "…"]
    whole = "前" * 120 + "中" + "后" * 119  # two hundred and forty
    assert [text for text, _ in cut(whole, (120, 121))] == ["前" * 120, "中", "后" * 119]
    assert [text for text, _ in cut("中" + "后" * 300, (0, 1))] == ["中", "后" * AROUND + "…"]
    assert cut("", (0, 0)) == []


@pytest.mark.parametrize(("own", "other", "shared"), [("一二三四五", "零一二三四五六", ["一二三四五"]), ("一二三四六", "零一二三四五", [])])
def test_five_characters_in_a_row_stand_in_both_and_four_do_not(own: str, other: str, shared: list[str]) -> None:
    both = texts_alike({"text": own, "copies": [{"text": other, "listing": "甲网/L1"}], "copy_count": 3})
    assert both is not None
    assert [piece.text for piece in both.own if piece.word] == [piece.text for piece in both.other if piece.word] == shared
    assert (both.listing, both.more) == ("甲网/L1", 2)


def test_stretches_that_overlap_or_touch_are_one_mark() -> None:
    both = texts_alike({"text": "一二三四五六七", "copies": [{"text": "一二三四五六 三四五六七"}], "copy_count": 0})
    assert both is not None
    assert [(piece.text, bool(piece.word)) for piece in both.own] == [("一二三四五六七", True)]
    assert both.more == 0


@pytest.mark.parametrize("evidence", [{}, {"text": "一"}, {"text": "一", "copies": []}, {"text": "", "copies": [{"text": "一"}]}, {"text": 5, "copies": "x"}])
def test_what_holds_no_two_texts_is_not_laid_side_by_side(evidence: dict[str, Any]) -> None:
    assert texts_alike(evidence) is None


def test_a_line_of_a_list_is_the_title_else_the_beginning_of_the_text() -> None:
    assert headline({"texts": {"title": "高仿\n 女包", "text": "其他"}}) == "高仿 女包"
    assert headline({"texts": {"title": "", "text": "其他"}}) == "其他"
    assert headline({"texts": {"title": "字" * 60}}) == "字" * 60
    assert headline({"texts": {"title": "字" * 61}}) == "字" * 60 + "…"
    assert headline({}) == headline({"texts": "x"}) == headline({"texts": {}}) == ""


def test_each_field_is_cut_at_its_own_spans() -> None:
    evidence = {
        "field": "title",
        "spans": [[0, 2, "高仿"]],
        "more": [{"field": "text", "spans": [[1, 3, "复刻"]]}],
        "texts": {"title": "高仿包", "text": "有复刻", "x": "无"},
    }
    told = [(name, [(piece.text, piece.word) for piece in parts]) for name, parts in marked_fields(evidence)]
    assert told == [("title", [("高仿", "高仿"), ("包", "")]), ("text", [("有", ""), ("复刻", "复刻")]), ("x", [("无", "")])]


def caught(number: int) -> tuple[Hit, Caught]:
    spans = (Span("title", 0, 2, "高仿"), Span("title", 3, 5, "高仿"))
    return Hit(number, "r", spans), Caught("listing", f"甲网/L{number}", {}, [], {}, "")


def test_a_sample_is_drawn_fairly_from_all_hits_and_each_hit_counts_its_word_once() -> None:
    met = [0] * 20
    for seed in range(400):
        outcome = RuleTrial(RULE, 5, random.Random(seed))  # noqa: S311 - a sample, no secret
        for number in range(20):
            outcome.add(*caught(number))
        assert (outcome.hits, outcome.words["高仿"], len(outcome.sample)) == (20, 20, 5)
        for one in outcome.sample:
            met[int(one.subject.removeprefix("甲网/L"))] += 1
    assert sum(met) == 2000
    assert min(met) > 60  # of a hundred to be expected
    assert max(met) < 140


def test_fewer_hits_than_a_sample_holds_are_all_in_it() -> None:
    outcome = RuleTrial(RULE, 5, random.Random(0))  # noqa: S311 - a sample, no secret
    for number in range(5):
        outcome.add(*caught(number))
    assert [one.subject for one in outcome.sample] == [f"甲网/L{number}" for number in range(5)]


def test_a_round_tells_the_span_of_days_that_are_known() -> None:
    covered = Coverage(rows=3)
    covered.days.update({"": 1, "2026-10-02": 1, "2026-09-30": 1})
    covered.platforms.update({f"p{n:02}": n + 1 for n in range(25)})
    told = Round({}, covered, {"甲网": 3}, ["x"]).told()
    assert (told["first_day"], told["last_day"], len(told["platforms"])) == ("2026-09-30", "2026-10-02", 20)
    assert "p24" in told["platforms"]  # the commonest
    assert "p04" not in told["platforms"]
    none = Round({}, Coverage(), {}, []).told()
    assert (none["first_day"], none["last_day"], none["rows"]) == ("", "", 0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("高仿，复刻、A 货;原单；尾货\n\r 高仿 ", ("高仿", "复刻", "A 货", "原单", "尾货")),
        (" ,，\n", ()),
        ("", ()),
        ("x,X", ("x", "X")),
    ],
)
def test_words_are_taken_apart_and_blanks_within_them_stay(text: str, words: tuple[str, ...]) -> None:
    assert split(text) == words


def test_pairs_are_drawn_from_whatever_form_they_are_told_in_the_heaviest_first() -> None:
    told = {"edges": [["b1", "s1"], ["b2", "s1", 7], {"buyer": "b3", "shop": "s2", "n": 3}, {"buyer": "b4", "shop": "s2", "orders": 9}, ["b5"], None]}
    assert drawing(told, "甲网/ring").pairs == (("b4", "s2", 9), ("b2", "s1", 7), ("b3", "s2", 3), ("b1", "s1", 1))
    assert drawing({"buyers": ["b1"], "orders_of_each": 4}, "甲网/s1").pairs == (("b1", "s1", 4),)
    assert drawing({"buyers": ["b1"]}, "s1").pairs == (("b1", "s1", 1),)
