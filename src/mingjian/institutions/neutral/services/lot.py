"""
The lot: which three of the candidates, by a seed that nobody chose and anybody can check.

The pool is entered in the ledger when the last condition is met, and the seed is the root of the first checkpoint that the ledger signs after that entry:
while somebody can still shape the pool nobody knows the seed, and once it is known the pool cannot change.
Candidates are put in the order of SHA-256("seed/name"); the first three sit, the first of them presides.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from mingjian.core.errors import StepRefused
from mingjian.institutions.neutral.services.conflicts import members
from mingjian.institutions.neutral.services.parties import PROCEDURE
from mingjian.office.models import Checkpoint, Dossier

SEATS = 3
POOL, DRAWN = "neutral_panel_pool", "neutral_panel_drawn"


@dataclass(frozen=True)
class Pool:
    """Who may be drawn, by name, and who was left out and why, as entered before anybody knew the seed."""

    index: int
    candidates: list[str]
    left_out: list[dict[str, str]]


@dataclass(frozen=True)
class Draw:
    """
    One lot as the ledger tells it: seed and checkpoint, candidates by name, those left out with the reason, and who was drawn, the first presiding.

    `passed_over`: candidates whose turn it was and who had left or had a conflict by then, with the reason.
    """

    seed: str
    checkpoint: int
    candidates: list[str]
    left_out: list[dict[str, str]]
    drawn: list[str]
    passed_over: list[dict[str, str]] = field(default_factory=list)

    def ordered(self) -> list[tuple[str, str]]:
        """Return the candidates in the order of the lot, each with its hash: what whoever checks counts again."""
        return [(name, digest_of(self.seed, name)) for name in in_order(self.seed, self.candidates)]


def digest_of(seed: str, name: str) -> str:
    """Return what a candidate is ordered by."""
    return sha256(f"{seed}/{name}".encode()).hexdigest()


def in_order(seed: str, names: Collection[str]) -> list[str]:
    """Return names in the order of the lot; the order in which they come in changes nothing."""
    return sorted(set(names), key=lambda name: digest_of(seed, name))


def pool_of(dossier: Dossier) -> Pool | None:
    """Return the pool of a panel as it was entered; None before the last condition was met."""
    entry = dossier.entries.filter(kind=POOL).order_by("index").first()
    if entry is None:
        return None
    told = json.loads(entry.body)
    return Pool(entry.index, told["candidates"], told["left_out"])


def is_fixed(dossier: Dossier) -> bool:
    """Return whether the lot of a panel is fixed: its pool was entered, or it was drawn before pools were entered."""
    return fixed_at(dossier) is not None


def fixed_at(dossier: Dossier) -> int | None:
    """Return the index of the entry that fixed the lot of a panel; None before."""
    return dossier.entries.filter(kind__in=[POOL, DRAWN]).order_by("index").values_list("index", flat=True).first()


def seed_for(dossier: Dossier, pool: Pool) -> tuple[str, int]:
    """Return the seed of a panel and the size of its checkpoint. Raises StepRefused while the ledger signed nothing since the pool was entered."""
    found = Checkpoint.objects.filter(size__gt=pool.index).order_by("size").first()
    if found is None:
        raise StepRefused(
            "台账尚未签名候选名单之后的记录，请几分钟后再抽签。", "The ledger has signed nothing since the pool was entered: draw in some minutes."
        )
    return bytes(found.root).hex(), found.size


def first_fit(order: Collection[str], unfit: Mapping[str, str], held: Collection[str] = ()) -> tuple[list[str], list[dict[str, str]]]:
    """
    Return the three who sit, in the order of the lot, and who was passed over for them, with the reason.

    `held` sit already and stay. Raises StepRefused where the pool has no three left.
    """
    drawn, passed_over = list(held), []
    for name in order:
        if len(drawn) == SEATS:
            break
        if name in unfit:
            passed_over.append({"who": name, "why": unfit[name]})
        elif name not in drawn:
            drawn.append(name)
    if len(drawn) < SEATS:
        raise StepRefused(
            f"候选名单中仍可参加评议的只有 {len(drawn)} 名，不足 {SEATS} 名。", f"Only {len(drawn)} of the pool can still sit, and {SEATS} are needed."
        )
    return [name for name in order if name in drawn], passed_over


def draw_of(dossier: Dossier) -> Draw | None:
    """Return the lot of a panel; None before it was drawn."""
    if dossier.procedure != PROCEDURE:
        return None
    entry = dossier.entries.filter(kind=DRAWN).order_by("-index").first()
    if entry is None:
        return None
    told = json.loads(entry.body)
    return Draw(told["seed"], int(told["checkpoint"]), told["candidates"], told["left_out"], told["drawn"], told.get("passed_over", []))


def presiding(draw: Draw) -> str:
    """Return who presides: the first who was drawn and is still at work."""
    at_work = {one.wire_name for one in members()}
    return next((name for name in draw.drawn if name in at_work), draw.drawn[0])
