"""One entry is proven by a file that stands alone."""

import json
from typing import Any

import pytest

from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.ledger.checkpoint import Signer
from mingjian.core.ledger.leaf import canonical, leaf_hash
from mingjian.core.ledger.proof import Inclusion, is_inclusion
from mingjian.core.ledger.tree import Levels, inclusion_path, root_at

SIGNER = Signer.new("node.example/ledger")
BODIES = [canonical({"kind": "take_measures", "number": number}) for number in range(20)]
NODE = Levels(b"".join(map(leaf_hash, BODIES))).node
PROOF = Inclusion(SIGNER.verifier, 13, BODIES[13], inclusion_path(13, 20, NODE), SIGNER.sign(20, root_at(20, NODE)))


def test_a_proof_comes_back_from_its_file_and_holds() -> None:
    read = Inclusion.from_bytes(PROOF.as_bytes())
    assert read == PROOF
    assert read.verify(SIGNER.verifier).size == 20
    assert is_inclusion(PROOF.as_bytes())


@pytest.mark.parametrize(("name", "value"), [("index", 12), ("entry", {"kind": "take_measures", "number": 12}), ("path", [])])
def test_a_changed_proof_does_not_hold(name: str, value: Any) -> None:
    changed = json.dumps({**json.loads(PROOF.as_bytes()), name: value}).encode()
    with pytest.raises(LedgerFault):
        Inclusion.from_bytes(changed).verify()


def test_a_proof_signed_by_another_key_does_not_hold_against_the_known_one() -> None:
    with pytest.raises(LedgerFault, match="no signature"):
        PROOF.verify(Signer.new("node.example/ledger").verifier)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("format", "x"),
        ("index", "13"),
        ("index", True),
        ("entry", []),
        ("path", "x"),
        ("path", ["AAAA"]),
        ("path", [1]),
        ("checkpoint", 1),
        ("key", "x"),
        ("key", 1),
    ],
)
def test_what_is_no_proof_is_refused(name: str, value: Any) -> None:
    with pytest.raises(BadInput):
        Inclusion.from_bytes(json.dumps({**json.loads(PROOF.as_bytes()), name: value}).encode())


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b'{"format":1}'])
def test_other_files_are_not_taken_for_proofs(data: bytes) -> None:
    assert not is_inclusion(data)
    with pytest.raises(BadInput):
        Inclusion.from_bytes(data)
