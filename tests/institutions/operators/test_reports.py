"""A platform's report is examined row by row, corrected by a new version, and seen alike by platform and authority."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from books import book_of
from django.apps import apps
from make import make_lake
from people import at, browser

from mingjian.core.errors import BadInput, NotFound, NotPermitted
from mingjian.core.extraction.inference import load_filled
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.operators.acts import bring_report
from mingjian.institutions.operators.models import Report
from mingjian.institutions.operators.news import to_correct
from mingjian.institutions.operators.work.examination import examine_report
from mingjian.office.files.storage import Brought
from mingjian.office.files.store import remove
from mingjian.office.jobs.models import Job
from mingjian.office.models import Entry, Officer

Who = dict[str, Officer]
NOW = at("2026-07-10 10:00")
HEAD = "店铺编号,店铺名称,经营者名称,统一社会信用代码,地址,联系电话\n"
GOOD = "S1,甲店,杭州甲商贸有限公司,91330122MA2B00001P,桐庐县一号,057112345678\n"
BROKEN = "S2,乙店,杭州乙商贸有限公司,91330122MA2B0000XX,桐庐县二号,057112345679\n"


@pytest.fixture
def lake(settings: Any, tmp_path: Path, sealed: None) -> Lake:
    return make_lake(tmp_path, settings)


def entered(held: Lake, tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_text("统一社会信用代码,企业名称,登记状态\n91330122MA2B00001P,杭州甲商贸有限公司,存续\n", "utf-8")
    load_filled(held, kind("registration"), file, source="test", at=NOW)


def brought(text: str) -> Brought:
    return Brought([text.encode("utf-8-sig")], "报送.csv")


def examined(report: Report) -> Report:
    return examine_report(report, by=report.brought_by, clock=lambda: NOW, guard=lambda: None)


def test_a_report_is_examined_corrected_and_receipted(who: Who, lake: Lake, tmp_path: Path) -> None:
    entered(lake, tmp_path)
    first = bring_report(by=who["clerk"], at=NOW, report_file=brought(HEAD + GOOD + BROKEN))
    assert Job.objects.get(kind="examine_report").args == {"report": first.number}
    first = examined(first)
    assert first.rows == 2
    assert first.wrong == 1
    assert first.answers in Entry.objects.get(kind="report_examined").body
    clerk, city = browser(who["clerk"]), browser(who["sun"])
    page = clerk.get(f"/operators/reports/{first.number}").text
    assert "".join(page.split()).count('<tdclass="number">3<br><bdiclass="smallsoft">乙店</bdi></td>') == 1
    assert "信用代码" in page
    assert "code_check" not in page
    assert "ecl/27<" not in page
    assert "《中华人民共和国电子商务法》第27条" in page
    assert city.get(f"/operators/reports/{first.number}").status_code == 200
    assert browser(who["zhou"]).get(f"/operators/reports/{first.number}").status_code == 404
    assert "fail" in clerk.get(f"/operators/reports/{first.number}/answers.csv").content.decode("utf-8-sig")
    assert 'button--first" href="?verdict=fail"' in page
    second = bring_report(by=who["clerk"], at=NOW, report_file=brought(HEAD + GOOD), report_before=first.number)
    assert examined(second).wrong == 0
    assert second.number in clerk.get(f"/operators/reports/{first.number}").text
    with pytest.raises(BadInput, match=f"已经报送，编号 {second.number}"):
        bring_report(by=who["clerk"], at=NOW, report_file=brought(HEAD + GOOD))
    with pytest.raises(BadInput, match="更正过"):
        bring_report(by=who["clerk"], at=NOW, report_file=brought(HEAD + GOOD), report_before=first.number)


def test_a_report_tells_its_headings_renews_itself_while_it_waits_and_begins_with_the_rows_that_are_there(who: Who, lake: Lake, tmp_path: Path) -> None:
    entered(lake, tmp_path)
    clerk = browser(who["clerk"])
    assert "统一社会信用代码" in clerk.get("/operators/reports").text
    report = bring_report(by=who["clerk"], at=NOW, report_file=brought(HEAD + GOOD))
    waiting = clerk.get(f"/operators/reports/{report.number}").text
    assert 'hx-trigger="every 3s"' in waiting
    assert "正在逐行审核" in waiting
    examined(report)
    page = clerk.get(f"/operators/reports/{report.number}").text
    assert 'hx-trigger="every 3s"' not in page
    assert "没有这类行" not in page
    assert 'button--first" href="?verdict=fail"' not in page


def test_a_report_whose_bytes_are_gone_is_said_to_have_failed(who: Who, lake: Lake, tmp_path: Path) -> None:
    entered(lake, tmp_path)
    report = bring_report(by=who["clerk"], at=NOW, report_file=brought(HEAD + GOOD))
    remove(report.sha256)
    with pytest.raises(NotFound):
        examined(report)
    report.refresh_from_db()
    assert report.stands == "failed"
    assert "不在本节点" in report.note_zh


def test_without_a_register_or_known_columns_nothing_is_judged_and_words_say_why(who: Who, lake: Lake, tmp_path: Path) -> None:
    report = bring_report(by=who["clerk"], at=NOW, report_file=brought(HEAD + GOOD))
    with pytest.raises(BadInput, match="没有登记簿"):
        examined(report)
    assert "没有登记簿" in browser(who["clerk"]).get(f"/operators/reports/{report.number}").text
    entered(lake, tmp_path)
    with pytest.raises(BadInput, match="认不出"):
        examined(bring_report(by=who["clerk"], at=NOW, report_file=brought("甲,乙\n1,2\n")))
    with pytest.raises(NotPermitted):
        bring_report(by=who["li"], at=NOW, report_file=brought(HEAD + GOOD))


def test_a_report_of_headings_alone_is_not_told_as_examined(who: Who, lake: Lake, tmp_path: Path) -> None:
    entered(lake, tmp_path)
    report = bring_report(by=who["clerk"], at=NOW, report_file=brought(HEAD))
    with pytest.raises(BadInput, match="只有表头，没有数据行"):
        examined(report)
    assert "无法审核" in browser(who["clerk"]).get(f"/operators/reports/{report.number}").text


def test_a_report_with_wrong_rows_is_told_at_the_platforms_home_until_it_is_corrected(who: Who, lake: Lake, tmp_path: Path) -> None:
    entered(lake, tmp_path)
    first = examined(bring_report(by=who["clerk"], at=NOW, report_file=brought(HEAD + GOOD + BROKEN)))
    told = to_correct(who["clerk"], NOW)
    assert told is not None
    assert [(line.what, line.sub, line.url) for line in told.lines] == [(first.number, "1 行不符", first.get_absolute_url())]
    assert to_correct(who["sun"], NOW) is None
    second = examined(bring_report(by=who["clerk"], at=NOW, report_file=brought(HEAD + GOOD), report_before=first.number))
    assert to_correct(who["clerk"], NOW) is None
    page = browser(who["clerk"]).get("/operators/reports").text
    assert page.count("已更正") == 1
    assert second.number in page
    assert "行号与表格中的行号相同" in browser(who["clerk"]).get(first.get_absolute_url()).text


def test_the_sheet_of_a_workbook_may_be_named_and_one_that_was_not_read_is_told(who: Who, lake: Lake, tmp_path: Path) -> None:
    entered(lake, tmp_path)
    head, row = HEAD.strip().split(","), GOOD.strip().split(",")
    raw = book_of(tmp_path / "报送.xlsx", {"一月": [head, row], "七月": [head[:-1], row[:-1], row[:-1]]}).read_bytes()
    first = examined(bring_report(by=who["clerk"], at=NOW, report_file=Brought([raw], "报送.xlsx")))
    assert (first.rows, first.lacking) == (1, [])
    assert [zh for zh, _ in first.notes if "工作表“七月”没有读" in zh] != []
    assert "工作表“七月”没有读" in browser(who["clerk"]).get(first.get_absolute_url()).text
    second = examined(bring_report(by=who["clerk"], at=NOW, report_file=Brought([raw], "报送.xlsx"), report_sheet=" 七月 "))
    assert (second.rows, second.lacking) == (2, ["contact"])


def test_a_report_of_before_there_were_notes_is_split_and_shown(who: Who, lake: Lake, tmp_path: Path) -> None:
    entered(lake, tmp_path)
    report = examined(bring_report(by=who["clerk"], at=NOW, report_file=brought(HEAD + GOOD)))
    Report.objects.filter(pk=report.pk).update(lacking=["contact", ["工作表“七月”没有读。", "The sheet 七月 was not read."]], notes=[])
    split_lacking = import_module("mingjian.institutions.operators.migrations.0005_notes_of_reports").split_lacking
    for _ in range(2):  # the second finds nothing to do
        split_lacking(apps, None)
        report.refresh_from_db()
        assert (report.lacking, report.notes) == (["contact"], [["工作表“七月”没有读。", "The sheet 七月 was not read."]])
    page = browser(who["clerk"]).get(report.get_absolute_url())
    assert page.status_code == 200
    assert "工作表“七月”没有读。" in page.text
