"""A small rulebook in a folder of its own, to break on purpose."""

from collections.abc import Callable
from pathlib import Path

import pytest
from small_rulebook import SHEET, write_small_rulebook


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
