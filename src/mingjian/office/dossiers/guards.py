"""
Conditions of a step that its sheet cannot say, asked before anything is written: at the first signature, at the second, and where a step opens a dossier.

A guard is a function under `@guard(procedure, step, …)` in `institutions/<app>/steps/`. It stands in the service, so that every door passes it: page, API,
steps taken on several dossiers at once, and institutions that open a dossier by code.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from mingjian.office.institution import import_rooms
from mingjian.office.models import Dossier, Officer


@dataclass(frozen=True)
class Asked:
    """A step that somebody asks for: on which dossier, by whom, when, with which papers as plain values. A new dossier has its row already."""

    dossier: Dossier
    step: str
    by: Officer
    at: datetime
    papers: Mapping[str, Any]


Guard = Callable[[Asked], None]
_guards: dict[tuple[str, str], list[Guard]] = defaultdict(list)


def guard(procedure: str, *steps: str) -> Callable[[Guard], Guard]:
    """Let a function refuse some steps of a procedure by raising StepRefused or NotPermitted."""

    def register(function: Guard) -> Guard:
        for name in steps:
            _guards[procedure, name].append(function)
        return function

    return register


@cache
def _load() -> None:
    import_rooms("steps")


def check_guards(asked: Asked) -> None:
    """Ask every guard of a step. Raises what the first of them raises."""
    _load()
    for function in _guards.get((asked.dossier.procedure, asked.step), ()):
        function(asked)
