"""Masked copies of pictures: boxes are burnt in, the original stays sealed, and the copy goes out in its place."""

import json
import zipfile
from importlib.util import find_spec
from io import BytesIO
from typing import Any

import pytest
from django.utils.timezone import now
from kits import add_item, open_kit
from make import make_clue
from people import browser, department_of

from mingjian.core.errors import BadInput
from mingjian.core.extraction.lines import Line
from mingjian.core.extraction.uploads import ReadPicture
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.evidence.particulars import Purchase
from mingjian.institutions.evidence.reveal import RevealableKit
from mingjian.institutions.exchange.evidence.forms import GivingForm
from mingjian.institutions.pictures.models import Mask, PictureReading
from mingjian.institutions.pictures.services import readers
from mingjian.institutions.pictures.services.erasure import erase_of
from mingjian.institutions.pictures.services.masks import left_visible, read_boxes
from mingjian.institutions.pictures.services.readers import read_file
from mingjian.office.dossiers.reveal import RevealableFiles
from mingjian.office.files.revealable import reveal
from mingjian.office.files.storage import seal
from mingjian.office.files.store import bytes_as_sealed
from mingjian.office.models import Dossier, Entry, Officer, SealedFile

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("sealed"),
    pytest.mark.skipif(find_spec("PIL") is None or find_spec("zxingcpp") is None, reason="needs the extra [vision]"),
]
Who = dict[str, Officer]
LINES = (("收货人：张三丰", 20, 20), ("高仿1:1放心拍", 20, 120), ("13800001111", 20, 220))
RED, BLACK = (255, 0, 0), (0, 0, 0)


@pytest.fixture(autouse=True)
def read_by_heart(monkeypatch: pytest.MonkeyPatch) -> None:
    def told(data: bytes) -> ReadPicture:
        lines = [Line(text, ((x, y), (x + 20 * len(text), y), (x + 20 * len(text), y + 30), (x, y + 30))) for text, x, y in LINES]
        return ReadPicture(lines, (), 400, 300, "test 1")

    monkeypatch.setattr(readers, "read_bytes", told)


def picture() -> bytes:
    """Draw a red picture, so that what is burnt is seen by its colour; with a word in its EXIF data that must not go along."""
    from PIL import Image

    drawn, out = Image.new("RGB", (400, 300), RED), BytesIO()
    exif = drawn.getexif()
    exif[0x010E] = "secret place"
    drawn.save(out, "JPEG", exif=exif, quality=100, subsampling=0)
    return out.getvalue()


def colours(data: bytes) -> dict[str, bool]:
    """Return which of the three lines is black in a picture."""
    from PIL import Image

    shown = Image.open(BytesIO(data)).convert("RGB")
    assert shown.size == (400, 300)
    places = {"name": (130, 35), "promise": (60, 135), "phone": (100, 235)}
    return {name: sum(shown.getpixel(place)) < 60 for name, place in places.items()}  # type: ignore[arg-type]


def kit_with(data: bytes) -> Kit:
    kit = open_kit(Purchase("抖音 › 直播间", "某牌面霜", "买到假货"), department=department_of("county"), at=now())
    read_file(add_item(kit, "chat", [data], "微信截图.jpg", at=now()).sha256, now())
    return kit


def dossier_with(data: bytes, by: Officer) -> tuple[Dossier, SealedFile]:
    dossier = make_clue(by, at=now()).dossier
    file = seal([data], "张三丰聊天.jpg", dossier=dossier, by=by, at=now(), is_personal=True)
    read_file(file.sha256, now())
    return dossier, file


def boxes_of(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('name="box" value="')[1:]]


def test_a_kits_picture_is_seen_masked_by_whoever_gave_no_reason_and_shows_no_name(who: Who) -> None:
    kit = kit_with(picture())
    reading = PictureReading.objects.get()
    client, other = browser(who["li"]), browser(who["zhao"])
    words = client.get(f"/pictured/kit/{kit.number}").content.decode()
    assert "张三丰" not in words
    assert "高仿1:1放心拍" in words
    assert client.get(f"/pictured/kit/{kit.number}/mask", {"picture": reading.sha256}).status_code == 403
    assert client.get(f"/pictured/masked/{kit.number}/{reading.sha256}").status_code == 404
    reveal(RevealableKit(kit), purpose="核查线索", ground="投诉举报处理办法", by=who["li"], at=now())
    page = client.get(f"/pictured/kit/{kit.number}/mask", {"picture": reading.sha256}).content.decode()
    boxes = boxes_of(page)
    assert len(boxes) == 2
    made = client.post(f"/pictured/kit/{kit.number}/mask", {"picture": reading.sha256, "box": [*boxes, ""]})
    assert made.status_code == 302
    copy = client.get(f"/pictured/masked/{kit.number}/{reading.sha256}")
    assert colours(copy.content) == {"name": True, "promise": False, "phone": True}
    assert b"secret place" not in copy.content
    assert copy["Cache-Control"] == "no-store"
    assert other.get(f"/pictured/masked/{kit.number}/{reading.sha256}").status_code in (403, 404)
    entry = Entry.objects.get(kind="picture_masked")
    assert "张" not in entry.body
    assert colours(bytes_as_sealed(reading.sha256)) == {"name": False, "promise": False, "phone": False}


def test_a_masked_copy_lies_on_the_dossier_open_to_all_and_goes_out_in_the_place_of_its_original(who: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier, file = dossier_with(picture(), who["li"])
    client = browser(who["li"])
    assert client.get(f"/pictured/dossier/{dossier.number}/mask", {"picture": file.sha256}).status_code == 403
    reveal(RevealableFiles(dossier), purpose="办案", ground="行政处罚法", by=who["li"], at=now())
    boxes = [*boxes_of(client.get(f"/pictured/dossier/{dossier.number}/mask", {"picture": file.sha256}).content.decode()), "10,110,300,60"]
    assert client.post(f"/pictured/dossier/{dossier.number}/mask", {"picture": file.sha256, "box": boxes}).status_code == 302
    copy = dossier.files.exclude(pk=file.pk).get()
    assert (copy.is_personal, copy.name.startswith("脱敏件-"), Mask.objects.get().copy_sha256) == (False, True, copy.sha256)
    assert colours(bytes_as_sealed(copy.sha256)) == {"name": True, "promise": True, "phone": True}
    assert json.loads(Entry.objects.get(kind="picture_masked").body)["file"] == copy.sha256
    monkeypatch.setattr("mingjian.institutions.exchange.evidence.forms.nodes", list)
    assert set(GivingForm(dossier).known) == {str(copy.pk)}
    assert set(GivingForm(dossier, with_originals=True).known) == {str(copy.pk), str(file.pk)}
    bundle = zipfile.ZipFile(BytesIO(_bundle(client, dossier)))
    assert len([name for name in bundle.namelist() if "/files/" in f"/{name}"]) == 1
    again = client.get(f"/pictured/dossier/{dossier.number}/mask", {"picture": file.sha256}).content.decode()
    assert "10,110,300,60" in boxes_of(again)
    assert client.get(f"/pictured/dossier/{dossier.number}/mask", {"picture": copy.sha256}).status_code == 404
    erase_of(dossier)
    assert not Mask.objects.exists()


def test_an_earlier_copy_that_hid_too_little_does_not_stay_open_beside_the_new_one(who: Who) -> None:
    dossier, file = dossier_with(picture(), who["li"])
    reveal(RevealableFiles(dossier), purpose="办案", ground="行政处罚法", by=who["li"], at=now())
    client, address = browser(who["li"]), f"/pictured/dossier/{dossier.number}/mask"
    proposed = boxes_of(client.get(address, {"picture": file.sha256}).content.decode())
    for boxes in (proposed, [*proposed, "10,110,300,60"]):
        assert client.post(address, {"picture": file.sha256, "box": boxes}).status_code == 302
    first, second = dossier.files.exclude(pk=file.pk)
    assert (first.is_personal, second.is_personal) == (True, False)
    assert json.loads(Entry.objects.filter(kind="picture_masked").order_by("-index")[0].body)["personal_files"] == [first.sha256]


def test_what_was_proposed_stays_visible_only_where_a_second_officer_agrees(who: Who) -> None:
    """A box of 4 × 4 pixels made an open copy of any personal picture."""
    dossier, file = dossier_with(picture(), who["li"])
    for officer in (who["li"], who["wang"]):
        reveal(RevealableFiles(dossier), purpose="办案", ground="行政处罚法", by=officer, at=now())
    li, wang, address = browser(who["li"]), browser(who["wang"]), f"/pictured/dossier/{dossier.number}/mask"
    proposed = boxes_of(li.get(address, {"picture": file.sha256}).content.decode())
    for boxes in (["0,0,4,4"], proposed[:1], [proposed[0], proposed[1].rpartition(",")[0] + ",4"]):
        for _ in range(2):  # nobody agrees with themselves
            told = li.post(address, {"picture": file.sha256, "box": boxes}, follow=True)
            assert "须由另一名人员打开本页并同意" in told.content.decode()
        assert not Mask.objects.exists()
        assert dossier.files.count() == 1
    page = wang.get(address, {"picture": file.sha256}).content.decode()
    assert "请另一名人员核对图片" in page
    assert boxes_of(page) == boxes
    assert wang.post(address, {"picture": file.sha256, "box": ["0,0,4,4"]}).status_code == 302  # others than those that were asked for: asked anew
    assert not Mask.objects.exists()
    assert wang.post(address, {"picture": file.sha256, "box": boxes}).status_code == 302
    assert Mask.objects.get().by == who["wang"]
    assert dossier.files.filter(is_personal=False).count() == 1


def test_a_box_is_covered_by_several_or_it_is_not() -> None:
    assert left_visible([(10, 10, 20, 20)], [(0, 0, 20, 40), (20, 0, 20, 40)]) == []
    assert left_visible([(10, 10, 20, 20), (50, 50, 5, 5)], [(0, 0, 20, 40), (21, 0, 20, 40)]) == [(10, 10, 20, 20), (50, 50, 5, 5)]


def _bundle(client: Any, dossier: Dossier) -> bytes:
    from django.urls import reverse

    content: bytes = client.post(reverse("evidence:bundle", args=[dossier.number])).content
    return content


def test_a_mask_of_nothing_and_one_beside_the_picture_are_refused_in_words(who: Who) -> None:
    assert read_boxes(["390,290,100,100"], 400, 300) == [(390, 290, 10, 10)]
    for written in ([], ["1,2,3"], ["-1,0,5,5"], ["a,b,c,d"], ["900,900,10,10"], ["0,0,1,1"]):
        with pytest.raises(BadInput):
            read_boxes(written, 400, 300)
    with pytest.raises(BadInput, match="最多 200 个"):
        read_boxes([f"{nth},0,10,10" for nth in range(201)], 400, 300)
    dossier, file = dossier_with(picture(), who["li"])
    reveal(RevealableFiles(dossier), purpose="办案", ground="行政处罚法", by=who["li"], at=now())
    reply = browser(who["li"]).post(f"/pictured/dossier/{dossier.number}/mask", {"picture": file.sha256, "box": "x"})
    assert reply.status_code == 422
    assert "遮盖框写作" in reply.content.decode()
    assert not Mask.objects.exists()
