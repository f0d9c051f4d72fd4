"""Whose turn it is in each state of a sheet, and which step leads on from there, as the sheet's own steps tell."""

from collections import deque
from collections.abc import Mapping

from mingjian.core.procedure.sheet import ALL, Sheet, State_, Step

MANY = 3  # states in which a step is open that leads out from all along the way


def turns(sheet: Sheet) -> Mapping[str, frozenset[str]]:
    """
    Give, for each state, the roles whose turn it is: those that may take the steps open in this state alone.

    A step open in several states, such as joining a clue to another, makes it nobody's turn, nor does the way back from a step.
    A state without steps of its own is left out.
    """
    found: dict[str, set[str]] = {}
    for step in sheet.steps.values():
        if len(step.from_states) == 1 and step.name not in sheet.undoing and step.side == "holder" and not is_unasked(step):
            found.setdefault(step.from_states[0], set()).update(step.by)
    return {state: frozenset(roles) for state, roles in found.items()}


def turns_beside(sheet: Sheet) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """
    Give, by side (`sender`, `any`), the states that wait for somebody besides the holder, with the roles: an answer that the sender confirms, for instance.

    Only states in which the holder has no step that leads on, be it more than taking back what was asked: beside such a step what others may do is a word
    more, and nothing waits for it. So is what moves nothing and meets nothing.
    """
    forward = [step for step in sheet.steps.values() if step.name not in sheet.undoing]
    able = [step for step in forward if not is_way_out(step) and not is_unasked(step) and len(step.from_states) < MANY]
    leading = [step for step in able if step.side == "holder" and (len(step.from_states) == 1 or step.to not in sheet.ends)]
    held = {state for step in leading for state in step.from_states if not leads_back(sheet, step)}
    found: dict[str, dict[str, set[str]]] = {"sender": {}, "any": {}}
    for step in able:
        for state in step.from_states if step.side in found and (step.to or step.closes) else ():
            if state not in held:
                found[step.side].setdefault(state, set()).update(step.by)
    return {side: {state: frozenset(roles) for state, roles in states.items()} for side, states in found.items()}


def goes_back(sheet: Sheet, step: Step) -> bool:
    """Whether a step leads to a state before any in which it is open, as sending back does: nearer to the beginning, or as near and listed first."""
    if step.to is None or step.to not in sheet.depths:
        return False
    listed = list(sheet.states)
    to, *froms = ((sheet.depths.get(state, 0), listed.index(state)) for state in (step.to, *step.from_states))
    return all(to < one for one in froms)


def leads_back(sheet: Sheet, step: Step) -> bool:
    """Whether a step only takes back what its own side asked of another, as no longer waiting for an answer does."""
    asked = (other for other in sheet.steps.values() if other.side == step.side)
    is_nearer = step.to is not None and all(sheet.depths.get(step.to, MANY) < sheet.depths.get(state, 0) for state in step.from_states)
    return is_nearer and any(other.to in step.from_states and step.to in other.from_states for other in asked)


def is_way_out(step: Step) -> bool:
    """
    Whether a step ends everything from all along the way, as joining a dossier to another does: it closes every deadline, and meets none in earnest.

    So does one that voids a dossier opened by mistake.
    """
    return step.voids or (ALL in step.closes and len(step.from_states) >= MANY)


def is_unasked(step: Step) -> bool:
    """Whether nobody is asked for a step by where the dossier stands: it voids, takes back what one reported oneself, or is taken when there is reason to."""
    return step.voids or bool(step.only_by) or step.unprompted


def leading_on(sheet: Sheet, deadline: str, state: State_) -> tuple[Step, ...]:
    """
    Give the steps by which a dossier goes the shortest way to meeting a deadline, as seen from its present state.

    A deadline is met in earnest by a step of one state alone, such as a head's decision on what was checked, and not by one that gives the
    dossier back. Empty where there is none, or none is reached.
    """
    able = [step for step in sheet.steps.values() if step.name not in sheet.undoing and step.from_states and not step.voids]
    meeting = [step for step in able if {deadline, ALL} & set(step.closes) and len(step.from_states) == 1 and not leads_back(sheet, step)]
    for track in dict.fromkeys(step.track for step in meeting):
        present = state.get(track, "") if isinstance(state, Mapping) else state
        goals = {step.from_states[0] for step in meeting if step.track == track}
        if present in goals:
            return tuple(step for step in meeting if step.from_states[0] == present)
        away = _away_from(goals, [step for step in able if step.track == track])
        if present in away:
            return tuple(step for step in able if step.track == track and present in step.from_states and away.get(step.to or present) == away[present] - 1)
    return ()


def _away_from(goals: set[str], able: list[Step]) -> dict[str, int]:
    """How many steps each state is away from the nearest of some states."""
    away, waiting = dict.fromkeys(goals, 0), deque(goals)
    while waiting:
        reached = waiting.popleft()
        for step in able:
            for before in step.from_states if step.to == reached else ():
                if before not in away:
                    away[before] = away[reached] + 1
                    waiting.append(before)
    return away
