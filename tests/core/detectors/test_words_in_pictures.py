"""Words read in pictures count as the listing's own, and a finding says in which picture they stand."""

import json
from typing import Any

import pyarrow as pa
import pytest

from mingjian.core.detectors import run
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.records import kind
from mingjian.core.screening import screen
from mingjian.core.text.picture_words import APART, PICTURE_NAMES, PICTURE_TEXT

LONG = "本品适用于日常使用，请按说明书操作，置于阴凉干燥处，避免儿童接触，如有疑问请咨询客服。" * 2


def with_pictures(*rows: dict[str, Any]) -> pa.Table:
    """Make listings; `pictures` of a row are names and words."""
    plain = [{"platform": "甲网", "listing_id": f"L{n}", **{name: value for name, value in row.items() if name != "pictures"}} for n, row in enumerate(rows)]
    table = pa.Table.from_pylist(plain, pa.schema([field.with_nullable(True) for field in kind("listing").schema]))
    for column, place in ((PICTURE_TEXT, 1), (PICTURE_NAMES, 0)):
        told = [APART.join(one[place] for one in row["pictures"]) if row.get("pictures") else None for row in rows]
        table = table.append_column(column, pa.array(told, pa.string()))
    return table


def screened(*rows: dict[str, Any], only: str = "") -> list[dict[str, Any]]:
    (batch,) = with_pictures(*rows).combine_chunks().to_batches()
    return screen(batch, "listing", list(range(len(rows))), [only] if only else ())


def test_an_account_in_a_picture_is_found_and_the_picture_named() -> None:
    title = "新款女包 通勤"
    pictures = [("L0.jpg", "百搭 通勤"), ("L0-2.jpg", "更多款式\n加微信 shili_0001 看图")]
    (found,) = screened({"title": title, "pictures": pictures}, {"title": title, "pictures": [("L1.jpg", "百搭 通勤")]}, {"title": title})
    assert (found["detector"], found["subject"]) == ("contact_migration", "甲网/L0")
    assert "图片“L0-2.jpg”中的文字" in found["reason_zh"]
    assert "in the picture “L0-2.jpg”" in found["reason_en"]
    told = json.loads(found["evidence"])
    assert told["field"] == "picture:L0-2.jpg"
    start, end = told["spans"][0][:2]
    assert "shili_0001" in pictures[1][1][start:end]
    assert "shili_0001" not in found["evidence"]


@pytest.mark.parametrize("link", ["https://u.wechat.com/MOzVZ1abcDEFghi", "https://weixin.qq.com/g/AwYAAabcd", "https://qm.qq.com/q/abcdefg"])
def test_a_code_that_adds_an_account_or_joins_a_group_is_a_contact(link: str) -> None:
    assert [one["detector"] for one in screened({"title": "新款女包", "pictures": [("L0.png", link)]})] == ["contact_migration"]


@pytest.mark.parametrize(
    ("link", "said", "way"),
    [
        ("wxp://f2f0shiLIshili0001", "微信收款码", {"kind": "wechat_pay", "moves": "payment"}),
        ("HTTPS://QR.ALIPAY.COM/FKX00000SHILI0001", "支付宝收款码", {"kind": "alipay", "moves": "payment"}),
        ("https://u.wechat.com/MOzVZ1abcDEFghi", "微信", {"kind": "wechat", "moves": "talk"}),
    ],
)
def test_a_code_says_what_it_moves_and_that_it_was_found_in_a_picture(link: str, said: str, way: dict[str, str]) -> None:
    (found,) = screened({"title": "新款女包", "pictures": [("L0.png", link)]})
    assert f"（{said}" in found["reason_zh"]
    (told,) = json.loads(found["evidence"])["ways"]
    assert (told["start"], told["end"], told["found_in"], told["field"]) == (0, len(link), "picture", "picture:L0.png")
    assert way.items() <= told.items()
    assert link.rpartition("/")[2] not in found["evidence"] + found["reason_zh"]


@pytest.mark.parametrize("link", ["https://www.example.com/p/1", "6901234567892", "https://weixin.qq.com/r/abcdefgh", "xu.wechat.com/abcdefg"])
def test_other_codes_are_none(link: str) -> None:
    assert screened({"title": "新款女包", "pictures": [("L0.png", link)]}) == []


def test_code_words_and_claims_in_pictures_are_found() -> None:
    rows = ({"title": "劳力士 腕表", "pictures": [("a.png", "高仿 一比一 懂的来")]}, {"title": "枸杞茶 食品", "pictures": [("b.png", "根治糖尿病 无副作用")]})
    found = {(one["detector"], one["row"]): one for one in screened(*rows)}
    assert "图片“a.png”" in found["replica_words", 0]["reason_zh"]
    assert "图片“b.png”" in found["forbidden_claims", 1]["reason_zh"]


def test_no_word_reaches_from_one_picture_into_the_next() -> None:
    assert screened({"title": "劳力士 腕表", "pictures": [("a.png", "高"), ("b.png", "仿 一比"), ("c.png", "一")]}) == []


def test_a_permit_in_a_picture_counts_as_shown_and_a_wrong_one_is_told_with_its_picture() -> None:
    title = "感冒灵颗粒 10袋 OTC药品"
    rows = with_pictures(
        {"title": title, "text": LONG, "pictures": [("a.jpg", "国药准字Z44021940")]},
        {"title": title, "text": LONG, "pictures": [("b.jpg", "清热解毒")]},
        {"title": title, "text": LONG},
        {"title": "坚果零食 食品", "text": LONG, "pictures": [("d.jpg", "SC11834020305036")]},
    )
    with DuckEngine() as engine:
        table = run("missing_permit", engine, {"listing": engine.from_arrow(rows)}, {"least": 0})
    told = {row["subject"]: row for row in table.to_pylist()}
    assert sorted(told) == ["甲网/L1", "甲网/L2", "甲网/L3"]
    assert "描述和 1 张图片中未见" in told["甲网/L1"]["reason_zh"]
    assert "图片" not in told["甲网/L2"]["reason_zh"]
    assert "图片“d.jpg”中的文字" in told["甲网/L3"]["reason_zh"]
    assert json.loads(told["甲网/L3"]["evidence"])["field"] == "picture:d.jpg"


def test_the_name_of_a_picture_cannot_steer_a_sentence() -> None:
    (found,) = screened({"title": "女包", "pictures": [("\u202e<b>{0}.jpg", "加微信 shili_0001 看图")]})
    assert found["reason_zh"].isprintable()
    assert found["reason_en"].isprintable()
