"""A buyer's kit: opened at the public door or by an officer, hashed on arrival, told what it lacks, taken up as a clue."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from kits import add_item, name_part, open_kit
from people import PASSWORD, at, browser, department_of, people

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.parts_in_sale import DUTIES_OF, duties_of, offences_of
from mingjian.institutions.clues.grounds.acts import seal_items, take_kit
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.evidence.acts import MOST_ITEMS, erase_kit, set_kit_aside
from mingjian.institutions.evidence.models import Item, Kit, Part
from mingjian.institutions.evidence.particulars import MOST_AN_HOUR, Purchase
from mingjian.institutions.evidence.queries import kit_by_code, kit_visible_to, reading_of
from mingjian.institutions.evidence.reveal import RevealableKit
from mingjian.institutions.evidence.services.checklist import is_live, missing
from mingjian.institutions.evidence.services.offences import CHAIN, chain_of
from mingjian.office.audit.run import audit
from mingjian.office.files.readings import LASTS
from mingjian.office.files.revealable import reveal
from mingjian.office.files.store import is_there, place_of
from mingjian.office.models import Entry, Officer
from mingjian.office.record.seals import seal_rows

pytestmark = [pytest.mark.django_db]
NOON = at("2026-11-24 12:00")
PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 10
WHY = {"purpose": "核查线索", "ground": "投诉举报处理办法"}
TOLD = Purchase("抖音 › 直播间 小敏好物 @ 01:12:30", "某牌面霜", "主播说是专柜正品，到货后批号查不到。", amount=None, order_number="88001", waybill="YT100")


@pytest.fixture(autouse=True)
def _sealed(settings: Any, tmp_path: Path) -> None:
    settings.SEALED_ROOT = tmp_path / "sealed"
    settings.PUBLIC_DOOR = True


def kit() -> Kit:
    return open_kit(TOLD, department=department_of("county"), at=NOON)


@pytest.mark.both_databases
def test_a_file_is_hashed_on_arrival_and_entered_into_the_ledger() -> None:
    opened = kit()
    item = add_item(opened, "payment", [PNG[:5], PNG[5:]], "../../账单.png", at=NOON)
    assert (item.sha256, item.size, item.media, item.name) == (sha256(PNG).hexdigest(), len(PNG), "PNG", "账单.png")
    assert place_of(item.sha256).read_bytes() == PNG
    assert json.loads(Entry.objects.get(kind="kit_item_kept").body)["sha256"] == item.sha256
    assert add_item(opened, "payment", [PNG], "again.png", at=NOON) == item
    assert Entry.objects.filter(kind="kit_item_kept").count() == 1


@pytest.mark.parametrize("content", [b"", b"<html><script>", b"MZ\x90\x00", b"#!/bin/sh\n", b"\x00" * 100, b"\xff\xfe\x00\x01", b"GIF"[:2] + b"\x00"])
def test_what_is_no_picture_recording_or_text_is_not_listed(content: bytes) -> None:
    with pytest.raises(BadInput, match="只收照片"):
        add_item(kit(), "chat", [content], "x.png", at=NOON)
    assert Item.objects.count() == 0


def test_a_kit_says_what_it_lacks_and_a_live_sale_needs_the_broadcast() -> None:
    assert [need.kind for need in missing({"seller", "payment"}, is_live=True)] == ["promise", "chat", "parcel", "goods", "live"]
    assert missing({"seller", "promise", "chat", "payment", "parcel", "goods"}, is_live=False) == []


@pytest.mark.both_databases
def test_a_kit_becomes_one_clue_with_its_words_and_files() -> None:
    who, opened = people("li"), kit()
    add_item(opened, "chat", ["卖家：保证正品".encode()], "聊天.txt", at=NOON)
    clue = take_kit(opened, by=who["li"], at=NOON)
    assert (clue.source, clue.platform, clue.shop_name, clue.order_numbers) == ("report", "抖音", "小敏好物", "88001")
    assert "@ 01:12:30" in clue.content
    assert "YT100" in clue.content
    assert [file.name for file in clue.dossier.files.all()] == ["买家陈述.txt", "与卖家的聊天 · 聊天.txt"]
    assert (clue.suspected_act, clue.suspected_ground, clue.filled) == ("销售侵犯注册商标专用权的商品", "trademark_law/57", ["suspected_ground"])
    with pytest.raises(StepRefused, match="已登记为线索"):
        take_kit(opened, by=who["li"], at=NOON)
    assert Clue.objects.count() == 1


def test_each_part_of_a_live_sale_rests_on_something_and_carries_its_duties() -> None:
    who, opened, other = people("li"), kit(), kit()
    item = add_item(opened, "live", [b"\x00\x00\x00\x18ftypmp42" + b"0" * 40], "录屏.mp4", note="01:12:30", at=NOON)
    part = name_part(opened, Part.Role.ANCHOR, "小敏", rests_on=item, by=who["li"], at=NOON)
    assert part.rests_on == item
    with pytest.raises(BadInput, match="不在此证据包"):
        name_part(other, Part.Role.ANCHOR, "小敏", rests_on=item, by=who["li"], at=NOON)
    for role in Part.Role.values:
        assert duties_of(role, NOON.date()), role
    assert sum(map(len, DUTIES_OF.values())) == sum(len(duties_of(role, NOON.date())) for role in DUTIES_OF)


def test_the_chain_names_every_part_and_what_it_may_come_to_by_articles_of_the_rulebook() -> None:
    who, opened = people("li"), kit()
    assert chain_of([]) == []
    name_part(opened, Part.Role.PRINTER, "某印刷厂", rests_on=None, by=who["li"], at=NOON)
    chain = chain_of(opened.parts.all())
    assert len(chain) == len(Part.Role.values) == len(set(CHAIN))
    assert [[one.name for one in link.parts] for link in chain if link.parts] == [["某印刷厂"]]
    assert ("criminal_law/215", True) in {(one.article, one.is_crime) for one in offences_of("printer")}
    for role in Part.Role.values:
        assert all(rulebook().statutes.citation(one.article, NOON.date()).zh for one in offences_of(role)), role
    page = browser(who["li"]).get(f"/kits/{opened.pk}").text
    assert "整个链条" in page
    assert "非法制造、销售非法制造的注册商标标识罪" in page


@pytest.mark.both_databases
def test_too_many_kits_and_too_many_files_are_refused() -> None:
    for _ in range(MOST_AN_HOUR):
        open_kit(TOLD, department=department_of("county"), at=NOON, origin="a")
    with pytest.raises(StepRefused, match="一小时后"):
        open_kit(TOLD, department=department_of("county"), at=NOON, origin="a")
    later = open_kit(TOLD, department=department_of("county"), at=NOON + timedelta(hours=2), origin="a")
    Item.objects.bulk_create(Item(kit=later, kind="chat", name="x", sha256=f"{n:064x}", size=1, media="Text", kept_at=NOON) for n in range(MOST_ITEMS))
    with pytest.raises(StepRefused, match="至多 60 份"):
        add_item(later, "chat", [b"text"], "x.txt", at=NOON)


def test_other_counties_do_not_see_it_and_a_wrong_code_leads_nowhere() -> None:
    who, opened = people("zhou", "sun"), kit()
    with pytest.raises(NotFound):
        kit_visible_to(who["zhou"], opened.pk)
    assert kit_visible_to(who["sun"], opened.pk) == opened
    for code in ("", "x", opened.code[:-1], str(opened.pk)):
        with pytest.raises(NotFound):
            kit_by_code(code)


@pytest.mark.both_databases
def test_the_public_door_opens_a_kit_keeps_files_and_shows_no_story(client: Client) -> None:
    people("li")
    place = {"platform": "微信", "kind": "group", "name": "桐庐团购群", "way": "接龙"}
    told = {**place, "goods": "<b>面霜</b>", "story": "我叫王小明，电话13800000000", "paid_on": "2026-10-02"}
    reply = client.post("/buyer", told)
    address = reply["Location"]
    assert reply.status_code == 302
    assert client.post(address, {"kind": "chat", "file": SimpleUploadedFile("a.txt", "聊天".encode())}).status_code == 302
    page = client.get(address)
    text = page.content.decode()
    assert sha256("聊天".encode()).hexdigest() in text
    assert "王小明" not in text
    assert "13800000000" not in text
    assert "<b>面霜</b>" not in text
    assert page["Cache-Control"] == "no-store"
    same = client.post(f"{address}/check", {"file": SimpleUploadedFile("b.txt", "聊天".encode())}, follow=True).content.decode()
    assert "逐字节一致" in same
    other = client.post(f"{address}/check", {"file": SimpleUploadedFile("b.txt", b"else")}, follow=True).content.decode()
    assert "没有与之一致的文件" in other


GROUP = {"platform": "微信", "kind": "group", "name": "甲"}
WRONG = [
    ({**GROUP, "name": "", "goods": "a", "story": "b"}, "请填写名称，或说明怎样再找到"),
    ({**GROUP, "kind": "cave", "goods": "a", "story": "b"}, "cave"),
    ({**GROUP, "kind": "live_room", "moment": "半夜", "goods": "a", "story": "b"}, "时:分:秒"),
    ({**GROUP, "way": "一" * 50 + ">" * 9, "goods": "a", "story": "b"}, "请写成"),
    ({**GROUP, "goods": "", "story": ""}, 'value="甲"'),
]


@pytest.mark.parametrize(("told", "words"), WRONG)
@pytest.mark.both_databases
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client: Client, told: dict[str, str], words: str) -> None:
    people("li")
    reply = client.post("/buyer", told)
    assert reply.status_code == 422
    assert words in reply.content.decode()
    assert Kit.objects.count() == 0


def test_a_closed_door_is_no_door(client: Client, settings: Any) -> None:
    settings.PUBLIC_DOOR = False
    assert client.get("/buyer").status_code == 404
    people("li")
    client.login(username="li", password=PASSWORD)
    assert client.get("/buyer").status_code == 404


def test_the_doors_of_officers_stay_shut_to_the_public(client: Client) -> None:
    opened = kit()
    for address in ("/kits", f"/kits/{opened.pk}", "/kits/new", "/"):
        assert client.get(address).status_code == 302
    assert client.get("/buyers").status_code == 404


def test_an_officer_opens_one_for_a_buyer_and_names_the_parts(client: Client) -> None:
    people("li")
    client.login(username="li", password=PASSWORD)
    reply = client.post("/kits/new", {"platform": "抖音", "kind": "live_room", "name": "小敏好物", "moment": "１：12：30", "goods": "面霜", "story": "假的"})
    address = reply["Location"]
    assert client.post(f"{address}/items", {"kind": "live", "file": SimpleUploadedFile("a.png", PNG)}).status_code == 302
    assert client.post(f"{address}/parts", {"role": "room", "name": "桐庐某某电子商务有限公司"}).status_code == 302
    text = client.get(address).content.decode()
    assert "尚无材料证明" in text
    assert "直播间开播前" in text
    taken = client.post(f"/clues{address}/take_up", follow=True).content.decode()
    assert "买家证据包" in taken
    assert "抖音 › 直播间 小敏好物 @ 01:12:30" in taken


def test_an_officer_sees_a_picture_and_downloads_anything_else(client: Client) -> None:
    people("li", "zhou")
    opened = kit()
    picture, script = add_item(opened, "goods", [PNG], "实物.png", at=NOON), add_item(opened, "chat", ["聊天 <script>".encode()], "聊天.txt", at=NOON)
    client.login(username="li", password=PASSWORD)
    client.post(f"/reveal/kit/{opened.number}", WHY)
    shown, kept = client.get(f"/kits/{opened.pk}/items/{picture.pk}"), client.get(f"/kits/{opened.pk}/items/{script.pk}")
    assert (shown["Content-Type"], b"".join(shown)) == ("image/png", PNG)
    assert shown["X-Content-Type-Options"] == kept["X-Content-Type-Options"] == "nosniff"
    assert (kept["Content-Type"], kept["Content-Disposition"][:10]) == ("application/octet-stream", "attachment")
    assert "聊天 <script>".encode() in b"".join(kept)
    page = client.get(f"/kits/{opened.pk}").content.decode()
    assert re.search(rf'<img\s+src="/kits/{opened.pk}/items/{picture.pk}"', page)
    assert "纯文本" in page
    client.login(username="zhou", password=PASSWORD)
    assert client.get(f"/kits/{opened.pk}/items/{picture.pk}").status_code == 404


def test_a_file_of_another_kit_is_not_in_this_one(client: Client) -> None:
    people("li")
    one, other = kit(), kit()
    item = add_item(other, "goods", [PNG], "x.png", at=NOON)
    client.login(username="li", password=PASSWORD)
    assert client.get(f"/kits/{one.pk}/items/{item.pk}").status_code == 404


def test_a_buyer_at_the_public_door_is_given_no_file_back(client: Client) -> None:
    people("li")
    opened = kit()
    item = add_item(opened, "goods", [PNG], "x.png", at=NOON)
    assert f"/items/{item.pk}" not in client.get(f"/buyer/{opened.code}").content.decode()
    assert client.get(f"/kits/{opened.pk}/items/{item.pk}").status_code == 302


def test_a_kit_is_told_on_the_home_page_until_it_is_taken_up_and_the_list_says_so(client: Client) -> None:
    who, opened = people("li"), kit()
    client.login(username="li", password=PASSWORD)
    assert "某牌面霜" in client.get("/").content.decode()
    clue = take_kit(opened, by=who["li"], at=NOON)
    assert "未采用的买家证据" not in (home := client.get("/").content.decode())
    assert f'href="/kits/{opened.pk}"' not in home
    assert clue.dossier.number in client.get("/kits").content.decode()


@pytest.mark.both_databases
def test_the_list_of_kits_asks_no_more_however_many_there_are(client: Client, django_assert_max_num_queries: Any) -> None:
    people("li")
    for number in range(12):
        add_item(kit(), "chat", [f"第{number}份".encode()], "x.txt", at=NOON)
    client.login(username="li", password=PASSWORD)
    with django_assert_max_num_queries(14):
        client.get("/kits")


@pytest.mark.both_databases
def test_numbers_are_masked_until_an_officer_says_why_which_the_ledger_keeps(client: Client) -> None:
    people("li", "wang")
    opened = open_kit(replace(TOLD, story="卖家微信 wxid_9f8e7d，电话13812345678"), department=department_of("county"), at=NOON)
    item = add_item(opened, "chat", [PNG], "13812345678.png", note="见 13812345678", at=NOON)
    address = f"/kits/{opened.pk}"
    client.login(username="li", password=PASSWORD)
    page = client.get(address).content.decode()
    assert "138******78" in page
    assert "13812345678" not in page
    assert "wxid_9f8e7d" not in page
    assert "<img" not in page
    assert client.get(f"{address}/items/{item.pk}").status_code == 403
    for told in ({"purpose": "", "ground": "x"}, {"purpose": " ", "ground": " "}):
        assert client.post(f"/reveal/kit/{opened.number}", told).status_code == 422
    assert client.post(f"/reveal/kit/{opened.number}", WHY).status_code == 302
    assert "13812345678" in client.get(address).content.decode()
    assert b"".join(client.get(f"{address}/items/{item.pk}")) == PNG
    told = json.loads(Entry.objects.get(kind="revealed").body)
    assert (told["purpose"], told["ground"], told["by"]) == ("核查线索", "投诉举报处理办法", "li@mingjian.local")
    client.login(username="wang", password=PASSWORD)  # what one may see, another has not asked for
    assert "13812345678" not in client.get(address).content.decode()
    assert client.get(f"{address}/items/{item.pk}").status_code == 403


def test_leave_to_see_a_kit_unmasked_ends_and_is_given_to_nobody_of_another_department() -> None:
    who, opened = people("li", "sun"), kit()
    reveal(RevealableKit(opened), **WHY, by=who["li"], at=NOON)
    assert reading_of(who["li"], opened, NOON + LASTS - timedelta(seconds=1))
    assert reading_of(who["li"], opened, NOON + LASTS) is None
    with pytest.raises(NotPermitted):
        reveal(RevealableKit(opened), **WHY, by=who["sun"], at=NOON)


def test_a_clue_tells_the_story_masked_and_holds_it_whole_among_its_files() -> None:
    who = people("li")
    opened = open_kit(replace(TOLD, story="电话13812345678"), department=department_of("county"), at=NOON)
    name_part(opened, Part.Role.SHOP, "桐庐某某商行", rests_on=None, by=who["li"], at=NOON)
    clue = take_kit(opened, by=who["li"], at=NOON)
    assert "13812345678" not in clue.content
    assert clue.displayed_operator == "桐庐某某商行"
    assert "（桐庐某某商行）" in clue.content
    assert place_of(clue.dossier.files.get(name="买家陈述.txt").sha256).read_text() == "电话13812345678"


@pytest.mark.both_databases
def test_what_a_buyer_adds_after_it_was_taken_up_is_told_and_sealed_to_the_dossier(client: Client) -> None:
    who, opened = people("li", "zhou"), kit()
    clue = take_kit(opened, by=who["li"], at=NOON)
    client.login(username="li", password=PASSWORD)
    address = f"/clues/{clue.dossier.number}"
    assert "后续提交" not in client.get(address).content.decode()
    add_item(opened, "parcel", [PNG], "面单.png", at=NOON + timedelta(hours=1))
    assert "后续提交" in client.get(address).content.decode()
    client.post(f"{address}/seal_from_kit")
    assert "后续提交" not in client.get(address).content.decode()
    assert clue.dossier.files.filter(name="快递面单 · 面单.png").count() == 1
    assert json.loads(Entry.objects.get(kind="kit_items_sealed").body)["sha256"] == [sha256(PNG).hexdigest()]
    with pytest.raises(NotPermitted):
        seal_items(clue, by=who["zhou"], at=NOON)


@pytest.mark.both_databases
def test_several_files_come_at_once_and_one_refused_hinders_none(client: Client) -> None:
    people("li")
    address = f"/buyer/{kit().code}"
    files = [SimpleUploadedFile("一.png", PNG), SimpleUploadedFile("坏.exe", b"MZ\x90\x00"), SimpleUploadedFile("二.txt", "聊天".encode())]
    reply = client.post(address, {"kind": "chat", "file": files})
    assert reply.status_code == 422
    assert "坏.exe：只收照片" in reply.content.decode()
    assert [item.name for item in Item.objects.all()] == ["一.png", "二.txt"]
    assert client.post(address, {"kind": "chat"}).status_code == 422


def test_the_kind_of_what_is_missing_first_or_was_clicked_is_chosen_already(client: Client) -> None:
    opened = kit()
    add_item(opened, "seller", [PNG], "x.png", at=NOON)
    chosen = {asked: client.get(f"/buyer/{opened.code}{asked}").content.decode() for asked in ("", "?kind=parcel", "?kind=<x>")}
    assert '<option value="promise" selected>' in chosen[""]
    assert '<option value="parcel" selected>' in chosen["?kind=parcel"]
    assert "selected" not in chosen["?kind=<x>"]
    assert 'href="?kind=parcel#add"' in chosen[""]


def test_a_shop_with_the_word_in_its_name_is_no_broadcast() -> None:
    assert [is_live(place) for place in ("抖音 › 直播间 小敏", "淘宝 › 网店 直播美妆店", "抖音 › 网店 小敏 › 10月2日直播")] == [True, False, True]


def set_aside_at_page(client: Client, kit: Kit, why: str) -> Any:
    told = {"set_kit_aside-key": token_hex(8), "set_kit_aside-reason": why}
    return client.post(f"/acts/kit/{kit.number}/set_kit_aside", told)


def test_a_kit_that_nobody_follows_is_set_aside_with_the_reason_which_the_buyer_is_not_told(client: Client) -> None:
    who, opened = people("li"), kit()
    client.login(username="li", password=PASSWORD)
    assert set_aside_at_page(client, opened, " ").status_code == 422
    assert set_aside_at_page(client, opened, "与消费无关").status_code == 302
    assert set_aside_at_page(client, opened, "再来").status_code == 409
    assert "某牌面霜" not in client.get("/").content.decode()
    assert "与消费无关" in client.get(f"/kits/{opened.pk}").content.decode()
    receipt = client.get(f"/buyer/{opened.code}").content.decode()
    assert "未予跟进" in receipt
    assert "与消费无关" not in receipt
    take_kit(opened, by=who["li"], at=NOON)  # who thinks better of it takes it up all the same
    assert "执法部门已采用" in client.get(f"/buyer/{opened.code}").content.decode()
    with pytest.raises(StepRefused):
        set_kit_aside(kit_with_clue := Kit.objects.get(pk=opened.pk), reason="x", by=who["li"], at=NOON)
    assert kit_with_clue.set_aside_why == "与消费无关"


@pytest.mark.both_databases
def test_a_kit_that_nobody_follows_is_erased_by_another_and_its_hashes_stay(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    who, opened = people("li", "wang"), kit()
    item = add_item(opened, "goods", [PNG], "张三.png", at=NOON)
    shared = add_item(opened, "chat", [PNG + b"1"], "b.png", at=NOON)
    other = kit()
    add_item(other, "chat", [PNG + b"1"], "b.png", at=NOON)
    with pytest.raises(StepRefused):
        erase_kit(opened, reason="x", by=who["wang"], at=NOON)  # it was not set aside
    set_kit_aside(opened, reason="与消费无关", by=who["wang"], at=NOON)
    with pytest.raises(NotPermitted):
        erase_kit(opened, reason="x", by=who["wang"], at=NOON)  # by whoever set it aside
    with pytest.raises(NotPermitted):
        erase_kit(opened, reason="x", by=who["li"], at=NOON)  # no head
    second = Officer.objects.create(username="head2", name_zh="副", department=who["li"].department, duty="work", roles=["head"])
    with django_capture_on_commit_callbacks(execute=True):
        erase_kit(opened, reason="目的已实现", by=second, at=NOON)
    erased = Kit.objects.get(pk=opened.pk)
    assert (erased.state, erased.story, erased.items.count()) == ("erased", "—", 0)
    assert not is_there(item.sha256)
    assert is_there(shared.sha256)  # another kit has the same bytes
    told = json.loads(Entry.objects.get(kind="kit_erased").body)
    assert set(told["erased_files"]) == {item.sha256, shared.sha256}
    seal_rows(NOON)
    assert audit().found == ()
    receipt = client.get(f"/buyer/{opened.code}").content.decode()
    assert "材料已销毁" in receipt
    late = client.post(f"/buyer/{opened.code}", {"kind": "goods", "file": SimpleUploadedFile("c.png", PNG + b"2"), "note": ""})
    assert late.status_code == 422
    assert "不能再添加" in late.content.decode()
    assert not is_there(sha256(PNG + b"2").hexdigest())
    client.login(username="li", password=PASSWORD)
    assert "已销毁" in client.get(f"/kits/{opened.pk}").content.decode()
    assert "已销毁" in client.get("/kits").content.decode()
    with pytest.raises(StepRefused):
        take_kit(erased, by=who["li"], at=NOON)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("IMG_20261002_201409.jpg", "IMG_20261002_201409.jpg"),
        ("mmexport1790936049123.png", "mmexport1790936049123.png"),
        ("王 13812345678.png", "王 138******78.png"),
    ],
)
def test_a_name_that_a_telephone_made_is_no_number_of_anybody(name: str, shown: str) -> None:
    assert Item(name=name).name_masked == shown


def test_what_is_to_be_done_stands_before_what_was_done_on_the_receipt(client: Client) -> None:
    page = client.get(f"/buyer/{kit().code}").content.decode()
    assert page.index('id="missing"') < page.index('id="add"') < page.index('id="items"')


def test_the_door_promises_no_call_that_nobody_can_make(client: Client) -> None:
    page = client.get("/buyer").content.decode()
    assert "会另行联系" not in page  # without a name and a number there is nobody to call
    assert "写在回执上" in page


def test_the_list_tells_an_officer_which_address_to_give_to_buyers_where_the_door_is_open(client: Client, settings: Any) -> None:
    people("li")
    client.login(username="li", password=PASSWORD)
    assert 'href="http://testserver/buyer"' in client.get("/kits").content.decode()
    settings.PUBLIC_DOOR = False
    assert "/buyer" not in client.get("/kits").content.decode()
