"""
Go on with a ledger that is older than what was signed: after a backup was laid back, where the entries since are lost for good.

The signer refuses such a ledger, as it must: it cannot tell a restored backup from an end that somebody cut off. So somebody at the machine decides, says why,
and the ledger tells it for ever: how much a keeper had seen, and its root. What was kept of the longer ledger is laid aside, never removed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.language import Text
from mingjian.core.ledger.checkpoint import Verifier, read_checkpoint, taken_apart
from mingjian.core.ledger.keeper import Keeper, Keeping
from mingjian.office.models import Checkpoint, Entry
from mingjian.office.record import ledger

RESUMED = "ledger_resumed"
ASIDE = ".longer-"  # of a memory that was laid aside: it saw a longer ledger
STAMP = "%Y%m%dT%H%M%SZ"  # in the name of what was laid aside
SHORTEST = 4  # signs of a reason


@dataclass(frozen=True)
class Behind:
    """How many entries are here, and how many were signed by what a keeper remembers, with that root and note."""

    here: int
    seen: int
    root: bytes
    note: str

    @property
    def text(self) -> Text:
        """Return what is missing, in words."""
        return Text(
            f"台账只有 {self.here} 条，而已签至 {self.seen} 条：第 {self.here} 至 {self.seen - 1} 条不在这里。",
            f"The ledger has {self.here} entries, and {self.seen} were signed: entries {self.here} to {self.seen - 1} are not here.",
        )


def behind(later: Verifier | None = None) -> Behind | None:
    """
    Return by how much this ledger is behind what its keepers saw; None where it is not. `later`: a key that came after the one here, by whose word it is.

    Raises LedgerFault where their memories are damaged, differ, or are signed by a key that is not known here.
    """
    keeper, here = _keeper(later), Entry.objects.count()
    seen = keeper.last()
    if seen is None or seen.size <= here:
        return None
    kept = [one.read_text(encoding="utf-8") for one in keeper.memories if one.exists()] if isinstance(keeper, Keeper) else []
    return Behind(here, seen.size, seen.root, next((note for note in kept if read_checkpoint(taken_apart(note)[0]).size == seen.size), ""))


def _keeper(later: Verifier | None) -> Keeping:
    """Return whoever keeps the key, who believes a later key, too. Raises BadInput where that is of another ledger."""
    keeper = ledger.signer()
    if later is None or not isinstance(keeper, Keeper):
        return keeper
    if later.name != keeper.verifier.name:
        raise BadInput(f"公钥 {later.name} 不是本节点的。", f"The key of {later.name} is not this node's.")
    return replace(keeper, retired=(*keeper.retired, later))


def resume(at: datetime, reason: str, enter: Callable[..., object], later: Verifier | None = None) -> tuple[Behind, list[Path], Checkpoint]:
    """
    Enter that this older ledger goes on, lay aside what keepers saw of the longer one, and sign; give what was behind, where that lies, the checkpoint.

    `enter` makes the entry. `later`: the node's key that was lost with the longer ledger, where it had been turned since; the entry tells it.
    Raises BadInput without a reason, where nothing is behind, or where an agent holds the memory; LedgerFault where what is here is
    not what was signed: an older ledger is gone on with, a rewritten one never.
    """
    keeper = _keeper(later)
    if not isinstance(keeper, Keeper):
        raise BadInput(
            "签名密钥由代理进程保管，须由其用户在代理的文件夹里处理 ledger-seen。",
            "The key lies with an agent: its user lays ledger-seen aside in the agent's folder.",
        )
    if len(reason.strip()) < SHORTEST:
        raise BadInput("请写明原因：为什么缺少的记录找不回来。", "Say why: what became of the entries that are missing.")
    found = behind(later)
    if found is None:
        raise BadInput("本节点的台账没有落后，无需此操作。", "This node's ledger is not behind: there is nothing to go on from.")
    ledger.check_as_signed()
    last = ledger.newest_checkpoint()
    with transaction.atomic():
        signed = {"last_size": str(last.size), "last_root": bytes(last.root).hex()} if last else {}
        signed |= {"key_seen": later.text} if later else {}
        enter(RESUMED, at=at, entries_here=str(found.here), entries_seen=str(found.seen), root_seen=found.root.hex(), reason=reason.strip()[:500], **signed)
    aside = [_laid_aside(memory, at) for memory in keeper.memories if memory.exists()]
    return found, aside, ledger.checkpoint(at)


def laid_aside() -> list[Path]:
    """Return what this node has laid aside of longer ledgers, the oldest first."""
    memory = Path(settings.LEDGER_MEMORY or Path(settings.HOME) / "ledger-seen")
    return sorted(memory.parent.glob(f"{memory.name}{ASIDE}*"))


def told() -> list[Text]:
    """State, for the page of the ledger, from where on this ledger is another than one that was signed before."""
    return [_said(place) for place in laid_aside()]


def _said(place: Path) -> Text:
    try:
        when = f"{localtime(datetime.strptime(place.name.rpartition('-')[2], STAMP).replace(tzinfo=UTC)):%Y-%m-%d %H:%M}"
        size = read_checkpoint(taken_apart(place.read_text(encoding="utf-8"))[0]).size
    except (OSError, ValueError, LedgerFault):  # ValueError: its name or bytes are another's
        return Text(f"{place.name} 无法读取。", f"{place.name} cannot be read.")
    return Text(
        f"本台账于 {when} 由较旧的备份接续；此前曾签至 {size} 条，其中一部分已不在。见记录“恢复较旧的台账后继续签发”。",
        f"This ledger went on from an older backup at {when}; {size} entries had been signed before, and some of them are gone. See the entry of that.",
    )


def _laid_aside(memory: Path, at: datetime) -> Path:
    place = memory.with_name(f"{memory.name}{ASIDE}{at.astimezone(UTC):{STAMP}}")
    return memory.rename(place)
