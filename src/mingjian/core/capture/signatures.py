"""Signatures of WACZ packages made by others (WACZ-Auth 0.1): by a bare key, or in the name of a domain with certificates and a time stamp."""

import base64
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from mingjian.core.capture import stamp
from mingjian.core.capture.report import Report
from mingjian.core.errors import BadInput

_ANONYMOUS = {"hash", "signature", "publicKey", "created", "software", "version"}
_NAMED = {"hash", "signature", "domain", "domainCert", "timeSignature", "timestampCert", "created", "software", "version", "crossSignedCert"}
_LATEST = timedelta(minutes=10)  # between signing and stamping


def check_signed(signed: Any, package_hash: str, created: Any, anchors: Sequence[x509.Certificate], member: str, report: Report) -> None:
    """Hold `signedData` of a digest file against the hash of the package. `created`: what the package says."""
    try:
        if not isinstance(signed, dict) or not all(isinstance(value, str) for value in signed.values()):
            raise ValueError("signedData is no object of texts")
        if signed["hash"] != package_hash:
            raise ValueError("it signs another hash")
        if isinstance(created, str) and _instant(created) != _instant(signed["created"]):
            raise ValueError("it was created at another time than the package")
        if "domainCert" in signed:
            _check_named(signed, anchors, member, report)
        else:
            _check_anonymous(signed, report)
    except (KeyError, ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.ExtensionNotFound, BadInput) as error:
        why = error.text if isinstance(error, BadInput) else None
        said = type(error).__name__ if isinstance(error, InvalidSignature) else str(error)
        report.fault(member, f"签名不成立（{why.zh if why else said}）。", f"The signature does not hold ({why.en if why else said}).")


def _check_anonymous(signed: Mapping[str, str], report: Report) -> None:
    _check_names(signed, _ANONYMOUS)
    key = load_der_public_key(_decoded(signed["publicKey"]))
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ValueError("the key is of no known kind")
    raw = _decoded(signed["signature"])
    half = (key.curve.key_size + 7) // 8
    if len(raw) != 2 * half:
        raise ValueError("the signature has a wrong length")
    der = encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))
    key.verify(der, signed["hash"].encode(), ec.ECDSA(hashes.SHA256()))
    report.hold("签名成立（匿名密钥）。", "The signature holds (a bare key).")
    report.leave(
        f"签名者是谁无从得知，请与其公布的公钥核对：{signed['publicKey']}",
        f"Who signed is not known; compare the key with the one that they published: {signed['publicKey']}",
    )


def _check_named(signed: Mapping[str, str], anchors: Sequence[x509.Certificate], member: str, report: Report) -> None:
    _check_names(signed, _NAMED)
    chain = x509.load_pem_x509_certificates(signed["domainCert"].encode())
    _verify_by(chain[0], _decoded(signed["signature"]), signed["hash"].encode())
    names = chain[0].extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName)
    if signed["domain"] not in names:
        raise ValueError(f"the certificate is not that of {signed['domain']}")
    given = x509.load_pem_x509_certificates(signed["timestampCert"].encode())
    reply = _decoded(signed["timeSignature"])
    stamped = stamp.verify(reply, signed["signature"].encode(), anchors, beside=given)
    if abs(stamped.at - _instant(signed["created"])) > _LATEST:
        raise ValueError("signed and stamped at different times")
    _check_chain(chain, stamped.at)
    report.hold(
        f"签名成立，域名 {signed['domain']}，时间戳 {stamped.at.isoformat()}。",
        f"The signature of {signed['domain']} holds, stamped at {stamped.at.isoformat()}.",
    )
    roots = list(anchors) or stamp.system_roots()
    if not _is_rooted(chain[-1], roots):
        top = chain[-1].subject.rfc4514_string()
        report.fault(member, f"签名证书的根（{top}）不受信任。", f"The signer's certificates lead to a root that is not trusted ({top}).")
    if not stamped.is_anchored:
        report.leave(
            "时间戳机构是否可信未核对，请以 --anchors 给出其根证书。",
            "Whether the time-stamping authority can be trusted was not checked: give its root with --anchors.",
        )
    report.leave("证书是否曾被吊销未核对。", "Whether a certificate was revoked was not checked.")


def _check_names(signed: Mapping[str, str], known: set[str]) -> None:
    if unknown := sorted(set(signed) - known):
        raise ValueError(f"it holds what nothing covers: {unknown[0]}")


def _check_chain(chain: Sequence[x509.Certificate], at: datetime) -> None:
    """Each certificate issued by the next, and valid then. Raises ValueError or InvalidSignature."""
    for one in chain:
        if not one.not_valid_before_utc <= at <= one.not_valid_after_utc:
            raise ValueError(f"{one.subject.rfc4514_string()} was not valid then")
    for one, issuer in pairwise(chain):
        one.verify_directly_issued_by(issuer)


def _is_rooted(top: x509.Certificate, roots: Sequence[x509.Certificate]) -> bool:
    """Return whether a chain ends in a root, in a cross-signed twin of one, or in what one issued."""
    return any(_key(one) == _key(top) and one.subject == top.subject for one in roots) or any(_is_issuer(one, top) for one in roots)


def _key(one: x509.Certificate) -> bytes:
    return one.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _is_issuer(root: x509.Certificate, one: x509.Certificate) -> bool:
    try:
        one.verify_directly_issued_by(root)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _verify_by(certificate: x509.Certificate, signature: bytes, data: bytes) -> None:
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
    elif isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
    else:
        raise ValueError("the key is of no known kind")


def _decoded(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
