"""The ten facts that a naive reader gets wrong are each held by a story or a test that is there, and rest on articles that are there."""

import ast
from pathlib import Path

import pytest
import yaml

from mingjian.cli._law_facts import FACTS, table
from mingjian.core.procedure import rulebook

ROOT = Path(__file__).parents[2]
TOLD = [told for _, _, stories in FACTS for told in stories]


def test_there_are_ten_and_the_page_lists_them() -> None:
    page = (ROOT / "docs/reference/law.md").read_text("utf-8")
    assert len(FACTS) == 10
    assert table().strip() in page


@pytest.mark.parametrize("told", TOLD)
def test_each_is_held_by_a_story_or_test_that_is_there(told: str) -> None:
    if "::" in told:
        path, _, name = told.partition("::")
        names = {node.name for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))) if isinstance(node, ast.FunctionDef)}
        assert name in names
    else:
        procedure, _, story = told.partition(": ")
        stories = yaml.safe_load((ROOT / f"tests/rulebook/{procedure}.yaml").read_text("utf-8"))
        (found,) = [one for one in stories if one["story"] == story]
        assert any({"due", "refused", "missed", "state"} & set(step) for step in found["steps"]), "a story that asks nothing holds nothing"


@pytest.mark.parametrize("ref", sorted({ref for _, refs, _ in FACTS for ref in refs}))
def test_each_rests_on_an_article_in_force(ref: str) -> None:
    assert rulebook().statutes.has_article(ref, rulebook().calendar.known_until)
