"""Words and codes inside pictures are read as plain text."""

import numpy as np
import pytest

pytest.importorskip("rapidocr", reason="The extra [vision] is absent.")

import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from mingjian.core.extraction.contacts import find_contacts
from mingjian.core.extraction.pictures import Read, read_codes, read_picture


def with_words(words: str) -> Image.Image:
    picture = Image.new("RGB", (640, 160), "white")
    ImageDraw.Draw(picture).text((20, 50), words, fill="black", font=ImageFont.load_default(40))
    return picture


def with_code(text: str) -> Image.Image:
    code = np.array(zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode), scale=6))
    return Image.fromarray(code).convert("RGB")


@pytest.mark.slow
def test_an_account_printed_in_a_picture_is_found_by_what_reads_accounts() -> None:
    read = read_picture(with_words("WeChat abc77413"))
    assert [(one.kind, one.value) for one in find_contacts(read.text)] == [("wechat", "abc77413")]


def test_a_code_is_read_and_not_followed() -> None:
    assert read_codes(with_code("javascript:alert(1)")) == (("QRCode", "javascript:alert(1)"),)


@pytest.mark.slow
def test_an_empty_picture_says_nothing() -> None:
    assert read_picture(Image.new("RGB", (60, 60), "white")).text == ""


def test_a_picture_is_told_line_by_line_and_one_without_words_begins_with_its_codes() -> None:
    assert Read("甲\n乙", (("QRCode", "x"), ("EAN13", "y"))).text == "甲\n乙\nx\ny"
    assert Read("", (("QRCode", "x"),)).text == "x"
    assert Read("甲", ()).text == "甲"
