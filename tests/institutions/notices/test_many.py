"""Many notices out of one file, row by row; the reasons of each measure; and what came back."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from noticed import PAPERS, SENT, URL, Who, capture, captured, measures, of_kind, papers, sent, taken_in
from people import browser

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.papers import paper_kinds
from mingjian.core.subjects import shop_of
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.notices.acts import list_sellers, send_notice, take_notice_in, verify_right
from mingjian.institutions.notices.batches.tables import answers_of
from mingjian.institutions.notices.batches.work.send_many import MOST_ROWS, send_many
from mingjian.institutions.notices.models import Notice, Right
from mingjian.institutions.notices.services.reappearance import came_back
from mingjian.institutions.notices.services.reasons import statements_of
from mingjian.office.dossiers.transition import take
from mingjian.office.files.store import place_of
from mingjian.office.models import Department, Entry
from mingjian.office.people.keys import make_key

pytestmark = pytest.mark.django_db
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
    batch = send_many(data, PAPERS, by=holder, at=SENT)
    rows = list(answers_of(batch))
    assert [row.number for row in rows] == list(range(1, 67))
    assert all(row.notice and not row.fault for row in rows[:61])
    told = [row.fault.zh for row in rows[61:] if row.fault and not row.notice]
    assert len(told) == 5
    assert "与第 4 行重复" in told[1]
    assert "没有平台“无此平台”" in told[2]
    by_platform = {one: list(Notice.objects.filter(department=one).order_by("pk")) for one in (who["clerk"].department, jia)}
    assert [len(one.addresses) for one in by_platform[who["clerk"].department]] == [60]
    assert [len(one.addresses) for one in by_platform[jia]] == [1]
    row = by_platform[who["clerk"].department][0].targets.get(position=1)
    assert (row.address, row.note) == (f"{ITEM}0", "第0款")  # what a row says stands at its row
    assert Right.objects.count() == 2  # one in the locker of each platform
    brought = json.loads(Entry.objects.get(kind="notices_brought").body)
    assert (brought["rows"], brought["bad"]) == (66, 5)
    assert place_of(brought["file"]).read_bytes() == data
    send_many("网址,平台\nhttps://jia.example/2,甲网".encode(), PAPERS, by=holder, at=SENT)
    assert Right.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "第一行"), ("网址\nhttps://a.example".encode(), "第一行"), ("网址,平台".encode(), "1 至"), (b"\xff\xfe\x81\xff", "编码"),
        (("网址,平台\n" + "https://a.example/1,jia\n" * (MOST_ROWS + 1)).encode(), "1 至"), (b"x" * (101 << 20), "MiB"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_such_table_is_refused_in_words(who: Who, data: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        send_many(data, PAPERS, by=of_kind("青松公司", "right_holder", "right_holder"), at=SENT)
    assert not Notice.objects.exists()


def test_a_right_that_was_refused_is_said_at_every_row_and_whoever_may_not_send_does_not(who: Who) -> None:
    holder = of_kind("青松公司", "right_holder", "right_holder")
    wrong = {**PAPERS, "agent_name": "某律所", "attorney_from": "2026-09-02", "attorney_until": "2026-09-01"}
    rows = list(answers_of(send_many(f"网址,平台\n{URL},yunjishi\n{URL}1,yunjishi".encode(), wrong, by=holder, at=SENT)))
    assert [row.fault.zh for row in rows if row.fault] == ["委托书的截止日不能早于起始日。"] * 2
    rows = list(answers_of(send_many(f"网址,平台\n{URL},yunjishi".encode(), PAPERS, by=who["li"], at=SENT)))
    assert rows[0].fault is not None and not rows[0].notice  # noqa: PT018
    assert browser(who["li"]).get("/notices/many").status_code == 403


def test_the_page_answers_row_by_row_and_keeps_what_was_typed(who: Who) -> None:
    page = browser(of_kind("青松公司", "right_holder", "right_holder"))
    assert 'value="青松公司"' in page.get("/notices/many").text  # nobody types their own name
    refused = page.post("/notices/many", {**PAPERS, "list_file": SimpleUploadedFile("a.csv", b"x")})
    assert refused.status_code == 422
    assert "7654321" in refused.text
    program = page.post("/notices/many", {**PAPERS, "list_file": SimpleUploadedFile("a.csv", b"MZ\x90\0" + bytes(200))})
    assert program.status_code == 422
    assert not Entry.objects.exists()
    data = f"网址,平台\n{URL},yunjishi\n<script>,yunjishi".encode()
    reply = page.post("/notices/many", {**PAPERS, "list_file": SimpleUploadedFile("a.csv", data)})
    assert reply.status_code == 302  # so that the browser drops what was typed, and another look sends nothing
    shown = page.get(reply.headers["Location"]).text
    assert "可以提交 1 行，有误 1 行" in shown
    assert not Notice.objects.exists()
    reply = page.post(reply.headers["Location"], {"do": "send", "row": "2", "address-2": "<script>", "platform-2": "yunjishi", "note-2": ""})
    told = page.get(reply.headers["Location"]).text
    assert "共 2 行，未提交 1 行，成 1 份通知" in told
    assert told.index("&lt;script&gt;") < told.index(URL)  # what was not sent stands first
    assert Notice.objects.get().number in told
    assert "<script>,yunjishi" not in told
    listed = b"".join(page.get(f"{reply.headers['Location']}?as=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert URL in listed
    assert Notice.objects.get().number in listed
    bad = page.get(f"{reply.headers['Location']}?only=bad").text
    assert URL not in bad
    assert reply.headers["Location"] in page.get("/notices/many").text
    for stranger in (of_kind("白鹭公司", "right_holder", "right_holder"), who["clerk"]):
        assert browser(stranger).get(reply.headers["Location"]).status_code == 404


def test_the_same_file_again_sends_nothing_and_names_the_notices_that_have_it(who: Who) -> None:
    holder, data = of_kind("青松公司", "right_holder", "right_holder"), f"网址,平台\n{URL},yunjishi\n{URL}1,yunjishi".encode()
    first = send_many(data, PAPERS, by=holder, at=SENT)
    again = send_many(data, PAPERS, by=holder, at=SENT + timedelta(minutes=1))
    number = Notice.objects.get().number
    assert all(row.fault and number in row.fault.zh and not row.notice for row in answers_of(again))
    assert browser(holder).get(again.get_absolute_url()).context["before"] == first
    notice = take_notice_in(Notice.objects.get(), by=who["clerk"], at=SENT)
    third = send_many(data, PAPERS, by=holder, at=SENT + timedelta(hours=1))
    assert all(row.fault for row in answers_of(third))  # taken in, it still waits
    for address in (URL, f"{URL}1"):
        capture(Notice.objects.get(), who, address)
    take(notice, "take_measures", by=who["clerk"], at=SENT + timedelta(days=1), given={"measure": "delete", "reason": "充分"})
    back = send_many(data, PAPERS, by=holder, at=SENT + timedelta(days=2))
    assert all(row.notice for row in answers_of(back))  # there again after measures: that is a new matter


def test_one_row_about_an_authorised_shop_stops_no_other(who: Who) -> None:
    """Six rows, one of them about a shop on the list: none was sent, and each of the six bore that reason."""
    holder = of_kind("青松公司", "right_holder", "right_holder")
    right = send_notice(by=holder, at=SENT, **papers(who, listing_addresses=f"{URL}99")).right
    verify_right(right, by=who["clerk"], at=SENT, verification_basis="注册簿")
    list_sellers(right, by=holder, at=SENT, seller_shops="S7", seller_until="2026-12-31")
    shop = "https://yunjishi.example/shop/S7/item/1"
    data = "\n".join(["网址,平台", *(f"{ITEM}{n},yunjishi" for n in range(3)), f"{shop},yunjishi", f"{ITEM}5,yunjishi", f"{ITEM}6,yunjishi"]).encode()
    rows = list(answers_of(send_many(data, PAPERS, by=holder, at=SENT)))
    assert [bool(row.notice) for row in rows] == [True, True, True, False, True, True]
    assert rows[3].fault is not None
    assert "授权名单" in rows[3].fault.zh


@pytest.mark.parametrize(
    ("address", "is_foreign"),
    [
        ("https://item.taobao.com/item.htm?id=1", True), ("https://detail.tmall.com/1", True), ("https://jia.example/item/1", True),
        ("抖音 › 直播间 小敏好物", True), ("甲网 › 账号 小敏", True), ("https://yunjishi.example/item/1", False), ("https://cdn-yunjishi.example/1", False),
        ("云集市 › 直播间 小敏好物", False), ("https://shop.example/1", False), ("https://nottaobao.com/1", False),
    ],
)  # fmt: skip
def test_an_address_of_another_platform_is_refused_in_its_row(who: Who, address: str, is_foreign: bool) -> None:
    other_platform()
    holder = of_kind("青松公司", "right_holder", "right_holder")
    rows = list(answers_of(send_many(f"网址,平台\n{address},云集市平台\n{URL},云集市平台".encode(), PAPERS, by=holder, at=SENT)))
    assert [bool(row.notice) for row in rows] == [not is_foreign, True]
    assert not is_foreign or (rows[0].fault and "请向该平台提交" in rows[0].fault.zh)


def test_the_list_of_the_own_right_stops_its_row_alone_before_anybody_verified_the_right(who: Who) -> None:
    holder, shop = of_kind("青松公司", "right_holder", "right_holder"), "https://yunjishi.example/shop/S7/item/"
    send_many(f"网址,平台\n{ITEM}1,yunjishi".encode(), PAPERS, by=holder, at=SENT)
    list_sellers(Right.objects.get(), by=holder, at=SENT, seller_shops="S7", seller_until="2026-12-31")
    data = f"网址,平台\n{shop}1,yunjishi\n{ITEM}2,yunjishi".encode()
    first, second = answers_of(send_many(data, PAPERS, by=holder, at=SENT))
    assert first.fault and "授权名单上" in first.fault.zh  # noqa: PT018
    assert second.notice
    assert all(row.notice for row in answers_of(send_many(data.replace(b"item/2", b"item/3"), {**PAPERS, "beyond_authority": "已终止"}, by=holder, at=SENT)))


def test_what_a_row_says_stands_at_the_row_however_long_the_facts_are(who: Who) -> None:
    """The words of each row were a part of the facts, which had no room for them: a notice was one sign too long, and all of its rows were refused."""
    told = {**PAPERS, "notice_facts": "系仿冒。" * 2474, "beyond_authority": "因" * 100}
    data = f"网址,平台,说明\n{ITEM}1,yunjishi,{'甲' * 1000}\n{ITEM}2,yunjishi,{'乙' * 1000}".encode()
    rows = list(answers_of(send_many(data, told, by=of_kind("青松公司", "right_holder", "right_holder"), at=SENT)))
    assert [row.fault for row in rows] == [None, None]
    assert [row.note[0] for row in Notice.objects.get().targets.all()] == ["甲", "乙"]


def test_a_file_looks_once_and_not_before_each_notice_at_what_is_under_way(who: Who) -> None:
    holder, counted = of_kind("青松公司", "right_holder", "right_holder"), []
    for rows in (60, 260):
        with CaptureQueriesContext(connection) as queries:
            send_many("\n".join(["网址,平台", *(f"{ITEM}{rows}-{n},yunjishi" for n in range(rows))]).encode(), PAPERS, by=holder, at=SENT)
        counted.append(sum('"notices_target"."digest" IN' in one["sql"] and one["sql"].startswith("SELECT") for one in queries))
    assert counted == [1, 1]
    again = answers_of(send_many(f"网址,平台\n{ITEM}60-1,yunjishi".encode(), PAPERS, by=holder, at=SENT))
    assert [bool(row.fault) for row in again] == [True]


def test_a_platform_enters_what_two_holders_wrote_about_the_same_address(who: Who) -> None:
    send_notice(by=who["clerk"], at=SENT, **papers(who))
    send_notice(by=who["clerk"], at=SENT, **papers(who, right_holder_name="苍屿公司", right_number="1234567"))
    assert Notice.objects.count() == 2
    with pytest.raises(BadInput, match="没有再次发送"):
        send_notice(by=who["clerk"], at=SENT, **papers(who))


LONG = f"https://yunjishi.example/item/{'%E9%9D%92%E6%9D%BE' * 60}?track="


def long_address(n: int, length: int) -> str:
    return f"{LONG}{n}&"[:length].ljust(length, "x") if length > len(LONG) + 8 else f"https://yunjishi.example/i/{n}"


@pytest.mark.parametrize("door", ["file", "public", "account", "api"])
@pytest.mark.parametrize(("count", "length"), [(9, 71), (50, 600), (50, 2000), (1, 2000)])
def test_whatever_is_sent_can_be_taken_in(who: Who, door: str, count: int, length: int) -> None:
    """Nine addresses of 71 characters were refused by the step that takes a notice in: its paper held 500 characters."""
    holder = of_kind("青松" * 90, "right_holder", "right_holder")
    addresses = [long_address(n, length) for n in range(count)]
    told = {"true_identity": "统一社会信用代码 91330100MA0DEMO00X，联系人" + "某" * 250, "right_holder_name": "青松" * 100, "notice_facts": "系仿冒。" * 2000}
    given = papers(who, listing_addresses="\n".join(addresses), **told)
    if door == "file":
        send_many("\n".join(["网址,平台", *(f"{one},yunjishi" for one in addresses)]).encode(), {**PAPERS, **told}, by=holder, at=SENT)
    elif door == "public":
        assert Client().post("/rights", given).status_code == 302
    elif door == "account":
        page = browser(holder).get("/notices/send").context["form"]
        form = {f"{page.prefix}-{name}": value for name, value in given.items()} | {f"{page.prefix}-key": "k"}
        assert browser(holder).post("/acts/new/notice/send_notice", form).status_code == 302
    else:
        key = make_key(holder, "x", at=SENT)
        body = json.dumps({"papers": given, "key": "k"})
        reply = Client().post("/api/acts/notice/send_notice", body, content_type="application/json", headers={"Authorization": f"Bearer {key}"})
        assert reply.status_code in {200, 201}, reply.content
    assert sorted(one for notice in Notice.objects.all() for one in notice.addresses) == sorted(addresses)
    for notice in Notice.objects.all():
        dossier = take_notice_in(notice, by=who["clerk"], at=SENT)
        assert dossier.state == "received"
        assert browser(who["clerk"]).get(f"/dossiers/{notice.number}").status_code == 200


def test_the_step_takes_ten_thousand_addresses_and_names_the_line_that_is_too_long(who: Who) -> None:
    paper = rulebook().papers["listing_address"]
    kind = paper_kinds()[paper.kind]
    whole = "\n".join(long_address(n, 2000) for n in range(10_000))
    assert kind.read(paper, whole) == whole
    with pytest.raises(StepRefused, match="第 2 行有 2001 字"):
        kind.read(paper, f"https://a.example\n{'x' * 2001}")
    with pytest.raises(StepRefused, match="至多 10000 行"):
        kind.read(paper, "https://a.example\n" * 10_001)


def test_nothing_that_was_typed_is_cut_off_without_a_word(who: Who) -> None:
    for name, length in (("right_holder_name", 201), ("right_number", 81), ("right_classes", 301), ("agent_name", 201), ("true_identity", 301)):
        with pytest.raises(BadInput, match="字"):
            sent(who, **{name: "长" * length})
    with pytest.raises(BadInput, match="至多 10000 字"):
        sent(who, notice_facts="长" * 9_990, beyond_authority="长" * 20)
    assert not Notice.objects.exists()


def test_both_sides_read_the_reasons_of_each_measure(who: Who) -> None:
    notice = taken_in(who)
    assert statements_of(notice) == []
    captured(notice, who)
    measures(notice, who, reason="吊牌编号不存在", automation="assisted")
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
    captured(notice, who)
    measures(notice, who)
    assert statements_of(notice)[0].automation.zh == "未写明"


def test_what_came_back_is_told_to_the_platform_and_to_nobody_else_and_proven_by_what_is_sealed(who: Who) -> None:
    shop = "https://yunjishi.example/shop/S9/item/"
    first = taken_in(who, listing_addresses=f"{shop}1")
    untouched = taken_in(who, listing_addresses=f"{shop}2")
    captured(first, who)
    measures(first, who)
    again = sent(who, listing_addresses=f"{shop}3\n{shop}1")
    Notice.objects.filter(pk=again.pk).update(sent_at=SENT + timedelta(days=30))
    again.refresh_from_db()
    assert came_back(again) == []  # anybody may send a notice: this one rests on a right that nobody looked into
    verify_right(again.right, by=who["clerk"], at=SENT, verification_basis="注册簿")
    again = Notice.objects.get(pk=again.pk)
    assert [(one.before, one.is_same_address, one.days, one.is_proven) for one in came_back(again)] == [(first, False, 30, False)]
    assert untouched not in [one.before for one in came_back(again)]
    page = browser(who["clerk"]).get(f"/notices/{again.number}").text
    assert all(words in page for words in ("以前采取过措施", "同一店铺的另一商品", "30 日前", first.number, "尚无取证"))
    assert "再次出现</span>" not in page
    take_notice_in(again, by=who["clerk"], at=SENT + timedelta(days=30))
    again = Notice.objects.get(pk=again.pk)
    shown = {"dossier": again.dossier, "asked_by": who["clerk"], "asked_at": SENT, "stands": "kept", "url": f"{shop}3"}
    for number, days, told in (("W90", -9, {"status": 200}), ("W91", 31, {"status": 404}), ("W92", 31, {"status": 200, "outcome": "gone"})):
        Capture.objects.create(number=number, taken_at=SENT + timedelta(days=days), **shown, **told)
        assert not came_back(again)[0].is_proven
    Capture.objects.create(number="W93", taken_at=SENT + timedelta(days=31), status=200, **shown)
    assert came_back(again)[0].is_proven
    assert first.number not in Client().get(f"/rights/{again.code}").text
    for late in (91, 200):
        Notice.objects.filter(pk=again.pk).update(sent_at=SENT + timedelta(days=late))
        assert came_back(Notice.objects.get(pk=again.pk)) == []
    elsewhere = sent(who, listing_addresses="https://other.example/shop/S9/item/1")
    verify_right(elsewhere.right, by=who["clerk"], at=SENT, verification_basis="注册簿")
    assert came_back(Notice.objects.get(pk=elsewhere.pk)) == []


def test_what_came_back_is_looked_up_once_for_all_listings_of_a_shop_and_not_at_the_door(who: Who) -> None:
    shop = "https://yunjishi.example/shop/S9/item/"
    for n in range(4):
        before = taken_in(who, listing_addresses=f"{shop}{n}")
        captured(before, who)
        measures(before, who)
    again = sent(who, listing_addresses="\n".join(f"{shop}{n}" for n in range(10, 40)))
    Notice.objects.filter(pk=again.pk).update(sent_at=SENT + timedelta(days=30))
    verify_right(again.right, by=who["clerk"], at=SENT, verification_basis="注册簿")
    again = Notice.objects.get(pk=again.pk)
    with CaptureQueriesContext(connection) as queries:
        assert len(came_back(again)) == 4
    assert len(queries) <= 8
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(f"/rights/{again.code}").status_code == 200
    assert not any("office_search" in one["sql"] for one in queries)


def test_a_notice_sent_before_the_measure_shows_nothing_that_came_back(who: Who) -> None:
    """It made a live room "1 / 1 came back", through another address of the same notice."""
    live = "云集市 › 直播间 小敏好物"
    first, second = taken_in(who, listing_addresses=f"{URL}\n{URL}1"), sent(who, listing_addresses=f"{URL}\n{live}")
    captured(first, who)
    measures(first, who)
    verify_right(second.right, by=who["clerk"], at=SENT, verification_basis="注册簿")
    assert came_back(Notice.objects.get(pk=second.pk)) == []


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
    assert set(PAPERS) == set(papers(who)) - {"platform_department", "listing_addresses"}
