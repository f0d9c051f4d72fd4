"""
No test looks for a few plain signs in a whole page: a page carries keys and tokens drawn anew each time, in which two or three signs stand now and then.

So it looks for words, or at the place where they stand: cut out, or by a pattern.
"""

import ast
import re
from pathlib import Path

import pytest
from house.trees import nodes_of

TESTS = Path(__file__).parents[1]
FEW = re.compile(r"[0-9A-Za-z]{1,3}|[0-9a-f]{4}")
PAGE = re.compile(r"(\.text|\.content|\.decode\([^()]*\)|\.content\(\)|\b(page|html))$")


def looked_for(path: Path) -> list[tuple[int, str, str]]:
    """Return each plain text that a file looks for in something, with its line and what it is looked for in."""
    found = []
    for node in nodes_of(path):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn) and isinstance(node.left, ast.Constant):
            found.append((node.lineno, str(node.left.value), ast.unparse(node.comparators[0])))
    return found


@pytest.mark.slow
def test_few_signs_are_looked_for_at_their_place() -> None:
    told = [(path, *one) for path in sorted(TESTS.rglob("*.py")) for one in looked_for(path)]
    assert told, "nothing was read, so nothing was checked: mend `looked_for` in this test"
    few = [f"{path.relative_to(TESTS)}:{line} {text!r} in {place}" for path, line, text, place in told if FEW.fullmatch(text) and PAGE.search(place)]
    assert few == [], f"{few}: look for a whole word, or cut out the place first; so few characters also stand in a key or token of the page now and then"
