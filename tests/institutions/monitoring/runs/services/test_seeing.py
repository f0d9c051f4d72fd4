"""Runs of detectors see the words in the node's pictures, and are another run once a picture is added."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from institutions.monitoring.rule_lake import fill
from people import at, people

from mingjian.cli import commands
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.screening import picture_view as seen_in_core
from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.institutions.monitoring.runs.services import pictures
from mingjian.institutions.monitoring.runs.work.run_detector import run_detector

pytest.importorskip("rapidocr", reason="The extra [vision] is absent.")

from core.extraction.codes import code  # type: ignore[import-not-found]  # on the path of pytest only
from core.matching.detailed import detailed  # type: ignore[import-not-found]

from mingjian.core.errors import BadInput
from mingjian.core.extraction import pictures as reading
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lake of listings, and a folder of pictures of which one holds a code. Words are read in tests of their own."""
    monkeypatch.setattr(reading, "read_words", lambda picture: "")
    settings.LAKE, settings.HOME, settings.PICTURES = str(fill(tmp_path, 60).folder), tmp_path / "home", str(tmp_path / "pictures")
    (tmp_path / "pictures").mkdir()
    return tmp_path / "pictures"


def ran(key: str) -> Run:
    with DuckEngine() as engine:
        noon = at("2026-11-24 12:00")
        by = Officer.objects.filter(username="li").first() or people("li")["li"]
        return run_detector(key, by=by, at=noon, engine=engine, engine_name="duckdb", clock=lambda: noon)


def test_a_code_in_a_picture_leads_off_the_platform_and_its_picture_is_named(folder: Path) -> None:
    before = ran("contact_migration")
    (folder / "first-20.png").write_bytes(code("https://u.wechat.com/MOzVZ1abc"))
    (folder / "nobody.png").write_bytes(code("https://u.wechat.com/other1"))
    (folder / "first-21.png").write_bytes(b"no picture")
    after = ran("contact_migration")
    assert after.pk != before.pk
    assert ran("contact_migration").pk == after.pk
    assert after.records == {"listing": 60, "picture": 1}
    found = Finding.objects.get(run=after, subject="甲网/first-20")
    assert "图片“first-20.png”中的文字" in found.reason_zh
    assert found.evidence()["field"] == "picture:first-20.png"
    assert str(folder) not in json.dumps(after.settings)


def test_alike_pictures_of_the_folder_are_compared_and_what_they_look_like_is_kept(folder: Path, tmp_path: Path) -> None:
    detailed(1).save(folder / "first-20.png")
    detailed(1).crop((120, 60, 420, 300)).save(folder / "first-21.png")
    after = ran("copied_listing")
    told = {one.subject: one.evidence()["pictures"][0] for one in Finding.objects.filter(run=after, subject__in=("甲网/first-20", "甲网/first-21"))}
    assert told["甲网/first-21"]["picture"] == "first-20.png"
    assert len(told["甲网/first-21"]["part"]["other"]) == 4
    assert after.settings["pictures"].startswith("sha256:")
    assert after.settings["kept"] == ""  # no path of the machine gets into the ledger
    assert len(list((tmp_path / "home" / "readings" / "looks").rglob("*.npz"))) == 2


def test_without_the_extra_the_words_are_judged_and_the_run_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*given: object) -> None:
        raise BadInput("缺", "absent")

    monkeypatch.setattr(seen_in_core, "Shelf", absent)
    after = ran("contact_migration")
    assert after.settings["pictures"] == pictures.UNREAD
    assert Finding.objects.filter(run=after).exists()


def test_a_detector_that_looks_at_no_pictures_keeps_its_run(folder: Path) -> None:
    before = ran("price_outlier")
    (folder / "first-20.png").write_bytes(code("x"))
    assert ran("price_outlier").pk == before.pk


def test_the_page_of_detectors_looks_through_the_folder_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []

    class Counted(seen_in_core.Shelf):
        def __init__(self, *given: Any) -> None:
            opened.append(given)
            super().__init__(*given)

    (folder / "first-20.png").write_bytes(code("x"))
    monkeypatch.setattr(seen_in_core, "Shelf", Counted)
    client = Client()
    client.force_login(people("li")["li"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/detectors").status_code == 200
    assert len(opened) == 1


def test_keep_reads_another_folder_where_one_is_given(folder: Path, tmp_path: Path) -> None:
    people("li")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "first-20.png").write_bytes(code("wxp://f2f0shiLIshili0001"))
    asked = ["detect", "keep", "contact_migration", "--by", "li"]
    done = CliRunner().invoke(commands, [*asked, "--pictures", str(tmp_path / "other")])
    assert done.exit_code == 0, done.output
    assert "付款" in Finding.objects.get(subject="甲网/first-20").reason_zh
    refused = CliRunner().invoke(commands, [*asked, "--pictures", str(tmp_path / "none")])
    assert isinstance(refused.exception, BadInput)
