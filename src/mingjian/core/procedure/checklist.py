"""What is looked at in a notice of infringement, by machine and by person: `notice_checklist.yaml`. Its keys are the codes of requests for completion."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mingjian.core.language import Text
from mingjian.core.law.reader import Branch, Faults, read
from mingjian.core.law.statutes import Statutes
from mingjian.core.procedure.rulebook import packaged

FILE = "notice_checklist.yaml"
MACHINE, PERSON = "machine", "person"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is looked at: by whom, of which rights and laws (empty: all), by which articles, and what its sender is asked for where it is missing."""

    key: str
    label: Text
    by: str
    rights: tuple[str, ...]
    regimes: tuple[str, ...]
    ground: tuple[str, ...]
    ask: Text

    def is_for(self, right: str, regime: str) -> bool:
        """Return whether it is looked at in a notice on a kind of right, under a law."""
        return right in (self.rights or (right,)) and regime in (self.regimes or (regime,))


def read_checklist(path: Path, faults: Faults) -> dict[str, Item]:
    """Read the items by their keys, noting every fault; none where there is no file."""
    top = read(path, path.name, faults) if path.is_file() else None
    if top is None:
        return {}
    top.only("title", "items")
    top.label("title")
    return {key: _item(key, branch) for key, branch in top.branches("items").items()}


def _item(key: str, branch: Branch) -> Item:
    branch.only("label", "by", "rights", "regimes", "ground", "ask")
    by = branch.word("by")
    if by not in (MACHINE, PERSON):
        branch.fault("by 须为 machine 或者 person。", "by is machine or person.", "by")
    return Item(key, branch.label("label"), by, branch.words("rights"), branch.words("regimes"), branch.words("ground"), branch.label("ask"))


def check_checklist(path: Path, statutes: Statutes, options: Mapping[str, Mapping[str, object]], faults: Faults) -> None:
    """Note what is wrong with the items: an article, right or law that the rulebook has not, and where `missing_codes` has other options."""
    found = read_checklist(path, faults)
    for one in found.values():
        for ground in one.ground:
            if not statutes.knows(ground):
                faults.add(path.name, 1, f"库内没有 {ground}。", f"The rulebook has no {ground}.")
        for told, paper in ((one.rights, "right"), (one.regimes, "notice_regime")):
            if options.get(paper) and (unknown := sorted(set(told) - set(options[paper]))):
                faults.add(path.name, 1, f"材料 {paper} 没有 {'、'.join(unknown)}。", f"The paper {paper} has no {', '.join(unknown)}.")
    codes = options.get("missing_codes", {})
    if found and codes and (apart := sorted(set(codes) ^ set(found))):
        zh = f"材料 missing_codes 的选项与本文件不一致：{'、'.join(apart)}。"
        faults.add(path.name, 1, zh, f"The paper missing_codes has other options: {', '.join(apart)}.")
    for key in sorted(set(codes) & set(found)):
        if codes[key] != found[key].label:
            zh = f"材料 missing_codes 的选项“{key}”名称与本文件不一致。"
            faults.add(path.name, 1, zh, f"The option {key} of the paper missing_codes is called otherwise.")


@cache
def checklist(folder: Path | None = None) -> Mapping[str, Item]:
    """Read the checklist of a rulebook once, when it is asked for. Raises `RulebookFault` with the first fault."""
    faults = Faults()
    found = read_checklist((folder or packaged()) / FILE, faults)
    faults.raise_first()
    return found
