"""Time stamps of an authority that we run ourselves."""

import base64
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from captured import taken
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as some
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder
from time_authority import Authority, issued_domain

from mingjian.core.capture import stamp
from mingjian.core.capture.archive import sha256
from mingjian.core.capture.stampers import Stamper
from mingjian.core.capture.verification import verify
from mingjian.core.capture.wacz import DIGEST, PACKAGE, as_json, members_of, pack, write_zip
from mingjian.core.errors import BadInput

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="the authority is the system's openssl")
DATA = b"sha256:abc"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def reply(authority: Authority) -> bytes:
    with authority.served() as url:
        return stamp.ask(url, DATA)


def test_a_stamp_holds_against_its_root_and_names_its_chain(authority: Authority, reply: bytes) -> None:
    found = stamp.verify(reply, DATA, [authority.root_certificate])
    assert found.is_anchored
    assert found.chain[0] == "CN=Root Stamper"
    assert "CN=Root" in found.chain


def test_without_a_root_it_only_agrees_with_itself(reply: bytes) -> None:
    assert not stamp.verify(reply, DATA).is_anchored


def test_a_reply_without_its_root_asks_for_it(authority: Authority) -> None:
    query = TimestampRequestBuilder().data(DATA).hash_algorithm(HashAlgorithm.SHA256).cert_request(cert_request=False).build()
    bare, (signer, middle, root) = authority.reply(query.as_bytes()), authority.certificates
    assert stamp.verify(bare, DATA, [root], beside=[signer, middle]).is_anchored
    with pytest.raises(BadInput, match="--anchors"):
        stamp.verify(bare, DATA, beside=[signer, middle])


def test_another_message_is_refused(authority: Authority, reply: bytes) -> None:
    with pytest.raises(BadInput, match="时间戳不成立"):
        stamp.verify(reply, DATA + b".", [authority.root_certificate])


def test_an_authority_that_nobody_vouches_for_is_refused(tmp_path: Path, reply: bytes) -> None:
    stranger = Authority(tmp_path, "Stranger")
    with pytest.raises(BadInput):
        stamp.verify(reply, DATA, [stranger.root_certificate])


def test_an_authority_that_does_not_answer_is_told_in_words() -> None:
    with pytest.raises(BadInput, match="没有给出时间戳"):
        stamp.ask("http://127.0.0.1:9/", DATA)


@given(data=some.binary(max_size=60))
@settings(max_examples=100, deadline=None)
def test_what_is_no_reply_is_told_so(data: bytes) -> None:
    with pytest.raises(BadInput):
        stamp.verify(data, DATA)


def signed_by(authority: Authority, domain: str, named: str) -> dict[str, bytes]:
    """Return a package of somebody else's, signed in the name of a domain and stamped."""
    members = members_of(taken())
    package = json.loads(members[PACKAGE]) | {"software": "another 1.0", "created": datetime.now(UTC).isoformat()}
    members[PACKAGE] = as_json(package)
    key, certificate = issued_domain(authority, domain)
    told = sha256(members[PACKAGE])
    signature = base64.b64encode(key.sign(told.encode(), ec.ECDSA(hashes.SHA256()))).decode()
    query = TimestampRequestBuilder().data(signature.encode()).hash_algorithm(HashAlgorithm.SHA256).cert_request(cert_request=False).build()
    words = {
        "hash": told,
        "signature": signature,
        "domain": named,
        "domainCert": certificate.public_bytes(Encoding.PEM).decode(),
        "timeSignature": base64.b64encode(authority.reply(query.as_bytes())).decode(),
        "timestampCert": "".join(one.public_bytes(Encoding.PEM).decode() for one in authority.certificates),
        "created": package["created"],
        "software": "another 1.0",
    }
    return {**members, DIGEST: as_json({"path": PACKAGE, "hash": told, "signedData": words})}


def faults_of(members: dict[str, bytes], file: Path, *anchors: x509.Certificate) -> list[str]:
    with file.open("wb") as out:
        write_zip(out, members)
    return [fault.text.en for fault in verify(file, anchors).faults]


def test_a_signature_in_the_name_of_a_domain_holds_where_its_root_is_trusted(tmp_path: Path, authority: Authority) -> None:
    members = signed_by(authority, "shop.example", "shop.example")
    assert faults_of(members, tmp_path / "x.wacz", authority.root_certificate) == []
    assert "not trusted" in faults_of(members, tmp_path / "x.wacz")[0]  # no root of this machine's


def test_a_signature_in_the_name_of_another_domain_is_told(tmp_path: Path, authority: Authority) -> None:
    members = signed_by(authority, "shop.example", "bank.example")
    assert "bank.example" in faults_of(members, tmp_path / "x.wacz", authority.root_certificate)[0]


@pytest.mark.slow
def test_a_capture_with_a_stamp_verifies_and_a_stranger_does_not_vouch_for_it(tmp_path: Path, authority: Authority) -> None:
    file = tmp_path / "stamped.wacz"
    with authority.served() as url:
        pack(taken(), file, lambda data: [stamp.ask(url, data)])
    anchored = verify(file, [authority.root_certificate])
    assert anchored.is_sound
    assert any("CN=Root Stamper" in one.zh for one in anchored.held)
    assert any("--anchors" in one.zh for one in verify(file).uncovered)
    (tmp_path / "other").mkdir()
    assert not verify(file, [Authority(tmp_path / "other", "Stranger").root_certificate]).is_sound


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("second"), "Second")


@pytest.mark.slow
def test_two_authorities_stamp_one_package_and_each_is_verified_at_once(tmp_path: Path, authority: Authority, second: Authority) -> None:
    file, roots = tmp_path / "two.wacz", [authority.root_certificate, second.root_certificate]
    with authority.served() as one, second.served() as other:
        stamper = Stamper([one, other, one], roots)
        pack(taken(), file, stamper)
    assert [(by, held.is_anchored) for by, held in stamper.held] == [(one, True), (other, True)]
    assert stamper.why_not is None
    report = verify(file, roots)
    assert report.is_sound
    assert all(any(name in held.zh for held in report.held) for name in ("CN=Root Stamper", "CN=Second Stamper"))
    known = verify(file, [authority.root_certificate])  # whoever trusts one of them reads that the other was not checked
    assert known.is_sound
    assert any("CN=Second" in left.zh and "--anchors" in left.zh for left in known.uncovered)


@pytest.mark.slow
def test_an_authority_that_is_away_or_not_trusted_is_named_and_hinders_no_other(tmp_path: Path, authority: Authority, second: Authority) -> None:
    file = tmp_path / "one.wacz"
    with authority.served() as one, second.served() as other:
        stamper = Stamper(["http://127.0.0.1:9/", other, one], [authority.root_certificate])
        pack(taken(), file, stamper)
    assert [by for by, _ in stamper.held] == [one]
    assert stamper.why_not is not None
    assert "http://127.0.0.1:9/" in stamper.why_not.zh
    assert "时间戳不成立" in stamper.why_not.zh  # the other's stamp leads to no certificate that is trusted here
    assert verify(file, [authority.root_certificate]).is_sound


@pytest.mark.slow
def test_a_second_stamp_that_is_false_is_a_fault(tmp_path: Path, authority: Authority, second: Authority, reply: bytes) -> None:
    file, roots = tmp_path / "false.wacz", [authority.root_certificate, second.root_certificate]
    with second.served() as other:
        pack(taken(), file, lambda data: [stamp.ask(other, data), reply])  # the first authority's stamp, over other bytes
    assert [fault.member for fault in verify(file, roots).faults] == [DIGEST]
    assert not verify(file).is_sound
