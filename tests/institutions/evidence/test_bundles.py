"""The bundle of a dossier: everything that the officer may open, proofs that hold, and a fault that is named."""

import shutil
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from captured import taken
from people import at, browser
from playwright.sync_api import Page, sync_playwright
from time_authority import Authority

from mingjian.core.capture.stampers import Stamper
from mingjian.core.capture.verification import verify
from mingjian.core.capture.wacz import bundle, members_of, write_zip
from mingjian.core.errors import BadInput
from mingjian.core.ledger.checkpoint import Signer
from mingjian.core.procedure import rulebook
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.evidence.bundles.work import creation
from mingjian.institutions.evidence.bundles.work.creation import LIST, bundle_of
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.evidence.services.score import score_of
from mingjian.institutions.evidence.services.stamps import node_stamper
from mingjian.office.files.storage import seal
from mingjian.office.files.store import place_of
from mingjian.office.models import Dossier, Entry, Officer
from mingjian.office.record.ledger import verifier

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


def captured(dossier: Dossier, who: Who, stamper: Stamper | None = None) -> bytes:
    """Put a captured page on the dossier."""
    file = BytesIO()
    write_zip(file, members_of(taken(), stamper))
    archive = seal([file.getvalue()], "W1.wacz", dossier=dossier, by=who["li"], at=NOW)
    told = {"dossier": dossier, "asked_by": who["li"], "asked_at": NOW, "url": "https://shop.example/1"}
    facts = {"tool": "Mingjian", "browser": "Chromium", "system": "Linux", "zone": "UTC", "host_date": "", "exchanges": 10}
    Capture.objects.create(number="W1", **told, stands="kept", taken_at=NOW, status=200, facts=facts, archive=archive)
    return file.getvalue()


def test_it_holds_the_chain_of_custody_in_both_languages_up_to_itself(who: Who, dossier: Dossier) -> None:
    files = bundle_of(dossier, by=who["li"], at=NOW).files
    chinese, english = (files[name].decode("utf-8-sig") for name in ("custody-zh.csv", "custody-en.csv"))
    assert chinese.splitlines()[0] == "时间,材料、物品,经过,人员,目的、依据,接收方,核对结果"
    assert "What was done" in english.splitlines()[0]
    assert "明细 1.csv" in chinese
    assert "证据集，收入 1 个文件" in chinese
    assert "telephone" not in chinese


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("openssl") is None, reason="the authority is the system's openssl")
def test_stamps_of_two_authorities_are_verified_again_when_it_is_made(who: Who, dossier: Dossier, tmp_path: Path, settings: Any) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for one in folders:
        one.mkdir()
    first, second = Authority(folders[0], "First"), Authority(folders[1], "Second")
    anchors = tmp_path / "anchors.pem"
    anchors.write_bytes(first.root.read_bytes() + second.root.read_bytes())
    settings.STAMP_ANCHORS = str(anchors)
    with first.served() as one, second.served() as other:
        settings.STAMP = (one, other)
        captured(dossier, who, node_stamper())
        made = bundle_of(dossier, by=who["li"], at=NOW)
    listed = made.files[LIST].decode()
    assert "W1.wacz：全部核对相符。" in listed
    assert all(f"CN={name} Stamper" in listed for name in ("First", "Second"))
    assert made.unstamped is None
    report = verify(written(made.zipped, tmp_path), [first.root_certificate, second.root_certificate])
    assert report.is_sound
    assert len([one for one in report.held if one.zh.startswith("时间戳")]) == 2  # of the bundle itself
    settings.STAMP = (one, "http://127.0.0.1:9/")  # both are away by now: the bundle is made all the same, and whoever made it reads why
    page = browser(who["li"])
    assert page.post(f"/evidence/bundles/{dossier.number}").status_code == 200
    assert "没有给出时间戳" in page.get(f"/clues/{dossier.number}").text


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is absent: install the package chromium.")
def test_its_own_page_checks_it_in_a_browser_without_a_network(who: Who, dossier: Dossier, tmp_path: Path) -> None:
    inner = captured(dossier, who)
    made = bundle_of(dossier, by=who["li"], at=NOW)
    file, page = written(made.zipped, tmp_path), tmp_path / "check.html"
    page.write_bytes(zipfile.ZipFile(file).read("check.html"))
    proofs = Entry.objects.filter(dossier=dossier).count()
    changed = bytearray(made.zipped)
    changed[made.zipped.index(inner) + 400] ^= 1
    (tmp_path / "changed.zip").write_bytes(changed)
    forged = made.zipped.replace(b'"kind":"bundle_made"', b'"kind":"bundle_mado"')
    (tmp_path / "forged.zip").write_bytes(forged)
    (tmp_path / "text.zip").write_bytes("不是压缩包".encode() * 20)
    told = in_a_browser(page, [file, tmp_path / "changed.zip", tmp_path / "forged.zip", tmp_path / "text.zip"], verifier().text)
    whole, damaged, false, none, with_key, other_key = told
    assert "清单与文件相符；签名或者公钥未核对" in whole  # the key came out of the file itself
    assert f"台账证明 {proofs} 条" in whole
    assert "签名未核对" not in whole  # this browser knows Ed25519
    assert "核验不符" in damaged
    assert "W1.wacz" in damaged
    assert "内容被改动" in damaged
    assert "记录不在所签名的台账中" in false
    assert "这不是压缩包" in none
    assert "所核验的全部相符" in with_key
    assert "不是所填公钥的签名" in other_key


def in_a_browser(page: Path, files: list[Path], key: str) -> list[str]:
    """Open the page as a file, without a network, and have it check files; then the first one against a key and another key. Its own SHA-256 is Python's."""
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        try:
            shown = chromium.new_context(offline=True).new_page()
            shown.goto(page.as_uri())
            told = [_checked(shown, one) for one in files]
            for one in (key, Signer.new("other.example/ledger").verifier.text):
                shown.fill("#key", one)
                told.append(_checked(shown, files[0]))
            own = shown.evaluate("hex(ownSha256(utf8.encode('中文'.repeat(100000))))")
            assert own == sha256(("中文" * 100000).encode()).hexdigest()
            return told
        finally:
            chromium.close()


def _checked(shown: Page, file: Path) -> str:
    shown.set_input_files("#file", [])
    shown.set_input_files("#file", file)
    shown.wait_for_selector("#outcome ul")
    shown.wait_for_function("!document.getElementById('outcome').textContent.startsWith('正在')")
    return shown.inner_text("#outcome")


def swapped(zipped: bytes, tmp_path: Path) -> Path:
    """Give a bundle with its own proofs, another file in the place of one that it had, and list and digest written anew."""
    with zipfile.ZipFile(BytesIO(zipped)) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if not name.startswith("datapackage") and name != "check.html"}
    changed = next(name for name in files if name.startswith("files/"))
    files[changed] = b"forged"
    file = tmp_path / "swapped.zip"
    with file.open("wb") as out:
        bundle(files, "伪造", NOW, out)
    return file


def test_files_are_held_against_the_entry_by_which_the_bundle_was_made(who: Who, dossier: Dossier, tmp_path: Path) -> None:
    captured(dossier, who)
    made = bundle_of(dossier, by=who["li"], at=NOW)
    assert verify(written(made.zipped, tmp_path)).is_sound
    faults = verify(swapped(made.zipped, tmp_path)).faults
    assert ["不在制作证据集的台账记录之中" in one.text.zh for one in faults] == [True]
