"""The page that holds the node against ASVS 5.0 names each item of levels 1 and 2 once, tests that exist, and counts as it lists."""

import re
from collections import Counter
from pathlib import Path

import mingjian

ROOT = Path(mingjian.__file__).parents[2]
PAGE = (ROOT / "docs/reference/asvs.md").read_text()
#: How many items each section of ASVS 5.0.0 has for levels 1 and 2, numbered without a gap from 1.
ITEMS = """
1.1 2 1.2 9 1.3 11 1.4 3 1.5 2 2.1 3 2.2 3 2.3 4 2.4 1 3.2 2 3.3 4 3.4 6 3.5 5 3.7 2
4.1 3 4.2 1 4.3 2 4.4 4 5.1 1 5.2 3 5.3 2 5.4 3 6.1 3 6.2 12 6.3 4 6.4 4 6.5 5 6.6 3 6.8 4
7.1 3 7.2 4 7.3 2 7.4 5 7.5 2 7.6 2 8.1 2 8.2 3 8.3 1 8.4 1 9.1 3 9.2 4
10.1 2 10.2 2 10.3 4 10.4 11 10.5 5 10.6 2 10.7 3 11.1 2 11.2 3 11.3 3 11.4 4 11.5 1 11.6 1
12.1 3 12.2 2 12.3 4 13.1 1 13.2 5 13.3 2 13.4 5 14.1 2 14.2 4 14.3 3 15.1 3 15.2 3 15.3 7
16.1 1 16.2 5 16.3 4 16.4 3 16.5 3 17.1 1 17.2 4 17.3 2
"""
ROWS = re.findall(r"^\| (V[0-9.、V]+) \| (\S) \| (.*) \|$", PAGE, re.M)


def test_each_item_is_told_once() -> None:
    told = [number for numbers, _, _ in ROWS for number in numbers.split("、")]
    words = ITEMS.split()
    pairs = zip(words[::2], words[1::2], strict=True)
    items = [f"V{section}.{number}" for section, most in pairs for number in range(1, int(most) + 1)]
    assert sorted(told) == sorted(items), f"give each of these items of ASVS 5.0 one row in docs/reference/asvs.md: {sorted(set(told) ^ set(items)) or told}"


def test_tests_that_are_named_exist() -> None:
    named = set(re.findall(r"`(tests/[^`]+)`", PAGE))
    assert named, "docs/reference/asvs.md names no test: name in each row the test that holds it"
    absent = {name for name in named if not (ROOT / name).exists()}
    assert not absent, f"{absent}: docs/reference/asvs.md names tests that are not there; write the path of today"


def test_what_is_counted_is_what_is_listed() -> None:
    told = dict(re.findall(r"^\| (\S) \| [^|]+ \| (\d+) \|$", PAGE, re.M))
    assert told == {sign: str(count) for sign, count in Counter(sign for numbers, sign, _ in ROWS for _ in numbers.split("、")).items()}, (
        f"correct the counts at the head of docs/reference/asvs.md; the rows come to {Counter(sign for numbers, sign, _ in ROWS for _ in numbers.split('、'))}"
    )


def test_what_lacks_says_why() -> None:
    without_reason = [numbers for numbers, sign, why in ROWS if sign in "◐○—" and not why]
    assert not without_reason, f"{without_reason}: say in the third column of docs/reference/asvs.md why these are not met"
