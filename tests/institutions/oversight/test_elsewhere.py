"""Whether others work on the same: hit or no hit with whom to talk to, never the content; entered, and told to whoever was hit."""

import json
from datetime import timedelta
from functools import partial

import pytest
from django.utils.timezone import now
from make import make_clue
from people import at, browser, department_of

from mingjian.core.errors import BadInput, NotPermitted
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.oversight import news
from mingjian.institutions.oversight.acts import ask_elsewhere
from mingjian.institutions.oversight.services.hits import MOST, TOLD_FOR
from mingjian.office.models import Entry, Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
SHOP = {"platform": "云集市", "shop_id": "S0000007"}
WITHHELD = "仓库在某村三组，线人已进入"

clue_of = partial(make_clue, at=MORNING)


def neighbours(who: Who) -> Clue:
    """The same shop at the neighbouring county, which zhao works on."""
    clue = clue_of(who["zhao"], **SHOP, content=WITHHELD)
    clue.dossier.officer = who["zhao"]
    clue.dossier.save()
    return clue


def test_a_hit_names_department_and_contact_and_tells_nothing_of_what_they_have(who: Who) -> None:
    ours, theirs = clue_of(who["li"], **SHOP), neighbours(who)
    (hit,) = ask_elsewhere(ours, by=who["li"], at=MORNING, hit_purpose="核查本线索")
    assert (hit.department, hit.clues, hit.cases, hit.contact) == (department_of("neighbour"), 1, 0, who["zhao"])
    entry = Entry.objects.get(kind="elsewhere_asked")
    assert entry.dossier == ours.dossier
    assert json.loads(entry.body)["departments"] == [department_of("neighbour").code]
    assert theirs.number not in entry.body
    page = browser(who["li"]).get(f"/clues/{ours.number}").text
    assert department_of("neighbour").name_zh in page
    assert who["zhao"].name in page
    assert "发协助函" in page
    assert theirs.number not in page
    assert WITHHELD not in page


def test_no_hit_is_told_as_such_and_what_one_may_see_anyway_is_none(who: Who) -> None:
    ours = clue_of(who["li"], **SHOP)
    clue_of(who["wang"], **SHOP)  # of the own county
    clue_of(who["zhao"], platform="云集市", shop_id="S0000008")  # another shop
    assert ask_elsewhere(ours, by=who["li"], at=MORNING, hit_purpose="核查本线索") == []
    assert f"/acts/clue/{ours.number}/ask_elsewhere" in browser(who["li"]).get(f"/clues/{ours.number}").text
    assert "本节点没有其他部门在办同一对象" in browser(who["li"]).get(f"/clues/{ours.number}").text


def test_whoever_was_hit_reads_who_asked_about_which_of_their_own(who: Who) -> None:
    theirs, ours = neighbours(who), clue_of(who["li"], **SHOP)
    assert news.asked_about_ours(who["zhao"], MORNING) is None
    ask_elsewhere(ours, by=who["li"], at=MORNING, hit_purpose="核查本线索")
    told = news.asked_about_ours(who["zhao"], MORNING)
    assert told is not None
    assert theirs.number in told.lines[0].sub
    assert who["li"].name in told.lines[0].sub
    assert ours.number not in f"{told.lines[0]}"
    assert news.asked_about_ours(who["li"], MORNING) is None
    assert news.asked_about_ours(who["zhao"], MORNING + TOLD_FOR + timedelta(days=1)) is None


def test_the_home_page_tells_who_asked_although_the_clue_is_due_there(who: Who) -> None:
    """The line was dropped, since the clue itself stood under what is due: nobody who was hit ever read who had asked."""
    theirs, ours = register_today(who["zhao"]), register_today(who["li"])
    asker = f"{theirs.number} · {department_of('county').name_zh} {who['li'].name}"
    home = browser(who["zhao"]).get("/").text
    assert theirs.get_absolute_url() in home, "it is due"
    assert asker not in home
    ask_elsewhere(ours, by=who["li"], at=now(), hit_purpose="核查本线索")
    assert asker in browser(who["zhao"]).get("/").text
    page = browser(who["zhao"]).get(theirs.get_absolute_url()).text
    assert "已有其他部门询问" in page
    assert who["li"].name in page
    assert ours.number not in page
    assert "已有其他部门询问" not in browser(who["li"]).get(ours.get_absolute_url()).text


def register_today(officer: Officer) -> Clue:
    """A clue about the shop, of now, so that its clock is near."""
    intake = Intake(source="inspection", suspected_act="销售假冒注册商标的商品", content="某店售高仿鞋", **SHOP)
    return register(intake, by=officer, at=now())


def test_who_was_hit_is_told_however_many_others_asked_since(who: Who) -> None:
    neighbours(who)
    ask_elsewhere(clue_of(who["li"], **SHOP), by=who["li"], at=MORNING, hit_purpose="核查本线索")
    other = clue_of(who["li"], platform="云集市", shop_id="S0000099")
    for minute in range(MOST + 1):
        ask_elsewhere(other, by=who["li"], at=MORNING + timedelta(minutes=minute + 1), hit_purpose="核查本线索")
    assert news.asked_about_ours(who["zhao"], MORNING + timedelta(days=1)) is not None


def test_only_the_holder_asks_and_only_of_what_the_clue_itself_names(who: Who) -> None:
    ours = clue_of(who["li"], **SHOP)
    with pytest.raises(NotPermitted):
        ask_elsewhere(ours, by=who["zhao"], at=MORNING, hit_purpose="试探")
    with pytest.raises(BadInput, match="请先补充线索"):
        ask_elsewhere(clue_of(who["li"]), by=who["li"], at=MORNING, hit_purpose="核查")
    with pytest.raises(BadInput, match="查询目的"):
        ask_elsewhere(ours, by=who["li"], at=MORNING, hit_purpose=" ")
    assert not Entry.objects.filter(kind="elsewhere_asked").exists()
