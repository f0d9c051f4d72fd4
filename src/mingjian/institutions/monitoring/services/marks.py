"""Two marks beside each other, sign by sign: what was written, and the mark that it is close to, with every sign that differs told apart."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from mingjian.core.exhibits.spans import Spans
from mingjian.institutions.monitoring.models import Finding
from mingjian.office.lists.text import visible

LONGEST = 40  # signs of a mark that are set in large type

Signs = list[tuple[str, bool]]  # runs of signs, each with whether it differs


@dataclass(frozen=True)
class Beside:
    """What was written and the mark itself, in runs; who holds the mark."""

    written: Signs
    mark: Signs
    holder: str


def marks_beside(found: Finding) -> Beside | None:
    """Return the two marks of a finding that names a mark and where it stands; None for any other."""
    told: Any = found.evidence().get("mark")
    spans = Spans.read(found.evidence(), found.subject)
    if not isinstance(told, dict) or not isinstance(told.get("name"), str) or spans is None:
        return None
    for field, text in spans.texts.items():
        for one in spans.marks.get(field, ()):
            at = spans.begins.get(field, 0)
            if written := text[one.start - at : one.end - at]:
                return Beside(*compared(written[:LONGEST], told["name"][:LONGEST]), visible(str(told.get("holder") or "")))
    return None


def compared(written: str, mark: str) -> tuple[Signs, Signs]:
    """Cut both at what differs; capitals and small letters are the same sign."""
    left: Signs = []
    right: Signs = []
    for what, begun, ended, start, end in SequenceMatcher(None, written.casefold(), mark.casefold(), autojunk=False).get_opcodes():
        if ended > begun:
            left.append((visible(written[begun:ended]), what != "equal"))
        if end > start:
            right.append((visible(mark[start:end]), what != "equal"))
    return left, right
