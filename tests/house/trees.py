"""The source as it is parsed, once for all tests of a process that read it."""

import ast
from functools import cache
from pathlib import Path


@cache
def tree_of(path: Path) -> ast.Module:
    """Parse a file. Nobody changes what is given."""
    return ast.parse(path.read_text("utf-8"))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Give every node of a file, in the order of `ast.walk`."""
    return tuple(ast.walk(tree_of(path)))
