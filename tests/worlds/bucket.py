"""A bucket on loopback that speaks as much of S3 as a backup needs, to clients that are not ours: objects, lists, parts. It asks that requests are signed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


class Bucket(BaseHTTPRequestHandler):
    """Objects by `bucket/key`; `refused` makes it answer as a store does that does not know the key of whoever asks."""

    protocol_version = "HTTP/1.1"
    objects: dict[str, bytes]
    parts: dict[tuple[str, int], bytes]
    sizes: dict[str, int]  # what is listed of an object in the place of its size
    refused: bool = False

    def log_message(self, format: str, *args: object) -> None:
        """Do nothing."""

    def do_HEAD(self) -> None:
        path, _ = self._asked()
        if path and "/" not in path:
            return self._reply(200)
        if path in self.objects:
            return self._reply(200, self.objects[path])
        return self._reply(404)

    def do_GET(self) -> None:
        path, asked = self._asked()
        if "list-type" in asked:
            return self._listed(path, asked)
        if path not in self.objects:
            return self._reply(404, b"<Error><Code>NoSuchKey</Code></Error>")
        content, span = self.objects[path], self.headers.get("Range", "")
        if span:
            first, last = (int(one) for one in span.removeprefix("bytes=").split("-"))
            return self._reply(206, content[first : last + 1])
        return self._reply(200, content)

    def do_PUT(self) -> None:
        path, asked = self._asked()
        content = self._body()
        if "partNumber" in asked:
            self.parts[path, int(asked["partNumber"][0])] = content
        else:
            self.objects[path] = content
        self._reply(200)

    def do_POST(self) -> None:
        path, asked = self._asked()
        self._body()
        if "uploads" in asked:
            return self._reply(200, b"<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>")
        mine = sorted(key for key in self.parts if key[0] == path)
        self.objects[path] = b"".join(self.parts.pop(key) for key in mine)
        return self._reply(200, b"<CompleteMultipartUploadResult></CompleteMultipartUploadResult>")

    def do_DELETE(self) -> None:
        path, _ = self._asked()
        self.objects.pop(path, None)
        self._reply(204)

    def _listed(self, bucket: str, asked: dict[str, list[str]]) -> None:
        prefix = asked.get("prefix", [""])[0]
        found = sorted(key.partition("/")[2] for key in self.objects if key.startswith(f"{bucket.strip('/')}/{prefix}"))
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{self.sizes.get(key, len(self.objects[f'{bucket}/{key}']))}</Size>"
            "<LastModified>2026-11-27T00:00:00Z</LastModified></Contents>"
            for key in found
        )
        self._reply(200, f"<ListBucketResult><KeyCount>{len(found)}</KeyCount><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>".encode())

    def _asked(self) -> tuple[str, dict[str, list[str]]]:
        parts = urlsplit(self.path)
        return unquote(parts.path).strip("/"), parse_qs(parts.query, keep_blank_values=True)

    def _body(self) -> bytes:
        """Read what was sent, in signed chunks where the client sends those."""
        is_chunked = "chunked" in self.headers.get("Transfer-Encoding", "")
        plain = b"".join(self._chunks()) if is_chunked else self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "aws-chunked" not in self.headers.get("Content-Encoding", ""):
            return plain
        return b"".join(_chunks_in(plain))

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline().split(b";")[0], 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def _reply(self, status: int, content: bytes = b"") -> None:
        is_signed = self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256")
        if self.refused or not is_signed:
            status, content = 403, b"<Error><Code>InvalidAccessKeyId</Code><Message>unknown</Message></Error>"
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Type", "application/xml")
        self.send_header("ETag", '"1"')
        self.send_header("Last-Modified", "Fri, 27 Nov 2026 00:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD" and status != 204:
            self.wfile.write(content)


def _chunks_in(rest: bytes) -> Iterator[bytes]:
    """Return what stands in chunks within a body; a trailer with a checksum follows the last."""
    while rest:
        line, _, rest = rest.partition(b"\r\n")
        if not (size := int(line.split(b";")[0], 16)):
            return
        yield rest[:size]
        rest = rest[size + 2 :]


@contextmanager
def bucket() -> Iterator[tuple[str, type[Bucket]]]:
    """Serve one, and give its address and what it holds."""
    kept = type("Kept", (Bucket,), {"objects": {}, "parts": {}, "sizes": {}, "refused": False})
    with ThreadingHTTPServer(("127.0.0.1", 0), kept) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", kept
        finally:
            server.shutdown()
