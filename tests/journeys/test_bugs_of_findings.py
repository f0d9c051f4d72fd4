"""Bugs of the desk about what is found, sent and brought, each walked in a browser as she met it whom it met first. See `test_bugs_of_the_desk`."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import now
from journeys.desk import Desks, desks
from journeys.places import OPERATORS, lake, one_finding, three_places
from kits import open_kit
from packs import waive_all
from people import department_of, people
from playwright.sync_api import Locator, Page, expect

from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.core.redaction import masked
from mingjian.institutions.evidence.models import Item
from mingjian.institutions.evidence.particulars import Purchase
from mingjian.institutions.monitoring.models import Finding
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.transition import take
from mingjian.office.lists.findable import index_all
from mingjian.office.models import Department, Dossier, Officer

__all__ = ["desks", "lake", "three_places"]  # fixtures, found by their names

pytestmark = pytest.mark.usefixtures("transactional_db", "sealed")


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def card(page: Page, key: str) -> Locator:
    """A card of home, by the key of its heading."""
    return page.locator("section.card", has=page.locator(f"#{key}"))


def test_the_police_find_their_own_hours_at_home_and_the_county_that_it_waits_on_them(desks: Desks) -> None:
    """Desk d-1: the police saw nothing of their own clock, and a period of 24 hours read as none of working days."""
    who = people("li", "wang")
    bureau = Department.objects.create(name_zh="桐庐县公安局", name_en="Tonglu police", kind="police", level="county", region="330122")
    Officer.objects.create(username="min", name_zh="闵", name_en="Min", department=bureau, duty="work", roles=["police"])
    papers: dict[str, object] = {"suspicion": "售假", "crime": "销售假冒注册商标的商品罪"}
    dossier = open_any(Request("crime_transfer", "青禾鞋店涉嫌售假", papers=papers), by=who["li"], at=now())
    take(dossier, "write_report", by=who["li"], at=now(), given={"transfer_report": "已核实"})
    take(dossier, "write_report", by=who["wang"], at=now())
    take(dossier, "approve_transfer", by=who["wang"], at=now())
    waive_all(dossier, who["wang"], now())
    take(dossier, "transfer", by=who["li"], at=now(), given={"police_department": bureau.pk, "papers_listed": "移送书"})
    police = desks.seat("min").page
    police.set_viewport_size({"width": 390, "height": 844})
    police.goto("/")
    expect(card(police, "due")).to_contain_text("青禾鞋店涉嫌售假")
    expect(card(police, "due")).to_contain_text(re.compile(r"剩 2\d 小时"))
    police.goto("/docket")
    expect(police.locator("#list")).to_contain_text("青禾鞋店涉嫌售假")
    county = desks.seat("li").page
    county.goto("/")
    expect(card(county, "due")).not_to_contain_text("青禾鞋店涉嫌售假")
    expect(card(county, "waits")).to_contain_text("青禾鞋店涉嫌售假")
    expect(card(county, "waits")).to_contain_text("桐庐县公安局")


def test_an_officer_finds_a_finding_by_the_name_and_the_number_of_its_shop(desks: Desks) -> None:
    """Desk d-3: no finding was found by its shop."""
    found = one_finding(people("li")["li"], shop="yunjishi/S3", shop_name="张家港盛信食品", shop_count=1)
    index_all()
    page = desks.seat("li").page
    page.goto("/findings")
    for question in ("盛信", "yunjishi/S3"):
        page.locator(".sieve [name=q]").fill("无此店铺")
        expect(page.locator(f"#list a[href='/findings/{found.pk}']")).to_have_count(0)
        page.locator(".sieve [name=q]").fill(question)
        expect(page.locator(f"#list a[href='/findings/{found.pk}']").first).to_be_visible()


def test_a_ring_taken_up_names_its_shops_and_who_is_behind_them(desks: Desks, lake: None) -> None:
    """Desk d-6: the clue of a ring named no shop."""
    ring = {"shops": ["S1", "S2"], "buyers": ["u1"], "edges": [{"buyer": "u1", "shop": "S1", "n": 2}]}
    found = one_finding(people("li")["li"], evidence_json=json.dumps(ring))
    page = desks.seat("li").page
    page.goto(f"/findings/{found.pk}")
    press(page, "采用为线索")
    expect(page.locator("h1")).to_contain_text("明丰家居花艺小铺等 2 家 · 虚假交易团伙")
    for words in ("涉及的网店和经营者", "芜湖泰创数码", "桐庐明丰商贸有限公司", "芜湖泰创科技有限公司"):
        expect(page.locator("main")).to_contain_text(words)


def test_an_officer_whose_file_has_foreign_headings_is_asked_and_not_sent_to_the_command_line(desks: Desks) -> None:
    """Desk d-8: a page told of an option of the command line, and of a file by another name."""
    people("li")
    page = desks.seat("li").page
    page.goto("/clues/import")
    bring(page, "evil.exe", b"MZ" + bytes(90))
    expect(page.locator("main")).to_contain_text("evil.exe")
    bring(page, "外地线索.csv", "事情,哪里,哪家\n售假,甲网,某店\n".encode())
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("外地线索.csv")
    expect(page.locator("main")).not_to_contain_text("--map")
    for nth, column in enumerate(("suspected_act", "platform", "shop_name")):
        page.locator(f"[name=heading_{nth}]").select_option(column)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()
    expect(page.locator("main")).to_contain_text("已登记 1 条线索")
    assert Dossier.objects.get().title.startswith("某店")


def bring(page: Page, name: str, content: bytes) -> None:
    page.locator("main [name=file]").set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
    page.locator("form[enctype] button[type=submit]").first.click()


def test_an_officer_sees_where_operators_are_sifts_by_it_and_hands_over_what_is_a_neighbours(desks: Desks, three_places: tuple[Officer, list[Finding]]) -> None:
    """Desk d-12: every region was unknown."""
    _, (own, near, far) = three_places
    page = desks.seat("li").page
    page.goto("/findings")
    expect(page.locator("#list")).not_to_contain_text("地区不明")
    expect(page.locator("#list")).to_contain_text("经营者住所 江苏省苏州市张家港市 · 不在本局辖区")
    page.locator("#lies").select_option("elsewhere")
    expect(page.locator(f"#list a[href='/findings/{own.pk}']")).to_have_count(0)
    expect(page.locator(f"#list a[href='/findings/{far.pk}']").first).to_be_visible()
    page.locator(f"#list [name=finding][value='{near.pk}']").check()
    press(page, "转交有管辖权的部门")
    expect(page.locator(".notes")).to_contain_text("已将 1 条发现转交淳安县局")
    near.refresh_from_db()
    assert near.department == department_of("neighbour")


def test_a_buyer_who_brings_a_program_is_told_what_is_taken(desks: Desks, settings: Any) -> None:
    """Desk d-13: programs came through the public door."""
    settings.PUBLIC_DOOR = True
    kit = open_kit(Purchase("抖音 › 直播间 小敏好物", "运动鞋", "假货"), department=people("li")["li"].department, at=now())
    page = desks.stranger(viewport={"width": 390, "height": 844})
    page.goto(f"/buyer/{kit.code}")
    page.locator("[name=kind]").select_option("payment")
    chosen, program = page.locator("form[data-upload] [name=file]"), b"MZ\x90\x00" + bytes(90)
    chosen.set_input_files({"name": "付款.exe", "mimeType": "image/png", "buffer": program})
    expect(page.locator("main")).to_contain_text("这里不收此类文件")  # said before a byte is sent
    chosen.set_input_files({"name": "付款.png", "mimeType": "image/png", "buffer": program})
    page.get_by_role("button", name="添加", exact=True).click()
    expect(page.locator("main")).to_contain_text("付款.png：只收照片")
    assert not Item.objects.exists()


def test_a_bar_code_on_a_findings_page_stands_whole_and_a_telephone_does_not(desks: Desks, lake: None, tmp_path: Path) -> None:
    """Desk d-15: a bar code was masked."""
    file = tmp_path / "listing.jsonl"
    row = {"platform": "yunjishi", "shop_id": "S1", "seen_at": "2026-11-01T08:00:00+08:00", "price": 99}
    rows = [row | {"listing_id": "L9", "title": "进口奶粉 2970000000059 订货 13900001234"}]
    file.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in rows), encoding="utf-8")
    Lake(tmp_path / "lake").load(kind("listing"), file, source="test", at=now())
    texts = {"texts": {"title": masked(str(rows[0]["title"]))}, "field": "title", "spans": []}
    li = people("li")["li"]
    found = one_finding(li, subject_kind="listing", subject="yunjishi/L9", shop="yunjishi/S1", shop_name=OPERATORS[0][1], evidence_json=json.dumps(texts))
    page = desks.seat("li").page
    page.goto(f"/findings/{found.pk}")
    expect(page.locator("main")).to_contain_text("2970000000059")
    expect(page.locator("main")).not_to_contain_text("297********59")
    expect(page.locator("main")).not_to_contain_text("13900001234")


def test_the_way_back_keeps_the_filter_and_what_somebody_took_leads_to_its_clue(desks: Desks) -> None:
    """Desk d-19: the way back dropped the filter; what somebody took led nowhere."""
    found = one_finding(people("li")["li"])
    page = desks.seat("li").page
    page.goto("/findings?detector=sham_ring")
    with page.expect_navigation():
        page.locator(f"#list a[href='/findings/{found.pk}']").first.click()
    expect(page.locator(".crumb a").first).to_have_attribute("href", "/findings?detector=sham_ring")
    other = page.context.new_page()  # the same finding in a second tab, which goes stale
    other.goto(f"/findings/{found.pk}")
    press(page, "采用为线索")
    press(other, "采用为线索")
    expect(other.locator("h1")).to_contain_text(Dossier.objects.get().title)
    expect(other.locator(".notes")).to_contain_text("已有人处理")
