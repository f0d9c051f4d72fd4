"""Holders keep their rights without a notice: entered, listed by class, given to an agent and taken back at once, and searched for by night."""

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import localdate, now
from noticed import PAPERS, Who, of_kind, papers
from people import browser
from PIL import Image, ImageDraw

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.notices.acts import add_right_picture, appoint_agent, end_attorney, enter_right, list_sellers, send_notice, verify_right
from mingjian.institutions.notices.jobs import banks_by_night
from mingjian.institutions.notices.models import BankHit, Notice, Right, Seller
from mingjian.institutions.notices.news import like_pictures
from mingjian.institutions.notices.queries import rights_kept_by
from mingjian.institutions.notices.rights.work.bank_nights import search_banks
from mingjian.institutions.notices.services.again import own_rights
from mingjian.institutions.notices.services.bank import hashed
from mingjian.institutions.notices.services.completeness import lacking
from mingjian.office.files.storage import Brought
from mingjian.office.models import Entry, Officer

pytestmark = pytest.mark.django_db
SHOP = "https://yunjishi.example/shop/S7/item/1"


@pytest.fixture
def holder(who: Who, settings: Any, sealed: None, tmp_path: Path) -> Officer:
    settings.PUBLIC_DOOR, settings.LAKE, settings.PICTURES = True, tmp_path / "lake", tmp_path / "pictures"
    (tmp_path / "pictures").mkdir()
    return of_kind("青松公司", "right_holder", "right_holder")


@pytest.fixture
def agent(holder: Officer) -> Officer:
    return of_kind("正清知识产权代理公司", "right_holder", "right_holder")


def claim(who: Who, **told: Any) -> dict[str, Any]:
    named = ("right", "right_holder_name", "true_identity", "right_number", "right_classes", "right_until")
    return {"platform_department": who["clerk"].department_id, **{name: PAPERS[name] for name in named}, "right_mark": "青松", **told}


def entered(who: Who, holder: Officer, **told: Any) -> Right:
    made: Right = enter_right(by=holder, at=now(), **claim(who, **told))
    verify_right(made, by=who["clerk"], at=now(), verification_basis="商标注册簿查询结果与证书一致")
    return made


def appointed(right: Right, holder: Officer, agent: Officer, days: int = 300) -> None:
    today = localdate()
    told = {"attorney_from": f"{today}", "attorney_until": f"{today + timedelta(days=days)}"}
    appoint_agent(right, by=holder, at=now(), agent_account=agent.department.name_zh if agent.department else "", **told)


def picture(seed: int) -> bytes:
    drawn = Image.new("RGB", (240, 240), (250, 250, 245))
    pen = ImageDraw.Draw(drawn)
    for n in range(6):
        left, top = (seed * 37 + n * 53) % 170, (seed * 71 + n * 29) % 170
        pen.rectangle((left, top, left + 20 + (seed * n) % 45, top + 15 + (n * 23) % 50), fill=((seed * 91 + n * 40) % 255, (n * 71) % 255, (seed * 13) % 255))
    held = io.BytesIO()
    drawn.save(held, "PNG")
    return held.getvalue()


def test_a_holder_enters_a_right_on_its_page_sees_it_and_sends_on_it_without_typing_it_again(who: Who, holder: Officer) -> None:
    page = browser(holder)
    assert "/acts/new/right/enter_right" in page.get("/notices/rights").text
    assert "登记权利" in page.get("/acts/new/right/enter_right").text
    done = page.post("/acts/new/right/enter_right", {f"enter_right-{name}": value for name, value in {**claim(who), "key": "k"}.items()})
    right = Right.objects.get()
    assert done.status_code == 302
    assert done["Location"].endswith(right.get_absolute_url())
    assert right.number in page.get("/notices/rights").text
    assert right.code in page.get(right.get_absolute_url()).text
    assert right.code not in browser(who["clerk"]).get(right.get_absolute_url()).text
    assert right.number in browser(who["clerk"]).get("/notices/rights").text
    with pytest.raises(BadInput, match=f"已在该平台登记.*{right.number}"):
        enter_right(by=holder, at=now(), **claim(who))
    verify_right(right, by=who["clerk"], at=now(), verification_basis="商标注册簿查询结果与证书一致")
    assert [one.number for one in own_rights(holder)] == [right.number]
    form = page.get(f"/notices/send?of_right={right.number}&address={SHOP}")
    assert right.code in form.text
    assert SHOP in str(form.context["form"]["listing_addresses"].value())
    assert Entry.objects.filter(kind="right_entered").count() == 1


def test_another_holder_sees_nothing_of_it_and_a_department_that_is_no_platform_keeps_no_rights(who: Who, holder: Officer) -> None:
    right = entered(who, holder)
    other = of_kind("另一公司", "right_holder", "right_holder")
    assert browser(other).get(right.get_absolute_url()).status_code == 404
    assert not rights_kept_by(other).exists()
    with pytest.raises((BadInput, StepRefused), match="平台"):
        enter_right(by=other, at=now(), **claim(who, platform_department=holder.department_id))
    enter_right(by=other, at=now(), **claim(who))  # whoever claims the same is verified by itself
    assert Right.objects.count() == 2


@pytest.mark.parametrize("side", ["holder", "agent", "clerk"])
def test_a_power_ends_at_once_by_either_side_and_the_agent_has_the_right_no_more(who: Who, holder: Officer, agent: Officer, side: str) -> None:
    right = entered(who, holder)
    appointed(right, holder, agent)
    assert list(rights_kept_by(agent)) == [right]
    assert [one.number for one in own_rights(agent)] == [right.number]
    sent = send_notice(by=agent, at=now(), **papers(who, right_code=right.code))
    assert not [one for one in lacking(sent, localdate()) if "委托" in one.zh]
    by = {"holder": holder, "agent": agent, "clerk": who["clerk"]}[side]
    end_attorney(right, by=by, at=now(), attorney_ended_on=f"{localdate()}", reason="合同终止")
    assert not rights_kept_by(agent).exists()
    assert not own_rights(agent).exists()
    assert not Right.objects.get().is_held_by(agent)
    assert [one.zh for one in lacking(Notice.objects.get(pk=sent.pk), localdate()) if "委托" in one.zh]
    assert list(rights_kept_by(holder)) == [right]
    assert browser(agent).get(f"/acts/right/{right.number}/add_right_picture").status_code in {403, 404, 409}


def test_an_agent_signs_no_list_and_names_no_other_and_a_stranger_ends_nothing(who: Who, holder: Officer, agent: Officer) -> None:
    today = localdate()
    right = entered(who, holder)
    appointed(right, holder, agent)
    other = of_kind("另一公司", "right_holder", "right_holder")
    with pytest.raises(StepRefused, match="代理人不能代办"):
        list_sellers(right, by=agent, at=now(), seller_shops="S7", seller_until=f"{localdate()}")
    with pytest.raises(StepRefused, match="代理人不能代办"):
        appointed(right, agent, other)
    with pytest.raises(StepRefused, match="尚未终止"):
        appointed(right, holder, other)
    with pytest.raises(StepRefused, match="由权利人、代理人或者所在平台终止"):
        end_attorney(right, by=other, at=now(), attorney_ended_on=f"{localdate()}", reason="x")
    with pytest.raises(BadInput, match="不能早于委托书的起始日"):
        end_attorney(right, by=agent, at=now(), attorney_ended_on=f"{today - timedelta(days=1)}", reason="x")
    end_attorney(right, by=holder, at=now(), attorney_ended_on=f"{localdate()}", reason="更换代理人")
    with pytest.raises(BadInput, match="没有这个名称"):
        appoint_agent(right, by=holder, at=now(), agent_account="没有的公司", attorney_from=f"{localdate()}", attorney_until=f"{localdate()}")
    appointed(right, holder, other)
    assert list(rights_kept_by(other)) == [right]


def test_lists_are_kept_by_class_and_only_that_of_the_goods_is_asked(who: Who, holder: Officer) -> None:
    right = entered(who, holder, right_classes="第25类：鞋；第18类：包")
    until = f"{localdate() + timedelta(days=90)}"
    list_sellers(right, by=holder, at=now(), seller_shops="S7\nS8", seller_until=until, seller_classes="25")
    list_sellers(right, by=holder, at=now(), seller_shops="S9", seller_until=until, seller_classes="第18类")
    list_sellers(right, by=holder, at=now(), seller_shops="S7", seller_until=until, seller_classes="25")
    assert set(Seller.objects.values_list("classes", "shop")) == {("25", "S7"), ("18", "S9")}
    with pytest.raises(BadInput, match="没有核定第 3 类"):
        list_sellers(right, by=holder, at=now(), seller_shops="S7", seller_until=until, seller_classes="3, 25")
    with pytest.raises(BadInput, match="类别的编号"):
        list_sellers(right, by=holder, at=now(), seller_shops="S7", seller_until=until, seller_classes="鞋类")
    by_code = {"right_code": right.code, "right_classes": "", "listing_addresses": SHOP}
    with pytest.raises(BadInput, match="授权名单上"):
        send_notice(by=holder, at=now(), **papers(who, **by_code, notice_goods="运动鞋"))
    send_notice(by=holder, at=now(), **papers(who, **by_code, notice_goods="双肩包"))
    assert "第 25 类" in browser(holder).get(right.get_absolute_url()).text


@pytest.mark.parametrize(
    ("goods", "facts", "is_outside"),
    [
        ("食用油", "所售商品使用的标识与注册商标相同，系仿冒。", True),
        ("", "所售食用油使用的标识与注册商标相同，系仿冒。", True),
        ("运动鞋", "所售商品使用的标识与注册商标相同，系仿冒。", False),
        ("", "鞋舌标识与注册商标相同，系仿冒，吊牌编号不存在。", False),
        ("", "标识与注册商标相同，系仿冒，不能辨认为何物。", False),
        ("户外拓展器材一批（详见附件）" * 8, "标识与注册商标相同，系仿冒。", False),
    ],
)
def test_a_notice_on_goods_outside_of_the_class_says_so(who: Who, holder: Officer, goods: str, facts: str, is_outside: bool) -> None:
    told = papers(who, notice_goods=goods, notice_facts=facts)
    if goods and is_outside:
        with pytest.raises(BadInput, match="不在核定的第25类之内"):
            send_notice(by=holder, at=now(), **told)
    sent = send_notice(by=holder, at=now(), **told, sent_incomplete="yes")
    assert any("不在核定的第25类之内" in one.zh for one in lacking(sent, localdate())) is is_outside


def test_new_listings_are_held_by_night_against_the_banks_of_verified_rights(who: Who, holder: Officer, settings: Any, tmp_path: Path) -> None:
    right = enter_right(by=holder, at=now(), **claim(who))
    brought = Brought([picture(3)], "产品.png")
    add_right_picture(right, by=holder, at=now(), picture_kind="product", picture_file=brought, picture_until=f"{localdate() + timedelta(days=30)}")
    assert hashed(picture(3))
    for number, seed in (("L1", 3), ("L2", 8), ("L3", 3), ("L4", 3)):
        (settings.PICTURES / f"{number}.png").write_bytes(picture(seed))
    (settings.PICTURES / "L5.png").write_bytes(b"no picture")
    shops = {"L1": "S1", "L2": "S1", "L3": "S7", "L4": "S1", "L5": "S1"}
    same = {"price": 99.0, "title": "运动鞋" * 60, "seen_at": f"{now():%Y-%m-%dT%H:%M:%SZ}"}
    rows = [{**same, "platform": "yunjishi", "shop_id": shop, "listing_id": n, "url": f"https://yunjishi.example/item/{n}"} for n, shop in shops.items()]
    rows[3]["platform"] = "other"
    file = tmp_path / "listings.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    Lake(settings.LAKE).load(kind("listing"), file, source="测试", at=now())
    assert list(banks_by_night(now())) == []  # nobody verified the right
    verify_right(right, by=who["clerk"], at=now(), verification_basis="商标注册簿查询结果与证书一致")
    list_sellers(right, by=holder, at=now(), seller_shops="S7", seller_until=f"{localdate() + timedelta(days=30)}")
    assert [one.key for one in banks_by_night(now())] == ["search_banks"]
    assert search_banks(now()).found == 1
    assert search_banks(now()).found == 0  # told once
    hit = BankHit.objects.get()
    assert (hit.listing, hit.bits, hit.shop) == ("yunjishi/L1", 0, "S1")
    for officer in (holder, who["clerk"]):
        told = like_pictures(officer, now())
        assert told is not None
        page = browser(officer).get("/notices/rights/pictures").text
        assert "https://yunjishi.example/item/L1" in page
        assert browser(officer).get(f"/notices/rights/pictures/{hit.pk}/listing").status_code == 200
    other = of_kind("另一公司", "right_holder", "right_holder")
    assert "item/L1" not in browser(other).get("/notices/rights/pictures").text
    assert browser(other).get(f"/notices/rights/pictures/{hit.pk}/listing").status_code == 404
    browser(other).post("/notices/rights/pictures", {"hit": hit.pk})
    assert like_pictures(holder, now()) is not None
    browser(holder).post("/notices/rights/pictures", {"hit": hit.pk})
    assert like_pictures(holder, now()) is None
