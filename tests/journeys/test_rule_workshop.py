"""A rule's way in a browser: written, tried over 200,000 listings, judged, approved by another, and its hits become a clue with the words marked."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from institutions.monitoring.rule_lake import fill
from journeys.browsing import SHOWN, look, until
from people import at, people
from PIL import Image
from playwright.sync_api import Page, expect

from mingjian.core.rules import Rule
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.monitoring.models import Finding, Trial
from mingjian.institutions.monitoring.rules.acts import keep_known_good, write_rule
from mingjian.institutions.monitoring.rules.work.try_rule import back_test

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 200_000
WORD = re.compile("^高·?仿$")  # one listing in the lake writes it plainly

# The figures change a moment before the hits do, and the hits before the next one has the focus: until then Enter would judge the same one again, or nothing.
ANOTHER_HIT = "subject => { const hit = document.activeElement.closest('article.sample'); return hit && hit.getAttribute('aria-label') !== subject }"


def test_from_a_rule_to_a_clue(seat: Callable[..., Page], tmp_path: Path, settings: Any, check_accessible: Any) -> None:
    settings.LAKE = str(fill(tmp_path, ROWS).folder)
    people()
    writer = seat("li")
    writer.goto("/rules/new")
    writer.fill("[name=title]", "一比一女包")
    writer.fill("[name=any_of]", "高仿\n复刻")
    writer.fill("[name=none_of]", "高仿真花")
    writer.fill("[name=most_price]", "450")
    with writer.expect_navigation():
        writer.get_by_role("button", name="存为草稿").click()
    expect(writer.locator("body")).to_contain_text("出现“高仿”、“复刻”中的任何一个；不出现“高仿真花”；价格不高于 450 元")
    with writer.expect_navigation(timeout=60_000):
        writer.get_by_role("button", name="用已存数据回测").click()
    trial = Trial.objects.get()
    assert trial.rows == ROWS
    expect(writer.locator("mark").first).to_have_text(WORD)
    writer.get_by_role("button", name="属实").first.focus()
    for judged in range(1, 21):
        subject = writer.locator("article.sample:focus-within").get_attribute("aria-label")
        writer.keyboard.press("Enter")  # the keyboard alone: the next hit is under the finger when one is judged
        expect(writer.locator("#trust")).to_contain_text(f"{judged} 条中 {judged} 条属实")
        until(writer, ANOTHER_HIT, subject)
    expect(writer.locator("body")).to_contain_text("20 条中 20 条属实")
    with writer.expect_navigation():
        writer.get_by_role("button", name="报批").click()
    assert writer.get_by_role("button", name="批准").count() == 0

    head = seat("wang", "en")
    head.goto("/rules")
    head.get_by_role("link", name="一比一女包").click()
    expect(head.locator("body")).to_contain_text("20 of 20 right")
    look(head, "rule", check_accessible)
    with head.expect_navigation():
        head.get_by_role("button", name="Approve", exact=True).click()

    writer.goto("/rules")
    with writer.expect_navigation(timeout=60_000):
        writer.get_by_role("button", name="对新数据运行规则").click()
    finding = Finding.objects.order_by("pk").first()
    assert finding is not None
    _put_pictures(tmp_path / "pictures", finding.subject.partition("/")[2])
    settings.PICTURES = str(tmp_path / "pictures")
    writer.goto(f"/findings/{finding.pk}")
    expect(writer.locator("figure img")).to_have_count(2)
    until(writer, SHOWN)
    look(writer, "finding-pictures", check_accessible)
    expect(writer.locator("mark").first).to_have_text(WORD)
    with writer.expect_navigation():
        writer.get_by_role("button", name="采用为线索").click()
    assert Clue.objects.get().suspected_act == "一比一女包"
    expect(writer.locator("mark").first).to_have_text(WORD)


def test_the_next_hit_takes_the_focus_only_when_enter_can_judge_it(seat: Callable[..., Page], tmp_path: Path, settings: Any) -> None:
    settings.LAKE = str(fill(tmp_path, 1_000).folder)
    who = people()
    rule = write_rule(title="一比一女包", content=Rule(any_of=("高仿", "复刻")), source="", by=who["li"], at=at("2026-11-24 09:00"))
    back_test(rule, by=who["li"], at=at("2026-11-24 09:00"), clock=lambda: at("2026-11-24 09:01"))
    page = seat("li")
    page.goto(f"/rules/{rule.pk}")
    page.evaluate("htmx.config.defaultSettleDelay = 1500")  # as on a busy machine: the hits are drawn well before htmx knows their forms
    page.get_by_role("button", name="属实").first.focus()
    for judged in (1, 2):
        subject = page.locator("article.sample:focus-within").get_attribute("aria-label")
        page.keyboard.press("Enter")
        expect(page.locator("#trust")).to_contain_text(f"{judged} 条中 {judged} 条属实")
        if judged == 1:  # drawn, and not ready: the focus must wait, or Enter would send the form past htmx
            page.wait_for_timeout(200)
            assert page.evaluate("document.activeElement.closest('article.sample')") is None
        until(page, ANOTHER_HIT, subject)
    assert not page.url.endswith("#samples")


def _put_pictures(folder: Path, listing: str) -> None:
    (folder / "specimens").mkdir(parents=True)
    Image.new("RGB", (320, 240), "#b45309").save(folder / f"{listing}.png")
    Image.new("RGB", (320, 240), "#92400e").save(folder / "specimens" / "某牌.png")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_of_the_workshop(seat: Callable[..., Page], tmp_path: Path, settings: Any, check_accessible: Any, language: str) -> None:
    settings.LAKE = str(fill(tmp_path, 1_000).folder)
    who = people()
    rule = write_rule(
        title="一比一女包", content=Rule(any_of=("高仿", "复刻"), none_of=("高仿真花",)), source="桐市监案〔2026〕7号", by=who["li"], at=at("2026-11-24 09:00")
    )
    back_test(rule, by=who["li"], at=at("2026-11-24 09:00"), clock=lambda: at("2026-11-24 09:01"))
    keep_known_good(
        platform_name="甲网",
        shop_number="s47",
        known_good_kind="authorised",
        known_good_ground="授权书 2026-3",
        known_until=None,
        by=who["li"],
        at=at("2026-11-24 09:00"),
    )
    officer = seat("li", language)
    for name, address in {"rules": "/rules", "rule-new": "/rules/new", "rule": f"/rules/{rule.pk}", "known-good": "/rules/known_good"}.items():
        officer.goto(address)
        look(officer, f"{language}-{name}", check_accessible)
