"""The source as it is parsed, once for all tests of a process that read it."""

import ast
import gc
from functools import cache
from pathlib import Path

from mingjian.core.kept import uncollected


def tree_of(path: Path) -> ast.Module:
    """Parse a file. Nobody changes what is given."""
    return _nodes_of(path)[0]


def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Return every node of a file, in the order of `ast.walk`."""
    return _nodes_of(path)[1]


@cache
def _nodes_of(path: Path) -> tuple[ast.Module, tuple[ast.AST, ...]]:
    """Parse a file; since its nodes stay as long as the process, nobody looks for garbage among them, neither now nor after: that was most of the time."""
    with uncollected():
        tree = ast.parse(path.read_text("utf-8"))
        found = tree, tuple(ast.walk(tree))
        gc.freeze()
    return found
