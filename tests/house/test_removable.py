"""What few nodes need can be taken out by deleting it: the rest imports, answers at every address, and says in words what it does not have."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src"
#: Each part by what is deleted, under `src/mingjian`.
PARTS = {
    "tokens": ("core/ledger/token.py",),
    "witnesses": ("cli/witness.py", "office/record/witnesses.py"),
    "age": ("core/backups/age.py",),
    "Spark and Sail": ("core/engines/spark.py", "core/linking/many_machines.py"),
    "policy laboratory": ("institutions/lab", "core/policy", "cli/lab.py"),
    "made market and measures": ("core/made_market", "core/quality", "cli/market.py", "cli/quality.py", "cli/train.py"),
}
#: Imports everything that is left, resolves every address, and lists the commands.
WALK = """
import importlib, pkgutil, django
django.setup()
import mingjian
from django.core.management import call_command
from django.urls import get_resolver
failed = []
for info in pkgutil.walk_packages(mingjian.__path__, "mingjian.", onerror=failed.append):
    if not info.name.endswith("__main__") and ".management." not in info.name:
        importlib.import_module(info.name)
assert not failed, failed
assert len(get_resolver().url_patterns) > 10
call_command("check")
from click.testing import CliRunner
from mingjian.cli import commands
said = CliRunner().invoke(commands, ["--help"])
assert said.exit_code == 0, said.output
"""


def modules_of(part: tuple[str, ...]) -> set[str]:
    names = set()
    for place in part:
        files = [SRC / "mingjian" / place] if place.endswith(".py") else list((SRC / "mingjian" / place).rglob("*.py"))
        assert files, f"{place} is not there: name in PARTS what the part is now"
        names |= {".".join(file.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__") for file in files}
    return names


def imported_at_once(body: list[ast.stmt]) -> Iterator[tuple[int, str]]:
    """Yield the modules that a file imports when it is imported itself: not in functions, nor for the types alone, nor where their absence is caught."""
    for node in body:
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{one.name}") for one in node.names)
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, one.name) for one in node.names)
        elif isinstance(node, ast.ClassDef) or (isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.unparse(node.test)):
            yield from imported_at_once(node.body)


@pytest.fixture(scope="module")
def imports() -> dict[str, list[tuple[int, str]]]:
    """Return what each module imports at once, by its name."""
    return {
        ".".join(file.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__"): list(imported_at_once(ast.parse(file.read_bytes()).body))
        for file in SRC.rglob("*.py")
    }


@pytest.mark.parametrize("part", PARTS)
def test_nothing_else_needs_a_part_that_can_be_taken_out(part: str, imports: dict[str, list[tuple[int, str]]]) -> None:
    gone = modules_of(PARTS[part])
    needing = [f"{name}:{line}" for name, found in imports.items() if name not in gone for line, module in found if module in gone]
    assert not needing, f"ask for {part} by `core/optional.py`, where it is needed: {needing}"


@pytest.mark.slow
def test_a_node_without_all_of_them_imports_answers_and_names_its_commands(tmp_path: Path) -> None:
    shutil.copytree(SRC / "mingjian", tmp_path / "mingjian")
    for place in (one for part in PARTS.values() for one in part):
        (shutil.rmtree if not place.endswith(".py") else os.unlink)(tmp_path / "mingjian" / place)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "DJANGO_SETTINGS_MODULE": "mingjian.settings", "MINGJIAN_HOME": str(tmp_path / "home")}
    walked = subprocess.run([sys.executable, "-c", WALK], env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert walked.returncode == 0, f"{walked.stderr[-3000:]}: name what is gone by `core/optional.py`, where it is needed"


def test_what_is_not_there_is_said_in_words() -> None:
    from mingjian.core.errors import BadInput
    from mingjian.core.language import Text
    from mingjian.core.optional import optional, required

    assert optional("mingjian.core.nowhere") is None, "let `optional` in core/optional.py return None for a file that is not there"
    with pytest.raises(BadInput, match="本安装不含“某物”"):
        required("mingjian.core.nowhere", Text("某物", "something"))
