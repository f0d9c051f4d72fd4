"""A clue on paper: what one reads stays, what one acts with goes, folded grounds and whole hashes are laid open."""

from io import BytesIO
from typing import Any
from unicodedata import normalize

import pytest
from django.utils.timezone import now
from journeys.browsing import DRAWN, until
from journeys.desk import Desks, desks
from journeys.world import make_clues
from people import people
from playwright.sync_api import expect
from pypdf import PdfReader

__all__ = ["desks"]  # a fixture, found by its name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_clue_is_printed_for_the_paper_file(desks: Desks, transactional_db: None, scheme: Any) -> None:
    clue = make_clues(people(), now())["ring"]
    page = desks.seat("li").page
    page.emulate_media(media="print", color_scheme=scheme)
    page.goto(f"/clues/{clue.dossier.number}/whole")
    expect(page.get_by_role("heading", name=clue.dossier.title)).to_be_visible()
    for hidden in ("header.bar", "footer.foot", "#steps", "form", "#waiting", ".legend__zoom", "button[data-print]"):
        assert not page.locator(hidden).locator("visible=true").count(), hidden
    expect(page.get_by_text("部门负责人意见")).to_be_visible()
    expect(page.locator(".deadline .print-open p").first).to_be_visible()
    ink, ground = page.locator("body").evaluate("node => [getComputedStyle(node).color, getComputedStyle(document.documentElement).backgroundColor]")
    assert (ink, ground) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_on_the_screen_nothing_of_the_paper_is_seen(desks: Desks, transactional_db: None) -> None:
    clue = make_clues(people(), now())["ring"]
    page = desks.seat("li").page
    page.goto(f"/clues/{clue.dossier.number}/whole")
    expect(page.get_by_text("部门负责人意见")).to_be_hidden()
    expect(page.get_by_role("button", name="打印存卷")).to_be_visible()


def test_paper_cuts_neither_graph_nor_bars(desks: Desks, transactional_db: None) -> None:
    """Desk d-11: paper cut the graph and the last bars."""
    clue = make_clues(people(), now())["ring"]
    page = desks.seat("li").page
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(f"/clues/{clue.dossier.number}/whole")
    until(page, DRAWN)
    until(page, "document.querySelector('[data-timeline] svg')?.getAttribute('viewBox')")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 962})  # A4 within its margins, at 96 pixels an inch
    assert page.locator("canvas").locator("visible=true").count() == 0
    graph = page.locator("img.graph-on-paper")
    expect(graph).to_be_visible()
    assert graph.evaluate("node => node.complete && node.naturalWidth > 300")
    widths = page.evaluate("""() => [...document.querySelectorAll('img.graph-on-paper, [data-timeline] svg')].map((one) => {
        const box = one.getBoundingClientRect();
        return [box.left >= 0, box.right <= document.documentElement.clientWidth + 1, box.height > 50];
    })""")
    assert widths
    assert all(all(one) for one in widths), widths
    assert faults == []


#: Radicals that a PDF names in place of the characters that look the same; Unicode's own table folds only those of the other block.
RADICALS = str.maketrans("⻅⻉⻋⻓⻔⻙⻚⻛⻜⻢⻥⻦⻨⻩⻬⻮⻰⻳", "见贝车长门韦页风飞马鱼鸟麦黄齐齿龙龟")


def plain(text: str) -> str:
    """Return a text as signs alone: a PDF may name a character by the radical that looks the same."""
    return "".join(normalize("NFKC", text.translate(RADICALS)).split())


def test_the_printed_file_has_page_numbers_and_loses_no_word(desks: Desks, transactional_db: None) -> None:
    clue = make_clues(people(), now())["ring"]
    page = desks.seat("li").page
    page.goto(f"/clues/{clue.dossier.number}/whole")
    until(page, DRAWN)
    told = page.pdf(format="A4", prefer_css_page_size=True)
    sheets = PdfReader(BytesIO(told)).pages
    texts = [plain(sheet.extract_text()) for sheet in sheets]
    assert [text.count(f"{nth}/{len(sheets)}") >= 1 for nth, text in enumerate(texts, 1)] == [True] * len(sheets)
    page.emulate_media(media="print")
    read = page.evaluate("""() => [...document.querySelectorAll('main h1, main h2')].filter(one => one.offsetParent !== null)
        .map(one => one.innerText.replace(/\\s/g, '').replace(/\\d+$/, ''))""")  # a count beside a heading is drawn apart
    assert len(read) > 4
    whole = "".join(texts)
    assert [one for one in read if one not in whole] == []
    for text in texts:  # a heading at the very foot of a sheet has lost what it heads
        assert not any(text.removesuffix(f"{texts.index(text) + 1}/{len(sheets)}").endswith(one) for one in read if len(one) > 2)


def test_the_index_is_printed_whole(desks: Desks, transactional_db: None) -> None:
    clue = make_clues(people(), now())["ring"]
    page = desks.seat("li").page
    page.goto(f"/dossiers/{clue.dossier.number}/index")
    text = "".join(plain(sheet.extract_text()) for sheet in PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages)
    assert "卷内目录" in text
    assert clue.dossier.number in text
