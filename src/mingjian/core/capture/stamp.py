"""Time stamps after RFC 3161: asked of an authority, and held against what they stamp."""

import ssl
import urllib.request
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from mingjian.core.errors import BadInput
from mingjian.core.outbound import asked

_MOST_BYTES = 1 << 20
_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Stamp:
    """A stamp that holds: its instant (aware), the names of its certificates from the signer up, whether they lead to an anchor that was given."""

    at: datetime
    chain: tuple[str, ...]
    is_anchored: bool


def ask(authority: str, data: bytes) -> bytes:
    """Ask an authority (http or https) to stamp bytes, and give its reply (DER). Raises BadInput where it gives none."""
    check_address(authority)
    request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=True).cert_request(cert_request=True).build()
    query = urllib.request.Request(authority, request.as_bytes(), {"Content-Type": "application/timestamp-query"})  # noqa: S310 - checked above
    try:
        with asked(query, _SECONDS) as answer:
            reply: bytes = answer.read(_MOST_BYTES)
        told = decode_timestamp_response(in_order(reply)).tst_info
        if told.nonce != request.nonce or told.message_imprint.message != request.message_imprint.message:
            raise ValueError("it stamps something else")
    except (OSError, ValueError) as error:
        raise BadInput(f"时间戳机构 {authority} 没有给出时间戳：{error}。", f"The authority {authority} gave no time stamp: {error}.") from error
    return reply


def check_address(authority: str) -> None:
    """Refuse what is no address of an authority. Raises BadInput."""
    if not authority.startswith(("https://", "http://")):
        raise BadInput(f"时间戳机构的地址 {authority} 应以 http 开头。", f"The address of the time-stamping authority, {authority}, should begin with http.")


def verify(reply: bytes, data: bytes, anchors: Sequence[x509.Certificate] = (), beside: Sequence[x509.Certificate] = ()) -> Stamp:
    """
    Hold a reply against the bytes that it stamps. Anchors: roots from elsewhere; without them this machine's, and where the reply leads to none of these but
    to a root inside, it only agrees with itself. `beside`: certificates that came with the reply, and not in it.

    Raises BadInput where it does not hold.
    """
    try:
        stamp = decode_timestamp_response(in_order(reply))
        own = [x509.load_der_x509_certificate(one) for one in stamp.signed_data.certificates]
        path = _path(_signer(stamp, [*own, *beside]), [*own, *beside], anchors or system_roots(), stamp.tst_info.gen_time)
        is_anchored = path[-1] in (anchors or system_roots())
        _check_top(path[-1], has_anchors=bool(anchors), is_anchored=is_anchored)
        builder = VerifierBuilder() if own else VerifierBuilder().tsa_certificate(path[0])
        for one in path:
            builder = builder.add_root_certificate(one)
        builder.build().verify_message(stamp, data)
    except (ValueError, VerificationError, InvalidSignature, UnsupportedAlgorithm) as error:
        raise BadInput(f"时间戳不成立：{error}。", f"The time stamp does not hold: {error}.") from error
    return Stamp(stamp.tst_info.gen_time, tuple(one.subject.rfc4514_string() for one in path), is_anchored)


def _signer(stamp: TimeStampResponse, given: Sequence[x509.Certificate]) -> x509.Certificate:
    """Return the certificate that the token says it is signed with."""
    named = {(one.issuer, one.serial_number) for one in stamp.signed_data.signer_infos}
    found = [one for one in given if (one.issuer, one.serial_number) in named]
    if len(named) != 1 or not found:
        raise ValueError("the certificate of the signer is missing")
    return found[0]


def _path(signer: x509.Certificate, given: Sequence[x509.Certificate], anchors: Sequence[x509.Certificate], at: datetime) -> list[x509.Certificate]:
    """
    Climb from the signer to an anchor, or as far as the certificates given lead.

    The library trusts whatever certificate it is handed, so that it is handed those of this path only.
    """
    path = [signer]
    while path[-1] not in anchors:
        below = path[-1]
        issuer = next((one for one in (*anchors, *given) if one not in path and _is_issuer(one, below, at)), None)
        if issuer is None:
            break
        path.append(issuer)
    return path


def _check_top(top: x509.Certificate, *, has_anchors: bool, is_anchored: bool) -> None:
    """Raises ValueError where anchors were given and none was reached, BadInput where there is no root at all to hold the reply against."""
    if is_anchored:
        return
    name = top.subject.rfc4514_string()
    if has_anchors:
        raise ValueError(f"no trusted certificate stands behind {name}")
    if top.issuer != top.subject:
        raise BadInput(
            f"时间戳无从核对：其中没有 {name} 之上的根证书，请以 --anchors 给出。",
            f"The stamp cannot be checked: no root above {name}; give it with --anchors.",
        )


def _is_issuer(one: x509.Certificate, below: x509.Certificate, at: datetime) -> bool:
    """Return whether a certificate may issue others, was valid then, and issued the one below."""
    try:
        below.verify_directly_issued_by(one)
        may_issue = bool(one.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.ExtensionNotFound):
        return False
    return may_issue and one.not_valid_before_utc <= at <= one.not_valid_after_utc


@cache
def system_roots() -> tuple[x509.Certificate, ...]:
    """Return the roots that this machine trusts."""
    with warnings.catch_warnings():  # some old roots have serial numbers that the library will refuse one day
        warnings.simplefilter("ignore")
        return tuple(x509.load_der_x509_certificate(one) for one in ssl.create_default_context().get_ca_certs(binary_form=True))


def in_order(reply: bytes) -> bytes:
    """
    Return a reply with its certificates in the order that DER asks of a set.

    OpenSSL writes them as they come and the reader refuses that. The set is not covered by the signature, so its order changes nothing.
    """
    return _rebuilt(reply, (1, 1, 0))  # TimeStampResp: token; ContentInfo: content; explicit tag: SignedData


def _rebuilt(der: bytes, path: tuple[int, ...]) -> bytes:
    tag, body = _element(der)
    parts = _elements(body)
    if path:
        if path[0] >= len(parts):
            raise ValueError("no time-stamp token inside")
        parts[path[0]] = _rebuilt(parts[path[0]], path[1:])
    else:
        parts = [_sorted_set(one) if one[:1] == b"\xa0" else one for one in parts]
    return _tagged(tag, b"".join(parts))


def _sorted_set(der: bytes) -> bytes:
    tag, body = _element(der)
    return _tagged(tag, b"".join(sorted(_elements(body))))


def _element(der: bytes) -> tuple[int, bytes]:
    """Take one element of DER apart: tag and content. Raises ValueError where it is none, or something follows."""
    size, start = _span(der)
    if start + size != len(der):
        raise ValueError("bytes behind the reply")
    return der[0], der[start : start + size]


def _elements(body: bytes) -> list[bytes]:
    parts = []
    while body:
        size, start = _span(body)
        parts.append(body[: start + size])
        body = body[start + size :]
    return parts


def _span(der: bytes) -> tuple[int, int]:
    """Return the length of an element's content and where it begins."""
    if len(der) < 2:
        raise ValueError("cut off")
    first = der[1]
    count = first & 0x7F if first & 0x80 else 0
    if count > 4 or first == 0x80:
        raise ValueError("no DER")
    size = int.from_bytes(der[2 : 2 + count], "big") if count else first
    if 2 + count + size > len(der):
        raise ValueError("cut off")
    return size, 2 + count


def _tagged(tag: int, body: bytes) -> bytes:
    size = len(body)
    if size < 0x80:
        return bytes([tag, size]) + body
    told = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(told)]) + told + body
