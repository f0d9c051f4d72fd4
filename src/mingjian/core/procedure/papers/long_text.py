"""Text of several paragraphs."""

from mingjian.core.language import Text
from mingjian.core.procedure.papers import PaperKind, read_text
from mingjian.core.procedure.sheet import Paper

_LONGEST = 20_000


def _read(paper: Paper, value: object) -> str:
    return read_text(value, _LONGEST)


KIND = PaperKind(_read, Text("不超过 20000 字的文字", "text of at most 20,000 characters"), says=frozenset({"of_party"}))
