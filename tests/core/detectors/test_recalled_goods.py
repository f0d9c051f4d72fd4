"""Recalled goods offered again: what is found, what is left alone, on every engine."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest

from mingjian.core.detectors import FINDINGS, run
from mingjian.core.detectors.recalled_goods import keys_of
from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.records import kind

SEEN = datetime(2026, 11, 1, 4, tzinfo=UTC).replace(tzinfo=None)  # as records keep it
CHARGER = {
    "recall_id": "R1",
    "platform": "召回登记",
    "brand": "澜栖坞",
    "goods": "移动电源",
    "model": "LQ-20000X；LQ-30000",
    "batch": "B2401;B2402",
    "gtin": "6901234567892",
    "reason": "过热起火",
    "recalled_on": date(2026, 6, 1),
}
TOY = {"recall_id": "R2", "brand": "青岚谷", "goods": "磁力珠玩具", "reason": "误吞", "recalled_on": date(2026, 7, 1)}


def listings(*rows: dict[str, Any]) -> pa.Table:
    made = [{"listing_id": f"L{n}", "platform": "甲网", "seen_at": SEEN, **row} for n, row in enumerate(rows)]
    return pa.Table.from_pylist(made, kind("listing").schema)


def recalls(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), kind("recall").schema)


def found(*rows: dict[str, Any], of: tuple[dict[str, Any], ...] = (CHARGER, TOY), **settings: object) -> list[dict[str, Any]]:
    with DuckEngine() as engine:
        given = {"listing": engine.from_arrow(listings(*rows)), "recall": engine.from_arrow(recalls(*of))}
        return run("recalled_goods", engine, given, settings).to_pylist()


def test_recalled_goods_are_found_again_and_others_are_not(engine: Engine) -> None:
    rows = listings(
        {"title": "充电宝 ６９０１２３４５６７８９２ 特价"},
        {"title": "澜栖坞 移动电源 lq 20000x 大容量"},
        {"title": "青岚谷 磁力珠玩具 100 颗", "brand": "青岚谷"},
        {"title": "予森里 LQ-20000X 水杯", "brand": "予森里"},  # the model of another brand
        {"title": "澜栖坞 移动电源 LQ-10000"},  # another model
        {"title": "=1+1<b>澜栖坞\u202e", "brand": "';--"},
    )
    given = {"listing": engine.from_arrow(rows), "recall": engine.from_arrow(recalls(CHARGER, TOY))}
    assert [(row["subject"], row["score"]) for row in run("recalled_goods", engine, given).to_pylist()] == [
        ("甲网/L0", 0.9),
        ("甲网/L1", 0.7),
        ("甲网/L2", 0.4),
    ]


def test_no_rows_give_no_findings(engine: Engine) -> None:
    for given in ({"recall": engine.from_arrow(recalls(CHARGER))}, {}):
        rows = run("recalled_goods", engine, {"listing": engine.from_arrow(listings()), **given})
        assert rows.num_rows == 0
        assert rows.schema.equals(FINDINGS)


def test_a_finding_says_why_and_marks_the_raw_text() -> None:
    title = "澜栖坞 移动电源 ＬＱ-20000X 批号 B2401"
    (row,) = found({"title": title})
    told = json.loads(row["evidence"])
    ((start, end, *_),) = told["spans"]
    assert title[start:end] == "ＬＱ-20000X"
    assert (row["score"], told["recall"]["recall_id"]) == (0.85, "R1")
    assert "2026-06-01 的召回公告 R1（澜栖坞 移动电源；原因：过热起火）品牌和型号相符，批号也相符" in row["reason_zh"]
    assert "agrees by brand and model with recall R1 of 2026-06-01" in row["reason_en"]


@pytest.mark.parametrize(
    ("words", "told"),
    [("批号 C9999", "所示批号与公告不同"), ("保护套", "配件或维修"), ("本批不在召回范围", "不涉及召回")],
)
def test_what_speaks_against_it_halves_the_score_and_is_said(words: str, told: str) -> None:
    (row,) = found({"title": f"澜栖坞 LQ-30000 {words}"}, least=0)
    assert row["score"] == 0.35
    assert told in row["reason_zh"]


def test_a_listing_seen_before_the_recall_is_none_and_one_without_a_time_says_so() -> None:
    early = datetime(2026, 5, 31, 15, 59, tzinfo=UTC).replace(tzinfo=None)  # 23:59 of the day before, in Beijing
    same_day = datetime(2026, 5, 31, 16, tzinfo=UTC).replace(tzinfo=None)
    title = "澜栖坞 LQ-30000"
    assert found({"title": title, "seen_at": early}) == []
    assert len(found({"title": title, "seen_at": same_day})) == 1
    (row,) = found({"title": title, "seen_at": None})
    assert "先后不明" in row["reason_zh"]


def test_a_name_counts_only_where_the_recall_names_no_model() -> None:
    assert found({"title": "澜栖坞 移动电源", "brand": "澜栖坞"}) == []


def test_keys_join_runs_that_one_sign_sets_apart() -> None:
    assert [key for key, *_ in keys_of("AB-12 C  D9")] == ["ab12", "ab12c", "12c"]
    assert list(keys_of("")) == []
    assert len(list(keys_of("a1 " * 10_000))) < 40_000


def test_of_two_recalls_of_one_model_the_one_whose_batch_is_shown_is_told() -> None:
    earlier, later = {**CHARGER, "batch": "A1111"}, {**CHARGER, "recall_id": "R9", "batch": "B2222"}
    for batch, recall in (("A1111", "R1"), ("B2222", "R9")):
        (row,) = found({"title": f"澜栖坞 LQ-30000 批号 {batch}"}, of=(earlier, later))
        assert (row["score"], json.loads(row["evidence"])["recall"]["recall_id"]) == (0.85, recall)
    (row,) = found({"title": "澜栖坞 LQ-30000"}, of=(earlier, later))
    assert json.loads(row["evidence"])["recall"]["recall_id"] == "R9"  # where nothing tells them apart, always the same one


def test_a_bar_code_says_more_than_a_model_and_a_model_more_than_a_name() -> None:
    model, name = {**CHARGER, "gtin": None}, {**TOY, "recall_id": "R0", "brand": "澜栖坞", "goods": "移动电源"}
    for of, score in (((CHARGER, model, name), 0.9), ((model, name), 0.7), ((name,), 0.4)):
        (row,) = found({"title": "澜栖坞 移动电源 LQ-30000 6901234567892", "brand": "澜栖坞"}, of=of)
        assert row["score"] == score


@pytest.mark.parametrize(
    ("gtin", "title", "is_found"),
    [
        ("6901234567892", "6901234567892", True),
        ("6901234567892", "06901234567892", True),  # the same with fourteen digits
        ("690123456789", "690123456789", True),
        ("00012348", "00012348", True),
        ("00012348", "仅 12348 元", False),  # a number, not the code without its zeros
        ("69012345678", "69012345678", False),  # no code has eleven digits
        ("不详", "00000000000000", False),
    ],
)
def test_a_bar_code_has_eight_or_twelve_to_fourteen_digits(gtin: str, title: str, is_found: bool) -> None:
    assert bool(found({"title": title}, of=({"recall_id": "R5", "goods": "水壶", "gtin": gtin},))) is is_found


@pytest.mark.parametrize(("model", "is_found"), [("A1", False), ("A12", True), ("ABC", False), ("a 1-2", True)])
def test_a_model_has_three_signs_and_a_digit(model: str, is_found: bool) -> None:
    assert bool(found({"title": f"澜栖坞 {model} 特价"}, of=({**CHARGER, "model": model, "gtin": None},))) is is_found


def test_a_name_of_two_characters_is_too_short_and_one_written_wide_is_read() -> None:
    assert len(found({"title": "电水壶", "brand": "澜栖坞"}, of=({**TOY, "brand": "澜栖坞", "goods": "电水壶"},))) == 1
    assert found({"title": "水壶", "brand": "澜栖坞"}, of=({**TOY, "brand": "澜栖坞", "goods": "水壶"},)) == []
    assert len(found({"title": "电水壶Ａ 特价", "brand": "澜栖坞"}, of=({**TOY, "brand": "澜栖坞", "goods": "电水壶a"},))) == 1
    assert found({"title": "电水壶a", "brand": None}, of=({**TOY, "brand": None, "goods": "电水壶a"},)) == []  # of no brand, any kettle would do


def test_a_recall_of_which_only_the_number_is_known_finds_nothing_and_breaks_nothing() -> None:
    bare = {"recall_id": "R7"}
    assert found({"title": "澜栖坞 LQ-30000", "brand": "澜栖坞"}, {"title": None}, of=(bare,)) == []
    (row,) = found({"title": "澜栖坞 LQ-30000"}, of=(bare, {**CHARGER, "recalled_on": None, "reason": None, "batch": None}))
    assert "先后不明" in row["reason_zh"]
    assert "原因：—" in row["reason_zh"]


def test_a_batch_that_the_recall_does_not_name_speaks_against_nothing_where_the_recall_names_none() -> None:
    (row,) = found({"title": "澜栖坞 LQ-30000 批号 C9999"}, of=({**CHARGER, "batch": None},))
    assert row["score"] == 0.7
    assert "批号" not in row["reason_zh"]


def test_the_code_is_shown_to_be_compared_and_a_telephone_beside_it_is_masked() -> None:
    (row,) = found({"title": "充电宝 6901234567892 电话 13812345678"})
    assert json.loads(row["evidence"])["texts"]["title"] == "充电宝 6901234567892 电话 138******78"
