"""
The store of sealed bytes: under their SHA-256 (of the bytes as they came), lying plainly or, where the settings ask for it, encrypted under `HASH.hidden`.

Whoever reads asks here, and never sees how they lie. Both ways can lie side by side: what was sealed before the setting changed stays readable.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from hashlib import file_digest
from io import BufferedReader
from pathlib import Path

from django.conf import settings

from mingjian.core.errors import LedgerFault, MingjianError, NotFound
from mingjian.core.hidden import laid_open
from mingjian.office.files.encryption_keys import keys_of_files

HIDDEN = ".hidden"
PIECE = 2**20  # bytes that are read at once


def place_of(digest: str) -> Path:
    """Return where the bytes of a hash lie plainly."""
    return Path(settings.SEALED_ROOT) / digest[:2] / digest


def hidden_place_of(digest: str) -> Path:
    """Return where they lie encrypted."""
    return place_of(digest).with_name(digest + HIDDEN)


def is_there(digest: str) -> bool:
    """Return whether the store has the bytes of a hash, in either way."""
    return place_of(digest).exists() or hidden_place_of(digest).exists()


def places() -> Iterator[Path]:
    """Return the files of the store in order, however they lie."""
    root = Path(settings.SEALED_ROOT)
    return (place for place in sorted(root.glob("??/*")) if place.is_file() and len(hash_of(place)) == 64)


def hash_of(place: Path) -> str:
    """Return the hash that a file of the store lies under."""
    return place.name.removesuffix(HIDDEN)


def opened(digest: str) -> BufferedReader:
    """Open the bytes of a hash to be read from any place, unheld. Raises NotFound; LedgerFault where they lie encrypted and do not open."""
    for _ in range(2):  # a file that is being converted may leave its one place while we look at the other
        for place in (place_of(digest), hidden_place_of(digest)):
            try:
                return open_place(place)
            except FileNotFoundError:
                continue
    raise NotFound("文件的原始字节不在本节点的存储中。", "The bytes of this file are not in this node's store.")


def open_place(place: Path) -> BufferedReader:
    """Open one file of the store as the bytes that came. Raises FileNotFoundError, LedgerFault."""
    file = place.open("rb")
    if not place.name.endswith(HIDDEN):
        return file
    try:
        return laid_open(file, keys_of_files())
    except BaseException:
        file.close()
        raise


def as_sealed(digest: str) -> BufferedReader:
    """Open the bytes of a hash, once they are found to be those bytes. Raises NotFound, or LedgerFault where others lie there: nobody gets those."""
    file = opened(digest)
    try:
        if file_digest(file, "sha256").hexdigest() != digest:
            raise LedgerFault(
                f"此文件的字节与封存时的哈希 {digest[:16]}… 不符，已被改动，不予提供。请报告审计员，并从备份恢复。",
                f"The bytes of this file do not have the hash {digest[:16]}… that was sealed: they were changed, and are not handed out. "
                "Tell the auditor, and restore them from a backup.",
            )
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def bytes_as_sealed(digest: str) -> bytes:
    """Return the bytes of a hash in memory. Raises as `as_sealed`."""
    with as_sealed(digest) as file:
        return file.read()


@contextmanager
def laid_out(digest: str) -> Iterator[Path]:
    """
    Return a plain file with the bytes of a hash, for what reads nothing but files: their own place, or a copy for this user only that is gone afterwards.

    Raises NotFound; LedgerFault where they lie encrypted and do not open. They are not held against their hash.
    """
    if place_of(digest).exists():
        yield place_of(digest)
        return
    with opened(digest) as file, tempfile.NamedTemporaryFile(prefix="mingjian-") as out:
        while piece := file.read(PIECE):
            out.write(piece)
        out.flush()
        yield Path(out.name)


def digest_of_file(place: Path) -> str:
    """Return the SHA-256 of a file's bytes, as they came where it lies encrypted, read piece by piece; nothing where it cannot be read."""
    try:
        with open_place(place) as file:
            return file_digest(file, "sha256").hexdigest()
    except (OSError, MingjianError):
        return ""


def digest_there(digest: str) -> str:
    """Return the SHA-256 of what lies under a hash; nothing where nothing does, or it cannot be read."""
    try:
        with opened(digest) as file:
            return file_digest(file, "sha256").hexdigest()
    except (OSError, MingjianError):
        return ""


def put(draft: Path, digest: str, *, is_hidden: bool, made_of: Path | None = None) -> bool:
    """
    Lay a file that was written in the store's folder under its hash; the same bytes are kept once, and in one way.

    `made_of`: the place that it was converted from; where that is gone by now the bytes were erased, nothing is laid down, and False is given.
    """
    places = (hidden_place_of(digest), place_of(digest))
    place, other = places if is_hidden else places[::-1]
    place.parent.mkdir(exist_ok=True)
    with held():
        if made_of is not None and not made_of.exists():
            return False
        draft.replace(place)
        other.unlink(missing_ok=True)
    return True


def remove(digest: str) -> None:
    """Take the bytes of a hash away, however they lie; what is not there is no fault."""
    with held():
        for place in (place_of(digest), hidden_place_of(digest)):
            place.unlink(missing_ok=True)


@contextmanager
def held() -> Iterator[None]:
    """Hold the store against others that take files away or convert them: what was erased is never written again by a conversion under way."""
    root = Path(settings.SEALED_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".turning").open("w") as lock:
        flock(lock, LOCK_EX)
        yield
