"""Backups to recipients of age: the node needs no secret to make them, an identity brings them back, and whoever has none reads nothing."""

from datetime import timedelta
from pathlib import Path

import pyrage
import pytest
from core.backups.homes import NOON, SECRET, home_with, node

from mingjian.core.backups.age import KEPT, Age
from mingjian.core.backups.creation import Made, make
from mingjian.core.backups.encryption import begin, opened
from mingjian.core.backups.restoration import RestoreTarget, restore
from mingjian.core.backups.store import DAYS, takes_age
from mingjian.core.errors import BadInput


@pytest.fixture
def identity() -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.generate()


def made(tmp_path: Path, *recipients: str, after: int = 0) -> Made:
    home = tmp_path / "home"
    return make(tmp_path / "kept", Age(recipients, (), home / KEPT), node(home), at=NOON + timedelta(days=after))


def holder(identity: pyrage.x25519.Identity) -> Age:
    return Age((), (f"# created: 2026-11-27\n{identity}\n",))


def test_a_node_without_a_secret_adds_to_it_and_the_identity_brings_it_back(tmp_path: Path, identity: pyrage.x25519.Identity) -> None:
    home = home_with(tmp_path / "home")
    other = pyrage.x25519.Identity.generate()
    first = made(tmp_path, str(identity.to_public()), str(other.to_public()))
    second = made(tmp_path, after=1)  # the node knows for whom it began
    assert second.written < first.written / 2
    assert (home / KEPT).stat().st_mode & 0o077 == 0
    assert takes_age(tmp_path / "kept")
    for number, one in enumerate((identity, other)):
        back = tmp_path / f"back{number}"
        assert restore(tmp_path / "kept", holder(one), RestoreTarget(back, {})).keys == 2  # the ledger's, and that of this folder
        assert (back / "ledger-key").read_text() == "the private key of the ledger"
        assert (back / "lake/order/rows.parquet").read_bytes() == (home / "lake/order/rows.parquet").read_bytes()


def test_whoever_is_no_recipient_reads_nothing(tmp_path: Path, identity: pyrage.x25519.Identity) -> None:
    home_with(tmp_path / "home")
    day = made(tmp_path, str(identity.to_public())).day
    kept = b"".join(path.read_bytes() for path in (tmp_path / "kept").rglob("*") if path.is_file())
    assert not [word for word in (b"evidence", b"PAR1", "张三".encode(), b"private key", b"ledger-key") if word in kept]
    target = RestoreTarget(tmp_path / "back", {})
    for secret, says in ((holder(pyrage.x25519.Identity.generate()), "None of these"), (Age(), "--identity"), (SECRET, "takes no passphrase")):
        with pytest.raises(BadInput, match=says):
            restore(tmp_path / "kept", secret, target)
    header, _, _ = (tmp_path / f"kept/{DAYS}/{day}.keys").read_bytes().partition(b"\n")
    with pytest.raises(BadInput, match="--identity"):  # what the node remembers opens its pieces, and not the file of its keys
        opened(header, Age((), (), tmp_path / "home" / KEPT))


def test_recipients_are_fixed_when_it_is_begun(tmp_path: Path, identity: pyrage.x25519.Identity) -> None:
    home_with(tmp_path / "home")
    made(tmp_path, str(identity.to_public()))
    with pytest.raises(BadInput, match="fixed when a backup is begun"):
        made(tmp_path, str(pyrage.x25519.Identity.generate().to_public()), after=1)
    make(tmp_path / "other", SECRET, node(tmp_path / "home"), at=NOON)
    with pytest.raises(BadInput, match="under a passphrase"):
        make(tmp_path / "other", Age((str(identity.to_public()),)), node(tmp_path / "home"), at=NOON)


@pytest.mark.parametrize("recipient", ["", "age1x", "AGE-SECRET-KEY-1", "ssh-ed25519 x"])
def test_what_is_no_recipient_is_refused(recipient: str) -> None:
    with pytest.raises(BadInput, match="no recipient"):
        begin(Age((recipient,)))
    with pytest.raises(BadInput, match="Name a recipient"):
        begin(Age())


@pytest.mark.parametrize("text", ["", "AGE-SECRET-KEY-1XYZ", "-----BEGIN OPENSSH PRIVATE KEY-----\nx"])
def test_an_identity_that_cannot_be_read_is_refused_and_not_repeated(text: str, identity: pyrage.x25519.Identity) -> None:
    header, _ = begin(Age((str(identity.to_public()),)))
    with pytest.raises(BadInput, match="identity") as refused:
        opened(header, Age((), (text,)))
    assert "XYZ" not in str(refused.value)
