"""Each module of core is reached from where somebody works: a command, a page, the API. What only measures or is tested stands elsewhere or nowhere."""

import ast
from functools import cache
from pathlib import Path

import grimp
import pytest
from house.trees import tree_of

import mingjian

HOUSE = Path(mingjian.__file__).parent
#: Rooms of `core` that are themselves for measuring, and the commands that alone lead there.
MEASURING = ("mingjian.core.quality", "mingjian.cli.quality", "mingjian.cli.train")
#: What is found by walking a folder, or run as a process of its own by its path.
WALKED = ("mingjian.core.detectors", "mingjian.core.records", "mingjian.core.procedure.papers", "mingjian.core.deliveries")
BY_PATH = {
    "mingjian.core.capture.browser_process",
    "mingjian.core.capture.replay_process",
    "mingjian.core.documents.leaf_process",
    "mingjian.core.documents.text_process",
    "mingjian.core.extraction.pages.page_process",
    "mingjian.core.records.reading.sheet_process",
}
#: What is imported by name, since an extra may be absent.
BY_NAME = {"mingjian.core.matching.pictures", "mingjian.core.matching.parts", "mingjian.core.matching.embeddings", "mingjian.core.matching.overlays"} | {
    "mingjian.core.extraction.pictures"
}


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("mingjian", cache_dir=None)


def is_measuring(module: str) -> bool:
    return module.startswith(MEASURING)


def begun() -> set[str]:
    """Return what is run without being imported, and every room that is no part of core."""
    walked = {one for one in graph().modules if one.rpartition(".")[0] in WALKED and not one.rpartition(".")[2].startswith("_")}
    outside = {one for one in graph().modules if not one.startswith("mingjian.core") and not is_measuring(one)}
    return walked | outside | BY_PATH | BY_NAME


def reached() -> set[str]:
    """Follow imports; those that a room's own `__init__` makes only to hand names on count where one of the names is used."""
    found, waiting = set[str](), list(begun())
    while waiting:
        module = waiting.pop()
        if module in found or is_measuring(module):
            continue
        found.add(module)
        waiting += [one for one in graph().find_modules_directly_imported_by(module) if not is_handed_on_only(module, one)]
    return found


def is_handed_on_only(room: str, module: str) -> bool:
    file = HOUSE.parent / room.replace(".", "/") / "__init__.py"
    if not file.exists() or not module.startswith("mingjian.core"):
        return False
    tree = tree_of(file)
    names = {name.asname or name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == module for name in node.names}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return bool(names) and not names & used and not names & taken_from(room)


@cache
def taken_from(room: str) -> set[str]:
    """Return the names that modules which are no tests take from a room as such."""
    found = set[str]()
    for path in HOUSE.rglob("*.py"):
        text = path.read_text("utf-8")
        if f"from {room} import" in text:
            found |= {name.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom) and node.module == room for name in node.names}
    return found


def idle() -> set[str]:
    modules = {one for one in graph().modules if one.startswith("mingjian.core.") and not is_measuring(one)}
    rooms = {other.rpartition(".")[0] for other in reached()}
    return modules - reached() - rooms


@pytest.mark.slow
def test_every_module_of_core_is_reached_from_where_somebody_works() -> None:
    assert reached(), "no module was reached: mend `begun` in this test"
    unused = sorted(idle())
    assert not unused, f"{unused}: call these from a page, a command or the API, move them to core/quality if they only measure, or delete them"


def test_nothing_is_excused_that_needs_no_excuse() -> None:
    gone = sorted((BY_PATH | BY_NAME) - set(graph().modules))
    assert not gone, f"{gone}: take these out of BY_PATH or BY_NAME here: there is no such module"
