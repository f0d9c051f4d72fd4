"""
Tables in shapes that the reader was not built on, against what a person reads (`shapes.yaml`, `shapes_of_the_world.yaml`): no column is filled from another,
no value is wrong.

Run as a program it prints what came of each: `python tests/core/records/reading/test_shapes.py`.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml
from shaped import faults, written

FILES = ("shapes.yaml", "shapes_of_the_world.yaml")
SHAPES: dict[str, dict[str, Any]] = {}
for _file in FILES:
    SHAPES |= yaml.safe_load((Path(__file__).parent / _file).read_text("utf-8"))


@pytest.mark.parametrize("name", SHAPES)
def test_a_table_of_a_shape_that_was_not_met_is_read_as_a_person_reads_it(name: str, tmp_path: Path) -> None:
    assert faults(SHAPES[name], written(SHAPES[name], tmp_path)) == []


if __name__ == "__main__":
    import sys
    import tempfile

    for title, one in SHAPES.items():
        with tempfile.TemporaryDirectory() as place:
            sys.stdout.write(f"{title}: {'; '.join(faults(one, written(one, Path(place)))) or 'as expected'}\n")
