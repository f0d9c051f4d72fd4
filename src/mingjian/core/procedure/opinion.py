"""Where each point of the Opinion of 2015 leads: to duties, procedures and articles, or openly to no rule (`rulebook/cn/opinion.yaml`)."""

from dataclasses import dataclass
from pathlib import Path

from mingjian.core.language import Text
from mingjian.core.law import Duties
from mingjian.core.law.reader import Branch, Faults, read
from mingjian.core.procedure.rulebook import Rulebook

FILE = "opinion.yaml"


@dataclass(frozen=True, slots=True)
class Point:
    """One point: its number in the Opinion, what it asks, what it leads to, and what of it no rule covers (none: nothing is left over)."""

    number: str
    what: Text
    duties: tuple[str, ...]
    procedures: tuple[str, ...]
    articles: tuple[str, ...]
    none: Text | None


def read_opinion(path: Path, faults: Faults) -> list[Point]:
    """Read the points; none where there is no file."""
    top = read(path, path.name, faults) if path.is_file() else None
    if top is None:
        return []
    top.only("title", "points")
    top.label("title")
    return [_read_point(branch) for branch in top.list_of_branches("points")]


def _read_point(branch: Branch) -> Point:
    branch.only("point", "what", "duties", "procedures", "articles", "none")
    point = Point(
        branch.word("point"),
        branch.label("what"),
        branch.words("duties"),
        branch.words("procedures"),
        branch.words("articles"),
        branch.text("none", optional=True),
    )
    if not (point.duties or point.procedures or point.articles or point.none):
        branch.fault("须写明去处，或者写明没有规则（none）。", "A point leads somewhere, or says that no rule exists (none).")
    return point


def check_opinion(path: Path, book: Rulebook, duties: Duties, faults: Faults) -> None:
    """Note every point that leads nowhere, or to what the rulebook has not."""
    known = {duty.name for duty in duties.all}
    for point in read_opinion(path, faults):
        lost = [name for name in point.duties if name not in known]
        lost += [name for name in point.procedures if name not in book.sheets]
        lost += [ground for ground in point.articles if not book.statutes.knows(ground)]
        if lost:
            said = ", ".join(lost)
            faults.add(
                path.name,
                1,
                f"第{point.number}项“{point.what.zh}”指向库内没有的 {said}。",
                f"Point {point.number} leads to {said}, which the rulebook has not.",
            )
