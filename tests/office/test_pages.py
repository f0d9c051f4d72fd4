from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from people import at, browser

from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.models import Entry, Officer

pytestmark = [pytest.mark.django_db]
NOW = at("2026-11-24 09:30")


@pytest.fixture
def clue(who: dict[str, Officer]) -> Clue:
    return register(Intake(source="inspection", suspected_act="虚假宣传", platform="yunjishi", shop_id="S1", shop_name="<b>青禾</b>"), by=who["li"], at=NOW)


def text(reply: Any) -> str:
    told: str = reply.content.decode()
    return told


def fields(step: str, seen: int, key: str = "k1", **papers: object) -> dict[str, object]:
    return {f"{step}-key": key, f"{step}-seen": seen, **{f"{step}-{name}": value for name, value in papers.items()}}


def test_nothing_is_shown_before_signing_in(client: Client) -> None:
    reply = client.get("/clues")
    assert reply.status_code == 302
    assert reply["Location"].startswith("/accounts/login/")


def test_the_content_policy_lets_nothing_in_from_elsewhere(who: dict[str, Officer]) -> None:
    policy = browser(who["li"]).get("/")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy


def test_no_page_carries_a_script_or_style_of_its_own(who: dict[str, Officer], clue: Clue) -> None:
    told = text(browser(who["li"]).get(f"/clues/{clue.dossier.number}"))
    assert " style=" not in told
    assert "<style" not in told
    assert "onclick" not in told


@pytest.mark.both_databases
def test_home_says_what_is_due(who: dict[str, Officer], clue: Clue) -> None:
    told = text(browser(who["li"]).get("/"))
    assert "到期事项" in told
    assert clue.dossier.number in told


def test_home_speaks_english_when_asked_to(who: dict[str, Officer]) -> None:
    assert "What is due" in text(browser(who["li"], "en").get("/"))


def test_the_language_switch_goes_back_to_the_page(who: dict[str, Officer]) -> None:
    client = browser(who["li"])
    reply = client.post("/language", {"language": "en", "next": "/clues?state=open"})
    assert reply["Location"] == "/clues?state=open"
    assert "Register a clue" in text(client.get("/clues"))


def test_the_other_duties_come_to_their_own_rooms(who: dict[str, Officer]) -> None:
    assert browser(who["auditor"]).get("/")["Location"] == "/ledger"
    assert browser(who["system"]).get("/")["Location"] == "/staff"


@pytest.mark.both_databases
def test_names_from_outside_are_escaped(who: dict[str, Officer], clue: Clue) -> None:
    told = text(browser(who["li"]).get(f"/clues/{clue.dossier.number}"))
    assert "<b>青禾" not in told
    assert "&lt;b&gt;青禾" in told


@pytest.mark.both_databases
def test_a_dossier_of_another_region_does_not_exist(who: dict[str, Officer], clue: Clue) -> None:
    for address in (f"/clues/{clue.dossier.number}", f"/dossiers/{clue.dossier.number}"):
        reply = browser(who["zhou"]).get(address)
        assert reply.status_code == 404
        assert "青禾" not in text(reply)


def test_the_common_address_of_a_dossier_leads_to_its_own_page(who: dict[str, Officer], clue: Clue) -> None:
    assert browser(who["li"]).get(f"/dossiers/{clue.dossier.number}")["Location"] == f"/clues/{clue.dossier.number}"


@pytest.mark.both_databases
def test_a_step_is_taken_once_however_often_the_form_is_sent(who: dict[str, Officer], clue: Clue) -> None:
    client, address = browser(who["li"]), f"/dossiers/{clue.dossier.number}/steps/accept"
    for _ in range(2):
        assert client.post(address, fields("accept", 0))["Location"] == f"/clues/{clue.dossier.number}"
    clue.dossier.refresh_from_db()
    assert clue.dossier.state == "accepted"
    assert Entry.objects.filter(kind="accept").count() == 1


@pytest.mark.both_databases
def test_a_stale_page_is_refused_and_keeps_what_was_typed(who: dict[str, Officer], clue: Clue) -> None:
    browser(who["wang"]).post(f"/dossiers/{clue.dossier.number}/steps/accept", fields("accept", 0))
    reply = browser(who["li"]).post(
        f"/dossiers/{clue.dossier.number}/steps/conclude_check", fields("conclude_check", 0, "k2", check_result="已到现场核查", proposal="file")
    )
    assert reply.status_code == 409
    assert "已有他人办理" in text(reply)
    assert "已到现场核查" in text(reply)


def test_a_missing_paper_is_marked(who: dict[str, Officer], clue: Clue) -> None:
    reply = browser(who["li"]).post(f"/dossiers/{clue.dossier.number}/steps/dispatch", fields("dispatch", 0, note="请核查"))
    assert reply.status_code == 422
    assert 'aria-invalid="true"' in text(reply)
    assert "请核查" in text(reply)
    assert not Entry.objects.filter(kind="dispatch").exists()


def test_a_step_that_the_procedure_does_not_know_is_not_found(who: dict[str, Officer], clue: Clue) -> None:
    assert browser(who["li"]).post(f"/dossiers/{clue.dossier.number}/steps/burn").status_code == 404


def test_a_file_is_sealed_with_its_step_and_given_back_as_a_download(who: dict[str, Officer], clue: Clue, settings: Any, tmp_path: Any) -> None:
    settings.SEALED_ROOT = tmp_path
    client = browser(who["li"])
    client.post(f"/dossiers/{clue.dossier.number}/steps/accept", fields("accept", 0))
    client.post(f"/dossiers/{clue.dossier.number}/steps/commission_test", fields("commission_test", 1, "k2", test_kind="testing", tester="某检测所"))
    report = SimpleUploadedFile("报告.txt", b"1 <script>alert(1)</script>")
    client.post(f"/dossiers/{clue.dossier.number}/steps/receive_test", fields("receive_test", 2, "k3", test_result="不合格", test_report=report))
    sealed = clue.dossier.files.get()
    reply = client.get(f"/files/{sealed.pk}")
    assert reply["Content-Disposition"].startswith("attachment")
    assert reply["Content-Type"] == "application/octet-stream"
    assert b"".join(reply.streaming_content) == b"1 <script>alert(1)</script>"  # type: ignore[attr-defined]
    assert browser(who["zhou"]).get(f"/files/{sealed.pk}").status_code == 404
    entry = Entry.objects.get(kind="file_handed_out")
    assert (entry.dossier, entry.officer) == (clue.dossier, who["li"])
    assert sealed.sha256 in entry.body


@pytest.mark.both_databases
def test_a_refused_step_leaves_no_file_behind(who: dict[str, Officer], clue: Clue, settings: Any, tmp_path: Any) -> None:
    settings.SEALED_ROOT = tmp_path
    report = SimpleUploadedFile("a.txt", b"x")
    reply = browser(who["li"]).post(f"/dossiers/{clue.dossier.number}/steps/receive_test", fields("receive_test", 0, test_result="合格", test_report=report))
    assert reply.status_code == 409
    assert clue.dossier.files.count() == 0


@pytest.mark.both_databases
def test_the_docket_counts_by_day_and_marks_days_off(who: dict[str, Officer], clue: Clue) -> None:
    due = clue.dossier.deadlines.get(name="check").due
    assert isinstance(due, datetime)
    client = browser(who["li"])
    month = client.get(f"/docket?month={due:%Y-%m}").context["month"]
    days = {day.day.isoformat(): day for week in month.weeks for day in week}
    assert days["2026-12-15"].count == 1
    assert not days["2026-12-13"].is_working
    assert clue.dossier.number in text(client.get("/docket?day=2026-12-15"))
    assert clue.dossier.number not in text(client.get("/docket?day=2026-12-16"))


def test_a_make_up_day_of_the_docket_is_a_working_day(who: dict[str, Officer]) -> None:
    month = browser(who["li"]).get("/docket?month=2026-10").context["month"]
    days = {day.day.isoformat(): day for week in month.weeks for day in week}
    assert not days["2026-10-01"].is_working
    assert days["2026-10-10"].is_worked_instead


@pytest.mark.parametrize(
    "address", ["/docket?day=yesterday", "/docket?month=1", "/docket?after=%22", "/clues?after=bm9uc2Vuc2U", "/findings?after=WzFd", "/ledger?after=W10"]
)
@pytest.mark.both_databases
def test_a_crooked_question_is_refused_in_words(who: dict[str, Officer], address: str) -> None:
    assert browser(who["li"]).get(address).status_code == 422


def test_whoever_runs_the_system_sees_no_dossier(who: dict[str, Officer], clue: Clue) -> None:
    client = browser(who["system"])
    assert client.get("/docket").status_code == 403
    assert client.get("/ledger").status_code == 403
    assert client.get(f"/clues/{clue.dossier.number}").status_code == 404


@pytest.mark.both_databases
def test_healthy_needs_no_sign_in(client: Client) -> None:
    assert client.get("/healthy").content == b"ok"
