"""Certificates with which the recording proxy stands in for hosts; made for one capture, believed by its throwaway browser only."""

import ssl
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Lock

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


class Disguise:
    """One key, and a certificate for each host asked for; `folder` is thrown away with the capture. `now`: an aware instant."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self._folder, self._now = folder, now
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._lock = Lock()

    def context(self, host: str) -> ssl.SSLContext:
        """Return the server's end of TLS for a host."""
        with self._lock:
            if host not in self._contexts:
                self._contexts[host] = self._made(host)
            return self._contexts[host]

    def _made(self, host: str) -> ssl.SSLContext:
        file = self._folder / f"{len(self._contexts)}.pem"
        key = self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.touch(mode=0o600)
        file.write_bytes(key + self._certificate(host).public_bytes(Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        context.set_alpn_protocols(["http/1.1"])
        return context

    def _certificate(self, host: str) -> x509.Certificate:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[:64])])
        unsigned = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(self._key.public_key())
        unsigned = unsigned.serial_number(x509.random_serial_number()).add_extension(x509.SubjectAlternativeName([_general(host)]), critical=False)
        day = timedelta(days=1)
        return unsigned.not_valid_before(self._now - day).not_valid_after(self._now + day).sign(self._key, hashes.SHA256())


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host.encode("idna").decode() if not host.isascii() else host)
