"""Packs what was captured as WACZ 1.1.1: one zip whose bytes follow from its members, each named with its hash in `datapackage.json`."""

import base64
import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from mingjian.core.capture.archive import WARC, archived, instant, sha256
from mingjian.core.capture.browser_capture import Taken
from mingjian.core.capture.capture import Capture, tool

PACKAGE, DIGEST = "datapackage.json", "datapackage-digest.json"
CAPTURE = "evidence/capture.json"
#: In the digest's file: the time stamp, and those of further authorities.
STAMP, MORE_STAMPS = "timeStamp", "timeStamps"
#: Gives the replies (DER) of time-stamping authorities over bytes: one each, none where none stamped.
Stamps = Callable[[bytes], Sequence[bytes]]

#: What a bundle calls itself in `datapackage.json`.
BUNDLE = "mingjian-bundle/1"
#: The page in each bundle that checks it.
CHECKER = "check.html"
_TIME = (1980, 1, 1, 0, 0, 0)  # members have no time of their own


def pack(taken: Taken, file: Path, stamper: Stamps | None = None) -> str:
    """Write a capture to `file`, with a time stamp over the package's digest where there is a stamper. Gives the file's SHA-256 (hex)."""
    members = members_of(taken, stamper)
    draft = file.with_name(f".{file.name}.part")
    try:
        with draft.open("wb") as out:
            write_zip(out, members)
        digest = hashlib.sha256(draft.read_bytes()).hexdigest()
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return digest


def bundle(files: Mapping[str, bytes], title: str, made_at: datetime, out: BinaryIO, stamper: Stamps | None = None) -> None:
    """Write files (path to bytes) as one bundle: the same package without the parts of a web archive, with the page that checks it. `made_at`: aware."""
    files = {**files, CHECKER: checker()}
    told = {"profile": "data-package", "format": BUNDLE, "title": title, "software": tool(), "created": instant(made_at), "resources": _resources(files)}
    package = as_json(told, indent=1)
    write_zip(out, {**files, PACKAGE: package, DIGEST: digest_member(package, stamper)})


def checker() -> bytes:
    """Return the page that checks a bundle offline in any browser, by code of its own."""
    return Path(__file__).with_name(CHECKER).read_bytes()


def members_of(taken: Taken, stamper: Stamps | None = None) -> dict[str, bytes]:
    """Return the members of the WACZ in their order."""
    capture = taken.capture
    warc, index = archived(taken.exchanges, capture.started_at)
    members = {f"archive/{WARC}": warc, "indexes/index.cdx": index, "pages/pages.jsonl": _pages(capture), CAPTURE: as_json(capture.as_dict(), indent=1)}
    members |= {f"evidence/{name}": data for name, data in taken.views.items()}
    package = as_json(_package(capture, members), indent=1)
    return {**members, PACKAGE: package, DIGEST: digest_member(package, stamper)}


def digest_member(package: bytes, stamper: Stamps | None) -> bytes:
    """Return `datapackage-digest.json`: the hash of the package, and what time-stamping authorities replied over that hash as written."""
    told: dict[str, Any] = {"path": PACKAGE, "hash": sha256(package)}
    stamps = [{"reply": base64.b64encode(reply).decode(), "hash": sha256(reply)} for reply in (stamper(told["hash"].encode()) if stamper else ())]
    if stamps:
        told[STAMP] = stamps[0]
    if stamps[1:]:
        told[MORE_STAMPS] = stamps[1:]
    return as_json(told)


def as_json(value: Any, indent: int | None = None) -> bytes:
    """Write JSON in the one spelling of ours, without blanks unless indented."""
    return json.dumps(value, ensure_ascii=False, indent=indent, separators=None if indent else (",", ":")).encode("utf-8", "backslashreplace")


def write_zip(out: BinaryIO, members: Mapping[str, bytes]) -> None:
    """Write members as a zip that follows from them alone: stored, in their order, without times."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(zip_info(name), data)


def zip_info(name: str) -> zipfile.ZipInfo:
    """Return the zip's head of one of our members."""
    info = zipfile.ZipInfo(name, _TIME)
    info.create_system, info.external_attr = 3, 0o644 << 16
    return info


def _package(capture: Capture, members: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": capture.title or capture.url,
        "software": tool(),
        "created": instant(capture.ended_at),
        "modified": instant(capture.ended_at),
        "mainPageUrl": capture.url,
        "mainPageDate": instant(capture.started_at),
        "resources": _resources(members),
    }


def _resources(members: Mapping[str, bytes]) -> list[dict[str, Any]]:
    return [{"name": name.rpartition("/")[2], "path": name, "hash": sha256(data), "bytes": len(data)} for name, data in members.items()]


def _pages(capture: Capture) -> bytes:
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    page = {"url": capture.url, "ts": instant(capture.started_at), "title": capture.title or capture.url}  # a row without one is blank to validators
    return as_json(head) + b"\n" + as_json(page) + b"\n"
