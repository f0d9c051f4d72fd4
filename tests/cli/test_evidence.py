"""`mingjian evidence` as a person or a script meets it: a shop on loopback, the system's Chromium, and no network for the replay."""

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import Result
from local_shop import PAGE, Shop, open_shop
from make import run_command
from time_authority import Authority

from mingjian.core.capture.browser_capture import local_clock
from mingjian.core.capture.disguise import Disguise
from mingjian.core.capture.exchange import Request, Response
from mingjian.core.capture.proxy import Proxy
from mingjian.core.capture.visit import Plan, visit
from mingjian.core.errors import BadInput, MingjianError, NotFound, NotPermitted

HAS_BROWSER = shutil.which("chromium") or shutil.which("google-chrome")

run = partial(run_command, "evidence")


def said(result: Result) -> MingjianError:
    assert isinstance(result.exception, MingjianError), result.output
    return result.exception


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with open_shop() as opened:
        yield opened


@pytest.fixture(scope="module")
def captured(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("captured") / "shop.wacz"
    done = run("capture", f"{shop.url}/", "--out", file, "--allow-local", "--wait", 5)
    assert done.exit_code == 0, done.output
    assert "状态 200" in done.output
    assert "没有时间戳" in done.output
    return file


class Archive:
    """Answers from a WACZ alone, by its index."""

    def __init__(self, file: Path) -> None:
        self._zip = zipfile.ZipFile(file)
        lines = self._zip.read("indexes/index.cdx").decode().splitlines()
        self.index = {told["url"]: told for told in (json.loads(line[line.index("{") :]) for line in lines)}
        self._warc = self._zip.read("archive/data.warc.gz")

    def fetch(self, request: Request) -> Response:
        told = self.index.get(request.url)
        if told is None:
            raise BadInput("档案中没有。", "It is not in the archive.")
        start = int(told["offset"])
        record = zlib.decompress(self._warc[start : start + int(told["length"])], zlib.MAX_WBITS | 16)
        head, _, rest = record.partition(b"\r\n\r\n")[2].partition(b"\r\n\r\n")
        line, *fields = head.split(b"\r\n")
        _, status, *reason = line.decode().split(" ", 2)
        headers = [(name, value.strip()) for name, _, value in (field.partition(b":") for field in fields)]
        return Response(int(status), "".join(reason), headers, rest.removesuffix(b"\r\n\r\n"))


@pytest.mark.slow
@pytest.mark.skipif(not HAS_BROWSER, reason="needs Chromium")
class TestShop:
    """A shop with a redirect, a page in GBK, a picture, and a script that asks for more."""

    def test_a_capture_holds_all_that_was_said(self, captured: Path, shop: Shop) -> None:
        archive = Archive(captured)
        assert {url.removeprefix(shop.url) for url in archive.index} == {"/", "/shop", "/watch.png", "/stock.js", "/stock.json"}
        assert archive.fetch(Request("GET", f"{shop.url}/shop", "/shop", ())).body == PAGE
        with zipfile.ZipFile(captured) as members:
            told = json.loads(members.read("evidence/capture.json"))
            assert members.read("evidence/text.txt").decode().split() == ["原单手表", "￥99", "库存", "12"]
        assert (told["status"], told["ip"], told["final_url"], told["is_whole"]) == (200, "127.0.0.1", f"{shop.url}/shop", True)
        assert told["started_at"] < told["ended_at"]
        assert told["browser"].startswith("Chromium ")

    def test_it_verifies(self, captured: Path) -> None:
        done = run("verify", captured)
        assert done.exit_code == 0, done.output
        assert "全部核对相符" in done.output
        assert json.loads(run("verify", captured, "--json").output)["sound"]

    def test_it_replays_with_the_shop_shut_and_looks_the_same(self, captured: Path, shop: Shop, tmp_path: Path) -> None:
        before = len(shop.seen)
        (tmp_path / "visit").mkdir()
        with Proxy(Archive(captured).fetch, Disguise(tmp_path, local_clock()), local_clock) as replay:
            known = visit(Plan(f"{shop.url}/", wait=5), replay.address, tmp_path / "visit")
        assert known["is_whole"]
        assert replay.recording.gaps == []
        assert len(shop.seen) == before
        with zipfile.ZipFile(captured) as members:
            assert (tmp_path / "visit/text.txt").read_bytes() == members.read("evidence/text.txt")
            assert (tmp_path / "visit/screenshot.png").read_bytes() == members.read("evidence/screenshot.png")

    def test_a_page_that_never_ends_is_ended_and_kept(self, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("mingjian.core.capture.visit._GRACE", 6)
        monkeypatch.setattr("tempfile.tempdir", str(short := Path(tempfile.mkdtemp(prefix="t-", dir="/tmp"))))
        done = run("capture", f"{shop.url}/endless", "--out", tmp_path / "x.wacz", "--allow-local", "--seconds", 3, "--wait", 1)
        assert done.exit_code == 0, done.output
        assert "未收录" in done.output
        assert list(short.iterdir()) == []  # nothing of the browser stays
        assert run("verify", tmp_path / "x.wacz").exit_code == 0
        short.rmdir()

    def test_a_page_over_tls_is_captured_with_the_certificate_of_its_host(self, tmp_path: Path) -> None:
        (tmp_path / "host").mkdir()
        with open_shop() as secret:
            secret.socket = Disguise(tmp_path / "host", local_clock()).context("127.0.0.1").wrap_socket(secret.socket, server_side=True)
            url = f"https://127.0.0.1:{secret.server_port}/"
            done = run("capture", url, "--out", tmp_path / "x.wacz", "--allow-local", "--wait", 5)
        assert done.exit_code == 0, done.output
        with zipfile.ZipFile(tmp_path / "x.wacz") as members:
            told = json.loads(members.read("evidence/capture.json"))
            assert "库存 12" in members.read("evidence/text.txt").decode()
        (chain,) = told["certificates"].values()
        assert not chain["is_trusted"]
        assert chain["certificates"][0].startswith("-----BEGIN CERTIFICATE-----")
        assert told["final_url"] == f"{url}shop"

    def test_a_page_that_is_gone_is_captured_as_such(self, shop: Shop, tmp_path: Path) -> None:
        done = run("capture", f"{shop.url}/gone", "--out", tmp_path / "x.wacz", "--allow-local", "--wait", 1)
        assert "状态 404" in done.output, done.output

    def test_what_a_page_asks_of_closed_places_is_told_as_missing(self, shop: Shop, tmp_path: Path) -> None:
        done = run("capture", f"{shop.url}/inside", "--out", tmp_path / "x.wacz", "--allow-local", "--wait", 1)
        assert done.exit_code == 0, done.output
        assert "未收录 http://169.254.169.254/a.png" in done.output
        assert b"root:" not in (tmp_path / "x.wacz").read_bytes()

    def test_a_redirect_to_a_closed_address_is_refused(self, shop: Shop, tmp_path: Path) -> None:
        done = run("capture", f"{shop.url}/metadata", "--out", tmp_path / "x.wacz", "--allow-local", "--wait", 1)
        assert isinstance(said(done), NotPermitted)
        assert "169.254.169.254" in said(done).text.zh
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.skipif(shutil.which("openssl") is None, reason="the authority is the system's openssl")
    def test_a_stamp_is_asked_for_and_verified_against_its_root(self, shop: Shop, tmp_path: Path) -> None:
        authority = Authority(tmp_path)
        with authority.served() as url:
            done = run("capture", f"{shop.url}/shop", "--out", tmp_path / "x.wacz", "--allow-local", "--wait", 1, "--stamp", url)
        assert done.exit_code == 0, done.output
        held = run("verify", tmp_path / "x.wacz", "--anchors", authority.root)
        assert held.exit_code == 0, held.output
        assert "CN=Root Stamper" in held.output

    def test_a_capture_is_kept_where_the_authority_is_away_and_that_is_no_success(self, shop: Shop, tmp_path: Path) -> None:
        words = ("capture", f"{shop.url}/gone", "--allow-local", "--wait", 0, "--out")
        done = run(*words, tmp_path / "x.wacz", "--stamp", "http://127.0.0.1:9/")
        assert "没有给出时间戳" in said(done).text.zh
        assert "SHA-256" in done.output
        assert run("verify", tmp_path / "x.wacz").exit_code == 0
        assert "http" in said(run(*words, tmp_path / "y.wacz", "--stamp", "ftp://a.example")).text.zh
        assert not (tmp_path / "y.wacz").exists()


def test_a_private_address_is_refused_unless_it_was_asked_for(shop: Shop, tmp_path: Path) -> None:
    before = len(shop.seen)
    refused = said(run("capture", f"{shop.url}/shop", "--out", tmp_path / "x.wacz"))
    if HAS_BROWSER:
        assert isinstance(refused, NotPermitted)
        assert "127.0.0.1" in refused.text.zh
    assert len(shop.seen) == before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["file:///etc/passwd", "chrome://version", "shop"])
def test_an_address_that_is_none_is_told_so(url: str, tmp_path: Path) -> None:
    assert "http" in said(run("capture", url, "--out", tmp_path / "x.wacz")).text.zh


def test_a_missing_browser_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingjian.core.capture.visit.shutil.which", lambda name: None)
    found = said(run("capture", "http://127.0.0.1/", "--out", tmp_path / "x.wacz", "--allow-local"))
    assert isinstance(found, NotFound)
    assert "Chromium" in found.text.zh


def test_a_missing_extra_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingjian.core.capture.extra.find_spec", lambda name: None)
    (tmp_path / "x.wacz").write_bytes(b"")
    assert "pip install '.[capture]'" in said(run("verify", tmp_path / "x.wacz")).text.en


def test_a_file_that_is_no_package_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "x.wacz").write_text("no zip")
    done = run("verify", tmp_path / "x.wacz")
    assert done.exit_code == 1
    assert "不是完好的 zip" in done.output


def test_a_folder_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    assert "不存在" in said(run("capture", "http://127.0.0.1/", "--out", tmp_path / "no/x.wacz", "--allow-local")).text.zh


def test_what_a_package_says_cannot_steer_the_terminal(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.wacz", "w") as package:
        package.writestr("\x1b[2J\u202e.txt", b"x")
        package.writestr("datapackage.json", b'{"resources": []}')
    done = run("verify", tmp_path / "x.wacz")
    assert done.exit_code == 1
    assert "\\x1b[2J\\u202e.txt" in done.output
    assert "\x1b" not in done.output


def test_a_bundle_is_made_and_verified(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("x")
    assert run("bundle", tmp_path / "note.txt", "--out", tmp_path / "bundle.zip").exit_code == 0
    assert run("verify", tmp_path / "bundle.zip").exit_code == 0
    (tmp_path / "bundle.zip").write_bytes((tmp_path / "bundle.zip").read_bytes().replace(b"x", b"y", 1))
    assert run("verify", tmp_path / "bundle.zip").exit_code == 1


def test_it_knows_no_django() -> None:
    code = "import sys, mingjian.cli.evidence, mingjian.core.capture.verification, mingjian.core.capture.browser_capture; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_record_without_its_lines_is_named_in_words(tmp_path: Path) -> None:
    """The reader's own `'NoneType' object has no attribute` stood in the answer."""
    package = tmp_path / "a.wacz"
    with zipfile.ZipFile(package, "w") as made:
        made.writestr("archive/a.warc", b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 8\r\n\r\n12345678\r\n\r\n")
        made.writestr("datapackage.json", json.dumps({"profile": "data-package", "wacz_version": "1.1.1", "resources": []}))
    reply = run_command("evidence", "verify", package)
    assert reply.exit_code == 1
    assert "记录头缺项" in reply.output
    assert "NoneType" not in reply.output
