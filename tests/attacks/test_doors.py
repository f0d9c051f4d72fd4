"""D1, D9, D15, D18, D19: what is refused leaves nothing on the disk, callers are told apart behind a proxy, and nothing personal is kept on the way."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from make import make_kit
from people import at, browser

from mingjian.institutions.evidence import queries
from mingjian.institutions.evidence.models import Item, Kit
from mingjian.office.models import Officer
from mingjian.office.web import limits

MORNING = at("2026-11-24 09:00")
PNG = b"\x89PNG\r\n\x1a\n0000"


@pytest.fixture
def kit(who: dict[str, Officer], sealed: None, settings: Any) -> Kit:
    settings.PUBLIC_DOOR = True
    return make_kit(at=MORNING, place="抖音 › 直播间 某某 @ 00:10:00", goods="化肥", story="买到假化肥")


def kept(settings: Any) -> list[Path]:
    return [one for one in Path(settings.SEALED_ROOT).rglob("*") if one.is_file() and not one.name.startswith(".")]


def bring(kit: Kit, data: bytes, name: str) -> int:
    file = SimpleUploadedFile(name, data)
    return int(Client().post(f"/buyer/{kit.code}", {"kind": "goods", "file": file, "note": ""}).status_code)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"MZ" + b"0" * 1000, "photo.png"),
        (b"\xef\xbb\xbf<html><script>1</script>", "a.txt"),
        ("<html>".encode("utf-16"), "a.txt"),
        (b"@echo off\r\ndel *", "a.bat"),
        (b"Write-Host 1", "a.ps1"),
        (b'MsgBox "x"', "a.vbs"),
        (b"", "leer.png"),
    ],
)
def test_what_is_refused_leaves_no_byte(kit: Kit, settings: Any, data: bytes, name: str) -> None:
    assert bring(kit, data, name) == 422
    assert kept(settings) == []
    assert Item.objects.count() == 0


def test_a_kit_that_is_full_takes_no_byte(kit: Kit, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bring(kit, PNG, "a.png") == 302
    before = kept(settings)
    monkeypatch.setattr(queries, "MOST_ITEMS", 1)
    monkeypatch.setattr(queries, "FORM", 1000)
    monkeypatch.setattr(limits, "SMALL", 1000)
    assert bring(kit, PNG + b"1" * 5000, "b.png") == 413
    assert kept(settings) == before


def test_the_public_door_has_a_measure_for_each_day(kit: Kit, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PUBLIC_DAILY = 5
    monkeypatch.setattr(limits, "SMALL", 100)
    assert bring(kit, PNG, "a.png") == 302
    Item.objects.update(kept_at=at("2199-01-01 00:00"))
    assert bring(kit, PNG + b"3" * 200, "b.png") == 413
    assert len(kept(settings)) == 1


class Unread:
    """A body that must not be read."""

    def read(self, *size: int) -> bytes:
        raise AssertionError("the body was read")

    readline = read


@pytest.mark.parametrize("address", ["/accounts/login/", "/language", "/buyer", "/buyer/nosuchcode", "/rights/nosuchcode", "/dossiers/new", "/api/dossiers"])
def test_a_large_body_of_nobody_is_refused_before_it_is_read(kit: Kit, address: str) -> None:
    sent = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(150 * 2**20), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    reply = Client().generic("POST", address, **sent)  # type: ignore[arg-type]  # as a server hands it over
    assert reply.status_code in {413, 404}
    assert reply["Connection"] == "close"
    assert reply["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/api", "/api/", "/api/docs"])
def test_pages_about_the_api_take_no_large_body_for_a_key_that_nobody_looks_at(kit: Kit, address: str) -> None:
    """A made-up key opened them to two gigabytes of anybody, which the check of the form's token then wrote to the disk."""
    sent = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(150 * 2**20), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    client = Client(enforce_csrf_checks=True, headers={"Authorization": "Bearer made-up"})
    client.cookies["csrftoken"] = "a" * 32
    reply = client.generic("POST", address, **sent)  # type: ignore[arg-type]  # as a server hands it over
    assert reply.status_code == 413
    assert reply["Connection"] == "close"


def test_what_the_disk_has_no_room_for_is_said_before_it_is_read(kit: Kit, who: dict[str, Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LEAST_FREE", 2**62)
    sent = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(2 * 2**20), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    reply = browser(who["li"]).generic("POST", "/market/import", **sent)  # type: ignore[arg-type]  # as above
    assert reply.status_code == 413
    assert "磁盘" in reply.content.decode()


def failing(client: Client, caller: str, name: str) -> int:
    told = {"login": name, "password": "wrong"}
    return int(client.post("/accounts/login/", told, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=caller).status_code)


def test_behind_a_proxy_one_caller_locks_out_nobody_else(kit: Kit, settings: Any) -> None:
    settings.PROXIES = ["127.0.0.1"]
    client = Client()
    assert 429 in {failing(client, "198.51.100.7", f"name{n}") for n in range(35)}
    assert failing(client, "198.51.100.8", "another") == 200
    assert failing(client, "198.51.100.9, 198.51.100.7", "third") == 429  # what a caller writes in front is not believed


PERSONAL = ("/", "/docket", "/docket/print", "/dossiers", "/search?q=x", "/findings", "/kits", "/rules", "/staff", "/ledger", "/account", "/api/findings")


def test_nothing_that_is_for_somebody_is_kept_by_browser_or_proxy(kit: Kit, who: dict[str, Officer]) -> None:
    for officer in (who["li"], who["system"], who["auditor"]):
        client = browser(officer)
        kept_ones = [page for page in PERSONAL if "no-store" not in client.get(page, follow=True).headers.get("Cache-Control", "")]
        assert kept_ones == []
    assert "no-store" in Client().get(f"/buyer/{kit.code}")["Cache-Control"]
    assert "no-store" in Client().get("/api/findings")["Cache-Control"]
    assert "no-store" in Client().get("/static/nosuch.js")["Cache-Control"]  # of a file that comes with the next version


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT"])
def test_what_no_page_needs_is_not_answered_nor_repeated(who: dict[str, Officer], method: str) -> None:
    signed_in = browser(who["li"])
    for client, path in ((signed_in, "/"), (signed_in, "/api/findings"), (Client(), "/buyer"), (Client(), "/accounts/login/")):
        reply = client.generic(method, path, headers={"X-Secret": "told-nobody"})
        assert reply.status_code in {403, 404, 405}, path
        assert b"told-nobody" not in reply.content
