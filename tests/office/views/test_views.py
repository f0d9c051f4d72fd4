"""Views: a list's filter under a name, counted as its list counts it, beside the list and at home; what a list begins with."""

from functools import partial

import pytest
from make import make_clue
from people import at, browser

from mingjian.office.models import Officer
from mingjian.office.views.counts import count_of
from mingjian.office.views.models import View

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
LISTS = ("/clues", "/dossiers", "/docket", "/findings", "/cases", "/notices", "/jobs", "/ledger")

clue_of = partial(make_clue, at=at("2026-11-20 09:00"))


def keep(officer: Officer, path: str, query: str, name: str) -> View:
    reply = browser(officer).post("/views", {"path": path, "query": query, "name": name})
    assert reply.status_code == 302
    return View.objects.get(officer=officer, path=path, name=name)


@pytest.mark.parametrize("path", LISTS)
def test_every_list_of_the_bar_can_be_kept_and_is_counted_as_it_counts_itself(who: Who, path: str) -> None:
    for _ in range(3):
        clue_of(who["li"])
    page = browser(who["wang"]).get(path)
    view = keep(who["wang"], path, "", "全部")
    assert browser(who["wang"]).get(f"/views/{view.pk}/count").content.decode() == str(page.context["page"].count)
    assert f'action="{"/views"}"' in page.content.decode()


def test_a_view_is_beside_its_list_and_at_home_with_its_count(who: Who) -> None:
    mine = clue_of(who["li"])
    clue_of(who["li"])
    mine.dossier.officer = who["li"]
    mine.dossier.save()
    view = keep(who["li"], "/docket", f"officer={who['li'].pk}&held=mine&part=&after=abc", "我的期限")
    assert view.query == f"held=mine&officer={who['li'].pk}"  # without the page mark and what is blank
    assert browser(who["li"]).get(f"/views/{view.pk}/count").content.decode() == str(mine.dossier.deadlines.count())
    for page in ("/", "/docket"):
        told = browser(who["li"]).get(page).content.decode()
        assert "我的期限" in told
        assert f"/views/{view.pk}/count" in told
    assert "我的期限" not in browser(who["wang"]).get("/docket").content.decode()
    assert browser(who["wang"]).get(f"/views/{view.pk}/count").status_code == 404


def test_a_list_begins_with_the_view_that_was_chosen_and_leads_back_to_all(who: Who) -> None:
    page = browser(who["li"])
    view = keep(who["li"], "/dossiers", "state=closed", "已办结")
    assert page.get("/dossiers").status_code == 200
    assert page.post(f"/views/{view.pk}/first", {"on": "1"}).status_code == 302
    assert page.get("/dossiers")["Location"] == "/dossiers?state=closed"
    assert page.get("/dossiers?all=1").status_code == 200
    assert page.get("/dossiers", headers={"HX-Request": "true"}).status_code == 200
    assert browser(who["wang"]).get("/dossiers").status_code == 200
    other = keep(who["li"], "/dossiers", "", "全部")
    page.post(f"/views/{other.pk}/first", {"on": "1"})
    assert page.get("/dossiers", follow=True).status_code == 200  # leads to ?all=1, and in no circle
    page.post(f"/views/{other.pk}/first", {"on": ""})
    assert page.get("/dossiers").status_code == 200
    assert page.post(f"/views/{view.pk}/remove").status_code == 302
    assert View.objects.count() == 1


def test_what_is_no_list_or_a_wrong_filter_is_refused_in_words(who: Who) -> None:
    page = browser(who["li"])
    for path, query in (("/", ""), ("/nothing", ""), ("/accounts/login/", ""), ("//evil.example/clues", ""), ("/docket", "day=never"), ("/staff", "")):
        reply = page.post("/views", {"path": path, "query": query, "name": "x"})
        assert reply.status_code == 422
        assert "列表" in reply.content.decode()
    assert page.post("/views", {"path": "/clues", "query": "", "name": " "}).status_code == 422
    assert View.objects.count() == 0
    assert browser(who["auditor"]).post("/views", {"path": "/ledger", "query": "", "name": "x"}).status_code == 403


def test_nobody_has_very_many_views(who: Who) -> None:
    for number in range(20):
        keep(who["li"], "/clues", "state=open", f"第{number}个")
    assert browser(who["li"]).post("/views", {"path": "/clues", "query": "", "name": "又一个"}).status_code == 422
    assert keep(who["li"], "/clues", "state=closed", "第1个").query == "state=closed"
    assert count_of(who["li"], "/clues", "state=open") == "0"
