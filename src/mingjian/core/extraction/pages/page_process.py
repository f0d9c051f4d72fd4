"""
Take saved pages apart and write what is in them to standard output, one JSON line a page.

Runs as a process of its own, by path and without the package, so that a page made to exhaust memory or time ends this process and nothing else.
Reads paths from standard input, one a line. Arguments: most bytes of memory, most seconds of computing a page, most bytes of a page.
"""

import email
import email.message
import email.policy
import email.utils
import json
import re
import resource
import signal
import sys
from datetime import UTC
from pathlib import Path
from typing import Any

from lxml import etree

MOST_TEXT, MOST_LINKS, MOST_PIECES = 1_000_000, 5_000, 500
_HIDDEN = frozenset(("script", "style", "noscript", "template", "head", "title"))
_BLOCKS = frozenset(("p", "div", "li", "tr", "td", "th", "br", "h1", "h2", "h3", "h4", "dt", "dd", "section", "article", "footer", "header", "option", "ul"))
_STRUCK_TAGS = frozenset(("del", "s", "strike"))
_STRUCK_CLASS = re.compile(
    r"(?:old|origin\w*|market|list|regular|was|before|cross|through|del)[\-_ ]{0,2}price|price[\-_ ]{0,2}(?:old|was|origin\w*|market|del)", re.I
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s{0,4}=\s{0,4}["']?\s{0,4}([A-Za-z0-9_\-]{2,20})""", re.I)
_SAVED_FROM = re.compile(rb"<!--\s{0,8}saved from url=\(\d{1,6}\)\s{0,8}([^\s>]{1,2000})", re.I)
_AHEAD = 8192  # bytes in which a page says what it is


def main(memory: int, seconds: int, most_bytes: int) -> int:
    """Take each page apart; whoever is still computing after so many seconds is ended by the system."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    for line in sys.stdin:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            told = told_of(Path(json.loads(line)), most_bytes)
        except (OSError, ValueError, MemoryError, RecursionError, etree.LxmlError) as error:
            told = {"fault": type(error).__name__}
        signal.setitimer(signal.ITIMER_PROF, 0)
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
    return 0


def told_of(path: Path, most_bytes: int) -> dict[str, Any]:
    """Return what is in one saved page; of a larger one its beginning is read."""
    with path.open("rb") as file:
        data = file.read(most_bytes)
    archive = _of_archive(data) if path.suffix.lower() in {".mhtml", ".mht", ".eml"} else (data, "", "", "")
    page, charset, address, seen_at = archive
    saved = _SAVED_FROM.search(page[:_AHEAD])
    told: dict[str, Any] = {"archived_from": address, "seen_at": seen_at, "saved_from": saved[1].decode("ascii", "replace") if saved else ""}
    told["is_cut"] = len(data) == most_bytes
    return told | _taken_apart(_decoded(page, charset))


def _of_archive(data: bytes) -> tuple[bytes, str, str, str]:
    """Return the page of a web archive (RFC 2557), its charset, its address and the instant it was saved."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html" and isinstance(page := part.get_payload(decode=True), bytes):
            address = message.get("Snapshot-Content-Location") or part.get("Content-Location") or ""
            return page, part.get_content_charset() or "", str(address), _instant(message)
    raise ValueError("no page in it")


def _instant(message: email.message.Message) -> str:
    try:
        at = email.utils.parsedate_to_datetime(str(message["Date"]))
        return at.astimezone(UTC).replace(tzinfo=None).isoformat()
    except (TypeError, ValueError):
        return ""


def _decoded(page: bytes, charset: str) -> bytes:
    """Return the page in UTF-8: by its mark, by what it says of itself, as UTF-8, or else as Chinese of the mainland."""
    said = _CHARSET.search(page[:_AHEAD])
    named = charset or (said[1].decode("ascii") if said else "")
    tried = ["utf-16"] if page[:2] in (b"\xff\xfe", b"\xfe\xff") else [named.lower().replace("gb2312", "gb18030").replace("gbk", "gb18030"), "utf-8"]
    for one in filter(None, tried):
        try:
            return page.decode(one).encode("utf-8", "replace")
        except (LookupError, UnicodeDecodeError):
            continue
    return page.decode(named if _is_known(named) else "gb18030", "replace").encode("utf-8", "replace")


def _is_known(name: str) -> bool:
    try:
        "".encode(name)
    except LookupError:
        return False
    return bool(name)


def _taken_apart(page: bytes) -> dict[str, Any]:
    parser = etree.HTMLParser(encoding="utf-8", recover=True, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    root = etree.fromstring(page, parser)
    if root is None:
        raise ValueError("no elements")
    return _Walk().through(root)


class _Walk:
    """One walk through a page, element by element."""

    def __init__(self) -> None:
        self.told: dict[str, Any] = {name: [] for name in ("links", "images", "frames", "struck", "sources")} | {
            "title": "",
            "canonical": "",
            "generator": "",
            "elements": 0,
            "depth": 0,
            "scripts": 0,
            "has_app_banner": False,
        }
        self.text: list[str] = []
        self.size = 0

    def through(self, root: Any) -> dict[str, Any]:
        """Walk and tell."""
        depth = hidden = 0
        for event, element in etree.iterwalk(root, events=("start", "end")):
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                depth += 1
                hidden += tag in _HIDDEN
                self._start(element, tag, depth, hidden)
            else:
                depth -= 1
                hidden -= tag in _HIDDEN
                self._keep(element.tail, hidden, tag in _BLOCKS)
        return self.told | {"text": "".join(self.text)}

    def _start(self, element: Any, tag: str, depth: int, hidden: int) -> None:
        self.told["elements"] += 1
        self.told["depth"] = max(self.told["depth"], depth)
        self._keep(element.text, hidden, tag in _BLOCKS)
        if tag == "title" and not self.told["title"]:
            self.told["title"] = (element.text or "").strip()[:500]
        elif tag == "meta":
            self._meta(element)
        elif tag == "script":
            self.told["scripts"] += 1
            self._add("sources", (element.get("src") or "")[:300])
        elif tag == "link":
            self._link(element)
        elif tag in ("a", "area"):
            self._add("links", [(element.get("href") or "")[:1000], _text_of(element, 80)])
        elif tag == "img":
            self._add("images", f"{element.get('alt') or ''} {element.get('src') or ''}"[:300])
        elif tag in ("iframe", "frame"):
            self._add("frames", [str(element.get(side) or "")[:20] for side in ("width", "height")] + [(element.get("style") or "")[:200]])
        if tag in _STRUCK_TAGS or _STRUCK_CLASS.search((element.get("class") or "")[:200]):
            around = element.getparent()
            self._add("struck", [_text_of(element, 60), _text_of(around if around is not None else element, 300)], MOST_PIECES)

    def _meta(self, element: Any) -> None:
        name = (element.get("name") or element.get("property") or "").lower()
        content = (element.get("content") or "")[:1000]
        if name == "generator" and not self.told["generator"]:
            self.told["generator"] = content[:100]
        elif name == "og:url" and not self.told["canonical"]:
            self.told["canonical"] = content
        elif name == "apple-itunes-app":
            self.told["has_app_banner"] = True

    def _link(self, element: Any) -> None:
        if "canonical" in (element.get("rel") or "").lower():
            self.told["canonical"] = (element.get("href") or "")[:1000]
        self._add("sources", (element.get("href") or "")[:300])

    def _add(self, name: str, one: Any, most: int = MOST_LINKS) -> None:
        if len(self.told[name]) < most:
            self.told[name].append(one)

    def _keep(self, text: str | None, hidden: int, is_block: bool) -> None:
        if hidden or self.size >= MOST_TEXT:
            return
        piece = ("\n" if is_block else "") + " ".join((text or "")[: MOST_TEXT - self.size].split())
        if piece.strip():
            self.text.append(piece + " ")
            self.size += len(piece) + 1
        elif is_block and self.text and not self.text[-1].endswith("\n"):
            self.text.append("\n")
            self.size += 1


def _text_of(element: Any, most: int) -> str:
    """Return the beginning of all text within an element, without walking further than that takes."""
    found, size = [], 0
    for piece in element.itertext():
        found.append(piece[:most])
        size += len(piece)
        if size >= 4 * most:
            break
    return " ".join(" ".join(found).split())[:most]


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:4])))
