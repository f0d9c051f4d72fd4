"""The keys of sealed files that lie encrypted: `sealed-key` in the home, one a line in hexadecimal, the newest first; a backup takes it with the other keys."""

import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from mingjian.core.errors import BadInput
from mingjian.core.hidden import KEY_SIZE, Key
from mingjian.core.ledger.checkpoint import keep_secret


def is_hiding() -> bool:
    """Return whether new files are to lie encrypted, by the settings (`MINGJIAN_SEALED_HIDDEN`)."""
    return bool(settings.SEALED_HIDDEN)


def key_file() -> Path:
    """Return the file of the keys: the one that the settings name, else `sealed-key` in the home."""
    return Path(settings.SEALED_KEY_FILE or Path(settings.HOME) / "sealed-key")


def keys_of_files() -> tuple[Key, ...]:
    """Return the keys, the newest first; none where there is no file. Raises BadInput where it is damaged, or others may read it."""
    place = key_file()
    try:
        found = place.stat()
    except FileNotFoundError:
        return ()
    if found.st_mode & 0o077:
        raise BadInput(f"密钥文件 {place} 他人可读，请执行 chmod 600。", f"Others may read the file of keys {place}: run chmod 600 on it.")
    return _read(str(place), found.st_mtime_ns, found.st_ino)


def newest_key() -> Key:
    """Return the key that encrypts; the first key of a node is made when it is asked for first."""
    if not key_file().exists():
        keep_secret(key_file(), Key.new().secret.hex())
    return keys_of_files()[0]


def add_key() -> Key:
    """Put a new key in front of the others, written whole or not at all; give it."""
    newest_key()
    key = Key.new()
    _write((key, *keys_of_files()))
    return key


def forget_all_but(used: set[bytes]) -> int:
    """Take away the keys that no file needs, by their ids; the newest stays. Give how many went."""
    newest, *others = keys_of_files()
    kept = [one for one in others if one.id in used]
    if len(kept) < len(others):
        _write((newest, *kept))
    return len(others) - len(kept)


def _write(found: tuple[Key, ...]) -> None:
    place = key_file()
    draft = place.with_name(f"{place.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    keep_secret(draft, "\n".join(one.secret.hex() for one in found))
    draft.replace(place)


@lru_cache(maxsize=4)
def _read(place: str, changed: int, inode: int) -> tuple[Key, ...]:
    """Read the keys once for each state of their file."""
    try:
        found = tuple(Key(bytes.fromhex(line)) for line in Path(place).read_text(encoding="ascii").split())
    except (ValueError, OSError):
        found = ()
    if not found or any(len(one.secret) != KEY_SIZE for one in found):
        raise BadInput(f"密钥文件 {place} 已损坏，请从备份恢复。", f"The file of keys {place} is damaged: restore it from a backup.")
    return found
