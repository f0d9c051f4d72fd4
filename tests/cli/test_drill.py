"""The drill of benchmarks/drill.py, three kills of it: nothing that was acknowledged is missing, and the ledger is sound."""

import importlib.util
from pathlib import Path

import pytest

DRILL = Path(__file__).parents[2] / "benchmarks/drill.py"


@pytest.mark.slow
def test_what_was_acknowledged_is_there_after_three_kills(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("drill", DRILL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    done = module.drill(tmp_path, kills=3, seed=11)
    assert done.doing["steps"] > 0
    assert done.doing["uploads"] > 0
