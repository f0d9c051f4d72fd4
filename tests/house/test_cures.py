"""Whoever fails a house test reads what to do: each assertion has a message that names the file, the command or the change that mends it."""

import ast
import re
from pathlib import Path

import pytest

MODULES = sorted(Path(__file__).parent.glob("*.py"))
#: How a message says what to do: by a verb at its beginning or after a colon, semicolon or comma.
SAYS_WHAT_TO_DO = re.compile(
    r"(?:^|[:;,.]\s+|\bor\s+|\band\s+)(?:add|ask|answer|annotate|begin|break|call|change|cite|close|correct|declare|deny|describe|do|draw|give|hand|include|"
    r"keep|let|look|load|make|match|mend|move|name|number|put|raise|refuse|rename|renew|renumber|return|run|say|serve|show|take|use|write)\b"
)


def words_of(message: ast.expr) -> str:
    """Return what a message says, with `…` for what is filled in."""
    if isinstance(message, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in message.values)
    return str(message.value) if isinstance(message, ast.Constant) else ""


def without_cure(source: str) -> list[int]:
    """Return the lines of the assertions that say nothing of what to do."""
    asserts = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assert))
    return [node.lineno for node in asserts if node.msg is None or not SAYS_WHAT_TO_DO.search(words_of(node.msg))]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_each_assertion_of_a_house_test_says_what_to_do(path: Path) -> None:
    lines = without_cure(path.read_text("utf-8"))
    assert not lines, (
        f"tests/house/{path.name}, lines {lines}: write what mends it after the comma (assert not unused, f'{{unused}}: call these or delete them')"
    )


def test_an_assertion_without_a_cure_is_seen() -> None:
    assert without_cure("assert found == []\nassert x, f'{x}'\nassert x, 'this is wrong'\nassert x, f'{x}: add it to NOTICE'") == [1, 2, 3], (
        "this test no longer sees what it looks for: mend `without_cure` in this file"
    )
