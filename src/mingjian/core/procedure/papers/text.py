"""A line of text."""

from mingjian.core.language import Text
from mingjian.core.procedure.papers._kind import PaperKind, read_text
from mingjian.core.procedure.sheet import Paper

_LONGEST = 500


def _read(paper: Paper, value: object) -> str:
    return read_text(value, _LONGEST)


KIND = PaperKind(_read, Text("不超过 500 字的文字", "text of at most 500 characters"))
