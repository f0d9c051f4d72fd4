"""The signed receipt of a kit: proofs of the ledger for each file, held offline by the command, without what the buyer told."""

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.test import Client
from kits import add_item
from make import make_kit
from people import at

from mingjian.cli import commands
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.evidence.services.receipts import entries_of, receipt_of
from mingjian.office.models import Officer
from mingjian.office.record import ledger

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
NOON, LATER = at("2026-11-24 12:00"), at("2026-11-24 12:05")


@pytest.fixture(autouse=True)
def _open(settings: Any) -> None:
    settings.PUBLIC_DOOR = True


def kit() -> Kit:
    opened = make_kit(at=NOON, place="抖音 › 直播间 小敏好物 @ 01:12:30", goods="某牌面霜", story="主播说是专柜正品，到货后批号查不到。")
    add_item(opened, "goods", [b"\xff\xd8\xff" + b"one" * 40], "脸霜.jpg", note="张三 13800001234", at=NOON)
    add_item(opened, "payment", [b"\xff\xd8\xff" + b"two" * 40], "付款.jpg", at=LATER)
    return opened


def verified(file: Path) -> Result:
    return CliRunner().invoke(commands, ["evidence", "verify", str(file)])


def test_the_buyer_keeps_a_file_that_anyone_holds_against_the_ledgers_key(who: Who, tmp_path: Path) -> None:
    opened, door = kit(), Client(headers={"Accept-Language": "zh-hans"})
    ledger.checkpoint(LATER)
    assert "带证明的回执" in door.get(f"/buyer/{opened.code}").text
    given = door.get(f"/buyer/{opened.code}/signed")
    assert given.status_code == 200, given.text
    file = tmp_path / "receipt.zip"
    file.write_bytes(given.content)
    held = verified(file)
    assert held.exit_code == 0, held.output
    with zipfile.ZipFile(file) as package:
        told = package.read("receipt.txt").decode()
        proofs = [json.loads(package.read(one)) for one in package.namelist() if one.startswith("ledger/")]
    assert [one["entry"]["kind"] for one in proofs] == ["kit_opened", "kit_item_kept", "kit_item_kept"]
    assert all(one.sha256 in told for one in opened.items.all())
    assert {one["entry"].get("sha256", "") for one in proofs} == {"", *opened.items.values_list("sha256", flat=True)}
    assert not any(word in given.content + told.encode() for word in (b"13800001234", "批号".encode()))


def test_a_file_in_which_one_word_was_changed_does_not_hold(who: Who, tmp_path: Path) -> None:
    opened = kit()
    ledger.checkpoint(LATER)
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(BytesIO(receipt_of(opened, LATER))) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(b'"size":123', b'"size":124'))
    assert verified(changed).exit_code == 1


def test_nobody_at_the_door_makes_the_ledger_sign_and_nobody_elses_entries_are_given(who: Who) -> None:
    opened, other, door = kit(), kit(), Client(headers={"Accept-Language": "zh-hans"})
    assert "几分钟内" in door.get(f"/buyer/{opened.code}").text
    assert door.get(f"/buyer/{opened.code}/signed").status_code == 404
    assert ledger.newest_checkpoint() is None
    assert len(entries_of(opened)) == len(entries_of(other)) == 3
    assert not {one.pk for one in entries_of(opened)} & {one.pk for one in entries_of(other)}
    assert door.get("/buyer/nosuchcode/signed").status_code == 404
