"""Reads a sheet; says what a step changes."""

from mingjian.core.procedure.checks import check
from mingjian.core.procedure.clocks import OpenDeadline, Opened
from mingjian.core.procedure.diagram import diagram
from mingjian.core.procedure.engine import Change, Earlier, Missed, Taken, advance, check_days, is_borne_out, missed, steps_open
from mingjian.core.procedure.rulebook import Rulebook, crimes, duties, liabilities, packaged, rulebook
from mingjian.core.procedure.sheet import DeadlineSpec, Paper, Sheet, State, Step

__all__ = [
    "Change", "DeadlineSpec", "Earlier", "Missed", "OpenDeadline", "Opened", "Paper", "Rulebook", "Sheet", "State", "Step",
    "Taken", "advance", "check", "check_days", "crimes", "diagram", "duties", "is_borne_out", "liabilities", "missed", "packaged", "rulebook",
    "steps_open",
]  # fmt: skip
