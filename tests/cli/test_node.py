"""Commands that open the node's database, at a home that has none yet: each says what to run, and none ends in a traceback."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from drafts import drafted

import mingjian
import mingjian.cli

COMMAND = Path(sys.executable).parent / "mingjian"
LEFT_OUT = {"PYTEST_VERSION", "DATABASE_URL", "MINGJIAN_LAKE", "DJANGO_SETTINGS_MODULE"}
APART = {"_django.py", "import_.py", "handbook.py"}  # the second opens a node only where there is one, the third reads texts alone
#: Every command that opens the database and does not itself make its tables, as `serve`, `demo` and `officer first` do.
OPENING = (
    "archive make C2026-0000001 --out out.zip --retention 永久",
    "backup kept",
    "audit",
    "detect keep --by li",
    "exchange export C2026-0000001 --as stix --officer li --out out.json",
    "exchange questions",
    "exchange register renew-keys",
    "exchange register card --zh 甲 --en a --serves 31 --until 2030-01-01 --out card.json",
    "exchange register sign draft/laws/complaint_2025/2026-04-15.yaml",
    "exchange register adopt draft/laws/complaint_2025/2026-04-15.yaml",
    "exchange register show",
    "exchange run",
    "exchange pack hz.mingjian.example --out volumes",
    "exchange read question.yaml --out volumes",
    "exchange position hz.mingjian.example --reason 核对 --out position.json",
    "exchange resume question.yaml --reason 恢复备份",
    "exchange fork hz.mingjian.example --out fork.json",
    "lab register question.yaml --by li",
    "lab replay question.yaml",
    "lab run question.yaml --out ran --registered L2026-1",
    "law replay --overlay draft",
    "ledger checkpoint",
    "ledger export out.jsonl",
    "ledger prove 0 out.json",
    "key rotate",
    "key show",
    "key files hide",
    "ledger turn-key",
    "ledger page p.html",
    "ledger resume --reason x",
    "key files show",
    "officer key li --name x",
    "officer roster question.yaml",
    "officer keys li",
    "officer revoke li 1",
    "papers make case_source --dossier C2026-0000001 --out out.docx",
    "papers remake --dossier C2026-0000001",
    "papers numbers",
    "papers review A2026-0000001",
    "papers sample --year 2026 --seed x",
    "search rebuild",
    "sweep",
    "work",
)


def run(words: str, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in LEFT_OUT} | {"MINGJIAN_HOME": str(home / "home"), **more}
    if not (home / "draft").exists():
        drafted(home / "draft", "laws/complaint_2025/2026-04-15.yaml")
    shutil.copy(Path(mingjian.__file__).parent / "rulebook/experiments/records_or_inspections.yaml", home / "question.yaml")
    return subprocess.run([COMMAND, *words.split()], env=environment, cwd=home, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("words", OPENING)
def test_a_home_without_tables_is_told_what_to_run(words: str, tmp_path: Path) -> None:
    done = run(words, tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "mingjian officer first" in done.stderr
    assert "此节点还没有数据库" in done.stderr
    assert not (tmp_path / "out.jsonl").exists()
    assert not (tmp_path / "home").exists()  # nothing is begun in the wrong place, and a restore finds it empty


def test_an_audit_begins_nothing_where_only_the_home_is_new(tmp_path: Path) -> None:
    assert run("audit", tmp_path, DATABASE_URL="postgres://nobody@127.0.0.1:1/none").returncode == 1
    assert not (tmp_path / "home").exists()


def test_the_list_above_is_whole() -> None:
    sources = {path.name: path.read_text() for path in Path(mingjian.cli.__file__).parent.glob("*.py") if path.name not in APART}
    assert sum(text.count("    open_node()") for text in sources.values()) == len(OPENING)
    unseen = [
        name for name, text in sources.items() if re.search(r"^    from mingjian\.office", text, re.M) and not re.search(r"open_node|set_up|prepare", text)
    ]
    assert unseen == []


def test_a_database_that_cannot_be_reached_is_said_so(tmp_path: Path) -> None:
    done = run("ledger checkpoint", tmp_path, DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "DATABASE_URL" in done.stderr


def test_a_node_is_begun_with_a_code_and_a_wrong_one_is_refused_in_a_sentence(tmp_path: Path) -> None:
    words = "officer first --node 桐庐县市场监督管理局 --region 330122 --level county --code"
    done = run(f"{words} 17", tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    done = run(f"{words} 91110000802100433B", tmp_path)
    assert done.returncode == 0
    assert done.stdout.count("\n") == 3
    assert run("ledger checkpoint", tmp_path).stdout.startswith("mingjian.local/ledger\n1\n")
