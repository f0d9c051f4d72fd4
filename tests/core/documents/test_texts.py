"""The text of office files and OFD is read behind a guard: what they say is there in its order, and what is made to harm does nothing."""

import zipfile
from io import BytesIO

import pytest
from docx import Document
from openpyxl import Workbook

from mingjian.core.documents import texts
from mingjian.core.documents.texts import MOST_SIGNS, TextCopy, text_copy
from mingjian.core.errors import BadInput

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def read(raw: bytes) -> TextCopy:
    return text_copy(BytesIO(raw))


def word(body: str, *, before: str = "") -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": f"{before}<w:document {W}><w:body>{body}</w:body></w:document>"})


def test_a_word_document_is_read_in_its_order_with_its_tables() -> None:
    document, out = Document(), BytesIO()
    document.add_heading("鉴定意见书")
    document.add_paragraph("送检的 12 双鞋\t均系假冒。")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "数量", "12 双"
    document.add_paragraph("鉴定人：某某")
    document.sections[0].header.paragraphs[0].text = "某某鉴定所"
    document.save(out)
    copy = read(out.getvalue())
    assert [(one["kind"], one.get("text", one.get("rows"))) for one in copy.blocks] == [
        ("p", "鉴定意见书"),
        ("p", "送检的 12 双鞋\t均系假冒。"),
        ("table", [["数量", "12 双"]]),
        ("p", "鉴定人：某某"),
        ("head", None),
        ("p", "某某鉴定所"),
    ]
    assert (copy.is_cut, copy.is_empty) == (False, False)


def test_what_was_struck_out_of_a_word_document_is_not_read_as_its_text() -> None:
    struck = "<w:p><w:r><w:t>售价</w:t></w:r><w:del><w:r><w:delText>九</w:delText></w:r></w:del><w:ins><w:r><w:t>十元</w:t></w:r></w:ins></w:p>"
    assert [one["text"] for one in read(word(struck)).blocks] == ["售价十元"]


def test_a_workbook_is_read_sheet_by_sheet_and_a_hidden_sheet_is_named_so() -> None:
    book, out = Workbook(), BytesIO()
    book.active.title = "流水"
    book.active.append(["日期", "金额"])
    book.active.append(["2026-10-02", 120000])
    hidden = book.create_sheet("底账")
    hidden.sheet_state = "hidden"
    hidden.append([0.1])
    book.save(out)
    blocks = read(out.getvalue()).blocks
    assert [(one["text"], one["is_hidden"]) for one in blocks if one["kind"] == "sheet"] == [("流水", False), ("底账", True)]
    assert [one["rows"] for one in blocks if one["kind"] == "table"] == [[["日期", "金额"], ["2026-10-02", "120000"]], [["0.1"]]]


def test_an_ofd_is_read_by_its_lines_from_above_to_below_with_the_template_of_the_page() -> None:
    def piece(x: int, y: int, text: str) -> str:
        return f'<ofd:TextObject Boundary="{x} {y} 50 5"><ofd:TextCode X="0" Y="4">{text}</ofd:TextCode></ofd:TextObject>'

    written = piece(40, 20, "￥120,000") + piece(10, 90, "开票人")
    copy = read(
        zipped(
            {
                "OFD.xml": f"<ofd:OFD {OFD}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
                "Doc_0/Document.xml": f'<ofd:Document {OFD}><ofd:CommonData><ofd:TemplatePage ID="2" BaseLoc="Tpls/T.xml"/></ofd:CommonData>'
                '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
                "Doc_0/Pages/Page_0/Content.xml": f'<ofd:Page {OFD}><ofd:Template TemplateID="2"/>{written}</ofd:Page>',
                "Doc_0/Tpls/T.xml": f"<ofd:Page {OFD}>{piece(10, 21, '价税合计')}{piece(60, 5, '电子发票')}</ofd:Page>",
                "Doc_0/Res/image_0.png": b"\x89PNG",
            }
        )
    )
    assert [one.get("text", one.get("number")) for one in copy.blocks] == [1, "电子发票", "价税合计  ￥120,000", "开票人"]
    assert copy.pictures == 1


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_text_is_read_in_its_encoding(encoding: str) -> None:
    assert [one["text"] for one in read("现场笔录\n一".encode(encoding)).blocks] == ["现场笔录\n一"]


def test_a_file_outside_is_never_read_into_the_copy() -> None:
    entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    copy = read(word("<w:p><w:r><w:t>前&e;&b;后</w:t></w:r></w:p>", before=entity))
    assert "root:" not in str(copy)
    assert "aaaa" not in str(copy)


def test_a_part_that_unpacks_to_more_than_memory_is_refused_in_words() -> None:
    with pytest.raises(BadInput, match="无法读出"):
        read(zipped({"word/document.xml": b"<a>" + bytes(49 << 20)}))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900), "旧格式或者有密码"),
        (zipped({"a.txt": "x"}), "旧格式或者有密码"),
        (b"PK\x03\x04" + bytes(90), "无法读出"),
        (zipped({"word/document.xml": "<w:p"}), "无法读出"),
        (zipped({"OFD.xml": f"<ofd:OFD {OFD}><ofd:DocRoot>../../etc/passwd</ofd:DocRoot></ofd:OFD>"}), "无法读出"),
        (word("<w:x>" * 5000 + "</w:x>" * 5000), "无法读出"),
    ],
)
def test_what_is_old_locked_broken_or_made_to_harm_is_refused_in_words(raw: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read(raw)


def test_what_is_longer_than_is_shown_says_so() -> None:
    copy = read(word("<w:p><w:r><w:t>字</w:t></w:r></w:p>" * 6000))
    assert (copy.is_cut, len(copy.blocks)) == (True, 5000)
    whole = read(b"a" * (MOST_SIGNS + 5))
    assert (whole.is_cut, len(whole.blocks[0]["text"])) == (True, MOST_SIGNS)


def test_what_is_too_large_or_takes_too_long_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "PATIENCE", 0.001)
    with pytest.raises(BadInput, match="超时"):
        read(b"x")
    monkeypatch.setattr(texts, "MOST_BYTES", 0)
    with pytest.raises(BadInput, match="太大"):
        read(b"x")
