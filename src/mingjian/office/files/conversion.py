"""Convert the store between its two ways: plain files into encrypted ones and back, and encrypted ones under a new key, while the node goes on."""

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO

from django.conf import settings

from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.hidden import BEGINS, ID_SIZE, Hiding, Key
from mingjian.office.files.encryption_keys import add_key, forget_all_but, key_file, keys_of_files, newest_key
from mingjian.office.files.store import HIDDEN, PIECE, hash_of, open_place, places, put
from mingjian.office.record.entries import Count, enter


@dataclass
class Converted:
    """How many files were converted, and the hashes of those that were left as they are, since what lies there is not what was sealed or does not open."""

    files: int = 0
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Lying:
    """How the store lies: plain files, encrypted ones, those of them under an older key, those under no key that is there."""

    plain: int
    hidden: int
    outdated: int
    unreadable: int


def hide_files(at: datetime) -> Converted:
    """Encrypt every plain file of the store, and enter how many. Killed on the way, nothing is lost: do it again."""
    key = newest_key()
    return _entered("files_hidden", at, _converted(lambda place: not _is_hidden(place), key))


def lay_files_open(at: datetime) -> Converted:
    """Decrypt every encrypted file of the store, and enter how many. Raises BadInput where the settings ask for encryption: new files would lie so again."""
    if settings.SEALED_HIDDEN:
        raise BadInput(
            "设置 MINGJIAN_SEALED_HIDDEN=1 仍然有效，新文件还会加密存放。请先取消该设置，再执行本命令。",
            "MINGJIAN_SEALED_HIDDEN=1 is still set, so that new files would lie encrypted again. Unset it first.",
        )
    return _entered("files_laid_open", at, _converted(_is_hidden, None))


def turn_file_keys(at: datetime) -> Converted:
    """
    Encrypt every encrypted file anew under a new key, and enter how many; keys that no file needs go, but for the one before, with which somebody may still
    be writing. Raises BadInput where a file is under no key that is there: then nothing is turned.
    """
    if lost := lying().unreadable:
        raise BadInput(f"有 {lost} 个文件用现有密钥无法解密，未更换密钥。", f"{lost} files fit none of the keys: the keys were not turned.")
    before, key = newest_key(), add_key()
    done = _converted(lambda place: _is_hidden(place) and _key_of(place) != key.id, key)
    forget_all_but({before.id, *_keys_of_store()})
    return _entered("file_keys_turned", at, done)


def lying() -> Lying:
    """Look how the store lies."""
    found, known = list(places()), [one.id for one in keys_of_files()] if key_file().exists() else []
    hidden = [place for place in found if _is_hidden(place)]
    used = [key for place in hidden if (key := _key_of(place)) is not None]
    return Lying(len(found) - len(hidden), len(used), sum(one in known[1:] for one in used), sum(one not in known for one in used))


def _entered(kind: str, at: datetime, done: Converted) -> Converted:
    if done.files:
        enter(kind, at=at, files=Count(done.files))
    return done


def _converted(is_meant: Callable[[Path], bool], key: Key | None) -> Converted:
    done = Converted()
    for place in places():
        if not is_meant(place):
            continue
        try:
            done.files += _convert(place, key)
        except FileNotFoundError:  # erased, or sealed anew in the other way, while we looked
            continue
        except MingjianError:
            done.left.append(hash_of(place))
    return done


def _convert(place: Path, key: Key | None) -> bool:
    """Write one file anew, held against its hash, and lay it down if what it was made of is still there. Raises MingjianError where it is not its hash."""
    digest = hash_of(place)
    with open_place(place) as file, tempfile.NamedTemporaryFile(dir=settings.SEALED_ROOT, delete=False) as out:
        try:
            if _written(file, out, key) != digest:
                raise BadInput("文件与其哈希不符。", "The file is not what its hash says.")
            return put(Path(out.name), digest, is_hidden=key is not None, made_of=place)
        finally:
            Path(out.name).unlink(missing_ok=True)


def _written(file: IO[bytes], out: IO[bytes], key: Key | None) -> str:
    digest, into = sha256(), Hiding(out, key, is_sm4=settings.NATIONAL_CRYPTO) if key else out
    while piece := file.read(PIECE):
        digest.update(piece)
        into.write(piece)
    if isinstance(into, Hiding):
        into.close()
    out.flush()
    os.fsync(out.fileno())
    return digest.hexdigest()


def _is_hidden(place: Path) -> bool:
    return place.name.endswith(HIDDEN)


def _key_of(place: Path) -> bytes | None:
    """Return the id of the key that a file was encrypted with; None where it has gone meanwhile."""
    try:
        with place.open("rb") as file:
            return file.read(len(BEGINS) + ID_SIZE)[len(BEGINS) :]
    except FileNotFoundError:
        return None


def _keys_of_store() -> Iterator[bytes]:
    return (key for place in places() if _is_hidden(place) and (key := _key_of(place)) is not None)
