"""`mingjian trace`: what is reached, by which way, and how hubs are named."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from books import book_of
from click.testing import Result
from make import run_command

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake

LINKS = """left,right,left_kind,right_kind,kind,strength,since,until,source
shop:甲,phone:138,shop,phone,公示电话,0.9,2026-01-05,,平台报送
phone:138,shop:乙,phone,shop,公示电话,0.8,2025-03-01,2025-12-31,平台报送
shop:乙,wh:常熟7号,shop,warehouse,退货地址,0.7,2025-06-01,,运单
shop:乙,parcel:1,shop,parcel,寄件,1,2025-06-02,,运单
wh:常熟7号,person:李某,warehouse,person,承租人,1,2025-01-01,,协查答复
"""


def run(folder: Path, text: str, start: str, *more: str, out: str = "out.csv") -> Result:
    (folder / "links.csv").write_text(text, "utf-8")
    return run_command("trace", start, "--links", folder / "links.csv", "--out", folder / out, *more)


def rows(folder: Path, text: str, start: str, *more: str) -> dict[str, dict[str, str]]:
    done = run(folder, text, start, *more)
    assert done.exit_code == 0, f"{done.output}\n{done.exception!r}"
    with (folder / "out.csv").open(encoding="utf-8-sig") as file:
        return {row["thing"]: row for row in csv.DictReader(file)}


def test_a_shop_leads_to_the_warehouse_behind_it_with_way_dates_and_weakest_link(tmp_path: Path) -> None:
    found = rows(tmp_path, LINKS, "shop:甲", "--steps", "3")
    assert set(found) == {"phone:138", "shop:乙", "wh:常熟7号", "parcel:1"}
    store = found["wh:常熟7号"]
    assert (store["kind"], store["steps"], store["strength"]) == ("warehouse", "3", "0.504")
    assert store["via"] == "shop:甲 → phone:138 → shop:乙 → wh:常熟7号"
    assert store["weakest"] == "shop:乙 – wh:常熟7号 (0.7)"
    assert store["dates"] == "2026-01-05; 2025-03-01..2025-12-31; 2025-06-01"
    assert store["sources"] == "平台报送; 平台报送; 运单"
    assert "退货地址" in store["why_zh"]


def test_what_many_share_is_a_hub_and_passes_on_less(tmp_path: Path) -> None:
    shared = "left,right,right_kind\n" + "".join(f"s{n},网点,courier\n" for n in range(64))
    found = rows(tmp_path, shared, "s0", "--steps", "2")
    assert found["s1"]["strength"] == "0.5"
    assert found["s1"]["hubs"] == "网点 (64)"
    assert "经过枢纽 网点（快递企业），为 64 个主体共用" in found["s1"]["why_zh"]
    assert "by the hub 网点 (courier), which 64 share" in found["s1"]["why_en"]
    assert set(rows(tmp_path, shared, "s0", "--not-through", "网点")) == {"网点"}


def test_the_answer_may_be_json(tmp_path: Path) -> None:
    run(tmp_path, LINKS, "shop:甲", "--steps", "1", out="out.json")
    (one,) = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert (one["thing"], one["steps"]) == ("phone:138", 1)


def test_pairs_of_mingjian_link_are_followed_with_the_reasons_that_they_bring(tmp_path: Path) -> None:
    head = "left,right,probability,weight,reasons_zh,reasons_en\n"
    first = "a,b,0.9,5.1,电话相同 +12.1；地址相同 +3.2,the same telephone +12.1; the same address +3.2\n"
    found = rows(tmp_path, f"{head}{first}b,c,0.8,4,,\n", "a")
    assert found["b"]["why_zh"] == "疑似同一经营者（电话相同 +12.1；地址相同 +3.2，0.9）"
    assert found["b"]["why_en"] == "perhaps one operator (the same telephone +12.1; the same address +3.2, 0.9)"
    assert found["c"]["why_zh"].endswith("，再经有关联（日期不详，来源不详，0.8）")


def test_bad_input_is_refused_in_words(tmp_path: Path) -> None:
    unknown = run(tmp_path, LINKS, "甲").exception
    assert isinstance(unknown, NotFound)
    assert "shop:甲" in unknown.text.zh
    assert isinstance(run(tmp_path, "left,right,strength\na,b,7\n", "a").exception, BadInput)
    assert isinstance(run(tmp_path, "甲,乙\na,b\n", "a").exception, BadInput)
    told = run(tmp_path, LINKS + "x,,,,,,,,\ny,z,,,,2,,,\n", "shop:甲")
    assert "not to be used: 2 rows" in told.output


def test_a_link_that_ends_before_it_begins_is_left_out_and_the_first_row_left_out_is_named(tmp_path: Path) -> None:
    reversed_ = LINKS.replace("2025-03-01,2025-12-31", "2025-12-31,2025-03-01")
    done = run(tmp_path, reversed_, "shop:甲")
    assert "not to be used: 1 row." in done.output
    assert "第 3 行：止日早于起日。 The first of them: row 3: It ends before it begins." in done.output
    unread = run(tmp_path, LINKS.replace("2026-01-05", "2026-13-05").replace("0.7", "7"), "shop:乙")
    assert "第 2 行：" in unread.output
    assert "not to be used: 2 rows." in unread.output


def test_a_sheet_of_links_that_was_not_read_is_told_and_may_be_named(tmp_path: Path) -> None:
    lines = [line.split(",") for line in LINKS.strip().split("\n")]
    path = book_of(tmp_path / "links.xlsx", {"一": lines[:3], "二": [lines[0][:2], ["shop:丁", "phone:139"]]})
    words = ("--links", path, "--out", tmp_path / "out.csv")
    assert "工作表“二”没有读" in run_command("trace", "shop:甲", *words).output
    assert run_command("trace", "shop:丁", *words, "--sheet", "二").exit_code == 0


PLAIN = """left,right,left_kind,right_kind,kind,source
shop:甲,13800001111,shop,phone,公示电话,平台报送
phone:+86 138-0000-1111,shop:乙,phone,shop,公示电话,平台报送
shop:乙,6222020000000000001,shop,account,收款,协查答复
6222 0200 0000 0000 001,shop:丙,account,shop,收款,协查答复
shop:丙,小号客服在线,shop,account,客服账号,平台报送
"""


def test_one_telephone_written_in_two_ways_is_one_thing_and_is_not_repeated(tmp_path: Path) -> None:
    found = rows(tmp_path, PLAIN, "shop:甲", "--steps", "6")
    assert {thing for thing in found if "#" not in thing} == {"shop:乙", "shop:丙", "小号客服在线"}
    phone = next(thing for thing in found if thing.startswith("138****1111 #"))
    assert (found[phone]["kind"], found["shop:丙"]["steps"]) == ("phone", "4")
    written = (tmp_path / "out.csv").read_text("utf-8-sig")
    assert "13800001111" not in written
    assert "6222020000000000001" not in written


@pytest.mark.parametrize("start", ["13800001111", "+86 138-0000-1111", "138 0000 1111", "phone:13800001111"])
def test_a_trace_begins_at_a_number_however_it_is_written(tmp_path: Path, start: str) -> None:
    assert set(rows(tmp_path, PLAIN, start, "--steps", "1")) == {"shop:甲", "shop:乙"}


def test_with_a_lake_a_plain_number_is_the_token_that_its_records_have(tmp_path: Path) -> None:
    lake, file = Lake(tmp_path / "lake"), tmp_path / "known.csv"
    file.write_text("商家编号,店铺编号,联系电话\nA,S1,13800001111\n", "utf-8")
    done = lake.load(kind("operator"), file, source="x", at=datetime(2026, 11, 26, tzinfo=UTC))
    token = pq.read_table(done.rows_path)["phone_token"][0].as_py()
    links = f"left,right,left_kind,right_kind\nshop:甲,{token},shop,phone\n13800001111,shop:乙,phone,shop\n"
    assert set(rows(tmp_path, links, "13800001111", "--lake", str(lake.folder))) == {"shop:甲", "shop:乙"}
    bare = run(tmp_path, links, "shop:甲", "--lake", str(tmp_path))
    assert isinstance(bare.exception, BadInput)
