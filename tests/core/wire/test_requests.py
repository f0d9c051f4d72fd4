"""Signed requests and envelopes of signatures, against what was changed; the public vectors are in `test_vectors.py`."""

import json
from datetime import timedelta

import pytest
from core.wire.three_nodes import AT, KEYS

from mingjian.core.wire.dsse import Signed
from mingjian.core.wire.reasons import Refusal
from mingjian.core.wire.requests import check_request, content_digest, key_named, signed_headers

PATH, BODY, TO = "/exchange/v1/envelopes", b"some bytes", KEYS["hz"].node
HEADERS = signed_headers(KEYS["sh"], TO, "POST", PATH, BODY, AT)
AS_SENT = {"to": TO, "method": "POST", "path": PATH, "body": BODY, "at": AT}


def test_a_request_proves_itself() -> None:
    assert key_named(HEADERS) == KEYS["sh"].id_of("sign")
    for hours in (-23, -2, 0, 2, 23):  # a clock that is off is no outage
        check_request(HEADERS, KEYS["sh"].public("sign"), **{**AS_SENT, "at": AT + timedelta(hours=hours)})


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"body": b"other"}, "body_changed"), ({"path": "/x"}, "bad_signature"), ({"method": "GET"}, "bad_signature"), ({"to": KEYS["nj"].node}, "not_ours"),
        ({"at": AT + timedelta(hours=25)}, "clocks_differ"), ({"at": AT - timedelta(hours=25)}, "clocks_differ"),
    ],
)  # fmt: skip
def test_what_was_changed_is_named(change: dict[str, object], why: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_request(HEADERS, KEYS["sh"].public("sign"), **{**AS_SENT, **change})
    assert refused.value.why == why


@pytest.mark.parametrize(
    "change",
    [
        {"signature": ""}, {"signature-input": ""}, {"signature": "sig1=:AAAA:"}, {"signature": "sig1=:A:"}, {"mingjian-from": "nj.mingjian.example"},
        {"signature-input": HEADERS["signature-input"].replace('"@path" ', "")}, {"signature-input": HEADERS["signature-input"].replace("ed25519", "none")},
    ],
)  # fmt: skip
def test_a_signature_over_less_or_by_another_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(Refusal):
        check_request({**HEADERS, **change}, KEYS["sh"].public("sign"), **AS_SENT)
    with pytest.raises(Refusal):
        check_request(HEADERS, KEYS["hz"].public("sign"), **AS_SENT)


def test_the_digest_of_a_body_is_that_of_rfc_9530() -> None:
    assert content_digest(b'{"hello": "world"}\n') == "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"


def test_a_second_opinion_on_our_signatures() -> None:
    dsse = pytest.importorskip("securesystemslib.dsse")
    signer = pytest.importorskip("securesystemslib.signer")
    signed = Signed("text/plain", b"hello").signed_by([KEYS["sh"].sign])
    name = KEYS["sh"].id_of("sign")
    key = signer.SSlibKey(name, "ed25519", "ed25519", {"public": KEYS["sh"].public("sign").hex()})
    other = dsse.Envelope.from_dict(json.loads(signed.data))
    assert set(other.verify([key], 1)) == {name}
