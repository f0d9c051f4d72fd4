"""An export with a heading that nobody knows is loaded in the browser: the page asks what it is by a choice, and does not ask a second time."""

import os
from pathlib import Path

import pytest
from journeys.desk import Desks, desks
from people import people
from playwright.sync_api import Page, expect

__all__ = ["desks"]  # a fixture, found by its name

EXPORT = "宝贝标题,价格,宝贝链接,活动口径,备注二\n青岚谷 面霜,￥99.00,https://i.example/item.htm?id=612345678901,11-11,x\n"


def choose(page: Page, text: str, name: str, folder: Path) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    page.goto("/data/new")
    page.locator("[name=file]").set_input_files(folder / name)
    page.locator("[name=kind]").select_option("listing")
    page.locator("[name=source]").fill("tbx")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()


def seen(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look at the pages: at a desk's width and at a telephone's."""
    if folder := os.environ.get("MINGJIAN_SCREENSHOTS"):
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1440, "height": 900})


def test_a_heading_that_nobody_knows_is_asked_for_once(desks: Desks, transactional_db: None, tmp_path: Path, settings: pytest.FixtureRequest) -> None:
    people()
    settings.LAKE = str(tmp_path / "lake")  # type: ignore[attr-defined]  # pytest-django's own
    page = desks.seat("li").page
    page.set_default_timeout(120_000)
    page.goto("/data/new")
    expect(page.get_by_role("heading", name="商品信息")).to_be_visible()
    seen(page, "import")
    choose(page, EXPORT, "a.csv", tmp_path)
    expect(page.get_by_label("活动口径")).to_be_visible()
    expect(page.get_by_text("宝贝链接")).to_be_visible()
    expect(page.get_by_text("文件中为：11-11")).to_be_visible()
    expect(page.get_by_text("文件中为：x")).to_have_count(0)  # a remark may be about a person
    seen(page, "headings")
    page.get_by_label("活动口径").select_option(label="类目")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()
    expect(page.locator(".note--good")).to_be_visible()
    seen(page, "loaded")
    choose(page, EXPORT.replace("678901", "678902"), "b.csv", tmp_path)
    expect(page.locator(".note--good")).to_be_visible()
