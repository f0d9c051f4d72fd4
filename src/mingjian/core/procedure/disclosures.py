"""What of a matter other sides read on a dossier in which they have a seat, by the kind of their department: `disclosure.yaml`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mingjian.core.language import Text
from mingjian.core.law.reader import Branch, Faults, read
from mingjian.core.law.statutes import Statutes
from mingjian.core.procedure.rulebook import packaged

FILE = "disclosure.yaml"
#: What may be shown besides the parties, and what may be said to be withheld.
FACTS = ("offers", "charges", "exhibits", "sums")
WITHHELD = ("persons", "parties", "complainant", "identity", "exhibits", "sums", "penalty")


@dataclass(frozen=True, slots=True)
class Withheld:
    """One thing that is left out, in words, with its article; empty where no text was read for it (UNVERIFIED)."""

    text: Text
    ground: str


@dataclass(frozen=True, slots=True)
class Reader:
    """A group of readers: kinds of department, roles of the parties shown, whether natural persons are named, facts shown, and what is withheld by key."""

    name: str
    kinds: tuple[str, ...]
    parties: tuple[str, ...]
    names_persons: bool
    facts: tuple[str, ...]
    withheld: Mapping[str, Withheld]

    def shows(self, fact: str) -> bool:
        """Return whether a kind of fact is shown."""
        return fact in self.facts


def read_readers(path: Path, faults: Faults) -> tuple[Reader, ...]:
    """Read the groups of readers, noting every fault; none where there is no file."""
    top = read(path, path.name, faults) if path.is_file() else None
    if top is None:
        return ()
    top.only("title", "readers")
    top.label("title")
    return tuple(_reader(name, branch) for name, branch in top.branches("readers").items())


def _reader(name: str, branch: Branch) -> Reader:
    branch.only("kinds", "parties", "persons", "facts", "withheld")
    held: dict[str, Withheld] = {}
    for key, one in branch.branches("withheld").items():
        one.only("zh", "en", "ground")
        held[key] = Withheld(Text(one.word("zh"), one.word("en")), one.word("ground", ""))
    found = Reader(name, branch.words("kinds"), branch.words("parties"), branch.flag("persons"), branch.words("facts"), held)
    for unknown in sorted((set(found.facts) - set(FACTS)) | (set(held) - set(WITHHELD))):
        branch.fault(f"没有可以披露或者保留的“{unknown}”。", f"There is nothing to disclose or withhold named {unknown!r}.")
    # A reader must not take silence for absence: whatever is not shown is named among what is withheld.
    silent = {one for one in ("exhibits", "sums") if not found.shows(one)} | (set() if found.names_persons else {"persons"})
    for missing in sorted((silent | {"complainant", "identity"}) - set(held)):
        branch.fault(f"没有披露“{missing}”，withheld 里就须写明。", f"{missing} is not disclosed, so withheld has to say so.")
    return found


def check_readers(path: Path, roles: Collection[str], statutes: Statutes, faults: Faults) -> None:
    """Note each role of a party and each article that the rulebook has not, and a kind of department that is listed twice."""
    kinds: set[str] = set()
    for one in read_readers(path, faults):
        for role in sorted(set(one.parties) - set(roles)):
            faults.add(path.name, 1, f"没有当事人角色“{role}”。", f"There is no role of a party {role!r}.")
        for kind in sorted(kinds & set(one.kinds)):
            faults.add(path.name, 1, f"“{kind}”写了两次。", f"{kind} is listed twice.")
        for held in one.withheld.values():
            if held.ground and not statutes.knows(held.ground):
                faults.add(path.name, 1, f"库内没有 {held.ground}。", f"The rulebook has no {held.ground}.")
        kinds |= set(one.kinds)


@cache
def readers(folder: Path | None = None) -> tuple[Reader, ...]:
    """Read the groups of readers of a rulebook once, when they are asked for. Raises `RulebookFault` with the first fault."""
    faults = Faults()
    found = read_readers((folder or packaged()) / FILE, faults)
    faults.raise_first()
    return found


def reader_of(kind: str) -> Reader | None:
    """Return the group of a kind of department; none for a kind that reads nothing of a matter."""
    return next((one for one in readers() if kind in one.kinds), None)
