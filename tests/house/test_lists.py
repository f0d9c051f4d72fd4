"""Every list can be exported that pages its rows: whoever pages them offers them as a table."""

import ast
from pathlib import Path

import pytest
from house.trees import nodes_of

import mingjian

ROOT = Path(mingjian.__file__).parent
PAGED = {
    path
    for path in ROOT.rglob("*.py")
    if "from mingjian.office.lists.paging import" in (text := path.read_text()) and "page_of" in text and "def page_of" not in text
    if "api" not in {path.stem, path.parent.name}
}


def _calls(function: ast.FunctionDef) -> set[str]:
    return {node.func.id for node in ast.walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}


@pytest.mark.parametrize("path", sorted(PAGED), ids=lambda path: str(path.relative_to(ROOT)))
def test_whoever_pages_rows_gives_them_as_a_table(path: Path) -> None:
    paging = [one for one in nodes_of(path) if isinstance(one, ast.FunctionDef) and "page_of" in _calls(one)]
    assert paging, f"{path.name} imports page_of and calls it in no function: call it in the page, or take the import out"
    kept = [one.name for one in paging if "taken_out" not in _calls(one)]
    assert not kept, f"{kept}: return `taken_out(request, TABLE, rows)` where it is given, with the columns in tables.py, before you page the rows"


def test_each_table_has_a_name_of_its_own_and_no_heading_twice() -> None:
    tables = _tables()
    names = [one.name for one in tables]
    assert names, "no Table was found: mend `_tables` in this test"
    assert len(set(names)) == len(names), f"rename a Table in tables.py, since files are named by it: {sorted(name for name in names if names.count(name) > 1)}"
    for one in tables:
        headings = [column.heading.zh for column in one.columns]
        assert len(set(headings)) == len(headings), f"rename a column of the Table {one.name}: each heading stands once: {headings}"


def test_what_draws_pages_draws_the_button() -> None:
    paging = (ROOT / "office/templates/office/paging.html").read_text("utf-8")
    assert "office/taken_out.html" in paging, "include office/taken_out.html in office/paging.html, where every list that pages draws its button"


def _tables() -> list:  # type: ignore[type-arg]  # of office.lists.tables, which needs Django set up
    from importlib import import_module

    from mingjian.office.lists.tables import Table

    found = []
    for path in sorted(ROOT.rglob("tables.py")):
        if "office.lists.tables import" in path.read_text():
            module = import_module(".".join(("mingjian", *path.relative_to(ROOT).with_suffix("").parts)))
            found += [value for value in vars(module).values() if isinstance(value, Table)]
    return list({id(one): one for one in found}.values())
