"""What has to be proven for an act of the liability files: keys of `vocabularies/matters/elements.yaml`, read from `elements.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

from mingjian.core.law.reader import Branch, Faults, Leaf, read
from mingjian.core.procedure.rulebook import liabilities, packaged, rulebook

FILE = "elements.yaml"
#: Who makes a file, as the list says it: the two officers, the party, the platform of the offer, the right holder.
MAKERS = ("officers", "party", "platform", "right_holder")
#: What a sentence of the list has of the matter.
PLACES = frozenset({"party", "where", "goods"})


@dataclass(frozen=True, slots=True)
class Named:
    """What a file is likely to be and to prove whose name has one of some words; `maker`: who usually makes it (`MAKERS`); `shows`: what it proves."""

    words: tuple[str, ...]
    kind: str
    proves: tuple[str, ...]
    maker: str = ""
    shows: str = ""


@dataclass(frozen=True, slots=True)
class Elements:
    """
    The elements of each act, in the order in which a decision tells them; `default` for an act that is not listed.

    `files` says what is proposed of a file by its name: a person says what it is.
    """

    acts: Mapping[str, tuple[str, ...]]
    default: tuple[str, ...]
    files: tuple["Named", ...] = ()

    def of(self, act: str) -> tuple[str, ...]:
        """Return what an act has to prove."""
        return self.acts.get(act, self.default)

    def named(self, name: str) -> Named | None:
        """Return what a file of this name is likely to be; None where its name tells nothing."""
        return next((one for one in self.files if any(word in name for word in one.words)), None)


@cache
def elements(folder: Path | None = None) -> Elements:
    """Read the elements of a rulebook once, when they are asked for. Raises `RulebookFault` with the first fault."""
    faults = Faults()
    top = read((folder or packaged()) / FILE, FILE, faults)
    acts: dict[str, tuple[str, ...]] = {}
    default: tuple[str, ...] = ()
    files: tuple[Named, ...] = ()
    if top is not None and (listed := top.branch("acts")) is not None:
        top.only("default", "files", "acts")
        known, default = set(rulebook().vocabularies["elements"]), top.words("default")
        acts = {act: listed.words(act) for act in listed.items}
        for act in sorted(set(acts) - set(liabilities().all)):
            listed.fault(f"责任库中没有“{act}”。", f"There is no act {act!r} in the liability files.", act)
        files = tuple(Named(one.words("words"), one.word("kind"), one.words("proves"), one.word("maker", ""), one.word("shows", "")) for one in _files(top))
        kinds = dict(rulebook().papers["exhibit_kind"].options)
        for one in files:
            if one.kind not in kinds or not one.words:
                top.fault(f"files：没有证据种类“{one.kind}”，或者没有写词语。", f"files: there is no kind of exhibit {one.kind!r}, or no words.", "files")
            unknown = {name for _, name, _, _ in Formatter().parse(one.shows) if name is not None} - PLACES
            if unknown or (one.maker and one.maker not in MAKERS):
                zh = f"files：制作者“{one.maker}”或者“{one.shows}”中的空位不能识别。"
                top.fault(zh, f"files: {one.maker!r} is no maker, or {one.shows!r} has a place unknown.", "files")
        told = {*default, *(one for some in acts.values() for one in some), *(one for file in files for one in file.proves)}
        for key in sorted(told - known):
            top.fault(f"没有待证事项“{key}”。", f"There is no element {key!r}.")
    faults.raise_first()
    return Elements(acts, default, files)


def _files(top: Branch) -> list[Branch]:
    item = top.items.get("files")
    return [one for one in item.value if isinstance(one, Branch)] if isinstance(item, Leaf) and isinstance(item.value, list) else []
