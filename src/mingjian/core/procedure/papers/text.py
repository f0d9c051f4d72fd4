"""A line of text."""

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure.papers import PaperKind, read_text
from mingjian.core.procedure.sheet import Paper

LONGEST = 500


def longest_of(paper: Paper) -> int:
    """Return how many characters a paper of this kind may have."""
    return paper.longest or LONGEST


def _read(paper: Paper, value: object) -> str:
    longest = longest_of(paper)
    if isinstance(value, str) and len(value.strip()) > longest:
        raise StepRefused(
            f"“{paper.label.zh}”有 {len(value.strip())} 字，不超过 {longest} 字：{value.strip()[:40]}……",
            f"{paper.label.en!r} has {len(value.strip())} characters, {longest} at most: {value.strip()[:40]}…",
        )
    return read_text(value, longest)


KIND = PaperKind(_read, Text("一行文字", "a line of text"), says=frozenset({"longest"}))
