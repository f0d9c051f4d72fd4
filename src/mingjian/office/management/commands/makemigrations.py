"""
Write migrations that pass `make contracts` as they are.

Django formats what it writes with black, where that is installed. We have ruff, which also sorts imports: without it each new migration was refused for their
order (I001). Where ruff is absent, as on a node in service, files stay as Django writes them.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.commands import makemigrations


class Command(makemigrations.Command):
    """Django's `makemigrations`, with the files formatted and their imports sorted."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the migrations and format them."""
        super().handle(*args, **options)
        format_files(self.written_files)  # type: ignore[attr-defined]  # which its own `handle` makes, and the stubs lack


def format_files(files: Sequence[str]) -> None:
    """Format files with the ruff of this environment, if it has one; ruff finds the rules of the repository by itself."""
    ruff = Path(sys.executable).parent / "ruff"
    if files and ruff.exists():
        for words in (["check", "--quiet", "--fix-only"], ["format", "--quiet"]):
            subprocess.run([ruff, *words, *files], check=True)  # noqa: S603 - our own tool on files just written
