"""The pages of buyers' evidence, in both languages and widths: the public door without signing in, and the officer's side of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from journeys.browsing import look, sign_in, speak
from people import people
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_from_the_public_door_to_a_clue(
    page: Page, live_server: Any, settings: Any, tmp_path: Path, check_accessible: Callable[[Page], None], language: str
) -> None:
    settings.PUBLIC_DOOR, settings.SEALED_ROOT = True, tmp_path / "sealed"
    people()
    base = live_server.url.replace("127.0.0.1", "localhost")
    speak(page, base, language)
    page.goto(f"{base}/buyer")
    look(page, f"{language}-buyer", check_accessible)
    page.fill("[name=platform]", "抖音")
    page.select_option("[name=kind]", "live_room")
    page.fill("[name=name]", "小敏好物")
    page.fill("[name=moment]", "01:12:30")
    page.fill("[name=goods]", "某牌面霜")
    page.fill("[name=story]", "主播说是专柜正品，批号查不到。")
    with page.expect_navigation():
        page.locator("main form button.button--first[type=submit]").click()
    chat = tmp_path / "聊天.txt"
    chat.write_text("卖家：保证正品", encoding="utf-8")
    page.select_option("[name=kind]", "chat")
    page.locator("form:has([name=kind]) [name=file]").set_input_files(chat)
    with page.expect_navigation():
        page.locator("form:has([name=kind]) button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("聊天.txt")
    look(page, f"{language}-receipt", check_accessible)

    page.context.clear_cookies()
    speak(page, base, language)
    sign_in(page, base, "li")
    page.wait_for_load_state("networkidle")
    page.goto(f"{base}/kits")
    look(page, f"{language}-kits", check_accessible)
    page.get_by_role("link", name="某牌面霜").click()
    page.locator("summary", has_text="记录角色" if language == "zh-hans" else "Name somebody").click()
    page.select_option("[name=role]", "anchor")
    page.fill("[name=name]", "小敏")
    with page.expect_navigation():
        page.locator("form:has([name=role]) button[type=submit]").click()
    look(page, f"{language}-kit", check_accessible)
    with page.expect_navigation():
        page.locator("form[action$=take_up] button").click()
    page.goto(f"{page.url}/evidence")
    expect(page.locator("main")).to_contain_text("聊天.txt")
