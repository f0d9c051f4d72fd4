"""Addresses, or places without one, one a line: what a notice complains of. Each line is checked by itself, so that a refusal names the line."""

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure.papers import PaperKind
from mingjian.core.procedure.sheet import Paper

MOST_LINES = 10_000
LONGEST_LINE = 2000  # characters


def lines_of(text: str) -> list[str]:
    """Return the lines that say something, without the blanks around them."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def _read(paper: Paper, value: object) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError
    lines = lines_of(value.replace("\r\n", "\n"))
    if not lines:
        raise ValueError
    if len(lines) > MOST_LINES:
        raise StepRefused(
            f"“{paper.label.zh}”至多 {MOST_LINES} 行，现有 {len(lines)} 行，请分开办理。",
            f"{paper.label.en!r} has {MOST_LINES} lines at most, not {len(lines)}: divide them.",
        )
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            raise StepRefused(
                f"“{paper.label.zh}”第 {number} 行有 {len(line)} 字，每行不超过 {LONGEST_LINE} 字：{line[:40]}……",
                f"Line {number} of {paper.label.en!r} has {len(line)} characters, {LONGEST_LINE} at most: {line[:40]}…",
            )
    return "\n".join(lines)


KIND = PaperKind(
    _read, Text(f"网址或者无网址内容，每行一个，每行不超过 {LONGEST_LINE} 字", f"addresses or places, one a line, {LONGEST_LINE} characters each at most")
)
