"""Lists of 12315 and of cities' hotlines in shapes that nobody tuned the reader to are read as a person reads them (`hotlines.yaml`)."""

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from shaped import faults, written

from mingjian.institutions.disputes.imports.services.record import KIND

SHAPES: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "hotlines.yaml").read_text("utf-8"))


@pytest.mark.parametrize("name", SHAPES)
def test_a_list_of_a_shape_that_was_not_met_is_read_as_a_person_reads_it(name: str, tmp_path: Path) -> None:
    assert faults(SHAPES[name], written(SHAPES[name], tmp_path), KIND) == []


if __name__ == "__main__":
    import tempfile

    for title, one in SHAPES.items():
        with tempfile.TemporaryDirectory() as place:
            sys.stdout.write(f"{title}: {'; '.join(faults(one, written(one, Path(place)), KIND)) or 'as expected'}\n")
