"""A backup where it lies: pieces under their hash, each once; files as lists of pieces; manifests by the instant they were made."""

import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from mingjian.core.backups.encryption import AES, Seal, Secret, begin, is_of_age, opened
from mingjian.core.backups.shelves import Shelf, shelf_at
from mingjian.core.errors import BadInput

PIECE = 4 * 2**20  # bytes: of a database's file only the pieces that changed are written anew
HEADER, DAYS, PIECES = "mingjian-backup.json", "days", "pieces"
KEYS, MANIFEST = ".keys", ".manifest"


@dataclass(frozen=True)
class StoredFile:
    """One file of a backup: where it stood, how large and when it was changed, its hash, its pieces by theirs."""

    path: str
    size: int
    mtime_ns: int
    sha256: str
    pieces: tuple[str, ...]


class Store:
    """Where a backup lies, opened with its passphrase or an identity."""

    def __init__(self, shelf: Shelf, seal: Seal) -> None:
        self.shelf, self.seal = shelf, seal
        self.written = 0  # bytes of pieces that were not there yet

    def put_file(self, place: Path, path: str) -> StoredFile:
        """Keep a file, piece by piece, as it is read now."""
        whole, pieces, size = sha256(), list[str](), 0
        with place.open("rb") as file:
            mtime = os.fstat(file.fileno()).st_mtime_ns
            while piece := file.read(PIECE):
                whole.update(piece)
                size += len(piece)
                pieces.append(self.put(piece))
        return StoredFile(path, size, mtime, whole.hexdigest(), tuple(pieces))

    def put(self, piece: bytes) -> str:
        """Keep one piece, unless it is there; what is written is read again and opened. Gives its hash."""
        digest = sha256(piece).hexdigest()
        if not self.holds(digest):
            closed = self.seal.close(zlib.compress(piece, 1), digest)
            self.shelf.write(self._name(digest), closed)
            self.written += len(closed)
            self.get(digest)
        return digest

    def get(self, digest: str) -> bytes:
        """Return a piece, held against its hash. Raises BadInput where it is absent, damaged or another."""
        try:
            closed = self.shelf.read(self._name(digest))
        except OSError as error:
            raise BadInput(f"备份缺少一块数据：{digest[:16]}…", f"A piece of the backup is absent: {digest[:16]}…") from error
        piece = zlib.decompress(self.seal.open(closed, digest))
        if sha256(piece).hexdigest() != digest:
            raise BadInput(f"备份的一块数据与其哈希不符：{digest[:16]}…", f"A piece of the backup is not what its hash says: {digest[:16]}…")
        return piece

    def holds(self, digest: str) -> bool:
        """Return whether a piece is there."""
        return self.shelf.holds(self._name(digest))

    def check(self, kept: StoredFile) -> None:
        """Read a file of the backup through, and hold it against its hash. Raises BadInput."""
        for _ in self.read(kept):
            pass

    def read(self, kept: StoredFile) -> Iterator[bytes]:
        """Return the pieces of a file; raise BadInput at its end where the whole is not what its hash says."""
        whole = sha256()
        for digest in kept.pieces:
            piece = self.get(digest)
            whole.update(piece)
            yield piece
        if whole.hexdigest() != kept.sha256:
            raise BadInput(f"备份中的 {kept.path} 与其哈希不符。", f"{kept.path} of the backup is not what its hash says.")

    def days(self) -> list[str]:
        """Return the instants at which a backup was made (`20261127T040500Z`), the oldest first."""
        return sorted(name.removeprefix(f"{DAYS}/").removesuffix(MANIFEST) for name in self.shelf.names(DAYS) if name.endswith(MANIFEST))

    def write_manifest(self, day: str, told: dict[str, Any]) -> None:
        """Write down what a backup holds; from then on it is there."""
        plain = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
        self.shelf.write(f"{DAYS}/{day}{MANIFEST}", self.seal.close(zlib.compress(plain), day))
        self.manifest(day)

    def manifest(self, day: str) -> dict[str, Any]:
        """Return what the backup of an instant holds, its files as StoredFile under `files`. Raises BadInput."""
        try:
            closed = self.shelf.read(f"{DAYS}/{day}{MANIFEST}")
        except OSError as error:
            raise BadInput(f"没有 {day} 的备份。", f"There is no backup of {day}.") from error
        told: dict[str, Any] = json.loads(zlib.decompress(self.seal.open(closed, day)))
        told["files"] = [StoredFile(**{**one, "pieces": tuple(one["pieces"])}) for one in told["files"]]
        return told

    def prune(self, keep: int) -> int:
        """Take away all but the newest `keep` backups, with their keys, and the pieces that none of those needs; give how many backups went."""
        gone = self.days()[:-keep] if keep else []
        for day in gone:
            self.shelf.remove(f"{DAYS}/{day}{MANIFEST}")
            if self.shelf.holds(f"{DAYS}/{day}{KEYS}"):
                self.shelf.remove(f"{DAYS}/{day}{KEYS}")
        if gone:
            needed = {self.seal.name(digest) for day in self.days() for file in self.manifest(day)["files"] for digest in file.pieces}
            for name in self.shelf.names(PIECES):
                if name.rpartition("/")[2] not in needed:
                    self.shelf.remove(name)
        return len(gone)

    def _name(self, digest: str) -> str:
        name = self.seal.name(digest)
        return f"{PIECES}/{name[:2]}/{name}"


def plain(files: list[StoredFile]) -> list[dict[str, Any]]:
    """Return files as a manifest tells them."""
    return [asdict(file) for file in files]


def open_store(at: str | Path, secret: Secret, *, is_new_allowed: bool = False, cipher: str = AES) -> Store:
    """Open a backup where it lies, a folder or `s3://bucket/prefix`; begin one with a cipher where that is allowed and nothing lies there. Raises BadInput."""
    shelf = shelf_at(at)
    if shelf.holds(HEADER):
        return Store(shelf, opened(shelf.read(HEADER), secret))
    if not is_new_allowed:
        raise BadInput(f"{shelf} 中没有备份。", f"There is no backup in {shelf}.")
    if not shelf.is_empty():
        raise BadInput(f"{shelf} 不是空的，也不是备份，请另选一处。", f"{shelf} is neither empty nor a backup: choose another.")
    told, seal = begin(secret, cipher)
    if not isinstance(secret, str):
        secret.remember(told, seal.key)
    shelf.write(HEADER, told)
    return Store(shelf, seal)


def is_begun(at: str | Path) -> bool:
    """Return whether a backup lies there. Raises BadInput."""
    return shelf_at(at).holds(HEADER)


def takes_age(at: str | Path) -> bool:
    """Return whether a backup lies there that opens with an identity of age. Raises BadInput."""
    shelf = shelf_at(at)
    return shelf.holds(HEADER) and is_of_age(shelf.read(HEADER))
