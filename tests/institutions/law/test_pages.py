"""The rulebook as pages: what is found, what an article carries, what rests on what, and what bad addresses get."""

import html
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now
from django.utils.translation import override
from institutions.law.reading import browser, read
from journeys.world import make_clues
from people import people

from mingjian.core.procedure import rulebook
from mingjian.institutions.law import queries
from mingjian.office.templatetags.console import ground

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


# ---- Instruments ----
@pytest.mark.parametrize("question", ["电子商务法", "e-commerce law", "Ｅ-Commerce", "主席令第7号", "ecl"])
def test_an_instrument_is_found_by_title_number_and_id_in_both_languages(question: str) -> None:
    assert "ecl" in [row.law.law for row in queries.instruments(question, "", None, TODAY)]


def test_instruments_are_sieved_by_kind_and_by_the_day_on_which_they_hold() -> None:
    laws = {row.law.law for row in queries.instruments("", "law", None, TODAY)}
    assert "ecl" in laws
    assert "penalty_procedure" not in laws
    then = {row.law.law: row.law for row in queries.instruments("", "", date(2020, 6, 1), TODAY)}
    assert "tort_law" in then
    assert "civil_code" not in then
    assert "tort_law" not in {row.law.law for row in queries.instruments("", "", TODAY, TODAY)}


def test_what_an_article_says_is_found_too() -> None:
    assert "ecl/43" in [article.ground for _, article in queries.articles_about("声明 起诉", TODAY)]
    assert queries.articles_about("", TODAY) == []
    assert "/law/instruments/ecl/43?on=" in read(browser(), "/law/?q=声明 起诉")


def test_htmx_gets_the_list_alone() -> None:
    client = browser()
    part = client.get("/law/?q=ecl", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "E-Commerce Law" in part
    assert "<html" in read(client, "/law?q=ecl")


def test_an_instrument_shows_its_versions_articles_figures_and_marks() -> None:
    page = read(browser(), "/law/instruments/aucl?on=2025-01-01")
    assert "/law/instruments/aucl/20/fine?on=2025-01-01" in page
    assert "2019-04-23 – 2025-10-14" in page
    assert "from=2018-01-01&amp;to=2025-10-15" in page
    assert "UNVERIFIED" in read(browser(), "/law/instruments/ccc_measures")


def test_a_part_without_a_number_is_called_so_and_not_by_its_code() -> None:
    page = read(browser(), "/law/instruments/food_business_licence_measures")
    assert "Art. 4" in page
    assert "As a whole, or a part without a number" in page
    assert "Art. number_rules" not in page


def test_one_that_is_no_longer_in_force_says_so() -> None:
    assert "not in force today" in read(browser(), "/law/instruments/tort_law")
    assert "今日不在施行期" in read(browser("zh-hans"), "/law/instruments/tort_law")


# ---- Articles and values ----
def test_an_article_names_the_steps_deadlines_and_duties_that_rest_on_it() -> None:
    page = read(browser(), "/law/instruments/ecl/43?on=2026-11-24")
    assert "/law/procedures/notice_and_delete?on=2020-09-14#step-" in page
    assert "#clock-right_holder_acts" in page
    assert "actor=platform&amp;on=2026-11-24#platform.notice.lift" in page


def test_an_article_is_followed_through_renumbering() -> None:
    shown = queries.article("aucl", "9", date(2026, 1, 1), TODAY)
    assert [article.ground for _, article in shown.others] == ["aucl/8", "aucl/8"]  # as of 2018 and of 2019
    assert [article.ground for _, article in queries.article("aucl", "8", None, TODAY).others] == ["aucl/8", "aucl/9"]


def test_an_article_that_only_took_an_old_number_is_not_taken_for_the_old_one() -> None:
    others = queries.article("aucl", "16", date(2026, 1, 1), TODAY).others
    assert [article.ground for _, article in others] == ["aucl/13", "aucl/13"]  # the old 16 is the new 20
    assert [article.ground for _, article in queries.article("aucl", "20", date(2025, 1, 1), TODAY).others] == ["aucl/20", "aucl/25"]
    fine = queries.value("aucl", "25", "fine", TODAY, TODAY)
    assert [(law.version, value.ref if value else "") for law, value in fine.history] == [
        ("2017", "aucl/20#fine"),
        ("2019", "aucl/20#fine"),
        ("2025", "aucl/25#fine"),
    ]


def test_without_a_day_the_last_version_that_had_the_article_is_shown() -> None:
    shown = queries.article("aucl", "20", None, TODAY)
    assert (shown.article.ground, shown.on, shown.governs) == ("aucl/20", TODAY, True)
    assert not queries.article("tort_law", "36", None, TODAY).governs


def test_a_value_tells_its_history_and_both_ways_what_rests_on_it() -> None:
    page = read(browser(), "/law/instruments/ecl/43/right_holder_acts?on=2026-11-24")
    assert "15 calendar days" in page
    assert "/law/period?ref=ecl%2F43%23right_holder_acts" in page
    assert "#clock-right_holder_acts" in page
    shown = queries.value("complaint_2019", "31", "tell_reporter", date(2021, 1, 1), TODAY)
    assert [law.in_force.isoformat() for law, value in shown.history if value] == ["2020-01-01", "2022-05-01"]


@pytest.mark.slow
def test_every_article_and_every_value_of_the_rulebook_can_be_shown() -> None:
    for law in rulebook().statutes.laws():
        for version in rulebook().statutes.versions(law):
            for number, article in version.articles.items():
                assert queries.article(law, number, version.in_force, TODAY).article is article
                for ref in (value.ref for value in article.values.values()):
                    assert queries.value(law, number, ref.partition("#")[2], version.in_force, TODAY).value.ref == ref


def test_what_is_unverified_is_marked_wherever_it_stands() -> None:
    client = browser()
    doubtful = next(value for value in rulebook().statutes.values() if value.verification == "UNVERIFIED")
    law, _, number = doubtful.ground.partition("/")
    for address in (f"/law/instruments/{law}", f"/law/instruments/{law}/{number}", f"/law/instruments/{law}/{number}/{doubtful.ref.partition('#')[2]}"):
        assert "UNVERIFIED" in read(client, f"{address}?on={doubtful.in_force}")


# ---- Procedures ----
@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_version_of_every_procedure_is_shown_with_diagram_steps_and_clocks(language: str) -> None:
    client = browser(language)
    for name, versions in rulebook().sheets.items():
        for sheet in versions:
            page = read(client, f"/law/procedures/{name}?on={sheet.in_force}")
            assert "<svg" in page
            assert all(f'id="step-{step}"' in page for step in sheet.steps)
            assert all(f'id="clock-{deadline}"' in page for deadline in sheet.deadlines)


def test_procedures_are_those_of_the_day() -> None:
    client = browser()
    assert "/law/procedures/crime_transfer" in read(client, "/law/procedures/")
    assert "/law/procedures/crime_transfer" not in read(client, "/law/procedures/?on=2015-01-01")


def test_a_procedure_links_each_ground_to_its_article() -> None:
    assert "/law/instruments/transfer_rules/5?on=" in read(browser(), "/law/procedures/crime_transfer")


def test_a_ground_anywhere_in_the_console_links_to_its_article_and_an_unknown_one_stays_words() -> None:
    assert '<a href="/law/instruments/ecl/42?on=2026-11-24">' in ground("ecl/42", TODAY)
    assert "<a" not in ground("ecl/999", TODAY)
    assert "<script>" not in ground("<script>/1", TODAY)


def test_a_ground_that_was_not_in_force_on_the_day_is_named_as_a_person_cites_it() -> None:
    """No code of the rulebook is shown: a version that has the article names it, and no page of the day is linked."""
    with override("zh-hans"):
        assert ground("trademark_law/72", TODAY) == '<cite class="ground">《中华人民共和国商标法》第72条</cite>'  # of the law of 2027


def test_a_dossier_s_steps_and_history_link_their_grounds() -> None:
    report = make_clues(people(), now())["report"]
    client = browser("zh-hans")
    page = read(client, f"/clues/{report.dossier.number}")
    links = set(re.findall(r'href="(/law/instruments/[^"]+)"', page))
    assert links
    for address in links:
        read(client, html.unescape(address))


# ---- Addresses that lead nowhere ----
@pytest.mark.parametrize(
    ("address", "status", "word"),
    [
        ("/law/instruments/nothing", 404, "nothing"),
        ("/law/instruments/ecl/999", 404, "999"),
        ("/law/instruments/ecl/43/nothing", 404, "nothing"),
        ("/law/instruments/ecl/43?on=2018-12-31", 422, "2019-01-01"),
        ("/law/instruments/ecl?on=2018-12-31", 422, "2019-01-01"),
        ("/law/instruments/tort_law?on=2026-01-01", 422, "no longer in force"),
        ("/law/instruments/ecl/43?on=yesterday", 422, "yesterday"),
        ("/law/?on=2026-02-30", 422, "2026-02-30"),
        ("/law/procedures/nothing", 404, "nothing"),
        ("/law/procedures/crime_transfer?on=1999-01-01", 422, "1999-01-01"),
        ("/law/instruments/..%2F..%2Fetc", 404, "etc"),
        ("/law/instruments/ecl/%00", 404, ""),
        ("/law/instruments/ecl/43%27%20OR%201=1", 404, "OR 1=1"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_address_that_leads_nowhere_gets_a_clear_page(address: str, status: int, word: str, language: str) -> None:
    page = read(browser(language), address, status)
    assert "<h1>" in page
    if language == "en":
        assert word in page.replace("&#x27;", "'")


@pytest.mark.parametrize(
    "address",
    [
        "/law/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&kind=%3Cscript%3E",
        "/law/instruments/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "/law/instruments/ecl/%3Cscript%3Ealert(1)",
        "/law/instruments/ecl/43?on=%3Cscript%3Ealert(1)%3C/script%3E",
        "/law/procedures/%3Cscript%3Ealert(1)",
    ],
)
def test_nothing_in_an_address_runs(address: str) -> None:
    assert "<script>alert" not in browser().get(address).content.decode()


def test_a_very_long_question_and_far_days_are_answered() -> None:
    client = browser()
    read(client, "/law/?q=" + "法" * 5000)
    read(client, "/law/?on=0001-01-01")
    read(client, "/law/?on=9999-12-31")
    read(client, "/law/instruments/ecl/43?on=9999-12-31")


def test_nobody_reads_it_without_signing_in_and_every_duty_may() -> None:
    assert Client().get("/law/").status_code == 302
    assert all(Client().get(address).status_code == 302 for address in ("/law/period", "/law/instruments/ecl/43"))
    assert "/law" in read(browser(name="auditor"), "/law/")


def test_a_page_cannot_be_posted_to() -> None:
    assert browser().post("/law/period").status_code == 405


def test_the_room_is_in_the_navigation() -> None:
    page: Any = read(browser("zh-hans"), "/law/")
    assert '<a href="/law" aria-current="page">法规</a>' in page


@pytest.mark.slow
def test_a_procedure_says_what_a_step_must_wait_for_and_who_may_not_take_it() -> None:
    client, waits, bars = browser(), 0, 0
    for name, versions in rulebook().sheets.items():
        for sheet in versions:
            page = read(client, f"/law/procedures/{name}?on={sheet.in_force}")
            must_wait, is_barred = any(step.not_before for step in sheet.steps.values()), any(step.not_by for step in sheet.steps.values())
            assert ("Not before the end of:" in page, "Not by whoever took:" in page) == (must_wait, is_barred)
            waits, bars = waits + must_wait, bars + is_barred
    assert waits
    assert bars
