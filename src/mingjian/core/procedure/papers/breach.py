"""A breach: an act that the rulebook punishes, by its key. Which ones there are, the office looks up."""

from mingjian.core.language import Text
from mingjian.core.procedure.papers import PaperKind, read_text
from mingjian.core.procedure.sheet import Paper

_LONGEST = 60


def _read(paper: Paper, value: object) -> str:
    return read_text(value, _LONGEST)


KIND = PaperKind(_read, Text("违法行为（规则库中的一种）", "an act that the rulebook punishes"))
