"""No text tells anybody to install this software by a name on an index: nobody here owns that name, and whoever registers it would be installed."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_BY_NAME = re.compile(r"(?:pip3?|uv pip|uv|pipx) (?:install|add) (?:-\S+ )*[\"']?mingjian\b")


def test_nothing_is_installed_by_a_name_that_we_do_not_own() -> None:
    read = [path for folder in ("src", "docs", "deploy", "benchmarks") for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix in _TEXTS]
    read += [path for path in ROOT.iterdir() if path.is_file() and path.suffix in _TEXTS]
    assert not len(read) < 1000, f"{len(read)} files read: mend the folders of this test"
    named = [str(path.relative_to(ROOT)) for path in read if _BY_NAME.search(path.read_text("utf-8", errors="replace"))]
    assert not named, f"{named}: name the source folder or a file instead"


_TEXTS = {".py", ".md", ".html", ".yaml", ".yml", ".po", ".toml", ".service", ".sh", ""}
