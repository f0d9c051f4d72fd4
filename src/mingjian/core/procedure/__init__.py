"""Reads a sheet; says what a step changes."""

from mingjian.core.procedure.checking import check
from mingjian.core.procedure.clocks import OpenDeadline, Opened
from mingjian.core.procedure.diagram import diagram
from mingjian.core.procedure.engine import Change, Earlier, Missed, advance, missed, steps_open
from mingjian.core.procedure.rulebook import Rulebook, crimes, duties, liabilities, packaged, rulebook
from mingjian.core.procedure.sheet import DeadlineSpec, Paper, Sheet, State, Step

__all__ = [
    "Change", "DeadlineSpec", "Earlier", "Missed", "OpenDeadline", "Opened", "Paper", "Rulebook", "Sheet", "State", "Step",
    "advance", "check", "crimes", "diagram", "duties", "liabilities", "missed", "packaged", "rulebook", "steps_open",
]  # fmt: skip
