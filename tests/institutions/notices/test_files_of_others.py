"""Files that others write: headings that are not ours, what apps share, hosts in any script, mini-programs, foreign marks, long and doubled addresses."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now
from noticed import PAPERS, Who, of_kind
from people import browser

from mingjian.core.errors import BadInput
from mingjian.institutions.notices.acts import take_notice_in, verify_right
from mingjian.institutions.notices.batches.work.row_files import read_table
from mingjian.institutions.notices.models import Draft, Notice
from mingjian.institutions.notices.services.addresses import read_address
from mingjian.office.models import Department, Officer
from mingjian.office.people.keys import make_key

pytestmark = pytest.mark.django_db
SHARED = "【淘宝】https://m.tb.cn/h.5abcDEF?tk=Xy12 CZ0001 「青松运动鞋 夏季透气」点击链接直接打开 或者 淘宝搜索直接打开"
LONG = "https://yunjishi.example/item/9?ref=" + "a" * (2000 - len("https://yunjishi.example/item/9?ref="))
HEADS = [
    ("商品链接,投诉平台,备注", ","),
    ("序号;链接地址;所在平台;侵权事实", ";"),
    ("No.\tItem URL\tMarketplace\tRemarks", "\t"),
    ("* Product Link (required),Website,Comments", ","),
    ("infringing_url,channel,description", ","),
    ("侵权链接（必填）,电商平台（必填）,投诉理由", ","),
]


@pytest.mark.parametrize(("head", "sign"), HEADS)
def test_headings_of_others_are_known_whatever_parts_the_columns(head: str, sign: str) -> None:
    cells = ["https://yunjishi.example/item/1", "云集市", "仿冒"]
    line = sign.join((["1"] if head.count(sign) == 3 else []) + cells)
    (row,) = read_table(f"{head}\r\n{line}\r\n".encode("gb18030"))
    assert (row.address, row.platform, row.note) == tuple(cells)


def test_a_heading_that_nobody_knows_is_named_with_what_the_first_line_says() -> None:
    with pytest.raises(BadInput, match="第一行没有“网址”列的名称；第一行是：宝贝、平台") as refused:
        read_table("宝贝,平台\nhttps://x.example/1,云集市".encode())
    assert "宝贝、平台" in refused.value.text.en
    with pytest.raises(BadInput, match="空"):
        read_table(b"\n\n")


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (SHARED, "https://m.tb.cn/h.5abcDEF?tk=Xy12"),
        ("8.88 复制打开抖音，看看【青松鞋行的作品】 https://v.douyin.com/iAbC123/ 05/12 wfO:/", "https://v.douyin.com/iAbC123/"),
        ("https://yunjishi.example/item/1 复制这条信息，打开云集市", "https://yunjishi.example/item/1"),
        ("我在云集市看到（https://yunjishi.example/item/1）。", "https://yunjishi.example/item/1"),
        ("www.yunjishi.example/item/1?id=2", "https://www.yunjishi.example/item/1?id=2"),
        ("https://yunjishi.example/搜索?title=【青松】(新)", "https://yunjishi.example/搜索?title=【青松】(新)"),
        ("https://商店.example/商品/1", "https://商店.example/商品/1"),
        ("https://xn--3ds443g.example/item/1", "https://xn--3ds443g.example/item/1"),
        ("#小程序://青松旗舰店/AbC123xyz", "微信 › 小程序 青松旗舰店 › AbC123xyz"),
        ("微信 › 小程序 青松旗舰店 › pages/goods/detail?id=1", "微信 › 小程序 青松旗舰店 › pages/goods/detail?id=1"),
        (LONG, LONG),
    ],
)
def test_an_address_is_found_in_what_an_app_shares(written: str, address: str) -> None:
    assert read_address(written) == (address, None)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("看这两个 https://a.example/1 https://a.example/2", "一行中有 2 个网址"),
        ("青松运动鞋 夏季透气", "http"),
        ("点击打开 javascript://alert(1)", "http"),
        ("ftp://yunjishi.example/1", "http"),
        (f"{LONG}b", "2001 字"),
        ("说明.docx", "http"),
        ("https://user:secret@yunjishi.example/item/1 复制打开", "用户名或口令"),
    ],
)
def test_what_holds_no_one_address_is_told_so(written: str, told: str) -> None:
    _, fault = read_address(written)
    assert fault is not None
    assert told in fault.zh


ROWS = [
    (SHARED, "淘宝", ""),
    ("https://yunjishi.example/item/1 复制打开云集市", "云集市", "吊牌编号不存在"),
    ("http://WWW.yunjishi.example:80/item/1?spm=a1", "云集市", ""),
    (LONG, "云集市", "Marke „Grünfink“ ähnlich; 青松®"),
    ("https://商店.yunjishi.example/item/1", "云集市", ""),
    ("https://xn--3ds443g.yunjishi.example/item/8", "云集市", ""),
    ("#小程序://青松旗舰店/AbC", "微信", ""),
]


@pytest.fixture
def holder(who: Who) -> Officer:
    for name, code in (("淘宝平台", "taobao"), ("微信平台", "weixin")):
        Department.objects.create(name_zh=name, name_en=code, kind="platform", level="state", region="330100", platform=code)
    return of_kind("Grünfink Schuhe GmbH", "right_holder", "right_holder")


def names(row: tuple[str, str, str]) -> tuple[str, str, str]:
    return row[0], {"淘宝": "淘宝平台", "微信": "微信平台", "云集市": "yunjishi"}[row[1]], row[2]


FOREIGN = {**PAPERS, "right_holder_name": "Grünfink Schuhe GmbH", "right_mark": "Grünfink Ⓡ 绿雀", "right_number": "G1234567"}


def test_a_file_of_another_is_looked_at_sent_and_taken_in(who: Who, holder: Officer, sealed: None) -> None:
    lines = ["Item URL;Marketplace;Remarks", *(";".join(f'"{cell}"' for cell in names(row)) for row in ROWS)]
    page = browser(holder)
    reply = page.post("/notices/many", {**FOREIGN, "list_file": SimpleUploadedFile("complaints.csv", "\r\n".join(lines).encode())}, follow=True)
    assert (reply.context["good"], reply.context["bad"]) == (6, 1), [str(row.fault) for row in reply.context["faulty"]]
    assert "与第 2 行重复（网址写法不同" in reply.text  # another way of writing the same page, out of a shared text
    page.post(Draft.objects.get().get_absolute_url(), {"do": "send"})
    by_platform = {one.department.name_zh: one for one in Notice.objects.select_related("department")}
    taobao = by_platform["淘宝平台"].targets.get()
    assert taobao.address == "https://m.tb.cn/h.5abcDEF?tk=Xy12"
    assert "青松运动鞋 夏季透气" in taobao.note  # what was shared along is not lost
    noted = by_platform[who["clerk"].department.name_zh].targets.get(position=1)  # type: ignore[union-attr]
    assert noted.note == "吊牌编号不存在\nhttps://yunjishi.example/item/1 复制打开云集市"
    assert by_platform["微信平台"].targets.get().address == "微信 › 小程序 青松旗舰店 › AbC"
    own = by_platform[who["clerk"].department.name_zh]  # type: ignore[union-attr]
    assert take_notice_in(own, by=who["clerk"], at=now()).number == own.number
    assert "Grünfink Ⓡ 绿雀" in browser(who["clerk"]).get(f"/dossiers/{own.number}").text


def test_the_same_rows_by_the_api(who: Who, holder: Officer, sealed: None) -> None:
    told: dict[str, Any] = {"papers": FOREIGN, "rows": [dict(zip(("address", "platform", "note"), names(row), strict=True)) for row in ROWS], "key": "k"}
    head = {"Authorization": f"Bearer {make_key(holder, 'x', at=now())}"}
    reply = Client().post("/api/notices", json.dumps(told), content_type="application/json", headers=head).json()
    assert [one["row"] for one in reply["faults"]] == [3]
    assert len(reply["notices"]) == 3


def test_what_no_row_could_go_with_is_said_once_and_not_at_a_thousand_rows(who: Who, holder: Officer, sealed: None) -> None:
    """Classes typed otherwise than the verified right has them refused each of 1,000 rows by itself, and none could be mended there."""
    page = browser(holder)
    first = f"网址,平台\n{LONG},yunjishi".encode()
    page.post("/notices/many", {**FOREIGN, "list_file": SimpleUploadedFile("一行.csv", first)})
    page.post(Draft.objects.get().get_absolute_url(), {"do": "send"})
    right = Notice.objects.get().right
    verify_right(right, by=who["clerk"], at=now(), verification_basis="商标注册簿查询结果与证书一致。")
    rows = "\n".join(["网址,平台", *(f"https://yunjishi.example/item/{n},yunjishi" for n in range(1000))]).encode()
    told = {**FOREIGN, "right_classes": "第25类：服装", "list_file": SimpleUploadedFile("一千行.csv", rows)}
    reply = page.post("/notices/many", told)
    assert reply.status_code in {400, 409, 422}
    assert reply.text.count("与已核验的“第25类：鞋”不同") == 1
    assert "第25类：服装" in reply.text  # what was typed stays
    assert not Draft.objects.exists()
    assert f'value="{right.number}"' in reply.text  # and the right is offered, to be filled in from
    filled = page.get(f"/notices/many?of_right={right.number}").text
    assert 'value="G1234567"' in filled
    assert 'value="第25类：鞋"' in filled
