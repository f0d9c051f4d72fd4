"""The defects found by attacks, twenty and then twenty-seven: the page of safety names a test for each, and each of these tests exists."""

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs/reference/safety.md").read_text()
ROWS = dict(re.findall(r"^\| ([DHML]\d+) \| [^|]+ \| (.+) \|$", PAGE, re.M))


def named_in(file: Path) -> set[str]:
    return {one.name for one in ast.parse(file.read_text()).body if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")}


def test_every_defect_has_a_test_that_exists() -> None:
    counts = {"D": 20, "H": 3, "M": 11, "L": 13}
    assert list(ROWS) == [f"{letter}{number}" for letter, most in counts.items() for number in range(1, most + 1)]
    for defect, named in ROWS.items():
        places = [one for one in re.findall(r"`([^`]+)`", named) if ".py" in one]
        assert places, defect
        for place in places:
            file, _, test = place.partition("::")
            assert named_in(HERE / file) >= ({test} if test else set()), place


def test_every_attack_is_named_on_the_page() -> None:
    assert {file.name for file in HERE.glob("test_*.py") if file.name not in PAGE} == set()
