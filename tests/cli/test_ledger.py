"""`mingjian ledger` as a person or a script meets it; `verify` alone, as on a machine without Django."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from make import run_command
from pytest_django import Settings

from mingjian.core.errors import BadInput, LedgerFault, NotFound
from mingjian.core.ledger.bundle import bundle
from mingjian.core.ledger.checkpoint import Signer
from mingjian.core.ledger.leaf import canonical, leaf_hash
from mingjian.core.ledger.tree import tree_root
from mingjian.core.ledger.witness import Witness
from mingjian.office.record import ledger

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SIGNER = Signer.new("node.example/ledger")
BODIES = [canonical({"kind": "take_measures", "number": number}) for number in range(20)]
LEAVES = [leaf_hash(body) for body in BODIES]


def note(size: int) -> str:
    return SIGNER.sign(size, tree_root(LEAVES[:size]))


def write(file: Path, size: int = 20) -> Path:
    seals = b"".join(SIGNER.seal(index, LEAVES[index]) for index in range(size))
    file.write_bytes(b"".join(bundle(SIGNER.verifier, zip(range(size), BODIES, LEAVES, strict=False), [(size, note(size), seals)])))
    return file


run = partial(run_command, "ledger")


def spoil(file: Path, old: bytes, new: bytes) -> None:
    data = file.read_bytes()
    assert data.count(old) == 1
    file.write_bytes(data.replace(old, new))


def test_a_sound_export_is_said_to_be_so(tmp_path: Path) -> None:
    done = run("verify", write(tmp_path / "ledger.jsonl"), "--key", SIGNER.verifier.text)
    assert done.exit_code == 0
    assert "台账完好：20 条记录" in done.output
    assert "The ledger is sound: 20 entries" in done.output
    assert "--key" not in done.output


def test_one_changed_byte_is_named_and_the_exit_code_says_so(tmp_path: Path) -> None:
    file = write(tmp_path / "ledger.jsonl")
    spoil(file, b'"number":17', b'"number":71')
    done = run("verify", file)
    assert done.exit_code == 1
    assert "第 17 条记录已被改动" in done.output
    assert "Entry 17 was changed (line 19)." in done.output


def test_a_sound_ledger_without_the_witness_that_was_asked_for_is_not_called_broken(tmp_path: Path) -> None:
    asked = Witness(Signer.new("witness.example/w1"), [SIGNER.verifier], tmp_path).cosigner.text
    done = run("verify", write(tmp_path / "ledger.jsonl"), "--witness", asked)
    assert done.exit_code == 1
    assert "台账本身完好" in done.output
    assert "不实" not in done.output
    file = write(tmp_path / "ledger.jsonl")
    spoil(file, b'"number":17', b'"number":71')
    assert "台账不实" in run("verify", file, "--witness", asked).output


def test_a_script_gets_json(tmp_path: Path) -> None:
    file = write(tmp_path / "ledger.jsonl")
    spoil(file, b'"number":17', b'"number":71')
    told = json.loads(run("verify", file, "--json").output)
    assert (told["sound"], told["entries"], told["has_own_key"]) == (False, 20, True)
    assert [(found["kind"], found["first"], found["line"]) for found in told["faults"]] == [("changed", 17, 19)]


def test_a_key_read_from_the_file_itself_is_said_to_be_that(tmp_path: Path) -> None:
    assert "The key came from the file itself" in run("verify", write(tmp_path / "ledger.jsonl")).output


def test_a_key_may_be_given_as_a_file(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text(Signer.new("node.example/ledger").verifier.text + "\n")
    done = run("verify", write(tmp_path / "ledger.jsonl"), "--key", key)
    assert done.exit_code == 1
    assert "not the given" in done.output


def test_an_older_checkpoint_is_continued(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text(note(13))
    done = run("verify", write(tmp_path / "ledger.jsonl"), "--checkpoint", kept)
    assert done.exit_code == 0
    assert "It continues the older checkpoint of 13 entries" in done.output


def test_a_ledger_cut_back_is_not_what_was_signed(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text(note(20))
    done = run("verify", write(tmp_path / "ledger.jsonl", 13), "--checkpoint", kept)
    assert done.exit_code == 1
    assert "signs 20 entries, this file has 13" in done.output


def test_an_older_export_names_the_entry_that_was_rewritten_and_signed_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older = write(tmp_path / "older.jsonl", 18)
    forged = canonical({"kind": "take_measures", "number": "forged"})
    monkeypatch.setitem(globals(), "BODIES", [*BODIES[:5], forged, *BODIES[6:]])
    monkeypatch.setitem(globals(), "LEAVES", [*LEAVES[:5], leaf_hash(forged), *LEAVES[6:]])
    newer = write(tmp_path / "newer.jsonl")
    assert run("verify", newer).exit_code == 0
    done = run("verify", newer, "--checkpoint", older)
    assert done.exit_code == 1
    assert "Entry 5 differs from the older export" in done.output


@pytest.mark.parametrize("kept", [b"", b"\xff\xfe", b"nothing\n", b"{}"])
def test_what_is_no_checkpoint_is_refused(tmp_path: Path, kept: bytes) -> None:
    (tmp_path / "kept").write_bytes(kept)
    done = run("verify", write(tmp_path / "ledger.jsonl"), "--checkpoint", tmp_path / "kept")
    assert isinstance(done.exception, BadInput | LedgerFault)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"{}\n", b"\xff" * 100])
def test_what_is_no_export_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "file").write_bytes(data)
    assert isinstance(run("verify", tmp_path / "file").exception, BadInput)


def test_verify_needs_no_django(tmp_path: Path) -> None:
    """In a process of its own in which Django cannot be imported."""
    file = write(tmp_path / "ledger.jsonl")
    code = "import sys; sys.modules['django'] = None; from mingjian.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, "ledger", "verify", str(file)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "The ledger is sound" in done.stdout
    done = subprocess.run([sys.executable, "-c", code, "ledger", "key"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "pip install '.[console]'" in done.stderr


@pytest.fixture
def _node(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "home"
    for number in range(5):
        ledger.append({"number": number}, kind="take_measures", at=NOON)


@pytest.mark.slow
@pytest.mark.usefixtures("_node")
def test_what_the_node_exports_is_sound_and_its_key_lies_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "ledger.jsonl"
    assert run("export", file).exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "ledger.jsonl", "ledger.jsonl.key"]
    done = run("verify", file, "--key", f"{file}.key", "--json")
    assert (done.exit_code, json.loads(done.output)["entries"]) == (0, 5)


@pytest.mark.usefixtures("_node")
def test_a_checkpoint_is_printed_to_be_kept_elsewhere(tmp_path: Path) -> None:
    printed = run("checkpoint").output
    assert ledger.verifier().open(printed).size == 5
    (tmp_path / "kept").write_text(printed)
    ledger.append({"number": 5}, kind="take_measures", at=NOON)
    run("export", tmp_path / "ledger.jsonl")
    assert run("verify", tmp_path / "ledger.jsonl", "--checkpoint", tmp_path / "kept").exit_code == 0


@pytest.mark.usefixtures("_node")
def test_one_entry_is_proven_by_a_file_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "entry-3.json"
    assert run("prove", 3, file).exit_code == 0
    done = run("verify", file, "--key", run("key").output.strip())
    assert done.exit_code == 0
    assert "Entry 3 is in the ledger" in done.output
    spoil(file, b'"number":3', b'"number":4')
    assert isinstance(run("verify", file).exception, LedgerFault)


@pytest.mark.usefixtures("_node")
def test_there_is_no_proof_of_what_is_not_there(tmp_path: Path) -> None:
    assert isinstance(run("prove", 5, tmp_path / "file").exception, NotFound)
    assert not (tmp_path / "file").exists()
