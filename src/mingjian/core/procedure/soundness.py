"""Checks a sheet against itself and against the laws: nothing unreachable, no dead end, no unknown article, undo that undoes."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache

from mingjian.core.errors import MingjianError
from mingjian.core.law.reader import Branch, Faults
from mingjian.core.law.statutes import TIME_UNITS, VERIFICATIONS, Statutes
from mingjian.core.procedure.loader import Vocabularies, Written
from mingjian.core.procedure.papers import paper_kinds
from mingjian.core.procedure.sheet import ALL, Awaits, Obliged, Paper, Sheet, Step

_WHERE = ("only_where", "not_where")


def check_sheet(written: Written, statutes: Statutes, vocabularies: Vocabularies) -> None:
    """Note every fault of one sheet in its file's faults."""
    checks = (_check_names, _check_tracks, _check_ways, _check_undo, _check_deadlines, _check_days, _check_only_where, _check_obliged, _check_at_lines)
    for check in (*checks, _check_awaits):
        check(written)
    _check_law(written, statutes)
    _check_left_out(written, statutes)
    _check_lines_of_papers(written, statutes)
    if vocabularies.terms.get("dossiers") and written.sheet.dossier not in vocabularies.terms["dossiers"]:
        written.top.fault(
            f"没有卷宗类别“{written.sheet.dossier}”；见 vocabularies/dossiers.yaml。",
            f"There is no kind of dossier {written.sheet.dossier!r}; see vocabularies/dossiers.yaml.",
            "dossier",
        )


def check_lines(vocabularies: Vocabularies, shown_as: str, statutes: Statutes, faults: Faults) -> None:
    """Note every paper whose `line` is no value of any version of a law."""
    for name, paper in vocabularies.papers.items():
        if paper.line and ("#" not in paper.line or not statutes.knows(paper.line)):
            faults.add(shown_as, 1, f"材料“{name}”的 line“{paper.line}”不在任何版本中。", f"line {paper.line!r} of paper {name!r} is in no version of any law.")


def check_named(vocabularies: Vocabularies, shown_as: str, procedures: Collection[str], faults: Faults) -> None:
    """Note every paper that names a dossier of a procedure (`of`) which there is not."""
    for name, paper in vocabularies.papers.items():
        if paper.of and paper.of not in procedures:
            faults.add(shown_as, 1, f"材料“{name}”的 of“{paper.of}”不是程序。", f"of {paper.of!r} of paper {name!r} is no procedure.")


def _starts(sheet: Sheet) -> tuple[str, ...]:
    return (sheet.starts,) if isinstance(sheet.starts, str) else tuple(sheet.starts.values())


def _check_names(written: Written) -> None:
    sheet, top = written.sheet, written.top
    for name in {*_starts(sheet), *sheet.ends} - set(sheet.states):
        top.fault(f"没有状态“{name}”；请写入 states。", f"There is no state {name!r}; add it to states.", "starts" if name in _starts(sheet) else "ends")
    if not sheet.ends:
        top.fault("程序须有终结状态（ends）。", "A procedure needs ends.")
    for name, branch in top.branches("steps").items():
        step = sheet.steps[name]
        for state in {*step.from_states, *([step.to] if step.to else [])} - set(sheet.states):
            branch.fault(
                f"没有状态“{state}”；请写入 states，或改正。",
                f"There is no state {state!r}; add it to states, or mend it.",
                "to" if state == step.to else "from",
            )
        if any(sheet.states[state].track != step.track for state in (*step.from_states, step.to or "") if state in sheet.states):
            branch.fault("步骤须留在自己的轨道（track）内。", "A step stays within its own track.", "track")
        for key, earlier in [(word, one) for word in ("not_by", "only_by", "only_after") for one in getattr(step, word)]:
            if earlier not in sheet.steps:
                branch.fault(f"没有步骤“{earlier}”。", f"There is no step {earlier!r}.", key)
        if step.named and not step.second:
            branch.fault("named 的步骤须有第二签名（second）。", "A step that is named takes a second signature (second).", "named")
        days = {need.name for one in sheet.steps.values() for need in one.needs if "past" in paper_kinds()[need.kind].says}
        for lacking in (one for one in step.not_before_day if one not in days):
            branch.fault(f"没有步骤写明日期“{lacking}”。", f"No step asks for a day {lacking!r}.", "not_before_day")
        if step.only_due and not step.closes:
            branch.fault("only_due 的步骤须终止某个期限（closes）。", "A step that is only_due must end a deadline (closes).", "only_due")
        for key, paper in (("hands_to", step.hands_to), ("invites", step.invites)):
            if paper and not any(need.name == paper and paper_kinds()[need.kind].may_hold for need in step.needs):
                branch.fault(f"步骤没有部门类材料“{paper}”。", f"The step has no paper {paper!r} of kind department.", key)
        if step.hands_back and step.hands_to:
            branch.fault("步骤不能既移交（hands_to）又退回（hands_back）。", "A step cannot both hand on (hands_to) and hand back (hands_back).", "hands_back")
        if not step.from_states and name != sheet.opening:
            branch.fault(
                "步骤须写明从哪些状态开始（from）；只有 opening 步骤可以不写。",
                "A step must say from which states it is open (from); only the opening step has none.",
            )
    if sheet.opening and (
        sheet.opening not in sheet.steps or sheet.steps[sheet.opening].from_states or sheet.steps[sheet.opening].to not in (None, *_starts(sheet))
    ):
        top.fault("opening 须是一个没有 from、到达 starts 的步骤。", "opening must be a step without from that leads to starts.", "opening")


def _check_tracks(written: Written) -> None:
    """Note what a step asks of a track or state that there is not, or of its own track, and a state that there is not in which its papers are shown."""
    sheet = written.sheet
    for name, branch in written.top.branches("steps").items():
        if unknown := sorted(set(sheet.steps[name].shown_in) - set(sheet.states)):
            branch.fault(f"shown_in 所列的状态不存在：{'、'.join(unknown)}。", f"shown_in names states that there are not: {', '.join(unknown)}.", "shown_in")
        for track, states in sheet.steps[name].only_while.items():
            known = {state.name for state in sheet.states.values() if state.track == track}
            if track == sheet.steps[name].track or not states or not set(states) <= known:
                zh = f"only_while 须写其他轨道及其状态；轨道“{track}”有：{'、'.join(known) or '无'}。"
                branch.fault(zh, f"only_while names other tracks and states of theirs; track {track!r} has: {', '.join(known) or 'none'}.", "only_while")
    for name, branch in written.top.branches("deadlines").items():
        for track, states in sheet.deadlines[name].only_while.items():
            known = {state.name for state in sheet.states.values() if state.track == track}
            if not states or not set(states) <= known:
                zh = f"only_while 须写轨道及其状态；轨道“{track}”有：{'、'.join(known) or '无'}。"
                branch.fault(zh, f"only_while names tracks and states of theirs; track {track!r} has: {', '.join(known) or 'none'}.", "only_while")


def _check_awaits(written: Written) -> None:
    """Note what a state waits for and is no step open in it, of the side named, for roles that may take it; and what a deadline names outside its sheet."""
    sheet, top = written.sheet, written.top
    for name, branch in top.branches("states").items():
        for said in sheet.states[name].awaits:
            _check_awaited(branch, sheet, said, "awaits", {step.name for step in sheet.steps.values() if name in step.from_states})
            if said.beside:
                branch.fault("beside 只用于期限。", "Only a deadline waits beside a state.", "awaits")
    for name, branch in top.branches("deadlines").items():
        for key in ("awaits", "once_missed"):
            for said in getattr(sheet.deadlines[name], key):
                _check_awaited(branch, sheet, said, key, set(sheet.steps))


def _check_awaited(branch: Branch, sheet: Sheet, said: Awaits, key: str, able: set[str]) -> None:
    """Note what one saying of `awaits` names wrongly."""
    if bool(said.outside) == bool(said.steps):
        branch.fault("awaits 须写步骤（steps）或者外部当事方（outside）之一。", "awaits names either steps or a party outside.", key)
    for step in (*said.steps, *said.absent):
        if step not in able:
            branch.fault(f"awaits 的步骤“{step}”此时不能办理。", f"The step {step!r} that is waited for is not open here.", key)
    of_steps = [sheet.steps[step] for step in said.steps if step in sheet.steps]
    if not set(said.by) <= {role for step in of_steps for role in step.by} or (of_steps and not said.by):
        branch.fault("awaits 的 by 须是这些步骤的角色。", "by of awaits names roles of those steps.", key)
    if any(step.side not in {said.side, "any"} for step in of_steps):
        branch.fault("awaits 的 side 须与步骤的 side 一致。", "side of awaits is that of the steps.", key)


def _check_obliged(written: Written) -> None:
    """Note whoever is obliged by a deadline and has no step that meets it; a party outside has none, since what it did is recorded by the holder."""
    sheet = written.sheet
    for name, branch in written.top.branches("deadlines").items():
        obliged = sheet.deadlines[name].obliged
        meeting = [step for step in sheet.steps.values() if name in step.closes or ALL in step.closes]
        if meeting and obliged.kind != "outside" and not any(_may_meet(obliged, step) for step in meeting):
            zh = f"“{obliged.label.zh}”须遵守此期限，却没有可以了结它（closes）的步骤。"
            branch.fault(zh, f"{obliged.label.en!r} is obliged, but has no step that closes this deadline.", "obliged")


def _may_meet(obliged: Obliged, step: Step) -> bool:
    if obliged.kind == "role":
        return obliged.name in step.by
    return obliged.name == "any" or step.side in (obliged.name, "any")


def _check_ways(written: Written) -> None:
    sheet = written.sheet
    ahead: dict[str, set[str]] = {name: set() for name in sheet.states}
    back: dict[str, set[str]] = {name: set() for name in sheet.states}
    for step in sheet.steps.values():
        for state in step.from_states:
            if step.to in ahead and state in ahead:
                ahead[state].add(step.to)
                back[step.to].add(state)
    reached, leading = _reach(_starts(sheet), ahead), _reach(sheet.ends, back)
    states = written.top.branch("states")
    for name in sheet.states:
        if states and name not in reached:
            states.fault(
                f"状态“{name}”无法到达；请加一个通向它的步骤，或删去。", f"State {name!r} cannot be reached; add a step that leads to it, or remove it.", name
            )
        elif states and name not in leading:
            states.fault(
                f"状态“{name}”是死路，到不了任何终结状态；请加一个出去的步骤。",
                f"State {name!r} is a dead end: no end can be reached from it; add a step out of it.",
                name,
            )


def _reach(seeds: Iterable[str], ways: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [seed for seed in seeds if seed in ways]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += ways[state]
    return reached


def _check_undo(written: Written) -> None:
    """Note an undo that there is not, that starts elsewhere than its step ends, leads elsewhere than it began, or is itself undone in a circle."""
    sheet = written.sheet
    for name, branch in written.top.branches("steps").items():
        step = sheet.steps[name]
        if step.undone_by is None:
            continue
        undo = sheet.steps.get(step.undone_by)
        if undo is None:
            branch.fault(f"没有步骤“{step.undone_by}”。", f"There is no step {step.undone_by!r}.", "undone_by")
        elif circle := _circle(name, sheet.steps):
            if name == min(circle):  # told once, not by each of its steps
                branch.fault("撤销形成循环；请去掉其中一个 undone_by。", "These undo each other in a circle; remove one undone_by.", "undone_by")
        elif step.to and (step.to not in undo.from_states or undo.to not in step.from_states):
            branch.fault(
                f"“{undo.name}”须从“{step.to}”回到“{name}”的起点之一。",
                f"{undo.name!r} must lead from {step.to!r} back to where {name!r} may begin.",
                "undone_by",
            )


def _circle(name: str, steps: Mapping[str, Step]) -> list[str]:
    """Return the steps that a chain of undoing comes back to again and again; none where it ends."""
    seen: list[str] = []
    here: str | None = name
    while here is not None and here in steps and here not in seen:
        seen.append(here)
        here = steps[here].undone_by
    return seen[seen.index(here) :] if here in seen else []


def _check_deadlines(written: Written) -> None:
    sheet = written.sheet
    for name, branch in written.top.branches("steps").items():
        step = sheet.steps[name]
        for key in ("opens", "closes", "restarts", "restores", "extends", "asks", "suspends", "resumes", "not_before"):
            for deadline in getattr(step, key):
                if deadline not in sheet.deadlines and not (key in ("closes", "restores") and deadline == ALL):
                    branch.fault(f"没有期限“{deadline}”；请写入 deadlines。", f"There is no deadline {deadline!r}; add it to deadlines.", key)
                elif key in ("extends", "asks") and not sheet.deadlines[deadline].extension:
                    branch.fault(f"期限“{deadline}”没有写明可以延长（extension）。", f"Deadline {deadline!r} has no extension.", key)
    for name, branch in written.top.branches("deadlines").items():
        openers = [step for step in sheet.steps.values() if name in (*step.opens, *step.restarts)]
        if not openers:
            branch.fault("没有步骤开始这个期限；请在某步骤写 opens，或删去。", "No step opens this deadline; let one do so (opens), or remove it.")
        if not any(name in step.closes or ALL in step.closes for step in sheet.steps.values()):
            branch.fault("没有步骤了结这个期限（closes）。", "No step closes this deadline (closes).")
        spec = sheet.deadlines[name]
        if spec.when_missed and spec.when_missed not in sheet.steps:
            branch.fault(f"没有步骤“{spec.when_missed}”。", f"There is no step {spec.when_missed!r}.", "when_missed")
        for paper in {*(name for name in (spec.from_, spec.until) if name), *spec.only_if, *spec.unless}:
            if not any(paper == need.name for step in openers for need in step.needs):
                branch.fault(f"开始此期限的步骤都不需要材料“{paper}”。", f"No step that opens this deadline needs the paper {paper!r}.")


def _check_days(written: Written) -> None:
    """Note each day that starts or ends a clock unbounded: by the step that it follows and today, or, where it is to come, by today."""
    sheet = written.sheet
    for name, branch in written.top.branches("deadlines").items():
        spec = sheet.deadlines[name]
        openers = [step for step in sheet.steps.values() if name in (*step.opens, *step.restarts)]
        asked = {"from": spec.from_, "until": spec.until}
        days = [(key, paper, step) for key in asked for step in openers for paper in step.needs if paper.name == asked[key] and _is_day(paper)]
        for key, paper, step in days:
            is_bounded_before = paper.follows or paper.after_source or step.name == sheet.opening
            if not (paper.ahead or (key == "from" and paper.past and is_bounded_before)):
                zh = f"材料“{paper.name}”是此期限的日期，须有起止界限：所接步骤之日至办理之日（past、follows），或者办理之日以后（ahead）。"
                en = f"The day {paper.name!r} moves this deadline, so it must be bounded: by the step that it follows and today (past, follows), or ahead."
                branch.fault(zh, en, key)


def _is_day(paper: Paper) -> bool:
    return "past" in paper_kinds()[paper.kind].says


def _check_only_where(written: Written) -> None:
    """Note what is asked of the record and is no paper of the sheet with such values."""
    sheet = written.sheet
    papers = sheet.papers
    asking = [(branch, key, getattr(sheet.steps[name], key)) for name, branch in written.top.branches("steps").items() for key in _WHERE]
    asking += [(branch, _WHERE[0], sheet.deadlines[name].only_where) for name, branch in written.top.branches("deadlines").items()]
    for branch, key, asked in asking:
        for name, values in asked.items():
            if name not in papers or not values or (papers[name].options and not set(values) <= set(dict(papers[name].options))):
                zh = f"{key} 须写本程序的材料及其取值，没有“{name}: {'、'.join(values)}”。"
                branch.fault(zh, f"{key} names papers of this procedure and values that they may have; there is no {name!r}: {', '.join(values)}.", key)


def _check_law(written: Written, statutes: Statutes) -> None:
    """Note each ground and period that does not hold in every version of its law while new dossiers open under the sheet."""
    sheet = written.sheet
    days = cache(lambda law: _days_of_change(sheet, law, statutes))
    for name, branch in written.top.branches("steps").items():
        for ground in sheet.steps[name].ground:
            for on in days(ground.partition("/")[0]):
                try:
                    statutes.article(ground, on)
                except MingjianError as error:
                    branch.fault(error.text.zh, error.text.en, "ground")
                    break
    for name, branch in written.top.branches("deadlines").items():
        spec = sheet.deadlines[name]
        for key, ref in (("period", spec.period), ("extension", spec.extension), ("left_out_at_most", spec.left_out_at_most)):
            for on in days(ref.partition("/")[0]) if ref else ():
                try:
                    value = statutes.value(str(ref), on)
                except MingjianError as error:
                    branch.fault(error.text.zh, error.text.en, key)
                    break
                if value.unit not in TIME_UNITS:
                    branch.fault(f"{ref} 不是期限（{value.unit}）。", f"{ref} is not a period ({value.unit}).", key)
                if value.verification == VERIFICATIONS[-1] and value.runs != "at_least":  # a least time of keeping only keeps longer
                    zh = f"{ref} 未经核对（UNVERIFIED），不作期限；请改用有文本的期间，或者“及时”。"
                    branch.fault(zh, f"{ref} is UNVERIFIED, so no clock runs on it: use a period that stands in a text, or promptly.", key)


def _check_left_out(written: Written, statutes: Statutes) -> None:
    """Note a step that stops a clock of which the figure leaves no time out: the dossier would have longer than the article gives."""
    sheet = written.sheet
    for name, branch in written.top.branches("steps").items():
        for clock in (one for one in sheet.steps[name].suspends if one in sheet.deadlines):
            ref = sheet.deadlines[clock].period
            if not statutes.has_value(ref, sheet.in_force):
                continue
            value = statutes.value(ref, sheet.in_force)
            extended = f"{value.ground}#{value.extends}" if value.extends else ref
            if not (value.excludes or statutes.value(extended, sheet.in_force).excludes):
                branch.fault(
                    f"{ref} 没有写明不计入的时间（excludes），步骤不能停止计算。",
                    f"{ref} leaves no time out (excludes), so no step stops its clock.",
                    "suspends",
                )


def _check_lines_of_papers(written: Written, statutes: Statutes) -> None:
    """Note each figure that a paper of this sheet is held against and that no text supports: it would decide."""
    for line in sorted({paper.line for step in written.sheet.steps.values() for paper in step.needs if paper.line}):
        on = written.sheet.in_force
        if not statutes.knows(line):
            written.top.fault(f"“{line}”不在任何版本中。", f"{line!r} is in no version of any law.", "lines")
        elif statutes.has_value(line, on) and statutes.value(line, on).verification == VERIFICATIONS[-1]:
            written.top.fault(f"{line} 未经核对（UNVERIFIED），不作标准。", f"{line} is UNVERIFIED, and is no line.", "lines")


def _days_of_change(sheet: Sheet, law: str, statutes: Statutes) -> list[date]:
    """Return the sheet's first day, and each later day on which the law changes or ends before the next sheet takes over."""
    if law in statutes.unread:
        return []
    versions = statutes.versions(law) if law in statutes.laws() else ()
    changes = {
        day for version in versions for day in (version.in_force, version.until) if day and day > sheet.in_force and (sheet.until is None or day < sheet.until)
    }
    return [sheet.in_force, *sorted(changes)]


def _check_at_lines(written: Written) -> None:
    """Note a step that asks for an amount with a line, and not for what must be said beside it."""
    for name, step in written.sheet.steps.items():
        asked = {paper.name for paper in step.needs}
        for paper in (one for one in step.needs if one.at_line):
            if paper.at_line and (lacking := sorted({paper.at_line.paper, paper.at_line.unless} - asked)):
                zh, en = "、".join(lacking), ", ".join(lacking)
                written.top.fault(f"步骤“{name}”有 {paper.name}，还须有 {zh}。", f"Step {name!r} asks for {paper.name}, so it must ask for {en}, too.", "steps")
