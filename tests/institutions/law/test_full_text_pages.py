"""Full texts that a node loaded stand beside gists, on hover at citations, in drafts of papers and in search; what differs from the book is told."""

import html
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils.timezone import now
from institutions.law.reading import browser, read
from people import at, people

from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.matters.acts import correct_charge
from mingjian.institutions.matters.queries import matter_of
from mingjian.office.law_texts import articles_cited, shelf

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)
MORNING = at("2026-11-24 09:30")
WORDS = "某某行为<b>，处五万元以上三倍、二十万元以下罚款，依照第七条第一款。\n第二款另有规定。"


@pytest.fixture(autouse=True)
def loaded(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    head = ["中华人民共和国反不正当竞争法", "（2025年6月27日修订）"]
    articles = [f"第二十三条　{WORDS}", "第二十四条　" + "很长的条文" * 400, "第九十九条　此条不在库内。"]
    shelf().load("反不正当竞争法_20250627.docx", b"raw", [*head, *articles], MORNING)


def test_an_article_shows_its_text_beside_the_gist_and_what_differs() -> None:
    page = html.unescape(read(browser(), "/law/instruments/aucl/23?on=2026-11-24"))
    assert "某某行为<b>，处五万元以上三倍" in page
    assert "other figures than the text that the book was made from: check it" in page
    assert "made from only: 5, 250000; of this text only: 2, 3, 200000." in " ".join(page.split())
    assert "<b>，处" not in read(browser(), "/law/instruments/aucl/23?on=2026-11-24"), "what stands in a file is text and no markup"
    earlier = read(browser(), "/law/instruments/aucl/18?on=2020-01-01")
    assert "某某行为" not in earlier, "the text of one version is not shown at another"


def test_the_whole_text_and_the_list_of_texts_say_what_differs_and_what_is_wanting() -> None:
    whole = read(browser(), "/law/texts/aucl?on=2026-11-24")
    assert 'id="art-99"' in whole
    assert "此条不在库内" in whole
    assert 'href="/law/instruments/aucl/99' not in whole
    listed = read(browser(), "/law/texts")
    assert "反不正当竞争法_20250627.docx" in listed
    assert "aucl/23#" in html.unescape(listed)
    assert "/law/instruments/ecl" in listed
    assert browser().get("/law/texts/ecl").status_code == 404
    assert "/law/texts/aucl?on=" in read(browser(), "/law/instruments/aucl?on=2026-11-24")


def test_the_text_is_found_by_its_words() -> None:
    page = read(browser(), "/law?q=某某行为 另有规定")
    assert "/law/texts/aucl?on=" in page
    assert "#art-23" in page
    assert "#art-23" not in read(browser(), "/law?q=某某行为 没有的词")


def said(text: str, on: str = "2026-11-24") -> str:
    return Template("{% load citations %}{{ text|cited:on }}").render(Context({"text": text, "on": date.fromisoformat(on)}))


def test_each_citation_in_a_text_leads_to_its_article_with_the_text_on_hover() -> None:
    drawn = said("依据《中华人民共和国反不正当竞争法》第二十三条、第二十五条和《商标法》第六十条第二款，<i>决定</i>。")
    assert re.findall(r'href="([^"]+)"', drawn) == [
        "/law/instruments/aucl/23?on=2026-11-24",
        "/law/instruments/aucl/25?on=2026-11-24",
        "/law/instruments/trademark_law/60?on=2026-11-24",
    ]
    assert "某某行为&lt;b&gt;" in drawn
    assert "&lt;i&gt;决定&lt;/i&gt;" in drawn
    assert html.unescape(re.sub("<[^>]*>", "", drawn)) == "依据《中华人民共和国反不正当竞争法》第二十三条、第二十五条和《商标法》第六十条第二款，<i>决定</i>。"
    assert "…" in said("《反不正当竞争法》第24条"), "a very long article is cut on hover"


@pytest.mark.parametrize(
    "text",
    ["", "没有引文", "《不存在的法》第九条", "第九条单独出现", "《反不正当竞争法》第九百九十九条", "第二十三条" * 400, "《" * 500, "电子商务法第" * 300],
)
def test_what_the_book_does_not_hold_stays_as_it_was_written(text: str) -> None:
    assert said(text) == text
    assert said("《反不正当竞争法》第二十三条", "1990-01-01") == "《反不正当竞争法》第二十三条"


def test_an_article_that_only_the_text_has_is_shown_without_a_page() -> None:
    found = list(articles_cited("《反不正当竞争法》第九十九条", DAY))
    assert [(one.number, one.is_held) for one in found] == [("99", False)]
    assert "此条不在库内" in said("《反不正当竞争法》第九十九条")


def test_the_whole_answer_and_the_charge_show_it_on_hover() -> None:
    who = people("li", "wang")
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(who["li"])
    facts = {"act": "confusion", "field": "other", "on": "2026-11-03", "decided_on": "2026-11-24", "amount": "60000"}
    assert "某某行为" in client.get("/law/assess", facts).content.decode()
    for one in who.values():
        one.certificate = f"浙{one.username}"
        one.save()
    case = file_case(Filing("某案", who["li"], who["wang"], None, "桐庐青禾鞋行", "实施混淆行为"), by=who["wang"], at=now())
    matter = matter_of(case.dossier)
    assert matter
    charge = matter.charge_rows.get()
    told = {"charge_words": "实施混淆行为", "charge_until": "2026-11-03", "charge_applied": "aucl/23"}
    correct_charge(charge, by=who["li"], at=now(), reason="核对", **told)
    page = client.get(f"/cases/{case.number}/papers").content.decode()
    assert "某某行为" in page
    draft = html.unescape(client.get(f"/dossiers/{case.number}/documents/penalty_notice").content.decode())
    assert "所引条文" in draft
    assert WORDS.partition("\n")[0] in draft
