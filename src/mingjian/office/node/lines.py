"""
Lines of the log as JSON, one an event, without personal data: of a request its route and not its address, of a fault its kind and place and not its message.

A message may hold what somebody typed, an address the code of a buyer's kit. `MINGJIAN_LOG_DETAIL=1` adds the message of a fault, while somebody looks for it.
"""

import json
import logging
import os
import traceback
from datetime import UTC, datetime
from pathlib import PurePath

#: What an event of ours may tell besides its kind.
TOLD = ("event", "fault", "alarm", "part", "status", "method", "route", "officer", "origin", "kind", "job", "helper", "code")
DEPTH = 12  # frames of a fault, the innermost last


def told(record: logging.LogRecord) -> dict[str, object]:
    """Return what a record tells: instant, level, logger, words, and what our own events add."""
    line: dict[str, object] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "said": record.getMessage() if is_ours(record) else record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
    }
    line |= {name: value for name in TOLD if (value := getattr(record, name, None)) is not None}
    if record.exc_info and record.exc_info[1] is not None:
        line |= fault(record.exc_info[1])
    return line


def is_ours(record: logging.LogRecord) -> bool:
    """Return whether a record was written by the house, whose words hold nothing personal; of others only the words without their values are kept."""
    return record.name.startswith("mingjian")


def fault(error: BaseException) -> dict[str, object]:
    """Return the kind of a fault and where it arose, the innermost place last."""
    frames = traceback.extract_tb(error.__traceback__)[-DEPTH:]
    found: dict[str, object] = {"kind": type(error).__name__, "where": [f"{_file(one.filename)}:{one.lineno} {one.name}" for one in frames]}
    return found | ({"message": str(error)} if os.environ.get("MINGJIAN_LOG_DETAIL") == "1" else {})


def _file(name: str) -> str:
    return "/".join(PurePath(name).parts[-3:])


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        return json.dumps(told(record), ensure_ascii=False, default=str)


class PlainLines(logging.Formatter):
    """The same for people: one line, and a fault's places under it."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        line = told(record)
        where = line.pop("where", [])
        at, level, said = (str(line.pop(name)) for name in ("at", "level", "said"))
        rest = " ".join(f"{name}={value}" for name, value in line.items() if name != "logger")
        places = "".join(f"\n    {one}" for one in where) if isinstance(where, list) else ""
        return f"{at} {level} {said} {rest}".rstrip() + places
