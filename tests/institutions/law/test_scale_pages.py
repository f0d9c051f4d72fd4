"""Scales that a node loaded: a page says what they say and who checked them, and the whole answer uses those of the officer's own division."""

import html
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from institutions.law.reading import browser, read
from people import people
from scales import SCALE, SLIGHT, write

from mingjian.core.procedure.local_scales import load_local

pytestmark = pytest.mark.django_db
FACTS = {"act": "expired_goods", "field": "food", "on": "2026-06-01", "decided_on": "2026-06-01", "amount": "900"}


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    load_local(tmp_path / "law-scales", write(tmp_path / "new", "made_up", SCALE))
    load_local(tmp_path / "law-scales", write(tmp_path / "new", "first_slight", SLIGHT))
    return tmp_path


def test_the_page_says_what_each_says_where_it_holds_and_who_checked_it() -> None:
    page = html.unescape(read(browser(), "/law/scales"))
    for words in ("Scale of a Made-up Province", "a tester, against a test text, 2025-02-01", "lighter 0–30 %", "第一项", "< 1,000"):
        assert words in page
    assert "no penalty need be imposed" in page
    assert 'href="/law/scales"' in read(browser(), "/law")


def test_a_file_that_is_wrong_by_now_is_named(home: Path) -> None:
    (home / "law-scales" / "made_up.yaml").write_text(SCALE.replace("expired_goods:", "gone:"), "utf-8")
    assert "made_up.yaml:" in read(browser(), "/law/scales")


def test_the_whole_answer_takes_the_division_of_the_officer_and_another_that_is_given() -> None:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(people("li")["li"])
    said = html.unescape(client.get("/law/assess", FACTS).content.decode())
    assert "货值不足一千元：从轻，50,000–65,000 元" in said
    assert "货值不足一千元" not in client.get("/law/assess", {**FACTS, "region": "5109"}).content.decode()
    refused = client.get("/law/assess", {**FACTS, "region": "浙江"})
    assert refused.status_code == 422
    assert "请填写两位、四位或者六位的行政区划代码" in refused.content.decode()
    placed = html.unescape(client.get("/law/liability", {**FACTS, "fine": "60000"}).content.decode())
    assert "从轻，50,000–65,000 元；本案相符" in placed


def test_the_page_shows_what_each_region_makes_of_the_same_deed(home: Path) -> None:
    other = SCALE.replace("region: '33'", "region: '32'").replace("share: {from: 0, to: 30}", "share: {from: 50, to: 70}")
    load_local(home / "law-scales", write(home / "new", "other", other))
    page = html.unescape(read(browser(), "/law/scales?act=过期食品&field=food&on=2026-06-01&amount=900"))
    assert "lighter, 50,000 to 65,000 yuan" in page
    assert "lighter, 75,000 to 85,000 yuan" in page
    unknown = read(browser(), "/law/scales?act=某种不存在的行为&field=food&on=2026-06-01")
    assert 'role="alert"' in unknown
    assert "某种不存在的行为" in unknown, "what was asked stays in the form"


def test_what_nobody_read_in_its_text_is_said_to_be_an_example_without_authority(home: Path) -> None:
    words = "没有效力，不作判断依据，不得引用"
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(people("li")["li"])
    assert words not in client.get("/law/scales").content.decode()
    unread = SCALE.replace(
        'verification: text\nchecked: {zh: 测试员对照测试文本，2025-02-01, en: "a tester, against a test text, 2025-02-01"}\n', "verification: UNVERIFIED\n"
    )
    load_local(home / "law-scales", write(home / "new", "made_up", unread))
    assert client.get("/law/scales").content.decode().count(words) == 1
    said = html.unescape(client.get("/law/assess", FACTS).content.decode())
    assert "本案相符" not in said


def test_a_node_without_any_is_told_that_the_software_brings_none(home: Path) -> None:
    for path in (home / "law-scales").iterdir():
        path.unlink()
    assert "软件不带任何一份" in _in_chinese().get("/law/scales").content.decode()


def _in_chinese() -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(people("li")["li"])
    return client
