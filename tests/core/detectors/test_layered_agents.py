"""Layers of agents against the legal test: what is found, what is left alone, on every engine."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest

from mingjian.core.detectors import FINDINGS, run
from mingjian.core.detectors.layered_agents import LAYERS, PERSONS, line_on
from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.procedure import rulebook
from mingjian.core.records import kind

AT = datetime(2026, 5, 1, 4, tzinfo=UTC).replace(tzinfo=None)  # as records keep it


def posts(*said: tuple[str, str], platform: str = "微聊圈") -> pa.Table:
    rows = [{"post_id": f"P{n}", "platform": platform, "account_id": who, "text": text, "posted_at": AT} for n, (who, text) in enumerate(said)]
    return pa.Table.from_pylist(rows, kind("post").schema)


def pyramid(heads: int) -> list[tuple[str, str]]:
    """Give posts of one at the top, three in the middle, and the others below these."""
    middle = [(f"M{n}", "推荐人：TOP，代理费 1980 已交") for n in range(3)]
    return [*middle, *((f"L{n}", f"我是@M{n % 3} 的代理，发展下线有推荐奖") for n in range(heads - 4))]


def found(table: pa.Table, **settings: object) -> list[dict[str, Any]]:
    with DuckEngine() as engine:
        rows = run("layered_agents", engine, {"post": engine.from_arrow(table)}, settings).to_pylist()
    return [{**row, "evidence": json.loads(row["evidence"])} for row in rows]


def test_layers_with_fees_are_found_and_a_maker_with_many_agents_in_one_layer_is_not(engine: Engine) -> None:
    flat = [(f"F{n}", "推荐人：MAKER，卖坚果") for n in range(40)]
    table = posts(*pyramid(30), *flat, ("H", "推荐人：=cmd|'/c'<b>\u202e"), ("H2", "@" * 5000))
    rows = run("layered_agents", engine, {"post": engine.from_arrow(table)}).to_pylist()
    assert [(row["subject_kind"], row["subject"]) for row in rows] == [("account", "微聊圈/TOP")]
    assert rows[0]["score"] == pytest.approx(1.0)


def test_no_rows_give_no_findings(engine: Engine) -> None:
    rows = run("layered_agents", engine, {"post": engine.from_arrow(posts())})
    assert rows.num_rows == 0
    assert rows.schema.equals(FINDINGS)


def test_the_numbers_are_those_of_the_law_file() -> None:
    law, line = rulebook().statutes, line_on("2026-05-01")
    assert (line.persons, line.layers) == (law.value(PERSONS, date(2026, 5, 1)).least, law.value(LAYERS, date(2026, 5, 1)).least)
    assert line_on("") == line_on("2001-01-01") == line


def test_one_person_fewer_is_told_as_not_reached() -> None:
    (reached,), (short,) = found(posts(*pyramid(30))), found(posts(*pyramid(29)))
    assert "人数和层级均已达到" in reached["reason_zh"]
    assert "人数尚未达到" in short["reason_zh"]
    assert "30 persons and 3 layers" in short["reason_en"]
    assert short["score"] < reached["score"]
    assert "须由人判断" in reached["reason_zh"]
    assert reached["evidence"]["layers"] == [1, 3, 26]


def test_without_words_of_fees_or_heads_the_score_is_halved_and_it_is_said() -> None:
    bare = [(who, text.replace("，代理费 1980 已交", "").replace("，发展下线有推荐奖", "")) for who, text in pyramid(30)]
    (row,) = found(posts(*bare))
    assert row["score"] == pytest.approx(0.35)
    assert "未提到入门费" in row["reason_zh"]


def test_codes_and_welcomes_are_ties_too() -> None:
    said = [("TOP", "我的邀请码：AB12CD"), *((f"M{n}", "用了邀请码 ab12cd 注册") for n in range(4)), ("M0", "恭喜 @L1 @L2 @L3 @L4 成为我的二级代理")]
    (row,) = found(posts(*said))
    assert (row["subject"], row["evidence"]["layers"]) == ("微聊圈/TOP", [1, 4, 4])


def test_warnings_and_other_platforms_are_kept_apart() -> None:
    assert found(posts(*((who, f"警方提醒：{text}") for who, text in pyramid(30)))) == []
    split = pa.concat_tables([posts(*pyramid(30)[:3]), posts(*pyramid(30)[3:], platform="别处")])
    assert found(split) == []


def test_a_circle_ends() -> None:
    ring = [("AA", "推荐人：BB"), ("BB", "推荐人：CC"), ("CC", "推荐人：AA"), *((f"X{n}", "推荐人：AA") for n in range(9))]
    (row,) = found(posts(*ring))
    assert row["evidence"]["persons"] == 12


def test_the_share_moves_the_threshold() -> None:
    assert found(posts(*pyramid(12)), share=1) == []
    assert len(found(posts(*pyramid(12)), share=0.4)) == 1
