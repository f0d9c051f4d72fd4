"""
What a finding rests on, made ready to be drawn: for each kind of exhibit in core a module of its name here, and `monitoring/exhibits/<kind>.html`.

A module says where among the grounds its exhibit stands (`PLACE`, `ORDER`), which scripts draw it (`SCRIPTS`, where any), and gives what its template needs
(`draw`; None where there is nothing to be drawn).
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from mingjian.institutions.monitoring.models import Finding
from mingjian.office.panels import Panel


def exhibit_panels(found: Finding, shared: Mapping[str, Any]) -> Iterator[Panel]:
    """Return a panel for each exhibit of a finding that can be drawn; `shared` is what each of their templates gets besides."""
    for kind, exhibit in found.exhibits.items():
        module = import_module(f"{__name__}.{kind}")
        if (context := module.draw(exhibit, found)) is not None:
            yield Panel(f"monitoring/exhibits/{kind}.html", {**shared, **context}, module.ORDER, module.PLACE, getattr(module, "SCRIPTS", ()))
