"""An officer arranges to be told, subscribes to a calendar, keeps a view and notes something for a colleague: in a browser, in Chinese, as it looks."""

import re
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.utils.timezone import now
from journeys.browsing import look
from journeys.world import make_clues
from people import people
from playwright.sync_api import Page, expect

from mingjian.institutions.notifications.models import Message
from mingjian.office.views.models import View


def test_an_officer_arranges_to_be_told_keeps_a_view_and_notes_something(
    seat: Callable[..., Page], check_accessible: Callable[[Page], None], settings: Any
) -> None:
    settings.SMS, settings.SMS_SECRET = "http://127.0.0.1:1/sms", "shared"
    who = people()
    clue = make_clues(who, now())["report"]
    page = seat("li")
    arrange(page)
    look(page, "told-zh-hans", check_accessible)
    subscribe(page)
    keep_a_view(page, who["li"].pk)
    look(page, "views-zh-hans", check_accessible)
    page.goto("/")
    expect(page.get_by_role("navigation", name="我的视图").get_by_role("link")).to_contain_text("0")
    look(page, "home-with-views-zh-hans", check_accessible)
    page.goto(clue.get_absolute_url())
    page.get_by_label("写备注").fill("平台已回电 @wang 请看")
    page.get_by_role("button", name="记下").click()
    expect(page.get_by_text("平台已回电")).to_be_visible()
    look(page, "notes-zh-hans", check_accessible)
    other = seat("wang")
    other.goto("/")
    expect(other.get_by_text("提到您的备注")).to_be_visible()
    english = seat("li", "en")
    english.goto("/notifications")
    look(english, "told-en", check_accessible)


def arrange(page: Page) -> None:
    page.goto("/notifications")
    page.get_by_text("短信", exact=True).click()
    page.get_by_label("手机号码").fill("13800005678")
    page.locator("details[open] form").first.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="试发一条").click()
    expect(page.get_by_text("待发送")).to_be_visible()
    assert [one.cause for one in Message.objects.all()] == ["trial"]


def subscribe(page: Page) -> None:
    page.get_by_label("由谁读取").fill("手机")
    page.get_by_role("button", name="开通").click()
    address = page.locator("#feed-url").input_value()
    path = re.sub(r"^http://[^/]+", "", address)
    assert Client().get(path)["Content-Type"].startswith("text/calendar")


def keep_a_view(page: Page, officer: int) -> None:
    """Sift the list in place, and keep it as it then is: the address of the page, not the one it was opened under."""
    page.goto("/dossiers")
    with page.expect_response(lambda reply: "state=closed" in reply.url):
        page.get_by_label("状态").select_option("closed")
    page.wait_for_url("**/dossiers?*state=closed*")
    page.locator(".views summary").click()
    page.get_by_label("将当前筛选存为").fill("已办结的")
    page.locator(".views").get_by_role("button", name="保存").click()
    expect(page.locator(".views").get_by_role("link", name="已办结的")).to_be_visible()
    assert View.objects.get(officer=officer).query == "state=closed"
