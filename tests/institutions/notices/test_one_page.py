"""One page is one page however its address is written, at every door; what stands by right came back to nobody; a short mark shields no other brand."""

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from noticed import PAPERS, SENT, URL, Who, captured, measures, of_kind, papers, sent, taken_in
from people import browser

from mingjian.core.errors import BadInput
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.notices.acts import complete_right, list_sellers, send_notice, take_notice_in, verify_right
from mingjian.institutions.notices.batches.tables import answers_of
from mingjian.institutions.notices.batches.work.send_many import send_many
from mingjian.institutions.notices.models import Notice, Target
from mingjian.institutions.notices.services.rates import rates_of
from mingjian.institutions.notices.services.reappearance import came_back
from mingjian.institutions.notices.services.sellers import sellers_of_shop
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Entry, Officer
from mingjian.office.people.keys import make_key

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SHOP = "https://yunjishi.example/shop/S9/item/"
TWINS = (
    "http://yunjishi.example/item/7",
    "https://yunjishi.example/item/7/",
    "https://YUNJISHI.example:443/item/%37#top",
    "https://m.yunjishi.example/item/7?spm=a.1",
    "https://www.yunjishi.example./item/７",
)


@pytest.fixture(autouse=True)
def _open(settings: Any, sealed: None) -> None:
    settings.PUBLIC_DOOR = True


@pytest.fixture
def holder(who: Who) -> Officer:
    return of_kind("青松公司", "right_holder", "right_holder")


def by_file(holder: Officer, *addresses: str) -> list[Any]:
    return list(answers_of(send_many("\n".join(["网址,平台", *(f"{one},yunjishi" for one in addresses)]).encode(), PAPERS, by=holder, at=SENT)))


@pytest.mark.parametrize("twin", TWINS)
def test_a_page_that_waits_is_not_sent_again_because_its_address_is_written_otherwise(who: Who, holder: Officer, twin: str) -> None:
    number = sent_number(holder)
    (row,) = by_file(holder, twin)
    assert row.fault
    assert number in row.fault.zh
    with pytest.raises(BadInput, match=number):
        send_notice(by=holder, at=SENT, **papers(who, listing_addresses=twin))
    body, key = json.dumps({"papers": papers(who, listing_addresses=twin)}), make_key(holder, "x", at=SENT)
    reply = Client().post("/api/acts/notice/send_notice", body, content_type="application/json", headers={"Authorization": f"Bearer {key}"})
    assert (reply.status_code, number in reply.json()["detail"]) == (422, True)
    assert Notice.objects.count() == 1


def sent_number(holder: Officer) -> str:
    (row,) = by_file(holder, URL)
    assert row.notice
    return Notice.objects.get().number


def test_in_one_file_a_page_goes_once_and_the_other_rows_go(who: Who, holder: Officer) -> None:
    rows = by_file(holder, URL, *TWINS, *(f"{URL}{n}" for n in range(1, 300)))
    assert [bool(row.notice) for row in rows[:6]] == [True, False, False, False, False, False]
    assert all(row.fault and "与第 1 行重复（网址写法不同，是同一网页）" in row.fault.zh for row in rows[1:6])
    assert all(row.notice for row in rows[6:])


def test_rows_of_a_version_that_knew_the_address_as_written_are_found_as_before(who: Who, holder: Officer) -> None:
    escaped = f"{URL}?k=%e9%9d%92"
    sent(who, listing_addresses="https://yunjishi.example/item/1")
    (row,) = by_file(holder, escaped)
    assert row.notice
    Target.objects.update(digest=sha256(escaped.encode()).hexdigest()[:16])
    assert [bool(one.fault) for one in by_file(holder, escaped)] == [True]


def test_two_ways_of_writing_a_page_in_one_notice_are_captured_and_decided_each_by_itself(who: Who) -> None:
    notice = taken_in(who, listing_addresses=f"{URL}\n{TWINS[0]}")
    captured(notice, who)
    measures(notice, who)
    assert [(row.kept_as, row.state) for row in notice.targets.order_by("position")] == [("capture", "measured")] * 2


@pytest.mark.parametrize(
    "address",
    [
        "https://item.taobao.com./item.htm?id=1",
        "https://item.t%61obao.com/item.htm",
        "https://item。taobao。com/item.htm",
        "https://item．taobao．com/i",
        "抖 音 › 直播间 小敏好物",
    ],
)
def test_another_platform_is_known_however_its_host_is_written(who: Who, holder: Officer, address: str) -> None:
    first, second = by_file(holder, address, URL)
    assert first.fault and "请向该平台提交" in first.fault.zh  # noqa: PT018
    assert second.notice


def again_about(who: Who, *addresses: str) -> Notice:
    """A later notice on a verified right about addresses that captures show since."""
    later = sent(who, listing_addresses="\n".join(addresses))
    verify_right(later.right, by=who["clerk"], at=SENT, verification_basis="注册簿")
    Notice.objects.filter(pk=later.pk).update(sent_at=SENT + 30 * DAY)
    take_notice_in(Notice.objects.get(pk=later.pk), by=who["clerk"], at=SENT + 30 * DAY)
    later = Notice.objects.get(pk=later.pk)
    told = {"dossier": later.dossier, "asked_by": who["clerk"], "asked_at": SENT, "taken_at": SENT + 31 * DAY}
    for url in addresses:
        Capture.objects.create(number=f"Z{Capture.objects.count()}", url=url, stands="kept", status=200, **told)
    return later


def test_what_was_declined_or_lifted_by_mistake_did_not_come_back(who: Who) -> None:
    """A seller whose listing the platform had restored itself was told of as one who came back, and counted so."""
    mistaken, declined = (taken_in(who, listing_addresses=one) for one in (f"{SHOP}1", f"{SHOP}2\nhttps://yunjishi.example/item/9"))
    for notice, rows in ((mistaken, ""), (declined, "2")):
        captured(notice, who)
        measures(notice, who, target_rows=rows)
    take(of(mistaken), "lift_by_mistake", by=who["clerk"], at=SENT + 2 * DAY, given={"reason": "认错了商品，系平台误判"})
    take(of(declined), "decline_addresses", by=who["clerk"], at=SENT + 2 * DAY, given={"target_rows": "1", "reason": "系正品"})
    later = again_about(who, f"{SHOP}1", f"{SHOP}2")
    assert came_back(later) == []
    assert "以前采取过措施" not in browser(who["clerk"]).get(later.get_absolute_url()).text
    platforms, sellers = rates_of(who["clerk"], SENT + 200 * DAY)
    assert sellers == []
    assert [(one.back.right, one.back.judged) for one in platforms] == [(0, 1)]


def of(notice: Notice) -> Dossier:
    found = Notice.objects.get(pk=notice.pk).dossier
    assert found is not None
    return found


def test_what_came_back_is_known_however_its_address_is_written(who: Who) -> None:
    first = taken_in(who)
    captured(first, who)
    measures(first, who)
    later = again_about(who, TWINS[3])
    assert [(one.before, one.is_same_address, one.is_proven) for one in came_back(later)] == [(first, True, True)]
    (platform,), _ = rates_of(who["clerk"], SENT + 40 * DAY)
    assert (platform.back.right, platform.back.judged) == (1, 1)


@pytest.mark.parametrize(
    ("words", "is_told"),
    [
        ("正品 M 男鞋", True),
        ("ｍ鞋 新款", True),
        ("M-1 鞋", True),
        ("MISHA 女鞋", False),
        ("ADIDAS SAMBA 鞋", False),
        ("尺码 43m2 鞋", False),
    ],
)
def test_a_mark_of_one_letter_shields_no_brand_in_whose_name_it_stands(who: Who, holder: Officer, words: str, is_told: bool) -> None:
    notice = send_notice(by=holder, at=SENT, **papers(who))
    complete_right(notice.right, by=holder, at=SENT, right_mark="M")
    verify_right(notice.right, by=who["clerk"], at=SENT, verification_basis="注册簿")
    list_sellers(notice.right, by=holder, at=SENT, seller_shops="Ｓ７\nhttps://m.yunjishi.example/shop/S%38/item/1", seller_until="2099-12-31")
    assert bool(sellers_of_shop("yunjishi", "S7", SENT.date(), words)) == is_told
    assert bool(sellers_of_shop("yunjishi", "S8", SENT.date(), words)) == is_told


@pytest.mark.parametrize("body", [b'"\\ud800"', b'"\xed\xa0\x80"', b'"\\uDC00\\uD800"'])
def test_half_a_character_is_refused_in_words_and_a_whole_one_is_not(who: Who, holder: Officer, body: bytes) -> None:
    """It was 500 for the holder's name: no database takes it."""
    key, told = make_key(holder, "x", at=SENT), {**papers(who), "right_holder_name": "HERE"}
    raw = json.dumps({"papers": told}).encode()
    client = Client(headers={"Authorization": f"Bearer {key}"})
    refused = client.post("/api/acts/notice/send_notice", raw.replace(b'"HERE"', body), content_type="application/json")
    assert (refused.status_code, "不完整的字符" in refused.json()["detail"]) == (422, True)
    assert not Entry.objects.filter(kind="notice_sent").exists()
    whole = raw.replace(b'"HERE"', b'"\\ud83d\\ude00\\u516c\\u53f8"')
    assert client.post("/api/acts/notice/send_notice", whole, content_type="application/json").status_code == 201
    for address, kind in (("/api/clues", b'{"source": "inspection", "suspected_act": %s}'), ("/api/dossiers", b'{"procedure": "assistance", "title": %s}')):
        reply = browser(who["li"]).post(address, kind % body, content_type="application/json")
        assert reply.status_code == 422, reply.text
