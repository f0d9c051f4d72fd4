"""Registering a clue from the keyboard alone: platform, act and article are offered as one types, and anything else is taken as well."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from institutions.clues.files import KNOWN
from institutions.market.known_lake import fill
from journeys.browsing import look
from journeys.desk import Desks, desks
from people import people
from playwright.sync_api import Page, expect

from mingjian.institutions.clues.models import Clue

__all__ = ["desks"]  # a fixture, found by its name

# What the browser offers under a field for what was typed: it looks in value and label alike.
OFFERED = """(input, typed) => [...input.list.options].filter((one) => one.value.includes(typed) || one.label.includes(typed)).map((one) => one.value)"""


def test_an_act_is_found_by_a_part_of_it_and_brings_its_article(desks: Desks, transactional_db: None) -> None:
    people()
    page = desks.seat("li").page
    page.goto("/clues/new")
    page.locator("[name=source]").focus()
    page.locator("[name=source]").select_option("report")
    page.keyboard.press("Tab")
    act = page.get_by_role("combobox", name="涉嫌行为")
    expect(act).to_be_focused()
    found = act.evaluate(OFFERED, "虚假交易")
    assert found
    page.keyboard.type(found[0])
    assert "yunjishi" in page.get_by_role("combobox", name="平台").evaluate(OFFERED, "云集市")
    page.get_by_role("combobox", name="平台").focus()
    page.keyboard.type("云集市平台")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    clue = Clue.objects.get()
    assert (clue.suspected_act, clue.platform) == (found[0], "yunjishi")
    assert clue.suspected_ground
    expect(page.locator("main, .notes").first).to_contain_text("已据规则库按所填行为补填条文")


def test_free_text_is_kept_as_it_was_written(desks: Desks, transactional_db: None) -> None:
    people()
    page = desks.seat("li").page
    page.goto("/clues/new")
    page.locator("[name=source]").select_option("report")
    page.locator("[name=suspected_act]").fill("以次充好")
    page.locator("[name=suspected_ground]").fill("某省网络交易条例第3条")
    page.locator("[name=platform]").fill("某新平台")
    with page.expect_navigation():
        page.locator("[name=platform]").press("Enter")
    page.locator("[name=as_written]").check()  # the rulebook does not know that regulation, and asks first
    with page.expect_navigation():
        page.locator("[name=platform]").press("Enter")
    clue = Clue.objects.get()
    assert (clue.suspected_act, clue.suspected_ground, clue.platform) == ("以次充好", "某省网络交易条例第3条", "某新平台")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_form_in_both_languages(desks: Desks, transactional_db: None, check_accessible: Callable[[Page], None], language: str) -> None:
    people()
    page = desks.seat("li", language).page
    page.goto("/clues/new")
    look(page, f"{language}-clue-form", check_accessible)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_file_imported_says_of_each_clue_what_was_filled(
    desks: Desks, transactional_db: None, tmp_path: Path, settings: Any, check_accessible: Callable[[Page], None], language: str
) -> None:
    settings.LAKE = tmp_path / "lake"
    fill(tmp_path)
    people()
    page = desks.seat("li", language).page
    page.goto("/clues/import")
    page.locator("[name=file]").set_input_files({"name": "线索.csv", "mimeType": "text/csv", "buffer": KNOWN.encode()})
    with page.expect_navigation():
        page.locator("form[enctype] button[type=submit]").click()
    expect(page.locator("#result ~ .scroll tbody tr")).to_have_count(4)
    look(page, f"{language}-import-result", check_accessible)
    page.goto(f"/clues/{Clue.objects.get(original_number='P-1').dossier.number}")
    look(page, f"{language}-clue-filled", check_accessible)
