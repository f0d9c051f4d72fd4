"""What has to be proven for an act of the liability files: keys of `vocabularies/matters/elements.yaml`, read from `elements.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mingjian.core.law.reading import Faults, read
from mingjian.core.procedure.rulebook import liabilities, packaged, rulebook

FILE = "elements.yaml"


@dataclass(frozen=True, slots=True)
class Elements:
    """The elements of each act, in the order in which a decision tells them; `default` for an act that is not listed."""

    acts: Mapping[str, tuple[str, ...]]
    default: tuple[str, ...]

    def of(self, act: str) -> tuple[str, ...]:
        """Return what an act has to prove."""
        return self.acts.get(act, self.default)


@cache
def elements(folder: Path | None = None) -> Elements:
    """Read the elements of a rulebook once, when they are asked for. Raises `RulebookFault` with the first fault."""
    faults = Faults()
    top = read((folder or packaged()) / FILE, FILE, faults)
    acts: dict[str, tuple[str, ...]] = {}
    default: tuple[str, ...] = ()
    if top is not None and (listed := top.branch("acts")) is not None:
        top.only("default", "acts")
        known, default = set(rulebook().vocabularies["elements"]), top.words("default")
        acts = {act: listed.words(act) for act in listed.items}
        for act in sorted(set(acts) - set(liabilities().all)):
            listed.fault(f"责任库中没有“{act}”。", f"There is no act {act!r} in the liability files.", act)
        for key in sorted({*default, *(one for some in acts.values() for one in some)} - known):
            top.fault(f"没有待证事项“{key}”。", f"There is no element {key!r}.")
    faults.raise_first()
    return Elements(acts, default)
