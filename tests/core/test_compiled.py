"""Kernels compile where nothing may be written, and threads give results in order."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mingjian.core.compiled import Threads

# As root any folder may be written to, so numba is left without the places that it would look for.
NO_FOLDER = "from numba.core.caching import CacheImpl; CacheImpl._locator_classes = []; "
ASK = "from mingjian.core.graph.blocks import x_ln_x; print(x_ln_x(1.0))"


@pytest.mark.slow
def test_kernels_run_where_no_folder_for_machine_code_can_be_written(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", NO_FOLDER + ASK], capture_output=True, text=True, env={**os.environ, "HOME": str(tmp_path)}, check=False)
    assert done.stdout == "0.0\n", done.stderr


def test_results_come_in_the_order_of_the_things_and_of_the_parts() -> None:
    for number in (1, 3):
        crew = Threads(number)
        assert crew.each(lambda x: x * x, list(range(20))) == [x * x for x in range(20)]
        assert crew.share(lambda label, part, parts: f"{label}{part}/{parts}", "p") == [f"p{part}/{number}" for part in range(number)]
        crew.close()
