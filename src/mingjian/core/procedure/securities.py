"""Securities and deposits that the law knows about a notice: `securities.yaml`. Shown and recorded; nothing is decided or computed by it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mingjian.core.language import Text
from mingjian.core.law.reader import Branch, Faults, read
from mingjian.core.law.statutes import Statutes
from mingjian.core.procedure.rulebook import packaged

FILE = "securities.yaml"
AMOUNT, RELEASE = "amount", "release"
_SUPPORTED = (AMOUNT, RELEASE)
_SAID = ("given_by", "held_by", "amount", "release", "effect")


@dataclass(frozen=True, slots=True)
class Security:
    """One kind: who gives it to whom, how much, when it comes back, what follows from it, its articles, and which of amount and release a text supports."""

    key: str
    label: Text
    given_by: Text
    held_by: Text
    amount: Text
    release: Text
    effect: Text
    ground: tuple[str, ...]
    supported: tuple[str, ...]

    @property
    def is_amount_unverified(self) -> bool:
        """Return whether no text in the book supports what is said of the amount."""
        return AMOUNT not in self.supported

    @property
    def is_release_unverified(self) -> bool:
        """Return whether no text in the book supports what is said of giving it back."""
        return RELEASE not in self.supported


def read_securities(path: Path, faults: Faults) -> dict[str, Security]:
    """Read the kinds by their keys, noting every fault; none where there is no file."""
    top = read(path, path.name, faults) if path.is_file() else None
    if top is None:
        return {}
    top.only("title", "kinds")
    top.label("title")
    return {key: _kind(key, branch) for key, branch in top.branches("kinds").items()}


def _kind(key: str, branch: Branch) -> Security:
    branch.only("label", *_SAID, "ground", "supported")
    ground, supported = branch.words("ground"), branch.words("supported")
    if unknown := sorted(set(supported) - set(_SUPPORTED)):
        branch.fault(f"supported 不能有 {'、'.join(unknown)}。", f"supported cannot hold {', '.join(unknown)}.", "supported")
    if supported and not ground:
        branch.fault("没有条文（ground）的，不能写 supported。", "What names no article supports nothing.", "supported")
    said = {name: branch.label(name) for name in _SAID}
    return Security(key, branch.label("label"), ground=ground, supported=supported, **said)


def check_securities(path: Path, statutes: Statutes, options: Mapping[str, object], faults: Faults) -> None:
    """Note what is wrong with the kinds, each article that the rulebook has not, and where the paper `security_kind` (`options`) has others."""
    found = read_securities(path, faults)
    for one in found.values():
        for ground in one.ground:
            if not statutes.knows(ground):
                faults.add(path.name, 1, f"库内没有 {ground}。", f"The rulebook has no {ground}.")
    if found and options and (apart := sorted(set(options) ^ set(found))):
        zh = f"材料 security_kind 的选项与本文件不一致：{'、'.join(apart)}。"
        faults.add(path.name, 1, zh, f"The paper security_kind has other options: {', '.join(apart)}.")


@cache
def securities(folder: Path | None = None) -> Mapping[str, Security]:
    """Read the kinds of a rulebook once, when they are asked for. Raises `RulebookFault` with the first fault."""
    faults = Faults()
    found = read_securities((folder or packaged()) / FILE, faults)
    faults.raise_first()
    return found
