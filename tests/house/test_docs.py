"""The commands that the pages name are there, with the groups, options and targets of `make` that they name."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from mingjian.cli import commands

ROOT = Path(__file__).parents[2]
#: Decisions are left out: they tell what was, too.
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(page for page in (ROOT / "docs").rglob("*.md") if page.parent.name != "decisions")]
#: How a page writes a command: at the beginning of a line of a block, or between backticks.
CALL = re.compile(r"(?:^[ \t]*(?:\$ |sudo [^\n`]*)?|`)(?:\.venv/bin/)?mingjian ([a-z][^\n`]*)", re.MULTILINE)
MAKE = re.compile(r"(?:^[ \t]*|`)make ([a-z][a-z-]*)(?=[ `\n])", re.MULTILINE)
OPTION = re.compile(r"(?<![\w-])--[a-z][\w-]*")


def calls(text: str) -> Iterator[str]:
    """Return the commands that a page names, without what a shell adds."""
    for found in CALL.finditer(re.sub(r"\\\n\s*", " ", text)):
        yield re.split(r"\s#\s|\s?[|>&;…]", found[1])[0]


def lacking(call: str) -> list[str]:
    """Return what a call names and the command line does not have: a command of a group, or an option."""
    command: click.Command = commands
    words = call.split()
    while isinstance(command, click.Group) and words:
        name = words.pop(0).strip(".,:()")
        found = command.get_command(click.Context(command), name)
        if found is None:
            return [f"{call}: {name}"] if re.fullmatch(r"[a-z][a-z-]*", name) else []
        command = found
    known = {"--help", *(option for one in command.params for option in (*one.opts, *one.secondary_opts))}
    return [f"{call}: {option}" for option in OPTION.findall(call) if option not in known]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_of_a_page_exists_with_its_options(page: Path) -> None:
    lacking_here = [lack for call in calls(page.read_text("utf-8")) for lack in lacking(call)]
    assert not lacking_here, f"{lacking_here}: correct the page: name the command and options that `mingjian COMMAND --help` lists"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_target_of_make_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    blocks = "".join(re.findall(r"^```.*?^```|`[^`\n]+`", page.read_text("utf-8"), re.DOTALL | re.MULTILINE))
    targets_lacking = sorted(set(MAKE.findall(blocks)) - targets)
    assert not targets_lacking, f"{targets_lacking}: correct the page, or add the target to the Makefile"


def test_a_command_or_an_option_that_is_not_there_is_named() -> None:
    assert lacking("law readings --on 2026-12-01") == ["law readings --on 2026-12-01: readings"], (
        "this test no longer sees what it looks for: mend `lacking` in this file"
    )
    assert lacking("ledger verify FILE --fast") == ["ledger verify FILE --fast: --fast"], (
        "this test no longer sees what it looks for: mend `lacking` in this file"
    )
    assert lacking("market make FOLDER --shops 300") == [], "this test no longer sees what it looks for: mend `lacking` in this file"
