"""How often what was taken down came back: counted per platform and seller, over what whoever asks may see."""

from datetime import timedelta
from typing import Any

import pytest
from noticed import SENT, Who, captured, measures, papers, sent, taken_in
from people import browser

from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.notices.acts import send_notice, take_notice_in, verify_right
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.notices.services.rates import rates_of

SHOP = "https://yunjishi.example/shop/S7/item/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _open(settings: Any, sealed: None) -> None:
    settings.PUBLIC_DOOR = True


def measured(who: Who, address: str) -> Notice:
    notice = taken_in(who, listing_addresses=address)
    captured(notice, who)
    measures(notice, who)
    return notice


def shown(who: Who, address: str, days: int, *, is_verified: bool = True) -> Notice:
    """A later notice about an address, with a capture of it on a day."""
    at = SENT + days * DAY
    notice: Notice = send_notice(at=at, **papers(who, listing_addresses=address))
    take_notice_in(notice, by=who["clerk"], at=at)
    if is_verified:
        verify_right(notice.right, by=who["clerk"], at=at, verification_basis="注册簿")
    told = {"dossier": notice.dossier, "asked_by": who["clerk"], "asked_at": at, "taken_at": at}
    Capture.objects.create(number=f"W{Capture.objects.count()}", url=address, stands="kept", status=200, **told)
    return notice


def test_a_notice_counts_once_it_was_shown_again_or_its_time_is_over(who: Who) -> None:
    measured(who, f"{SHOP}1")
    measured(who, "https://yunjishi.example/shop/S8/item/1")
    sent(who, listing_addresses="https://yunjishi.example/shop/S9/item/1")  # nothing was done on it
    assert [(one.back.right, one.back.judged, one.young) for one in rates_of(who["clerk"], SENT + DAY)[0]] == [(0, 0, 2)]
    send_notice(at=SENT + 29 * DAY, **papers(who, listing_addresses=f"{SHOP}2"))  # which says so, and proves nothing
    shown(who, f"{SHOP}3", 29, is_verified=False)
    assert [(one.back.right, one.back.judged, one.young) for one in rates_of(who["clerk"], SENT + 30 * DAY)[0]] == [(0, 0, 2)]
    shown(who, f"{SHOP}4", 30)  # another listing of the same shop
    platforms, sellers = rates_of(who["clerk"], SENT + 31 * DAY)
    assert [(one.back.right, one.back.judged, one.young) for one in platforms] == [(1, 1, 1)]
    assert [(one.seller, one.back.right, one.back.judged) for one in sellers] == [("yunjishi.example/S7", 1, 1)]
    platforms, sellers = rates_of(who["clerk"], SENT + 100 * DAY)
    assert [(one.back.right, one.back.judged, one.young) for one in platforms] == [(1, 2, 0)]


def test_a_seller_does_not_answer_for_what_another_address_of_the_notice_did(who: Who) -> None:
    measured(who, f"{SHOP}1\nhttps://yunjishi.example/shop/S8/item/1")
    shown(who, f"{SHOP}2", 20)
    assert [one.seller for one in rates_of(who["clerk"], SENT + 31 * DAY)[1]] == ["yunjishi.example/S7"]


def test_what_comes_after_the_time_counts_as_gone_and_others_see_none_of_it(who: Who) -> None:
    measured(who, f"{SHOP}1")
    shown(who, f"{SHOP}1", 95)
    assert [(one.back.right, one.back.judged) for one in rates_of(who["clerk"], SENT + 100 * DAY)[0]] == [(0, 1)]
    assert rates_of(who["zhou"], SENT + 100 * DAY) == ([], [])


def test_the_page_tells_them_and_hands_them_out(who: Who) -> None:
    measured(who, f"{SHOP}1")
    client = browser(who["clerk"])
    assert "重复侵权率" in client.get("/notices").text
    assert "按平台" in client.get("/notices/returned").text
    assert "云集市平台" in b"".join(client.get("/notices/returned?as=csv").streaming_content).decode()
    assert browser(who["auditor"]).get("/notices/returned").status_code == 403
