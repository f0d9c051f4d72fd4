"""
Exhibits: what a finding rests on, by kind. Each module here holds one kind of the same name: `ring.py` a Ring, as plain values that can be drawn and checked.

A detector builds exhibits and tells them as JSON (`to_json`), all of one finding in one object; whoever shows the finding reads them back (`read`). What is
not there or not as expected is passed over: a row of years ago shows less, and never fails.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol, Self

#: The evidence of one finding as it was told, read from its JSON.
Evidence = Mapping[str, Any]


class Exhibit(Protocol):
    """One kind of what a finding rests on."""

    def to_json(self) -> dict[str, Any]:
        """Return the part of the evidence that tells it."""

    @classmethod
    def read(cls, evidence: Evidence, subject: str) -> Self | None:
        """Find it in the evidence of a finding of a subject, `platform/id`; None where there is none that can be read."""


@cache
def exhibit_kinds() -> dict[str, type[Exhibit]]:
    """Return every kind of exhibit by its name, which is the module's; found by walking this folder."""
    found: dict[str, type[Exhibit]] = {}
    for info in pkgutil.iter_modules(__path__):
        if not info.name.startswith("_"):
            module = importlib.import_module(f"{__name__}.{info.name}")
            found[info.name] = getattr(module, info.name.title())
    return found


def exhibits_in(evidence: Evidence, subject: str) -> dict[str, Exhibit]:
    """Read every exhibit of a finding, by kind."""
    read = {name: kind.read(evidence, subject) for name, kind in exhibit_kinds().items()}
    return {name: one for name, one in read.items() if one is not None}
