"""A kind of paper has one file in core and one in the office, and nobody else asks which kind a paper is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import mingjian
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.papers import paper_kinds
from mingjian.office.papers.kinds import office_kinds

HOUSE = Path(mingjian.__file__).parent
ROOMS = [path for room in ("core/procedure", "office", "institutions", "cli") for path in sorted((HOUSE / room).rglob("*.py"))]
OWN = (HOUSE / "core/procedure/papers", HOUSE / "office/papers/kinds")


def is_kind(node: ast.AST) -> bool:
    """Whether an expression is the kind of something."""
    return (isinstance(node, ast.Attribute) and node.attr == "kind") or (isinstance(node, ast.Name) and node.id == "kind")


def names_a_paper_kind(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Constant) and one.value in paper_kinds() for one in ast.walk(node))


def ladders(source: str) -> Iterator[int]:
    """Return the lines where a kind is held against the name of a kind of paper."""
    for node in ast.walk(ast.parse(source)):
        sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
        if any(map(is_kind, sides)) and any(map(names_a_paper_kind, sides)):
            yield node.lineno  # type: ignore[attr-defined]  # a comparison has one
        if isinstance(node, ast.Match) and is_kind(node.subject) and any(names_a_paper_kind(case.pattern) for case in node.cases):
            yield node.lineno


def test_every_kind_of_paper_has_a_file_in_core_and_one_in_the_office() -> None:
    assert set(paper_kinds()) == set(office_kinds()), (
        f"add a file of the same name in core/procedure/papers and in office/papers/kinds: {set(paper_kinds()) ^ set(office_kinds())}"
    )
    unknown = {paper.kind for paper in rulebook().papers.values()} - set(paper_kinds())
    assert not unknown, f"{unknown}: use a kind that there is in rulebook/cn/vocabularies, or add one in core/procedure/papers and office/papers/kinds"


@pytest.mark.parametrize(
    "source",
    ['paper.kind == "file"', '"file" != kind', 'need.kind in ("dossier", "clue")', 'match paper.kind:\n    case "date" | "datetime":\n        pass'],
)
def test_a_ladder_is_seen(source: str) -> None:
    assert list(ladders(source)) == [1], "this test no longer sees what it looks for: mend `ladders` in this file"


def test_no_file_but_a_kinds_own_asks_which_kind_a_paper_is() -> None:
    found = {str(path.relative_to(HOUSE)): lines for path in ROOMS if path.parent not in OWN and (lines := list(ladders(path.read_text())))}
    assert ROOMS, "nothing was read, so nothing was checked: mend `ROOMS` in this test"
    assert found == {}, f"{found}: do not ask which kind a paper is; add a method to the kind, in office/papers/kinds"
