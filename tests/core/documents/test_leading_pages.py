"""A PDF is drawn behind a guard: its first pages are seen, and one that is locked, broken or too large is refused in words, with the node none the worse."""

from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from mingjian.core.documents import leading_pages
from mingjian.core.documents.leading_pages import MOST_PAGES, WIDTH, first_pages
from mingjian.core.errors import BadInput

RED = b"1 0 0 rg 0 0 600 400 re f"  # the lower half of a page


def pdf(pages: int = 1, locked: str = "", high: float = 800) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        stream = DecodedStreamObject()
        stream.set_data(RED)
        writer.add_blank_page(600, high)[NameObject("/Contents")] = writer._add_object(stream)
    if locked:
        writer.encrypt(locked)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.slow
def test_the_first_pages_stand_one_below_the_other_as_they_were_written() -> None:
    seen = Image.open(BytesIO(first_pages(BytesIO(pdf(MOST_PAGES + 2)))))
    assert (seen.format, seen.width) == ("PNG", WIDTH)
    high = WIDTH * 800 // 600
    assert MOST_PAGES * high <= seen.height < (MOST_PAGES + 1) * high
    assert seen.getpixel((WIDTH // 2, high // 4)) == (255, 255, 255)
    assert seen.getpixel((WIDTH // 2, high * 3 // 4)) == (255, 0, 0)


def test_a_page_far_higher_than_wide_is_shown_small_and_not_to_the_end_of_memory() -> None:
    assert Image.open(BytesIO(first_pages(BytesIO(pdf(high=14_000))))).height <= 3 * WIDTH + 1


@pytest.mark.parametrize(("raw", "words"), [(pdf(locked="x"), "有密码"), (b"%PDF-1.7\n" + bytes(900), "无法预览")])
def test_what_is_locked_or_broken_is_refused_in_words(raw: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        first_pages(BytesIO(raw))


def test_what_is_too_large_or_takes_too_long_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leading_pages, "PATIENCE", 0.001)
    with pytest.raises(BadInput, match="超时"):
        first_pages(BytesIO(pdf()))
    monkeypatch.setattr(leading_pages, "MOST_BYTES", 100)
    with pytest.raises(BadInput, match="太大"):
        first_pages(BytesIO(pdf()))


def test_one_that_takes_too_much_memory_ends_its_own_process_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leading_pages, "MEMORY", 1 << 20)
    with pytest.raises(BadInput, match="无法预览"):
        first_pages(BytesIO(pdf()))
