"""What no command foresaw ends in a sentence, never in a trace; the trace lies in a file that only its user reads."""

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import DatabaseError

from mingjian import cli

COMMAND = Path(sys.executable).parent / "mingjian"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (DatabaseError("file is not a database\nmore"), "数据库不能用：file is not a database。请执行 mingjian doctor。"),
        (sqlite3.OperationalError("disk I/O error"), "数据库不能用：disk I/O error。"),
        (OSError(28, "No space left on device", "表.csv"), "文件或磁盘不能用：表.csv: No space left on device。"),
        (MemoryError(), "内存不足"),
        (RecursionError("deep"), "程序出错（RecursionError），未完成；详情在 "),
    ],
)
def test_an_error_is_told_in_words(error: Exception, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def breaks(**_: object) -> None:
        raise error

    monkeypatch.setattr(cli, "commands", breaks)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr().err
    assert ended.value.code == 1
    assert said in told
    assert "Traceback" not in told


def test_the_trace_of_a_fault_of_the_program_is_kept_for_its_user_alone() -> None:
    try:
        raise KeyError("沿途")
    except KeyError as error:
        place = Path(re.search(r"/\S*mingjian-fault-\S+\.txt", cli.in_words(error).en)[0])  # type: ignore[index]  # it is there
    assert "KeyError: '沿途'" in place.read_text(encoding="utf-8")
    assert place.stat().st_mode & 0o777 == 0o600
    place.unlink()


@pytest.mark.slow
@pytest.mark.parametrize("words", ["audit", "serve --port 8123"])
def test_a_database_that_is_damaged_is_told_in_words(words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGJIAN_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "mingjian.sqlite3").write_bytes(b"damaged" * 1000)
    told = subprocess.run([COMMAND, *words.split()], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert "file is not a database" in told.stderr
    assert "Traceback" not in told.stderr
