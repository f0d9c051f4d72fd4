"""By what closed penalties are looked through for fines in the place of a crime: `penalty_screen.yaml`. It chooses what is looked at, and decides nothing."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from mingjian.core.law.reader import Faults, read
from mingjian.core.law.statutes import Statutes
from mingjian.core.procedure.rulebook import packaged

FILE = "penalty_screen.yaml"
SIGNS = ("near_line", "discussed", "tested", "aggravated", "penalised_before", "below_least")
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class PenaltyScreen:
    """Which signs are looked for; from which share of the line a case is near; how many signs ask for a note; months, most cases; the articles."""

    signs: tuple[str, ...]
    near: Decimal
    asked_from: int
    months: int
    most: int
    ground: tuple[str, ...]


def read_screen(path: Path, faults: Faults) -> PenaltyScreen | None:
    """Read the screen, noting every fault; None where there is no file."""
    top = read(path, path.name, faults) if path.is_file() else None
    if top is None:
        return None
    top.only("title", "signs", "near", "asked_from", "months", "most", "ground")
    top.label("title")
    signs, near = top.words("signs"), top.whole("near") or 0
    for unknown in sorted(set(signs) - set(SIGNS)):
        top.fault(f"没有迹象“{unknown}”；现有：{'、'.join(SIGNS)}。", f"There is no sign {unknown!r}; there are: {', '.join(SIGNS)}.", "signs")
    if "near_line" not in signs:
        top.fault("signs 须含 near_line：没有与追诉标准的比较，就没有以罚代刑的迹象。", "signs needs near_line: nothing else tells of a crime.", "signs")
    if not 0 < near <= _WHOLE:
        top.fault("near 是百分数，1 至 100。", "near is a percentage, from 1 to 100.", "near")
    counts = {name: top.whole(name) or 0 for name in ("asked_from", "months", "most")}
    for name, value in counts.items():
        if value < 1:
            top.fault(f"{name} 至少为 1。", f"{name} is at least 1.", name)
    return PenaltyScreen(signs, Decimal(near) / _WHOLE, counts["asked_from"], counts["months"], counts["most"], top.words("ground"))


def check_screen(path: Path, statutes: Statutes, faults: Faults) -> None:
    """Note what is wrong with the screen, and each article that the rulebook has not."""
    found = read_screen(path, faults)
    for ground in found.ground if found else ():
        if not statutes.knows(ground):
            faults.add(path.name, 1, f"库内没有 {ground}。", f"The rulebook has no {ground}.")


@cache
def penalty_screen(folder: Path | None = None) -> PenaltyScreen:
    """Read the screen of a rulebook once, when it is asked for. Raises `RulebookFault` with the first fault."""
    faults = Faults()
    found = read_screen((folder or packaged()) / FILE, faults)
    faults.raise_first()
    return found or PenaltyScreen(SIGNS, Decimal("0.8"), 2, 36, 2000, ())
