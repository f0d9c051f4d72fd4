"""
Bugs that a new user met at the desk, and that must not come back; each by the letter that it was reported under.

Here stand those that need no browser, or need more than one look; `test_bugs_walked` and `test_bugs_of_findings` walk each as a user does. `Desk d-N` in the
docstring of a test finds it.
"""

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now
from journeys.places import lake, one_finding, three_places
from journeys.world import make_findings
from kits import open_kit
from people import browser, department_of, people
from playwright.sync_api import Page, expect

from mingjian.core.redaction import masked
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.evidence.models import Item
from mingjian.institutions.evidence.particulars import Purchase
from mingjian.institutions.monitoring.models import Finding
from mingjian.office.lists.findable import index_all
from mingjian.office.models import Dossier, Entry, Officer

__all__ = ["lake", "three_places"]  # fixtures, found by their names

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("question", ["盛信", "S3", "yunjishi/S3", "盛信食品"])
def test_d3_a_finding_is_found_by_its_shop(question: str) -> None:
    """Desk d-3: no finding was found by its shop."""
    li = people("li")["li"]
    found = one_finding(li, shop="yunjishi/S3", shop_name="张家港盛信食品", shop_count=1)
    index_all()
    assert f'href="/findings/{found.pk}"' in browser(li).get("/findings", {"q": question}).content.decode()


def test_d6_the_clue_of_a_ring_names_its_shops_and_operators(lake: None) -> None:
    """Desk d-6: the clue of a ring named no shop."""
    li = people("li")["li"]
    found = one_finding(li, evidence_json=json.dumps({"shops": ["S1", "S2"], "buyers": ["u1"], "edges": [{"buyer": "u1", "shop": "S1", "n": 2}]}))
    browser(li).post(f"/clues/findings/{found.pk}/take_up")
    clue = Clue.objects.get()
    assert clue.dossier.title == "明丰家居花艺小铺等 2 家 · 虚假交易团伙"
    assert (clue.shop_name, clue.displayed_operator) == ("明丰家居花艺小铺、芜湖泰创数码", "桐庐明丰商贸有限公司、芜湖泰创科技有限公司")
    told = browser(li).get(f"/clues/{clue.dossier.number}").content.decode()
    for words in ("涉及的网店和经营者", "芜湖泰创数码", "芜湖泰创科技有限公司", "yunjishi/S2"):
        assert words in told


def test_d8_no_page_talks_of_the_command_line_and_the_file_keeps_its_name() -> None:
    """Desk d-8: a page told of an option of the command line."""
    client = browser(people("li")["li"])
    asked = client.post("/clues/import", {"file": SimpleUploadedFile("外地线索.csv", "事情,哪里\n售假,甲网\n".encode())}).content.decode()
    assert "--map" not in asked
    assert "外地线索.csv" in asked
    assert "evil.exe" in client.post("/clues/import", {"file": SimpleUploadedFile("evil.exe", b"MZ" + bytes(90))}).content.decode()


def test_d12_where_the_operator_is_stands_in_words_and_sifts_the_list(three_places: tuple[Officer, list[Finding]]) -> None:
    """Desk d-12: every region was unknown."""
    li, (own, near, far) = three_places
    client = browser(li)
    told = client.get("/findings").content.decode()
    assert "地区不明" not in told
    assert "经营者住所 江苏省苏州市张家港市 · 不在本局辖区" in told
    assert "经营者住所 浙江省杭州市桐庐县" in told
    shown = {lies: client.get("/findings", {"lies": lies}).content.decode() for lies in ("home", "elsewhere")}
    assert [f'href="/findings/{one.pk}"' in shown["home"] for one in (own, near, far)] == [True, False, False]
    assert [f'href="/findings/{one.pk}"' in shown["elsewhere"] for one in (own, near, far)] == [False, True, True]


def test_d12_what_is_a_neighbours_is_handed_over_and_what_no_department_here_answers_for_is_said(three_places: tuple[Officer, list[Finding]]) -> None:
    li, (own, near, far) = three_places
    told = browser(li).post("/findings/hand_over", {"finding": [own.pk, near.pk, far.pk], "back": "/findings"}, follow=True).content.decode()
    assert "已将 1 条发现转交淳安县局" in told
    assert "本节点没有该地的其他主管部门" in told
    near.refresh_from_db()
    assert near.department == department_of("neighbour")
    assert Entry.objects.filter(kind="finding_handed_over").count() == 1
    assert f'href="/findings/{near.pk}"' in browser(Officer.objects.get(username="zhao")).get("/findings").content.decode()
    assert browser(li).get(f"/findings/{near.pk}").status_code == 404


def test_d13_no_program_comes_through_the_public_door(settings: Any, sealed: None) -> None:
    """Desk d-13: programs came through the public door."""
    settings.PUBLIC_DOOR = True
    kit = open_kit(Purchase("抖音 › 直播间 小敏好物", "鞋", "假货"), department=people("li")["li"].department, at=now())
    buyer = Client(headers={"Accept-Language": "zh-hans"})
    for name, content in (("付款.exe", b"MZ\x90\x00" + bytes(90)), ("付款.png", b"MZ\x90\x00" + bytes(90)), ("清零.bin", bytes(4096))):
        told = buyer.post(f"/buyer/{kit.code}", {"kind": "payment", "file": SimpleUploadedFile(name, content)}, follow=True).content.decode()
        assert name in told
    assert not Item.objects.exists()


def test_d15_a_bar_code_is_no_telephone() -> None:
    """Desk d-15: a bar code was masked."""
    assert masked("进口奶粉 2970000000059") == "进口奶粉 2970000000059"
    assert masked("茶叶 6901234567892") == "茶叶 6901234567892"
    for personal in ("13900001234", "8613900001234", "6222020200112233445", "6901234567890"):
        assert personal not in masked(f"联系 {personal}")


def test_d18_a_page_with_a_graph_leaves_the_console_quiet(seat: Callable[..., Page], transactional_db: None) -> None:
    """Desk d-18: the page of a graph broke the content policy."""
    found, _ = make_findings(people("li")["li"])
    page, faults = seat("li"), list[str]()
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"/findings/{found.pk}")
    expect(page.locator("canvas").first).to_be_visible()
    assert faults == []


def test_d19_a_finding_that_somebody_took_leads_to_its_clue() -> None:
    """Desk d-19: what somebody took led nowhere."""
    li = people("li")["li"]
    found, _ = make_findings(li)
    client = browser(li)
    client.post(f"/clues/findings/{found.pk}/take_up")
    assert client.post(f"/clues/findings/{found.pk}/take_up").headers["Location"] == f"/clues/{Dossier.objects.get().number}"


def journeys_of_bugs() -> list[str]:
    """The docstrings of tests in a real browser: those that are given one, or an officer who sits at one."""
    told = []
    for path in Path(__file__).parent.glob("test_*.py"):
        for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(one, ast.FunctionDef) and one.name.startswith("test_") and {"page", "seat", "desks"} & {arg.arg for arg in one.args.args}:
                told.append(ast.get_docstring(one) or "")
    return told


def test_each_bug_of_the_desk_is_walked_in_a_browser() -> None:
    told = journeys_of_bugs()
    assert [number for number in range(1, 20) if not any(one.startswith(f"Desk d-{number}:") for one in told)] == []
