"""One step on several dossiers at once: which of them allow it, and each taken by itself; those that refuse hinder none of the others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.language import Text
from mingjian.core.procedure import Sheet, Step, steps_open
from mingjian.office.dossiers.awaits import OnRecord
from mingjian.office.dossiers.offers import may_take
from mingjian.office.dossiers.shown import state_label
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.dossiers.transition import take
from mingjian.office.lists.paging import ROWS
from mingjian.office.models import Dossier, Officer
from mingjian.office.papers.kinds import names_dossier
from mingjian.office.people.permissions import dossiers_visible_to

Left = list[tuple[Dossier, Text]]


@dataclass(frozen=True)
class Common:
    """A step, the dossiers that allow it to the officer now, and the others with the reason."""

    step: Step
    allowed: list[Dossier]
    left: Left


@dataclass(frozen=True)
class Outcome:
    """What came of each dossier: taken, refused and why; `spared` is the one that the papers themselves name, which the others went to."""

    done: list[Dossier]
    refused: Left
    spared: list[Dossier]


def chosen(officer: Officer, numbers: Iterable[str]) -> list[Dossier]:
    """
    Return the dossiers of these numbers that the officer may see, by number, at most a page of them.

    Raises BadInput where none was chosen, too many were, or they go through different procedures, whose steps are not the same.
    """
    asked = list(dict.fromkeys(number[:40] for number in numbers))
    if len(asked) > ROWS:
        raise BadInput(f"一次最多办理 {ROWS} 件。", f"At most {ROWS} at a time.")
    found = list(dossiers_visible_to(officer).filter(number__in=asked).prefetch_related("proposals").order_by("number"))
    if not found:
        raise BadInput("请先勾选至少一件。", "Tick at least one first.")
    if len({one.procedure for one in found}) > 1:
        raise BadInput("所选卷宗的程序不同，请分别办理。", "These dossiers go through different procedures: deal with them one procedure at a time.")
    return found


def common_steps(dossiers: Sequence[Dossier], officer: Officer, beside: str = "") -> list[Common]:
    """
    Return the steps that may be taken together and that at least one of the dossiers allows, the most widely allowed first, in the order of the sheet.

    `beside`: one more by its name, that undoes what was just done.
    """
    sheets = {one.pk: sheet_of(one) for one in dossiers}
    newest = max(sheets.values(), key=lambda sheet: sheet.in_force)
    found = [_common(step, dossiers, sheets, officer) for step in newest.steps.values() if step.together or step.name == beside]
    return sorted((one for one in found if one.allowed), key=lambda one: -len(one.allowed))


def _common(step: Step, dossiers: Sequence[Dossier], sheets: Mapping[int, Sheet], officer: Officer) -> Common:
    common = Common(step, [], [])
    for dossier in dossiers:
        why = _why_not(step.name, dossier, sheets[dossier.pk], officer)
        if why:
            common.left.append((dossier, why))
        else:
            common.allowed.append(dossier)
    return common


def _why_not(name: str, dossier: Dossier, sheet: Sheet, officer: Officer) -> Text | None:
    """Return why an officer may not take a step of a dossier now; None where nothing speaks against it before the papers are seen."""
    step, state = sheet.steps.get(name), state_label(dossier)
    if step is None or step not in steps_open(sheet, dossier.state):
        return Text(f"现在的状态是“{state.zh}”", f"it is in state {state.en!r}")
    if not OnRecord(dossier, sheet).able([step]):
        return Text("卷内记载不符合办理这一步的条件，或者卷宗不是经这一步所要求的步骤到达现在的状态", "the record says otherwise, or it came here another way")
    if any(proposal.step == name for proposal in dossier.proposals.all()):
        return Text("已有第一签名，请逐件办理", "it has a first signature: deal with it by itself")
    if not may_take(step, dossier, officer, None):
        return Text("这一步由其他部门或者角色办理", "this step is for another department or role")
    return None


def way_back_of(step: Step, sheet: Sheet) -> Step | None:
    """Return the step that undoes one that is taken together; None where the sheet has none."""
    return sheet.steps.get(step.undone_by or "") if step.together else None


def undoable(step: Step, dossiers: Sequence[Dossier], officer: Officer) -> Common | None:
    """Return the step by which the officer may undo a step that was just taken on dossiers, and on which; None where there is no way back for any of them."""
    if not dossiers or (undo := way_back_of(step, sheet_of(dossiers[0]))) is None:
        return None
    common = _common(undo, dossiers, {one.pk: sheet_of(one) for one in dossiers}, officer)
    return common if common.allowed else None


def _is_taken_together(step: Step, sheet: Sheet) -> bool:
    """Return whether a step is taken on several: one that the sheet says so of, and what undoes such a one."""
    return step.together or any(other.together and other.undone_by == step.name for other in sheet.steps.values())


def take_together(
    dossiers: Iterable[Dossier], step: Step, given: Mapping[str, object], *, by: Officer, at: datetime, key: str, seen: Mapping[str, int] | None = None
) -> Outcome:
    """
    Take a step on each dossier with the same papers: each in a transaction of its own, with an entry of its own, or not at all.

    The same key again takes nothing twice. `seen`: by number, how many steps the officer's page showed. Raises BadInput for a step that is for one at a time.
    """
    dossiers = list(dossiers)
    if not all(_is_taken_together(step, sheet_of(one)) for one in dossiers):
        raise BadInput(f"“{step.label.zh}”须逐件办理。", f"{step.label.en!r} is taken on one dossier at a time.")
    # The one that a paper names is left as it is.
    named = {str(given[paper.name]).strip() for paper in step.needs if names_dossier(paper) and given.get(paper.name)}
    outcome = Outcome([], [], [])
    for dossier in dossiers:
        if dossier.number in named:
            outcome.spared.append(dossier)
            continue
        try:
            take(dossier, step.name, by=by, at=at, given=given, key=f"{key}:{dossier.pk}", seen=(seen or {}).get(dossier.number))
        except MingjianError as why:
            outcome.refused.append((dossier, why.text))
        else:
            outcome.done.append(dossier)
    return outcome
