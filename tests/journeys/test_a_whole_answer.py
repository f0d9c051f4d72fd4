"""A county officer puts what she has into one question, reads what to do, and prints it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from people import people
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_officer_asks_in_usual_words_and_prints_the_answer(seat: Callable[..., Page], check_accessible: Callable[[Page], None], tmp_path: Path) -> None:
    people("li")
    page = seat("li")
    page.goto("/law/liability?act=fake_goods&field=food&on=2026-03-03&amount=12000&decided_on=2026-03-10")
    page.get_by_role("link", name="一问全答：管辖、移送、证明").click()
    page.get_by_label("违法行为", exact=False).first.select_option("trademark_infringement")
    page.get_by_label("其他行为，或者通常的叫法").fill("平台对侵犯知识产权未采取必要措施\n")
    page.get_by_label("商品领域").select_option("clothing_shoes")
    page.get_by_label("销售金额").fill("5万")
    page.locator("#id_persons").fill("欧阳某某（实际控制人）,120000")
    page.get_by_role("button", name="作答").click()
    expect(page.locator("#result")).to_contain_text("先移送公安机关")
    expect(page.locator("main")).to_contain_text("先责令改正；除另列的条件（如情节严重）外")
    check_accessible(page)
    folder = Path(os.environ.get("MINGJIAN_SHOTS", str(tmp_path)))
    page.screenshot(path=folder / "assess.png", full_page=True)
    page.emulate_media(media="print")
    expect(page.locator("form.ask")).to_be_hidden()
    expect(page.locator("#result")).to_be_visible()
    page.screenshot(path=folder / "assess-print.png", full_page=True)
