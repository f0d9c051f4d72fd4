"""Sealed files that lie encrypted: everything reads them as before, and they are converted both ways and under new keys."""

import os
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from people import at, browser

from mingjian.core.errors import BadInput, LedgerFault, NotFound
from mingjian.core.hidden import Key
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.office.audit.files import of_files, orphans
from mingjian.office.audit.run import audit_dossier
from mingjian.office.files import conversion
from mingjian.office.files.encryption_keys import add_key, key_file, keys_of_files
from mingjian.office.files.kinds import SEALED
from mingjian.office.files.storage import keep, seal
from mingjian.office.files.store import as_sealed, bytes_as_sealed, hidden_place_of, is_there, laid_out, place_of, places, put, remove
from mingjian.office.models import Dossier, Entry, Officer, SealedFile

MORNING = at("2026-11-24 09:00")
TOLD = b"telephone 13912345678, " * 5000


@pytest.fixture
def hides(settings: Any, sealed: None, tmp_path: Path) -> Any:
    """A node that encrypts what it seals."""
    settings.HOME, settings.SEALED_HIDDEN = tmp_path, True
    return settings


@pytest.fixture
def dossier(who: dict[str, Officer], hides: Any) -> Dossier:
    return register(Intake(source="platform", suspected_act="售假", content="某店"), by=who["li"], at=MORNING).dossier


def file_in(dossier: Dossier, by: Officer, content: bytes = TOLD) -> SealedFile:
    return seal([content[:7], content[7:]], "记录.txt", dossier=dossier, by=by, at=MORNING)


def changed(dossier: Dossier) -> list[str]:
    return [one.about for one in audit_dossier(dossier).found if one.kind == "file"]


def stored(root: Path) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(root.rglob("*")) if one.is_file())


def test_a_file_lies_encrypted_and_is_handed_out_as_it_came(who: dict[str, Officer], dossier: Dossier, hides: Any) -> None:
    file = file_in(dossier, who["li"])
    assert file.sha256 == sha256(TOLD).hexdigest()
    assert hidden_place_of(file.sha256).exists()
    assert not place_of(file.sha256).exists()
    assert b"13912345678" not in stored(Path(hides.SEALED_ROOT))
    reply = browser(who["li"]).get(f"/files/{file.pk}")
    assert b"".join(reply.streaming_content) == TOLD  # type: ignore[attr-defined]
    assert list(of_files()) == []
    assert changed(dossier) == []
    assert orphans() == []
    with laid_out(file.sha256) as place:
        assert place.read_bytes() == TOLD
    assert not place.exists()


def test_what_is_refused_leaves_nothing(hides: Any) -> None:
    with pytest.raises(BadInput):
        keep([b"MZ" + bytes(100)], "x.txt", takes=SEALED)
    assert [one for one in Path(hides.SEALED_ROOT).rglob("*") if one.is_file() and not one.name.startswith(".")] == []


def test_a_changed_byte_is_found_and_not_handed_out(who: dict[str, Officer], dossier: Dossier) -> None:
    file = file_in(dossier, who["li"])
    data = bytearray(hidden_place_of(file.sha256).read_bytes())
    data[-1] ^= 1
    hidden_place_of(file.sha256).write_bytes(data)
    with pytest.raises(LedgerFault):
        as_sealed(file.sha256)
    assert [one.about for one in of_files()] == [file.sha256]
    assert changed(dossier) == [file.sha256]


def test_another_file_in_its_place_is_not_handed_out(who: dict[str, Officer], dossier: Dossier) -> None:
    one, other = file_in(dossier, who["li"]), file_in(dossier, who["li"], b"another text")
    hidden_place_of(other.sha256).replace(hidden_place_of(one.sha256))  # opens with the right key, and is not what was sealed
    with pytest.raises(LedgerFault, match="sealed"):
        as_sealed(one.sha256)


def test_files_of_before_stay_readable_and_are_converted_both_ways(who: dict[str, Officer], dossier: Dossier, hides: Any) -> None:
    hides.SEALED_HIDDEN = False
    plain = file_in(dossier, who["li"])
    hides.SEALED_HIDDEN = True
    new = file_in(dossier, who["li"], b"another text")
    assert (bytes_as_sealed(plain.sha256), bytes_as_sealed(new.sha256)) == (TOLD, b"another text")
    assert conversion.hide_files(MORNING).files == 1
    assert not place_of(plain.sha256).exists()
    assert bytes_as_sealed(plain.sha256) == TOLD
    with pytest.raises(BadInput, match="still set"):
        conversion.lay_files_open(MORNING)
    hides.SEALED_HIDDEN = False
    assert conversion.lay_files_open(MORNING).files == 2
    assert place_of(new.sha256).read_bytes() == b"another text"
    assert not hidden_place_of(new.sha256).exists()
    assert [one.kind for one in Entry.objects.order_by("index")][-2:] == ["files_hidden", "files_laid_open"]
    assert list(of_files()) == []


def test_a_damaged_file_is_left_as_it_is_and_named(who: dict[str, Officer], dossier: Dossier, hides: Any) -> None:
    hides.SEALED_HIDDEN = False
    file = file_in(dossier, who["li"])
    place_of(file.sha256).write_bytes(b"forged")
    done = conversion.hide_files(MORNING)
    assert (done.files, done.left) == (0, [file.sha256])
    assert place_of(file.sha256).read_bytes() == b"forged"
    assert not hidden_place_of(file.sha256).exists()


def test_what_is_converted_while_the_store_is_looked_through_is_neither_changed_nor_unreadable(
    who: dict[str, Officer], dossier: Dossier, hides: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hides.SEALED_HIDDEN = False
    file_in(dossier, who["li"])
    for convert in (conversion.hide_files, conversion.lay_files_open):
        listed = list(places())
        convert(MORNING)
        with monkeypatch.context() as meanwhile:
            for place in ("audit.files.places", "files.conversion.places"):
                meanwhile.setattr(f"mingjian.office.{place}", lambda listed=listed: iter(listed))
            assert list(of_files()) == []
            assert conversion.lying().unreadable == 0
    assert changed(dossier) == []


def test_keys_are_turned_and_only_what_nothing_needs_goes(who: dict[str, Officer], dossier: Dossier) -> None:
    file = file_in(dossier, who["li"])
    (first,) = keys_of_files()
    assert conversion.turn_file_keys(MORNING).files == 1
    assert len(keys_of_files()) == 2
    assert keys_of_files()[1] == first
    second = keys_of_files()[0]
    conversion.turn_file_keys(MORNING)
    assert keys_of_files()[1:] == (second,)
    assert first not in keys_of_files()
    assert bytes_as_sealed(file.sha256) == TOLD
    assert conversion.lying() == conversion.Lying(plain=0, hidden=1, outdated=0, unreadable=0)
    assert key_file().stat().st_mode & 0o077 == 0


def test_a_turn_that_was_killed_is_finished_by_the_next(who: dict[str, Officer], dossier: Dossier) -> None:
    file = file_in(dossier, who["li"])
    add_key()
    assert conversion.lying().outdated == 1
    assert bytes_as_sealed(file.sha256) == TOLD
    assert conversion.turn_file_keys(MORNING).files == 1
    assert conversion.lying().outdated == 0


def test_a_lost_key_is_said_in_words_and_nothing_is_turned(who: dict[str, Officer], dossier: Dossier) -> None:
    file = file_in(dossier, who["li"])
    kept = key_file().read_text()
    key_file().write_text(Key.new().secret.hex() + "\n")
    os.utime(key_file(), (1, 1))
    with pytest.raises(LedgerFault, match="sealed-key"):
        as_sealed(file.sha256)
    with pytest.raises(BadInput, match="fit none"):
        conversion.turn_file_keys(MORNING)
    key_file().write_text("no key\n")
    os.utime(key_file(), (2, 2))
    with pytest.raises(BadInput, match="damaged"):
        as_sealed(file.sha256)
    key_file().write_text(kept)
    os.utime(key_file(), (3, 3))
    assert bytes_as_sealed(file.sha256) == TOLD
    key_file().chmod(0o644)
    with pytest.raises(BadInput, match="chmod"):
        as_sealed(file.sha256)


def test_what_is_erased_goes_in_both_ways_and_no_conversion_brings_it_back(who: dict[str, Officer], dossier: Dossier, hides: Any, tmp_path: Path) -> None:
    file = file_in(dossier, who["li"])
    remove(file.sha256)
    assert not is_there(file.sha256)
    with pytest.raises(NotFound):
        as_sealed(file.sha256)
    draft = tmp_path / "draft"
    draft.write_bytes(TOLD)
    assert put(draft, file.sha256, is_hidden=False, made_of=hidden_place_of(file.sha256)) is False
    assert not is_there(file.sha256)
