"""mingjian exchange: a register is drawn up, signed and adopted against its fingerprint; a receipt is verified without a node."""

import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from core.wire.receipts import BEFORE, ENTRY, receipt
from core.wire.three_nodes import CARDS, REGISTER
from make import run_command

from mingjian.cli.exchange import command
from mingjian.core.errors import BadInput
from mingjian.core.wire.fork import Fork

SHEET = ["--agreement", "three_regions_demo", "--sheet", "2026-01-01"]

run = partial(run_command, "exchange")


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


def test_two_histories_are_judged_with_the_register_alone(files: dict[str, str], tmp_path: Path) -> None:
    seen, _ = receipt(BEFORE, ENTRY, [])
    other, _ = receipt([b"a", b"B", b"c"], ENTRY, [])
    file = tmp_path / "fork"
    file.write_bytes(Fork("hz.mingjian.example", seen.note, other.note).data)
    done = run("verify", str(file), "--register", files["register"], "--json")
    told = json.loads(done.output)
    assert (done.exit_code, told["holds"], told["first_size"], told["second_size"]) == (0, True, 4, 4)
    assert "signed two histories" in told["proves"]
    for wrong in (Fork("hz.mingjian.example", seen.note, seen.note), Fork("sh.mingjian.example", seen.note, other.note), Fork("x.example", "a", "b")):
        file.write_bytes(wrong.data)
        assert run("verify", str(file), "--register", files["register"]).exit_code == 1


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


@pytest.mark.django_db
def test_the_first_register_of_another_agreement_needs_its_fingerprint_too(files: dict[str, str], settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.NODE = tmp_path / "home", "me.example"
    card, out = str(tmp_path / "card"), str(tmp_path / "out")
    assert run("register", "card", "--zh", "本", "--en", "Me", "--serves", "31", "--until", "2030-12-31", "--out", card).exit_code == 0
    for sheet in (SHEET, ["--agreement", "yrd_network", "--sheet", "2020-11-01"]):
        drawn = run("register", "draw", card, files["hz"], *sheet, "--threshold", "1", "--out", out)
        assert run("register", "sign", out).exit_code == 0
        with pytest.raises(BadInput, match="电话核对"):
            CliRunner().invoke(command, ["register", "adopt", out], catch_exceptions=False)
        fingerprint = drawn.output.rpartition("fingerprint: ")[2].strip()
        assert run("register", "adopt", out, "--fingerprint", fingerprint).exit_code == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["sh", "--threshold", "1"], "2 至 500 个成员"), (["sh", "hz", "sh", "--threshold", "2"], "名片出现两次"),
        (["sh", "hz", "--threshold", "3"], "名片只有 2 张"), (["sh", "register", "--threshold", "1"], "名片不合格式"),
    ],
)  # fmt: skip
def test_what_keeps_a_register_from_being_drawn_up_is_named(files: dict[str, str], tmp_path: Path, words: list[str], why: str) -> None:
    with pytest.raises(BadInput, match=why):
        CliRunner().invoke(
            command, ["register", "draw", *(files.get(one, one) for one in words), *SHEET, "--out", str(tmp_path / "out")], catch_exceptions=False
        )
    assert not (tmp_path / "out").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("option", "value", "why"), [("--serves", "abc", "区划"), ("--door", "ftp://x", "网址"), ("--until", "2020-01-01", "早于第一日")])
def test_a_card_that_no_register_would_take_is_not_written(settings: Any, tmp_path: Path, option: str, value: str, why: str) -> None:
    settings.HOME, settings.NODE = tmp_path / "home", "me.example"
    told = {"--zh": "本", "--en": "Me", "--serves": "31", "--until": "2030-12-31", "--out": str(tmp_path / "card"), option: value}
    with pytest.raises(BadInput, match=why):
        CliRunner().invoke(command, ["register", "card", *(word for pair in told.items() for word in pair)], catch_exceptions=False)
    assert not (tmp_path / "card").exists()


def test_what_a_file_is_not_is_said_of_the_file(files: dict[str, str], tmp_path: Path) -> None:
    whole = Path(files["receipt"]).read_text()
    changed, cut = whole.replace('"sequence":1', '"sequence":2'), whole[:200]
    for text, zh, en in ((changed, "回执不真", "The receipt is false"), (cut, "不是完整的送达回执", "neither a whole receipt")):
        (tmp_path / "wrong").write_text(text)
        done = run("verify", str(tmp_path / "wrong"), "--register", files["register"])
        assert (done.exit_code, zh in done.output, en in done.output) == (1, True, True)
