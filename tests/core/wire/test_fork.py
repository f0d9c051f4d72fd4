"""Two histories of one ledger, in a file that anybody checks with the register alone."""

import pytest
from core.wire.receipts import BEFORE, ENTRY, OF, receipt
from core.wire.three_nodes import LEDGERS

from mingjian.core.errors import BadInput
from mingjian.core.wire.fork import Fork

NODE = OF.node
SEEN, _ = receipt(BEFORE, ENTRY, [])
REWRITTEN = [b"a", b"B", b"c"]


def test_two_roots_of_one_size_prove_two_histories() -> None:
    other, _ = receipt(REWRITTEN, ENTRY, [])
    read = Fork.read(Fork(NODE, SEEN.note, other.note).data)
    first, second, is_proof = read.verify(OF.ledger)
    assert (first.size, second.size, is_proof) == (4, 4, True)


def test_hashes_that_lead_nowhere_are_for_the_node_to_replace() -> None:
    later, _ = receipt(REWRITTEN, ENTRY, [b"d", b"e"], since=4)
    read = Fork.read(Fork(NODE, SEEN.note, later.note, tuple(later.consistency)).data)
    assert read.verify(OF.ledger)[2] is False


def test_one_history_is_no_fork() -> None:
    later, _ = receipt(BEFORE, ENTRY, [b"d", b"e"], since=4)
    for fork in (Fork(NODE, SEEN.note, later.note, tuple(later.consistency)), Fork(NODE, later.note, SEEN.note, tuple(later.consistency))):
        with pytest.raises(BadInput, match="不是分叉"):
            fork.verify(OF.ledger)
    with pytest.raises(BadInput, match="不是分叉"):
        Fork(NODE, SEEN.note, SEEN.note).verify(OF.ledger)


def test_what_another_signed_accuses_nobody() -> None:
    made_up = LEDGERS["nj"].sign(4, b"0" * 32)
    with pytest.raises(BadInput, match="不是该节点的台账密钥所签"):
        Fork(NODE, SEEN.note, made_up).verify(OF.ledger)


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b'{"format":"mingjian-fork/1"}', b"x" * 70_000,
                                  b'{"consistency":["AA=="],"first":"a","format":"mingjian-fork/1","node":"n","second":"b"}'])  # fmt: skip
def test_what_is_no_such_file_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        Fork.read(data)
