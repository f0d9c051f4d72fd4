"""A shop on loopback, as a browser meets one: a redirect, a page in GBK, pictures, a script, compressed bodies, chunks, and doors that lead elsewhere."""

import gzip
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PAGE = """<!doctype html><html><head><meta charset="gbk"><title>小店</title><link rel="icon" href="data:,"></head><body>
<h1>原单手表 ￥99</h1><img id="watch" src="/watch.png"><p id="stock"></p><script src="/stock.js"></script></body></html>""".encode("gbk")
SCRIPT = 'fetch("/stock.json").then(found => found.json()).then(told => { document.getElementById("stock").textContent = "库存 " + told.stock })'.encode()
STOCK = gzip.compress(b'{"stock": 12}', mtime=0)


def png(side: int = 40) -> bytes:
    """Return a red square."""
    rows = b"".join(b"\0" + b"\xd0\x20\x20" * side for _ in range(side))
    parts = ((b"IHDR", struct.pack(">2I5B", side, side, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts)


ANSWERS: dict[str, tuple[int, list[tuple[str, str]], bytes]] = {
    "/": (302, [("Location", "/shop")], b"this way"),
    "/shop": (200, [("Content-Type", "text/html")], PAGE),
    "/watch.png": (200, [("Content-Type", "image/png"), ("X-Twice", "1"), ("x-twice", "2")], png()),
    "/stock.js": (200, [("Content-Type", "text/javascript; charset=utf-8")], SCRIPT),
    "/stock.json": (200, [("Content-Type", "application/json"), ("Content-Encoding", "gzip")], STOCK),
    "/gone": (404, [("Content-Type", "text/html")], b""),
    "/large": (200, [("Content-Type", "application/octet-stream")], b"\0" * (3 << 20)),
    "/endless": (200, [("Content-Type", "text/html")], b"<title>x</title><script>setTimeout(() => { while (true) {} }, 300)</script>"),
    "/metadata": (302, [("Location", "http://169.254.169.254/latest")], b""),
    "/inside": (200, [("Content-Type", "text/html")], b'<title>x</title><img src="http://169.254.169.254/a.png"><img src="file:///etc/passwd">'),
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seen: list[str]

    def do_GET(self) -> None:
        self.seen.append(self.path)
        if self.path == "/chunks":
            self._chunks()
            return
        status, headers, body = ANSWERS.get(self.path, (404, [], b""))
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _chunks(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n")

    def log_message(self, *_: object) -> None:
        """Do nothing."""


class Shop(ThreadingHTTPServer):
    """The shop; `seen` are the paths that reached it."""

    daemon_threads = True

    def __init__(self) -> None:
        self.seen: list[str] = []
        super().__init__(("127.0.0.1", 0), type("Handler", (_Handler,), {"seen": self.seen}))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def open_shop() -> Iterator[Shop]:
    with Shop() as shop:
        Thread(target=shop.serve_forever, daemon=True).start()
        yield shop
        shop.shutdown()
