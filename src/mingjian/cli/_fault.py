"""What goes wrong that no command foresaw, in words: a person gets a sentence, and whoever maintains the node gets the rest in a file."""

import os
import tempfile
import traceback
from pathlib import Path

from mingjian.core.language import Text

_DATABASES = ("django.db", "sqlite3", "psycopg")  # a backup asks SQLite itself


def in_words(error: Exception) -> Text:
    """Return what an error is and what to do: of the database, of files, of memory; else of the program, with the file that holds its trace."""
    if isinstance(error, MemoryError):
        return Text("内存不足，未完成；已有的数据未受影响。", "There is not enough memory: it was not completed, and what was there is untouched.")
    if any(one.__module__.startswith(_DATABASES) for one in type(error).__mro__):
        why = _first_line(error)
        return Text(f"数据库不能用：{why}。请执行 mingjian doctor。", f"The database cannot be used: {why}. Run mingjian doctor.")
    if isinstance(error, OSError):
        why = ": ".join(str(one) for one in (error.filename, error.strerror) if one) or _first_line(error)
        return Text(f"文件或磁盘不能用：{why}。", f"A file or the disk cannot be used: {why}.")
    kind, place = type(error).__name__, _kept(error)
    zh = f"程序出错（{kind}），未完成；详情在 {place}，请交给维护人员。"
    return Text(zh, f"A fault of the program ({kind}): not completed. Give {place} to whoever maintains it.")


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _kept(error: Exception) -> Path:
    """Write the trace where only its user reads it: it can hold what was worked on."""
    handle, name = tempfile.mkstemp(prefix="mingjian-fault-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.writelines(traceback.format_exception(error))
    return Path(name)
