"""A bureau's electronic seal service of our own: takes a PDF over HTTP and adds a seal behind it, as a CMS signature over the whole file; or does it wrong."""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
from cryptography.x509.oid import NameOID

_PLACE = 8192  # signs that the seal may take


def cms_of(covered: bytes) -> bytes:
    """Return a detached CMS signature over some bytes, by a key made here."""
    key = rsa.generate_private_key(65537, 2048)
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "桐庐县局电子印章")]), datetime.now(UTC)
    unsigned = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    certificate = unsigned.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9)).sign(key, hashes.SHA256())
    builder = PKCS7SignatureBuilder().set_data(covered).add_signer(certificate, key, hashes.SHA256())
    return builder.sign(Encoding.DER, [PKCS7Options.DetachedSignature, PKCS7Options.Binary])


def sm3_of(covered: bytes) -> bytes:
    """Return what a seal by the national standard holds of the bytes: their SM3 digest, among other things."""
    return b"\x30\x82SES" + hashlib.new("sm3", covered).digest() + b"SM2"


def sealed(source: bytes, seal: Callable[[bytes], bytes] = cms_of) -> bytes:
    """Return the PDF with a seal added behind it, as an incremental update."""
    prior = re.findall(rb"startxref\s+(\d+)", source)[-1].decode()
    number = max(map(int, re.findall(rb"\n(\d+) 0 obj", source))) + 1
    head = f"\n{number} 0 obj\n<< /Type /Sig /SubFilter /adbe.pkcs7.detached /ByteRange [0 {'':0>10} {'':0>10} {'':0>10}] /Contents ".encode()
    start = len(source) + len(head)
    table = start + _PLACE + len("\n>>\nendobj\n")
    tail = (
        f"\n>>\nendobj\nxref\n{number} 1\n{len(source) + 1:010} 00000 n \ntrailer\n<< /Size {number + 1} /Prev {prior} >>\nstartxref\n{table}\n%%EOF\n".encode()
    )
    ranges = f"[0 {start:010} {start + _PLACE:010} {len(tail):010}]".encode()
    head = re.sub(rb"\[0 0{10} 0{10} 0{10}\]", ranges, head)
    held = seal(source + head + tail).hex().encode()
    return source + head + b"<" + held.ljust(_PLACE - 2, b"0") + b">" + tail


class Service:
    """A service whose answer a test chooses; `asked` are the heads of each request."""

    def __init__(self, answer: Callable[[bytes], bytes] = sealed, status: int = 200) -> None:
        self.answer, self.status = answer, status
        self.asked: list[dict[str, str]] = []

    @contextmanager
    def served(self) -> Iterator[str]:
        """Serve on loopback and give the address."""
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                paper = self.rfile.read(int(self.headers["Content-Length"]))
                service.asked.append(dict(self.headers))
                self.send_response(service.status)
                self.end_headers()
                self.wfile.write(service.answer(paper))

            def log_message(self, *_: object) -> None:
                """Do nothing."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}/seal"
            server.shutdown()
