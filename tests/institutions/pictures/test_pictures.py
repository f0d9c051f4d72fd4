"""Pictures of kits and dossiers are read by a job; their words are found with boxes, masked where no reading is open; proposals are accepted one by one."""

import struct
from decimal import Decimal
from importlib.util import find_spec
from io import BytesIO
from typing import Any

import pytest
from django.utils.timezone import now
from kits import add_item, open_kit
from make import make_clue, make_lake
from people import at, browser, department_of

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.extraction.lines import Line
from mingjian.core.extraction.uploads import ReadPicture, upright
from mingjian.institutions.evidence.acts import erase_kit, set_kit_aside
from mingjian.institutions.evidence.models import Item, Kit
from mingjian.institutions.evidence.particulars import Purchase
from mingjian.institutions.evidence.reveal import RevealableKit
from mingjian.institutions.matters.acts import add_exhibit, open_matter
from mingjian.institutions.matters.models import Exhibit, Matter, Party
from mingjian.institutions.matters.queries import known_of
from mingjian.institutions.pictures.acts import REASON, accept_for_kit
from mingjian.institutions.pictures.models import Acceptance, PictureReading
from mingjian.institutions.pictures.services import readers
from mingjian.institutions.pictures.services.erasure import erase_of
from mingjian.institutions.pictures.services.readers import read_file
from mingjian.institutions.pictures.sweeps import see_to_readings
from mingjian.institutions.retention.models import ErasedFile
from mingjian.institutions.retention.sweeps import take_bytes_away
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.reveal import RevealableFiles
from mingjian.office.dossiers.transition import take
from mingjian.office.files.revealable import reveal
from mingjian.office.files.storage import seal
from mingjian.office.files.store import is_there
from mingjian.office.jobs.models import Job
from mingjian.office.jobs.run import work_off
from mingjian.office.models import Dossier, Entry, Officer, SealedFile
from mingjian.office.record import seals
from mingjian.office.record.row_digests import differences

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
PNG = b"\x89PNG\r\n\x1a\n"
CODE = "91330106MA2AX1B02M"
CHAT = ("这款是高仿1:1，放心拍", "加微信langu_8899看实拍", "转账1,238.00元", "订单编号：2199801234567890123", "收货电话13800001111")
LICENCE = (
    ("营业执照", 500, 20),
    ("统一社会信用代码" + CODE, 20, 80),
    ("名称杭州青禾贸易有限公司", 20, 140),
    ("法定代表人王伟", 20, 200),
    ("住所杭州市西湖区文三路1号", 20, 260),
)
TEXTS: dict[bytes, list[Line]] = {}


def placed(text: str, left: int, top: int) -> Line:
    right, bottom = left + 20 * len(text), top + 30
    return Line(text, ((left, top), (right, top), (right, bottom), (left, bottom)))


@pytest.fixture(autouse=True)
def read_by_heart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each picture say what the test wrote on it: what a program reads off drawn pictures is measured elsewhere."""

    def told(data: bytes) -> ReadPicture:
        if data not in TEXTS:
            raise BadInput("不是图片，或者图片已损坏。", "It is no picture, or a broken one.")
        return ReadPicture(TEXTS[data], (("QRCode", "https://u.wechat.com/abc"),) if len(TEXTS[data]) else (), 800, 600, "test 1")

    monkeypatch.setattr(readers, "read_bytes", told)
    monkeypatch.setattr("mingjian.institutions.pictures.sweeps.can_read", lambda: True)
    monkeypatch.setattr("mingjian.institutions.pictures.pages.can_read", lambda: True)


def picture(name: str, *lines: tuple[str, int, int]) -> bytes:
    data = PNG + name.encode()
    TEXTS[data] = [placed(*line) for line in lines]
    return data


def chat(name: str = "chat") -> bytes:
    return picture(name, *((text, 40, 40 + 60 * nth) for nth, text in enumerate(CHAT)))


def kit_with(data: bytes, name: str = "微信截图.png") -> tuple[Kit, Item]:
    kit = open_kit(Purchase("抖音 › 直播间", "某牌面霜", "买到假货"), department=department_of("county"), at=now())
    return kit, add_item(kit, "chat", [data], name, at=now())


def opened(kit: Kit, by: Officer) -> None:
    reveal(RevealableKit(kit), purpose="核查线索", ground="投诉举报处理办法", by=by, at=now())


@pytest.fixture
def matter(who: Who) -> Matter:
    dossier = make_clue(who["li"], at=now()).dossier
    return open_matter(by=who["li"], at=now(), dossier=dossier, known=known_of(dossier))


def test_a_sweep_asks_for_what_is_unread_once_and_the_same_bytes_are_read_once(who: Who) -> None:
    _, item = kit_with(chat())
    dossier = make_clue(who["li"], at=now()).dossier
    seal([chat()], "截图.PNG", dossier=dossier, by=who["li"], at=now())
    see_to_readings(now())
    see_to_readings(now())
    assert Job.objects.filter(kind="read_pictures").count() == 1
    assert read_file(item.sha256, now()).stands == "read"
    assert read_file(item.sha256, now()).pk == PictureReading.objects.get().pk
    Job.objects.all().delete()
    see_to_readings(now())
    assert not Job.objects.exists()


def test_a_file_that_is_no_picture_is_told_with_why_and_not_tried_again(who: Who) -> None:
    kit, item = kit_with(PNG + b"broken")
    assert (read_file(item.sha256, now()).stands, "已损坏" in PictureReading.objects.get().note_zh) == ("failed", True)
    see_to_readings(now())
    assert not Job.objects.exists()
    assert "已损坏" in browser(who["li"]).get(f"/pictured/kit/{kit.number}").content.decode()


def test_a_picture_at_which_a_library_fails_is_told_so_and_all_others_are_read(who: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [kit_with(chat(f"whole{nth}"))[1] for nth in range(2)]
    _, malformed = kit_with(PNG + b"malformed")
    told = readers.read_bytes

    def failing(data: bytes) -> ReadPicture:
        if data == PNG + b"malformed":
            raise struct.error("unpack requires a buffer of 2 bytes")
        return told(data)

    monkeypatch.setattr(readers, "read_bytes", failing)
    see_to_readings(now())
    work_off(clock=now)
    assert Job.objects.get().state == "done"
    expected = {**{one.sha256: "read" for one in whole}, malformed.sha256: "failed"}
    assert dict(PictureReading.objects.values_list("sha256", "stands")) == expected
    assert "请直接查看" in PictureReading.objects.get(sha256=malformed.sha256).note_zh
    see_to_readings(now())
    assert Job.objects.count() == 1


@pytest.mark.parametrize("exif", [b"garbage", b"MM", b"II*\x00\xff\xff\xff\xff", b"MM\x00*\x00\x00\x00\x08\xff\xff\x01\x12"])
def test_a_picture_whose_exif_is_malformed_stands_as_it_is(exif: bytes) -> None:
    image = pytest.importorskip("PIL.Image")
    out = BytesIO()
    drawn = image.new("RGB", (20, 10), "white")
    drawn.save(out, "PNG", exif=exif)
    assert upright(drawn, out.getvalue()).size == (20, 10)
    drawn.save(turned := BytesIO(), "PNG", exif=b"MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00")
    assert upright(drawn, turned.getvalue()).size == (10, 20)


def test_words_are_masked_and_not_found_by_what_is_masked_until_somebody_says_why(who: Who) -> None:
    kit, item = kit_with(chat())
    read_file(item.sha256, now())
    client, page = browser(who["li"]), f"/pictured/kit/{kit.number}"
    shut = client.get(page).content.decode()
    assert "高仿1:1" in shut
    assert "13800001111" not in shut
    assert "没有该文字" in client.get(f"{page}?q=13800001111").content.decode()
    assert "pictured__picture" not in client.get(f"{page}?picture={item.sha256}").content.decode()
    opened(kit, who["li"])
    found = client.get(f"{page}?q=13800001111&picture={item.sha256}").content.decode()
    assert '<rect class="pictured__found" x="40" y="280" width="300" height="30"/>' in found
    assert f'<image href="/kits/{kit.pk}/items/{item.pk}/preview" width="800" height="600"/>' in found
    assert '<a class="button" href="' + page in client.get(f"/kits/{kit.pk}").content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_word_of_a_shut_picture_of_a_dossier_is_shown_or_found_until_somebody_says_why(who: Who, language: str) -> None:
    dossier = make_clue(who["li"], at=now()).dossier
    lines = (("收货人王小明", 10, 10), ("住所杭州市西湖区文三路1号", 10, 60), ("这款是高仿1:1", 10, 110), ("字" * 600, 10, 160))
    file = seal([picture("shut", *lines)], "聊天.png", dossier=dossier, by=who["li"], at=now(), is_personal=True)
    open_file = seal([picture("open", ("公开的海报", 10, 10))], "海报.png", dossier=dossier, by=who["li"], at=now())
    for one in (file, open_file):
        read_file(one.sha256, now())
    client, page = browser(who["li"], language), f"/pictured/dossier/{dossier.number}"
    shut = client.get(page).content.decode()
    assert not [text for text in ("王小明", "文三路", "高仿", "字字") if text in shut]
    assert "公开的海报" in shut
    assert {"zh-hans": "写明查看的目的和依据后显示其中的文字", "en": "Its words are shown once you say"}[language] in shut
    for question in ("王小明", "文三路", "高仿"):
        assert "<mark>" not in client.get(f"{page}?q={question}").content.decode()
    reveal(RevealableFiles(dossier), purpose="核查线索", ground="投诉举报处理办法", by=who["li"], at=now())
    assert "王小明" in client.get(page).content.decode()
    assert client.get(f"{page}?q=文三路").content.decode().count("<mark>") == 1


def test_whoever_may_not_see_the_kit_sees_no_word_of_its_pictures(who: Who) -> None:
    kit, item = kit_with(chat())
    read_file(item.sha256, now())
    assert browser(who["zhao"]).get(f"/pictured/kit/{kit.number}").status_code == 404
    assert browser(who["li"]).get("/pictured/case/x").status_code == 404
    shut = browser(who["li"]).post(f"/pictured/kit/{kit.number}/accept", {"picture": item.sha256, "take": "0"}, follow=True)
    assert "请先写明查看的目的和依据" in shut.content.decode()
    assert not Acceptance.objects.exists()


def test_what_a_chat_proposes_is_accepted_one_by_one_into_the_kit_and_the_audit_stands(who: Who) -> None:
    kit, item = kit_with(chat())
    read = read_file(item.sha256, now())
    opened(kit, who["li"])
    client, page = browser(who["li"]), f"/pictured/kit/{kit.number}"
    places = {one.kind: str(nth) for nth, one in enumerate(read.proposals)}
    told: dict[str, Any] = {"picture": item.sha256, "take": [places["order"], places["paid"], places["copy"]], f"value-{places['paid']}": "1,238.50"}
    assert "已采用" in client.post(f"{page}/accept", told, follow=True).content.decode()
    kit.refresh_from_db()
    item.refresh_from_db()
    assert (kit.order_number, kit.amount) == ("2199801234567890123", Decimal("1238.50"))
    assert item.note.startswith("仿品用语：")
    refused = client.post(f"{page}/accept", {"picture": item.sha256, "take": places["account"]}, follow=True)
    assert "请先选择交易角色" in refused.content.decode()
    client.post(f"{page}/accept", {"picture": item.sha256, "take": places["account"], "role": "shop"})
    assert list(kit.parts.values_list("role", "name", "rests_on")) == [("shop", "langu_8899", item.pk)]
    assert sorted(Acceptance.objects.values_list("kind", flat=True)) == sorted(["order", "paid", "copy", "account"])
    bodies = "".join(Entry.objects.values_list("body", flat=True))
    assert "kit_reading_accepted" in bodies
    assert "langu_8899" not in bodies
    seals.seal_rows(now())
    assert list(differences()) == []


@pytest.mark.parametrize("value", ["", "一千", "-5", "1e99", "9" * 20])
def test_a_sum_that_is_none_is_refused_in_words(who: Who, value: str) -> None:
    kit, item = kit_with(chat())
    paid = next(one for one in read_file(item.sha256, now()).proposals if one.kind == "paid")
    with pytest.raises(BadInput):
        accept_for_kit(kit, by=who["li"], at=now(), sha256=item.sha256, proposal=paid, value=value)


def test_a_licence_stands_beside_its_fields_and_becomes_a_party_of_the_matter(who: Who, matter: Matter) -> None:
    file = seal([picture("licence", *LICENCE)], "营业执照.png", dossier=matter.lead, by=who["li"], at=now())
    read = read_file(file.sha256, now())
    client, page = browser(who["li"]), f"/pictured/dossier/{matter.lead.number}"
    shown = client.get(f"{page}?picture={file.sha256}").content.decode()
    assert f'<image href="/files/{file.pk}/preview"' in shown
    assert f'value="{CODE}"' in shown
    places = {one.kind: str(nth) for nth, one in enumerate(read.proposals)}
    alone = client.post(f"{page}/accept", {"picture": file.sha256, "take": places["licence.uscc"]}, follow=True).content.decode()
    assert "请同时勾选名称" in alone
    client.post(f"{page}/accept", {"picture": file.sha256, "take": [places["licence.name"], places["licence.uscc"]]})
    party = Party.objects.get(matter=matter, name="杭州青禾贸易有限公司")
    assert (party.code, party.kind, party.head) == (CODE, "organisation", "")
    client.post(f"{page}/accept", {"picture": file.sha256, "take": places["licence.head"]})
    party.refresh_from_db()
    assert (party.head, party.reason) == ("王伟", REASON)
    assert f"已采用 P{party.nth}" in client.get(page).content.decode()
    seals.seal_rows(now())
    assert list(differences()) == []


def test_words_of_a_chat_go_to_the_exhibit_that_the_picture_is(who: Who, matter: Matter) -> None:
    file = seal([chat("exhibit")], "聊天.png", dossier=matter.lead, by=who["li"], at=now())
    places = {one.kind: str(nth) for nth, one in enumerate(read_file(file.sha256, now()).proposals)}
    client, page = browser(who["li"]), f"/pictured/dossier/{matter.lead.number}"
    asked = {"picture": file.sha256, "take": [places["copy"], places["paid"]]}
    assert "登记为证据" in client.post(f"{page}/accept", asked, follow=True).content.decode()
    add_exhibit(matter, by=who["li"], at=now(), exhibit_kind="data", exhibit_title="聊天截图", exhibit_proves="act", exhibit_file=file.sha256)
    client.post(f"{page}/accept", asked)
    shows = Exhibit.objects.get(matter=matter, sha256=file.sha256).shows
    assert "仿品用语：" in shows
    assert "已付金额（元）：1238.00" in shows


def test_a_dossier_without_a_matter_shows_its_words_and_says_what_is_first(who: Who) -> None:
    dossier = make_clue(who["li"], at=now()).dossier
    file = seal([chat("none")], "聊天.png", dossier=dossier, by=who["li"], at=now())
    read_file(file.sha256, now())
    client, page = browser(who["li"], "en"), f"/pictured/dossier/{dossier.number}"
    assert "a dossier needs a matter first" in client.get(f"{page}?picture={file.sha256}").content.decode()
    assert client.post(f"{page}/accept", {"picture": file.sha256, "take": "0"}, follow=True).status_code == 200
    assert not Acceptance.objects.exists()


def test_what_was_read_goes_with_the_files_of_a_kit_and_of_a_dossier(who: Who) -> None:
    kit, item = kit_with(chat("erased"))
    read_file(item.sha256, now())
    set_kit_aside(kit, reason="无法联系", by=who["li"], at=now())
    erase_kit(kit, reason="不再需要", by=who["wang"], at=now())
    see_to_readings(now())
    assert not PictureReading.objects.exists()
    with pytest.raises(StepRefused):
        accept_for_kit(kit, by=who["li"], at=now(), sha256=item.sha256, proposal=readers.proposals_of(TEXTS[chat("erased")])[0], value="x")
    first, second = (make_clue(who["li"], at=now()).dossier for _ in range(2))
    for dossier in (first, second):
        file = seal([chat("two")], "聊天.png", dossier=dossier, by=who["li"], at=now())
    read_file(file.sha256, now())
    assert erase_of(first).values == 0
    SealedFile.objects.filter(dossier=first).delete()
    assert erase_of(second).values == 1


JUNE, OVER = at("2026-06-22 09:00"), at("2029-07-02 09:00")


def destroyed(source: Dossier, who: Who) -> None:
    """Keep a closed dossier until its time is over, and destroy it by two signatures."""
    papers = {"record_kind": "transaction", "keeper": "桐庐县局", "event_on": "2026-06-22"}
    kept = open_any(Request("retention", "保存", papers=papers, arose_from=source), by=who["li"], at=JUNE)
    take(kept, "destroy", by=who["li"], at=OVER, given={"destroyed_how": "覆写", "reason": "期满"})
    take(kept, "destroy", by=who["wang"], at=OVER)


def test_a_picture_that_was_read_goes_once_both_dossiers_that_held_it_are_destroyed(who: Who) -> None:
    sources = []
    for _ in range(2):
        source = open_any(Request("assistance", "旧卷", papers={"questions": "核实发货地"}), by=who["li"], at=JUNE)
        file = seal([chat("carried")], "聊天.png", dossier=source, by=who["li"], at=JUNE)
        take(source, "abandon", by=who["li"], at=JUNE, given={"reason": "已自行查清"})
        source.refresh_from_db()
        sources.append(source)
    read_file(file.sha256, JUNE)
    for source in sources:
        destroyed(source, who)
        take_bytes_away(OVER)
    assert not is_there(file.sha256)
    see_to_readings(OVER)
    assert not PictureReading.objects.exists()


def test_an_erased_file_that_was_marked_as_needed_goes_once_nothing_needs_it(who: Who) -> None:
    source = open_any(Request("assistance", "旧卷", papers={"questions": "核实发货地"}), by=who["li"], at=JUNE)
    file = seal([chat("stuck")], "聊天.png", dossier=source, by=who["li"], at=JUNE)
    take(source, "abandon", by=who["li"], at=JUNE, given={"reason": "已自行查清"})
    source.refresh_from_db()
    destroyed(source, who)
    ErasedFile.objects.update(is_needed=True)  # as versions before this one left it
    other = seal([chat("stuck")], "聊天.png", dossier=make_clue(who["li"], at=OVER).dossier, by=who["li"], at=OVER)
    take_bytes_away(OVER)
    assert is_there(file.sha256)
    other.delete()
    take_bytes_away(OVER)
    assert not is_there(file.sha256)


def test_an_erased_kit_leaves_neither_bytes_nor_what_was_accepted_from_them(who: Who, django_capture_on_commit_callbacks: Any) -> None:
    kit, item = kit_with(chat("kit"))
    other, same = kit_with(chat("kit"))
    opened(kit, who["li"])
    opened(other, who["li"])
    proposal = next(one for one in read_file(item.sha256, now()).proposals if one.kind == "order")
    for one in (kit, other):
        accept_for_kit(one, by=who["li"], at=now(), sha256=item.sha256, proposal=proposal, value=proposal.value)
        set_kit_aside(one, reason="无法联系", by=who["li"], at=now())
    erase_kit(kit, reason="不再需要", by=who["wang"], at=now())
    see_to_readings(now())
    assert [one.of for one in Acceptance.objects.all()] == [other.read_as]
    assert is_there(same.sha256)
    with django_capture_on_commit_callbacks(execute=True):
        erase_kit(other, reason="不再需要", by=who["wang"], at=now())
    assert not is_there(item.sha256)
    see_to_readings(now())
    assert not Acceptance.objects.exists()
    seals.seal_rows(now())
    assert list(differences()) == []


def test_sixty_pictures_of_long_words_are_shown_and_found(who: Who) -> None:
    dossier = make_clue(who["li"], at=now()).dossier
    for nth in range(60):
        data = picture(f"many{nth}", *(("字" * 600 if line else f"第{nth}张图 专柜", 10, 40 * line) for line in range(20)))
        read_file(seal([data], f"{'长' * 150}{nth}.png", dossier=dossier, by=who["li"], at=now()).sha256, now())
    client = browser(who["li"])
    assert client.get(f"/pictured/dossier/{dossier.number}").status_code == 200
    found = client.get(f"/pictured/dossier/{dossier.number}?q=第59张 图").content.decode()
    assert found.count("<mark>") == 1


@pytest.mark.skipif(find_spec("rapidocr") is None, reason="the extra [vision] is absent")
@pytest.mark.slow
def test_a_drawn_chat_and_the_first_pages_of_a_file_are_read_off_their_bytes(who: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    from mingjian.core.extraction.lines import plain_text
    from mingjian.core.extraction.uploads import read_bytes
    from mingjian.core.quality.common.drawn import CLEAN
    from mingjian.core.quality.common.drawn import chat as drawn_chat

    monkeypatch.setattr(readers, "read_bytes", read_bytes)
    drawn = drawn_chat(1, CLEAN)
    _, item = kit_with(drawn.picture)
    read = read_file(item.sha256, now())
    assert {plain_text(line) for line in drawn.lines} <= {plain_text(text) for text, _ in read.lines}
    assert (read.width, read.height) == (750, 1334)


def test_a_brand_is_proposed_that_the_register_of_the_lake_knows_and_the_goods_bear(who: Who, settings: Any, tmp_path: Any) -> None:
    rights = "注册号,商标名称,权利人,类别,状态,权利种类\n71000001,青岚谷,杭州岚谷贸易有限公司,3,注册,商标\n"
    rights += "71000002,星河派,某公司,25,注册,商标\n71000003,旧标牌,某公司,25,无效,商标\n"
    make_lake(tmp_path, settings, right=rights)
    lines = ("青岚谷面霜50g 正品", "这款是星河派同款，品质一样", "旧标牌运动鞋", "明天发货")
    kit, item = kit_with(picture("brands", *((text, 40, 40 + 60 * nth) for nth, text in enumerate(lines))))
    see_to_readings(now())
    work_off(clock=now)
    found = [(one.value, one.lines) for one in PictureReading.objects.get(sha256=item.sha256).proposals if one.kind == "brand"]
    assert found == [("青岚谷", (0,))]
    opened(kit, who["li"])
    page = browser(who["li"]).get(f"/pictured/kit/{kit.number}").content.decode()
    assert "品牌" in page
