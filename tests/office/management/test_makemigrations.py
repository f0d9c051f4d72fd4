"""A migration is written as the checks of the repository want it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

RUFF = Path(sys.executable).parent / "ruff"
CONFIG = Path(__file__).parents[3] / "pyproject.toml"


@pytest.mark.slow
@pytest.mark.django_db
def test_a_migration_that_was_just_written_passes_ruff(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "written_by_test" / "migrations"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    settings.MIGRATION_MODULES = {"campaigns": "written_by_test.migrations"}  # no migration of another institution needs its own, and it imports a type of ours
    call_command("makemigrations", "campaigns", verbosity=0)
    (written,) = [path for path in package.glob("*.py") if path.name != "__init__.py"]
    assert "class Migration" in written.read_text("utf-8")
    done = subprocess.run([RUFF, "check", "--config", CONFIG, written], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
