"""Subject files of a finding on several shops: one for each member of a ring, and one for a source of empty parcels."""

import json
from typing import Any

import pytest
from journeys.world import ring_evidence
from make import make_lake
from people import at, browser
from shops import OPERATORS

from mingjian.core.records.lake import Lake
from mingjian.institutions.clues.grounds.opening import take_up
from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.institutions.operators.models import Subject
from mingjian.office.models import Department, Dossier, Officer

NOW = at("2026-11-26 10:00")

Who = dict[str, Officer]
RING = {**ring_evidence(3, 1), "platform": "yunjishi", "shops": ["yunjishi/S1", "yunjishi/S2", "taoji/S3", "taoji/S4"]}


@pytest.fixture
def lake(settings: Any, tmp_path: Any) -> Lake:
    linked = OPERATORS.replace("甲鞋店二店,杭州甲商贸有限公司,,", "甲鞋店二店,杭州甲商贸有限公司,91330122MA2KA1234X,")
    return make_lake(tmp_path, settings, at=NOW, operator=linked)


def named(name: str) -> Subject:
    """Return the subject of a name, which is encrypted where it lies."""
    return next(one for one in Subject.objects.all() if one.name == name)


def found(who: Who, evidence: dict[str, object], subject_kind: str, subject: str) -> Finding:
    li = who["li"]
    told = {"detector": "sham_ring", "version": "1", "engine": "duckdb", "started_at": NOW, "ended_at": NOW}
    run = Run.objects.create(by=li, department=li.department, digest=subject[-8:] + "0" * 40, **told)
    return Finding.objects.create(
        run=run,
        detector="sham_ring",
        subject_kind=subject_kind,
        subject=subject,
        score=0.9,
        reason_zh="往来过密",
        reason_en="too dense",
        innocent_zh="团购",
        innocent_en="a group purchase",
        evidence_json=json.dumps(evidence),
        department=li.department,
        found_at=NOW,
    )


def opened_from(who: Who, finding: Finding) -> tuple[str, str]:
    """Take the finding up, press the button on the clue; return the clue's number and what its page then shows."""
    clue, county = take_up(finding, by=who["li"], at=NOW), browser(who["li"])
    page = county.get(f"/clues/{clue.number}/parties").content.decode()
    assert "用已知内容建立主体档案" in page
    led = county.post("/operators/behind", {"dossier": clue.number})
    assert (led.status_code, led["Location"]) == (302, f"/clues/{clue.number}/parties")
    return clue.number, county.get(led["Location"]).content.decode()


def test_a_ring_opens_a_file_of_each_member_with_its_code_and_each_leads_to_the_others(who: Who, lake: Lake) -> None:
    number, page = opened_from(who, found(who, RING, "ring", "yunjishi/ring-5f2c9a7be01d"))
    made = {one.name: one for one in Subject.objects.all()}
    assert set(made) == {"杭州甲商贸有限公司", "乙百货商行", "丙茶叶店"}  # two shops of one code are one member
    first = made["杭州甲商贸有限公司"]
    assert first.uscc == "91330122MA2KA1234X"
    assert set(first.links.filter(kind="shop").values_list("value", flat=True)) == {"yunjishi/S1", "yunjishi/S2"}
    for one in made.values():
        assert f'href="/operators/{one.number}/ask?for={number}"' in page
        assert [each.number for each in one.dossiers.all()] == [number]
    told = browser(who["li"]).get(first.get_absolute_url()).content.decode()
    assert "同一发现中的其他主体" in told
    assert all(one.number in told for one in made.values())
    assert "不一致" not in told.partition('id="misfits"')[2][:300]


def test_pressed_again_it_opens_none_twice_and_says_which_are_there(who: Who, lake: Lake) -> None:
    number, _ = opened_from(who, found(who, RING, "ring", "yunjishi/ring-5f2c9a7be01d"))
    county = browser(who["li"])
    again = county.get(county.post("/operators/behind", {"dossier": number})["Location"]).content.decode()
    assert "已有档案：" in again
    assert Subject.objects.count() == 3


def test_a_source_of_empty_parcels_is_a_subject_of_its_own_beside_its_users(who: Who, lake: Lake) -> None:
    evidence = {"shops": ["yunjishi/S1", "taoji/S3"], "outlets": [["桐庐一部", 40], ["桐庐二部", 3]]}
    opened_from(who, found(who, evidence, "source", "速达/source-1a2b3c"))
    source = named("空包、单号来源 速达/source-1a2b3c")
    assert set(source.links.filter(kind="outlet").values_list("value", flat=True)) == {"桐庐一部", "桐庐二部"}
    assert Subject.objects.count() == 3


def test_a_source_of_empty_parcels_is_opened_once_however_often_the_button_is_pressed(who: Who, lake: Lake) -> None:
    evidence = {"shops": ["yunjishi/S1", "taoji/S3"], "outlets": [["桐庐一部", 40]]}
    number, _ = opened_from(who, found(who, evidence, "source", "速达/source-1a2b3c"))
    county = browser(who["li"])
    for _ in range(2):
        again = county.get(county.post("/operators/behind", {"dossier": number})["Location"]).content.decode()
    assert "已有档案：" in again
    assert sorted(one.name for one in Subject.objects.all()).count("空包、单号来源 速达/source-1a2b3c") == 1
    assert Subject.objects.count() == 3


def test_the_platform_of_a_member_is_named_where_it_can_be_asked_and_where_it_cannot(who: Who, lake: Lake) -> None:
    number, _ = opened_from(who, found(who, RING, "ring", "yunjishi/ring-5f2c9a7be01d"))
    Department.objects.create(name_zh="淘集平台", name_en="Taoji", kind="platform", level="state", region="310100", platform="taoji")
    county = browser(who["li"])
    other, first = named("乙百货商行"), named("杭州甲商贸有限公司")
    assert "网店所在平台在本节点有账号：淘集平台" in county.get(f"/operators/{other.number}/ask?for={number}").content.decode()
    assert Department.objects.filter(platform="yunjishi").update(platform="") == 1
    assert "平台“yunjishi”在本节点没有账号" in county.get(f"/operators/{first.number}/ask?for={number}").content.decode()
    asked = {"fields_asked": ["identity"], "purpose": "核查虚假交易", "ground": "电子商务法第二十五条", "source": number}
    led = county.post(f"/operators/{other.number}/ask", asked)
    assert led.status_code == 302
    made = Dossier.objects.get(procedure="assistance")
    assert made.arose_from is not None
    assert made.arose_from.number == number


def test_a_refusal_comes_back_to_the_clue_with_its_reason_at_the_top(who: Who, lake: Lake) -> None:
    clue, county = take_up(found(who, {"shops": []}, "ring", "yunjishi/ring-5f2c9a7be01d"), by=who["li"], at=NOW), browser(who["li"])
    led = county.post("/operators/behind", {"dossier": clue.number})
    assert led["Location"] == f"/clues/{clue.number}/parties"
    refusal = county.get(led["Location"]).content.decode().partition('class="head"')[0]
    assert "这条发现没有列出网店" in refusal
    assert Subject.objects.count() == 0
