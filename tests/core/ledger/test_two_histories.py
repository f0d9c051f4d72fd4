"""Two histories of one ledger: a witness cosigns one of them alone, also where many ask at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mingjian.core.ledger.checkpoint import Signer
from mingjian.core.ledger.leaf import leaf_hash
from mingjian.core.ledger.tree import Levels, consistency_proof, root_at
from mingjian.core.ledger.witness import Request, Witness

TIME = 1_790_000_000
LEDGER = Signer.new("node.example/ledger")
LEAVES = [leaf_hash(bytes([n])) for n in range(40)]
OTHERS = [*LEAVES[:5], bytes(32), *LEAVES[6:]]  # entry 5 is rewritten


def root(size: int, leaves: list[bytes] = LEAVES) -> bytes:
    return root_at(size, Levels(b"".join(leaves[:size])).node)


def request(old: int, size: int, leaves: list[bytes] = LEAVES) -> bytes:
    proof = tuple(consistency_proof(old, size, Levels(b"".join(leaves[:size])).node)) if old else ()
    return Request(old, proof, LEDGER.sign(size, root(size, leaves))).body


def test_sixteen_that_ask_at_once_never_bring_a_witness_back(tmp_path: Path) -> None:
    witness = Witness(Signer.new("witness.example/w1"), [LEDGER.verifier], tmp_path)
    assert witness.add(request(0, 10), TIME).status == 200

    def ask(size: int) -> int:
        status = 0
        for _ in range(40):
            last = witness.last(LEDGER.name)
            old = last.size if last else 0
            if old >= size:
                return status
            status = witness.add(request(old, size), TIME).status
            after = witness.last(LEDGER.name)
            assert after is not None
            assert after.size >= old
        return status

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(ask, [20, 40] * 8))
    last = witness.last(LEDGER.name)
    assert last is not None
    assert (last.size, last.root) == (40, root(40))
    assert set(answers) <= {0, 200, 409}


def test_who_shows_a_witness_another_history_gets_no_cosignature(tmp_path: Path) -> None:
    """All is signed anew after a rewriting: refused at the same size and at a greater one, with any proof."""
    witness = Witness(Signer.new("witness.example/w1"), [LEDGER.verifier], tmp_path)
    witness.add(request(0, 20), TIME)
    for size in (20, 21, 32, 40):
        note = LEDGER.sign(size, root(size, OTHERS))
        for body in (request(20, size, OTHERS), Request(20, (), note).body):
            assert witness.add(body, TIME).status in (409, 422)
    last = witness.last(LEDGER.name)
    assert last is not None
    assert last.root == root(20)
