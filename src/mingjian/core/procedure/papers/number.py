"""A whole number: a count, or with `names` the key of such a thing on file."""

from mingjian.core.language import Text
from mingjian.core.procedure.papers import PaperKind
from mingjian.core.procedure.sheet import Paper


def _read(paper: Paper, value: object) -> int:
    if isinstance(value, bool | float) or not 0 <= (number := int(str(value))) < 10**12:
        raise ValueError
    return number


KIND = PaperKind(_read, Text("不为负的整数", "a whole number, not negative"), says=frozenset({"counts_as", "names"}))
