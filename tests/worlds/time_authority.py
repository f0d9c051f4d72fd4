"""A time-stamping authority of our own: root, intermediate and signer made here, replies by the system's openssl, over HTTP as RFC 3161 has it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_CONFIG = """[tsa]
default_tsa = one
[one]
serial = {0}/serial
signer_cert = {0}/signer.pem
certs = {0}/chain.pem
signer_key = {0}/signer.key
default_policy = 1.2.3.4
digests = sha256, sha512
signer_digest = sha256
ess_cert_id_alg = sha256
"""


class Authority:
    """An authority in a folder; `root` is what whoever trusts it keeps (PEM)."""

    def __init__(self, folder: Path, name: str = "Root") -> None:
        self._folder = folder
        root_key, root = _issued(name, None, None, is_authority=True)
        middle_key, middle = _issued(f"{name} Intermediate", root_key, root, is_authority=True)
        signer_key, signer = _issued(f"{name} Stamper", middle_key, middle, is_authority=False)
        self.root_key = root_key
        self.root, self.root_certificate = folder / "root.pem", root
        self.certificates = [signer, middle, root]  # what comes beside a reply
        self.root.write_bytes(root.public_bytes(Encoding.PEM))
        (folder / "chain.pem").write_bytes(middle.public_bytes(Encoding.PEM) + root.public_bytes(Encoding.PEM))
        (folder / "signer.pem").write_bytes(signer.public_bytes(Encoding.PEM))
        (folder / "signer.key").write_bytes(signer_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        (folder / "serial").write_text("01\n")
        (folder / "tsa.cnf").write_text(_CONFIG.format(folder))

    def reply(self, query: bytes) -> bytes:
        (self._folder / "q.tsq").write_bytes(query)
        words = ["openssl", "ts", "-reply", "-config", self._folder / "tsa.cnf", "-queryfile", self._folder / "q.tsq", "-out", self._folder / "r.tsr"]
        subprocess.run(words, check=True, capture_output=True)
        return (self._folder / "r.tsr").read_bytes()

    @contextmanager
    def served(self) -> Iterator[str]:
        """Serve on loopback and give the address."""
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told = authority.reply(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.end_headers()
                self.wfile.write(told)

            def log_message(self, *_: object) -> None:
                """Do nothing."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}/"
            server.shutdown()


def issued_domain(authority: Authority, domain: str) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """Return a key and a certificate for a domain, issued by the authority's root."""
    return _issued(domain, authority.root_key, authority.root_certificate, is_authority=False, domain=domain)


def _issued(
    name: str, issuer_key: ec.EllipticCurvePrivateKey | None, issuer: x509.Certificate | None, *, is_authority: bool, domain: str = ""
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    unsigned = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.subject if issuer else subject).public_key(key.public_key())
    unsigned = unsigned.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=30))
    unsigned = unsigned.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    unsigned = unsigned.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    if domain:
        unsigned = unsigned.add_extension(x509.SubjectAlternativeName([x509.DNSName(domain)]), critical=False)
    elif not is_authority:
        unsigned = unsigned.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return key, unsigned.sign(issuer_key or key, hashes.SHA256())
