"""National cryptography by setting: SM3 beside SHA-256 in checkpoints and lists, SM4 for what lies encrypted; what lay otherwise stays readable."""

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from people import at
from stored import everything_stored

from mingjian.core.backups.encryption import SM4, begin, opened
from mingjian.core.digests import EMPTY_CHAIN, chained
from mingjian.core.errors import BadInput
from mingjian.core.hidden import BEGINS, BEGINS_SM4
from mingjian.core.ledger.agent import answer
from mingjian.core.ledger.audit import Report, audit
from mingjian.core.ledger.checkpoint import Signer, read_checkpoint, taken_apart
from mingjian.core.ledger.keeper import Keeper
from mingjian.institutions.clues.models import Reporter
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake, Reported
from mingjian.institutions.evidence.bundles.work.creation import LIST, bundle_of
from mingjian.office.files import conversion
from mingjian.office.files.storage import seal
from mingjian.office.files.store import bytes_as_sealed, hidden_place_of, place_of
from mingjian.office.models import Checkpoint, Entry, Officer
from mingjian.office.people import key_rotation
from mingjian.office.record import ledger

NOON = at("2026-11-30 12:00")
Who = dict[str, Officer]


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Any:
    settings.HOME = tmp_path
    return settings


def enter(count: int) -> None:
    for number in range(count):
        ledger.append({"number": number, "words": "立案"}, kind="take_measures", at=NOON + timedelta(seconds=number))


def exported() -> bytes:
    out = io.BytesIO()
    ledger.export(out)
    return out.getvalue()


def read(data: bytes) -> Report:
    return audit(io.BytesIO(data))


def newest_chain() -> bytes:
    return read_checkpoint(taken_apart(Checkpoint.objects.latest("size").note)[0]).chain


@pytest.mark.both_databases
@pytest.mark.django_db
def test_a_checkpoint_tells_the_sm3_chain_over_all_entries_whenever_the_setting_came(home: Any) -> None:
    enter(3)
    ledger.checkpoint(NOON)
    assert newest_chain() == b""
    home.NATIONAL_CRYPTO = True
    for _ in range(2):
        enter(2)
        ledger.checkpoint(NOON)
    chain = EMPTY_CHAIN
    for body in Entry.objects.order_by("index").values_list("body", flat=True):
        chain = chained(chain, body.encode())
    assert newest_chain() == chain
    assert json.loads(exported().splitlines()[0])["digests"] == ["sha256", "sm3"]
    assert read(exported()).is_sound
    home.NATIONAL_CRYPTO = False
    enter(1)
    ledger.checkpoint(NOON)
    assert read(exported()).is_sound


@pytest.mark.django_db
def test_a_chain_that_is_not_that_of_the_entries_is_named(home: Any) -> None:
    home.NATIONAL_CRYPTO = True
    enter(2)
    ledger.checkpoint(NOON)
    sound = exported()
    without = sound.replace(b'"digests":["sha256","sm3"],', b"", 1)
    assert [one.kind for one in read(without).faults] == ["seals"]
    last = Checkpoint.objects.latest("size")
    forged = ledger.signer().sign_note  # only what says it is no checkpoint: the key signs no second history
    with pytest.raises(BadInput):
        forged(last.note)
    other = Signer.new(f"{home.NODE}/ledger")
    note = other.sign(last.size, bytes(last.root), bytes(last.seals), b"x" * 32)
    lines = sound.splitlines(keepends=True)
    lines[0] = lines[0].replace(ledger.verifier().text.encode(), other.verifier.text.encode())
    checkpoint = json.loads(lines[-1])
    lines[-1] = json.dumps({**checkpoint, "checkpoint": note}).encode() + b"\n"
    faults = read(b"".join(lines)).faults
    assert any("SM3" in one.text.zh for one in faults)


def test_an_agent_signs_the_chain_and_one_that_is_asked_without_it_signs_as_before(tmp_path: Path) -> None:
    keeper = Keeper(Signer.new("a.example/ledger"), (tmp_path / "seen",))
    asked = {"ask": "sign", "size": 1, "root": "A" * 43 + "=", "seals": "", "proof": []}
    assert "entries sm3:" not in str(answer(keeper, json.dumps(asked).encode())["given"])
    told = answer(keeper, json.dumps({**asked, "chain": "B" * 42 + "A="}).encode())
    assert "entries sm3:" + "B" * 42 + "A=" in str(told["given"])


@pytest.mark.django_db
def test_columns_are_encrypted_with_sm4_once_the_keys_are_turned_and_stay_readable_both_ways(who: Who, home: Any, sealed: None) -> None:
    register(Intake(source="report", suspected_act="售假", content="某店", reporter=Reported("张三丰", "13987654321")), by=who["li"], at=NOON)
    assert "mj2." not in everything_stored()
    home.NATIONAL_CRYPTO = True
    assert Reporter.objects.get().name == "张三丰"
    assert key_rotation.outdated() > 0
    key_rotation.turn(NOON)
    assert key_rotation.outdated() == 0
    stored = everything_stored()
    assert "mj2." in stored
    assert "mj1." not in stored
    assert "张三丰" not in stored
    assert Reporter.objects.get().phone == "13987654321"
    key_rotation.turn(NOON)
    assert Reporter.objects.get().phone == "13987654321"
    home.NATIONAL_CRYPTO = False
    assert Reporter.objects.get().name == "张三丰"
    key_rotation.turn(NOON)
    assert "mj2." not in everything_stored()


@pytest.mark.django_db
def test_a_changed_column_and_another_key_are_told_in_words(who: Who, home: Any, tmp_path: Path) -> None:
    from mingjian.office.models.hidden import UNREADABLE, hide, shown

    home.NATIONAL_CRYPTO = True
    stored = hide("张三丰")
    assert shown(stored) == "张三丰"
    assert shown(stored[:-3] + ("AAA" if stored[-3:] != "AAA" else "BBB")) == UNREADABLE
    assert shown("mj2.###") == UNREADABLE
    home.REST_KEY_FILE = str(tmp_path / "elsewhere")
    assert shown(stored) == UNREADABLE


@pytest.mark.django_db
def test_files_are_sealed_with_sm4_and_those_of_before_are_converted(who: Who, home: Any, sealed: None) -> None:
    home.SEALED_HIDDEN = True
    clue = register(Intake(source="platform", suspected_act="售假", content="某店"), by=who["li"], at=NOON)
    before = seal([b"before " * 20_000], "a.txt", dossier=clue.dossier, by=who["li"], at=NOON)
    home.NATIONAL_CRYPTO = True
    after = seal([b"after " * 20_000], "b.txt", dossier=clue.dossier, by=who["li"], at=NOON)
    heads = [hidden_place_of(one.sha256).read_bytes()[: len(BEGINS)] for one in (before, after)]
    assert heads == [BEGINS, BEGINS_SM4]
    assert bytes_as_sealed(after.sha256) == b"after " * 20_000
    conversion.turn_file_keys(NOON)
    assert hidden_place_of(before.sha256).read_bytes().startswith(BEGINS_SM4)
    assert bytes_as_sealed(before.sha256) == b"before " * 20_000
    home.NATIONAL_CRYPTO = home.SEALED_HIDDEN = False
    assert bytes_as_sealed(after.sha256) == b"after " * 20_000
    conversion.lay_files_open(NOON)
    assert place_of(after.sha256).read_bytes() == b"after " * 20_000


def test_a_backup_says_with_which_cipher_it_is_sealed_and_opens_by_that() -> None:
    header, kept = begin("a long passphrase", SM4)
    assert json.loads(header)["cipher"] == "sm4"
    again = opened(header, "a long passphrase")
    assert again.open(kept.close(b"piece", "name"), "name") == b"piece"
    with pytest.raises(BadInput):
        opened(header, "another passphrase")
    with pytest.raises(BadInput):
        opened(header.replace(b'"cipher": "sm4", ', b""), "a long passphrase")
    with pytest.raises(BadInput):
        opened(header.replace(b'"sm4"', b'"xor"'), "a long passphrase")


@pytest.mark.django_db
def test_the_list_of_a_bundle_has_sm3_beside_sha256(who: Who, home: Any, sealed: None) -> None:
    clue = register(Intake(source="platform", suspected_act="售假", content="某店"), by=who["li"], at=NOON)
    seal([b"abc"], "a.txt", dossier=clue.dossier, by=who["li"], at=NOON)
    with override_settings(NATIONAL_CRYPTO=True):
        told = bundle_of(clue.dossier, by=who["li"], at=NOON).files[LIST].decode()
    assert "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0  files/001-a.txt" in told
