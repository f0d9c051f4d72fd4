"""Many notices out of one file, row by row; the reasons of each measure; and what came back."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from noticed import SENT, URL, Who, measures, of_kind, papers, sent, taken_in
from people import browser

from mingjian.core.errors import BadInput
from mingjian.institutions.notices.lore.reasons import statements_of
from mingjian.institutions.notices.lore.returned import came_back, shop_of
from mingjian.institutions.notices.models import Notice, Right
from mingjian.institutions.notices.work.send_many import MOST_ROWS, send_many
from mingjian.office.files.store import place_of
from mingjian.office.models import Department, Entry

pytestmark = pytest.mark.django_db
TOLD = {
    "right": "trademark",
    "right_holder_name": "青松公司",
    "true_identity": "电话 13900000000",
    "notice_facts": "鞋舌标识与注册商标相同，系仿冒。",
    "notice_guarantee": "given",
    "right_number": "7654321",
    "right_classes": "第25类：鞋",
    "right_until": "2031-06-30",
}
ITEM = "https://yunjishi.example/item/"


@pytest.fixture(autouse=True)
def _open(settings: Any, sealed: None) -> None:
    settings.PUBLIC_DOOR = True


def other_platform() -> Department:
    return Department.objects.create(name_zh="甲网", name_en="Jia", kind="platform", level="state", region="330100", platform="jia")


def test_a_file_becomes_notices_by_platform_and_each_row_has_its_answer(who: Who) -> None:
    jia, holder = other_platform(), of_kind("青松公司", "right_holder", "right_holder")
    good = [f"{ITEM}{n},云集市平台,第{n}款" for n in range(60)] + ["https://jia.example/1,jia,"]
    bad = ["不是网址,jia,", f"{ITEM}3,yunjishi,", "https://x.example/1,无此平台,", "https://x.example/2", "=1+1,jia,"]
    data = "\n".join(["网址,平台,说明", *good, *bad]).encode("gb18030")
    rows = send_many(data, TOLD, by=holder, at=SENT)
    assert [row.number for row in rows] == list(range(1, 67))
    assert all(row.notice and not row.fault for row in rows[:61])
    told = [row.fault.zh for row in rows[61:] if row.fault and not row.notice]
    assert len(told) == 5
    assert "与第 4 行重复" in told[1]
    assert "没有平台“无此平台”" in told[2]
    by_platform = {one: list(Notice.objects.filter(department=one).order_by("pk")) for one in (who["clerk"].department, jia)}
    assert [len(one.addresses) for one in by_platform[who["clerk"].department]] == [50, 10]
    assert [len(one.addresses) for one in by_platform[jia]] == [1]
    assert f"{ITEM}0：第0款" in by_platform[who["clerk"].department][0].facts
    assert Right.objects.count() == 2  # one in the locker of each platform
    brought = json.loads(Entry.objects.get(kind="notices_brought").body)
    assert (brought["rows"], brought["bad"]) == (66, 5)
    assert place_of(brought["file"]).read_bytes() == data
    send_many("网址,平台\nhttps://jia.example/2,甲网".encode(), TOLD, by=holder, at=SENT)
    assert Right.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "第一行"), ("网址\nhttps://a.example".encode(), "第一行"), ("网址,平台".encode(), "1 至"), (b"\xff\xfe\x81\xff", "编码"),
        (("网址,平台\n" + "https://a.example/1,jia\n" * (MOST_ROWS + 1)).encode(), "1 至"), (b"x" * (6 << 20), "MiB"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_such_table_is_refused_in_words(who: Who, data: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        send_many(data, TOLD, by=of_kind("青松公司", "right_holder", "right_holder"), at=SENT)
    assert not Notice.objects.exists()


def test_a_right_that_was_refused_is_said_at_every_row_and_whoever_may_not_send_does_not(who: Who) -> None:
    holder = of_kind("青松公司", "right_holder", "right_holder")
    wrong = {**TOLD, "agent_name": "某律所", "attorney_from": "2026-09-02", "attorney_until": "2026-09-01"}
    rows = send_many(f"网址,平台\n{URL},yunjishi\n{URL}1,yunjishi".encode(), wrong, by=holder, at=SENT)
    assert [row.fault.zh for row in rows if row.fault] == ["委托书的截止日不能早于起始日。"] * 2
    rows = send_many(f"网址,平台\n{URL},yunjishi".encode(), TOLD, by=who["li"], at=SENT)
    assert rows[0].fault is not None and not rows[0].notice  # noqa: PT018
    assert browser(who["li"]).get("/notices/many").status_code == 403


def test_the_page_answers_row_by_row_and_keeps_what_was_typed(who: Who) -> None:
    page = browser(of_kind("青松公司", "right_holder", "right_holder"))
    assert 'value="青松公司"' in page.get("/notices/many").text  # nobody types their own name
    refused = page.post("/notices/many", {**TOLD, "list_file": SimpleUploadedFile("a.csv", b"x")})
    assert refused.status_code == 422
    assert "7654321" in refused.text
    program = page.post("/notices/many", {**TOLD, "list_file": SimpleUploadedFile("a.csv", b"MZ\x90\0" + bytes(200))})
    assert program.status_code == 422
    assert not Entry.objects.exists()
    data = f"网址,平台\n{URL},yunjishi\n<script>,yunjishi".encode()
    told = page.post("/notices/many", {**TOLD, "list_file": SimpleUploadedFile("a.csv", data)}).text
    assert "共 2 行，已提交 1 行，成 1 份通知" in told
    assert Notice.objects.get().number in told
    assert "<script>,yunjishi" not in told
    assert "&lt;script&gt;" in told


def test_both_sides_read_the_reasons_of_each_measure(who: Who) -> None:
    notice = taken_in(who)
    assert statements_of(notice) == []
    measures(notice, who, page_gone="已不存在", reason="吊牌编号不存在", automation="assisted")
    (one,) = statements_of(notice)
    assert (one.facts, one.measure.zh if one.measure else "") == ("吊牌编号不存在", "删除")
    assert "《中华人民共和国电子商务法》第42条" in [ground.zh for ground in one.grounds]
    assert "自动化手段发现" in one.automation.zh
    assert notice.dossier is not None
    told = (Client(headers={"Accept-Language": "zh-hans"}).get(f"/rights/{notice.code}").text, browser(who["clerk"]).get(f"/dossiers/{notice.number}").text)
    for text in told:
        assert all(words in text for words in ("处理理由告知", "吊牌编号不存在", "由自动化手段发现，人员判断", "提交声明和初步证据"))


def test_where_nobody_said_whether_a_machine_judged_the_statement_says_so(who: Who) -> None:
    notice = taken_in(who)
    measures(notice, who, page_gone="已不存在")
    assert statements_of(notice)[0].automation.zh == "未写明"


def test_what_came_back_is_told_to_the_platform_and_to_nobody_else(who: Who) -> None:
    shop = "https://yunjishi.example/shop/S9/item/"
    first = taken_in(who, listing_addresses=f"{shop}1")
    untouched = taken_in(who, listing_addresses=f"{shop}2")
    measures(first, who, page_gone="已不存在")
    again = sent(who, listing_addresses=f"{shop}3\n{shop}1")
    Notice.objects.filter(pk=again.pk).update(sent_at=SENT + timedelta(days=30))
    again.refresh_from_db()
    assert [(one.before, one.is_same_address, one.days) for one in came_back(again)] == [(first, False, 30)]
    assert untouched not in [one.before for one in came_back(again)]
    page = browser(who["clerk"]).get(f"/notices/{again.number}").text
    assert all(words in page for words in ("再次出现", "同一店铺的另一商品", "30 日前", first.number))
    assert first.number not in Client().get(f"/rights/{again.code}").text
    for late in (91, 200):
        Notice.objects.filter(pk=again.pk).update(sent_at=SENT + timedelta(days=late))
        again.refresh_from_db()
        assert came_back(again) == []
    elsewhere = sent(who, listing_addresses="https://other.example/shop/S9/item/1")
    assert came_back(elsewhere) == []


@pytest.mark.parametrize(
    ("address", "shop"),
    [
        ("https://Yunjishi.example/shop/S9/item/1", "yunjishi.example/S9"), ("https://a.example/i?id=1&shop_id=77", "a.example/77"),
        ("https://a.example/item/1", ""), ("https://a.example/shopping/1", ""), ("https://a.example/store/abc", "a.example/abc"),
    ],
)  # fmt: skip
def test_a_shop_is_read_out_of_an_address_only_where_it_is_named(address: str, shop: str) -> None:
    assert shop_of(address) == shop


def test_papers_of_the_file_are_those_of_one_notice(who: Who) -> None:
    assert set(TOLD) == set(papers(who)) - {"platform_department", "listing_addresses"}
