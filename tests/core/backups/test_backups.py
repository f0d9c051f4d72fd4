"""Backups: what goes in comes out, what did not change is written once, what was changed is found, and nothing is written over."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from core.backups.homes import NOON, SECRET, home_with, node
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.core.backups.creation import Made, make
from mingjian.core.backups.encryption import begin, opened
from mingjian.core.backups.restoration import RestoreTarget, pick, restore
from mingjian.core.backups.store import PIECE, PIECES, open_store
from mingjian.core.errors import BadInput
from mingjian.core.hidden import Hiding, Key, laid_open


def made(tmp_path: Path, after: int = 0, keep: int = 0) -> Made:
    return make(tmp_path / "kept", SECRET, node(tmp_path / "home"), at=NOON + timedelta(days=after), keep=keep)


@pytest.mark.slow
def test_what_was_kept_comes_back_byte_for_byte(tmp_path: Path) -> None:
    home = home_with(tmp_path / "home")
    assert made(tmp_path).damaged == []
    done = restore(tmp_path / "kept", SECRET, RestoreTarget(tmp_path / "back", {}))
    assert (done.node, done.keys) == ("a.example", 1)
    names = {str(path.relative_to(tmp_path / "back")) for path in (tmp_path / "back").rglob("*") if path.is_file()}
    sealed = next((home / "sealed/ab").iterdir())
    assert names == {"mingjian.sqlite3", "ledger-at-backup.jsonl", "ledger-key", f"sealed/ab/{sealed.name}", "lake/order/rows.parquet"}
    assert (tmp_path / "back/sealed/ab" / sealed.name).read_bytes() == sealed.read_bytes()
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "back").rglob("*") if path.is_file())
    with closing(sqlite3.connect(tmp_path / "back/mingjian.sqlite3")) as database:
        assert database.execute("SELECT said FROM told").fetchall() == [("张三",)]


@pytest.mark.slow
def test_a_sealed_file_that_lies_encrypted_is_kept_as_it_lies_with_its_key_and_held_against_its_hash_once(tmp_path: Path) -> None:
    home, digest = home_with(tmp_path / "home"), sha256(b"evidence").hexdigest()
    key, asked = Key.new(), list[str]()
    (home / "sealed-key").write_text(key.secret.hex())
    for name, plain in ((digest, b"evidence"), ("0" * 64, b"other than its name")):
        with (home / "sealed/ab" / f"{name}.hidden").open("wb") as out:
            hiding = Hiding(out, key)
            hiding.write(plain)
            hiding.close()

    def digest_of(place: Path) -> str:
        asked.append(place.name)
        with laid_open(place.open("rb"), (key,)) as file:
            return sha256(file.read()).hexdigest()

    for day in (0, 1):
        done = make(tmp_path / "kept", SECRET, replace(node(home), digest=digest_of), at=NOON + timedelta(days=day))
        assert done.damaged == [f"home/sealed/ab/{'0' * 64}.hidden"]
    assert sorted(asked) == [f"{'0' * 64}.hidden", f"{'0' * 64}.hidden", f"{digest}.hidden"]  # a sound one is decrypted once, another each time
    assert restore(tmp_path / "kept", SECRET, RestoreTarget(tmp_path / "back", {})).keys == 2
    (back,) = (Key(bytes.fromhex(line)) for line in (tmp_path / "back/sealed-key").read_text().split())
    with laid_open((tmp_path / f"back/sealed/ab/{digest}.hidden").open("rb"), (back,)) as file:
        assert file.read() == b"evidence"


@pytest.mark.slow
def test_what_the_signer_remembers_never_speaks_of_more_than_comes_back(tmp_path: Path) -> None:
    home = home_with(tmp_path / "home")
    (home / "ledger-seen").write_text("20 entries")
    plain = node(home)

    def copied_while_it_goes_on(out: Path) -> None:
        plain.copy_database(out)
        (home / "ledger-seen").write_text("21 entries")

    make(tmp_path / "kept", SECRET, replace(plain, copy_database=copied_while_it_goes_on), at=NOON)
    restore(tmp_path / "kept", SECRET, RestoreTarget(tmp_path / "back", {}))
    assert (tmp_path / "back/ledger-seen").read_text() == "20 entries"


@pytest.mark.slow
@pytest.mark.parametrize("listed", [("",), ("", ".hidden"), (".hidden",)])
def test_a_sealed_file_that_is_converted_while_we_look_is_kept_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listed: tuple[str, ...]) -> None:
    home, walk = home_with(tmp_path / "home"), os.walk
    digest = next((home / "sealed/ab").iterdir()).name
    places = [home / "sealed/ab" / f"{digest}{way}" for way in listed]
    content = (home / "sealed/ab" / digest).rename(places[-1]).read_bytes()
    for place in places:
        place.write_bytes(content)

    def walked(root: Path) -> Iterator[Any]:
        for found in walk(root):
            if Path(found[0]).name == "ab":
                places[0].rename(places[-1] if len(places) > 1 else home / "sealed/ab" / f"{digest}{'' if listed[0] else '.hidden'}")
            yield found

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(os, "walk", walked)
        assert made(tmp_path).damaged == []
    restore(tmp_path / "kept", SECRET, RestoreTarget(tmp_path / "back", {}))
    assert [one.name for one in (tmp_path / "back/sealed/ab").iterdir()] == [one.name for one in (home / "sealed/ab").iterdir()]


@pytest.mark.slow
def test_a_backup_during_which_a_key_was_changed_is_given_up_and_one_during_which_a_key_was_made_has_it(tmp_path: Path) -> None:
    home = home_with(tmp_path / "home")
    plain = node(home)

    def copied_while(name: str) -> Any:
        def copy(out: Path) -> None:
            plain.copy_database(out)
            (home / name).write_text("turned")

        return replace(plain, copy_database=copy)

    make(tmp_path / "kept", SECRET, copied_while("sealed-key"), at=NOON)
    assert restore(tmp_path / "kept", SECRET, RestoreTarget(tmp_path / "back", {})).keys == 2
    with pytest.raises(BadInput, match="更换了密钥"):
        make(tmp_path / "kept", SECRET, copied_while("ledger-key"), at=NOON + timedelta(days=1))
    assert open_store(tmp_path / "kept", SECRET).days() == ["20261127T040000Z"]


def test_nothing_of_it_can_be_read_without_the_passphrase(tmp_path: Path) -> None:
    home_with(tmp_path / "home")
    made(tmp_path)
    lying = b"".join(path.read_bytes() for path in (tmp_path / "kept").rglob("*") if path.is_file())
    assert not any(word in lying for word in (b"evidence", "张三".encode(), b"private key", b"rows.parquet"))
    with pytest.raises(BadInput, match="口令"):
        restore(tmp_path / "kept", "another passphrase", RestoreTarget(tmp_path / "back", {}))


@pytest.mark.slow
def test_what_did_not_change_is_written_once(tmp_path: Path) -> None:
    home = home_with(tmp_path / "home")
    (home / "lake/order/large.parquet").write_bytes(bytes(PIECE * 2 + 5))
    made(tmp_path)
    before = len(list((tmp_path / "kept" / PIECES).rglob("*")))
    assert made(tmp_path, 1).written == 0
    with (home / "lake/order/large.parquet").open("r+b") as file:
        file.seek(PIECE)
        file.write(b"changed")
    assert made(tmp_path, 2).written > 0
    assert len(list((tmp_path / "kept" / PIECES).rglob("*"))) <= before + 2  # one piece, and perhaps its folder


@pytest.mark.slow
def test_an_older_day_comes_back_as_it_was_and_old_ones_are_taken_away(tmp_path: Path) -> None:
    home = home_with(tmp_path / "home")
    made(tmp_path)
    (home / "lake/order/later.parquet").write_bytes(b"later")
    made(tmp_path, 3)
    restore(tmp_path / "kept", SECRET, RestoreTarget(tmp_path / "old", {}), on=date(2026, 11, 28))
    assert not (tmp_path / "old/lake/order/later.parquet").exists()
    assert made(tmp_path, 4, keep=1).pruned == 2
    assert [one.name for one in (tmp_path / "kept").rglob("*.keys")] == ["20261201T040000Z.keys"]
    restore(tmp_path / "kept", SECRET, RestoreTarget(tmp_path / "new", {}))
    assert (tmp_path / "new/lake/order/later.parquet").read_bytes() == b"later"
    with pytest.raises(BadInput, match="没有备份"):
        restore(tmp_path / "kept", SECRET, RestoreTarget(tmp_path / "none", {}), on=date(2026, 11, 28))


def test_a_day_is_one_of_beijing() -> None:
    assert pick(["20261126T155900Z", "20261126T160100Z"], date(2026, 11, 26)) == "20261126T155900Z"
    assert pick(["20261126T155900Z", "20261126T160100Z"], date(2026, 11, 27)) == "20261126T160100Z"


def test_a_home_that_is_not_empty_is_refused_and_stays_as_it_was(tmp_path: Path) -> None:
    home = home_with(tmp_path / "home")
    made(tmp_path)
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    with pytest.raises(BadInput, match="不是空的"):
        restore(tmp_path / "kept", SECRET, RestoreTarget(home, {}))
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


@pytest.mark.slow
def test_a_changed_byte_is_found_and_leaves_nothing_half_restored(tmp_path: Path) -> None:
    home_with(tmp_path / "home")
    made(tmp_path)
    for piece in [path for path in (tmp_path / "kept" / PIECES).rglob("*") if path.is_file()]:
        whole = piece.read_bytes()
        piece.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        with pytest.raises(BadInput, match="损坏"):
            restore(tmp_path / "kept", SECRET, RestoreTarget(tmp_path / "back", {}))
        assert list((tmp_path / "back").iterdir()) == []
        piece.write_bytes(whole)
    restore(tmp_path / "kept", SECRET, RestoreTarget(tmp_path / "back", {}))


def test_a_sealed_file_that_is_not_its_hash_is_told(tmp_path: Path) -> None:
    home = home_with(tmp_path / "home")
    next((home / "sealed/ab").iterdir()).write_bytes(b"forged")
    assert len(made(tmp_path).damaged) == 1


@pytest.mark.slow
def test_keys_may_lie_elsewhere(tmp_path: Path) -> None:
    home_with(tmp_path / "home")
    make(tmp_path / "kept", SECRET, node(tmp_path / "home"), at=NOON, keys_to=tmp_path / "safe")
    with pytest.raises(BadInput, match="--keys"):
        restore(tmp_path / "kept", SECRET, RestoreTarget(tmp_path / "back", {}))
    assert restore(tmp_path / "kept", SECRET, RestoreTarget(tmp_path / "back", {}), keys_from=tmp_path / "safe").keys == 1


def test_what_is_no_place_for_a_backup_is_refused(tmp_path: Path) -> None:
    home = home_with(tmp_path / "home")
    with pytest.raises(BadInput, match="自己的文件夹"):
        make(home / "kept", SECRET, node(home), at=NOON)
    with pytest.raises(BadInput, match="不是空的"):
        make(tmp_path, SECRET, node(home), at=NOON)
    with pytest.raises(BadInput, match="12"):
        make(tmp_path / "new", "short", node(home), at=NOON)
    with pytest.raises(BadInput, match="没有备份"):
        open_store(tmp_path / "nothing", SECRET)


@settings(max_examples=20)
@given(st.binary(max_size=200))
def test_a_header_from_outside_never_breaks(content: bytes) -> None:
    with pytest.raises(BadInput):
        opened(content, SECRET)


def test_each_folder_has_a_key_of_its_own() -> None:
    (one, seal), (_, other) = begin(SECRET), begin(SECRET)
    assert opened(one, SECRET).key == seal.key != other.key
