"""`mingjian law check`."""

from pathlib import Path

from click.testing import CliRunner

from mingjian.cli.law import command


def test_the_packaged_rulebook_is_sound() -> None:
    done = CliRunner().invoke(command, ["check"])
    assert (done.exit_code, "没有错误" in done.output) == (0, True)


def test_every_fault_is_named_and_the_exit_code_is_one(tmp_path: Path) -> None:
    (tmp_path / "calendars").mkdir()
    (tmp_path / "calendars" / "2026.yaml").write_text("year: 2025\nyear: 2026\n", "utf-8")
    (tmp_path / "vocabularies").mkdir()
    (tmp_path / "vocabularies" / "roles.yaml").write_text("title: {zh: 角色}\n", "utf-8")
    done = CliRunner().invoke(command, ["check", "--rulebook", str(tmp_path)])
    assert done.exit_code == 1
    assert "calendars/2026.yaml:2: 键“year”写了两次" in done.output
    assert "vocabularies/roles.yaml:1: “title”须有中英两种文字" in done.output
