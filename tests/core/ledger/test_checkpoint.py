"""Checkpoints and notes read and write as others of their family do, and no false one passes."""

import base64
from pathlib import Path

import pytest

from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.ledger.checkpoint import Checkpoint, Signer, Verifier, read_checkpoint, signer_in

# The example of golang.org/x/mod/sumdb/note, made by an independent implementation.
GO_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"  # noqa: S105 - published with the example
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_NOTE = GO_TEXT + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

# The example of C2SP signed-note.
C2SP_PUBLIC = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
C2SP_NOTE = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"

ROOT = bytes(range(32))
SIGNER = Signer.from_text(GO_SECRET)
VERIFIER = SIGNER.verifier


def test_we_sign_byte_for_byte_as_go_does() -> None:
    assert SIGNER.sign_note(GO_TEXT) == GO_NOTE
    assert VERIFIER.text == GO_PUBLIC
    assert SIGNER.secret_text == GO_SECRET


@pytest.mark.parametrize(("key", "note"), [(GO_PUBLIC, GO_NOTE), (C2SP_PUBLIC, C2SP_NOTE)])
def test_we_read_the_notes_of_others(key: str, note: str) -> None:
    assert Verifier.from_text(key).open_note(note) == note.partition("\n\n")[0] + "\n"


def test_a_checkpoint_comes_back_as_it_was_signed() -> None:
    note = SIGNER.sign(20852163, ROOT)
    assert note.startswith(f"PeterNeumann\n20852163\n{base64.b64encode(ROOT).decode()}\n\n— PeterNeumann ")
    assert VERIFIER.open(note) == Checkpoint("PeterNeumann", 20852163, ROOT)


def test_the_checkpoint_of_the_standard_is_read() -> None:
    """The example of C2SP tlog-checkpoint, with an extension line behind."""
    read = read_checkpoint("example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nmore\n")
    assert (read.origin, read.size, len(read.root)) == ("example.com/behind-the-sofa", 20852163, 32)


def test_signatures_of_others_may_stand_beside_ours() -> None:
    witness = "— witness.example/w " + base64.b64encode(bytes(68)).decode() + "\n"
    note = SIGNER.sign(3, ROOT)
    text, _, ours = note.partition("\n\n")
    assert VERIFIER.open(f"{text}\n\n{witness}{ours}").size == 3
    assert VERIFIER.open(note + witness).size == 3


@pytest.mark.parametrize("at", range(0, len(SIGNER.sign(20852163, ROOT)), 3))
def test_a_changed_character_anywhere_breaks_the_note(at: int) -> None:
    note = SIGNER.sign(20852163, ROOT)
    changed = note[:at] + ("A" if note[at] != "A" else "B") + note[at + 1 :]
    with pytest.raises(LedgerFault):
        VERIFIER.open(changed)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "no signature\n",
        GO_TEXT,
        GO_NOTE.rstrip("\n"),
        GO_NOTE.replace("\n", "\r\n"),
        GO_NOTE.replace("— ", "- "),
        GO_NOTE + "\n",
        GO_NOTE + "garbage\n",
        GO_NOTE + "— other AAAAA\n",
        GO_NOTE + "— other AAAAAAAA\n" * 100,
        SIGNER.sign_note("a\n").replace("a", "a\ud800"),
        SIGNER.sign_note("a\n").replace("a", "a\0"),
    ],
)
def test_what_is_no_note_is_said_to_be_none(note: str) -> None:
    with pytest.raises(LedgerFault):
        VERIFIER.open_note(note)


def test_another_ledgers_checkpoint_is_refused_even_if_our_key_signed_it() -> None:
    note = SIGNER.sign_note(Checkpoint("other.example/ledger", 3, ROOT).text)
    with pytest.raises(LedgerFault, match=r"of other\.example/ledger"):
        VERIFIER.open(note)


def test_a_key_of_the_same_name_is_not_the_key() -> None:
    with pytest.raises(LedgerFault, match="no signature"):
        VERIFIER.open(Signer.new("PeterNeumann").sign(3, ROOT))


@pytest.mark.parametrize("size", ["01", "-1", "1e3", "", "٣", "1" * 20])
def test_a_size_is_a_plain_decimal(size: str) -> None:
    with pytest.raises(LedgerFault):
        read_checkpoint(f"origin\n{size}\n{base64.b64encode(ROOT).decode()}\n")


@pytest.mark.parametrize("root", ["AAAA", "!", base64.b64encode(ROOT).decode()[:-2] + "9="])
def test_a_root_is_32_bytes_in_the_one_spelling(root: str) -> None:
    with pytest.raises(LedgerFault):
        read_checkpoint(f"origin\n3\n{root}\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "a b+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        GO_PUBLIC.replace("c74f20a3", "c74f20a4"),
        GO_PUBLIC.replace("Peter", "Petra"),
        GO_PUBLIC[:-4],
        "PeterNeumann+c74f20a3+" + base64.b64encode(b"\4" + bytes(32)).decode(),
    ],
)
def test_a_text_that_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        Verifier.from_text(text)


@pytest.mark.parametrize("text", ["", GO_PUBLIC, GO_SECRET[:-4], GO_SECRET.replace("c74f20a3", "00000000"), GO_SECRET.replace("PRIVATE", "PUBLIC")])
def test_a_damaged_signing_key_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        Signer.from_text(text)
    assert "AYEKFALV" not in str(refused.value)


def test_a_printed_signer_does_not_show_its_key() -> None:
    assert "AYEKFALV" not in repr(SIGNER)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u3000b", "a\u200bb"])
def test_a_ledger_cannot_be_named_so(name: str) -> None:
    with pytest.raises(BadInput):
        Signer.new(name)


def test_a_text_with_control_characters_is_not_signed() -> None:
    for text in ("no newline", "tab\t\n", "\ud800\n"):
        with pytest.raises(BadInput):
            SIGNER.sign_note(text)


def test_a_seal_holds_for_its_entry_index_and_ledger_only() -> None:
    seal = SIGNER.seal(17, ROOT)
    assert VERIFIER.is_sealed(17, ROOT, seal)
    assert not VERIFIER.is_sealed(18, ROOT, seal)
    assert not VERIFIER.is_sealed(17, bytes(32), seal)
    assert not VERIFIER.is_sealed(17, ROOT, b"")
    assert not Signer.new("other").verifier.is_sealed(17, ROOT, seal)


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "home" / "ledger-key"
    made = signer_in(file, "node.example/ledger")
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["ledger-key"]
    assert signer_in(file, "node.example/ledger").verifier == made.verifier


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "ledger-key"
    signer_in(file, "node")
    file.chmod(0o640)
    with pytest.raises(BadInput, match="chmod 600"):
        signer_in(file, "node")


def test_the_key_of_another_node_is_not_used(tmp_path: Path) -> None:
    signer_in(tmp_path / "ledger-key", "node")
    with pytest.raises(BadInput, match="that of node"):
        signer_in(tmp_path / "ledger-key", "other")
