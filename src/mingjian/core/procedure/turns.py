"""Whose turn it is in each state of a sheet, as the sheet's own steps tell."""

from collections.abc import Mapping

from mingjian.core.procedure.sheet import Sheet


def turns(sheet: Sheet) -> Mapping[str, frozenset[str]]:
    """
    Give, for each state, the roles whose turn it is: those that may take the steps open in this state alone.

    A step open in several states, such as joining a clue to another, makes it nobody's turn, nor does the way back from a step.
    A state without steps of its own is left out.
    """
    undoing = {step.undone_by for step in sheet.steps.values()}
    found: dict[str, set[str]] = {}
    for step in sheet.steps.values():
        if len(step.from_states) == 1 and step.name not in undoing and step.side == "holder":
            found.setdefault(step.from_states[0], set()).update(step.by)
    return {state: frozenset(roles) for state, roles in found.items()}
