"""The list of authorised sellers: signed by the holder alone, asked before a notice leaves and on a clue, until its day."""

import re
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from day import findings
from django.core.files.uploadedfile import SimpleUploadedFile
from noticed import SENT, Who, of_kind, papers
from people import browser

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.notices.acts import complete_right, drop_right_picture, list_sellers, send_notice, take_notice_in, verify_right
from mingjian.institutions.notices.models import Notice, Seller
from mingjian.institutions.notices.services.bank import near_of_listing
from mingjian.institutions.notices.services.sellers import read_shops
from mingjian.office.lists import search
from mingjian.office.models import Entry, Officer

SHOP = "https://yunjishi.example/shop/S7/item/1"


@pytest.fixture
def holder(who: Who, settings: Any, sealed: None) -> Officer:
    settings.PUBLIC_DOOR = True
    return of_kind("holder", "right_holder", "right_holder")


@pytest.fixture
def notice(who: Who, holder: Officer) -> Notice:
    sent: Notice = send_notice(by=holder, at=SENT, **papers(who))
    return sent


def signed(notice: Notice, by: Officer, shops: str = "S7\nS8", until: str = "2026-12-31") -> None:
    list_sellers(notice.right, by=by, at=SENT, seller_shops=shops, seller_until=until)


def test_only_the_holder_signs_and_a_new_list_takes_the_place_of_the_old(who: Who, holder: Officer, notice: Notice) -> None:
    for other in (who["clerk"], of_kind("other", "right_holder", "right_holder")):
        with pytest.raises(StepRefused, match="权利人用自己的账号"):
            signed(notice, other)
    signed(notice, holder)
    assert "sha256" in Entry.objects.get(kind="sellers_listed").body
    signed(notice, holder, shops=f"{SHOP}\nS9")
    assert list(Seller.objects.values_list("shop", flat=True)) == ["S7", "S9"]
    assert re.search(r"\bS7 S9 <", browser(who["clerk"]).get(notice.right.get_absolute_url()).text)
    with pytest.raises(BadInput, match="截止日期已过"):
        signed(notice, holder, until="2026-11-01")


def test_a_notice_about_an_authorised_shop_says_why_or_does_not_leave(who: Who, holder: Officer, notice: Notice) -> None:
    signed(notice, holder)
    shielded = send_notice(by=holder, at=SENT, **papers(who, listing_addresses=f"{SHOP}9"))
    assert shielded.addresses  # a list on a right that nobody verified shields nobody
    shielded.delete()
    verify_right(notice.right, by=who["clerk"], at=SENT, verification_basis="注册簿")
    with pytest.raises(BadInput, match="授权名单上"):
        send_notice(by=holder, at=SENT, **papers(who, listing_addresses=f"https://yunjishi.example/item/9\n{SHOP}"))  # the same registration, without its code
    assert Notice.objects.count() == 1
    sent: Notice = send_notice(by=holder, at=SENT, **papers(who, listing_addresses=SHOP, beyond_authority="已于十月终止授权"))
    assert "已于十月终止授权" in sent.facts
    Seller.objects.update(until=SENT.date().replace(day=1))
    send_notice(by=holder, at=SENT, **papers(who, listing_addresses=f"{SHOP}2"))  # its day is over


def test_completing_a_verified_right_beside_its_code_asks_its_list_all_the_same(who: Who, holder: Officer, notice: Notice) -> None:
    """What is filled in has the right verified anew, and with that its own list was not asked any more."""
    signed(notice, holder)
    verify_right(notice.right, by=who["clerk"], at=SENT, verification_basis="注册簿")
    by_code = papers(who, listing_addresses=f"{SHOP}9", right_code=notice.right.code, right_mark="青松岭")
    with pytest.raises(BadInput, match="授权名单上"):
        send_notice(by=holder, at=SENT, **by_code)
    send_notice(by=holder, at=SENT, **{**by_code, "beyond_authority": "已于十月终止授权"})
    notice.right.refresh_from_db()
    assert (notice.right.mark, notice.right.standing) == ("青松岭", "entered")
    assert list(search.search(Notice.objects.filter(pk=notice.pk), "notice", "青松岭")) == [notice]  # the earlier notice is found by the new word
    with pytest.raises(BadInput, match="授权名单上"):
        send_notice(by=holder, at=SENT, **papers(who, listing_addresses=f"{SHOP}8", right_code=notice.right.code))


@pytest.mark.parametrize(
    ("told", "is_told"),
    [
        ({"listing_title": "青 松运动鞋 新款"}, True),
        ({"content": "直播间售卖 QINGSONG 青松 男鞋"}, True),
        ({"listing_title": "苍屿里 运动鞋"}, False),  # another brand
        ({"listing_title": "青松牌 大米"}, False),  # other goods: the right is of class 25
        ({}, False),  # nobody knows which brand
        ({"listing_title": "青松运动鞋", "shop_id": "S70"}, False),
    ],
)
def test_a_clue_is_told_of_a_list_for_the_brand_and_goods_that_it_is_of(who: Who, holder: Officer, notice: Notice, told: dict[str, str], is_told: bool) -> None:
    """A list for shoes told a clue about a food shop that genuine goods sold past their channel are no counterfeits."""
    complete_right(notice.right, by=holder, at=SENT, right_mark="青松")
    signed(notice, holder, until="2099-12-31")
    clue = register(Intake(**{"source": "inspection", "suspected_act": "售假", "platform": "yunjishi", "shop_id": "S7", **told}), by=who["li"], at=SENT)
    page = browser(who["li"])
    assert "签署的授权名单上" not in page.get(clue.get_absolute_url()).text  # nobody verified the right
    verify_right(notice.right, by=who["clerk"], at=SENT, verification_basis="注册簿")
    assert ("签署的授权名单上" in page.get(clue.get_absolute_url()).text) == is_told


def test_a_finding_is_told_of_the_list_before_a_clue_is_made_of_it(who: Who, holder: Officer, notice: Notice) -> None:
    complete_right(notice.right, by=holder, at=SENT, right_mark="青松")
    signed(notice, holder, until="2099-12-31")
    verify_right(notice.right, by=who["clerk"], at=SENT, verification_basis="注册簿")
    made = findings(who["li"])
    page = browser(who["li"])
    for one, shop, reason, is_told in (
        (made[0], "yunjishi/S7", "该店销售青松运动鞋，价格不足正品两成", True),
        (made[1], "yunjishi/S7", "该店销售苍屿里运动鞋", False),
        (made[2], "yunjishi/S70", "该店销售青松运动鞋", False),
    ):
        Finding.objects.filter(pk=one.pk).update(shop=shop, reason_zh=reason)
        assert ("签署的授权名单上" in page.get(f"/findings/{one.pk}").text) == is_told, reason


def test_the_platform_is_not_shown_what_the_holder_alone_may_do_and_the_holder_finds_its_right_from_the_bar(who: Who, holder: Officer, notice: Notice) -> None:
    mine, theirs = browser(holder), browser(who["clerk"])
    assert "/notices/rights" in mine.get("/").text
    address = notice.right.get_absolute_url()
    for page in ("/notices/rights", notice.get_absolute_url()):
        assert address in mine.get(page).text
    for words in ("签署授权销售名单", "图片入库"):
        assert words in mine.get(address).text
        assert words not in theirs.get(address).text
    assert browser(of_kind("other", "right_holder", "right_holder")).get("/notices/rights").text.count(notice.right.number) == 0
    take_notice_in(notice, by=who["clerk"], at=SENT)
    assert address in mine.get(notice.get_absolute_url()).text


@pytest.mark.parametrize("typed", ["", "  \n", "https://yunjishi.example/item/7", "两 个", "x" * 101])
def test_what_names_no_shop_is_refused_in_words(typed: str) -> None:
    with pytest.raises(BadInput):
        read_shops(typed)


def test_pictures_of_a_bank_are_found_again_in_a_listing_with_both_shown_and_how_far_they_are(
    who: Who, holder: Officer, notice: Notice, settings: Any, tmp_path: Path
) -> None:
    pytest.importorskip("cv2", reason="The extra [vision] is absent.")
    settings.PICTURES = str(tmp_path / "pictures")
    (tmp_path / "pictures").mkdir()
    picture = drawn()
    (tmp_path / "pictures" / "g7.png").write_bytes(picture)
    number = notice.right.number
    given = {"picture_kind": "product", "picture_until": "2099-12-31"}

    def put(by: Officer, data: bytes, **told: str) -> Any:
        file = SimpleUploadedFile("商品.png", data)
        return browser(by).post(f"/api/acts/right/{number}/add_right_picture", {**given, **told, "picture_file": file})

    assert put(who["clerk"], picture).status_code == 409
    assert put(holder, picture, picture_until="2020-01-01").status_code == 422
    assert put(holder, picture).status_code == 200
    kept = notice.right.pictures.get()
    assert len(kept.hashes) == 8
    clue = register(Intake(source="inspection", suspected_act="售假", platform="yunjishi", shop_id="S1", listing_id="g7"), by=who["li"], at=SENT)
    page = browser(who["li"]).get(clue.get_absolute_url()).text
    assert "64 位指纹相差 0 位" in page
    assert kept.sha256 in page
    image = browser(who["li"]).get(f"/notices/rights/{number}/pictures/{kept.sha256}")
    assert b"".join(image.streaming_content) == picture
    assert browser(of_kind("other", "right_holder", "right_holder")).get(f"/notices/rights/{number}/pictures/{kept.sha256}").status_code == 404
    assert near_of_listing("g7", date(2100, 1, 1)) == []  # its day is over
    assert near_of_listing("../g7", SENT.date()) == []
    drop_right_picture(notice.right, by=holder, at=SENT, picture_sha256=kept.sha256)
    assert near_of_listing("g7", SENT.date()) == []


def drawn() -> bytes:
    from PIL import Image, ImageDraw

    image, out = Image.new("RGB", (200, 160), "white"), BytesIO()
    pen = ImageDraw.Draw(image)
    pen.ellipse((20, 30, 120, 140), fill="navy")
    pen.rectangle((130, 10, 180, 60), fill="orange")
    image.save(out, "PNG")
    return out.getvalue()
