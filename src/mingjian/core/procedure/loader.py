"""Reads sheets and vocabularies from the rulebook's folder, strictly."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from mingjian.core.language import Text
from mingjian.core.law.law_files import read_in_force
from mingjian.core.law.measures import COUNTED
from mingjian.core.law.reader import Branch, Faults, read
from mingjian.core.procedure.departments import read_departments, with_lines
from mingjian.core.procedure.papers import paper_kinds
from mingjian.core.procedure.sheet import (
    BODIES,
    PAPER_GROUPS,
    SIDE_LABELS,
    SIDES,
    AsProposed,
    AtLine,
    Awaits,
    Correction,
    DeadlineSpec,
    Lead,
    Obliged,
    Paper,
    Sheet,
    State,
    State_,
    Step,
)
from mingjian.core.procedure.versions import read_versions

Terms = Mapping[str, Text]
V = TypeVar("V")
_ONLY = ("only_while", "only_where")
_DAYS = ("ahead", "anytime", "after_source")
_CLOCKS = ("opens", "closes", "restarts", "restores", "extends", "asks", "suspends", "resumes")
_LISTS = (*_CLOCKS, "ground", "second", "not_by", "not_before", "only_by", "not_before_day")


@dataclass(frozen=True)
class Vocabularies:
    """The words that sheets share: papers, and lists of terms (roles, measures, sources …)."""

    papers: Mapping[str, Paper]
    terms: Mapping[str, Terms]


def read_vocabularies(folder: Path, shown_as: str, faults: Faults) -> Vocabularies:
    """
    Read `papers.yaml` and every other `<name>.yaml` (`title`, `terms`) of a folder.

    A folder in it, `<institution>/`, adds words of that institution to the lists of the same names, so that nobody else's file is touched for them.
    """
    tops = [
        (path, top)
        for path in (*sorted(folder.glob("*.yaml")), *sorted(folder.glob("*/*.yaml")))
        if (top := read(path, f"{shown_as}/{path.relative_to(folder)}", faults))
    ]
    terms: dict[str, dict[str, Text]] = {}
    for path, top in tops:
        if path.name != "papers.yaml":
            top.only("title", "terms")
            top.label("title")
            _add(terms.setdefault(path.stem, {}), _read_terms(top.branch("terms")), top)
    papers: dict[str, Paper] = {}
    for path, top in tops:
        if path.name == "papers.yaml":
            _add(papers, {name: _read_paper(name, branch, terms) for name in top.items if (branch := top.branch(name))}, top)
    return Vocabularies(papers, terms)


def _add(to: dict[str, V], found: Mapping[str, V], top: Branch) -> None:
    """Add what a file says; what another file says already is a fault, since nobody would see which of the two holds."""
    for name in sorted(to.keys() & found.keys()):
        top.fault(f"“{name}”已在另一文件中写明。", f"Another file says {name!r} already.")
    to |= {name: one for name, one in found.items() if name not in to}


def _read_terms(branch: Branch | None) -> dict[str, Text]:
    return {name: branch.label(name) for name in branch.items} if branch else {}


def _read_paper(name: str, branch: Branch, terms: Mapping[str, Terms]) -> Paper:
    branch.only("anytime", *(one.name for one in dataclasses.fields(Paper) if one.name not in {"name", "required"}))
    kind = branch.word("kind")
    if kind not in paper_kinds():
        there = paper_kinds()
        branch.fault(f"没有“{kind}”这类材料；可用：{'、'.join(there)}。", f"There is no kind of paper {kind!r}; there are: {', '.join(there)}.", "kind")
        kind = "text"  # read on as the plainest, so that what else is wrong is told too
    says = paper_kinds()[kind].says
    options = _read_options(branch, terms)
    if ("options" in says) != bool(options):
        branch.fault("choice 须有 options，其他类别不得有。", "A choice needs options, and nothing else has them.", "options")
    counts_as, line = branch.word("counts_as", ""), branch.word("line", "")
    if counts_as and (counts_as not in COUNTED or "counts_as" not in says):
        zh = f"counts_as 须是 {'、'.join(COUNTED)} 之一，且材料须是数额。"
        branch.fault(zh, f"counts_as must be one of {', '.join(COUNTED)}, of a paper that is an amount or a number.", "counts_as")
    bodies = branch.words("bodies")
    if bodies and ("bodies" not in says or not set(bodies) <= set(BODIES)):
        zh, en = f"bodies 只用于部门，可取：{'、'.join(BODIES)}。", f"Only a department has bodies, of: {', '.join(BODIES)}."
        branch.fault(zh, en, "bodies")
    staffed, roles = branch.words("staffed"), terms.get("roles", {})
    if staffed and ("staffed" not in says or not set(staffed) <= set(roles)):
        branch.fault("staffed 只用于部门，须是 roles.yaml 中的角色。", "Only a department is staffed, by roles of roles.yaml.", "staffed")
    names = branch.word("names", "")
    if names and "names" not in says:
        branch.fault("names 只用于数字：库中一项的编号。", "Only a number names a thing: it is the key of one on file.", "names")
    of = branch.word("of", "")
    if of and "of" not in says:
        branch.fault("of 只用于卷宗：它属于哪一程序。", "Only a dossier is of a procedure.", "of")
    takes = branch.words("takes")
    if takes and ("takes" not in says or not set(takes) <= set(PAPER_GROUPS)):
        branch.fault(f"takes 只用于文件，可取：{'、'.join(PAPER_GROUPS)}。", f"Only a file takes groups of files, of: {', '.join(PAPER_GROUPS)}.", "takes")
    days = _read_days(branch, "past" in says)
    of_party = branch.flag("of_party")
    if of_party and "of_party" not in says:
        branch.fault("of_party 只用于文字。", "Only text is in the words of a party.", "of_party")
    longest = branch.whole("longest", 0) or 0
    if longest and "longest" not in says:
        branch.fault("longest 只用于一行文字。", "Only a line of text says how long it may be.", "longest")
    hint, label, is_personal = branch.text("hint", optional=True), branch.label("label"), branch.flag("personal")
    at_line = _read_at_line(branch, line)
    made = Paper(name, label, kind, options, True, is_personal, hint, counts_as, line, bodies, names, of, takes, at_line=at_line, of_party=of_party)
    return dataclasses.replace(made, longest=longest, staffed=staffed, **days)  # type: ignore[arg-type]  # days are flags by name


def _read_days(branch: Branch, is_day: bool) -> dict[str, bool]:
    """
    Read between what days a day may lie. One that says nothing tells of what has happened: between the day of the step that it follows and today.

    `past` alone leaves the earlier end open; `ahead` is a day to come; `anytime` is bounded by neither, which no day that a clock hangs on may be.
    """
    said = {key: branch.flag(key) for key in ("past", "follows", *_DAYS)}
    if any(said.values()) and not is_day:
        zh = "past、follows、ahead、anytime、after_source 只用于日期和时间。"
        branch.fault(zh, "Only a day or an instant has past, follows, ahead, anytime or after_source.", next(key for key, flag in said.items() if flag))
    if (said["follows"] or said["after_source"]) and not said["past"]:
        branch.fault("follows、after_source 只用于 past 的日期和时间。", "Only a day or an instant of the past follows another.", "follows")
    if said["past"] + said["ahead"] + said["anytime"] > 1:
        branch.fault("past、ahead、anytime 只能写一个。", "A day is one of past, ahead and anytime.", "ahead" if said["ahead"] else "anytime")
    is_silent = is_day and not (said["past"] or said["ahead"] or said["anytime"])
    del said["anytime"]  # that it is bounded by nothing is told by the others
    return said | ({"past": True, "follows": True} if is_silent else {})


def _read_at_line(branch: Branch, line: str) -> AtLine | None:
    within = branch.branch("at_line")
    if within is None:
        return None
    within.only("paper", "says", "unless")
    if not line:
        branch.fault("at_line 须与 line 同用。", "at_line goes with a line.", "at_line")
    return AtLine(within.word("paper"), within.word("says"), within.word("unless"))


def _read_options(branch: Branch, terms: Mapping[str, Terms]) -> tuple[tuple[str, Text], ...]:
    if "options" not in branch.items:
        return ()
    if isinstance(branch.items["options"], Branch):
        return tuple(_read_terms(branch.branch("options")).items())
    vocabulary = branch.word("options")
    if vocabulary not in terms:
        branch.fault(f"没有词表 vocabularies/{vocabulary}.yaml。", f"There is no vocabulary vocabularies/{vocabulary}.yaml.", "options")
    return tuple(terms.get(vocabulary, {}).items())


@dataclass(frozen=True)
class Written:
    """A sheet together with its branches, so that later checks can name the line."""

    sheet: Sheet
    top: Branch


def read_sheets(folder: Path, shown_as: str, vocabularies: Vocabularies, faults: Faults) -> dict[str, tuple[Written, ...]]:
    """Read `<procedure>/<day in force>.yaml` under a folder; each version ends where the next begins."""
    found: dict[str, tuple[Written, ...]] = {}
    for place in sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []:
        tops = read_versions(place, f"{shown_as}/{place.name}", faults)
        written = [Written(_read_sheet(place.name, place / f"{name}.yaml", top, vocabularies), top) for name, top in tops.items()]
        if written:
            found[place.name] = _in_order(written)
    return found


def read_sheets_of_departments(
    folder: Path, shown_as: str, vocabularies: Vocabularies, written: Mapping[str, tuple[Written, ...]], faults: Faults
) -> dict[str, dict[str, tuple[Written, ...]]]:
    """Read the sheets that other departments have of a procedure, by procedure and sector; see `departments`."""
    found: dict[str, dict[str, tuple[Written, ...]]] = {}
    for procedure, versions in written.items():
        bases = {one.sheet.in_force.isoformat(): one.top for one in versions}
        for sector, drawn in read_departments(folder / procedure, f"{shown_as}/{procedure}", bases, faults).items():
            sheets = []
            for one in drawn:
                sheet = _read_sheet(procedure, folder / procedure / f"{one.in_force.isoformat()}.yaml", one.top, vocabularies)
                _check_lines_named(one.top, sheet, one.lines)
                sheets.append(Written(dataclasses.replace(with_lines(sheet, one.lines), sector=sector, instead=one.instead), one.top))
            if sheets:
                found.setdefault(procedure, {})[sector] = _in_order(sheets)
    return found


def _check_lines_named(top: Branch, sheet: Sheet, lines: Mapping[str, str]) -> None:
    """Note a paper of `lines` that no step asks for: the figure would hold nothing."""
    asked = {paper.name for step in sheet.steps.values() for paper in step.needs}
    for paper in sorted(set(lines) - asked):
        top.fault(f"没有步骤要材料“{paper}”。", f"No step asks for a paper {paper!r}.")


def _in_order(written: list[Written]) -> tuple[Written, ...]:
    written.sort(key=lambda one: one.sheet.in_force)
    return tuple(
        Written(dataclasses.replace(one.sheet, until=following.sheet.in_force), one.top) if following else one
        for one, following in zip(written, [*written[1:], None], strict=True)
    )


def _read_sheet(procedure: str, path: Path, top: Branch, vocabularies: Vocabularies) -> Sheet:
    top.only("title", "in_force", "follows", "corrected", "dossier", "opening", "starts", "ends", "tracks", "states", "steps", "deadlines")
    in_force = read_in_force(top, path)
    ends = top.words("ends")
    tracks, starts = _read_starts(top)
    states = {name: _read_state(top, name, branch, ends, tracks) for name, branch in top.branches("states").items()}
    steps = {name: _read_step(name, branch, vocabularies) for name, branch in top.branches("steps").items()}
    deadlines = {name: _read_deadline(name, branch, vocabularies.terms) for name, branch in top.branches("deadlines").items()}
    opening = top.word("opening") if "opening" in top.items else None
    made = Sheet(procedure, in_force, None, top.label("title"), top.word("dossier"), opening, starts, ends, states, steps, deadlines, tracks, top.file)
    return dataclasses.replace(made, corrected=_read_corrections(top))


def _read_corrections(top: Branch) -> tuple[Correction, ...]:
    """Read `corrected: [{on: 2026-11-26, what: {zh: …, en: …}}]`, oldest first."""
    found = []
    for branch in top.list_of_branches("corrected"):
        branch.only("on", "what")
        found.append(Correction(branch.day("on") or date.min, branch.label("what")))
        if "on" not in branch.items:
            branch.fault("更正须写明日期（on）。", "A correction must name its day (on).")
    return tuple(sorted(found, key=lambda one: one.on))


def _read_starts(top: Branch) -> tuple[tuple[str, ...], State_]:
    """Read `starts: state`, or `tracks: {filing: {starts: state}, …}`."""
    if "tracks" not in top.items:
        return (), top.word("starts")
    starts = {}
    for name, branch in top.branches("tracks").items():
        branch.only("starts")
        starts[name] = branch.word("starts")
    return tuple(starts), starts


def _read_state(top: Branch, name: str, branch: Branch, ends: tuple[str, ...], tracks: tuple[str, ...]) -> State:
    branch.only("zh", "en", "track", "awaits")
    track = branch.word("track", "")
    if "awaits" not in branch.items:
        branch.fault("状态须写明等待谁（awaits；不等待任何人的写 []）。", "A state must say on whom it waits (awaits; [] for nobody).")
    if bool(track) != bool(tracks) or (track and track not in tracks):
        branch.fault("有 tracks 时每个状态须写明属于哪条（track），没有时不写。", "With tracks every state names its own (track); without, none does.")
    zh, en = branch.word("zh"), branch.word("en")
    return State(name, Text(zh or name, en or name), name in ends, track, _read_awaits(branch, "awaits"))


def _read_awaits(branch: Branch, key: str) -> tuple[Awaits, ...]:
    """Read `awaits: [{side: any, by: [police], steps: [accept]}, {outside: party}]`; the side is the holder's where none is said."""
    found = []
    for item in branch.list_of_branches(key):
        item.only("side", "by", "steps", "outside", "absent", "absent_outside", "each", "beside")
        found.append(
            Awaits(
                item.word("side", "holder"),
                item.words("by"),
                item.words("steps"),
                item.word("outside", ""),
                item.words("absent"),
                item.word("absent_outside", ""),
                item.flag("each"),
                item.flag("beside"),
            )
        )
    return tuple(found)


def _read_step(name: str, branch: Branch, vocabularies: Vocabularies) -> Step:
    hands = (
        "hands_to",
        "hands_back",
        "invites",
        "together",
        "leads_to",
        "fills",
        "proposed",
        "voids",
        "unprompted",
        "only_due",
        "only_after",
        "named",
        *_ONLY,
        "not_where",
        "shown_in",
    )
    branch.only("label", "from", "to", "by", "needs", "may_add", "undone_by", "side", "track", "hint", *hands, *_LISTS)
    by, side = branch.words("by"), branch.word("side", "holder")
    roles = vocabularies.terms.get("roles", {})
    for role in {*by, *branch.words("second")} - set(roles):
        branch.fault(f"没有角色“{role}”；见 vocabularies/roles.yaml。", f"There is no role {role!r}; see vocabularies/roles.yaml.", "by")
    if not by:
        branch.fault("步骤须写明由谁办理（by）。", "A step must say who may take it (by).")
    if side not in SIDES:
        branch.fault(f"side 须是 {'、'.join(SIDES)} 之一。", f"side must be one of {', '.join(SIDES)}.", "side")
    lists, needs = {key: branch.words(key) for key in _LISTS}, read_needs(branch, vocabularies)
    if not lists["ground"]:
        branch.fault("步骤须有法律依据（ground）。", "A step needs a ground.")
    return Step(
        name,
        branch.label("label"),
        branch.words("from"),
        branch.word("to") if "to" in branch.items else None,
        by,
        needs,
        undone_by=branch.word("undone_by") if "undone_by" in branch.items else None,
        side=side,
        track=branch.word("track", ""),
        hint=branch.text("hint", optional=True),
        hands_to=branch.word("hands_to", "") or None,
        invites=branch.word("invites", "") or None,
        together=_read_together(branch, needs),
        hands_back=branch.flag("hands_back"),
        voids=branch.flag("voids"),
        unprompted=branch.flag("unprompted"),
        only_due=branch.flag("only_due"),
        only_after=branch.words("only_after"),
        named=branch.flag("named"),
        only_while=_read_lists(branch, "only_while"),
        only_where=_read_lists(branch, "only_where"),
        not_where=_read_lists(branch, "not_where"),
        shown_in=branch.words("shown_in"),
        leads_to=tuple(_read_lead(one) for one in branch.list_of_branches("leads_to")),
        fills=_read_lists(branch, "fills"),
        proposed=_read_proposed(branch),
        **lists,
    )


def _read_lists(branch: Branch, key: str) -> dict[str, tuple[str, ...]]:
    """Read `key: {name: [word, …]}`."""
    return {name: other.words(name) for name in other.items} if (other := branch.branch(key)) else {}


def _read_lead(branch: Branch) -> Lead:
    """Read one of `leads_to: [{procedure: …, when: {paper: [value]}, carries: {paper: [source]}}]`."""
    branch.only("procedure", "when", "carries")
    return Lead(branch.word("procedure"), _read_lists(branch, "when"), _read_lists(branch, "carries"))


def _read_proposed(branch: Branch) -> AsProposed | None:
    """Read `proposed: {paper: proposal, is: [file], fills: {reason: {zh: …, en: …}}}`."""
    if (said := branch.branch("proposed")) is None:
        return None
    said.only("paper", "is", "fills")
    return AsProposed(said.word("paper"), said.words("is"), _read_terms(said.branch("fills")))


def read_needs(branch: Branch, vocabularies: Vocabularies) -> tuple[Paper, ...]:
    """Read the papers of a step: those it needs (`x?` for one that it may do without), then those that may be added."""
    papers: dict[str, Paper] = {}
    for key in ("needs", "may_add"):
        for word in branch.words(key):
            name, required = word.removesuffix("?"), key == "needs" and not word.endswith("?")
            if name in papers:
                branch.fault(f"材料“{name}”写了两次。", f"The paper {name!r} stands twice.", key)
            elif name not in vocabularies.papers:
                zh = f"没有材料“{name}”；请先写入 vocabularies/papers.yaml 或者 vocabularies/<机构>/papers.yaml。"
                branch.fault(zh, f"There is no paper {name!r}; describe it in vocabularies/papers.yaml first.", key)
            else:
                paper = vocabularies.papers[name]
                papers[name] = paper if required else dataclasses.replace(paper, required=False)
    return tuple(papers.values())


def _read_together(branch: Branch, needs: tuple[Paper, ...]) -> bool:
    """Read whether a step may be taken on several dossiers at once: not where it needs a file, which is sealed to one."""
    together = branch.flag("together")
    if together and any(paper.required and paper_kinds()[paper.kind].is_brought for paper in needs):
        branch.fault("须附文件的步骤不能批量办理（together）。", "A step that needs a file cannot be taken together.", "together")
    return together


def _read_obliged(branch: Branch, terms: Mapping[str, Terms]) -> Obliged:
    """Read who must act: a side, a role, or a party outside (`vocabularies/parties.yaml`)."""
    name, parties, roles = branch.word("obliged", ""), terms.get("parties", {}), terms.get("roles", {})
    if name in SIDES:
        return Obliged(name, "side", parties.get(name, SIDE_LABELS[name]))
    if name in roles or name in parties:
        return Obliged(name, "role" if name in roles else "outside", parties.get(name) or roles[name])
    branch.fault(
        f"期限须写明由谁遵守（obliged）：{'、'.join(SIDES)}，roles.yaml 中的角色，或者 parties.yaml 中的外部当事方；没有“{name}”。",
        f"A deadline must say who is obliged: one of {', '.join(SIDES)}, a role of roles.yaml, or a party of parties.yaml; there is no {name!r}.",
        "obliged" if name else None,
    )
    return Obliged(name, "outside", Text(name or "?", name or "?"))


def _read_deadline(name: str, branch: Branch, terms: Mapping[str, Terms]) -> DeadlineSpec:
    clock = ("period", "obliged", "from", "until", "left_out_at_most", "extension", "times", "only_if", "unless", *_ONLY, "when_missed")
    branch.only("label", *clock, "awaits", "once_missed")
    step, words = None, None
    if isinstance(branch.items.get("when_missed"), Branch):
        words = branch.text("when_missed")
    elif "when_missed" in branch.items:
        step = branch.word("when_missed")
    else:
        branch.fault(
            "期限须写明逾期如何（when_missed：步骤名，或中英文字）。", "A deadline must say what happens when it is missed (when_missed: a step, or words)."
        )
    extension = branch.word("extension") if "extension" in branch.items else None
    only_if, unless = branch.branch("only_if"), branch.branch("unless")
    return DeadlineSpec(
        name,
        branch.label("label"),
        branch.word("period"),
        _read_obliged(branch, terms),
        branch.word("from") if "from" in branch.items else None,
        extension,
        branch.whole("times", 1 if extension else 0) or 0,
        {paper: only_if.words(paper) for paper in only_if.items} if only_if else {},
        step,
        words,
        branch.word("until", "") or None,
        branch.word("left_out_at_most", "") or None,
        {paper: unless.words(paper) for paper in unless.items} if unless else {},
        _read_lists(branch, "only_while"),
        _read_lists(branch, "only_where"),
        _read_awaits(branch, "awaits"),
        _read_awaits(branch, "once_missed"),
    )
