"""
Draw one page out of a web archive (WACZ) as a document that can do nothing: no script, no address that leads anywhere, pictures and styles within it.

Runs as a process of its own, by path and without the package, so that an archive made to exhaust memory or time ends this process and nothing else.
Reads one JSON line: `path`, and `record` (a number, -1 for the page as its browser had it, -2 for what is shown first); writes one JSON line. Arguments:
most bytes of memory, most seconds of computing.
"""

import base64
import json
import logging
import re
import resource
import signal
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any
from urllib.parse import urldefrag, urljoin

from lxml import etree
from warcio.archiveiterator import ArchiveIterator

MOST_RECORDS, MOST_BODY, MOST_BODIES = 20_000, 16 << 20, 160 << 20
MOST_PAGE, MOST_WITHIN = 4 << 20, 24 << 20  # bytes of a page's own text; of all that is put into it
MOST_NAMED = 200  # of what is left out, by name
NO_PAGE = "no_page"
FIRST = -2  # in place of a number: the page as its browser had it, else that of the record that the archive is of
DEEPEST = 3  # of style sheets that bring others
RENDERED, PACKAGE = "evidence/page.html", "datapackage.json"
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_GONE = frozenset(["script", "noscript", "base", "meta", "link", "template", "param", "animate", "set", "animatemotion", "animatetransform"])
#: What becomes a plain box with what is in it: a parser may have put the rest of the page there.
_PLAIN = {"form": "div", "frameset": "div", "dialog": "div", **dict.fromkeys(["iframe", "frame", "object", "embed", "applet", "portal", "fencedframe"], "span")}
#: What an element keeps. Whatever names an address is dealt with apart; events, targets and everything unknown go.
_KEPT_SAID = """
class id style title alt width height colspan rowspan lang dir align valign bgcolor color face size border cellpadding cellspacing span
start value placeholder checked disabled selected readonly multiple rows cols type label open role media loop muted controls viewbox d fill
stroke points x y x1 y1 x2 y2 cx cy r rx ry transform stroke-width fill-rule clip-rule opacity offset stop-color stop-opacity gradientunits
gradienttransform preserveaspectratio text-anchor font-size font-family font-weight xmlns datetime hidden nowrap
"""
_KEPT = frozenset(_KEPT_SAID.split())
_SHOWN = {"image": ("img", "input", "image"), "audio": ("audio", "source"), "video": ("video", "source")}
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s{0,4}=\s{0,4}["']?\s{0,4}([A-Za-z0-9_\-]{2,20})""", re.I)
_URL = re.compile(r"""url\(\s{0,20}(?:"([^"\n]{0,4000})"|'([^'\n]{0,4000})'|([^)"'\s]{0,4000}))\s{0,20}\)""", re.I)
_IMPORT = re.compile(r"""@import\s{1,20}(?:url\(\s{0,20})?["']?([^"')\s;]{1,4000})["']?\s{0,20}\)?([^;{}]{0,200});?""", re.I)

logging.getLogger("warcio").setLevel(logging.CRITICAL)


@dataclass(slots=True)
class Record:
    """One answer of the archive."""

    url: str
    at: str
    status: str
    kind: str
    charset: str
    digest: str
    address: str
    size: int
    body: bytes | None


def main(memory: int, seconds: int) -> int:
    """Draw what is asked for; whoever is still computing after so many seconds is ended by the system."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    asked = json.loads(sys.stdin.readline())
    try:
        told = told_of(str(asked["path"]), asked.get("record"))
    except Exception as error:
        told = {"fault": type(error).__name__}
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


def told_of(path: str, record: int | None) -> dict[str, Any]:
    """Return the answers of an archive; with `record` also that page, as a document, and what is left out of it."""
    with zipfile.ZipFile(path) as archive:
        told, rendered = _told(archive), _member(archive, RENDERED)
        records = list(_records(archive))
    if not records:
        raise ValueError("no answers in it")
    main_page = _first(records, str(told.get("mainPageUrl", "")))
    found: dict[str, Any] = {"main": main_page, "has_rendered": rendered is not None, "records": [_line(number, one) for number, one in enumerate(records)]}
    if record is None:
        return found
    if record == FIRST:
        record = main_page if rendered is None else -1
    if record == -1 and rendered is not None:
        return found | Page(records, records[main_page].url).drawn(_decoded(rendered, "utf-8", "gb18030"))
    if not 0 <= record < len(records) or not found["records"][record]["is_page"]:
        return {"fault": NO_PAGE}
    return found | Page(records, records[record].url).drawn(_text(records[record]))


def _told(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        told = json.loads(_member(archive, PACKAGE) or b"{}")
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _member(archive: zipfile.ZipFile, name: str) -> bytes | None:
    try:
        with archive.open(name) as stream:
            data = stream.read(MOST_PAGE + 1)
    except KeyError:
        return None
    return data[:MOST_PAGE]


def _records(archive: zipfile.ZipFile) -> Iterator[Record]:
    """Yield the answers of all WARC files, each body decoded; larger ones without it."""
    left, count = MOST_BODIES, 0
    for name in archive.namelist():
        if not name.startswith("archive/") or not name.endswith((".warc", ".warc.gz")):
            continue
        with archive.open(name) as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type not in {"response", "resource"}:
                    continue
                count += 1
                if count > MOST_RECORDS:
                    return
                made = _record(record, min(MOST_BODY, left))
                left -= len(made.body or b"")
                yield made


def _record(record: Any, most: int) -> Record:
    head, http = record.rec_headers, record.http_headers
    sent = (http.get_header("Content-Type") if http else head.get_header("Content-Type")) or ""
    kind, _, rest = sent.partition(";")
    charset = rest.lower().partition("charset=")[2].strip(" \"'").partition(";")[0]
    body: bytes | None = record.content_stream().read(most + 1)
    size = len(body or b"")
    if body is not None and (len(body) > most or _is_packed(http)):
        body = None
    return Record(
        str(head.get_header("WARC-Target-URI") or "").strip("<>"),
        str(head.get_header("WARC-Date") or ""),
        str(http.get_statuscode() if http else ""),
        kind.strip().lower(),
        charset,
        str(head.get_header("WARC-Payload-Digest") or head.get_header("WARC-Block-Digest") or ""),
        str(head.get_header("WARC-IP-Address") or ""),
        size,
        body,
    )


def _is_packed(http: Any) -> bool:
    """Return whether a body is packed in a way that nothing here unpacks."""
    packed = str((http.get_header("Content-Encoding") if http else "") or "").strip().lower()
    known = {"", "identity", "gzip", "x-gzip", "deflate"} | ({"br"} if find_spec("brotli") else set())
    return packed not in known


def _line(number: int, one: Record) -> dict[str, Any]:
    is_page = one.kind in _PAGES and one.body is not None and bool(one.body.strip())
    told = {"number": number, "url": one.url[:4000], "at": one.at[:40], "status": one.status[:8], "kind": one.kind[:100], "digest": one.digest[:120]}
    return told | {"address": one.address[:60], "size": one.size, "is_page": is_page}


def _first(records: list[Record], url: str) -> int:
    """Return the page that an archive is of: the one that its package names, after redirects, else the first that is a page."""
    pages = [number for number, one in enumerate(records) if one.kind in _PAGES and one.body and one.status.startswith("2")]
    named = [number for number in pages if records[number].url == url]
    return next(iter([*named, *pages]), 0)


def _text(one: Record) -> str:
    body = (one.body or b"")[:MOST_PAGE]
    said = _CHARSET.search(body[:4096])
    return _decoded(body, one.charset, said[1].decode("ascii") if said else "", "utf-8", "gb18030")


def _decoded(body: bytes, *charsets: str) -> str:
    """Return the words of a page by the first of some charsets in which it is written."""
    for charset in charsets:
        try:
            if charset:
                return body.decode("gb18030" if charset.lower() in {"gbk", "gb2312"} else charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return body.decode("utf-8", "replace")


class Page:
    """One page while it is drawn: what the archive has under each address, and how much room is left in it."""

    def __init__(self, records: list[Record], url: str) -> None:
        self.url, self.left = url, MOST_WITHIN
        self.held = {urldefrag(one.url)[0]: one for one in records if one.body and one.status in {"", "200", "206"}}
        self.left_out: list[str] = []
        self.count_left_out = self.count_within = 0

    def drawn(self, text: str) -> dict[str, Any]:
        """Return the page as a document that can do nothing, with what could not be put into it."""
        parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
        root = etree.fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser)
        if root is None:
            raise ValueError("no page")
        for element in list(root.iter()):
            if isinstance(element.tag, str):
                self._clean(element)
        made = etree.tostring(root, method="html", encoding="unicode")
        told = {"count_left_out": self.count_left_out, "count_within": self.count_within, "left_out": self.left_out}
        return {"html": f'<!doctype html><meta charset="utf-8">{made}', **told}

    def _clean(self, element: Any) -> None:
        name = element.tag.lower().rpartition("}")[2]
        if name == "link" and "stylesheet" in str(element.get("rel", "")).lower() and element.get("href"):
            self._style(element)
            return
        if name in _GONE:
            _remove(element)
            return
        if name == "style":
            text = element.text or ""
            _bare(element)
            element.text = _shut(self.css(text, self.url))
            return
        attributes = {str(key).lower(): str(value) for key, value in element.attrib.items()}
        _bare(element)
        element.tag = _PLAIN.get(name, element.tag)
        for key, value in attributes.items():
            if key in _KEPT:
                element.set(key, self.css(value, self.url) if key == "style" else value)
        self._sources(element, name, attributes)

    def _sources(self, element: Any, name: str, attributes: dict[str, str]) -> None:
        """Put into an element the picture, sound or film that it shows."""
        if name == "use" and (target := attributes.get("href") or attributes.get("xlink:href", "")).startswith("#"):
            element.set("href", target)
        if name == "body" and attributes.get("background") and (data := self.within(attributes["background"], self.url, "image/")):
            element.set("background", data)
        if name == "video" and attributes.get("poster") and (data := self.within(attributes["poster"], self.url, "image/")):
            element.set("poster", data)
        for kind, names in _SHOWN.items():
            key = "href" if name == "image" else "src"
            source = attributes.get(key) or attributes.get("xlink:href", "") or (attributes.get("data-src", "") if name == "img" else "")
            if name in names and source and (data := self.within(source, self.url, f"{kind}/")):
                element.set(key, data)
                return

    def _style(self, element: Any) -> None:
        """Put a style sheet that is linked to in its place."""
        url = urljoin(self.url, str(element.get("href")).strip())
        media = str(element.get("media", ""))
        one = self._taken(url)
        _bare(element)
        if one is None:
            _remove(element)
            return
        element.tag = "style"
        if media:
            element.set("media", media[:200])
        element.text = _shut(self.css(_text(one), one.url))

    def css(self, text: str, base: str, depth: int = 0) -> str:
        """Return a style sheet in which each address is what the archive has under it, or nothing."""

        def brought(found: re.Match[str]) -> str:
            one = self._taken(urljoin(base, found[1])) if depth < DEEPEST else None
            if one is None:
                return ""
            inner = self.css(_text(one), one.url, depth + 1).encode("utf-8", "replace")
            return f'@import "data:text/css;charset=utf-8;base64,{base64.b64encode(inner).decode()}"{found[2]};'

        def placed(found: re.Match[str]) -> str:
            url = (found[1] or found[2] or found[3] or "").strip()
            if url.startswith("#"):
                return found[0]
            data = self.within(url, base, "")
            return f'url("{data}")' if data else "url()"

        parts = list[str]()
        end = 0
        for found in _IMPORT.finditer(text):
            parts += [_URL.sub(placed, text[end : found.start()]), brought(found)]
            end = found.end()
        return "".join([*parts, _URL.sub(placed, text[end:])])

    def within(self, url: str, base: str, begins: str) -> str:
        """Return what the archive has under an address, as data within the page; empty where it has nothing of that kind, or there is no room."""
        plain = url.strip()
        if plain.lower().startswith("data:"):
            return plain if plain.lower().startswith(("data:image/", "data:font/", "data:application/font")) and len(plain) <= MOST_PAGE else ""
        one = self._taken(urljoin(base, plain))
        if one is None or one.body is None:
            return ""
        kind = one.kind if re.fullmatch(r"(?:image|font|audio|video)/[a-z0-9.+\-]{1,60}", one.kind) else _font(one.kind, one.body)
        if not kind or (begins and not kind.startswith(begins)):
            return ""
        return f"data:{kind};base64,{base64.b64encode(one.body).decode()}"

    def _taken(self, url: str) -> Record | None:
        """Return what the archive has under an address, if there is room for it in the page; note what is left out."""
        one = self.held.get(urldefrag(url)[0])
        if one is None or one.body is None or len(one.body) > self.left:
            self.count_left_out += 1
            if len(self.left_out) < MOST_NAMED and url[:2000] not in self.left_out:
                self.left_out.append(url[:2000])
            return None
        self.left -= len(one.body)
        self.count_within += 1
        return one


def _font(kind: str, body: bytes) -> str:
    """Return the kind of a font or picture that was sent under another name; empty of anything else."""
    heads = {b"wOFF": "font/woff", b"wOF2": "font/woff2", b"OTTO": "font/otf", b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
    found = next((named for head, named in heads.items() if body.startswith(head)), "")
    return found or ("image/webp" if body[:4] == b"RIFF" and body[8:12] == b"WEBP" else "")


def _bare(element: Any) -> None:
    element.attrib.clear()


def _remove(element: Any) -> None:
    """Take an element and what is in it out; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        raise ValueError("no page")
    tail, before = element.tail, element.getprevious()
    parent.remove(element)
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail


def _shut(css: str) -> str:
    """Return a style sheet that cannot end the element that it stands in."""
    return css.replace("</", "<\\/").replace("<!--", "")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
