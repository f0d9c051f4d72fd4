"""A door shows and hands over: what is written is written by a step, an act or a job, never by a page, the API or a command."""

import ast
from pathlib import Path

import mingjian

HOUSE = Path(mingjian.__file__).parent
DOORS = ("pages", "api", "door", "desk")
#: What writes a row, where it is called on rows found (`found.update`) or on a table (`Officer.objects.create`).
WRITES = {"save", "delete", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "select_for_update"}


def doors() -> list[Path]:
    inside = (path for room in ("office", "institutions") for path in (HOUSE / room).rglob("*.py"))
    return [path for path in inside if {part.removesuffix(".py") for part in path.relative_to(HOUSE).parts[1:]} & set(DOORS)]


def written_in(path: Path) -> list[str]:
    """Give the calls of a module that write rows, with their lines."""
    calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))
    return [f"{path.relative_to(HOUSE)}:{call.lineno} {call.func.attr}" for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in WRITES]


def test_no_door_writes_a_row() -> None:
    assert len(doors()) > 60
    assert [one for path in doors() for one in written_in(path)] == []
