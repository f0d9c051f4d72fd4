"""Every list can be taken along: whoever pages rows offers them as a table, and every list of a room does."""

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
#: Lists that are not paged by keys, each with the button of its own.
SHORT = [
    "institutions/monitoring/rules/pages.py",
    "institutions/monitoring/runs/pages.py",
    "institutions/monitoring/findings/pages/shops.py",
    "institutions/market/pages/__init__.py",
    "institutions/exchange/pages.py",
    "institutions/parcels/pages/outlets.py",
    "institutions/law/pages/permits.py",
    "office/desk/powers.py",
]


def _calls(function: ast.FunctionDef) -> set[str]:
    return {node.func.id for node in ast.walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}


@pytest.mark.parametrize("path", sorted(PAGED), ids=lambda path: str(path.relative_to(ROOT)))
def test_whoever_pages_rows_gives_them_as_a_table(path: Path) -> None:
    paging = [one for one in nodes_of(path) if isinstance(one, ast.FunctionDef) and "page_of" in _calls(one)]
    assert paging
    assert [one.name for one in paging if "taken_out" not in _calls(one)] == []


@pytest.mark.parametrize("name", SHORT)
def test_short_lists_do_so_too(name: str) -> None:
    assert "taken_out(" in (ROOT / name).read_text()


def test_each_table_has_a_name_of_its_own_and_no_heading_twice() -> None:
    tables = _tables()
    assert len(tables) >= 20
    assert len({one.name for one in tables}) == len(tables)
    for one in tables:
        headings = [column.heading.zh for column in one.columns]
        assert len(set(headings)) == len(headings), one.name


def test_every_list_that_pages_draws_the_button() -> None:
    drawn = [path for path in ROOT.rglob("*.html") if "office/taken_out.html" in path.read_text()]
    assert {path.name for path in drawn} >= {"paging.html", "rules.html", "detectors.html", "home.html", "list.html"}


def _tables() -> list:  # type: ignore[type-arg]  # of office.lists.tables, which needs Django set up
    from importlib import import_module

    from mingjian.office.lists.tables import Table

    found = []
    for path in sorted(ROOT.rglob("tables.py")):
        if "office.lists.tables import" in path.read_text():
            module = import_module(".".join(("mingjian", *path.relative_to(ROOT).with_suffix("").parts)))
            found += [value for value in vars(module).values() if isinstance(value, Table)]
    return list({id(one): one for one in found}.values())
