"""A release says to those who upgrade, in both languages, what it asks of them."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHANGES = (ROOT / "CHANGELOG.md").read_text("utf-8")
BY_CALENDAR = re.compile(r"20\d\d\.(?:[1-9]|1[0-2])\.\d+")


def test_the_version_goes_by_the_calendar_and_has_its_section_first() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert BY_CALENDAR.fullmatch(version), f"write the version of pyproject.toml as year.month.number, and not {version}"
    told = [name for name in re.findall(r"^## (\S+)$", CHANGES, re.MULTILINE) if name != "Unreleased"]
    assert told[:1] == [version], f"begin CHANGELOG.md with a section ## {version}, or ## Unreleased and then that of the newest release"
    numbers = [tuple(map(int, name.split("."))) for name in told if BY_CALENDAR.fullmatch(name)]
    assert numbers == sorted(numbers, reverse=True), "put the newest release first in CHANGELOG.md"


def test_each_release_says_in_both_languages_what_it_asks_of_those_who_upgrade() -> None:
    sections = re.split(r"^## (?=20)", CHANGES, flags=re.MULTILINE)[1:]
    assert sections, "no release was read: mend the headings of CHANGELOG.md or this test"
    for section in sections:
        parts = dict(re.findall(r"^### (升级须知|Before you upgrade)\n(.*?)(?=^##|\Z)", section, re.MULTILINE | re.DOTALL))
        assert set(parts) == {"升级须知", "Before you upgrade"}, f"write both 升级须知 and Before you upgrade for {section[:12].split()[0]}"
        points = {name: len(re.findall(r"^- ", text, re.MULTILINE)) for name, text in parts.items()}
        assert len(set(points.values())) == 1, f"write as many points in one language of CHANGELOG.md as in the other: {points}"
