"""Around a platform's report: tried before without a trace, scored to the platform first, receipted, read through the API."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from make import make_lake
from people import at, browser

from mingjian.core.extraction.inference import load_filled
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.filings.services import receipt
from mingjian.institutions.filings.services.score import is_open_to, score_of
from mingjian.institutions.operators.acts import bring_report
from mingjian.institutions.operators.models import Report
from mingjian.institutions.operators.work.examination import examine_report
from mingjian.office.files.storage import Brought
from mingjian.office.models import Entry, Officer, SealedFile
from mingjian.office.record import ledger

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
NOW = at("2026-07-10 10:00")
HEAD = "店铺编号,店铺名称,经营者名称,统一社会信用代码,地址,联系电话\n"
GOOD = "S1,甲店,杭州甲商贸有限公司,91330122MA2B00001P,桐庐县迎春南路一号,057188123456\n"
WRONG = "S2,乙店,杭州乙商贸有限公司,91330122MA2B0000XX,桐庐县迎春南路二号,13800000000\n"
LACKING = "S3,丙店,杭州甲商贸有限公司,91330122MA2B00001P,,13900000001\n"


@pytest.fixture
def lake(settings: Any, tmp_path: Path, sealed: None) -> Lake:
    held = make_lake(tmp_path, settings)
    file = tmp_path / "register.csv"
    file.write_text("统一社会信用代码,企业名称,登记状态\n91330122MA2B00001P,杭州甲商贸有限公司,存续\n", "utf-8")
    load_filled(held, kind("registration"), file, source="test", at=NOW)
    return held


def examined(who: Who, text: str, on: Any = NOW, **more: Any) -> Report:
    report = bring_report(by=who["clerk"], at=on, report_file=Brought([text.encode()], "报送.csv"), **more)
    return examine_report(report, by=who["clerk"], clock=lambda: on, guard=lambda: None)


@pytest.mark.usefixtures("lake")
def test_a_trial_says_what_a_report_would_be_told_and_leaves_no_trace(who: Who) -> None:
    entries, files = Entry.objects.count(), SealedFile.objects.count()
    client = browser(who["clerk"])
    page = client.post("/filings/try", {"file": SimpleUploadedFile("报送.csv", (HEAD + GOOD + WRONG).encode())}).content.decode()
    assert "乙店" in page
    assert "校验位不符" in page
    assert "code_check" not in page
    assert (Report.objects.count(), SealedFile.objects.count()) == (0, files)
    assert not Entry.objects.filter(index__gte=entries).exclude(kind__in=["signed_in"]).exists()
    refused = client.post("/filings/try", {"file": SimpleUploadedFile("报送.csv", b"a,b\n1,2\n")})
    assert refused.status_code == 422
    assert browser(who["li"]).get("/filings/try").status_code == 403


@pytest.mark.usefixtures("lake")
def test_a_score_tells_what_is_filled_what_goes_against_something_and_how_late(who: Who) -> None:
    score = score_of(examined(who, HEAD + GOOD + WRONG + LACKING))
    assert score is not None
    assert (score.complete, round(score.consistent, 3), score.late) == (11 / 12, 0.667, 0)
    late = score_of(examined(who, HEAD + GOOD, on=at("2026-09-02 10:00")))
    assert late is not None
    assert (late.complete, late.consistent, late.late) == (1.0, 1.0, 33)
    bare = score_of(examined(who, "经营者名称,统一社会信用代码\n杭州甲商贸有限公司,91330122MA2B00001P\n"))
    assert bare is not None
    assert bare.complete == 0.5


@pytest.mark.usefixtures("lake")
def test_a_correction_is_as_late_as_what_it_corrects(who: Who) -> None:
    first = examined(who, HEAD + WRONG, on=at("2026-07-31 23:00"))
    score = score_of(examined(who, HEAD + GOOD, on=at("2026-08-20 10:00"), report_before=first.number))
    assert score is not None
    assert score.late == 0


@pytest.mark.usefixtures("lake")
def test_the_platform_sees_its_score_a_week_before_the_authority(who: Who) -> None:
    report = examined(who, HEAD + GOOD + WRONG)
    assert is_open_to(report, who["clerk"].department_id, NOW)
    assert not is_open_to(report, who["sun"].department_id, NOW + timedelta(days=6))
    assert is_open_to(report, who["sun"].department_id, NOW + timedelta(days=7))
    page = browser(who["clerk"]).get(report.get_absolute_url()).content.decode()
    assert "完整：" in page
    assert "50%" in page
    examined(who, HEAD + GOOD, report_before=report.number)
    assert is_open_to(report, who["sun"].department_id, NOW)
    assert "各平台报送情况" in browser(who["sun"]).get("/filings/scores").content.decode()


@pytest.mark.usefixtures("lake")
def test_the_receipt_holds_the_ledgers_proof_of_what_came_and_what_was_said(who: Who) -> None:
    report = examined(who, HEAD + GOOD)
    client = browser(who["clerk"])
    assert client.get(f"/filings/{report.number}/receipt").status_code == 404  # not signed yet
    ledger.checkpoint(NOW)
    reply = client.get(f"/filings/{report.number}/receipt")
    with zipfile.ZipFile(io.BytesIO(reply.content)) as bundle:
        names = bundle.namelist()
        told = bundle.read(next(name for name in names if name.endswith("receipt.txt"))).decode()
    assert report.sha256 in told
    assert report.answers in told
    assert len([name for name in names if "ledger/" in name]) == 2
    assert browser(who["zhou"]).get(f"/filings/{report.number}/receipt").status_code == 404
    assert receipt.signed_until(report)


@pytest.mark.usefixtures("lake")
def test_reports_are_tried_and_read_through_the_api(who: Who) -> None:
    report = examined(who, HEAD + GOOD + WRONG)
    client = browser(who["clerk"])
    (told,) = client.get("/api/filings").json()
    assert (told["number"], told["wrong"], told["score"]["late"]) == (report.number, 1, 0)
    rows = client.get(f"/api/filings/{report.number}/rows?verdict=fail").json()
    assert [(row["row"], row["shop_name"]) for row in rows["rows"]] == [(3, "乙店")]
    tried = client.post("/api/filings/try", {"file": SimpleUploadedFile("报送.csv", (HEAD + WRONG).encode())})
    assert (tried.status_code, tried.json()["verdicts"]) == (200, {"fail": 1})
    assert Report.objects.count() == 1
    assert client.get("/api/filings/R2026-0000099").status_code == 404
