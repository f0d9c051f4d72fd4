"""A crime, by its name: one of the rulebook's, or another that says so. Which ones there are, the office looks up."""

from mingjian.core.language import Text
from mingjian.core.procedure.papers import PaperKind, read_text
from mingjian.core.procedure.sheet import Paper

_LONGEST = 200


def _read(paper: Paper, value: object) -> str:
    return read_text(value, _LONGEST)


KIND = PaperKind(_read, Text("罪名", "the name of a crime"))
