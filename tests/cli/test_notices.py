"""`mingjian notices read`: notices that others wrote, as rows."""

import csv
import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mingjian.cli.notices import command
from mingjian.core.errors import BadInput

TEXT = "The original work: https://a.example/work\nThe infringing repository is https://github.com/x/y"


def run(*given: object) -> str:
    told = CliRunner().invoke(command, ["read", *map(str, given)])
    if told.exception and not isinstance(told.exception, SystemExit):
        raise told.exception
    assert told.exit_code == 0, told.output
    return told.output


def test_a_folder_of_texts_and_a_file_of_rows_give_the_same(tmp_path: Path) -> None:
    (tmp_path / "in" / "2025").mkdir(parents=True)
    (tmp_path / "in" / "2025" / "2025-01-02-acme.md").write_text(TEXT, "utf-8")
    (tmp_path / "in" / "picture.png").write_bytes(b"\x89PNG")
    lines = tmp_path / "rows.jsonl.gz"
    lines.write_bytes(gzip.compress(json.dumps({"path": "2025/2025-01-02-acme.md", "text": TEXT}).encode() + b"\n\n"))
    for source in (tmp_path / "in", lines):
        run(source, "--predictions", tmp_path / "p.csv", "--out", tmp_path / "o.jsonl")
        with (tmp_path / "p.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows == [{"name": "2025/2025-01-02-acme.md", "targets": "https://github.com/x/y", "works": "https://a.example/work", "sender": "acme"}]
        assert json.loads((tmp_path / "o.jsonl").read_text("utf-8"))["type"] == "notice"
    run(lines, "--predictions", tmp_path / "p.jsonl")
    assert json.loads((tmp_path / "p.jsonl").read_text("utf-8"))["targets"] == ["https://github.com/x/y"]


@pytest.mark.parametrize(("name", "data"), [("a.jsonl", b"[1]"), ("a.jsonl", b"{"), ("a.jsonl", b'{"text": 3}'), ("a.jsonl.gz", b"no gzip"), ("a.jsonl", b"")])
def test_a_file_that_holds_no_notice_is_refused_in_words(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(BadInput):
        run(tmp_path / name)
