"""The pages of market data show what the lake holds, to authorities only."""

import csv
import io
import json
import os
import re
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from books import book_of
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from make import make_lake
from openpyxl import load_workbook
from people import people

from mingjian.core.records import kind, kinds
from mingjian.core.records.lake import Lake, Load
from mingjian.core.records.reading.headings import recognise
from mingjian.institutions.market import opening as load_file
from mingjian.institutions.market import pages
from mingjian.office.files.store import place_of
from mingjian.office.jobs import files
from mingjian.office.jobs.models import Job
from mingjian.office.jobs.run import work_off
from mingjian.office.models import Entry

pytestmark = pytest.mark.django_db
ORDERS = "订单编号,店铺ID,金额,付款时间\n1,甲,10,2026-11-01 10:00\n2,甲,<script>alert(1)</script>,2026-11-02 10:00\n3,乙,=1+1,2026-11-03 10:00\n".encode()
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> Lake:
    return make_lake(tmp_path, settings)


@pytest.fixture
def loaded(lake: Lake, tmp_path: Path) -> Load:
    file = tmp_path / "orders.csv"
    file.write_bytes(ORDERS)
    return lake.load(kind("order"), file, source="shopee", at=AT)


def signed_in(name: str, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(people(name)[name])
    return client


def upload(client: Client, content: bytes, **changed: str) -> Any:
    fields = {"kind": "order", "source": "shopee", **changed}
    return client.post("/data/new", {**fields, "file": SimpleUploadedFile("../../orders;rm.csv", content)})


def test_values_that_were_left_empty_are_listed_with_the_rows_that_were_not_taken(lake: Lake, tmp_path: Path) -> None:
    file = tmp_path / "offers.csv"
    file.write_text("商品编号,商品标题,价格\n1,茶杯,询价\n2,茶盘,9.9\n", "utf-8")
    load = lake.load(kind("listing"), file, source="shopee", at=AT)
    page = signed_in("li", "zh-hans").get(f"/data/{load.digest}").text
    for said in ("未收入的行和留空的值", "读不出而留空的值", "<code>询价</code>", "该值已留空，本行照常读入。", "给报送方的报告"):
        assert said in page


def test_the_days_of_files_are_days_of_a_sheet(loaded: Load) -> None:
    reply = signed_in("li").get("/data?as=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(reply.streaming_content) if reply.streaming else reply.content)).active
    heading, row = [[cell.value for cell in one] for one in sheet.iter_rows()]
    told = dict(zip(heading, row, strict=True))
    assert [told[heading].date() for heading in ("First", "Last")] == [date(2026, 11, 1)] * 2  # the one row that is good


def test_the_room_lists_sources_with_rows_bad_rows_and_days(loaded: Load) -> None:
    page = signed_in("li").get("/data").content.decode()
    assert "shopee" in page
    assert "orders.csv" in page
    assert "2026-11-01" in page


def test_what_is_brought_is_kept_as_it_came_and_the_ledger_says_its_hash(lake: Lake, settings: Any, tmp_path: Path) -> None:
    settings.SEALED_ROOT = tmp_path / "sealed"
    assert upload(signed_in("li"), ORDERS).status_code == 302
    told = json.loads(Entry.objects.get(kind="records_imported").body)
    assert told["sha256"] == sha256(ORDERS).hexdigest()
    assert place_of(told["sha256"]).read_bytes() == ORDERS


def test_a_program_is_no_table_and_nothing_of_it_stays(lake: Lake, settings: Any, tmp_path: Path) -> None:
    settings.SEALED_ROOT = tmp_path / "sealed"
    reply = upload(signed_in("li", "zh-hans"), b"MZ\x90\x00" + bytes(60))
    assert (reply.status_code, "程序、脚本或网页" in reply.content.decode()) == (422, True)
    assert not list(lake.folder.glob(".waiting-*"))


def test_an_empty_lake_says_what_to_do(lake: Lake) -> None:
    assert "mingjian import" in signed_in("li").get("/data").content.decode()


def test_a_load_shows_each_bad_row_with_its_reason_and_nothing_runs(loaded: Load) -> None:
    page = signed_in("li").get(f"/data/{loaded.digest}").content.decode()
    assert "No number can be read." in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_the_report_for_the_source_comes_as_a_file(loaded: Load) -> None:
    reply = signed_in("li").get(f"/data/{loaded.digest}/bad_rows")
    assert "attachment" in reply["Content-Disposition"]
    assert "'=1+1" in b"".join(reply.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # a file


@pytest.mark.parametrize("name", ["clerk", "auditor", "system"])
def test_nobody_but_an_authority_sees_market_data(loaded: Load, name: str) -> None:
    client = signed_in(name)
    assert {client.get(path).status_code for path in ("/data", f"/data/{loaded.digest}", f"/data/{loaded.digest}/bad_rows")} <= {302, 403}


def test_an_unknown_load_is_not_found(lake: Lake) -> None:
    assert signed_in("li").get("/data/0123abcd").status_code == 404


def test_an_officer_loads_a_file_once_and_the_ledger_says_so(lake: Lake) -> None:
    client = signed_in("li")
    for _ in range(2):
        reply = upload(client, ORDERS)
        assert reply.status_code == 302
    (load,) = lake.loads()
    assert (load.rows, load.bad, load.source) == (1, 2, "shopee")
    assert "/" not in load.file
    assert Entry.objects.filter(kind="records_imported").count() == 1


def test_the_page_of_a_load_says_what_was_not_taken_for_what_it_seems(lake: Lake) -> None:
    client = signed_in("li")
    text = "订单编号,店铺Id,店铺名称,订单状态,实付金额（万元）\n1,0,甲店,已取消,1\n2,0,乙店,七上八下,2\n"
    assert upload(client, text.encode()).status_code == 302
    (load,) = lake.loads()
    page = client.get(f"/data/{load.digest}").content.decode()
    assert load.theirs["shop_id"] == "店铺名称"
    for words in ("“店铺Id” is 0 or empty in all rows", "1 orders were cancelled", "“七上八下” is not known", "multiplied by 10000"):
        assert words in page


EXPORTS = Path(__file__).parents[2] / "core" / "records" / "reading" / "exports"


def upload_named(client: Client, name: str, content: bytes, of: str) -> Any:
    return client.post("/data/new", {"kind": of, "source": "shopee", "file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize(
    ("name", "of", "rows"),
    [
        ("6_express/sto_suspected_loss_v5.xls", "parcel", 5),
        ("7_registers/trademark.csv", "right", 5),
        ("7_registers/dpac_recall_fields.csv", "recall", 5),
        ("1_orders/jd_orders.csv", "order", 4),  # of one order two goods: its sum is counted once
    ],
)
def test_what_systems_export_is_taken_at_the_door_and_loaded_at_first_try(lake: Lake, name: str, of: str, rows: int) -> None:
    reply = upload_named(signed_in("li"), Path(name).name, (EXPORTS / name).read_bytes(), of)
    assert reply.status_code == 302
    assert [(one.kind, one.rows) for one in lake.loads()] == [(of, rows)]


def test_a_page_with_a_table_under_the_name_of_a_workbook_is_loaded_and_one_that_runs_is_not(lake: Lake, settings: Any, tmp_path: Path) -> None:
    settings.SEALED_ROOT = tmp_path / "sealed"
    table = "<html><meta charset=gb2312><table><tr><td>订单编号<td>实付金额<tr><td>1<td>12.5</table>"
    client = signed_in("li")
    assert upload_named(client, "订单.xls", table.encode("gb18030"), "order").status_code == 302
    assert [one.rows for one in lake.loads()] == [1]
    reply = upload_named(client, "订单.xls", f"{table}<script>alert(1)</script>".encode("gb18030"), "order")
    assert (reply.status_code, len(lake.loads())) == (422, 1)


def test_a_list_of_complaints_is_not_loaded_as_orders_and_the_page_says_what_it_is(lake: Lake) -> None:
    content = (EXPORTS / "4_complaints/12315_workorders.xlsx").read_bytes()
    reply = upload_named(signed_in("li", "zh-hans"), "投诉单.xlsx", content, "order")
    assert reply.status_code == 422
    assert "看起来是投诉举报或者工单，不是订单" in reply.content.decode()
    assert lake.loads() == []


def test_a_file_that_cannot_be_used_is_refused_with_the_reason(lake: Lake) -> None:
    reply = upload(signed_in("li"), b"\n \n")
    assert reply.status_code == 422
    assert 'role="alert"' in reply.content.decode() or "field__fault" in reply.content.decode()
    assert lake.loads() == []


@pytest.mark.parametrize("source", ["../x", "", "a/b", ".hidden", "a b"])
def test_a_source_that_is_no_plain_name_is_refused(lake: Lake, source: str) -> None:
    assert upload(signed_in("li"), ORDERS, source=source).status_code == 422
    assert lake.loads() == []


ODD = "单据,额,备\nA1,5,x\n".encode()


def choose(client: Client, page: str, **chosen: str) -> Any:
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token, page
    return client.post("/data/new/headings", {"token": token[1], **chosen})


def test_headings_that_nobody_knows_are_asked_for_by_a_choice_and_remembered_for_the_source(lake: Lake) -> None:
    client = signed_in("li")
    page = upload(client, ODD).content.decode()
    assert all(f'name="heading_{n}"' in page for n in range(3))
    assert not lake.loads()
    assert choose(client, page, heading_0="order_id", heading_1="amount").status_code == 302
    (load,) = lake.loads()
    assert (load.theirs, load.ignored) == ({"order_id": "单据", "amount": "额"}, ("备",))
    assert upload(client, ODD).status_code == 302
    assert len(lake.loads()) == 1
    assert upload(client, "单据,额,备\nA2,6,y\n".encode()).status_code == 302
    assert lake.loads()[-1].theirs == {"order_id": "单据", "amount": "额"}
    assert 'name="heading_0"' in upload(client, ODD, source="another").content.decode()
    assert [path for path in lake.folder.glob(".waiting-*") if not any(path.iterdir())] == []


def test_a_choice_without_the_key_or_twice_the_same_is_refused_and_the_file_still_waits(lake: Lake) -> None:
    client = signed_in("li")
    page = upload(client, ODD).content.decode()
    twice = choose(client, page, heading_0="order_id", heading_1="order_id")
    assert twice.status_code == 422
    assert "Two headings cannot be the same column." in twice.content.decode()
    without = choose(client, page, heading_1="amount")
    assert without.status_code == 422
    assert "order_id" in without.content.decode()
    assert choose(client, without.content.decode(), heading_0="order_id").status_code == 302


def test_a_waiting_file_is_nobody_elses_and_is_gone_after_a_day(lake: Lake) -> None:
    who = people("li", "zhao")
    client, other = Client(headers={"accept-language": "en"}), Client()
    client.force_login(who["li"])
    other.force_login(who["zhao"])
    page = upload(client, ODD).content.decode()
    assert choose(other, page, heading_0="order_id").headers["Location"] == "/data/new"
    assert lake.loads() == []
    (folder,) = lake.folder.glob(".waiting-*")
    os.utime(folder, (0, 0))
    upload(client, ODD, source="fresh")
    assert not folder.exists()
    assert choose(client, page, heading_0="order_id").headers["Location"] == "/data/new"
    assert lake.loads() == []
    assert client.post("/data/new/headings", {"token": "x"}).status_code == 302


def test_title_lines_stand_before_headings_that_nobody_knows(lake: Lake) -> None:
    page = upload(signed_in("li"), "导出于 2026 年\n单据,实付金额,备\nA1,5,x\n".encode()).content.decode()
    assert "单据" in page
    assert "导出于" not in page


@pytest.mark.parametrize("name", list(kinds()))
def test_a_template_of_each_kind_is_read_back_with_every_column(lake: Lake, name: str) -> None:
    reply = signed_in("li").get(f"/data/template/{name}.csv")
    assert "attachment" in reply["Content-Disposition"]
    names = next(csv.reader([reply.content.decode("utf-8-sig")]))
    assert set(recognise(kind(name), names).theirs) == {column.name for column in kind(name).columns if not column.is_made} - {"brand_from", "fine_from"}


def test_an_unknown_template_is_refused_in_words(lake: Lake) -> None:
    assert signed_in("li").get("/data/template/nothing.csv").status_code in (404, 422)


def test_a_brand_that_was_read_from_the_title_is_told_as_such(lake: Lake) -> None:
    client = signed_in("li")
    upload(client, "注册号,商标名称,类型\n1,青岚谷,商标\n".encode(), kind="right", source="register")
    upload(client, "宝贝标题,价格,店铺名称,付款人数,宝贝链接\n青岚谷 面霜,99,甲,1000+,https://i.example/?id=1001\n".encode(), kind="listing", source="x")
    load = next(one for one in lake.loads() if one.kind == "listing")
    assert load.brands_read == 1
    assert "Brands read from titles" in client.get(f"/data/{load.digest}").content.decode()
    assert "(read from the title)" in client.get("/data/listing?of=x/1001").content.decode()


def test_a_head_without_the_role_may_look_but_not_load(lake: Lake) -> None:
    client = signed_in("wang")
    assert client.get("/data").status_code == 200
    assert upload(client, ORDERS).status_code == 403  # type: ignore[attr-defined]  # a response


def test_a_large_file_is_loaded_by_a_job_and_a_kill_between_lake_and_ledger_loses_nothing(lake: Lake, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HOME = lake.folder.parent
    monkeypatch.setattr(pages, "AT_ONCE", 10)
    client = signed_in("li")
    led = upload(client, ORDERS)["Location"]  # type: ignore[index]  # a response
    assert lake.loads() == []
    job = Job.objects.get()
    whole = load_file._enter
    monkeypatch.setattr(load_file, "_enter", _die)
    with pytest.raises(KeyboardInterrupt):
        work_off(clock=lambda: job.queued_at)
    monkeypatch.setattr(load_file, "_enter", whole)
    (load,) = lake.loads()
    assert not Entry.objects.filter(kind="records_imported").exists()
    work_off(clock=lambda: job.queued_at + timedelta(hours=2))
    assert Entry.objects.filter(kind="records_imported").count() == 1
    job.refresh_from_db()
    assert (job.state, job.outcome_en) == ("done", "Rows loaded: 1; not taken: 2.")
    assert client.get(led, headers={"HX-Request": "true"})["HX-Redirect"] == f"/data/{load.digest}"
    assert not files.folder_of(job.folder).exists()


def _die(*told: object) -> None:
    raise KeyboardInterrupt


def test_the_lag_of_each_file_is_drawn_for_its_source(loaded: Load, lake: Lake, tmp_path: Path) -> None:
    file = tmp_path / "later.csv"
    file.write_bytes(ORDERS.replace(b"2026-11-01", b"2026-11-22"))
    lake.load(kind("order"), file, source="shopee", at=AT)
    client = signed_in("li", "zh-hans")
    page = client.get("/data").text
    assert 'aria-label="各文件到达时的滞后天数' in page
    (source,) = [one[0] for one in client.get("/data").context["sources"]]
    assert sorted(days for _, days in source.lags) == [2, 23]
    assert [bar.height for bar in sorted(source.bars)] in ([2, 24], [24, 2])
    assert source.behind(AT.date()) == 2


def test_a_workbook_with_records_under_several_headings_is_asked_which_sheet_is_read(lake: Lake, tmp_path: Path) -> None:
    content = {"订单": [["订单编号", "金额"], ["1", 5]], "订单二": [["金额", "订单编号"], [6, "2"]], "售后": [["订单编号", "退款金额", "备"], ["3", 7, "x"]]}
    raw = book_of(tmp_path / "月报.xlsx", content).read_bytes()
    client = signed_in("li", "zh-hans")
    for sheet, rows in (("", 2), ("售后", 1)):
        page = client.post("/data/new", {"kind": "order", "source": "shopee", "file": SimpleUploadedFile("月报.xlsx", raw)}).content.decode()
        assert "读取哪一张工作表" in page
        assert "订单、订单二" in page
        reply = choose(client, page, sheet=sheet, is_sheet_chosen="True")
        if sheet:  # it has a heading that nobody knows
            page = reply.content.decode()
            assert f'name="sheet" value="{sheet}"' in page
            reply = choose(client, page, sheet=sheet)
        assert reply.status_code == 302
        assert lake.loads()[-1].rows == rows
    assert "“售后”没有读" in client.get(f"/data/{lake.loads()[0].digest}").content.decode()
    page = client.post("/data/new", {"kind": "order", "source": "shopee", "file": SimpleUploadedFile("月报.xlsx", raw)}).content.decode()
    assert choose(client, page, sheet="没有的", is_sheet_chosen="True").status_code == 302
