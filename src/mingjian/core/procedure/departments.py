"""
Draws the sheets of other departments out of the sheet of a procedure.

`procedures/<procedure>/<sector>/<day in force>.yaml` says what differs for departments of that sector (`competence.yaml`, or `general`: any other authority):
which laws do not bind them, by which articles and figures others are replaced, and which entries differ. It is laid over whichever version of the
procedure is in force, so that a change of that version reaches every department. A department's sheet adds no state and no step: whatever knows the
procedure knows its steps.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from mingjian.core.law.reader import Branch, Faults, Leaf, read
from mingjian.core.procedure.sheet import Instead, Sheet, Step
from mingjian.core.procedure.versions import merge, read_versions, written_out

#: The sheet of an authority whose own rules the rulebook does not have: the Penalty Law alone.
GENERAL = "general"
_OWN = ("in_force", "follows", "leaves_out", "articles", "figures", "lines", "hints", "suspends")
_LAID_OVER = ("title", "corrected", "states", "steps", "deadlines")
_BY_NAME = ("states", "steps", "deadlines")
_OF_DEADLINES = ("opens", "closes", "restarts", "restores", "extends", "asks", "suspends", "resumes", "not_before")
_OF_STEPS = ("steps", "absent", "not_by", "only_by", "only_after")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A department's sheet as it is drawn on one day, and the lines of its papers that differ: of each paper its figure, none where no text sets one."""

    in_force: date
    top: Branch
    lines: Mapping[str, str]
    instead: tuple[Instead, ...]


def read_departments(folder: Path, shown_as: str, bases: Mapping[str, Branch], faults: Faults) -> dict[str, list[Drawn]]:
    """Return the sheets of other departments of one procedure, by sector, oldest first; `bases` are the versions of the procedure by day."""
    written: dict[str, dict[str, Branch]] = {}
    for place in sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []:
        for path in sorted(place.glob("*.yaml")):
            if (top := read(path, f"{shown_as}/{place.name}/{path.name}", faults)) is not None:
                top.only(*_OWN, *_LAID_OVER)
                if (day := top.day("in_force")) is None or day.isoformat() != path.stem:
                    top.fault("in_force 须与文件名相同。", "in_force must be the day of the file's name.", "in_force")
                written.setdefault(place.name, {})[path.stem] = top
    return {sector: list(_drawn(sector, written, bases)) for sector in written}


def _drawn(sector: str, written: Mapping[str, Mapping[str, Branch]], bases: Mapping[str, Branch]) -> Iterable[Drawn]:
    """Yield the sheet of each day on which it changes. A later file of a sector is laid over the earlier ones, and these over the sector that is followed."""
    first = min(written[sector])
    name = written[sector][first].word("follows", "")
    if name and (name not in written or name == sector or min(written[name]) > first):
        zh, en = f"没有“{name}”的程序可以沿用。", f"There is no sheet of {name!r} to be followed."
        written[sector][first].fault(zh, en, "follows")
        return
    files = [written[one] for one in (name, sector) if one]
    for day in sorted({day for versions in (bases, *files) for day in versions if day >= first}):
        base = _newest(bases, day)
        if base is None:
            written[sector][first].fault("没有当日施行的程序可以沿用。", "No version of the procedure is in force to be followed.", "in_force")
            return
        lines: dict[str, str] = {}
        drawn, instead = base, []
        for since, overlay in (one for versions in files for one in sorted(versions.items()) if one[0] <= day):
            drawn = _lay_over(drawn, overlay, base, _newest(bases, since) or base)
            lines |= _lines_of(overlay)
            instead.append(_instead(overlay))
        yield Drawn(date.fromisoformat(day), replace(drawn, items=drawn.items | {"in_force": Leaf(drawn.line, date.fromisoformat(day))}), lines, tuple(instead))


def _newest(versions: Mapping[str, Branch], day: str) -> Branch | None:
    return versions[max(found)] if (found := [one for one in versions if one <= day]) else None


def _lines_of(overlay: Branch) -> dict[str, str]:
    said = overlay.branch("lines")
    return {paper: "" if _is_null(said.items[paper]) else said.word(paper) for paper in said.items} if said else {}


def _lay_over(drawn: Branch, overlay: Branch, base: Branch, its_base: Branch) -> Branch:
    """
    Return what was drawn so far with the differences of one file: articles and figures replaced, entries taken away or written anew, what hung on them.

    `its_base`: the version on the file's own day. What a later version took away falls away here as well, with whatever the file said of it.
    """
    for key in ("states", "steps"):
        known = here.items if (here := base.branch(key)) else {}
        for name in said.items if (said := overlay.branch(key)) else ():
            if name not in known and name not in _names(its_base, key):
                overlay.fault(f"部门的程序不能增加“{name}”。", f"A department's sheet adds no {name!r}.", key)
    instead = _instead(overlay)
    figures, dropped = {ref: one for ref, one in instead.figures.items() if one}, {ref for ref, one in instead.figures.items() if not one}
    gone = {key: set[str]() for key in _BY_NAME}  # a step and a deadline may have one name
    gone["deadlines"] = {name for name, one in drawn.branches("deadlines").items() if one.word("period", "") in dropped}
    said = Branch(overlay.file, overlay.line, {key: item for key, item in overlay.items.items() if key in _LAID_OVER}, overlay.faults)
    merged = merge(drawn, said)
    for key in _BY_NAME:
        before, after = drawn.branch(key), merged.branch(key)
        gone[key] |= set(before.items) - set(after.items) if before and after else set()
    items = dict(merged.items)
    for key in _BY_NAME:
        if (within := merged.branch(key)) is not None:
            own = set(anew.items) if (anew := overlay.branch(key)) else set()
            change = _Change(gone, figures, dropped, instead)
            kept = {name: item for name, item in within.items.items() if name not in gone[key]}
            items[key] = replace(within, items={name: _adapt(item, replace(change, instead=None) if name in own else change) for name, item in kept.items()})
    return _with_words(Branch(merged.file, merged.line, items, merged.faults, merged.files), overlay, its_base)


def _instead(overlay: Branch) -> Instead:
    """Return which articles and figures of a file stand for which, and which laws do not bind."""
    articles, figures = overlay.branch("articles"), overlay.branch("figures")
    return Instead(
        {name: articles.words(name) for name in articles.items} if articles else {},
        {name: "" if _is_null(item) else figures.word(name) for name, item in figures.items.items()} if figures else {},
        overlay.words("leaves_out"),
    )


@dataclass(frozen=True, slots=True)
class _Change:
    """What changes in each entry: names that are gone, figures that stand for others or for none, and articles; none of those in an entry written anew."""

    gone: Mapping[str, Collection[str]]
    figures: Mapping[str, str]
    dropped: Collection[str]
    instead: Instead | None


def _adapt(item: Leaf | Branch, change: _Change) -> Leaf | Branch:
    """Return an entry without what is gone, with the figures and articles that hold here."""
    if not isinstance(item, Branch):
        return item
    items: dict[str, Leaf | Branch] = {}
    has_lost_extension = "extension" in item.items and item.word("extension") in change.dropped
    for key, one in item.items.items():
        if has_lost_extension and key in ("extension", "times"):
            continue
        if key in _OF_DEADLINES or key in _OF_STEPS:
            one = _without(one, change.gone["deadlines" if key in _OF_DEADLINES else "steps"])
        elif key in ("awaits", "once_missed") and isinstance(one, Leaf) and isinstance(one.value, list):
            asked = [_adapt(each, change) for each in one.value]
            one = Leaf(one.line, [each for each in asked if not _asks_nothing(each)])
        elif key == "ground" and change.instead is not None:
            one = _grounds(one, change.instead)
        elif key in ("period", "extension") and isinstance(one, Leaf) and isinstance(one.value, str) and one.value in change.figures:
            one = Leaf(one.line, change.figures[one.value])
        items[key] = one
    return Branch(item.file, item.line, items, item.faults, item.files)


def _without(item: Leaf | Branch, gone: Collection[str]) -> Leaf | Branch:
    if not (isinstance(item, Leaf) and isinstance(item.value, list)):
        return item
    return Leaf(item.line, [one for one in item.value if not (isinstance(one, Leaf) and one.value in gone)])


def _asks_nothing(item: Leaf | Branch) -> bool:
    return isinstance(item, Branch) and "steps" in item.items and "outside" not in item.items and not item.words("steps")


def _grounds(item: Leaf | Branch, instead: Instead) -> Leaf | Branch:
    if not (isinstance(item, Leaf) and isinstance(item.value, list)):
        return item
    found = dict.fromkeys(article for one in item.value if isinstance(one, Leaf) for article in instead.of(str(one.value)))
    return Leaf(item.line, [Leaf(item.line, article) for article in found])


def _names(top: Branch, key: str) -> Collection[str]:
    return here.items if (here := top.branch(key)) else ()


def _with_words(top: Branch, overlay: Branch, its_base: Branch) -> Branch:
    """Return the sheet with the hints that a department's steps have in place of others (`null`: none), and with the clocks that they suspend."""
    steps = top.branch("steps")
    if steps is None:
        return top
    items = dict(steps.items)
    for key, field in (("hints", "hint"), ("suspends", "suspends")):
        said = overlay.branch(key)
        for name, value in said.items.items() if said else ():
            step = items.get(name)
            if not isinstance(step, Branch) and name in _names(its_base, "steps"):
                continue
            if not isinstance(step, Branch):
                overlay.fault(f"没有步骤“{name}”。", f"There is no step {name!r}.", key)
                continue
            kept = {one: item for one, item in step.items.items() if one != field}
            items[name] = replace(step, items=kept if _is_null(value) else kept | {field: value})
    return replace(top, items=top.items | {"steps": replace(steps, items=items)})


def whole_sheet_of(folder: Path, sector: str, in_force: date) -> str:
    """Return one version of a department's sheet as YAML that says all of it, with the figures that its papers are held against as remarks."""
    faults = Faults()
    found = read_departments(folder, folder.name, read_versions(folder, folder.name, faults), faults).get(sector, [])
    faults.raise_first()
    drawn = next((one for one in found if one.in_force == in_force), None)
    if drawn is None:
        return ""
    return "".join(f"# {paper}: {line or 'null'}\n" for paper, line in drawn.lines.items()) + written_out(drawn.top)


def with_lines(sheet: Sheet, lines: Mapping[str, str]) -> Sheet:
    """Return the sheet with its papers held against other figures, or against none."""
    return replace(sheet, steps={name: _with_lines(step, lines) for name, step in sheet.steps.items()}) if lines else sheet


def _with_lines(step: Step, lines: Mapping[str, str]) -> Step:
    if not any(paper.name in lines for paper in step.needs):
        return step
    held = (replace(one, line=lines[one.name], at_line=one.at_line if lines[one.name] else None) if one.name in lines else one for one in step.needs)
    return replace(step, needs=tuple(held))


def _is_null(item: Leaf | Branch) -> bool:
    return isinstance(item, Leaf) and item.value is None
