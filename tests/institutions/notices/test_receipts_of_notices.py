"""The receipt of a notice is checked without this node, by the command and on a page for anybody; the page refuses what does not hold, in words."""

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from noticed import SENT, Who, captured, measures, taken_in
from people import browser

from mingjian.cli import commands
from mingjian.institutions.evidence.bundles.public import pages
from mingjian.institutions.evidence.bundles.work import check
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.notices.services.receipts import receipt_of
from mingjian.office.record import ledger

pytestmark = pytest.mark.django_db
ITEM = "https://yunjishi.example/item/"


@pytest.fixture(autouse=True)
def _open(settings: Any, sealed: None) -> None:
    settings.PUBLIC_DOOR = True


@pytest.fixture
def notice(who: Who) -> Notice:
    made = taken_in(who, listing_addresses="\n".join(f"{ITEM}{n}?{'x' * 600}" for n in range(60)))
    captured(made, who)
    measures(made, who, reason="鞋舌标识与注册商标相同")
    return Notice.objects.get(pk=made.pk)


def door() -> Client:
    return Client(headers={"Accept-Language": "zh-hans"})


def brought(data: bytes, name: str = "receipt.zip") -> Any:
    return door().post("/verify", {"file": SimpleUploadedFile(name, data)})


def test_the_sender_keeps_what_was_told_and_decided_with_proofs_and_nothing_personal(notice: Notice, tmp_path: Path) -> None:
    assert "台账将在几分钟内签名" in door().get(f"/rights/{notice.code}").text
    assert door().get(f"/rights/{notice.code}/signed").status_code == 404
    ledger.checkpoint(SENT)
    assert f"/rights/{notice.code}/signed" in door().get(f"/rights/{notice.code}").text
    given = door().get(f"/rights/{notice.code}/signed")
    assert given.status_code == 200
    file = tmp_path / "receipt.zip"
    file.write_bytes(given.content)
    held = CliRunner().invoke(commands, ["evidence", "verify", str(file)])
    assert held.exit_code == 0, held.output
    with zipfile.ZipFile(BytesIO(given.content)) as package:
        proofs = [json.loads(package.read(one))["entry"] for one in package.namelist() if one.startswith("ledger/")]
        assert "另有 40 个网址" in package.read("receipt.txt").decode()
    assert [one["kind"] for one in proofs] == ["notice_sent", "notice_taken_in", "take_measures"]
    assert proofs[0]["papers"]["listing_addresses"].count("\n") == 59
    assert proofs[2]["papers"]["reason"] == "鞋舌标识与注册商标相同"
    assert "13900000000" not in json.dumps(proofs)


def test_anybody_checks_it_on_a_page_and_one_changed_byte_is_named(notice: Notice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check.tempfile, "tempdir", str(tmp_path))
    ledger.checkpoint(SENT)
    data = receipt_of(notice, SENT)
    page = brought(data)
    assert page.status_code == 200
    assert "全部核对相符" in page.text
    assert ledger.verifier().text in page.text
    broken = bytearray(data)
    broken[len(broken) // 2] ^= 1
    page = brought(bytes(broken))
    assert "✗" in page.text
    assert "全部核对相符" not in page.text
    assert not list(tmp_path.glob("mingjian-verify-*"))


@pytest.mark.parametrize("data", [b"no zip", b"PK\x05\x06" + b"\0" * 18, "名单".encode() * 300])
def test_what_is_no_bundle_is_told_so(data: bytes) -> None:
    page = brought(data, "x" * 150 + "<b>.zip")
    assert page.status_code == 200
    assert "✗" in page.text
    assert "<b>" not in page.text


def test_no_file_and_a_closed_door_are_refused_in_words(who: Who, settings: Any) -> None:
    assert "请选择要核验的文件" in door().post("/verify", {}).text
    assert "请选择要核验的文件" in brought(b"").text
    assert "/verify" in door().get("/accounts/login/").text
    settings.PUBLIC_DOOR = False
    assert door().get("/verify").status_code == 404
    assert browser(who["clerk"]).get("/verify").status_code == 200


def test_one_file_is_verified_at_a_time(notice: Notice, monkeypatch: pytest.MonkeyPatch) -> None:
    class Taken:
        def acquire(self, timeout: float) -> bool:
            return False

    monkeypatch.setattr(check, "_ONE", Taken())
    page = brought(b"PK")
    assert page.status_code in {413, 429, 503}
    assert "请稍候再试" in page.text


def zipped(size: int) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for number in range(4):
            package.writestr(f"{number}.bin", b"\0" * (size // 4))
    return out.getvalue()


def test_what_unpacks_to_more_than_the_door_takes_is_refused_and_not_called_unsound(who: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_UNPACKED", 4 << 20)
    page = brought(zipped(5 << 20))
    assert page.status_code == 413
    assert "解压后超过 4 MiB，此处不予核验" in page.text
    assert "mingjian evidence verify" in page.text
    assert "✗" not in page.text
    assert "✗" in brought(zipped(3 << 20)).text  # small enough, and no bundle
    page = browser(who["clerk"]).post("/verify", {"file": SimpleUploadedFile("x.zip", zipped(5 << 20))})
    assert page.status_code == 200  # an officer's file is verified whole


def test_one_address_verifies_so_many_files_an_hour(who: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_AN_HOUR", 3)
    assert [brought(b"no zip").status_code for _ in range(4)] == [200, 200, 200, 413]
    assert "一小时内至多 3 次" in brought(b"no zip").text
    other = door().post("/verify", {"file": SimpleUploadedFile("x.zip", b"no zip")}, REMOTE_ADDR="203.0.113.9")
    assert other.status_code == 200
    assert browser(who["clerk"]).post("/verify", {"file": SimpleUploadedFile("x.zip", b"no zip")}).status_code == 200
    assert door().get("/verify").status_code == 200
