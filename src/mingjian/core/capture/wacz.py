"""Packs what was captured as WACZ 1.1.1: one zip whose bytes follow from its members, each named with its hash in `datapackage.json`."""

import base64
import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from mingjian.core.capture.archive import WARC, archived, instant, sha256
from mingjian.core.capture.browser_capture import Taken
from mingjian.core.capture.capture import Capture, tool
from mingjian.core.errors import BadInput
from mingjian.core.language import Text

PACKAGE, DIGEST = "datapackage.json", "datapackage-digest.json"
CAPTURE = "evidence/capture.json"
#: Makes a time stamp's reply (DER) over bytes.
Stamper = Callable[[bytes], bytes]

#: What a bundle calls itself in `datapackage.json`.
BUNDLE = "mingjian-bundle/1"
_TIME = (1980, 1, 1, 0, 0, 0)  # members have no time of their own


def pack(taken: Taken, file: Path, stamper: Stamper | None = None) -> str:
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


def pack_anyway(taken: Taken, file: Path, stamper: Stamper | None) -> tuple[str, Text | None]:
    """Write a capture, without a time stamp where none is to be had: the page may be gone next time. Gives the SHA-256, and why there is none."""
    try:
        return pack(taken, file, stamper), None
    except BadInput as refused:
        return pack(taken, file), refused.text


def bundle(files: Mapping[str, bytes], title: str, made_at: datetime, out: BinaryIO, stamper: Stamper | None = None) -> None:
    """Write files (path to bytes) as one bundle: the same package without the parts of a web archive. `made_at`: aware."""
    told = {"profile": "data-package", "format": BUNDLE, "title": title, "software": tool(), "created": instant(made_at), "resources": _resources(files)}
    package = as_json(told, indent=1)
    write_zip(out, {**files, PACKAGE: package, DIGEST: digest_member(package, stamper)})


def members_of(taken: Taken, stamper: Stamper | None = None) -> dict[str, bytes]:
    """Return the members of the WACZ in their order."""
    capture = taken.capture
    warc, index = archived(taken.exchanges, capture.started_at)
    members = {f"archive/{WARC}": warc, "indexes/index.cdx": index, "pages/pages.jsonl": _pages(capture), CAPTURE: as_json(capture.as_dict(), indent=1)}
    members |= {f"evidence/{name}": data for name, data in taken.views.items()}
    package = as_json(_package(capture, members), indent=1)
    return {**members, PACKAGE: package, DIGEST: digest_member(package, stamper)}


def digest_member(package: bytes, stamper: Stamper | None) -> bytes:
    """Return `datapackage-digest.json`: the hash of the package, and the reply of a time-stamping authority over that hash as written."""
    told: dict[str, Any] = {"path": PACKAGE, "hash": sha256(package)}
    if stamper:
        reply = stamper(told["hash"].encode())
        told["timeStamp"] = {"reply": base64.b64encode(reply).decode(), "hash": sha256(reply)}
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
