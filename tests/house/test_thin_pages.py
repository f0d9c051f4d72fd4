"""A page shows and hands over: what is asked of a table is asked by a query, what is written is written by a step, an act or a job, and never by a page."""

import ast
from pathlib import Path

from house.trees import tree_of

import mingjian

HOUSE = Path(mingjian.__file__).parent
DOORS = ("pages", "api", "public", "web")
#: What writes a row, where it is called on rows found (`found.update`) or on a table (`Officer.objects.create`).
WRITES = {"save", "delete", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "select_for_update"}
#: How a table is asked at all.
TABLES = {"objects", "_default_manager", "_base_manager"}


def pages() -> list[Path]:
    inside = (path for room in ("office", "institutions") for path in (HOUSE / room).rglob("*.py"))
    pages = [path for path in inside if {part.removesuffix(".py") for part in path.relative_to(HOUSE).parts[1:]} & set(DOORS)]
    return [*pages, *(HOUSE / "cli").rglob("*.py"), HOUSE / "api.py", HOUSE / "urls.py", HOUSE / "wsgi.py"]


def written_in(tree: ast.Module) -> list[tuple[int, str]]:
    """Return the calls of a module that write rows, with their lines."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))
    return [(call.lineno, call.func.attr) for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in WRITES]


def tables_in(tree: ast.Module) -> list[tuple[int, str]]:
    """Return where a module asks a table itself."""
    return [(node.lineno, ast.unparse(node)) for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in TABLES]


def test_no_page_writes_a_row() -> None:
    assert pages(), "nothing was read, so nothing was checked: mend `pages` in this test"
    writing = [(path.relative_to(HOUSE).as_posix(), *one) for path in pages() for one in written_in(tree_of(path))]
    assert not writing, f"{writing}: move what writes rows into steps/, acts/ or jobs, and call it from the page, command or API"


def test_no_page_asks_a_table_itself() -> None:
    asking = [(path.relative_to(HOUSE).as_posix(), *one) for path in pages() for one in tables_in(tree_of(path))]
    assert not asking, f"{asking}: move what asks a table into queries.py, beginning from the officer, and call it from the page, command or API"


def test_no_page_opens_the_lake_of_the_node() -> None:
    """Pages ask `market.queries`, the one that reads it for them."""
    opening = [path.relative_to(HOUSE).as_posix() for path in pages() if "lake_of_node" in path.read_text("utf-8")]
    assert not opening, f"{opening}: ask institutions/market/queries/lake.py, which opens the lake for all"


def test_what_is_looked_for_is_seen() -> None:
    tree = ast.parse("Officer.objects.filter(pk=1).first()\nfound.save()\nrow._default_manager.all()")
    assert sorted(line for line, _ in tables_in(tree)) == [1, 3], "this test no longer sees what it looks for: mend `tables_in` in this file"
    assert written_in(tree) == [(2, "save")], "this test no longer sees what it looks for: mend `written_in` in this file"
