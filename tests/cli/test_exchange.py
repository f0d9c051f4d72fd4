"""mingjian exchange: a register is drawn up, signed and adopted against its fingerprint; a receipt is verified without a node."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from core.wire.receipts import BEFORE, ENTRY, receipt
from core.wire.three_nodes import CARDS, REGISTER

from mingjian.cli.exchange import command
from mingjian.core.errors import BadInput

SHEET = ["--agreement", "three_regions_demo", "--sheet", "2026-01-01"]


def run(*words: str) -> Result:
    return CliRunner().invoke(command, list(words))


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    made = {"register": REGISTER.signed.data, "receipt": receipt(BEFORE, ENTRY, [b"d"])[0].data, **{key: one.data for key, one in CARDS.items()}}
    for name, data in made.items():
        (tmp_path / name).write_bytes(data + b"\n")
    return {name: str(tmp_path / name) for name in made}


def test_a_receipt_is_verified_with_the_register_alone(files: dict[str, str], tmp_path: Path) -> None:
    done = run("verify", files["receipt"], "--register", files["register"], "--json")
    told = json.loads(done.output)
    assert (done.exit_code, told["holds"], told["ledger"], told["sequence"]) == (0, True, "hz.mingjian.example/ledger", 1)
    whole = Path(files["receipt"]).read_text()
    for wrong in (whole.replace('"sequence":1', '"sequence":2'), whole.replace("hz.mingjian", "nj.mingjian"), "{}", "", "x" * 100):
        (tmp_path / "wrong").write_text(wrong)
        done = run("verify", str(tmp_path / "wrong"), "--register", files["register"])
        assert done.exit_code == 1, wrong
        assert "Traceback" not in done.output


def test_verifying_needs_no_django(files: dict[str, str]) -> None:
    words = ["verify", files["receipt"], "--register", files["register"]]
    code = f"import sys; sys.modules['django'] = None; from mingjian.cli.exchange import command; command({words!r})"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_a_register_that_too_few_have_signed_proves_nothing(files: dict[str, str], tmp_path: Path) -> None:
    out = str(tmp_path / "drawn")
    assert run("register", "draw", files["sh"], files["hz"], *SHEET, "--threshold", "2", "--out", out).exit_code == 0
    done = run("verify", files["receipt"], "--register", out)
    assert done.exit_code == 1
    assert "签署不足" in done.output
    assert "Too few" in done.output


@pytest.mark.django_db
def test_a_register_is_drawn_up_signed_and_adopted_against_its_fingerprint(files: dict[str, str], settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.NODE = tmp_path / "home", "me.example"
    card, out = str(tmp_path / "card"), str(tmp_path / "out")
    told = ["--zh", "本节点", "--en", "Me", "--serves", "31", "--door", "http://127.0.0.1:1", "--until", "2030-12-31", "--out", card]
    assert run("register", "card", *told).exit_code == 0
    drawn = run("register", "draw", card, files["hz"], *SHEET, "--threshold", "1", "--out", out)
    assert "已有 0 个" in drawn.output
    fingerprint = drawn.output.rpartition("fingerprint: ")[2].strip()
    with pytest.raises(BadInput, match="签署不足"):
        CliRunner().invoke(command, ["register", "adopt", out, "--fingerprint", fingerprint], catch_exceptions=False)
    assert "已有 1 个" in run("register", "sign", out).output
    for given in ([], ["--fingerprint", "12345"]):
        with pytest.raises(BadInput, match="电话核对"):
            CliRunner().invoke(command, ["register", "adopt", out, *given], catch_exceptions=False)
    assert run("register", "adopt", out, "--fingerprint", fingerprint).exit_code == 0
    assert fingerprint in run("register", "show").output
    assert run("run").exit_code == 0
    with pytest.raises(BadInput, match="根密钥"):
        CliRunner().invoke(command, ["register", "sign", files["register"]], catch_exceptions=False)


@pytest.mark.django_db
def test_a_node_without_a_register_is_told_so(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    for words in (["run"], ["register", "show"]):
        with pytest.raises(BadInput, match="名册"):
            CliRunner().invoke(command, words, catch_exceptions=False)
