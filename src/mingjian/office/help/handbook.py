"""All pages of help as one book: blocks of plain data out of their Markdown, set as a PDF by Typst; nothing of a page runs there."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mingjian.core.errors import BadInput
from mingjian.core.optional import to_install
from mingjian.office.help.reader import CHINESE, ENGLISH, TUTORIAL, folder

if TYPE_CHECKING:
    from markdown_it.token import Token

ZH, EN = "zh", "en"
_SETTING = Path(__file__).with_name("handbook.typ")
_INLINE = {"strong_open": ("b", True), "strong_close": ("b", False), "em_open": ("i", True), "em_close": ("i", False)}


@dataclass
class _Reading:
    """Where the reading of a page stands: its blocks, the lists that it is in, and the table under way."""

    blocks: list[dict[str, Any]] = field(default_factory=list)
    lists: list[int] = field(default_factory=list)  # of an ordered list the next number, 0 of another
    row: list[list[dict[str, Any]]] | None = None
    marks: list[str] = field(default_factory=list)


def book(shelves: Iterable[tuple[str, Iterable[str]]], language: str, title: str, version: str, on: date) -> bytes:
    """
    Return the PDF of a book: shelves, each with its title and the names of its pages, in one language.

    Raises BadInput where this machine has no fonts or no Typst.
    """
    try:
        import typst

        from mingjian.core.documents.pdf_copy import fonts
    except ModuleNotFoundError as error:
        raise BadInput(f"需要附加组件 documents：{to_install('documents').zh}。", f"This needs the extra `documents`: {to_install('documents').en}.") from error
    parts = [{"title": shelf, "pages": [_page(name, language) for name in names]} for shelf, names in shelves]
    contents = "目录" if language == ZH else "Contents"
    told = {"title": title, "version": version, "on": [on.year, on.month, on.day], "language": language, "parts": parts, "contents": contents}
    try:
        made: bytes = typst.compile(str(_SETTING), sys_inputs={"data": json.dumps(told, ensure_ascii=False)}, font_paths=fonts())
    except typst.TypstError as error:
        raise BadInput(f"手册排版失败：{str(error)[:200]}", f"The handbook could not be set: {str(error)[:200]}") from error
    return made


def _page(name: str, language: str) -> dict[str, Any]:
    written = (folder() / (f"{name}.md" if name == TUTORIAL else f"howto/{name}.md")).read_text("utf-8")
    first, _, rest = written.partition("\n")
    zh, _, en = first.removeprefix("# ").partition(" · ")
    chinese, _, english = rest.partition(ENGLISH)
    return {"title": zh if language == ZH else en, "blocks": blocks_of(chinese.partition(CHINESE)[2] if language == ZH else english)}


def blocks_of(markdown: str) -> list[dict[str, Any]]:
    """Return what Markdown says as headings, paragraphs, points, code and tables, each with runs of plain text."""
    from markdown_it import MarkdownIt

    reading = _Reading()
    for token in MarkdownIt("commonmark", {"html": False}).enable("table").parse(markdown):
        _take(reading, token)
    return reading.blocks


def _take(reading: _Reading, token: "Token") -> None:
    kind = token.type
    if kind in ("bullet_list_open", "ordered_list_open"):
        reading.lists.append(int(token.attrs.get("start", 1)) if kind == "ordered_list_open" else 0)
    elif kind in ("bullet_list_close", "ordered_list_close"):
        reading.lists.pop()
    elif kind == "list_item_open":
        number = reading.lists[-1]
        reading.marks.append(f"{number}." if number else "•")
        reading.lists[-1] += bool(number)
    elif kind in ("fence", "code_block"):
        reading.blocks.append({"kind": "code", "text": token.content.rstrip("\n"), "depth": len(reading.lists)})
    elif kind == "table_open":
        reading.blocks.append({"kind": "table", "rows": []})
    elif kind == "tr_open":
        reading.row = []
    elif kind == "tr_close" and reading.row is not None:
        reading.blocks[-1]["rows"].append(reading.row)
        reading.row = None
    elif kind == "heading_open":
        reading.blocks.append({"kind": "heading", "level": int(token.tag[1]), "runs": []})
    elif kind == "inline":
        _take_words(reading, list(_runs(token.children or ())))


def _take_words(reading: _Reading, runs: list[dict[str, Any]]) -> None:
    if reading.row is not None:
        reading.row.append(runs)
    elif reading.blocks and reading.blocks[-1] == {**reading.blocks[-1], "kind": "heading", "runs": []}:
        reading.blocks[-1]["runs"] = runs
    else:
        mark = reading.marks.pop() if reading.marks else ""
        reading.blocks.append({"kind": "words", "runs": runs, "depth": len(reading.lists), "mark": mark})


def _runs(children: Iterable["Token"]) -> Iterator[dict[str, Any]]:
    face = {"b": False, "i": False}
    for one in children:
        if one.type in _INLINE:
            name, is_on = _INLINE[one.type]
            face[name] = is_on
        elif one.type in ("text", "code_inline"):
            if one.content:
                yield {"t": one.content, "c": one.type == "code_inline", **face}
        elif one.type in ("softbreak", "hardbreak"):
            yield {"t": " ", "c": False, **face}
