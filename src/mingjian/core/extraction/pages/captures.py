"""
Makes records of shop sites out of pages that an officer saved, with facts of domains that the officer was given (WHOIS, rank, certificates).

Which address a page had is taken, in this order: from the officer's list; from a file of the same name beside it (`.url`); from the web archive; from the
browser's remark at its beginning; at last from what the page says of itself, which a hostile page may have made up, and which is told as such.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pyarrow as pa

from mingjian.core.errors import BadInput
from mingjian.core.extraction.pages.saved_pages import SECONDS, Opened, Opener
from mingjian.core.extraction.pages.traits import is_shell, joined, traits_of
from mingjian.core.hosts import domain_of, host_of
from mingjian.core.language import Text, name_of
from mingjian.core.records import kind
from mingjian.core.records.reading import ZONE, read
from mingjian.core.records.reading.times import read_instants

ENDINGS = frozenset((".html", ".htm", ".xhtml", ".mhtml", ".mht"))
#: What the officer knows of a domain, and no page.
FACTS = ("domain_registered_on", "is_registered_in_mainland", "is_widely_visited")
AddressFrom = Literal["list", "beside", "archive", "browser", "page"]
_MOST_BESIDE = 8192
_LISTED_FILE = ("file", "文件", "文件名", "filename", "path")
_LISTED_URL = ("url", "网址", "address", "链接", "网站地址")
_LISTED_TIME = ("seen_at", "采集时间", "captured_at", "时间")


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that gave no record, or a remark on one that did."""

    file: str
    reason: Text


@dataclass
class Read:
    """What came of a folder: records of `shop_site`, one a site; faults; how many pages were read."""

    records: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    pages: int = 0


@dataclass(frozen=True, slots=True)
class _Page:
    url: str
    seen_at: datetime | None
    traits: dict[str, Any]


def read_captures(
    place: Path,
    *,
    index: Path | None = None,
    facts: Path | None = None,
    source: str = "",
    seconds: int = SECONDS,
    progress: Callable[[float], None] | None = None,
) -> Read:
    """
    Read every saved page under a folder, or one file, into records of sites: one a host, its front page (the shortest address) first.

    `index` is a CSV with columns file and url (and seen_at); `facts` a table that `shop_site` reads, by address or domain. A page that cannot be read is a
    fault and stops nothing. Raises BadInput where the place, the list or the table of facts as a whole cannot be used.
    """
    files = sorted(path for path in place.rglob("*") if path.suffix.lower() in ENDINGS and path.is_file()) if place.is_dir() else [place]
    if not all(path.is_file() for path in files):
        raise BadInput(f"没有文件或文件夹 {place}。", f"There is no file or folder {place}.")
    listed, known = _listed(index) if index else {}, _facts(facts) if facts else {}
    done, sites = Read(pages=len(files)), dict[str, list[_Page]]()
    with Opener(seconds) as opener:
        for number, path in enumerate(files, start=1):
            within = path.relative_to(place) if place.is_dir() else Path(path.name)
            name = name_of(within)
            try:
                page, remark = _page(opener.open(path), path, listed.get(str(within)) or listed.get(path.name))
            except BadInput as refused:
                done.faults.append(Fault(name, refused.text))
                continue
            finally:
                if progress:
                    progress(number / len(files))
            done.faults += [Fault(name, one) for one in remark]
            sites.setdefault(host_of(page.url), []).append(page)
    done.records = [_record(pages, known, source) for _, pages in sorted(sites.items())]
    return done


def _page(opened: Opened, path: Path, listed: tuple[str, str] | None) -> tuple[_Page, list[Text]]:
    url, by = _address(opened, path, listed)
    remarks = []
    if by == "page":
        remarks.append(Text(f"网址 {url} 只是页面自称，请核对。", f"The address {url} is only what the page says of itself: check it."))
    if is_shell(opened):
        remarks.append(Text("页面内容须由脚本填充，保存下来的只是空壳。", "A script would have filled this page: what was saved is a shell."))
    if opened["is_cut"]:
        remarks.append(Text("文件过大，只读了开头。", "The file is large: only its beginning was read."))
    said = listed[1] if listed else ""
    if said and (at := _instant(said, ZONE)) is None:
        remarks.append(Text(f"清单中的时间读不出：{said[:40]!r}。", f"The time in the list cannot be read: {said[:40]!r}."))
    return _Page(url, at if said else _instant(opened["seen_at"], "UTC"), traits_of(opened)), remarks


def _address(opened: Opened, path: Path, listed: tuple[str, str] | None) -> tuple[str, AddressFrom]:
    candidates: tuple[tuple[str, AddressFrom], ...] = (
        (listed[0] if listed else "", "list"),
        (_beside(path), "beside"),
        (opened["archived_from"], "archive"),
        (opened["saved_from"], "browser"),
        (opened["canonical"], "page"),
    )
    for url, by in candidates:
        if tidy := _tidy(url.strip()):
            return tidy, by
    raise BadInput(
        f"{name_of(Path(path.name))} 没有载明网址；请在清单（--index）中写明，或者放一个同名的 .url 文件。",
        f"{name_of(Path(path.name))} names no address: give it in a list (--index), or put a .url file of the same name beside it.",
    )


def _tidy(url: str) -> str:
    """Leave out the fragment, sign-in data and what is over a thousand characters; empty for what is no address of the web."""
    try:
        parts = urlsplit(url[:1000])
        host, port = host_of(url[:1000]), f":{parts.port}" if parts.port else ""
    except ValueError:  # a broken port or IPv6 literal
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host:
        return ""
    return parts._replace(netloc=f"[{host}]{port}" if ":" in host else f"{host}{port}", fragment="", scheme=parts.scheme.lower()).geturl()


def _beside(path: Path) -> str:
    """Read the address that a `.url` file of the same name holds: plainly, or as Windows keeps shortcuts."""
    for other in (path.with_suffix(".url"), path.with_name(f"{path.name}.url")):
        if other.is_file():
            with other.open("rb") as file:
                text = file.read(_MOST_BESIDE).decode("utf-8", "replace")
            found = re.search(r"https?://\S{1,2000}", text)
            return found[0] if found else ""
    return ""


def _listed(path: Path) -> dict[str, tuple[str, str]]:
    """Read the officer's list: file to address and instant."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"清单 {path.name} 无法读取：{error}。", f"The list {path.name} cannot be read: {error}.") from error
    found = {}
    for row in rows:
        plain = {str(name).strip().lower(): str(value or "").strip() for name, value in row.items() if name}
        name, url, at = (next((plain[one] for one in names if plain.get(one)), "") for names in (_LISTED_FILE, _LISTED_URL, _LISTED_TIME))
        if name and url:
            found[name] = (url, at)
    if not found:
        raise BadInput(f"清单 {path.name} 须有列 file 和 url。", f"The list {path.name} must have the columns file and url.")
    return found


def _instant(text: str, zone: str) -> datetime | None:
    """Read an instant as files of records spell it, into naive UTC; one that names no zone is of the one given."""
    read_at: datetime | None = read_instants(pa.array([text]), zone)[0].as_py() if text else None
    return read_at


def _facts(path: Path) -> dict[str, dict[str, Any]]:
    """Read facts of domains, by domain; where a domain stands twice, what is said later counts."""
    found: dict[str, dict[str, Any]] = {}
    for row in _rows(path):
        given = {name: row[name] for name in FACTS if row[name] is not None}
        found.setdefault(domain_of(host_of(row["url"])), {}).update(given)
    return found


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for batch in read(path, kind("shop_site"), source=path.stem):
        yield from batch.to_pylist()


def _record(pages: Iterable[_Page], known: Mapping[str, Mapping[str, Any]], source: str) -> dict[str, Any]:
    """Make the record of one site, in the order of the kind's columns; what nobody knows is null."""
    ordered = sorted(pages, key=lambda page: (len(page.url), page.url))
    url = ordered[0].url
    seen = [page.seen_at for page in ordered if page.seen_at]
    told = {**joined(page.traits for page in ordered), **known.get(domain_of(host_of(url)), {})}
    told |= {"url": url, "platform": source or None, "seen_at": max(seen) if seen else None}
    return {name: told.get(name) for name in kind("shop_site").schema.names}
