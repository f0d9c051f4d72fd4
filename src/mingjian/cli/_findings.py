"""Write findings to a file: JSON lines, CSV or Parquet, by the file's ending."""

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from mingjian.core.errors import BadInput
from mingjian.core.records.lake.room import FORMULA


def write_findings(found: pa.Table, path: Path) -> None:
    """Write the whole file or nothing. Cells of a CSV that a spreadsheet would take for a formula are marked as text."""
    write = writer_for(path)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(found, unfinished)
        unfinished.replace(path)
    except OSError as error:
        raise BadInput(f"无法写入 {path}：{error.strerror}。", f"{path} cannot be written: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)


def writer_for(path: Path) -> Callable[[pa.Table, Path], None]:
    """Choose by the ending, so that a wrong one is refused before anything is computed."""
    try:
        return _WRITERS[path.suffix.lower()]
    except KeyError:
        known = " ".join(_WRITERS)
        raise BadInput(f"{path.name} 的结尾须为以下之一：{known}。", f"{path.name} must end with one of: {known}.") from None


def _write_lines(found: pa.Table, path: Path) -> None:
    with _opened(path, "utf-8") as file:
        for row in found.to_pylist():
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _write_csv(found: pa.Table, path: Path) -> None:
    # With the mark at its beginning, since spreadsheets would read Chinese wrongly without.
    with _opened(path, "utf-8-sig") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(found.column_names)
        for row in found.to_pylist():
            rows.writerow([f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell for cell in row.values()])


def _write_parquet(found: pa.Table, path: Path) -> None:
    with path.open("wb") as file:
        pq.write_table(found, file, store_schema=False)


def _opened(path: Path, encoding: str) -> TextIO:
    return path.open("w", encoding=encoding, newline="")


_WRITERS: dict[str, Callable[[pa.Table, Path], None]] = {".jsonl": _write_lines, ".csv": _write_csv, ".parquet": _write_parquet}
