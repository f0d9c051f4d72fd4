"""
A reading copy of a made document as PDF/A: the docx is the document, this is how it reads without Word.

Typst sets paragraphs and tables, which is all that forms of ours hold: the same docx gives the same bytes on every machine. A template of an office's own may
hold more (pictures, text boxes, columns); for that LibreOffice is asked, and where it is not installed the copy is refused rather than shown without a part of
it.
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from mingjian.core.documents.word_template import BOLD, TITLE
from mingjian.core.errors import BadInput

_SETTING = Path(__file__).with_name("copy.typ")
_OFFICE = ("soffice", "libreoffice")
_SECONDS = 120
#: What a body may hold that Typst sets; anything else asks for LibreOffice.
_KNOWN = {qn(f"w:{name}") for name in ("p", "tbl", "sectPr", "bookmarkStart", "bookmarkEnd")}
_MORE = tuple(qn(f"w:{name}") for name in ("drawing", "pict", "object", "txbxContent", "footnoteReference", "endnoteReference"))
_EXPORT = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'  # 2: PDF/A-2b
_HEAVY = {BOLD, TITLE}


def reading_copy(raw: bytes) -> bytes:
    """Return the PDF of a docx. Raises BadInput where it holds more than this machine can set."""
    document = Document(BytesIO(raw))
    body = document.element.body
    if all(child.tag in _KNOWN for child in body) and not any(True for _ in body.iter(*_MORE)):
        return _set_by_typst(document)
    return _set_by_office(raw)


def _set_by_typst(document: Any) -> bytes:
    created = document.core_properties.created
    is_counted = b"NUMPAGES" in document.sections[0].footer.part.blob
    data = {
        "title": document.core_properties.title or "",
        "on": [created.year, created.month, created.day],
        "header": _header(document),
        "counted": is_counted,
        "blocks": list(_blocks(document)),
    }
    try:
        made = typst.compile(str(_SETTING), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, font_paths=fonts(), pdf_standards=["a-2b"])
    except typst.TypstError as error:  # with PDF/A a character that no font has is an error, not an empty box
        raise BadInput(f"无法生成 PDF：{error}。Word 文书不受影响。", f"The PDF cannot be made: {error}. The Word document is not affected.") from error
    return bytes(made)


def fonts() -> list[str]:
    """Return the folders of the fonts that PDFs are set in; none where the extra `documents` is absent."""
    found = find_spec("pylopdf_fonts_zh_cn")
    return [str(Path(found.origin).parent)] if found and found.origin else []


def _header(document: Any) -> str:
    """Return the words that stand above each page, the first section's; empty where there are none."""
    header = document.sections[0].header
    return "" if header.is_linked_to_previous else "\n".join(one.text for one in header.paragraphs if one.text.strip())


def _blocks(document: Any) -> Iterator[dict[str, Any]]:
    for one in document.iter_inner_content():
        if isinstance(one, Table):
            yield _table(one)
        elif isinstance(one, Paragraph):
            yield _paragraph(one)


def _paragraph(one: Paragraph) -> dict[str, Any]:
    sides = {0: "left", 1: "center", 2: "right"}
    shape = one._p.pPr.find(qn("w:ind")) if one._p.pPr is not None else None
    first = next((run for run in one.runs if run.text), None)
    size = first.font.size.pt if first is not None and first.font.size else 13
    return {
        "kind": "p",
        "text": one.text,
        "align": "" if one.alignment is None else sides.get(int(one.alignment), ""),
        "indent": shape is not None and shape.get(qn("w:firstLineChars")) is not None,
        "size": min(size, 20),
        "heavy": first is not None and first.font.name in _HEAVY,
        "keep": bool(one.paragraph_format.keep_with_next),
    }


def _table(one: Table) -> dict[str, Any]:
    widths = [column.get(qn("w:w")) or "1" for column in one._tbl.tblGrid.gridCol_lst]
    rows = [[_cell(cell) for cell in row.tc_lst] for row in one._tbl.tr_lst]
    heads = sum(1 for row in one._tbl.tr_lst if row.trPr is not None and row.trPr.find(qn("w:tblHeader")) is not None)
    return {"kind": "table", "widths": [int(width) for width in widths], "rows": rows, "head": heads}


def _cell(cell: Any) -> dict[str, Any]:
    inner = [Paragraph(p, None) for p in cell.p_lst]  # type: ignore[arg-type]  # asked for its text and faces only
    first = next((run for p in inner for run in p.runs if run.text), None)
    return {"text": "\n".join(p.text for p in inner), "span": cell.grid_span, "heavy": first is not None and first.font.name in _HEAVY}


def office_program() -> str | None:
    """Return where LibreOffice lies on this machine, or none."""
    return next((found for name in _OFFICE if (found := shutil.which(name))), None)


def _set_by_office(raw: bytes) -> bytes:
    """Ask LibreOffice, in a profile of this call's own: two in one profile refuse each other. Its exit status says nothing; the file does."""
    program = office_program()
    if program is None:
        raise BadInput(
            "此文书的模板含图片、文本框等内容，生成 PDF 需要 LibreOffice，本机未安装；请下载 Word 文书。",
            "The template of this document holds pictures, text boxes or the like: its PDF needs LibreOffice, which is not installed. Take the Word document.",
        )
    with tempfile.TemporaryDirectory(prefix="mingjian-office-") as folder:
        place = Path(folder)
        (place / "document.docx").write_bytes(raw)
        asked = [program, f"-env:UserInstallation=file://{place}/profile", "--headless", "--convert-to", _EXPORT, "--outdir", folder, f"{place}/document.docx"]
        try:
            subprocess.run(asked, capture_output=True, timeout=_SECONDS, check=False, env={**os.environ, "HOME": folder})  # noqa: S603 - our own arguments
        except (subprocess.TimeoutExpired, OSError) as error:
            raise BadInput("LibreOffice 未能完成转换。", "LibreOffice did not finish.") from error
        made = place / "document.pdf"
        if not made.is_file() or not made.read_bytes().startswith(b"%PDF"):
            raise BadInput("LibreOffice 未能生成 PDF；请下载 Word 文书。", "LibreOffice made no PDF: take the Word document.")
        return made.read_bytes()
