"""Exchanges as WARC 1.1 records, each a gzip member of its own, with the index that leads to them. The same exchanges give the same bytes."""

import base64
import hashlib
import json
import re
import uuid
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from mingjian.core.capture.capture import tool
from mingjian.core.capture.exchange import Exchange, Headers
from mingjian.core.capture.origin import PORTS

#: Name of the one WARC file in `archive/`.
WARC = "data.warc.gz"


def archived(exchanges: Sequence[Exchange], made_at: datetime) -> tuple[bytes, bytes]:
    """Return the WARC file and its index (CDXJ, sorted) of exchanges. `made_at`: aware."""
    records, lines = [_warcinfo(made_at)], list[str]()
    for number, one in enumerate(exchanges):
        response, request = _pair(number, one)
        lines.append(_index_line(one, sum(map(len, records)), len(response)))
        records += [response, request]
    return b"".join(records), "".join(sorted(lines)).encode()


def instant(at: datetime) -> str:
    """Write an instant as WARC and WACZ have it: UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def sha256(data: bytes) -> str:
    """Return a digest as WACZ writes it."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def sort_key(url: str) -> str:
    """
    Return an address as indexes of web archives sort it, host backwards: `http://www.shop.example/a?b=1` is `example,shop)/a?b=1`.

    Ours, since the library that others use may not be passed on under our licence. Players find a page by the `url` beside it.
    """
    parts = urlsplit(url.lower())
    host = re.sub(r"^www\d*\.", "", parts.hostname or "")
    port = f":{parts.port}" if parts.port not in (None, PORTS.get(parts.scheme)) else ""
    query = "&".join(sorted(parts.query.split("&")))
    return f"{','.join(reversed(host.split('.')))}{port}){parts.path.rstrip('/') or '/'}{'?' if query else ''}{query}".replace(" ", "%20")


def _pair(number: int, one: Exchange) -> tuple[bytes, bytes]:
    """Return the records of an answer and of the request that it answers."""
    common = {"WARC-Target-URI": one.request.url, "WARC-Date": instant(one.started_at)}
    head = f"HTTP/1.1 {one.response.status} {one.response.reason}".encode("latin-1") + _fields(_unframed(one.response.headers))
    answer = {**common, "WARC-IP-Address": one.response.address, "Content-Type": "application/http; msgtype=response"}
    response_id = _id(number, "response", one)
    answer |= {"WARC-Payload-Digest": _digest(one.response.body)}
    asked = {**common, "WARC-Concurrent-To": response_id, "Content-Type": "application/http; msgtype=request"}
    line = f"{one.request.method} {one.request.target} HTTP/1.1".encode("latin-1") + _fields(one.request.headers)
    request = _record("request", _id(number, "request", one), {**asked, "WARC-Payload-Digest": _digest(one.request.body)}, line + one.request.body)
    return _record("response", response_id, answer, head + one.response.body), request


def _record(kind: str, identity: str, fields: dict[str, str], block: bytes) -> bytes:
    told = {"WARC-Type": kind, "WARC-Record-ID": identity, **fields, "WARC-Block-Digest": _digest(block), "Content-Length": str(len(block))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value)
    return _zipped(b"WARC/1.1\r\n" + lines.encode() + b"\r\n" + block + b"\r\n\r\n")


def _warcinfo(made_at: datetime) -> bytes:
    block = f"software: {tool()}\r\nformat: WARC File Format 1.1\r\n".encode()
    identity = f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, instant(made_at))}>"
    fields = {"WARC-Date": instant(made_at), "WARC-Filename": WARC, "Content-Type": "application/warc-fields"}
    return _record("warcinfo", identity, fields, block)


def _zipped(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS + 16)  # with no time in its head
    return packer.compress(data) + packer.flush()


def _unframed(headers: Headers) -> Headers:
    """State that the frames of chunks were taken off, as other recorders do."""
    return [(b"X-Archive-Orig-" + name if name.lower() == b"transfer-encoding" else name, value) for name, value in headers]


def _fields(headers: Headers) -> bytes:
    return b"\r\n" + b"".join(name + b": " + value + b"\r\n" for name, value in headers) + b"\r\n"


def _digest(data: bytes) -> str:
    return f"sha256:{base64.b32encode(hashlib.sha256(data).digest()).decode()}"


def _id(number: int, kind: str, one: Exchange) -> str:
    told = f"{number} {kind} {one.request.method} {one.request.url} {instant(one.started_at)} {_digest(one.response.body)}"
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, told)}>"


def _index_line(one: Exchange, offset: int, length: int) -> str:
    told = {"url": one.request.url, "mime": one.response.header("content-type").partition(";")[0].strip(), "status": str(one.response.status)}
    told |= {"digest": _digest(one.response.body), "length": str(length), "offset": str(offset), "filename": WARC}
    if one.request.method != "GET":
        told["method"] = one.request.method
    at = one.started_at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    return f"{sort_key(one.request.url)} {at} {json.dumps(told, ensure_ascii=False)}\n"
