"""No figure of the rulebook can be lost unseen: each one deleted makes `law check` find it."""

import os
import random
import re
import shutil
from pathlib import Path

import pytest

from mingjian.core.procedure import check, packaged

#: A figure; and what it hangs on: days, fields, circumstances, marks, without which it says something else.
FIGURE = re.compile(
    r"(?m)^ +(?:number|least|most|from_months|to_months|gravest|lightest|runs|rolls|since|until|acts_from|fields|before): \S.*\n"
    r"|(?:, )?\b(?:line|from|below|counts_at_least|times|prior_within): (?:\d+|\{[^{}]*\})"
    r"|, (?:with|while_below): \{[^{}]*\}|, (?:attempt|floor): true|, (?:since|until|in_force): [\d-]+|, among: \[[^\]]*\]|, verification: UNVERIFIED"
)
SAMPLE = int(os.environ.get("MINGJIAN_MUTATIONS", "20"))  # 200 are the slow check


@pytest.mark.slow
def test_the_register_is_up_to_date() -> None:
    assert check() == []


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("rulebook") / "cn"
    shutil.copytree(packaged(), place)
    return place


def _figures(place: Path) -> list[tuple[Path, int, int]]:
    files = [path for folder in ("laws", "crimes", "liability") for path in sorted((place / folder).rglob("*.yaml"))]
    return [(path, found.start(), found.end()) for path in files for found in FIGURE.finditer(path.read_text("utf-8"))]


@pytest.mark.slow
@pytest.mark.usefixtures("parsed_once")
def test_each_figure_that_is_deleted_is_missed(copied: Path) -> None:
    passed = []
    for path, start, end in random.Random(20261126).sample(_figures(copied), SAMPLE):  # noqa: S311 - a sample
        text = path.read_text("utf-8")
        path.write_text(text[:start] + text[end:], "utf-8")
        if not check(copied):
            passed.append(f"{path.relative_to(copied)}: {text[start:end].strip()}")
        path.write_text(text, "utf-8")
    assert passed == []


@pytest.mark.slow
def test_a_figure_that_is_altered_is_told_with_both(copied: Path) -> None:
    path = copied / "laws/food_safety_law/2021-04-29.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("least: 50000", "least: 5000", 1), "utf-8")
    said = [fault.en for fault in check(copied)]
    path.write_text(text, "utf-8")
    assert any("the files have '5000..100000 cny" in one for one in said)
    assert any("5000 is not in the article cited" in one for one in said)
