"""
Requests between nodes, signed: HTTP message signatures (RFC 9421) with Ed25519 over the method, the path, the body's digest and the node that is meant.

`@authority` is left out on purpose: gateways rewrite it. The node's *name* is signed instead. Envelopes and receipts prove themselves; what this adds is that
nobody but a member makes a node work.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from mingjian.core.wire.dsse import is_true
from mingjian.core.wire.keys import NodeKeys
from mingjian.core.wire.reasons import Refusal

COVERED = ("@method", "@path", "content-digest", "mingjian-from", "mingjian-to")
TAG = "mingjian-exchange"
WINDOW = timedelta(hours=24)  # a replayed push is a duplicate, so that a clock that is off is no outage
_INPUT = re.compile(r'sig1=(\((?:"[a-z@-]+"(?: "[a-z@-]+")*)?\);created=(\d{1,12});keyid="([0-9a-f]{1,64})";alg="ed25519";tag="([a-z-]+)")')
_SIGNATURE = re.compile(r"sig1=:([A-Za-z0-9+/]+={0,2}):")


def signature_base(components: Mapping[str, str], parameters: str) -> bytes:
    """Return the bytes that are signed (RFC 9421, section 2.5): a line for each component, then the parameters."""
    lines = [f'"{name}": {value}' for name, value in components.items()]
    return "\n".join([*lines, f'"@signature-params": {parameters}']).encode()


def content_digest(body: bytes) -> str:
    """Return the value of Content-Digest (RFC 9530)."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def signed_headers(keys: NodeKeys, to: str, method: str, path: str, body: bytes, at: datetime) -> dict[str, str]:
    """Return the headers by which a request of this node proves itself to another."""
    told = {"content-digest": content_digest(body), "mingjian-from": keys.node, "mingjian-to": to}
    components = {"@method": method, "@path": path, **told}
    covered = " ".join(f'"{name}"' for name in COVERED)
    parameters = f'({covered});created={int(at.timestamp())};keyid="{keys.id_of("sign")}";alg="ed25519";tag="{TAG}"'
    signature = base64.b64encode(keys.sign.sign(signature_base(components, parameters))).decode()
    return {**told, "signature-input": f"sig1={parameters}", "signature": f"sig1=:{signature}:"}


def key_named(headers: Mapping[str, str]) -> str:
    """Return the id of the key that a request says it is signed with. Raises Refusal where its signature is not of the one form."""
    return _parts(headers)[2]


def check_request(headers: Mapping[str, str], public: bytes, *, to: str, method: str, path: str, body: bytes, at: datetime) -> None:
    """Check a request against the public key of the node that it names. Raises Refusal where anything signed is not so."""
    parameters, created, _, signature = _parts(headers)
    components = {"@method": method, "@path": path, **{name: headers.get(name, "") for name in COVERED[2:]}}
    if headers.get("mingjian-to") != to:
        raise Refusal("not_ours", headers.get("mingjian-to", "")[:100])
    if headers.get("content-digest") != content_digest(body):
        raise Refusal("body_changed")
    if not is_true(public, signature, signature_base(components, parameters)):
        raise Refusal("bad_signature")
    if abs(at.timestamp() - created) > WINDOW.total_seconds():
        raise Refusal("clocks_differ")


def _parts(headers: Mapping[str, str]) -> tuple[str, int, str, bytes]:
    """Return parameters, instant, key id and signature of a request that is signed in the one form used here."""
    told = _INPUT.fullmatch(headers.get("signature-input", ""))
    signature = _SIGNATURE.fullmatch(headers.get("signature", ""))
    covered = tuple(re.findall(r'"([a-z@-]+)"', told[1].partition(")")[0])) if told else ()
    if told is None or signature is None or covered != COVERED or told[4] != TAG:
        raise Refusal("bad_signature")
    try:
        return told[1], int(told[2]), told[3], base64.b64decode(signature[1] + "=" * (-len(signature[1]) % 4))
    except ValueError as error:  # one sign too many or too few: it is no base64
        raise Refusal("bad_signature") from error
