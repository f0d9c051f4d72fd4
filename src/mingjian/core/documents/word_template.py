"""Draw the Word template of a form: page, faces and blanks as official documents have them, the form's own wording, places for its values."""

from collections.abc import Iterable, Mapping
from functools import cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from mingjian.core.documents.docx_package import repacked
from mingjian.core.documents.forms import Form

TEMPLATE, MADE = "mingjian-template", "mingjian-document"  # category of the file: what was made is never taken for a template
BODY, TITLE, BOLD = "仿宋_GB2312", "方正小标宋简体", "黑体"
OUTWARD, INWARD = 16, 14  # points: what goes out under a number has the size of official documents, tables and records fit better in the smaller one
_SIGNED = 14
_WIDTH = 15.6  # cm between the margins
_FOOT = (("— ", ""), ("", "PAGE"), (" —", ""))
_FOOT_OF_ALL = (("第 ", ""), ("", "PAGE"), (" 页　共 ", ""), ("", "NUMPAGES"), (" 页", ""))  # of records and tables: no page can be taken out unseen
_BEFORE_SEAL = 2  # paragraphs that stay on the page of the seal
_ALIGN = {"right": WD_ALIGN_PARAGRAPH.RIGHT, "centre": WD_ALIGN_PARAGRAPH.CENTER, "to": WD_ALIGN_PARAGRAPH.LEFT}


@cache
def template_of(key: str, form: "Drawn") -> bytes:
    """Return the Word template of a form; the same form gives the same bytes."""
    return _draw(form.form)


class Drawn:
    """A form as a key of the cache: by identity, since its body is plain data."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def __hash__(self) -> int:
        return hash(self.form.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Drawn) and self.form is other.form


def template(form: Form) -> bytes:
    """Return the Word template of a form."""
    return template_of(form.key, Drawn(form))


def _draw(form: Form) -> bytes:
    document = Document()
    _lay_out(document, OUTWARD if form.word else INWARD)
    _line(document, "{{ 机关 }}", size=18, align="centre", face=TITLE, after=4)
    _line(document, form.title.zh, size=22, align="centre", face=TITLE, after=6)
    if form.word:
        _line(document, "{{ 文号 }}", size=14, align="centre", after=10)
    _blocks(document, form.body)
    properties = document.core_properties
    properties.category, properties.title, properties.author, properties.comments = TEMPLATE, form.title.zh, "", ""
    out = BytesIO()
    document.save(out)
    return repacked(out.getvalue())


def _lay_out(document: Any, size: float) -> None:
    """A4 with the margins of official documents, and the page's number below."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Cm(3.7), Cm(3.5), Cm(2.8), Cm(2.6)
    style = document.styles["Normal"]
    style.font.name, style.font.size = BODY, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), BODY)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "zh-CN")
    language.set(qn("w:eastAsia"), "zh-CN")  # without it some programs take Japanese shapes
    style.element.get_or_add_rPr().append(language)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for words, field in _FOOT if size >= OUTWARD else _FOOT_OF_ALL:
        _run(foot, words, 12) if words else _field(foot, field)


def _field(paragraph: Any, name: str) -> None:
    """Put a field that Word fills in, such as the page's number."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _blocks(into: Any, blocks: Iterable[Any]) -> None:
    for block in blocks:
        if isinstance(block, str):
            _line(into, block, indent=True)
        else:
            _DRAWN[next(way for way in block if way in _DRAWN)](into, block)


def _line(
    into: Any, words: str, *, size: float = 0, align: str = "", face: str = BODY, indent: bool = False, after: float = 0, spacing: float = 0, keep: bool = False
) -> None:
    size = size or into.styles["Normal"].font.size.pt
    paragraph = into.add_paragraph()
    if align:
        paragraph.alignment = _ALIGN[align]
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = Pt(0), Pt(after)
    shape.line_spacing = Pt(max(spacing or (28 if size >= OUTWARD else 26), size * 1.4))
    shape.keep_with_next, shape.widow_control = keep or None, True
    if indent:
        _indent(paragraph)
    _run(paragraph, words, size, face)


def _indent(paragraph: Any) -> None:
    indent = OxmlElement("w:ind")
    indent.set(qn("w:firstLineChars"), "200")
    paragraph._p.get_or_add_pPr().append(indent)


def _run(paragraph: Any, words: str, size: float, face: str = BODY) -> None:
    run = paragraph.add_run(words)
    run.font.name, run.font.size = face, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _aligned(into: Any, block: Mapping[str, Any]) -> None:
    ((way, words),) = block.items()
    _line(into, words, align=way)


def _headed(into: Any, block: Mapping[str, Any]) -> None:
    _line(into, block["head"], face=BOLD, indent=True, keep=True)


def _grid(into: Any, block: Mapping[str, Any]) -> None:
    """A table of labels and values: each row as many cells as it says, the last one reaching to the edge."""
    rows = block["grid"]
    columns = max(len(row) for row in rows)
    shares = block.get("widths") or ([20, 30] * columns)[:columns]
    table = into.add_table(rows=len(rows), cols=columns)
    table.style, table.autofit = "Table Grid", False
    _widths(table, shares)
    for line, row in zip(table.rows, rows, strict=True):
        cells = line.cells
        if len(row) < columns:
            cells[len(row) - 1].merge(cells[columns - 1])
        for i, words in enumerate(row):
            _cell(line.cells[i], str(words), is_label=i % 2 == 0 and len(row) > 1)
    _line(into, "", size=4, spacing=8)


def _rows(into: Any, block: Mapping[str, Any]) -> None:
    """A list with a row for each of its things: heads, the loop's own rows, and one row that repeats."""
    columns = list(block["columns"].items())
    table = into.add_table(rows=4, cols=len(columns))
    table.style, table.autofit = "Table Grid", False
    _widths(table, block.get("widths") or [1] * len(columns))
    _repeat(table.rows[0])
    for i, (head, words) in enumerate(columns):
        _cell(table.rows[0].cells[i], head, is_label=True)
        _cell(table.rows[2].cells[i], str(words))
    for row, words in ((1, f"{{%tr for 项 in {block['rows']} %}}"), (3, "{%tr endfor %}")):
        _cell(table.rows[row].cells[0], words)
    _line(into, "", size=4, spacing=8)


def _widths(table: Any, shares: list[int]) -> None:
    total = sum(shares)
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Cm(_WIDTH * share / total)
        for cell in column.cells:
            cell.width = Cm(_WIDTH * share / total)


def _repeat(row: Any) -> None:
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(head)


def _cell(cell: Any, words: str, is_label: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.line_spacing = Pt(20)
    paragraph.paragraph_format.space_after = Pt(0)
    if is_label:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, words, 12, BOLD if is_label else BODY)


def _conditional(into: Any, block: Mapping[str, Any]) -> None:
    way = "if" if "if" in block else "unless"
    words = [f"{block[way]} == '{word}'" for word in block.get("is", ())]
    asked = f"({' or '.join(words)})" if words else block[way]
    _line(into, f"{{%p if {'not ' if way == 'unless' else ''}{asked} %}}")
    _blocks(into, block["body"])
    _line(into, "{%p endif %}")


def _ruled(into: Any, block: Mapping[str, Any]) -> None:
    for _ in range(int(block["lines"])):
        _line(into, "＿" * 31, size=_SIGNED)


def _signed(into: Any, block: Mapping[str, Any]) -> None:
    for words in block["sign"]:
        _line(into, words, size=_SIGNED, spacing=30)


def _sealed(into: Any, block: Mapping[str, Any]) -> None:
    """Name, place of the seal and day, never alone on a page: what stands before goes along."""
    _keep_to_the_end(into.paragraphs)
    _line(into, "", size=10, keep=True)
    _line(into, "{{ 机关 }}", align="right", keep=True)
    _line(into, "（印章）", align="right", size=12, keep=True)
    _line(into, "{{ 日期 }}", align="right")


def _keep_to_the_end(paragraphs: Iterable[Any]) -> None:
    """
    Keep the last paragraphs of text together. Those of a condition come on top: which of them there will be is not known yet.

    A value may become many paragraphs, which would all be kept and fill a page: one is kept as the last alone.
    """
    depth = kept = 0
    for paragraph in reversed([*paragraphs]):
        words = paragraph.text
        is_free = depth == 0 and not words.startswith("{%p")
        if kept == _BEFORE_SEAL or not words or (kept and is_free and "{{" in words):  # an empty line stands behind a table
            return
        paragraph.paragraph_format.keep_with_next = True
        depth += words.startswith("{%p endif") - words.startswith("{%p if")
        kept += is_free


_DRAWN = {
    "to": _aligned,
    "right": _aligned,
    "centre": _aligned,
    "head": _headed,
    "grid": _grid,
    "rows": _rows,
    "if": _conditional,
    "unless": _conditional,
    "lines": _ruled,
    "sign": _signed,
    "seal": _sealed,
}
