"""Clues from a file: good rows become clues, bad ones are listed."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from books import book_of
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from institutions.clues.files import KNOWN
from institutions.market.known_lake import fill
from people import at, people

from mingjian.institutions.clues.imports.opening import import_clues
from mingjian.institutions.clues.models import Clue
from mingjian.office.files.store import place_of
from mingjian.office.models import Entry

pytestmark = pytest.mark.django_db
NOON = at("2026-11-24 12:00")
ROWS = """工单编号,来源,涉嫌违法行为,平台名称,店铺名称,店铺链接,被举报人,举报人,联系电话,登记时间
12315-1,举报,销售假冒化肥,yunjishi,金穗农资,https://shop.example/1,桐庐金穗农资有限公司,李雷,13900000001,2026-11-20 09:00
12315-2,举报,,yunjishi,无事店,,,,,
12315-3,小道消息,虚假宣传,yunjishi,某店,,,,,
12315-4,platform,无证经营,yunjishi,某店,javascript:alert(1),,,,
12315-5,,刷单,yunjishi,=cmd|' /C calc'!A0,,,,,
"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_good_rows_become_clues_and_bad_ones_are_listed(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "线索.csv"
    file.write_text(ROWS, encoding=encoding)
    who = people("li")["li"]
    loaded = import_clues(file, by=who, at=NOON)
    assert [clue.original_number for clue in loaded.clues] == ["12315-1", "12315-5"]
    assert [bad.row for bad in loaded.bad_rows] == [3, 4, 5]
    first, last = loaded.clues
    assert (first.source, first.operator_name, first.reporter.masked_name, first.received_at) == (
        "report",
        "桐庐金穗农资有限公司",
        "李**",
        at("2026-11-20 09:00"),
    )
    assert (last.source, last.shop_name) == ("platform", "=cmd|' /C calc'!A0")


def test_the_bytes_of_a_file_are_kept_and_the_ledger_says_who_brought_them(tmp_path: Path, settings: Any) -> None:
    settings.SEALED_ROOT = tmp_path / "sealed"
    file, who = tmp_path / "线索.csv", people("li")["li"]
    file.write_text(ROWS)
    import_clues(file, by=who, at=NOON)
    told = json.loads(Entry.objects.get(kind="clues_imported").body)
    assert place_of(told["sha256"]).read_bytes() == file.read_bytes()
    assert (told["by"], told["clues"], told["bad"]) == (who.wire_name, 2, 3)


def test_what_is_no_table_is_refused_at_the_page_and_kept_nowhere(settings: Any, tmp_path: Path) -> None:
    settings.SEALED_ROOT = tmp_path / "sealed"
    client = Client()
    client.force_login(people("li")["li"])
    reply = client.post("/clues/import", {"file": SimpleUploadedFile("线索.csv", b"MZ\x90\x00" + bytes(60))})
    assert (reply.status_code, "程序、脚本或网页" in reply.content.decode()) == (422, True)
    assert not list(tmp_path.rglob("*"))


def test_the_same_file_again_registers_nothing_twice(tmp_path: Path) -> None:
    file = tmp_path / "线索.csv"
    file.write_text(ROWS)
    who = people("li")["li"]
    import_clues(file, by=who, at=NOON)
    import_clues(file, by=who, at=NOON)
    assert Clue.objects.count() == 2


def test_what_a_file_leaves_empty_is_filled_as_by_hand_and_what_came_in_stays(tmp_path: Path, settings: Any) -> None:
    settings.LAKE = tmp_path / "lake"
    fill(tmp_path)  # 甲网/L1 is a listing of 甲网/S1, 青禾店
    file = tmp_path / "线索.csv"
    file.write_text(KNOWN)
    bare, written, other, unknown = import_clues(file, by=people("li")["li"], at=NOON).clues
    assert (bare.shop_id, bare.shop_name, bare.price, bare.operator_name) == ("S1", "青禾店", Decimal("80.00"), "桐庐青禾商行")
    assert bare.suspected_ground
    assert {"shop_id", "shop_name", "price", "listing_title", "suspected_ground"} <= set(bare.filled)
    assert (written.shop_name, written.price) == ("举报人写的店名", Decimal("75.5"))
    assert not {"shop_name", "price", "shop_id"} & set(written.filled)
    assert (other.shop_id, other.shop_name, other.operator_name, other.price) == ("S2", "", "", Decimal("80.00"))  # not who is behind S1
    assert unknown.filled == []


@pytest.mark.slow
def test_the_lake_is_asked_once_for_a_whole_file(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LAKE = tmp_path / "lake"
    fill(tmp_path)
    asked: list[int] = []
    real = __import__("mingjian.institutions.clues.services.known_facts", fromlist=["known_of"]).known_of

    def counting(officer: Any, subjects: Any) -> Any:
        asked.append(len(subjects))
        return real(officer, subjects)

    monkeypatch.setattr("mingjian.institutions.clues.services.known_facts.known_of", counting)
    file = tmp_path / "线索.csv"
    file.write_text("工单编号,涉嫌违法行为,平台名称,商品编号\n" + "".join(f"N-{n},售假,甲网,L1\n" for n in range(120)))
    loaded = import_clues(file, by=people("li")["li"], at=NOON)
    assert asked == [120]
    assert all(clue.shop_name == "青禾店" for clue in loaded.clues)


def test_a_platform_is_told_nothing_of_the_lake(tmp_path: Path, settings: Any) -> None:
    settings.LAKE = tmp_path / "lake"
    fill(tmp_path)
    file = tmp_path / "线索.csv"
    file.write_text("涉嫌违法行为,平台名称,商品编号\n卖得太便宜,甲网,L1\n")
    (clue,) = import_clues(file, by=people("clerk")["clerk"], at=NOON).clues
    assert (clue.shop_name, clue.filled) == ("", [])


def test_the_page_says_per_clue_what_was_filled(tmp_path: Path, settings: Any) -> None:
    settings.LAKE = tmp_path / "lake"
    fill(tmp_path)
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(people("li")["li"], backend="allauth.account.auth_backends.AuthenticationBackend")
    told = client.post("/clues/import", {"file": SimpleUploadedFile("线索.csv", KNOWN.encode())}).content.decode()
    assert "其中 3 条已据本节点数据补填" in told
    assert "网店编号、网店名称" in told
    number = Clue.objects.get(original_number="P-1").dossier.number
    assert client.get(f"/clues/{number}").content.decode().count("系统补填</span>") >= 5


def test_a_workbook_of_clues_is_asked_which_sheet_is_read_and_says_what_was_not(tmp_path: Path, settings: Any) -> None:
    settings.SEALED_ROOT, settings.LAKE = tmp_path / "sealed", str(tmp_path / "lake")
    content = {
        "网络": [["涉嫌违法行为", "平台名称"], ["售假", "yunjishi"]],
        "电话": [["涉嫌违法行为", "情况说明"], ["虚假宣传", "电话举报"]],
        "说明": [["请填写"]],
    }
    raw = book_of(tmp_path / "线索.xlsx", content).read_bytes()
    client = Client()
    client.force_login(people("li")["li"])
    page = client.post("/clues/import", {"file": SimpleUploadedFile("线索.xlsx", raw)}).content.decode()
    assert "读取哪一张工作表" in page
    assert not Clue.objects.exists()
    token = page.partition('name="token" value="')[2].partition('"')[0]
    told = client.post("/clues/import/headings", {"token": token, "sheet": "", "is_sheet_chosen": "True"}).content.decode()
    assert "“电话”、“说明”没有读" in told
    page = client.post("/clues/import", {"file": SimpleUploadedFile("线索.xlsx", raw)}).content.decode()
    token = page.partition('name="token" value="')[2].partition('"')[0]
    client.post("/clues/import/headings", {"token": token, "sheet": "电话", "is_sheet_chosen": "True"})
    assert set(Clue.objects.values_list("suspected_act", flat=True)) == {"售假", "虚假宣传"}
