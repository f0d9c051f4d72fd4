"""A day."""

from datetime import date, datetime

from mingjian.core.language import Text
from mingjian.core.procedure.papers import PaperKind
from mingjian.core.procedure.sheet import Paper


def _read(paper: Paper, value: object) -> str:
    if isinstance(value, datetime):
        raise TypeError
    return (value if isinstance(value, date) else date.fromisoformat(str(value))).isoformat()


KIND = PaperKind(_read, Text("日期（如 2026-04-15）", "a date (such as 2026-04-15)"), says=frozenset({"past"}))
