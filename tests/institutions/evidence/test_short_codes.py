"""A receipt's short code, typed as people type it and safe against guessing; its QR code, read back; files of several kinds at once."""

import re
from base64 import b64decode
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now
from make import make_kit
from people import at

from mingjian.core.errors import NotFound, StepRefused
from mingjian.institutions.evidence.models import Item, Kit, ShortCode, WrongCode
from mingjian.institutions.evidence.services import short_codes
from mingjian.institutions.evidence.services.short_codes import A_WHILE, MOST_OF_ALL, MOST_OF_ONE, SERVES, SIGNS, is_short, kit_by_short_code

pytestmark = pytest.mark.django_db
NOON = at("2026-11-24 12:00")


@pytest.fixture(autouse=True)
def _open(settings: Any, tmp_path: Path) -> None:
    settings.SEALED_ROOT = tmp_path / "sealed"
    settings.PUBLIC_DOOR = True


def kit() -> Kit:
    return make_kit(at=now(), place="抖音 › 直播间 小敏好物", goods="某牌面霜", story="主播说是专柜正品。")


def test_it_has_eight_signs_of_which_none_is_taken_for_another() -> None:
    drawn = {kit().short.code for _ in range(20)}
    assert len(drawn) == 20
    assert all(re.fullmatch(f"[{SIGNS}]{{8}}", code) for code in drawn)
    assert not set("01ILO") & set(SIGNS)


def test_a_code_that_is_drawn_twice_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["22222222", "22222222", "33333333"])
    monkeypatch.setattr(short_codes, "_drawn", lambda: next(drawn))
    assert [kit().short.code, kit().short.code] == ["22222222", "33333333"]


@pytest.mark.parametrize("typed", ["{0}{1}", "{0}-{1}", " {0} {1} ", "{0}－{1}"])
def test_a_buyer_comes_back_by_it_however_it_is_typed(typed: str) -> None:
    opened = kit()
    code = opened.short.code
    for written in (code, code.lower()):
        reply = Client().get("/buyer", {"code": typed.format(written[:4], written[4:])})
        assert (reply.status_code, reply["Location"]) == (302, f"/buyer/{opened.code}")


def test_it_is_no_part_of_an_address_where_nothing_counts_the_guesses() -> None:
    assert Client().get(f"/buyer/{kit().short.code}").status_code == 404


def test_ten_wrong_ones_of_one_origin_and_only_the_long_code_serves_for_a_while() -> None:
    opened = kit()
    for _ in range(MOST_OF_ONE):
        with pytest.raises(NotFound):
            kit_by_short_code("22222222", "a", NOON)
    with pytest.raises(StepRefused, match="输错次数过多"):
        kit_by_short_code(opened.short.code, "a", NOON + timedelta(seconds=1))
    assert kit_by_short_code(opened.short.code, "b", NOON) == opened
    assert kit_by_short_code(opened.short.code, "a", NOON + A_WHILE + timedelta(seconds=1)) == opened


def test_at_the_door_the_refusal_is_told_on_the_page_and_the_long_code_goes_on() -> None:
    opened, client = kit(), Client()
    for _ in range(MOST_OF_ONE):
        assert client.get("/buyer", {"code": "2222-2222"}).status_code == 404
    refused = client.get("/buyer", {"code": opened.short.code}, headers={"Accept-Language": "zh-hans"})
    assert refused.status_code == 409
    assert "短编号输错次数过多" in refused.content.decode()
    assert client.get("/buyer", {"code": opened.code}).status_code == 302


def test_many_origins_together_are_stopped_too_and_what_is_counted_goes_after_an_hour() -> None:
    opened = kit()
    WrongCode.objects.bulk_create(WrongCode(origin=f"o{n}", at=NOON) for n in range(MOST_OF_ALL))
    with pytest.raises(StepRefused):
        kit_by_short_code(opened.short.code, "fresh", NOON + timedelta(minutes=30))
    later = NOON + timedelta(minutes=61)
    assert kit_by_short_code(opened.short.code, "fresh", later) == opened
    with pytest.raises(NotFound):
        kit_by_short_code("22222222", "fresh", later)
    assert WrongCode.objects.count() == 1


def test_it_serves_for_its_time_only_and_the_long_code_after_it() -> None:
    opened = kit()
    ShortCode.objects.update(until=now() - timedelta(seconds=1))
    assert Client().get("/buyer", {"code": opened.short.code}).status_code == 404
    assert Client().get("/buyer", {"code": opened.code}).status_code == 302
    assert timedelta(days=180) == SERVES


def test_a_long_code_is_never_taken_for_a_short_one() -> None:
    assert not any(is_short(kit().code) for _ in range(20))


def test_the_receipt_shows_the_qr_code_of_its_whole_address(settings: Any) -> None:
    opened = kit()
    settings.CONSOLE = "https://mingjian.example"
    said = Client().get(f"/buyer/{opened.code}").content.decode()
    found = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', said)
    assert found
    assert f"https://mingjian.example/buyer/{opened.code}" in said
    assert f"{opened.short.code[:4]}-{opened.short.code[4:]}" in said
    svg = b64decode(found[1])
    assert ElementTree.fromstring(svg).tag.endswith("svg")  # noqa: S314 - drawn by ourselves
    assert read_back(svg) == f"https://mingjian.example/buyer/{opened.code}"


def read_back(svg: bytes) -> str:
    """Draw the modules of the SVG's path as pixels and let another library read them."""
    import numpy as np
    import zxingcpp

    squares = re.findall(r"M([\d.]+),([\d.]+)H([\d.]+)V", svg.decode())
    side = min(float(right) - float(left) for left, _, right in squares)
    places = [(round(float(top) / side), round(float(left) / side), round((float(right) - float(left)) / side)) for left, top, right in squares]
    size = max(max(row, column + wide) for row, column, wide in places) + 5
    drawn = np.full((size, size), 255, np.uint8)
    for row, column, wide in places:
        drawn[row, column : column + wide] = 0
    found = zxingcpp.read_barcodes(np.kron(drawn, np.ones((8, 8), np.uint8)))
    return found[0].text if found else ""


def test_files_of_several_kinds_come_in_one_go_and_a_refused_one_hinders_none() -> None:
    opened, picture = kit(), b"\x89PNG\r\n\x1a\n" + b"picture" * 10

    def file(name: str, body: bytes) -> SimpleUploadedFile:
        return SimpleUploadedFile(name, body)

    sent = {"kind": "chat", "file": file("a.txt", "保证正品".encode()), "photo": file("b.png", picture), "file-payment": file("c.png", picture + b"1")}
    reply = Client().post(f"/buyer/{opened.code}", {**sent, "file-goods": file("d.exe", b"MZ\x90\x00")})
    assert reply.status_code == 422
    assert "d.exe" in reply.content.decode()
    assert sorted(Item.objects.values_list("kind", "name")) == [("chat", "a.txt"), ("chat", "b.png"), ("payment", "c.png")]


def test_nothing_chosen_is_said() -> None:
    assert Client().post(f"/buyer/{kit().code}", {"kind": "chat"}, headers={"Accept-Language": "zh-hans"}).status_code == 422


def test_the_door_says_beforehand_that_one_of_two_is_needed() -> None:
    said = Client().get("/buyer", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "与“怎样再找到”至少填一项" in said
