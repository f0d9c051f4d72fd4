"""An instant, with its time zone."""

from datetime import datetime

from mingjian.core.language import Text
from mingjian.core.procedure.papers import PaperKind
from mingjian.core.procedure.sheet import Paper


def _read(paper: Paper, value: object) -> str:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        raise ValueError
    return moment.isoformat()


KIND = PaperKind(_read, Text("带时区的时间（如 2026-04-15T09:30+08:00）", "a time with its zone (such as 2026-04-15T09:30+08:00)"), says=frozenset({"past"}))
