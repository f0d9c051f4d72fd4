"""Layers of agents against the legal test: what is found, what is left alone, on every engine."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest
from counted import lines

from mingjian.core.detectors import FINDINGS, run
from mingjian.core.detectors.common.limbs import LAYERS, PERSONS, line_on
from mingjian.core.detectors.common.sales_agents import Persons
from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.procedure import rulebook
from mingjian.core.records import kind

AT = datetime(2026, 5, 1, 4, tzinfo=UTC).replace(tzinfo=None)  # as records keep it


def posts(*said: tuple[str, str], platform: str = "微聊圈") -> pa.Table:
    rows = [{"post_id": f"P{n}", "platform": platform, "account_id": who, "text": text, "posted_at": AT} for n, (who, text) in enumerate(said)]
    return pa.Table.from_pylist(rows, kind("post").schema)


def pyramid(heads: int) -> list[tuple[str, str]]:
    """Return posts of one at the top, three in the middle, and the others below these."""
    middle = [(f"M{n}", "推荐人：TOP，代理费 1980 已交") for n in range(3)]
    return [*middle, *((f"L{n}", f"我是@M{n % 3} 的代理，发展下线有推荐奖") for n in range(heads - 4))]


def listings(*said: tuple[str, str, str], platform: str = "甲网") -> pa.Table:
    rows = [
        {"listing_id": f"L{n}", "platform": platform, "shop_id": shop, "title": title, "text": text, "seen_at": AT}
        for n, (shop, title, text) in enumerate(said)
    ]
    return pa.Table.from_pylist(rows, kind("listing").schema)


def found(table: pa.Table | None = None, *, listing: pa.Table | None = None, **settings: object) -> list[dict[str, Any]]:
    given = {name: one for name, one in (("post", table), ("listing", listing)) if one is not None}
    with DuckEngine() as engine:
        rows = run("layered_agents", engine, {name: engine.from_arrow(one) for name, one in given.items()}, settings).to_pylist()
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
    assert "未见：入门费" in row["reason_zh"]
    assert found(posts(*bare[:-1])) == []  # one person fewer: nothing of the test is left but layers


def test_codes_and_welcomes_are_ties_too() -> None:
    said = [("TOP", "我的邀请码：AB12CD，入门费 980"), *((f"M{n}", "用了邀请码 ab12cd") for n in range(4)), ("M0", "恭喜 @L1 @L2 @L3 @L4 成为我的二级代理")]
    (row,) = found(posts(*said))
    assert (row["subject"], row["evidence"]["layers"]) == ("微聊圈/TOP", [1, 4, 4])


def test_warnings_and_other_platforms_are_kept_apart() -> None:
    assert found(posts(*((who, f"警方提醒：{text}") for who, text in pyramid(30)))) == []
    split = pa.concat_tables([posts(*pyramid(30)[:3]), posts(*pyramid(30)[3:], platform="别处")])
    assert found(split) == []


def test_a_circle_ends() -> None:
    ring = [("AA", "推荐人：BB，代理费 1980 已交"), ("BB", "推荐人：CC"), ("CC", "推荐人：AA"), *((f"X{n}", "推荐人：AA") for n in range(9))]
    (row,) = found(posts(*ring))
    assert row["evidence"]["persons"] == 12


def test_the_share_moves_the_threshold() -> None:
    assert found(posts(*pyramid(12)), share=1) == []
    assert len(found(posts(*pyramid(12)), share=0.4)) == 1


TIERS = "总代门槛费9800元，省代3980元，推荐奖每人500，团队奖另计"


def test_listings_are_read_too_on_every_engine(engine: Engine) -> None:
    table = listings(("S1", "招代理 面膜", TIERS), ("S2", "坚果礼盒 招代理", "一件代发，总代65元/盒，省代75元/盒"), ("S3", "'; DROP TABLE x; --", "@" * 5000))
    rows = run("layered_agents", engine, {"listing": engine.from_arrow(table)}).to_pylist()
    assert [(row["subject_kind"], row["subject"]) for row in rows] == [("shop", "甲网/S1")]


def test_a_text_that_recruits_is_told_with_the_limbs_that_stand_in_it_and_those_that_do_not() -> None:
    (row,) = found(listing=listings(("S1", "招代理 面膜", TIERS)))
    limbs = row["evidence"]["limbs"]
    assert {key: one["seen"] for key, one in limbs.items()} == {"fee": True, "heads": True, "team": True}
    assert any("9800" in one for one in limbs["fee"]["said"])
    assert "入门费" in row["reason_zh"].partition("未见")[0]
    assert "no persons and layers below are seen" in row["reason_en"]
    assert row["evidence"]["listings"] == ["L0"]
    assert row["evidence"]["shops"] == ["甲网/S1"]


def test_so_much_a_head_is_pay_by_heads_whatever_it_is_called_and_a_coupon_is_none() -> None:
    (row,) = found(posts(("A", "招代理，入门费 980，每介绍一位返现 150"), ("B", "招代理，入门费 980，邀请 1 人得 20 元优惠券")))
    assert row["subject"] == "微聊圈/A"
    assert "介绍一位返现 150" in row["reason_zh"]


def test_how_far_an_article_was_checked_is_shown() -> None:
    (row,) = found(listing=listings(("S1", "招代理 面膜", TIERS)))
    assert {one["verification"] for one in row["evidence"]["limbs"].values()} == {"secondary"}
    assert "未核对原文" in row["reason_zh"]
    assert "not checked against the official text" in row["reason_en"]


@pytest.mark.parametrize(
    "text", ["招代理，总代65元/盒，省代75元/盒", "加盟费 9800 元 总代", "推荐奖 朋友下单各得 20 元", "警方提醒：门槛费9800成为省代、推荐奖、团队奖都是传销"]
)
def test_prices_by_rank_a_fee_alone_a_bonus_and_a_warning_are_left_alone(text: str) -> None:
    assert found(listing=listings(("S1", "面膜", text))) == []


def test_one_form_is_told_where_that_is_asked_for() -> None:
    assert len(found(listing=listings(("S1", "面膜 拉人头 推荐奖", "")), forms=1)) == 1


def test_accounts_and_shops_that_give_one_contact_are_one_person_and_join_what_they_tell() -> None:
    middle = [(f"M{n}", f"推荐人：TOP，代理费 1980 已交，我的微信：agent_{n}0001") for n in range(3)]
    shops = [(f"S{n}", "面膜", f"上级微信：agent_{n % 3}0001，发展下线有推荐奖") for n in range(26)]
    (row,) = found(posts(*middle), listing=listings(*shops))
    assert row["subject"] == "微聊圈/TOP"
    assert row["evidence"]["layers"] == [1, 3, 26]
    assert ["微聊圈/TOP", "微聊圈/M0"] in row["evidence"]["ties"]
    assert ["微聊圈/M1", "甲网/S1"] in row["evidence"]["ties"]
    same = listings(*((shop, title, f"{text}，加微信 same_00001") for shop, title, text in shops))
    (row,) = found(posts(*middle), listing=same, share=0.1)
    assert row["evidence"]["persons"] == 5
    assert len(row["evidence"]["shared_contacts"][0]["accounts"]) == 26
    assert "same_00001" not in json.dumps(row["evidence"])


def test_a_contact_of_everybody_is_nobodys_own() -> None:
    many = listings(
        *((f"S{n}", "面膜", "推荐人：TOP，代理费已交，加微信 desk_00001") for n in range(60)), *(("T", "面膜", "推荐人：S1 代理费") for _ in range(1))
    )
    (row,) = found(listing=many)
    assert row["evidence"]["persons"] == 62
    assert row["evidence"]["shared_contacts"] == []


def test_sums_are_told_in_whole_digits() -> None:
    (row,) = found(posts(("A", "招代理，省级代理费1288000元，市级代理费123456.5元，拉人头奖励500元")), forms=1)
    assert "1288000" in row["reason_zh"]
    assert "123456.5" in row["reason_en"]
    assert "e+" not in row["reason_zh"] + row["reason_en"]


def chained(size: int) -> Persons:
    """Accounts of which each shares a contact with the next, told in the order that is dearest."""
    rows = [
        {"record": "post", "platform": "甲", "account": f"a{account:06}", "id": "", "day": "", "kind": "contact", "said": f"c{size - one:06}"}
        for one in range(size)
        for account in (one, one + 1)
    ]
    persons = Persons(rows)
    assert {persons.of(f"甲/a{one:06}") for one in range(size + 1)} == {"甲/a000000"}
    return persons


@pytest.mark.slow
def test_a_long_chain_of_shared_contacts_costs_no_more_than_its_length() -> None:
    once, twice = (lines(lambda size=size: chained(size)) for size in (1000, 2000))  # type: ignore[misc]
    assert once < twice < 2.5 * once
    chained(20_000)


@pytest.mark.parametrize(("size", "each", "shown"), [(20, "（各层 " + "、".join("1" * 20) + " 人）", 20), (40, "（各层 " + "1、" * 20 + "… 人）", 20)])
def test_of_a_long_line_the_first_twenty_layers_are_told_and_all_are_counted(size: int, each: str, shown: int) -> None:
    line = [(f"M{n:02}", f"推荐人：M{n - 1:02}，代理费 1980 已交") for n in range(1, size)]
    (row,) = found(posts(*line))
    assert f"共 {size} 人、{size} 层{each}" in row["reason_zh"]
    evidence = row["evidence"]
    assert (len(evidence["layers"]), len(evidence["members"]), evidence["layer_count"], evidence["persons"]) == (shown, shown, size, size)
    assert evidence["members"][:2] == [["微聊圈/M00"], ["微聊圈/M01"]]


def test_what_is_said_of_fees_and_pay_names_a_record_that_says_it() -> None:
    (row,) = found(listing=listings(("S1", "招代理 面膜", TIERS)))
    quotes = row["evidence"]["quotes"]
    assert {one["of"] for one in quotes} == {"甲网/L0"}
    assert {one["by"] for one in quotes} == {"甲网/S1"}
    assert {one["said"] for one in quotes} <= {said for limb in row["evidence"]["limbs"].values() for said in limb["said"]}
    assert quotes
