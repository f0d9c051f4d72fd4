"""A small rulebook in a folder of its own, to break on purpose; and the packaged one, whose files are parsed once however often it is read."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import yaml
from small_rulebook import SHEET, write_small_rulebook

_COMPOSED = cache(yaml.compose)


@pytest.fixture
def parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse a text that was parsed before no second time, where the whole book is read again and again with one file changed: half of the time of reading."""
    monkeypatch.setattr(yaml, "compose", _COMPOSED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound rulebook of one law and one procedure with two tracks."""
    return write_small_rulebook(tmp_path)


@pytest.fixture
def broken(folder: Path) -> Callable[[str, str], Path]:
    """Replace words in the sheet, and give the folder."""

    def change(old: str, new: str) -> Path:
        text = (folder / SHEET).read_text("utf-8")
        assert old in text
        (folder / SHEET).write_text(text.replace(old, new), "utf-8")
        return folder

    return change
