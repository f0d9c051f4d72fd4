"""What the form of a clue offers, and how what is picked or typed is understood."""

from datetime import date
from typing import Any

import pytest
from django.utils.timezone import localdate
from people import at, browser, people

from mingjian.core.procedure import liabilities, rulebook
from mingjian.core.procedure.citation import ground_of
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.clues.queries.suspected_act import act_named, act_of
from mingjian.institutions.clues.services.choices import choices, suspected_by, suspicions, with_ground
from mingjian.office.people.departments import platform_of

ON = date(2026, 11, 24)


@pytest.mark.parametrize(
    "written",
    ["商标法第五十七条", "《中华人民共和国商标法》第57条", " 《商标法》 第57条 ", "trademark_law/57", "trademark law article 57"],
)
def test_an_article_is_taken_as_people_cite_it(written: str) -> None:
    assert ground_of(written, ON) == "trademark_law/57"


@pytest.mark.parametrize("written", ["某省网络交易条例第3条", "商标法第9999条", "", "  "])
def test_what_the_rulebook_does_not_hold_stays_as_it_was_written(written: str) -> None:
    assert ground_of(written, ON) == written.strip()


def test_every_article_offered_is_understood_again_in_both_languages() -> None:
    statutes = rulebook().statutes
    for one in suspicions(ON):
        if one.ground:
            cited = statutes.citation(one.ground, ON)
            assert {ground_of(cited.zh, ON), ground_of(cited.en, ON)} == {one.ground}


def test_a_known_act_brings_its_article_and_never_overwrites_one() -> None:
    act = next(one for one in suspicions(ON) if one.ground)
    assert with_ground(Intake("report", f"涉嫌{act.title.zh}"), ON).suspected_ground == act.ground
    assert with_ground(Intake("report", act.title.en), ON).suspected_ground == act.ground
    assert with_ground(Intake("report", act.title.zh, suspected_ground="apl/9"), ON).suspected_ground == "apl/9"
    assert with_ground(Intake("report", "卖得太便宜"), ON).suspected_ground == ""


@pytest.mark.parametrize(
    ("usual", "act"),
    [("销售假冒注册商标的商品", "trademark_infringement"), ("刷单", "fake_trading"), ("涉嫌刷单炒信", "fake_trading"), ("盗版", "copyright_infringement")],
)
def test_an_act_is_known_by_its_usual_words(usual: str, act: str) -> None:
    ground = with_ground(Intake("report", usual), ON).suspected_ground
    assert ground
    assert act_of(ground, ON) == act_named(usual) == act


@pytest.mark.parametrize("usual", ["销售假冒伪劣", "售假", "虚假宣传"])
def test_of_several_acts_that_are_called_so_none_is_taken(usual: str) -> None:
    assert len(suspected_by(usual, ON)) > 1
    assert (with_ground(Intake("report", usual), ON).suspected_ground, act_named(usual)) == ("", "")


def test_no_usual_word_stands_for_another_acts_title() -> None:
    titles = {act.title.zh for act in liabilities().all.values()}
    words = [word for act in liabilities().all.values() for word in act.known_as]
    assert len(words) > 80
    assert titles.isdisjoint(words)


@pytest.mark.django_db
def test_acts_that_are_called_alike_are_offered_on_the_clues_page_and_none_is_guessed() -> None:
    client = browser(people()["li"])
    sent = {"source": "report", "suspected_act": "售假", "platform": "yunjishi", "shop_id": "S1"}
    page = client.post("/clues/new", sent, follow=True).content.decode()
    assert "销售侵犯注册商标专用权的商品”、“" in page or "”、“销售侵犯注册商标专用权的商品" in page
    assert Clue.objects.get().suspected_ground == ""


@pytest.mark.django_db
def test_a_platform_is_taken_by_its_name_and_another_as_it_is() -> None:
    people("clerk")
    assert platform_of(" 云集市平台 ") == "yunjishi"
    assert platform_of("某新平台") == "某新平台"


@pytest.mark.django_db
def test_platforms_of_clues_that_the_officer_may_not_see_are_not_offered() -> None:
    who = people("li", "zhou", "clerk")
    register(Intake("report", "售假", platform="甲网"), by=who["li"], at=at("2026-11-24 09:30"))
    offered = {name: {one.value for one in choices(officer, ON)["platform"]} for name, officer in who.items()}
    assert offered["li"] == {"yunjishi", "甲网"}
    assert offered["zhou"] == {"yunjishi"}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_form_lists_them_and_keeps_what_is_chosen_by_the_rulebooks_name(language: str, django_assert_max_num_queries: Any) -> None:
    client, ground = browser(people()["li"], language), suspected_by("刷单", localdate())[0].ground
    with django_assert_max_num_queries(9):
        page = client.get("/clues/new").content.decode()
    assert all(f'list="known-{name}"' in page and f'<datalist id="known-{name}">' in page for name in ("platform", "suspected_act", "suspected_ground"))
    assert len(page) < 120_000
    told = client.get("/clues/new").context["lists"]["known-suspected_ground"]
    chosen = next(one.value for one in told if ground_of(one.value, localdate()) == ground)
    sent = {"source": "report", "suspected_act": "销售仿品", "suspected_ground": chosen, "platform": "云集市平台", "shop_id": "S1"}
    assert client.post("/clues/new", sent).status_code == 302
    clue = Clue.objects.get()
    assert (clue.suspected_ground, clue.platform) == (ground, "yunjishi")
