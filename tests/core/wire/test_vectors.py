"""Every public vector of what the exchange is made of, none left out: each lies beside this file, with its source and licence."""

import base64
import gzip
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from core.wire import structured
from core.wire.hpke import Suite
from core.wire.three_nodes import AT, KEYS
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from mingjian.core.ledger.leaf import canonical
from mingjian.core.wire.dsse import Signed, pae
from mingjian.core.wire.keys import locked, unlocked
from mingjian.core.wire.reasons import Refusal
from mingjian.core.wire.requests import check_request, content_digest, key_named, signature_base, signed_headers
from mingjian.core.wire.sealed_record import digest

VECTORS = Path(__file__).parent / "vectors"


def vectors(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


FIELDS = json.loads(gzip.decompress((VECTORS / "structured-fields.json.gz").read_bytes()))
JCS, SIGNED, HPKE = vectors("jcs"), vectors("rfc9421"), vectors("hpke")


@pytest.mark.parametrize("name", sorted(JCS))
def test_what_is_hashed_has_the_spelling_of_rfc_8785(name: str) -> None:
    told = json.loads(JCS[name]["input"])
    expected = bytes.fromhex(JCS[name]["outhex"])
    if isinstance(told, list):  # an entry is an object: the array is what one holds
        assert canonical({"a": told}) == b'{"a":' + expected + b"}"
    else:
        assert canonical(told) == expected


@pytest.mark.parametrize("case", HPKE, ids=lambda one: "-".join(one[name] for name in ("kem_id", "kdf_id", "aead_id")))
def test_the_second_opinion_on_encryption_is_rfc_9180(case: dict[str, Any]) -> None:
    suite = Suite(*(int(case[name]) for name in ("kem_id", "kdf_id", "aead_id")))
    private, public, enc = (bytes.fromhex(case[name]) for name in ("skRm", "pkRm", "enc"))
    secret = suite.secret(private, enc, public)
    assert secret.hex() == case["shared_secret"]
    key, nonce = suite.schedule(secret, bytes.fromhex(case["info"]))
    assert (key.hex(), nonce.hex()) == (case["key"], case["base_nonce"])
    assert case["encryptions"]
    for one in case["encryptions"]:
        number = int(one["sequence number"]).to_bytes(12, "big")
        at = bytes(a ^ b for a, b in zip(nonce, number, strict=True))
        assert at.hex() == one["nonce"]
        assert suite.cipher(key).encrypt(at, bytes.fromhex(one["pt"]), bytes.fromhex(one["aad"])).hex() == one["ct"]


def test_what_locks_an_envelope_is_opened_by_the_second_opinion_and_by_nothing_else() -> None:
    private, public, suite = KEYS["hz"].open.private_bytes_raw(), KEYS["hz"].public("open"), Suite(32, 1, 2)
    cipher = locked("mj1", b"plain", public, b"bound")
    assert suite.opened(cipher, private, public, b"bound") == b"plain"
    assert unlocked("mj1", cipher, KEYS["hz"].open, b"bound") == b"plain"
    for wrong in (cipher[:-1] + bytes([cipher[-1] ^ 1]), bytes([cipher[0] ^ 1]) + cipher[1:]):
        with pytest.raises(Refusal):
            unlocked("mj1", wrong, KEYS["hz"].open, b"bound")
    with pytest.raises(Refusal):
        unlocked("mj1", cipher, KEYS["hz"].open, b"other")


@pytest.mark.parametrize("case", SIGNED["cases"], ids=lambda one: one["case"])
def test_the_bytes_that_are_signed_are_those_of_rfc_9421(case: dict[str, str]) -> None:
    """All seven, whatever their algorithm: each signature is over the base as it is written here."""
    message = SIGNED["messages"][case["on"]]
    parts = {name.lower(): value for name, value in message["headers"].items()}
    parts |= {"@method": "POST", "@path": "/foo", "@query": "?param=Value&Pet=dog", "@authority": "example.com", "@status": str(message.get("status"))}
    parameters = case["signature_input"].partition("=")[2]
    names = [name.strip('"') for name in parameters.partition("(")[2].partition(")")[0].split()]
    base = signature_base({name: parts[name] for name in names}, parameters)
    signature = base64.b64decode(case["signature"].partition("=")[2].strip(":"))
    name = parameters.partition('keyid="')[2].partition('"')[0]
    if name == "test-shared-secret":
        assert hmac.digest(base64.b64decode(SIGNED["shared_secret_base64"]), base, "sha256") == signature
        return
    key = load_pem_public_key(SIGNED["keys"][f"{name}.pem"].encode())
    if isinstance(key, Ed25519PublicKey):  # deterministic: the very bytes
        own = load_pem_private_key(SIGNED["keys"][f"{name}.key"].encode(), None)
        assert isinstance(own, Ed25519PrivateKey)
        assert own.sign(base) == signature
    elif isinstance(key, RSAPublicKey):
        key.verify(signature, base, padding.PSS(padding.MGF1(hashes.SHA512()), 64), hashes.SHA512())
    else:
        assert isinstance(key, ec.EllipticCurvePublicKey)
        pair = utils.encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
        key.verify(pair, base, ec.ECDSA(hashes.SHA256()))


def test_the_second_opinion_on_headers_is_rfc_9651() -> None:
    """All 1,580 cases: what must fail fails, all else is read as the vectors say."""
    assert len(FIELDS) == 1580
    for one in FIELDS:
        try:
            told = structured.read(one["header_type"], one["raw"])
        except (ValueError, KeyError):
            assert one.get("must_fail") or one.get("can_fail"), one
        else:
            assert not one.get("must_fail"), one
            assert told == one["expected"], one


def test_the_headers_that_leave_are_structured_fields() -> None:
    headers = signed_headers(KEYS["sh"], KEYS["hz"].node, "POST", "/exchange/v1/envelopes", b"bytes", AT)
    ((label, (covered, parameters)),) = structured.read("dictionary", [headers["signature-input"]])
    assert (label, [name for name, _ in covered]) == ("sig1", ["@method", "@path", "content-digest", "mingjian-from", "mingjian-to"])
    assert dict(parameters) == {"created": int(AT.timestamp()), "keyid": KEYS["sh"].id_of("sign"), "alg": "ed25519", "tag": "mingjian-exchange"}
    ((label, (signature, _)),) = structured.read("dictionary", [headers["signature"]])
    assert (label, len(base64.b32decode(signature["value"]))) == ("sig1", 64)
    ((name, (told, _)),) = structured.read("dictionary", [content_digest(b"bytes")])
    assert (name, base64.b32decode(told["value"])) == ("sha-256", hashlib.sha256(b"bytes").digest())


@pytest.mark.parametrize("header", ["signature-input", "signature", "content-digest"])
def test_no_field_of_the_vectors_is_taken_for_one_of_ours(header: str) -> None:
    """Whatever stands in a header, valid or not, is refused by a reason of the list, and breaks nothing."""
    own = signed_headers(KEYS["sh"], KEYS["hz"].node, "POST", "/x", b"bytes", AT)
    for one in FIELDS:
        for raw in (", ".join(one["raw"]), "sig1=" + ", ".join(one["raw"])):
            with pytest.raises(Refusal):
                check_request({**own, header: raw}, KEYS["sh"].public("sign"), to=KEYS["hz"].node, method="POST", path="/x", body=b"bytes", at=AT)


def test_a_signature_that_is_no_binary_of_rfc_9651_is_not_read() -> None:
    own = signed_headers(KEYS["sh"], KEYS["hz"].node, "POST", "/x", b"bytes", AT)
    for one in FIELDS:
        if one["file"] == "binary" and one.get("must_fail"):
            with pytest.raises(Refusal):
                key_named({**own, "signature": "sig1=" + one["raw"][0]})


def test_what_a_signature_covers_is_what_dsse_says() -> None:
    told = vectors("dsse")
    signed = Signed.read(json.dumps(told["envelope"]).encode())
    assert pae(signed.type, signed.payload).decode() == told["pae"]


def test_the_digest_of_a_field_is_that_of_rfc_9901() -> None:
    cases = vectors("sd-jwt")
    assert cases
    assert all(digest(one["disclosure"]) == one["sha256_base64url"] for one in cases)
