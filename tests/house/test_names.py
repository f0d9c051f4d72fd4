"""A name that crosses files means one thing: what four modules define for others to take is listed here with its reason, or has a noun of its own."""

import ast
from collections import defaultdict
from pathlib import Path

from house.trees import tree_of

import mingjian

HOUSE = Path(mingjian.__file__).parent
MOST = 3
#: Names that more than three modules define and others take from them, and why that misleads nobody.
EXCUSED = {
    "KIND": "the kind of record or of signed statement that its module is about",
    "KINDS": "the closed set of kinds that its module knows, always read beside the module's name",
    "LONGEST": "the longest text that its module takes in characters, always read beside the module's name",
    "PROCEDURE": "the one procedure that an institution keeps, beside its models or openings",
    "router": "what a plate names as the API of its rooms",
    "words": "the words by which a thing is found, or that a table lists",
}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(HOUSE.parent).with_suffix("").parts).removesuffix(".__init__")


def defined_in(tree: ast.Module) -> set[str]:
    """Give what stands at the top of a module by name: classes, functions, constants."""
    names = {node.name for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)}
    names |= {target.id for node in tree.body if isinstance(node, ast.Assign) for target in node.targets if isinstance(target, ast.Name)}
    return names | {node.target.id for node in tree.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)}


def crossing() -> dict[str, set[str]]:
    """Give each name with the modules that define it and from which another module takes it."""
    trees = {module_of(path): tree_of(path) for path in HOUSE.rglob("*.py") if "migrations" not in path.parts}
    defined = {module: defined_in(tree) for module, tree in trees.items()}
    found: dict[str, set[str]] = defaultdict(set)
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module in defined:
                for taken in node.names:
                    if taken.name in defined[node.module]:
                        found[taken.name].add(node.module)
    return found


def test_a_name_that_more_than_three_modules_give_to_others_has_a_reason() -> None:
    found = crossing()
    assert len(found) > 2000
    many = {name: sorted(modules) for name, modules in found.items() if len(modules) > MOST}
    assert {name: modules for name, modules in many.items() if name not in EXCUSED} == {}, "give each a noun of its own (docs/nouns.md)"
    assert sorted(set(EXCUSED) - set(many)) == [], "no longer needs an excuse"


def test_no_class_that_others_take_is_excused() -> None:
    assert [name for name in EXCUSED if name[0].isupper() and not name.isupper()] == []
