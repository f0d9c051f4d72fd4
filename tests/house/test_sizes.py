"""How long a file and a function may be, and how short a module may not be."""

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

from house.trees import nodes_of

import mingjian

HOUSE = Path(mingjian.__file__).parent
SOURCES = sorted(path for path in HOUSE.rglob("*.py") if "migrations" not in path.parts)
LONGEST_FILE = 600
LONGEST_FUNCTION = 60
SHORTEST_MODULE = 25
#: Functions are reported from here on (`python tests/house/test_sizes.py`): write new ones shorter.
AIM_OF_A_FUNCTION = 40
#: Folders with one file for each act, step or lever, however short, and files that each institution has under one name (`docs/howto/add-an-institution.md`).
ONE_FILE_EACH = {"acts", "steps", "opening", "levers"}
SAME_EVERYWHERE = {
    "acts",
    "steps",
    "opening",
    "urls",
    "api",
    "pages",
    "forms",
    "jobs",
    "panels",
    "news",
    "demo",
    "reveal",
    "tables",
    "facts",
    "sweeps",
    "queries",
    "particulars",
    "models",
}
#: Modules shorter than SHORTEST_MODULE with one importer when the rule was made. Nothing is added here; what has grown or gone is taken out.
SHORT_TODAY = {
    "institutions/evidence/services/qr.py",
    "institutions/law/services/sources.py",
    "institutions/law/pages/permits.py",
    "institutions/transfers/services/refusals.py",
}


def lines_of(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(HOUSE.parent).with_suffix("").parts).removesuffix(".__init__")


@cache
def importers() -> dict[str, set[str]]:
    """Return each module of the source with the modules that import it, or something out of it."""
    modules = {module_of(path) for path in SOURCES}
    by_module: dict[str, set[str]] = defaultdict(set)
    for path in SOURCES:
        for node in nodes_of(path):
            if isinstance(node, ast.ImportFrom) and node.module:
                for name in node.names:
                    full = f"{node.module}.{name.name}"
                    by_module[full if full in modules else node.module].add(module_of(path))
            elif isinstance(node, ast.Import):
                for name in node.names:
                    by_module[name.name].add(module_of(path))
    return by_module


def functions_over(most: int) -> list[str]:
    """Return the functions that are longer than so many lines, with file, line and length."""
    return [
        f"{path.relative_to(HOUSE)}:{node.lineno} {node.name} ({length} lines)"
        for path in SOURCES
        for node in nodes_of(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (length := (node.end_lineno or 0) - node.lineno + 1) > most
    ]


def is_of_a_fixed_place(path: Path) -> bool:
    return path.name == "__init__.py" or path.stem in SAME_EVERYWHERE or bool(ONE_FILE_EACH & {parent.name for parent in path.parents})


def short_modules() -> set[str]:
    """Return the modules of few lines that one other imports: they could stand in it."""
    short = (path for path in SOURCES if not is_of_a_fixed_place(path) and lines_of(path) < SHORTEST_MODULE)
    return {path.relative_to(HOUSE).as_posix() for path in short if len(importers()[module_of(path)] - {module_of(path)}) == 1}


def test_no_file_is_over_six_hundred_lines() -> None:
    long = [f"{path.relative_to(HOUSE)} ({lines_of(path)} lines)" for path in SOURCES if lines_of(path) > LONGEST_FILE]
    assert not long, f"{long}: move one noun with its functions to a file of its own; the most is {LONGEST_FILE} lines"


def test_no_function_is_over_sixty_lines() -> None:
    long = functions_over(LONGEST_FUNCTION)
    assert not long, f"{long}: take a part with a name of its own out; the most is {LONGEST_FUNCTION} lines, and {AIM_OF_A_FUNCTION} is what a new one keeps to"


def test_a_module_with_one_importer_is_no_shorter_than_twenty_five_lines() -> None:
    added = short_modules() - SHORT_TODAY
    assert not added, f"{sorted(added)}: move what each of them has into the module that imports it; under {SHORTEST_MODULE} lines it is no file of its own"


def test_the_list_of_short_modules_only_shrinks() -> None:
    over = SHORT_TODAY - short_modules()
    assert not over, f"{sorted(over)}: take these out of SHORT_TODAY in tests/house/test_sizes.py; they are no longer short, or no longer there"
    assert len(SHORT_TODAY) <= 9, "add nothing to SHORT_TODAY in tests/house/test_sizes.py: move the module into the one that imports it"


if __name__ == "__main__":
    print("\n".join(functions_over(AIM_OF_A_FUNCTION)))  # noqa: T201 - a report for whoever asks for it
