"""
Read the text of the file at standard input (Word, Excel, PowerPoint, OpenDocument, OFD, plain text) and write it to standard output as JSON.

Runs as a process of its own, by path and without the package, so that a file made to exhaust memory or time ends this process and nothing else. No program
that could follow a link or run a macro opens it: parts of the archive are read as XML without entities, and nothing else of it is looked at.
Arguments: most bytes of memory, most seconds of computing, most signs that are given.
"""

import datetime
import io
import json
import posixpath
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

BROKEN, UNREAD = 4, 5  # how the process ends where nothing can be read, and where it is a format that is not read here
MOST_PART = 48 << 20  # bytes of one part, unpacked
MOST_PARTS, MOST_ROWS, MOST_CELLS, MOST_BLOCKS = 500, 1000, 50, 5000  # pages or slides, rows of a sheet, cells of a row, paragraphs and tables
_GONE = frozenset(("del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "tracked-changes", "sectPr"))  # what the file itself no longer says
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "s": " "}
_PARAGRAPHS, _TABLES, _ROWS, _CELLS = ("p", "h"), ("tbl", "table"), ("tr", "table-row"), ("tc", "table-cell", "covered-table-cell")
_OPEN_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_LINE = 2.0  # millimetres of height within which two pieces of an OFD page stand on one line
Block = dict[str, Any]


class Unread(Exception):
    """A format that is not read here."""


def main(memory: int, seconds: int, most: int) -> int:
    """Read; whoever is still computing after so many seconds is ended by the system."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    raw = sys.stdin.buffer.read()
    try:
        blocks, pictures = told_of(raw)
        told = cut(blocks, most) | {"pictures": pictures}
    except Unread:
        return UNREAD
    except (ValueError, KeyError, MemoryError, OSError, RecursionError, zipfile.BadZipFile, etree.LxmlError, CalamineError):
        return BROKEN
    sys.stdout.buffer.write(json.dumps(told).encode())  # as ASCII: a lone half of a sign breaks no pipe
    return 0


def cut(blocks: Iterator[Block], most: int) -> Block:
    """Take blocks until there are so many signs of them, and say whether more would follow."""
    taken: list[Block] = []
    for block in blocks:
        signs = len(block.get("text", "")) + sum(len(cell) + 1 for row in block.get("rows", ()) for cell in row)
        if signs > most or len(taken) >= MOST_BLOCKS:
            begun = [block | {"text": block["text"][:most]}] if block["kind"] == "pre" else []  # a whole text is one block
            return {"blocks": taken + begun, "is_cut": True}
        most -= signs
        taken.append(block)
    return {"blocks": taken, "is_cut": any(block.pop("more", False) for block in taken)}


def told_of(raw: bytes) -> tuple[Iterator[Block], int]:
    """Return the blocks of a file, and how many pictures it holds that are not among them. Raises Unread for a format that is not read."""
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        return sheets(raw, is_old=True), 0
    if not raw.startswith(b"PK"):
        return iter([{"kind": "pre", "text": decoded(raw)}]), 0
    archive = zipfile.ZipFile(io.BytesIO(raw))
    names = set(archive.namelist())
    pictures = sum(bool(re.search(r"(?:/media/|^Pictures/|/Res/).+\.(?:png|jpe?g|gif|bmp|emf|wmf|jb2|tiff?)$", name, re.I)) for name in names)
    if "word/document.xml" in names:
        return of_word(archive, names), pictures
    if "ppt/presentation.xml" in names:
        return of_slides(archive, names), pictures
    if "OFD.xml" in names:
        return of_ofd(archive), pictures
    if names & {"xl/workbook.xml", "xl/workbook.bin"} or b"spreadsheet" in (part(archive, "mimetype") if "mimetype" in names else b""):
        return sheets(raw), pictures
    if "content.xml" in names:
        return walked(tree(archive, "content.xml")), pictures
    raise Unread


def part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return one part of an archive. Raises ValueError where it unpacks to more than a part holds."""
    with archive.open(name) as file:
        raw = file.read(MOST_PART + 1)
    if len(raw) > MOST_PART:
        raise ValueError("too large")
    return raw


def tree(archive: zipfile.ZipFile, name: str) -> Any:
    """Return one part as XML: no entity is followed, nothing is fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    return etree.fromstring(part(archive, name.lstrip("/")), parser)


def decoded(raw: bytes) -> str:
    """Return plain text in the first encoding that it fits."""
    for encoding in ("utf-16",) if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("gb18030", "replace")


def of_word(archive: zipfile.ZipFile, names: set[str]) -> Iterator[Block]:
    """Return the body of a Word document, then what stands apart from it."""
    yield from walked(tree(archive, "word/document.xml"))
    for kind, like in (("head", r"word/(?:header|footer)\d*\.xml"), ("notes", r"word/(?:foot|end)notes\.xml"), ("comments", r"word/comments\.xml")):
        blocks = [block for name in _like(names, like) for block in walked(tree(archive, name))]
        yield from ([{"kind": kind}, *blocks] if blocks else ())


def of_slides(archive: zipfile.ZipFile, names: set[str]) -> Iterator[Block]:
    """Return the slides of a presentation in the order of their numbers."""
    for number, name in enumerate(_like(names, r"ppt/slides/slide\d+\.xml"), start=1):
        yield {"kind": "slide", "number": number}
        yield from walked(tree(archive, name))


def _like(names: set[str], like: str) -> list[str]:
    found = [name for name in names if re.fullmatch(like, name)]
    return sorted(found, key=lambda name: (int(re.sub(r"\D", "", name)[:9] or 0), name))[:MOST_PARTS]


def walked(node: Any) -> Iterator[Block]:
    """Return paragraphs and tables below a node, in their order."""
    for child in node:
        name = _local(child)
        if name in _TABLES:
            rows = [[_inner(cell) for cell in row if _local(cell) in _CELLS][:MOST_CELLS] for row in _rows(child)]
            yield {"kind": "table", "rows": rows[:MOST_ROWS], "more": len(rows) > MOST_ROWS}
        elif name in _PARAGRAPHS:
            yield from ({"kind": "p", "text": text} for text in [_inner(child)] if text)
        elif name not in _GONE:
            yield from walked(child)


def _rows(node: Any) -> Iterator[Any]:
    """Return the rows of a table, and not those of tables within its cells: they are text of the cell."""
    for child in node:
        if _local(child) in _ROWS:
            yield child
        elif _local(child) not in _TABLES:
            yield from _rows(child)


def _inner(node: Any) -> str:
    return "".join(_said(node)).strip("\n")


def _said(node: Any) -> Iterator[str]:
    is_open = isinstance(node.tag, str) and node.tag.startswith(_OPEN_TEXT)  # there text stands in the paragraph itself, elsewhere in pieces of it
    yield node.text or "" if is_open or _local(node) == "t" else ""
    for child in node:
        name = _local(child)
        if name in _BREAKS:
            yield _BREAKS[name]
        elif name not in _GONE:
            yield from _said(child)
            yield "\n" if name in _PARAGRAPHS else ""
        yield child.tail or "" if is_open else ""


def _local(node: Any) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def sheets(raw: bytes, *, is_old: bool = False) -> Iterator[Block]:
    """Return the sheets of a workbook, those that are hidden in it, too. Raises Unread for what is an old format and no workbook."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    except CalamineError:
        if is_old:
            raise Unread from None
        raise
    return _sheets(book)


def _sheets(book: Any) -> Iterator[Block]:
    for described in book.sheets_metadata:
        if described.typ != SheetTypeEnum.WorkSheet:
            continue
        yield {"kind": "sheet", "text": described.name, "is_hidden": described.visible != SheetVisibleEnum.Visible}
        sheet = book.get_sheet_by_name(described.name)
        rows = [[_cell(value) for value in row[:MOST_CELLS]] for row, _ in zip(sheet.iter_rows(), range(MOST_ROWS), strict=False)] if sheet.height else []
        if rows := [row for row in rows if any(row)]:
            yield {"kind": "table", "rows": rows, "more": sheet.height > MOST_ROWS or sheet.width > MOST_CELLS}


def _cell(value: object) -> str:
    if isinstance(value, float):
        return format(value, ".15g")  # spreadsheets keep 15 digits
    return value.isoformat(sep=" ") if isinstance(value, datetime.datetime) else str(value)


def of_ofd(archive: zipfile.ZipFile) -> Iterator[Block]:
    """Return the pages of an OFD file as lines, each with the template that lies under it. Source: GB/T 33190-2016 (root, document, pages, TextCode)."""
    for root in _texts(tree(archive, "OFD.xml"), "DocRoot"):
        document = tree(archive, root)
        folder = posixpath.dirname(root)
        templates = {one.get("ID"): one.get("BaseLoc", "") for one in _all(document, "TemplatePage")}
        pages = [one for one in _all(document, "Page") if one.get("BaseLoc")]
        for number, page in enumerate(pages[:MOST_PARTS], start=1):
            content = tree(archive, _place(folder, page.get("BaseLoc")))
            under = [templates.get(one.get("TemplateID"), "") for one in _all(content, "Template")]
            layers = [content, *(tree(archive, _place(folder, one)) for one in under if one)]
            yield {"kind": "page", "number": number}
            yield from ({"kind": "p", "text": line} for line in _lines(layers))


def _place(folder: str, where: str) -> str:
    return where.lstrip("/") if where.startswith("/") else posixpath.normpath(posixpath.join(folder.lstrip("/"), where))


def _lines(layers: list[Any]) -> Iterator[str]:
    """Return what stands on a page, from above to below and from left to right."""
    pieces = sorted((*_corner(one), "".join(_texts(one, "TextCode"))) for layer in layers for one in _all(layer, "TextObject"))
    line: list[tuple[float, str]] = []
    top = 0.0
    for down, across, text in pieces:
        if line and down - top > _LINE:
            yield "  ".join(text for _, text in sorted(line))
            line = []
        top = top if line else down
        line.append((across, text))
    if line:
        yield "  ".join(text for _, text in sorted(line))


def _corner(one: Any) -> tuple[float, float]:
    sides = [float(side) for side in (one.get("Boundary") or "0 0").split()[:2]]
    return sides[1], sides[0]


def _all(node: Any, name: str) -> list[Any]:
    return [one for one in node.iter() if _local(one) == name]


def _texts(node: Any, name: str) -> list[str]:
    return [(one.text or "").strip() for one in _all(node, name)]


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:4])))
