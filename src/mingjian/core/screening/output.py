"""Writes tables one after the other to one file: JSON lines, CSV or Parquet, by the file's ending. The file is whole or absent."""

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from mingjian.core.errors import BadInput
from mingjian.core.spreadsheets import as_text

BAD = pa.schema([("row", pa.int64()), ("column", pa.string()), ("value", pa.string()), ("reason_zh", pa.string()), ("reason_en", pa.string())])

Writer = Callable[[Iterable[pa.Table], pa.Schema, Path], None]


def written(tables: Iterable[pa.Table], schema: pa.Schema, path: Path) -> None:
    """Write all tables, of one schema. Cells of a CSV that a spreadsheet would take for a formula are marked as text."""
    write = writer_for(path)
    with whole(path) as unfinished:
        write(tables, schema, unfinished)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Yield a file to write to, which takes the place of `path` once all is written. Raises BadInput where it cannot be written."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        _forget_killed(path)
        yield unfinished
        unfinished.replace(path)
    except OSError as error:
        raise BadInput(f"无法写入 {path}：{error.strerror}。", f"{path} cannot be written: {error.strerror}.") from error
    finally:
        with suppress(OSError):  # where the folder is none, neither can anything be taken away, and what is said above is said
            unfinished.unlink(missing_ok=True)


def _forget_killed(path: Path) -> None:
    """Take away what runs began to write that were killed."""
    for left in path.parent.glob(f".{escape(path.name)}.*"):
        number = left.name.rpartition(".")[2]
        if number.isdecimal() and not Path(f"/proc/{number}").exists() and Path("/proc/self").exists():
            left.unlink(missing_ok=True)


def writer_for(path: Path) -> Writer:
    """Choose by the ending, so that a wrong one is refused before anything is read."""
    try:
        return _WRITERS[path.suffix.lower()]
    except KeyError:
        known = " ".join(_WRITERS)
        raise BadInput(f"{path.name} 的结尾须为以下之一：{known}。", f"{path.name} must end with one of: {known}.") from None


def refuse_to_write_over(read: Path, *into: Path) -> None:
    """Raise BadInput where something would be written into the file that is read, under whatever name."""
    for path in into:
        if path.exists() and read.exists() and path.samefile(read):
            raise BadInput(
                f"{path} 是被检测的文件本身，结果或坏行清单会覆盖它；请用 --out 另指定文件。",
                f"{path} is the screened file itself, and the findings or the list of bad rows would be written over it: name another file with --out.",
            )


def inert(cell: object) -> object:
    """Mark as text what a spreadsheet would take for a formula."""
    return as_text(cell) if isinstance(cell, str) else cell


def _write_lines(tables: Iterable[pa.Table], schema: pa.Schema, path: Path) -> None:
    with _opened(path, "utf-8") as file:
        for table in tables:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in table.to_pylist())


def _write_csv(tables: Iterable[pa.Table], schema: pa.Schema, path: Path) -> None:
    # With the mark at its beginning, since spreadsheets would read Chinese wrongly without.
    with _opened(path, "utf-8-sig") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(schema.names)
        for table in tables:
            rows.writerows([inert(cell) for cell in row.values()] for row in table.to_pylist())


def _write_parquet(tables: Iterable[pa.Table], schema: pa.Schema, path: Path) -> None:
    with path.open("wb") as file, pq.ParquetWriter(file, schema, store_schema=False) as writer:
        for table in tables:
            writer.write_table(table.cast(schema))


def _opened(path: Path, encoding: str) -> TextIO:
    return path.open("w", encoding=encoding, newline="")


_WRITERS: dict[str, Writer] = {".jsonl": _write_lines, ".csv": _write_csv, ".parquet": _write_parquet}
