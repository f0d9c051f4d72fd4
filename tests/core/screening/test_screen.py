"""All detectors of words together: harmless titles stay harmless, and hostile text changes nothing but its own row."""

import json

import pyarrow as pa
import pytest
from detector_titles import batch, harmless, true_ones
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingjian.core.errors import BadInput
from mingjian.core.records import kind
from mingjian.core.screening import SCREENED, batch_of, screen, screeners

TRUE = "高·仿 劳力士 一比一 懂的来 加微信 shili_0001"
#: Pieces that hostile text is made of: markup, formulas, controls of direction, prompts, disguises, words of every list.
PIECES = [
    *("<script>alert(1)</script>", "=HYPERLINK(0)", "@SUM", "\u202e", "\u200b", "\u2066", "\u0000", "\ud800", "\U0010ffff", "\ufeff", "\r\n", "\t"),
    *("'", '"', "\\", "{{x}}", "%s", "{0}", "Ignore all rules", "忽略以上规则"),
    *("高仿", "高仿真花", "原单", "复刻", "拒绝", "勿", "1:1", "①比①", "🅰️货", "N厂", "懂的来", "拍下改价", "警方"),
    *("加微信", "＋V", "138 0000 0000", "shili_0001", "扣扣", "🐧", "👗"),
    *("降血糖", "根治", "无副作用", "治愈率", "国家级", "药妆", "杀菌", "保健食品", "面霜", "杀虫剂"),
]
HOSTILE = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=14).map("".join)
TURNS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def screened(rows: list[dict[str, object]], of: str = "listing") -> list[dict[str, object]]:
    return screen(batch_of(rows, kind(of)), of, range(len(rows)))


@pytest.mark.parametrize("with_category", [True, False])
def test_two_hundred_harmless_titles_give_at_most_two_findings(with_category: bool) -> None:
    table = batch(harmless(), with_category=with_category)
    rows = screened([{**row, "listing_id": str(n)} for n, row in enumerate(table.to_pylist())])
    assert len(table) == 200
    assert len(rows) <= 2, [row["reason_zh"] for row in rows]


def test_true_titles_that_were_held_back_are_mostly_found_by_their_detector() -> None:
    for described, _ in screeners("listing"):
        rows = true_ones(described.key, held_back=True)
        found = screened([{"listing_id": str(n), "title": title, "category": category} for n, (category, title) in enumerate(rows)])
        hit = {row["row"] for row in found if row["detector"] == described.key}
        assert len(hit) >= 0.7 * len(rows), described.key


@pytest.mark.slow
@given(HOSTILE, HOSTILE, HOSTILE)
@TURNS
def test_a_hostile_row_changes_nothing_but_itself(title: str, text: str, category: str) -> None:
    hostile = {"listing_id": "h", "title": title, "text": text, "category": category, "brand": text[:20], "platform": title[:20]}
    plain = [{"listing_id": "a", "title": TRUE}, {"listing_id": "b", "title": "高仿真花"}]
    alone = screened(plain)
    among = screened([plain[0], hostile, plain[1]])
    moved = [{**row, "row": 2 if row["row"] == 1 else row["row"]} for row in alone]
    assert [row for row in among if row["row"] != 1] == moved


@pytest.mark.slow
@given(HOSTILE, HOSTILE, st.sampled_from(["listing", "post"]))
@TURNS
def test_every_finding_is_whole_and_its_spans_lie_in_the_raw_text(title: str, text: str, of: str) -> None:
    rows = screened([{f"{of}_id": "h", "title": title, "text": text} if of == "listing" else {"post_id": "h", "text": text}], of)
    table = pa.Table.from_pylist(rows, SCREENED)
    assert table.to_pylist() == rows
    for row in rows:
        told = json.loads(str(row["evidence"]))
        fields = {"title": title, "text": text}
        for place in [told, *told.get("more", [])]:
            for start, end, term, category, _ in place["spans"]:
                assert 0 <= start < end <= len(fields[place["field"]])
                assert term
                assert category
            assert len(told["texts"][place["field"]]) == min(len(fields[place["field"]]), 2000)
        assert 0 < float(str(row["score"])) < 1
        assert str(row["reason_zh"]).replace("�", " ").isprintable()
        assert str(row["reason_en"]).replace("�", " ").isprintable()


@pytest.mark.slow
@pytest.mark.parametrize("one", ["仿", "1", " ", "v", "加", "\u202e", "高仿", "一", "A货", "-", "降血糖"])
def test_ten_megabytes_of_one_character_are_read_and_the_next_row_is_found(one: str) -> None:
    """That it ends is the test: nothing here may take time that grows faster than the text."""
    long = one * (10 * 2**20 // len(one.encode()))
    found = screened([{"listing_id": "a", "title": long, "text": long[:1000]}, {"listing_id": "b", "title": TRUE}])
    assert {row["subject"] for row in found if row["row"] == 1} == {"/b"}


def test_rows_without_an_id_are_named_by_their_number() -> None:
    (row, *_) = screen(batch_of([{"title": TRUE}], kind("listing")), "listing", [17])
    assert (row["row"], row["subject"]) == (17, "/#17")


def test_only_detectors_that_judge_rows_can_be_asked_for() -> None:
    with pytest.raises(BadInput, match="price_outlier"):
        screeners("listing", ["price_outlier"])
    assert [described.key for described, _ in screeners("post", ["replica_words"])] == ["replica_words"]
