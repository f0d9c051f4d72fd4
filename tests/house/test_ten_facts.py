"""The ten facts that a naive reader gets wrong are each held by a story or a test that is there, and rest on articles that are there."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from mingjian.core.procedure import rulebook

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
ROOT = Path(__file__).parents[2]
#: Of the page each row: its number, the fact, the articles that it rests on, where it is told.
FACTS = re.findall(r"^\| (\d+) \| (.+?) \| (`.+?`) \| (.+?) \|$", (ROOT / "docs/reference/ten-facts.md").read_text("utf-8"), re.MULTILINE)
TOLD = [told for *_, stories in FACTS for told in stories.split("<br>")]


@cache
def stories_of(procedure: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = yaml.load((ROOT / f"tests/rulebook/{procedure}.yaml").read_text("utf-8"), LOADER)  # noqa: S506 - safe, in C or not
    return told


def test_there_are_ten_and_each_is_told_somewhere() -> None:
    assert [number for number, *_ in FACTS] == [str(number) for number in range(1, 11)], "number the facts of docs/reference/ten-facts.md from 1 to 10"
    assert TOLD, "nothing was read, so nothing was checked: mend `FACTS` in this test"


@pytest.mark.parametrize("told", TOLD)
def test_each_is_held_by_a_story_or_test_that_is_there(told: str) -> None:
    if "::" in told:
        path, _, name = told.partition("::")
        names = {node.name for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))) if isinstance(node, ast.FunctionDef)}
        assert name in names, f"name a test that there is in docs/reference/ten-facts.md: {path} has none called {name}"
    else:
        procedure, _, story = told.partition(": ")
        (found,) = [one for one in stories_of(procedure) if one["story"] == story]
        assert any({"due", "refused", "missed", "state"} & set(step) for step in found["steps"]), (
            f"add `due`, `refused`, `missed` or `state` to a step of the story {story!r}, so that it holds the fact"
        )


@pytest.mark.parametrize("ref", sorted({ref for _, _, refs, _ in FACTS for ref in re.findall(r"`(.+?)`", refs)}))
def test_each_rests_on_an_article_in_force(ref: str) -> None:
    assert rulebook().statutes.has_article(ref, rulebook().calendar.known_until), (
        f"cite an article in force in docs/reference/ten-facts.md instead of {ref}, or add it under rulebook/cn/laws/"
    )
