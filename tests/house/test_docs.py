"""The commands that the pages name are there."""

import re
from pathlib import Path

import click
import pytest

from mingjian.cli import commands

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_of_a_page_exists(page: Path) -> None:
    known = set(commands.list_commands(click.Context(commands)))
    named = set(re.findall(r"^(?:\$ |\.venv/bin/)?mingjian ([a-z-]+)", page.read_text(), re.MULTILINE))
    assert sorted(named - known) == []
