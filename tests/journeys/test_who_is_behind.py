"""J4: from a clue to the file of whoever is behind its shop, a request to the platform, its answer in part, the trace, a judgement and its undoing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils.timezone import now
from journeys.browsing import look, sign_in
from people import people
from playwright.sync_api import Page, expect

from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.operators.acts import open_subject
from mingjian.institutions.operators.models import Subject
from mingjian.office.dossiers.transition import take

pytestmark = pytest.mark.slow


def test_an_officer_finds_who_is_behind_a_shop(
    page: Page, live_server: Any, sealed: None, transactional_db: None, check_accessible: Callable[[Page], None]
) -> None:
    who = people("li", "wang", "clerk")
    clue = register(Intake(source="inspection", suspected_act="售假", platform="yunjishi", shop_id="S9", shop_name="某店"), by=who["li"], at=now())
    sign_in(page, live_server.url, "li")
    page.goto(f"{live_server.url}/clues/{clue.number}/parties")
    page.get_by_role("button", name="用已知内容建立主体档案").click()
    expect(page.get_by_text("yunjishi/S9").first).to_be_visible()
    look(page, "behind-1-subject", check_accessible)
    page.goto(f"{live_server.url}/clues/{clue.number}/parties")
    page.get_by_role("link", name="请平台、快递协查").click()
    page.get_by_label("经营者身份").check()
    page.get_by_label("协查目的").fill("查明经营者")
    check_accessible(page)
    page.get_by_role("button", name="拟制协查请求").click()
    expect(page.get_by_text("协查对象：yunjishi/S9").first).to_be_visible()
    subject = Subject.objects.get()
    asked = subject.inquiries.get().dossier
    letter = {"asked_provider": who["clerk"].department_id, "letter_number": "协1号"}
    take(asked, "ask_provider", by=who["li"], at=now(), given=letter)
    take(asked, "ask_provider", by=who["wang"], at=now(), given=letter)
    take(asked, "provide_part", by=who["clerk"], at=now(), given={"answer": "先行提供", "identity_phone": "13900001111"})
    page.goto(f"{live_server.url}/operators/{subject.number}")
    expect(page.get_by_text("139****1111")).to_be_visible()
    page.get_by_role("link", name="追查", exact=True).click()
    expect(page.get_by_role("heading", name="到达的事物")).to_be_visible()
    expect(page.locator("[data-graph] canvas").first).to_be_visible()
    look(page, "behind-2-trace", check_accessible)
    judge(page, live_server.url, subject, open_subject(by=who["li"], at=now(), subject_kind="firm", subject_name="杭州乙商贸有限公司"))


def judge(page: Page, base: str, one: Subject, other: Subject) -> None:
    """Two files are judged to be one subject's, and that is undone: both stand as before, and both words stay."""
    for verdict, reason in (("same", "同一负责人、同一电话"), ("undone", "电话系代办人")):
        page.goto(f"{base}/acts/subject/{one.number}/judge_subjects")
        form = page.locator("main form").last
        form.locator("[name=judge_subjects-other_subject]").fill(other.number)
        form.locator("[name=judge_subjects-judgement]").select_option(verdict)
        form.locator("[name=judge_subjects-reason]").fill(reason)
        with page.expect_navigation():
            form.locator("button[type=submit]").last.click()
        page.goto(f"{base}/operators/{one.number}")
        expect(page.locator("section:has(#judgements)")).to_contain_text(reason)
        expect(page.get_by_text("已判断为同一主体")).to_have_count(1 if verdict == "same" else 0)
    expect(page.locator("section:has(#judgements)")).to_contain_text("同一负责人、同一电话")
