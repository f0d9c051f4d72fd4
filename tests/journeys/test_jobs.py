"""Jobs in a browser: the page of one moves by itself and leads to the findings; every page is drawn without fault, wide and narrow, in both languages."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import localdate, now
from institutions.monitoring.rule_lake import fill
from journeys.browsing import look
from people import people
from playwright.sync_api import Page, expect

from mingjian.core.language import Text
from mingjian.office.jobs import queue
from mingjian.office.jobs.kinds import Order
from mingjian.office.jobs.models import Job, Night
from mingjian.office.jobs.run import broken, work_off
from mingjian.office.jobs.work import Work

pytestmark = pytest.mark.django_db(transaction=True)
LEASE = timedelta(hours=1)


def test_a_detector_is_asked_for_and_its_page_leads_to_the_findings(seat: Callable[..., Page], tmp_path: Path, settings: Any) -> None:
    settings.LAKE = str(fill(tmp_path, 200).folder)
    people()
    page = seat("li")
    page.goto("/detectors")
    row = page.locator("tr", has=page.locator("[name=detector][value=replica_words]"))
    with page.expect_navigation():
        row.get_by_role("button").click()
    expect(page.locator("#job")).to_contain_text("排队中")
    work_off(clock=now)
    page.wait_for_url("**/findings?detector=replica_words", timeout=30_000)
    expect(page.locator(".note--good")).to_contain_text("项新发现")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_jobs(seat: Callable[..., Page], language: str, check_accessible: Callable[[Page], None]) -> None:
    who = people()
    night = Night.objects.create(on=localdate(), begun_at=now())
    whose = {"by": who["wang"], "about": Text("刷单团伙", "Sham ring")}
    failed = queue.enqueue("detect", Order({"detector": "sham_ring"}, **whose), at=now())
    held = queue.claim("one", at=now(), lease=LEASE)
    assert held is not None
    queue.fail(held, broken("7-abcdef"), at=now(), fault="7-abcdef", is_final=True)
    queue.enqueue("sweep", Order(), at=now(), night=night)
    work_off(clock=now)
    running = queue.enqueue("load_file", Order(by=who["wang"], about=Text("订单 · orders-2026-11.csv", "Orders · orders-2026-11.csv")), at=now())
    taken = queue.claim("one", at=now(), lease=LEASE)
    assert taken == running
    Work(taken, now).tell(42, 100, Text("正在读入，已完成（百分比）", "Reading the file; percent done"))
    queue.enqueue("run_rules", Order(by=who["wang"], about=Text("桐庐县局", "County")), at=now())
    page = seat("wang", language)
    for name, path in {"jobs": "/jobs", "job-running": f"/jobs/{running.pk}", "job-failed": f"/jobs/{failed.pk}"}.items():
        page.goto(path)
        look(page, f"{language}-{name}", check_accessible)
    system = seat("system", language)
    system.goto("/jobs")
    look(system, f"{language}-jobs-system", check_accessible)
    assert Job.objects.count() == 4
