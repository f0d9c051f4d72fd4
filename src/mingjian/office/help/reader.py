"""Read the docs as pages: the part in the reader's language, drawn as HTML, its links leading to other pages of help or nowhere."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mingjian.core.errors import NotFound
from mingjian.core.language import Text

if TYPE_CHECKING:
    from markdown_it.token import Token

_PACKED = Path(__file__).parent / "pages"  # in a wheel (hatch_build.py)
_WRITTEN = Path(__file__).parents[4] / "docs"  # in the source
CHINESE, ENGLISH = "## 中文\n", "## English\n"
TUTORIAL = "tutorial"
_LINK = re.compile(r"^(?:\.\./|\./|howto/)*([a-z0-9-]+)\.md(#.*)?$")


@dataclass(frozen=True)
class Page:
    """One page of help: its name, its title, and its body as HTML in both languages."""

    name: str
    title: Text
    body: Text


def folder() -> Path:
    """Return where the docs lie: inside the package, or beside the source."""
    return _PACKED if _PACKED.is_dir() else _WRITTEN


@cache
def names() -> tuple[str, ...]:
    """Return the names of all pages, the tutorial first."""
    return (TUTORIAL, *sorted(path.stem for path in (folder() / "howto").glob("*.md")))


@cache
def page(name: str) -> Page:
    """Return one page; raise NotFound where there is none."""
    if name not in names():
        raise NotFound(f"没有这一页帮助：{name[:60]}。", f"There is no page of help named {name[:60]}.")
    path = folder() / f"{name}.md" if name == TUTORIAL else folder() / "howto" / f"{name}.md"
    return parsed(name, path.read_text("utf-8"))


def parsed(name: str, written: str) -> Page:
    """Take a document apart: `# 题目 · Title`, then `## 中文` and `## English`, each with the whole of it."""
    first, _, rest = written.partition("\n")
    zh, _, en = first.removeprefix("# ").partition(" · ")
    chinese, _, english = rest.partition(ENGLISH)
    return Page(name, Text(zh.strip(), en.strip()), Text(drawn(chinese.partition(CHINESE)[2]), drawn(english)))


def drawn(markdown: str) -> str:
    """Draw Markdown as HTML. HTML in it is shown as text: what stands on the page was made by this function alone."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(markdown)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:  # the page has its own h1
            token.tag = f"h{max(2, int(token.tag[1]) - 1)}"
        if token.children:
            token.children = _linked(token.children)
    html: str = reader.renderer.render(tokens, reader.options, {})
    html = html.replace("<pre>", '<pre tabindex="0">')  # what scrolls sideways is reached by keys
    return html.replace("<table>", '<div class="table-wrap" tabindex="0"><table class="table">').replace("</table>", "</table></div>")


def _linked(children: "list[Token]") -> "list[Token]":
    """Lead links to pages of help; of what this node does not show (decisions, tests, the web) the words alone stay."""
    kept: list[Token] = []
    leads: list[bool] = []
    for one in children:
        if one.type == "link_open":
            found = _LINK.match(str(one.attrGet("href") or ""))
            leads.append(bool(found and found[1] in names()))
            if found and leads[-1]:
                one.attrSet("href", f"/help/{found[1]}")
        shown = leads[-1] if one.type == "link_open" else leads.pop() if one.type == "link_close" else True
        if shown:
            kept.append(one)
    return kept
