"""Statements in shapes of banks and payment firms that nobody tuned the reader to: side and cents of each row are as a person reads them."""

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from shaped import written

from mingjian.core.errors import BadInput
from mingjian.core.statements import PAYMENT
from mingjian.core.statements.reader import read_statement

BANKS: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "banks.yaml").read_text("utf-8"))


def faults(bank: dict[str, Any], path: Path) -> list[str]:
    """Return what is read otherwise than a person reads it."""
    try:
        found = read_statement(path)
    except BadInput as refused:
        return [f"refused: {refused.text.zh[:200]}"]
    rows = found.rows.to_pylist()
    told = [f"it is {found.sort}"] if found.sort is not PAYMENT else []
    sums = [[row["direction"], row["cents"]] for row in rows]
    told += [] if sums == bank["sums"] else [f"sums {sums}"]
    told += [f"row {one.row} {one.column}: {one.reason.zh}" for one in found.bad_rows]
    if "others" in bank and (others := [row["name"] for row in rows]) != bank["others"]:
        told.append(f"others {others}")
    counted = bank.get("counted", [bool(side) for side, _ in bank["sums"]])
    return told + ([] if [row["counts"] for row in rows] == counted else [f"counts {[row['counts'] for row in rows]}"])


@pytest.mark.parametrize("name", BANKS)
def test_each_row_of_a_statement_stands_on_its_side_to_the_cent(name: str, tmp_path: Path) -> None:
    assert faults(BANKS[name], written(BANKS[name], tmp_path)) == []


if __name__ == "__main__":
    import tempfile

    for title, one in BANKS.items():
        with tempfile.TemporaryDirectory() as place:
            sys.stdout.write(f"{title}: {'; '.join(faults(one, written(one, Path(place)))) or 'as expected'}\n")
