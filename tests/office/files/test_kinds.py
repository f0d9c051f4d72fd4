"""What bytes are is told once, by themselves; what runs, is empty, is none of what is taken, or is called something else is refused in words."""

import contextlib
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.core.errors import BadInput
from mingjian.office.files.kinds import BROUGHT, GROUPS, HEAD, SEALED, TABLES, TEXT, endings, kind_admitted, kind_of

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(40)


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return out.getvalue()


OFFICE = archive("word/document.xml", "[Content_Types].xml")


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PNG, "面单.PNG", "PNG"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "a.jpeg", "JPEG"),
        (MP4, "录屏.mp4", "MP4"),
        (MP4, "苹果.mov", "MP4"),
        (b"#!AMR\n" + bytes(20), "通话.amr", "AMR"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "a.wav", "WAV"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a.webp", "WebP"),
        (b"%PDF-1.7\n", "公证书.pdf", "PDF"),
        (OFFICE, "报告.docx", "Word/Excel"),
        (archive("META-INF/manifest.xml", "content.xml"), "表.ods", "Word/Excel"),
        (archive("OFD.xml"), "公文.ofd", "OFD"),
        (archive("datapackage.json", "archive/data.warc.gz"), "网页.wacz", "WACZ"),
        ("买家：是正品吗？".encode(), "聊天.txt", "Text"),
        ("订单编号,金额\n1,2\n".encode("gb18030"), "订单.csv", "Text"),
        ("订单编号,金额\n1,2\n".encode("utf-16"), "订单.csv", "Text"),
        (b"\xef\xbb\xbfa,b\n", "订单.csv", "Text"),
        ("MZ-001 编号".encode(), "单.txt", "Text"),
        (PNG, "没有结尾的名字", "PNG"),
    ],
)
def test_what_people_bring_is_told_by_its_bytes(content: bytes, name: str, kind: str) -> None:
    file = io.BytesIO(content)
    assert kind_admitted(file, name, SEALED).name == kind
    assert file.read() == content  # left at its beginning


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.txt", "0 字节"),
        (b"MZ\x90\x00\x03", "发票.exe", "程序"),
        (b"MZ\x90\x00\x03", "发票.pdf", "程序"),
        (b"\x7fELF\x02\x01", "a", "程序"),
        (b"#!/bin/sh\nrm -rf /\n", "a.txt", "程序"),
        (b" \n<html><script>alert(1)</script>", "a.html", "网页"),
        (b"<svg onload=alert(1)>", "a.svg", "网页"),
        (b"\xef\xbb\xbf<html>", "a.txt", "都不是"),
        (b" \n\t\x0c\x0b<!-- -->\n<html>", "a.txt", "网页"),
        (b"@echo off\r\ndel *.*\r\n", "a.bat", "程序"),
        (PNG, "照片.jpg", "以 .jpg 结尾，内容却是PNG"),
        (b"hello", "照片.png", "以 .png 结尾，内容却是纯文本"),
        (OFFICE, "报告.pdf", "以 .pdf 结尾"),
        (archive("[Content_Types].xml", "xl/vbaProject.bin"), "表.xlsx", "宏"),
        (archive("a.exe"), "a.zip", "ZIP"),
        (b"PK\x03\x04broken", "a.docx", "已损坏"),
        (bytes(100), "a.png", "都不是"),
        (b"PAR1" + bytes(20), "a.parquet", "Parquet"),
    ],
)
def test_what_is_not_taken_is_refused_with_what_is_and_why(content: bytes, name: str, said: str) -> None:
    with pytest.raises(BadInput, match="只收照片") as refused:
        kind_admitted(io.BytesIO(content), name, SEALED)
    assert said in refused.value.text.zh
    assert refused.value.text.en.startswith("Only photographs")


def test_each_place_takes_its_own() -> None:
    assert kind_admitted(io.BytesIO(b"PAR1" + bytes(20)), "a.parquet", TABLES).name == "Parquet"
    with pytest.raises(BadInput, match="只收Office 文件、纯文本"):
        kind_admitted(io.BytesIO(PNG), "a.png", TABLES)
    with pytest.raises(BadInput, match="只收照片、录屏、录音、PDF、OFD、Office 文件、纯文本；"):
        kind_admitted(io.BytesIO(archive("datapackage.json")), "a.wacz", BROUGHT)
    assert {*BROUGHT, *SEALED, *TABLES} == set(GROUPS)
    assert ".parquet" in endings(TABLES)
    assert ".png" not in endings(TABLES)


TABLE = "<html><meta charset=utf-8><body><table><tr><td>登记编号<td>投诉内容</table>"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (TABLE.encode(), "投诉单.xls", "Tables in HTML"),
        (TABLE.encode("gb18030"), "投诉单.xls", "Tables in HTML"),
        (b"\xef\xbb\xbf" + TABLE.encode(), "a.xlsx", "Tables in HTML"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "a.xls", "Tables in HTML"),
        (OFFICE, "申通导出.xls", "Word/Excel"),
        (OFFICE, "报送.et", "Word/Excel"),
        (OFFICE, "订单.csv", "Word/Excel"),
        ("订单编号,金额\n1,2\n".encode("gb18030"), "订单.xls", "Text"),
    ],
)
def test_where_tables_are_taken_what_systems_call_a_workbook_is_told_by_its_bytes(content: bytes, name: str, kind: str) -> None:
    file = io.BytesIO(content)
    assert kind_admitted(file, name, TABLES).name == kind
    assert file.read() == content
    if name.endswith(".xls"):
        with pytest.raises(BadInput):
            kind_admitted(io.BytesIO(content), name, SEALED)  # elsewhere a name says what the bytes are


@pytest.mark.parametrize(
    "active",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href='javascript:x'>", "<iframe src=x>", "<!ENTITY a 'x'>", "<meta http-equiv=refresh>"],
)
@pytest.mark.parametrize("before", [0, 5000, 2**20 - 3])
def test_a_page_in_which_something_runs_is_no_table_under_any_name(active: str, before: int) -> None:
    content = (TABLE + " " * before + active).encode()
    for name in ("投诉单.xls", "a.csv", "a.html"):
        with pytest.raises(BadInput, match="网页"):
            kind_admitted(io.BytesIO(content), name, TABLES)
    archived = b"MIME-Version: 1.0\nContent-Type: text/html\n\n" + content
    with pytest.raises(BadInput):  # what its parts hold may be written in any way
        kind_admitted(io.BytesIO(archived), "a.xls", TABLES)


def test_the_list_of_an_archive_is_not_read_where_it_is_enormous() -> None:
    made = bytearray(archive("[Content_Types].xml"))
    place = made.rindex(b"PK\x05\x06")
    made[place + 12 : place + 16] = (2**31).to_bytes(4, "little")
    with pytest.raises(BadInput, match="已损坏"):
        kind_admitted(io.BytesIO(bytes(made)), "a.docx", SEALED)


@pytest.mark.slow
@given(st.binary(max_size=64), st.text(max_size=20))
@settings(max_examples=300)
def test_any_beginning_under_any_name_is_told_or_refused_without_failing(head: bytes, name: str) -> None:
    with contextlib.suppress(BadInput):
        assert kind_admitted(io.BytesIO(head), name, SEALED).group in SEALED


def test_chinese_text_that_the_first_bytes_cut_in_two_is_text() -> None:
    text = "，买家：是正品吗？卖家：专柜正品，假一赔十，放心买就是了啊" * 99
    assert {kind_of(f"{shift}{text}".encode(encoding)[:HEAD]) for shift in ("", "a", "ab") for encoding in ("utf-8", "gb18030")} == {TEXT}


@pytest.mark.parametrize("before", [b" \n\t\f", b"\x0b\x0c\r\n", b"<!-- -->\n", b" \n\t\f<!-- -->\n", b"\xef\xbb\xbf \f<!-- a --><!-- b -->"])
@pytest.mark.parametrize("tag", [b"<html>", b"<HTML lang=zh>", b"<script>alert(1)</script>", b"<svg onload=alert(1)>"])
def test_markup_behind_blanks_and_remarks_is_no_text(before: bytes, tag: bytes) -> None:
    with pytest.raises(BadInput, match="网页"):
        kind_admitted(io.BytesIO(before + tag), "说明.txt", SEALED)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_an_archive_whose_table_cannot_be_unpacked_is_refused_in_words(method: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        made.writestr("a.csv", "编号,金额\n" * 200)
    data = bytearray(out.getvalue())
    data[35 + 4 : 35 + 30] = b"\xff" * 26
    with pytest.raises(BadInput):
        kind_admitted(io.BytesIO(bytes(data)), "a.zip", TABLES)
