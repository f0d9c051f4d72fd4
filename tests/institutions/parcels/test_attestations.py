"""Attestations: read from files, numbers keyed and kept nowhere, bad rows told with reason, undone duties with their article."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from books import book_of
from couriers import courier_clerk
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from openpyxl import Workbook
from people import at, browser

from mingjian.core.errors import BadInput, NotPermitted
from mingjian.institutions.parcels.models import Attestation, Batch
from mingjian.institutions.parcels.services.keys import FILE, Keys, keys, period_of
from mingjian.institutions.parcels.work.attestations import bring_file, bring_rows
from mingjian.office.models import Entry, Officer

Who = dict[str, Officer]
NOW = at("2026-11-26 10:00")
NUMBER, PHONE = "11010519491231002X", "13812345678"
HEAD = "运单号,收寄网点,收寄地行政区划代码,收寄日期,寄件人类别,是否实名,查验方式,证件号码,寄件人电话"
ROWS = f"""{HEAD}
SD000000000001,千岛湖营业部,330127,2026-11-20,个人,是,出示证件,{NUMBER},{PHONE}
SD000000000002,千岛湖营业部,330127,2026-11-20,自然人,是,出示证件,{NUMBER},{PHONE}
SD000000000003,千岛湖营业部,330127,2026-11-20,个人,否,,{NUMBER},
SD000000000004,千岛湖营业部,330127,2026-11-20,协议客户,否,,,{PHONE}
SD000000000005,,330127,2026-11-20,个人,是,出示证件,,
SD000000000006,千岛湖营业部,330127,2027-11-20,个人,是,出示证件,,
SD000000000007,千岛湖营业部,330127,2026-11-20,个人,,,,
SD000000000001,千岛湖营业部,330127,2026-11-20,个人,是,出示证件,,
SD000000000008,千岛湖营业部,330127,2026-11-20,个人,是,出示证件,110105194912310021,
,千岛湖营业部,330127,2026-11-20,个人,是,出示证件,,
SD000000000009,千岛湖营业部,330127,2026-11-20,个人,是,,,
SD000000000010,千岛湖营业部,浙江,2026-11-20,个人,是,出示证件,,
"""


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path / "home"
    return tmp_path / "home"


def brought(tmp_path: Path, by: Officer, rows: str = ROWS, name: str = "a.csv") -> Batch:
    file = tmp_path / name
    file.write_text(rows, "utf-8")
    return bring_file(file, name, by=by, at=NOW)


def test_each_row_is_kept_or_told_of_and_undone_duties_name_their_article(db: None, home: Path, tmp_path: Path) -> None:
    made = brought(tmp_path, courier_clerk())
    assert (made.kept, made.refused, made.breaches) == (6, 6, 3)
    told = {(one["row"], one["code"]) for one in made.told}
    assert told == {
        (4, "unchecked"), (6, "outlet"), (7, "later"), (8, "id_checked"), (9, "again"), (10, "false_number"), (11, "unread"), (12, "no_method"), (13, "region"),
    }  # fmt: skip
    unchecked = next(one for one in made.told if one["code"] == "unchecked")
    assert "express_reg/23" in unchecked["ground"]
    assert all(one["zh"] and one["en"] for one in made.told)
    old = brought(tmp_path, Officer.objects.get(username="di"), f"{HEAD}\nSD900000000001,甲,330127,2024-05-01,个人,否,,,\n")
    assert "express_reg/22" in old.told[0]["ground"]  # the article of that day


def test_no_number_is_kept_anywhere(db: None, home: Path, tmp_path: Path) -> None:
    made = brought(tmp_path, courier_clerk())
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of tables
            held = repr(cursor.fetchall())
            assert [one for one in (NUMBER, PHONE) if one in held] == [], table
    assert not any(NUMBER.encode() in path.read_bytes() for path in home.rglob("*") if path.is_file())
    one = Attestation.objects.get(waybill="SD000000000001")
    assert len(one.identity) == 64
    assert one.identity == Attestation.objects.get(waybill="SD000000000003").identity
    assert Entry.objects.filter(kind="attestations_brought").count() == 1
    assert json.loads(Entry.objects.get(kind="attestations_brought").body)["kept"] == made.kept


def test_hashes_of_two_quarters_or_two_cities_do_not_join(db: None, home: Path) -> None:
    held, day = keys(), date(2026, 11, 20)
    assert period_of(day) == "2026Q4"
    same = held.hashed("identity", NUMBER, date(2026, 10, 1), "330122")
    assert held.hashed("identity", NUMBER.lower(), day, "330127") == same
    others = {
        held.hashed("identity", NUMBER, date(2026, 9, 30), "330127"),
        held.hashed("identity", NUMBER, day, "330201"),
        held.hashed("phone", NUMBER, day, "330127"),
        Keys(b"another" * 5).hashed("identity", NUMBER, day, "330127"),
    }
    assert len(others | {same}) == 5
    assert held.hashed("identity", " ", day, "330127") == ""


def test_a_lost_or_other_key_is_said_and_nothing_is_overwritten(db: None, home: Path, tmp_path: Path) -> None:
    clerk = courier_clerk()
    brought(tmp_path, clerk)
    file, more = home / FILE, f"{HEAD}\nSD900000000009,甲,330127,2026-11-01,个人,是,出示证件,,\n"
    secret = file.read_text()
    for mode, text, words in ((0o600, "zz", "已损坏"), (0o600, "00" * 32, "不是报送"), (0o644, secret, "他人可读")):
        file.write_text(text)
        file.chmod(mode)
        with pytest.raises(BadInput, match=words):
            brought(tmp_path, clerk, more)
    file.unlink()
    with pytest.raises(BadInput, match="不见了"):
        brought(tmp_path, clerk, more)
    assert not file.exists()
    file.write_text(secret)
    file.chmod(0o600)
    assert brought(tmp_path, clerk, more).kept == 1


def test_excel_and_parquet_say_the_same_as_csv(db: None, home: Path, tmp_path: Path) -> None:
    clerk = courier_clerk()
    lines = [line.split(",") for line in ROWS.strip().split("\n")][:4]
    book = Workbook()
    for line in lines:
        book.active.append(line)
    book.save(tmp_path / "a.xlsx")
    assert bring_file(tmp_path / "a.xlsx", "a.xlsx", by=clerk, at=NOW).kept == 3
    again = [[f"X{value}" if value.startswith("SD") else value for value in line] for line in lines[1:]]
    pq.write_table(pa.table({name: [line[place] for line in again] for place, name in enumerate(lines[0])}), tmp_path / "a.parquet")
    assert bring_file(tmp_path / "a.parquet", "a.parquet", by=clerk, at=NOW).kept == 3
    hashes = set(Attestation.objects.filter(waybill__endswith="0001").values_list("identity", flat=True))
    assert len(hashes) == 1


def test_what_cannot_be_read_is_refused_whole_and_only_couriers_bring(who: Who, home: Path, tmp_path: Path) -> None:
    clerk = courier_clerk()
    for rows, words in (("甲,乙\n1,2\n", "运单"), (f"{HEAD}\n", "没有数据行")):
        with pytest.raises(BadInput, match=words):
            brought(tmp_path, clerk, rows)
    with pytest.raises(NotPermitted):
        brought(tmp_path, who["li"])
    assert not Batch.objects.exists()


def test_a_courier_brings_a_file_at_its_desk_and_others_see_what_is_theirs(who: Who, home: Path) -> None:
    clerk = courier_clerk()
    desk = browser(clerk)
    assert "报送收寄证明" in desk.get("/parcels").text
    reply = desk.post("/parcels/attestations", {"file": SimpleUploadedFile("收寄.csv", ROWS.encode())})
    assert reply.status_code == 302
    page = desk.get(reply.headers["Location"]).text
    assert "没有查验寄件人身份即收寄" in page
    assert "《快递暂行条例》第23条" in page
    assert "express_reg/23 " not in page
    assert NUMBER not in page
    english = browser(clerk, "en").get(reply.headers["Location"]).text
    assert "Taken in without checking" in english
    assert browser(who["zhao"]).get(reply.headers["Location"]).status_code == 200  # taken in in its county
    assert browser(who["li"]).get(reply.headers["Location"]).status_code == 404
    assert browser(courier_clerk("another", "另一快递")).get(reply.headers["Location"]).status_code == 404
    assert browser(who["clerk"]).get("/parcels").status_code == 403
    bad = desk.post("/parcels/attestations", {"file": SimpleUploadedFile("收寄.csv", "甲,乙\n1,2\n".encode())})
    assert bad.status_code == 422
    assert "note--bad" in bad.text
    assert desk.post("/parcels/attestations", {}).status_code == 422


def test_attestations_come_through_the_api_too(db: None, home: Path) -> None:
    clerk = courier_clerk()
    row = {"waybill": "SD000000000001", "outlet": "甲", "region_code": "330127", "sent_on": "2026-11-20", "id_checked": False, "person_id": NUMBER}
    desk = browser(clerk)
    reply = desk.post("/api/parcels/attestations", {"rows": [row]}, content_type="application/json")
    assert reply.status_code == 201, reply.text
    assert (reply.json()["kept"], reply.json()["told"][0]["code"]) == (1, "unchecked")
    assert desk.get(f"/api/parcels/attestations/{reply.json()['number']}").json()["breaches"] == 1
    bad = desk.post("/api/parcels/attestations", {"rows": [{**row, "sent_on": NUMBER}]}, content_type="application/json")
    assert bad.status_code == 422
    assert NUMBER not in bad.text
    assert (
        bring_rows([{**row, "waybill": "SD2-000001", "sent_on": date(2026, 11, 1), "sender_kind": "", "method": "", "phone": ""}], by=clerk, at=NOW).kept == 1
    )


@pytest.mark.parametrize("printed", ["是否查验", "是否查验（是、否）", "身份查验", "是否实名"])
def test_a_file_with_the_headings_of_the_page_is_read_whole(db: None, home: Path, tmp_path: Path, printed: str) -> None:
    clerk = courier_clerk()
    page = browser(clerk).get("/parcels").content.decode()
    names = re.findall(r"<li><strong>([^<]*)</strong>", page.partition("data-columns")[2].partition("</details>")[0])
    assert "是否查验" in names
    cells = {"平台": "甲网", "网点": "千岛湖营业部", "收寄地行政区划代码": "330127", "收寄日期": "2026-11-20"}
    cells |= {"寄件人类别": "个人", "是否查验": "是", "查验方式": "出示证件"}
    rows = "".join(",".join(f"SD{n:012}" if name == "运单号" else cells.get(name, "") for name in names) + "\n" for n in range(200))
    made = brought(tmp_path, clerk, ",".join(names).replace("是否查验", printed) + "\n" + rows)
    assert (made.kept, made.refused) == (200, 0)


def test_a_file_without_a_column_that_every_row_needs_is_refused_once_and_names_what_is_not_known(db: None, home: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        brought(tmp_path, courier_clerk(), "运单号,收寄网点,收寄地行政区划代码,收寄日期,查了没有,备注\nSD000000000001,甲,330127,2026-11-20,是,x\n")
    assert "缺少列“是否查验”" in refused.value.text.zh
    assert "查了没有、备注" in refused.value.text.zh
    assert Batch.objects.count() == 0


def test_a_column_that_nobody_knows_is_named_once_and_not_by_row(db: None, home: Path, tmp_path: Path) -> None:
    row = "SD{:012},甲,330127,2026-11-20,是,出示证件,x\n"
    made = brought(tmp_path, courier_clerk(), "运单号,网点,收寄地行政区划代码,收寄日期,是否查验,查验方式,备注一二\n" + "".join(row.format(n) for n in range(9)))
    assert (made.kept, made.refused) == (9, 0)
    assert [(one["row"], one["code"]) for one in made.told] == [(0, "columns")]
    assert "备注一二" in made.told[0]["zh"]


def test_the_sheet_of_a_workbook_may_be_named_and_one_that_was_not_read_is_told(db: None, home: Path, tmp_path: Path) -> None:
    clerk = courier_clerk()
    lines = [line.split(",") for line in ROWS.strip().split("\n")]
    path = book_of(tmp_path / "a.xlsx", {"一": lines[:3], "二": [[*lines[0], "备注"], *([*line, "x"] for line in lines[3:4])]})
    first = bring_file(path, "a.xlsx", by=clerk, at=NOW)
    assert (first.kept, [one["zh"] for one in first.told if "“二”没有读" in one["zh"]] != []) == (2, True)
    with path.open("rb") as file:
        browser(clerk).post("/parcels/attestations", {"file": file, "sheet": "二"})
    assert Batch.objects.exclude(pk=first.pk).get().kept == 1
