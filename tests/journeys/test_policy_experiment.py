"""A rule in the making, in a browser: a researcher asks, is corrected, explores, registers, runs, and reads what came out; an officer reads along."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now
from institutions.lab.researcher import SMALL, researcher
from journeys.browsing import look
from people import people
from playwright.sync_api import Page, expect

from mingjian.institutions.disputes.opening.register import register
from mingjian.institutions.disputes.particulars.intake import Consumer, Intake
from mingjian.institutions.lab.models import Experiment, Run
from mingjian.office.jobs.run import work_off
from mingjian.office.models import Entry, Officer
from mingjian.office.record.ledger import checkpoint, verify_entry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sealed")]
FIGURES = "{'livestream_measures/16#retention': 5, 'complaint_2025/15#decide': 5}"
TEXT = SMALL.replace("{'livestream_measures/16#retention': 5}", FIGURES)


def complaints(by: Officer, number: int) -> None:
    """Some complaints of yesterday on the node's desk, with personal data in them."""
    for each in range(number):
        told = {"facts": f"张三{each} 13800000000 买到假货", "complained_of": "李四鞋店", "demand": "退款", "complainant": Consumer(f"张三{each}")}
        register(Intake(**told), by=by, at=now() - timedelta(days=1))


def run_it(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator("#job")).to_contain_text("排队中")
    work_off(clock=now)
    page.wait_for_url("**/lab/runs/*", timeout=60_000)


def test_from_a_question_to_its_report(seat: Callable[..., Page], check_accessible: Any) -> None:
    complaints(people()["li"], 6)
    researcher()
    page = seat("xu")
    page.goto("/lab")
    page.get_by_role("link", name="撰写政策实验").click()
    page.fill("[name=text]", TEXT.replace("number: 20", "number: 3"))
    with page.expect_navigation():
        page.get_by_role("button", name="存为草稿").click()
    expect(page.locator(".field__fault")).to_contain_text("20 至 200")
    page.fill("[name=text]", TEXT)
    with page.expect_navigation():
        page.get_by_role("button", name="存为草稿").click()
    expect(page.locator("body")).to_contain_text("尚未：现在运行的只是探索")
    number = Experiment.objects.get().number

    run_it(page, "作为探索运行")
    expect(page.locator(".note--warn").first).to_contain_text("探索：未登记，不得发布")
    expect(page.locator("[data-intervals] svg")).to_contain_text("探索：未登记，不得发布")

    page.goto(f"/lab/experiments/{number}")
    with page.expect_navigation():
        page.get_by_role("button", name="登记政策实验").click()
    expect(page.locator(".note--good")).to_contain_text("已办理：登记政策实验")
    assert page.get_by_role("link", name="修改", exact=True).count() == 0
    expect(page.locator("body")).to_contain_text(Experiment.objects.get().digest)
    look(page, "lab-experiment", check_accessible)

    run_it(page, "运行")
    assert "探索：未登记" not in page.locator("main").inner_text()
    expect(page.locator("#unknown + ul")).to_contain_text("没有任何测量")
    expect(page.locator("[data-intervals] svg circle, [data-intervals] svg path").first).to_be_attached()
    expect(page.locator("section", has=page.locator("#replay"))).to_contain_text("其中提前")
    for hidden in ("张三", "李四", "13800000000"):
        assert hidden not in page.content()
    page.select_option("[name=outcome]", "wrongly_hit")
    page.select_option("[name=channel]", "live")
    with page.expect_navigation():
        page.get_by_role("button", name="显示").click()
    expect(page.locator("#outcome")).to_contain_text("守法经营者被误伤（次/年） · 微博和直播间")
    look(page, "lab-run", check_accessible)

    officer = seat("li", "en")
    officer.goto("/lab")
    officer.get_by_role("link", name="Records of live rooms").click()
    assert officer.get_by_role("button", name="Run", exact=True).count() == 0
    officer.get_by_role("link", name=f"{now():%Y}").first.click()
    expect(officer.locator("body")).to_contain_text("Registered run")
    look(officer, "lab-run-en", check_accessible)
    assert list(Run.objects.order_by("pk").values_list("is_registered", flat=True)) == [False, True]
    kinds = list(Entry.objects.filter(kind__startswith="experiment_").order_by("index").values_list("kind", flat=True))
    assert kinds == ["experiment_written", "experiment_run", "experiment_registered", "experiment_run"]
    checkpoint(now())
    assert all(verify_entry(entry).is_proven for entry in Entry.objects.all())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_list_and_the_form(seat: Callable[..., Page], check_accessible: Any, language: str) -> None:
    researcher()
    page = seat("xu", language)
    for name, address in {"lab": "/lab", "lab-new": "/lab/new"}.items():
        page.goto(address)
        look(page, f"{language}-{name}", check_accessible)
