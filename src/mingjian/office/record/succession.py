"""
Turn the ledger's key: the old one and the new one sign the handover, which is an entry; the old one signs up to that entry, the new one from then on.

Killed on the way nothing is lost: the new key lies beside the old (`ledger-key-next`) until the checkpoint over the entry is signed, and whoever signs next
finishes what was begun.
"""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.ledger.checkpoint import Signer, Verifier, keep_secret, signer_in
from mingjian.core.ledger.keeper import keep_note
from mingjian.core.ledger.leaf import parse
from mingjian.core.ledger.succession import RETIRED, Succession, handed_over, retired_in
from mingjian.office.models import Entry

TURNED = "ledger_key_turned"
KEY, NEXT = "ledger-key", "ledger-key-next"


def name() -> str:
    """Return the name of this node's ledger, which its keys bear."""
    return f"{settings.NODE}/ledger"


def notes() -> list[str]:
    """Return the handovers that the ledger tells, the oldest first; read once for each state of the file of keys of before, which every turn changes."""
    file = Path(settings.HOME) / RETIRED
    found = file.stat() if file.exists() else None
    if found is None and not (Path(settings.HOME) / NEXT).exists():
        return []
    return _told() if found is None or is_pending() else list(_kept(str(file), found.st_mtime_ns, found.st_ino))


@lru_cache(maxsize=4)
def _kept(place: str, changed: int, inode: int) -> tuple[str, ...]:
    return tuple(_told())


def _told() -> list[str]:
    bodies = Entry.objects.filter(kind=TURNED).order_by("index").values_list("body", flat=True)
    return [str(parse(body)["handover"]) for body in bodies]


def succession(newest: Verifier) -> Succession:
    """Return the keys of this ledger; `newest` is the one in force, or the one before while a turn is not finished. Raises LedgerFault."""
    told = notes()
    if told and is_pending():
        newest = Succession.of(_next().verifier, told[-1:]).newest
    return Succession.of(newest, told)


def retired() -> tuple[Verifier, ...]:
    """Return the keys that were used before, the newest first."""
    return retired_in(Path(settings.HOME))


def pending_size() -> int | None:
    """Return how many entries the old key has still to sign for, where a turn was begun and not finished; None where none was."""
    if not (Path(settings.HOME) / NEXT).exists():
        return None
    last = Entry.objects.filter(kind=TURNED).order_by("index").last()
    is_meant = last is not None and parse(last.body).get("new_key") == _next().verifier.text
    return last.index + 1 if last is not None and is_meant else None


def is_pending() -> bool:
    """Return whether a turn was begun and not finished."""
    return pending_size() is not None


def check_in_force(key: Verifier) -> None:
    """Refuse a key that is not the one that the ledger's last handover names. Raises LedgerFault."""
    told = notes()[-1:]
    if told and Succession.of(key_named(told[0]), told).newest != key and not is_pending():
        raise LedgerFault(
            "现有签名密钥不是台账最后一次交接所记的密钥。请从备份恢复 ledger-key，不再签发。",
            "The signing key is not the one that the ledger's last handover names. Restore ledger-key from its backup: nothing more is signed.",
        )


def key_named(note: str) -> Verifier:
    """Return the key that a handover names as the next, unchecked."""
    try:
        return Verifier.from_text(note.split("\n")[4])
    except (IndexError, BadInput) as error:
        raise LedgerFault("不是密钥交接记录。", "This is no handover of a ledger's key.") from error


def begin(at: datetime, hold: Callable[[], None], size: Callable[[], int], enter: Callable[..., object]) -> Verifier:
    """
    Make a new key, in a token where settings name one, and enter the handover to it; give it. `hold` keeps others from signing meanwhile, `size` counts
    entries, `enter` makes one.

    Raises BadInput where the key lies with an agent, is lost, or an earlier turn is not finished.
    """
    refuse_turn()
    old = signer_in(Path(settings.HOME) / KEY, name())
    new = Signer.new(name(), settings.LEDGER_PKCS11)
    if new.verifier == old.verifier:
        raise BadInput(
            "MINGJIAN_LEDGER_PKCS11 指的就是现用密钥：请去掉 id，或指明令牌中的另一把。",
            "MINGJIAN_LEDGER_PKCS11 names the key in force: take its id out, or name another of the token.",
        )
    (Path(settings.HOME) / NEXT).unlink(missing_ok=True)  # of a turn that was given up before its entry
    keep_secret(Path(settings.HOME) / NEXT, new.secret_text)
    with transaction.atomic():
        hold()
        _hold_numbers()
        note = handed_over(old, new, size() + 1)
        enter(TURNED, at=at, new_key=new.verifier.text, old_key=old.verifier.text, handover=note)
    return new.verifier


def finish() -> None:
    """Put the next key in force and the old one among those of before; whoever calls holds the checkpoint lock. Nothing to do does nothing."""
    home = Path(settings.HOME)
    if not is_pending():
        return
    old = signer_in(home / KEY, name()).verifier
    before = [one.text for one in reversed(retired())]
    if old.text not in before:
        keep_note(home / RETIRED, "\n".join([*before, old.text]) + "\n")
    (home / NEXT).replace(home / KEY)


def refuse_turn() -> None:
    """Refuse to turn a key that lies with an agent, is lost, or is being turned. Raises BadInput."""
    if settings.LEDGER_AGENT:
        raise BadInput(
            "签名密钥由代理进程保管，不能从这里更换。请停下代理，把其文件夹中的 ledger-key 和 ledger-seen 移到节点文件夹，更换后再移回。",
            "The key lies with an agent, and is not turned from here. Stop the agent, move ledger-key and ledger-seen of its folder into the home, "
            "turn the key, and move them back.",
        )
    if not (Path(settings.HOME) / KEY).exists():
        raise BadInput(
            "原签名密钥 ledger-key 已不在，无法由它签署交接。请先从备份恢复原密钥；没有原密钥就没有人能证明新密钥属于本节点。",
            "The signing key ledger-key is gone, so that nothing signs the handover. Restore it from a backup first: without it nobody can show that "
            "a new key is this node's.",
        )
    if is_pending():
        raise BadInput("上一次更换尚未完成，请先执行 mingjian ledger checkpoint。", "The turn before is not finished: run mingjian ledger checkpoint first.")


def _hold_numbers() -> None:
    """Keep further indexes from other writers until the transaction ends; SQLite has held its one write lock since it began."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT ledger_next()")


def _next() -> Signer:
    return signer_in(Path(settings.HOME) / NEXT, name())
