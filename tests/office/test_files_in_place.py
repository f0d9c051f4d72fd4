"""Improvement 22 of the desk: sound and film are played in the page, office files are read as a copy, on the leave and with the entry of the file."""

import json
import wave
import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.utils.timezone import now
from docx import Document
from people import browser

from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.reveal import RevealableFiles
from mingjian.office.files.revealable import reveal
from mingjian.office.files.storage import seal
from mingjian.office.models import Entry, Officer, Reading, SealedFile
from mingjian.office.web import in_place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]

WHY = {"purpose": "核对通话", "ground": "个人信息保护法第三十四条"}


def entries(kind: str) -> list[dict[str, Any]]:
    return [json.loads(entry.body) for entry in Entry.objects.filter(kind=kind).order_by("index")]


def sound(seconds: int = 1) -> bytes:
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(bytes(range(250)) * 32 * seconds)
    return out.getvalue()


def sealed_by(who: Officer, content: bytes, name: str, *, is_personal: bool = False) -> SealedFile:
    assert who.department is not None
    opening = Opening("assistance", "D1", "某鞋店")
    dossier = open_dossier(opening, by=who, department=who.department, at=now(), given={"questions": "核实实际经营地"})
    return seal([content], name, dossier=dossier, by=who, at=now(), is_personal=is_personal)


def letter() -> bytes:
    document, out = Document(), BytesIO()
    document.add_paragraph("权利人辨认意见 <script>alert(1)</script>")
    document.save(out)
    return out.getvalue()


def test_a_recording_is_played_in_the_page_and_a_film_by_its_own_element(who: dict[str, Officer]) -> None:
    file = sealed_by(who["li"], sound(), "通话.wav")
    film = seal([b"\x00\x00\x00\x18ftypisom" + bytes(99)], "现场.mp4", dossier=file.dossier, by=who["li"], at=now())
    seal([b"#!AMR\n" + bytes(99)], "录音.amr", dossier=file.dossier, by=who["li"], at=now())
    reply = browser(who["li"]).get(f"/dossiers/{file.dossier.number}")
    page = reply.content.decode()
    assert f'<audio class="played" controls preload="none" src="/files/{file.pk}/preview"' in page
    assert f'<video class="played" controls preload="none" src="/files/{film.pk}/preview"' in page
    assert page.count("/preview") == 2  # no browser plays AMR
    assert "media-src 'self'" in reply["Content-Security-Policy"]


def test_pieces_are_given_as_a_player_asks_for_them_and_the_ledger_has_one_entry(who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_place, "PART", 5000)
    raw, client = sound(), browser(who["li"])
    file = sealed_by(who["li"], raw, "通话.wav")
    asked = f"/files/{file.pk}/preview"
    first = client.get(asked, headers={"Range": "bytes=0-"})
    assert (first.status_code, first["Content-Type"], first["Content-Range"]) == (206, "audio/wav", f"bytes 0-4999/{len(raw)}")
    assert (first["X-Content-Type-Options"], first["Content-Security-Policy"]) == ("nosniff", "default-src 'none'; sandbox")
    further = client.get(asked, headers={"Range": "bytes=5000-5009"})
    assert (further.status_code, further.content) == (206, raw[5000:5010])
    assert further["Content-Range"] == f"bytes 5000-5009/{len(raw)}"
    last = client.get(asked, headers={"Range": f"bytes={len(raw) - 3}-"})
    assert (last.content, last["Accept-Ranges"]) == (raw[-3:], "bytes")
    beyond = client.get(asked, headers={"Range": f"bytes={len(raw)}-"})
    assert (beyond.status_code, beyond["Content-Range"], beyond.content) == (416, f"bytes */{len(raw)}", b"")
    assert [one["file"] for one in entries("file_handed_out")] == [file.sha256]
    whole = client.get(asked, headers={"Range": "bytes=0-1,5-6"})  # more than one range: the whole, and an entry of its own
    assert (whole.status_code, b"".join(whole.streaming_content)) == (200, raw)
    assert len(entries("file_handed_out")) == 2


def test_whoever_begins_in_the_middle_or_comes_an_hour_later_has_an_entry_all_the_same(who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser(who["li"])
    file = sealed_by(who["li"], sound(), "通话.wav")
    for count in (1, 1, 2):
        monkeypatch.setattr(in_place, "PLAYING", 0 if count == 2 else 3600)
        assert client.get(f"/files/{file.pk}/preview", headers={"Range": "bytes=10-20"}).status_code == 206
        assert len(entries("file_handed_out")) == count


def test_a_film_with_personal_data_stops_where_the_leave_ends(who: dict[str, Officer]) -> None:
    client = browser(who["li"])
    file = sealed_by(who["li"], sound(), "通话.wav", is_personal=True)
    asked = {"path": f"/files/{file.pk}/preview", "headers": {"Range": "bytes=10-20"}}
    assert client.get(**asked).status_code == 403
    reveal(RevealableFiles(file.dossier), **WHY, by=who["li"], at=now())
    assert [client.get(**asked).status_code for _ in range(2)] == [206, 206]
    assert [one["purpose"] for one in entries("file_handed_out")] == [WHY["purpose"]]
    Reading.objects.update(until=now())
    assert client.get(**asked).status_code == 403


def test_a_word_file_is_read_as_a_copy_that_says_it_is_one(who: dict[str, Officer]) -> None:
    client = browser(who["li"])
    file = sealed_by(who["li"], letter(), "辨认意见.docx")
    assert f'href="/files/{file.pk}/text"' in client.get(f"/dossiers/{file.dossier.number}").content.decode()
    page = client.get(f"/files/{file.pk}/text").content.decode()
    assert "权利人辨认意见 &lt;script&gt;" in page
    assert "并非封存的原件" in page
    assert f'href="/files/{file.pk}"' in page
    assert [one["file"] for one in entries("file_handed_out")] == [file.sha256]
    assert browser(who["zhao"]).get(f"/files/{file.pk}/text").status_code == 404


def test_one_with_personal_data_asks_why_first_and_one_that_cannot_be_read_says_so(who: dict[str, Officer]) -> None:
    client = browser(who["li"])
    shut = sealed_by(who["li"], letter(), "辨认意见.docx", is_personal=True)
    assert f"/files/{shut.pk}/text" not in client.get(f"/dossiers/{shut.dossier.number}").content.decode()
    refused = client.get(f"/files/{shut.pk}/text")
    assert refused.status_code == 403
    assert "权利人辨认意见" not in refused.content.decode()
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("OFD.xml", bytes(49 << 20))
    bomb = seal([out.getvalue()], "发票.ofd", dossier=shut.dossier, by=who["li"], at=now())
    told = client.get(f"/files/{bomb.pk}/text")
    assert (told.status_code, "无法读出，请下载" in told.content.decode()) == (422, True)
    picture = seal([b"\x89PNG\r\n\x1a\n" + bytes(40)], "图.png", dossier=shut.dossier, by=who["li"], at=now())
    assert client.get(f"/files/{picture.pk}/text").status_code == 404
