"""Pictures, recordings and PDFs that break off, or are their first bytes only, are told from whole ones by their own format."""

import struct
from io import BytesIO

import pytest

from mingjian.office.demo import demo_picture
from mingjian.office.files.kinds import kind_of
from mingjian.office.files.wholeness import is_whole

PNG = demo_picture()


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + name + body


MP4 = box(b"ftyp", b"isom\x00\x00\x02\x00isom") + box(b"moov", bytes(200)) + box(b"mdat", bytes(5000))
BEGUN = {
    "PNG": PNG[:8] + b"a" * 64,
    "JPEG": b"\xff\xd8\xff\xe0" + b"a" * 64,
    "GIF": b"GIF89a" + b"a" * 64,
    "WebP": b"RIFF\xff\xff\x00\x00WEBP" + b"a" * 64,
    "BMP": b"BM\xff\xff\x00\x00\x00\x00\x00\x00" + b"a" * 64,
    "TIFF": b"II*\x00\xff\xff\x00\x00" + b"a" * 64,
    "HEIC": b"\x00\x00\x00\x18ftypheic" + b"a" * 64,
    "MP4": b"\x00\x00\x00\x18ftypisom" + b"a" * 64,
    "WebM": b"\x1a\x45\xdf\xa3" + b"a" * 64,
    "AVI": b"RIFF\xff\xff\x00\x00AVI " + b"a" * 64,
    "PDF": b"%PDF-1.7\n" + b"a" * 64,
}


def whole(data: bytes) -> bool:
    return is_whole(BytesIO(data))


@pytest.mark.parametrize("name", sorted(BEGUN))
def test_the_first_bytes_of_a_picture_are_no_picture(name: str) -> None:
    kind = kind_of(BEGUN[name])
    assert kind is not None
    assert kind.name == name
    assert not whole(BEGUN[name])


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"])
def test_what_a_camera_or_screen_writes_is_whole_and_half_of_it_is_not(form: str) -> None:
    image = pytest.importorskip("PIL.Image", reason="The extra [vision] is absent.")
    out = BytesIO()
    picture = image.effect_noise((90, 120), 60).convert("RGB")
    picture.save(out, form)
    data = out.getvalue()
    assert whole(data)
    assert not whole(data[: len(data) // 2])
    if form in {"PNG", "JPEG"}:
        assert whole(data + b"SEFT trailer of a phone" * 50)
    small = BytesIO()
    picture.resize((1, 1)).save(small, form)
    assert whole(small.getvalue()) == (form == "WEBP")  # their sides are not looked at


def test_a_png_whose_picture_was_changed_is_not_whole() -> None:
    assert whole(PNG)
    place = PNG.index(b"IDAT") + 6
    assert not whole(PNG[:place] + bytes([PNG[place] ^ 1]) + PNG[place + 1 :])
    assert not whole(b"")


def test_a_recording_has_a_picture_track_and_ends_where_it_says() -> None:
    assert whole(MP4)
    assert not whole(MP4[:-1])
    assert not whole(box(b"ftyp", b"isom\x00\x00\x02\x00isom") + box(b"free", bytes(5000)))
    assert not whole(box(b"ftyp", b"isom\x00\x00\x02\x00isom") + struct.pack(">I4s", 1, b"mdat") + struct.pack(">Q", 2**63))


def test_a_pdf_ends_as_one_and_words_are_not_looked_into() -> None:
    assert whole(b"%PDF-1.7\n" + b"x" * 5000 + b"\n%%EOF\n")
    assert whole("经办人说明".encode())
