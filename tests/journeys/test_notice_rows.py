"""A clerk at the table of addresses: pages captured by one button, some decided together, others each with its own reason, which outlives the page."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now
from journeys.browsing import look
from journeys.noticing import seated
from local_shop import open_shop
from noticed import papers
from playwright.sync_api import Page, expect

from mingjian.institutions.evidence.captures.work.visits import visit_pages
from mingjian.institutions.notices.acts import send_notice, take_notice_in
from mingjian.institutions.notices.models import Notice
from mingjian.office.jobs.queue import claim
from mingjian.office.jobs.work import Work

pytestmark = [pytest.mark.slow, pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is absent: install the package chromium.")]


@pytest.mark.usefixtures("sealed")
def test_a_clerk_works_through_the_table(seat: Callable[..., Page], check_accessible: Callable[[Page], None], settings: Any) -> None:
    settings.CAPTURE_LOCAL = True
    who = seated()
    clerk = seat("clerk")
    with open_shop() as shop:
        lines = [f"{shop.url}/?item={n}" for n in (1, 2)] + [f"https://yunjishi.example/item/{n}?ref={'a' * 300}" for n in range(3, 8)]
        notice: Notice = send_notice(at=now(), **papers(who, listing_addresses="\n".join(lines)))
        take_notice_in(notice, by=who["clerk"], at=now())
        at = f"/notices/{notice.number}/targets"
        clerk.goto(at)
        decline(clerk, notice, [3, 4])
        clerk.goto("/notices")
        clerk.get_by_role("link", name="网址表").click()
        expect(clerk.locator("main")).to_contain_text(notice.number)
        clerk.goto(at)
        expect(clerk.locator(f"[name='reason-{row(notice, 5)}']")).to_have_value("系权利人授权的经销商，见授权书")  # kept, though the page was left
        look(clerk, "notice-targets", check_accessible)
        clerk.get_by_text("清单中的全部").click()
        with clerk.expect_navigation():
            clerk.get_by_role("button", name="按行内填写的逐行处理").click()
        with clerk.expect_navigation():
            clerk.get_by_role("button", name="全部取证").click()
        expect(clerk.locator("main")).to_contain_text("个网页")
        job = claim("journey", at=now(), lease=timedelta(minutes=10))
        assert job is not None
        job.args["urls"] = job.args["urls"][:2]  # the other two are of a platform that is none
        outcome = visit_pages(Work(job, now))
    assert "未成功 0 个" in outcome.text.zh
    clerk.goto(f"{at}?state=kept")
    clerk.locator("[data-tick-all] input").check()
    bar = clerk.locator("form.several .several__bar")
    bar.locator("[name=measure]").select_option("delete")
    bar.locator("[name=reason]").fill("鞋舌标识与注册商标相同")
    with clerk.expect_navigation():
        bar.get_by_role("button", name="处理勾选的").click()
    expect(clerk.locator("main, .notes").first).to_be_visible()
    clerk.goto(f"/dossiers/{notice.number}")
    expect(clerk.locator("main")).to_contain_text("系权利人授权的经销商，见授权书")
    told = list(notice.targets.order_by("position").values_list("state", "reason"))
    assert told[:2] == [("measured", "鞋舌标识与注册商标相同")] * 2
    assert [state for state, _ in told[2:]] == ["unfounded"] * 3 + ["waiting"] * 2
    assert told[4][1] == "系权利人授权的经销商，见授权书"


def row(notice: Notice, position: int) -> int:
    """Return the key of a row, as its fields are named."""
    return notice.targets.get(position=position).pk


def decline(clerk: Page, notice: Notice, positions: list[int]) -> None:
    """Decline some rows together, and fill in another by itself without deciding it."""
    for position in positions:
        clerk.locator(f"[name=row][value='{row(notice, position)}']").check()
    bar = clerk.locator("form.several .several__bar")
    bar.locator("[name=measure]").select_option("none")
    bar.locator("[name=reason]").fill("不属于同类商品")
    with clerk.expect_navigation():
        bar.get_by_role("button", name="处理勾选的").click()
    expect(clerk.locator("body")).to_contain_text("已处理网址 2 个")
    key = row(notice, 5)
    with clerk.expect_response("**/draft"):
        clerk.locator(f"[name='measure-{key}']").select_option("none")
    with clerk.expect_response("**/draft"):
        clerk.locator(f"[name='reason-{key}']").fill("系权利人授权的经销商，见授权书")
        clerk.locator(f"[name='reason-{key}']").blur()
