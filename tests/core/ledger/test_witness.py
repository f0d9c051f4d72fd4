"""A witness answers as C2SP tlog-witness says; its cosignatures are those of C2SP tlog-cosignature, whose example verifies."""

import base64
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.ledger.checkpoint import Signer
from mingjian.core.ledger.leaf import leaf_hash
from mingjian.core.ledger.tree import consistency_proof, tree_root
from mingjian.core.ledger.witness import Cosigner, Request, Witness, cosigned, seen_by, with_cosignatures

TIME = 1_679_315_147
# The example of C2SP tlog-cosignature: the cosigned checkpoint, word for word.
EXAMPLE = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""
LEAVES = [leaf_hash(bytes([n])) for n in range(40)]
LEDGER = Signer.new("node.example/ledger")


def node(level: int, position: int) -> bytes:
    """A node of the tree over LEAVES, by its place."""
    start = position << level
    return tree_root(LEAVES[start : start + (1 << level)])


def note(size: int, leaves: list[bytes] = LEAVES) -> str:
    return LEDGER.sign(size, tree_root(leaves[:size]))


def request(old: int, size: int) -> bytes:
    return Request(old, tuple(consistency_proof(old, size, node)) if old else (), note(size)).body


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(Signer.new("witness.example/w1"), [LEDGER.verifier], tmp_path)


def test_the_example_of_the_specification_is_read_as_a_cosignature_of_its_time() -> None:
    line = EXAMPLE.splitlines()[-1]
    raw = base64.b64decode(line.rsplit(" ", 1)[1])
    assert len(raw) == 4 + 8 + 64
    assert struct.unpack(">Q", raw[4:12]) == (TIME,)
    text = EXAMPLE.partition("\n\n")[0] + "\n"
    assert cosigned(TIME, text) == f"cosignature/v1\ntime {TIME}\n{text}".encode()


def test_the_first_checkpoint_is_cosigned_and_so_is_each_that_continues_it(witness: Witness) -> None:
    first = witness.add(request(0, 7), TIME)
    assert (first.status, first.body[:2]) == (200, "— ")
    whole = with_cosignatures(note(7), first.body, [witness.cosigner])
    assert seen_by(whole, [witness.cosigner]) == {"witness.example/w1": TIME}
    assert witness.add(request(7, 40), TIME + 1).status == 200
    assert witness.add(request(40, 40), TIME + 2).status == 200
    last = witness.last("node.example/ledger")
    assert last is not None
    assert last.size == 40


def test_another_size_than_the_last_is_answered_with_the_last(witness: Witness) -> None:
    witness.add(request(0, 7), TIME)
    answer = witness.add(request(0, 9), TIME)
    assert (answer.status, answer.body, answer.type) == (409, "7\n", "text/x.tlog.size")


def test_a_ledger_that_does_not_continue_is_refused_and_the_memory_stays(witness: Witness) -> None:
    witness.add(request(0, 7), TIME)
    other = [leaf_hash(b"forged"), *LEAVES[1:]]
    forged = Request(7, tuple(consistency_proof(7, 9, node)), note(9, other)).body
    assert witness.add(forged, TIME).status == 422
    assert witness.add(Request(7, (), note(7, other)).body, TIME).status == 409
    last = witness.last("node.example/ledger")
    assert last is not None
    assert last.root == tree_root(LEAVES[:7])


def test_unknown_ledgers_foreign_keys_and_ill_formed_requests_are_told_apart(witness: Witness) -> None:
    stranger, impostor = Signer.new("other.example/ledger"), Signer.new("node.example/ledger")
    assert witness.add(Request(0, (), stranger.sign(1, LEAVES[0])).body, TIME).status == 404
    assert witness.add(Request(0, (), impostor.sign(1, LEAVES[0])).body, TIME).status == 403
    assert witness.add(Request(9, (), note(7)).body, TIME).status == 400
    assert witness.add(Request(0, (LEAVES[0],), note(7)).body, TIME).status == 422
    for body in (b"", b"old 0\n", b"old 01\n\n" + note(7).encode(), b"old x\n\n", b"\xff\n\n", b"old 0\n" + b"AAAA\n" * 3 + b"\n" + note(7).encode()):
        assert witness.add(body, TIME).status == 400


@given(st.binary(max_size=300))
def test_nothing_that_is_sent_breaks_it(body: bytes) -> None:
    assert Witness(Signer.new("w"), [LEDGER.verifier], Path("/nonexistent")).add(body, TIME).status in (400, 404)


def test_a_false_or_foreign_cosignature_counts_for_nothing(witness: Witness) -> None:
    line = witness.add(request(0, 7), TIME).body
    stranger = Witness(Signer.new("witness.example/w1"), [LEDGER.verifier], witness.folder / "other").cosigner
    assert with_cosignatures(note(7), line, [stranger]) == note(7)
    assert with_cosignatures(note(8), line, [witness.cosigner]) == note(8)
    with pytest.raises(LedgerFault):
        witness.cosigner.time_of(note(7))


def test_a_witness_key_reads_back_and_is_no_ledgers(witness: Witness) -> None:
    assert Cosigner.from_text(witness.cosigner.text) == witness.cosigner
    for text in (LEDGER.verifier.text, "w", "w+00000000+BA==", witness.cosigner.text.replace("+", "+0", 1)):
        with pytest.raises(BadInput):
            Cosigner.from_text(text)
