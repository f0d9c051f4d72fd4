"""The whole answer as a page and through the API: what an officer has goes in, what to do stands first, and what is not sure is told."""

import html
import json
import re
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from people import people

from mingjian.cli.law import command

pytestmark = pytest.mark.django_db

FACTS = {"act": "trademark_infringement", "field": "clothing_shoes", "on": "2026-03-03", "decided_on": "2026-03-10"}


@pytest.fixture
def client() -> Client:
    made = Client(headers={"accept-language": "zh-hans"})
    made.force_login(people("li")["li"])
    return made


def page(client: Client, status: int = 200, **facts: str | list[str]) -> str:
    reply = client.get("/law/assess", facts)
    assert reply.status_code == status, reply.content.decode()[-2000:]
    return html.unescape(reply.content.decode())


def test_what_to_do_stands_first_and_the_police_before_the_fine(client: Client) -> None:
    said = re.sub("<[^>]*>", "", page(client, **FACTS, sales="50000"))  # a citation is a link within its sentence
    assert "先移送公安机关：数额已达追诉标准：销售假冒注册商标的商品罪" in said
    assert said.index("先移送公安机关：数额") < said.index("《商标法》第60条：0–250,000 元")
    assert said.index("应当证明") < said.index("不能确定的，以及为什么")


def test_it_is_reached_from_the_tabs_and_from_a_liability(client: Client) -> None:
    assert 'href="/law/assess"' in page(client)
    reply = client.get("/law/liability?act=fake_goods&field=food&on=2026-03-03&amount=12000").content.decode()
    assert "/law/assess?act=fake_goods&amp;field=food&amp;on=2026-03-03" in reply


def test_usual_words_persons_and_long_dirty_lines_are_read(client: Client) -> None:
    lines = "  刷单 \r\n\r\n；虚假广告;  "
    said = page(
        client,
        words=lines,
        field="other",
        on="2026-03-03",
        decided_on="2026-03-10",
        cost="２0,000",
        gains="12万",
        persons="欧阳某某（实际控制人） ， 120000 ，",
    )
    assert "虚构交易、编造评价等虚假宣传" in said
    assert "发布虚假广告" in said
    assert "违法所得数额 120,000 / 100,000 元" in said


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"field": "food", "on": "2026-03-03"}, "请选择违法行为"),
        ({"words": "不知道是什么", "field": "food", "on": "2026-03-03"}, "没有违法行为“不知道是什么”"),
        ({**FACTS, "persons": "某,1,2,3"}, "须写作 姓名,上一年度收入,违法期间收入"),
        ({**FACTS, "count": "labels"}, "须写作 名称=数量"),
        ({**FACTS, "count": "lables=5"}, "没有“lables”这项数额"),
        ({**FACTS, "until": "2026-03-01"}, "请检查"),
        ({**FACTS, "sales": "-1"}, "0"),
        ({**FACTS, "circumstances": "none_such"}, "none_such"),
    ],
)
def test_a_fault_is_told_in_words_and_what_was_filled_in_stays(client: Client, facts: dict[str, str], told: str) -> None:
    said = page(client, 422, **facts)
    assert told in said
    assert facts["on"] in said


def test_the_page_the_api_and_the_command_line_say_the_same(client: Client) -> None:
    said = page(client, **FACTS, sales="50000", persons="李某,120000", count="labels=5", circumstances=["first_time"])
    found = re.search(r'href="(/api/law/assess[^"]+)"', said)
    assert found
    by_page: Any = client.get(found[1]).json()
    words = ["assess", "--act", FACTS["act"], "--field", FACTS["field"], "--on", FACTS["on"], "--decided-on", FACTS["decided_on"], "--sales", "50000"]
    words += ["--person", "李某,120000", "--count", "labels=5", "--circumstance", "first_time", "--json"]
    assert by_page == json.loads(CliRunner().invoke(command, words, catch_exceptions=False).output)
    posted = {"act": [FACTS["act"]], **{name: FACTS[name] for name in ("field", "on", "decided_on")}, "sales": 50000, "person": ["李某,120000"]}
    posted |= {"count": ["labels=5"], "circumstance": ["first_time"]}
    assert client.post("/api/law/assess", json.dumps(posted), "application/json").json() == by_page


def test_what_the_api_cannot_read_is_refused_in_words(client: Client) -> None:
    reply = client.get("/api/law/assess", {**FACTS, "act": "刷单", "field": "shoes"})
    assert reply.status_code == 422
    assert "没有商品领域“shoes”" in reply.json()["detail"]
