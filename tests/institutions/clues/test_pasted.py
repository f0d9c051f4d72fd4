"""A report is pasted as it came: its lines fill in the form, and nothing is registered before an officer has read it."""

import pytest
from people import browser

from mingjian.core.errors import StepRefused
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.services.pasted import MOST_SIGNS, read_pasted
from mingjian.office.models import Entry, Officer

TICKET = """
举报编号：1330122002026112300012
举报时间：2026年11月23日 09:20
举报人：方水根
联系电话：13805711234
被举报企业：桐庐田丰农资经营部
平台名称: 云集市
店铺名称：田丰植保旗舰
【商品名称】绿盾霸 41%草甘膦异丙胺盐水剂
商品链接：https://yunjishi.example/item/L55?a=1&b=2
单价：￥28.80元
举报内容：在网店购得的草甘膦水剂，防伪码查询无记录。
喷施后杂草不死，疑为假冒。
"""


def test_each_line_goes_where_its_name_says_and_a_description_goes_on() -> None:
    told = read_pasted(TICKET)
    assert told == {
        "original_number": "1330122002026112300012",
        "received_at": "2026-11-23T09:20",
        "reporter_name": "方水根",
        "reporter_phone": "13805711234",
        "operator_name": "桐庐田丰农资经营部",
        "platform": "云集市",
        "shop_name": "田丰植保旗舰",
        "listing_title": "绿盾霸 41%草甘膦异丙胺盐水剂",
        "listing_url": "https://yunjishi.example/item/L55?a=1&b=2",
        "price": "28.80",
        "content": "在网店购得的草甘膦水剂，防伪码查询无记录。\n喷施后杂草不死，疑为假冒。",
        "source": "report",
    }


def test_a_text_without_names_is_the_description_and_its_link_that_of_the_listing() -> None:
    told = read_pasted("本人在 https://a.example/item/7，购得假货，商家称：概不退换。\n请查处。")
    assert told == {"content": "本人在 https://a.example/item/7，购得假货，商家称：概不退换。\n请查处。", "listing_url": "https://a.example/item/7"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("：：：", {"content": "：：："}),
        ("行为日期：不详", {}),
        ("平台：甲\n平台：乙", {"platform": "甲", "content": "平台：乙"}),
        ("Platform: A\nReporter: Li", {"platform": "A", "content": "Reporter: Li"}),
        ("来源：上级交办", {"source": "superior"}),
    ],
)
def test_what_cannot_be_read_is_left_for_the_officer(text: str, expected: dict[str, str]) -> None:
    assert read_pasted(text) == expected


def test_long_and_hostile_texts_are_bounded() -> None:
    told = read_pasted("平台：" + "长" * (MOST_SIGNS * 3))
    assert len(told["platform"]) <= MOST_SIGNS
    assert read_pasted("：" * 200_000 + "\n" * 200_000)
    assert read_pasted("<script>alert(1)</script>\u202e：\x00")["content"]


@pytest.mark.django_db
def test_the_form_stands_filled_in_and_nothing_is_kept(who: dict[str, Officer]) -> None:
    before = Entry.objects.count()
    reply = browser(who["li"]).post("/clues/new", {"pasted": TICKET + "<script>alert(1)</script>"})
    page = reply.content.decode()
    assert reply.status_code == 200
    assert "已从原文填入 12 项" in page
    assert 'value="田丰植保旗舰"' in page
    assert "<script>alert(1)</script>" not in page
    assert reply["Cache-Control"] == "no-store"
    assert (Clue.objects.count(), Entry.objects.count()) == (0, before)
    assert "没有粘贴任何内容" in browser(who["li"]).post("/clues/new", {"pasted": "  "}).content.decode()


@pytest.mark.django_db
def test_whoever_receives_registers_and_receives_by_one_button(who: dict[str, Officer]) -> None:
    told = {"source": "report", "suspected_act": "销售假冒商品", "content": "疑为假冒。", "received_at": "2026-11-23T09:20"}
    page = browser(who["li"]).get("/clues/new").content.decode()
    assert "接收并由本人办理" in page
    browser(who["li"]).post("/clues/new", told)
    browser(who["li"]).post("/clues/new", {**told, "receive": "yes"})
    assert [one.dossier.state for one in Clue.objects.order_by("pk")] == ["registered", "accepted"]
    kinds = list(Clue.objects.latest("pk").dossier.entries.order_by("index").values_list("kind", flat=True))
    assert kinds[:2] == ["register", "accept"]


def test_a_line_of_spaces_takes_no_longer_than_its_length() -> None:
    for line in (" " * 19_000 + "x", "平台" + " " * 19_000, ("字 " * 9_000) + "x", "平台" + " " * 5_000 + "："):
        assert read_pasted(line)["content"] == line.strip()  # the old pattern would stand for a minute on each
    assert read_pasted(" 平 台 ： 云集市 ")["platform"] == "云集市"


@pytest.mark.django_db
def test_the_form_sent_twice_registers_one_clue(who: dict[str, Officer]) -> None:
    told = {"source": "report", "suspected_act": "销售假冒商品", "content": "疑为假冒。", "received_at": "2026-11-23T09:20", "key": "k-1", "receive": "yes"}
    assert 'name="key"' in browser(who["li"]).get("/clues/new").content.decode()
    for _ in range(2):
        assert browser(who["li"]).post("/clues/new", told).status_code == 302
    assert [one.dossier.state for one in Clue.objects.all()] == ["accepted"]


@pytest.mark.django_db
def test_where_it_cannot_be_received_it_is_not_registered_either(who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StepRefused("线索已由他人接收。", "Somebody else received it.")

    monkeypatch.setattr("mingjian.institutions.clues.pages.accept", refuse)
    refuse.__name__ = "accept"
    told = {"source": "report", "suspected_act": "销售假冒商品", "content": "疑为假冒。", "received_at": "2026-11-23T09:20", "key": "k-1", "receive": "yes"}
    reply = browser(who["li"]).post("/clues/new", told)
    assert (reply.status_code, Clue.objects.count()) == (422, 0)
    assert "线索已由他人接收" in reply.content.decode()
