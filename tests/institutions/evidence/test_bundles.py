"""The bundle of a dossier: everything that the officer may open, proofs that hold, and a fault that is named."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from people import at, browser

from mingjian.core.capture.verification import verify
from mingjian.core.errors import BadInput
from mingjian.core.procedure import rulebook
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.evidence.bundles.work import creation
from mingjian.institutions.evidence.bundles.work.creation import LIST, bundle_of
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.evidence.services.score import score_of
from mingjian.office.files.storage import seal
from mingjian.office.files.store import place_of
from mingjian.office.models import Dossier, Entry, Officer

Who = dict[str, Officer]
NOW = at("2026-11-26 10:00")


@pytest.fixture
def dossier(who: Who, sealed: None) -> Dossier:
    clue = register(Intake(source="inspection", suspected_act="售假", platform="yunjishi", shop_id="S9"), by=who["li"], at=NOW)
    seal([b"goods,price\n1,2\n"], "../明细 1.csv", dossier=clue.dossier, by=who["li"], at=NOW)
    seal([b"name,telephone\n"], "买家.csv", dossier=clue.dossier, by=who["li"], at=NOW, is_personal=True)
    return clue.dossier


def written(data: bytes, tmp_path: Path) -> Path:
    file = tmp_path / "bundle.zip"
    file.write_bytes(data)
    return file


def test_it_holds_what_may_be_opened_and_a_proof_of_each_entry(who: Who, dossier: Dossier, tmp_path: Path) -> None:
    made = bundle_of(dossier, by=who["li"], at=NOW)
    names = zipfile.ZipFile(BytesIO(made.zipped)).namelist()
    assert [one for one in names if one.startswith("files/")] == ["files/001-明细_1.csv"]
    assert len([one for one in names if one.startswith("ledger/")]) == Entry.objects.filter(dossier=dossier).count()
    told = made.files[LIST].decode()
    assert "含个人信息" in told
    assert "telephone" not in made.zipped.decode("latin-1")
    report = verify(written(made.zipped, tmp_path))
    assert report.is_sound
    assert len([one for one in report.held if "台账第" in one.zh]) == Entry.objects.filter(dossier=dossier).count()
    assert Entry.objects.filter(kind="bundle_made").count() == 1


def test_a_changed_byte_is_found_in_the_bundle_and_before_it_gets_there(who: Who, dossier: Dossier, tmp_path: Path) -> None:
    made = bundle_of(dossier, by=who["li"], at=NOW)
    changed = bytearray(made.zipped)
    changed[made.zipped.index(b"goods,price")] ^= 1
    report = verify(written(bytes(changed), tmp_path))
    assert not report.is_sound
    assert "明细" in "".join(one.member for one in report.faults)
    place_of(dossier.files.get(is_personal=False).sha256).write_bytes(b"goods,price\n1,3\n")
    again = bundle_of(dossier, by=who["li"], at=NOW)
    assert not [one for one in again.files if one.startswith("files/")]
    assert "已被改动" in again.files[LIST].decode()


def test_it_is_a_download_for_whoever_sees_the_dossier_and_nobody_else(who: Who, dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "制作证据集" in browser(who["li"]).get(f"/clues/{dossier.number}/evidence").text
    reply = browser(who["li"]).post(f"/evidence/bundles/{dossier.number}")
    assert (reply.status_code, reply.headers["Content-Type"]) == (200, "application/zip")
    assert browser(who["zhao"]).post(f"/evidence/bundles/{dossier.number}").status_code == 404
    assert browser(who["auditor"]).post(f"/evidence/bundles/{dossier.number}").status_code == 403
    assert browser(who["li"]).get(f"/evidence/bundles/{dossier.number}").status_code == 302  # looking makes none
    assert Entry.objects.filter(kind="bundle_made").count() == 1
    monkeypatch.setattr(creation, "MOST_BYTES", 10)
    with pytest.raises(BadInput, match="合计超过"):
        bundle_of(dossier, by=who["li"], at=NOW)


def test_the_list_says_how_complete_each_page_is_and_what_is_missing_by_its_rule(who: Who, dossier: Dossier) -> None:
    archive = seal([b"page"], "W1.txt", dossier=dossier, by=who["li"], at=NOW)
    facts = {"tool": "Mingjian", "browser": "Chromium", "zone": "UTC", "exchanges": 10}
    told = {"dossier": dossier, "asked_by": who["li"], "asked_at": NOW, "url": "https://shop.example/1"}
    good = Capture(number="W1", **told, stands="kept", taken_at=NOW, status=200, facts=facts, archive=archive, picture=archive, text="鞋", is_stamped=True)
    assert (score_of(good).points, score_of(good).missing) == (100, [])
    good.gaps, good.is_stamped = 5, False
    good.save()
    assert (score_of(good).points, [one.label.zh for one in score_of(good).missing]) == (82, ["可信时间戳", "网页各部分完整"])
    failed = Capture.objects.create(number="W2", **told, stands="failed")
    assert score_of(failed).points == 0
    assert all(rulebook().statutes.citation(one.rule, NOW.date()).zh for one in score_of(failed).criteria)
    listed = bundle_of(dossier, by=who["li"], at=NOW).files[LIST].decode()
    assert "取证完整度（以最低一项计） Completeness, by the weakest: 0/100" in listed
    assert "W1 https://shop.example/1 82/100（缺：可信时间戳 −10；网页各部分完整 −8）" in listed
    assert "82/100" in browser(who["li"]).get("/evidence/captures/W1").text
