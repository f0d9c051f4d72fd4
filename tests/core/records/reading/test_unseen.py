"""
Files in shapes that nobody built the reader on (`unseen/`), against what a person reads: no value is wrong, no column is filled from another.

Run as a program it prints what came of each and the sums: `python tests/core/records/reading/test_unseen.py [FILE.yaml ...]`.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from shaped import faults, written

from mingjian.core.errors import BadInput
from mingjian.core.statements.reader import MESSAGE, PAYMENT, read_statement
from mingjian.institutions.disputes.imports.services.record import KIND as COMPLAINT

FOLDER = Path(__file__).parent / "unseen"
FILES: dict[str, dict[str, Any]] = {}
for _file in sorted(FOLDER.glob("*.yaml")):
    FILES |= yaml.safe_load(_file.read_text("utf-8"))


def told_of(shape: dict[str, Any], path: Path) -> list[str]:
    """Return what is read of a file otherwise than a person reads it."""
    if shape["kind"] in (PAYMENT, MESSAGE):
        return _of_statement(shape, path)
    return faults(shape, path, COMPLAINT if shape["kind"] == COMPLAINT.name else None)


def _of_statement(shape: dict[str, Any], path: Path) -> list[str]:
    try:
        found = read_statement(path)
    except BadInput as refused:
        return [] if shape.get("refused", "\0") in refused.text.zh else [f"refused: {refused.text.zh[:200]}"]
    if "refused" in shape:
        return [f"read as {found.sort}: {dict(found.theirs)}"]
    rows = found.rows.to_pylist()
    told = [f"it is {found.sort}"] if found.sort != shape["kind"] else []
    told += [f"row {one.row} {one.column}: {one.reason.zh}" for one in found.bad_rows]
    if found.sort == MESSAGE:
        said = [[row["sender"], row["text"]] for row in rows]
        return told + ([] if said == shape["said"] else [f"said {said}"])
    if (sums := [[row["direction"], row["cents"]] for row in rows]) != shape["sums"]:
        told.append(f"sums {sums}")
    if "others" in shape and (others := [row["name"] for row in rows]) != shape["others"]:
        told.append(f"others {others}")
    counted = shape.get("counted", [bool(side) for side, _ in shape["sums"]])
    return told + ([] if [row["counts"] for row in rows] == counted else [f"counts {[row['counts'] for row in rows]}"])


def _is_wrong(fault: str) -> bool:
    """Return whether a fault is a wrong value, a wrong column or a wrong kind, and not something that is only missing."""
    return not fault.startswith(("refused", "row ")) and not fault.endswith("is not read") and " is None and not " not in fault


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_a_kind_that_was_not_met_is_read_as_a_person_reads_it(name: str, tmp_path: Path) -> None:
    assert told_of(FILES[name], written(FILES[name], tmp_path)) == []


if __name__ == "__main__":
    asked = [yaml.safe_load(Path(one).read_text("utf-8")) for one in sys.argv[1:]] or [FILES]
    every = {title: one for some in asked for title, one in some.items()}
    right = places = missing = wrong = bad = 0
    for title, one in every.items():
        with tempfile.TemporaryDirectory() as place:
            told = told_of(one, written(one, Path(place)))
        right += not told
        places += len(one.get("columns", ()))
        if any(fault.startswith("refused") for fault in told):
            missing += len(one.get("columns", ()))
        missing += sum(fault.endswith("is not read") for fault in told)
        wrong += sum(_is_wrong(fault) for fault in told)
        bad += sum(fault.startswith("row ") for fault in told)
        sys.stdout.write(f"{title}: {'; '.join(told) or 'as expected'}\n")
    sys.stdout.write(f"{right} of {len(every)} files as a person reads them; {places - missing} of {places} columns; {wrong} wrong, {bad} rows bad\n")
