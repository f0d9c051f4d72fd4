"""Lists as files: what the filter leaves, safe in a spreadsheet, whole or not at all, and on record."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from people import at, browser, people

from mingjian.core.language import Text
from mingjian.office.files import tables
from mingjian.office.lists.tables import Column, Table, inert, write_csv, write_xlsx
from mingjian.office.models import Dossier, Entry

HOSTILE = ["=1+1", "+86", "-2", "@SUM(A1)", "\tx", "\r=1", "＝1", " =1", "\n=cmd|' /C calc'!A0", "x\u202ey", "a\x00b", "无害"]
ONE = Table("one", Text("一", "One"), (Column(Text("甲", "A"), lambda row: row), Column(Text("乙", "B"), lambda row: len(row))))
#: Every list that officers of a market authority reach, and who reads it.
LISTS = [
    ("findings", "li"), ("clues", "li"), ("dossiers", "li"), ("docket", "li"), ("ledger", "li"), ("kits", "li"), ("cases", "li"), ("notices", "clerk"),
    ("operators", "li"), ("operators/reports", "clerk"), ("complaints", "li"), ("campaigns", "li"), ("conferences", "li"), ("rules", "li"),
    ("detectors", "li"), ("jobs", "li"), ("data", "li"), ("exchange", "li"), ("staff", "system"), ("ledger", "auditor"),
]  # fmt: skip


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def body(reply) -> bytes:  # type: ignore[no-untyped-def]
    return b"".join(reply.streaming_content)  # read to its end, the file is closed


@pytest.mark.parametrize("written", HOSTILE)
def test_no_cell_is_a_formula(written: str) -> None:
    out = io.BytesIO()
    assert write_csv(out, ONE, [written]) == 1
    cell = rows_of(out.getvalue())[1][0]
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    assert "\u202e" not in cell
    out = io.BytesIO()
    assert write_xlsx(out, ONE, [written]) == 1
    taken = load_workbook(io.BytesIO(out.getvalue())).active["A2"]
    assert taken.data_type == "s"
    assert not str(taken.value).startswith("=")


def test_a_number_stays_a_number_and_a_harmless_text_itself() -> None:
    out = io.BytesIO()
    write_xlsx(out, ONE, ["无害"])
    sheet = load_workbook(io.BytesIO(out.getvalue())).active
    assert (sheet["A2"].value, sheet["B2"].value, sheet["A1"].font.bold) == ("无害", 2, True)
    assert inert("a=b") == "a=b"


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "who"), LISTS, ids=lambda one: str(one))
def test_every_list_is_given_as_both_files(address: str, who: str) -> None:
    reader = browser(people("li", "clerk", "system", "auditor")[who])
    before = Entry.objects.count()
    for form in ("csv", "xlsx"):
        reply = reader.get(f"/{address}?as={form}")
        assert reply.status_code == 200, reply.content[:300]
        assert f".{form}" in reply["Content-Disposition"]
        content = body(reply)
        head = rows_of(content)[0] if form == "csv" else [cell.value for cell in load_workbook(io.BytesIO(content)).active[1]]
        assert len(head) > 4
        assert "编号" in head or "序号" in head or "文件" in head or "检测器" in head or "姓名" in head or "期限" in head or "去向" in head
    entries = [json.loads(one.body) for one in Entry.objects.filter(kind="list_taken_out")]
    assert len(entries) == Entry.objects.count() - before == 2
    assert {one["form_of_file"] for one in entries} == {"csv", "xlsx"}


def dossiers(li, count: int) -> None:  # type: ignore[no-untyped-def]
    for nth in range(count):
        Dossier.objects.create(
            number=f"L2026-{nth:07}", procedure="clue", sheet_in_force="2026-04-15", state_text="registered", title=f"=第{nth}件", department=li.department,
            opened_by=li, opened_at=at("2026-11-01 09:00"), moved_at=at("2026-11-01 09:00"), is_closed=nth % 2 == 1,
        )  # fmt: skip


@pytest.mark.django_db
def test_the_filter_in_force_holds_and_the_ledger_says_who_took_what() -> None:
    li = people("li")["li"]
    dossiers(li, 120)
    rows = rows_of(body(browser(li).get("/dossiers?state=closed&procedure=clue&after=&as=csv")))
    assert len(rows) == 61, "the head and the closed ones, more than a page"
    assert all(row[1].startswith("'=第") for row in rows[1:])
    told = json.loads(Entry.objects.get(kind="list_taken_out").body)
    assert told["filter"] == {"by_state": "closed", "by_procedure": "clue"}
    assert (told["list"], told["rows"]) == ("dossiers", 60)
    assert told["by"].startswith("li@")


@pytest.mark.django_db
def test_what_was_typed_is_not_kept_for_ever() -> None:
    li = people("li")["li"]
    body(browser(li).get("/dossiers?q=张三丰13800001111&as=csv"))
    assert "三丰" not in Entry.objects.get(kind="list_taken_out").body
    assert json.loads(Entry.objects.get(kind="list_taken_out").body)["filter"] == {"by_q": "张…(14)"}


@pytest.mark.django_db
def test_more_than_one_file_takes_is_refused_in_words_and_nothing_is_entered(monkeypatch: pytest.MonkeyPatch) -> None:
    li = people("li")["li"]
    dossiers(li, 12)
    monkeypatch.setattr(tables, "MOST_ROWS", 11)
    reply = browser(li).get("/dossiers?state=all&as=xlsx")
    assert reply.status_code == 400 or reply.status_code == 422
    assert "超过 11 行" in reply.content.decode()
    assert not Entry.objects.filter(kind="list_taken_out").exists()
    assert browser(li).get("/dossiers?as=pdf").status_code == reply.status_code


@pytest.mark.django_db
def test_nobody_takes_out_what_is_not_theirs() -> None:
    made = people("li", "zhou", "auditor")
    dossiers(made["li"], 3)
    assert len(rows_of(body(browser(made["zhou"]).get("/dossiers?as=csv")))) == 1
    assert len(rows_of(body(browser(made["auditor"]).get("/findings?as=csv")))) == 1
    assert browser(made["li"]).get("/staff?as=csv").status_code == 403


@pytest.mark.django_db
def test_a_long_list_asks_the_database_as_often_as_a_short_one() -> None:
    li = people("li")["li"]
    dossiers(li, 10)
    reader = browser(li)
    with CaptureQueriesContext(connection) as short:
        body(reader.get("/dossiers?state=all&as=csv"))
    Dossier.objects.all().delete()
    dossiers(li, 200)
    with CaptureQueriesContext(connection) as long:
        body(reader.get("/dossiers?state=all&as=csv"))
    assert len(long) <= len(short)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_offers_the_list_with_its_filter(language: str) -> None:
    li = people("li")["li"]
    dossiers(li, 3)
    page = browser(li, language).get("/dossiers?state=all&procedure=clue").content.decode()
    assert "state=all&amp;procedure=clue&amp;as=xlsx" in page
    assert ("导出" if language == "zh-hans" else "Export") in page
