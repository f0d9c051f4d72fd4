"""The folder of a backup: pieces under their hash, each once; files as lists of pieces; manifests by the instant they were made."""

import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from hashlib import sha256
from pathlib import Path
from typing import Any

from mingjian.core.backups.sealing import Seal, begin, opened
from mingjian.core.errors import BadInput

PIECE = 4 * 2**20  # bytes: of a database's file only the pieces that changed are written anew
HEADER, DAYS, PIECES = "mingjian-backup.json", "days", "pieces"
KEYS = ".keys"


@dataclass(frozen=True)
class StoredFile:
    """One file of a backup: where it stood, how large and when it was changed, its hash, its pieces by theirs."""

    path: str
    size: int
    mtime_ns: int
    sha256: str
    pieces: tuple[str, ...]


class Store:
    """A backup's folder, opened with its passphrase."""

    def __init__(self, folder: Path, seal: Seal) -> None:
        self.folder, self.seal = folder, seal
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
        place = self._place(digest)
        if not place.exists():
            closed = self.seal.close(zlib.compress(piece, 1), digest)
            write_whole(place, closed)
            self.written += len(closed)
            self.get(digest)
        return digest

    def get(self, digest: str) -> bytes:
        """Give a piece, held against its hash. Raises BadInput where it is absent, damaged or another."""
        try:
            closed = self._place(digest).read_bytes()
        except OSError as error:
            raise BadInput(f"备份缺少一块数据：{digest[:16]}…", f"A piece of the backup is absent: {digest[:16]}…") from error
        piece = zlib.decompress(self.seal.open(closed, digest))
        if sha256(piece).hexdigest() != digest:
            raise BadInput(f"备份的一块数据与其哈希不符：{digest[:16]}…", f"A piece of the backup is not what its hash says: {digest[:16]}…")
        return piece

    def holds(self, digest: str) -> bool:
        """Whether a piece is there."""
        return self._place(digest).exists()

    def check(self, kept: StoredFile) -> None:
        """Read a file of the backup through, and hold it against its hash. Raises BadInput."""
        for _ in self.read(kept):
            pass

    def read(self, kept: StoredFile) -> Iterator[bytes]:
        """Give the pieces of a file; raise BadInput at its end where the whole is not what its hash says."""
        whole = sha256()
        for digest in kept.pieces:
            piece = self.get(digest)
            whole.update(piece)
            yield piece
        if whole.hexdigest() != kept.sha256:
            raise BadInput(f"备份中的 {kept.path} 与其哈希不符。", f"{kept.path} of the backup is not what its hash says.")

    def days(self) -> list[str]:
        """Give the instants at which a backup was made (`20261127T040500Z`), the oldest first."""
        folder = self.folder / DAYS
        return sorted(one.stem for one in folder.glob("*.manifest")) if folder.is_dir() else []

    def write_manifest(self, day: str, told: dict[str, Any]) -> None:
        """Write down what a backup holds; from then on it is there."""
        plain = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
        write_whole(self.folder / DAYS / f"{day}.manifest", self.seal.close(zlib.compress(plain), day))
        self.manifest(day)

    def manifest(self, day: str) -> dict[str, Any]:
        """Give what the backup of an instant holds, its files as StoredFile under `files`. Raises BadInput."""
        try:
            closed = (self.folder / DAYS / f"{day}.manifest").read_bytes()
        except OSError as error:
            raise BadInput(f"没有 {day} 的备份。", f"There is no backup of {day}.") from error
        told: dict[str, Any] = json.loads(zlib.decompress(self.seal.open(closed, day)))
        told["files"] = [StoredFile(**{**one, "pieces": tuple(one["pieces"])}) for one in told["files"]]
        return told

    def prune(self, keep: int) -> int:
        """Take away all but the newest `keep` backups, and the pieces that none of those needs; give how many backups went."""
        gone = self.days()[:-keep] if keep else []
        for day in gone:
            (self.folder / DAYS / f"{day}.manifest").unlink()
        if gone:
            needed = {self.seal.name(digest) for day in self.days() for file in self.manifest(day)["files"] for digest in file.pieces}
            for place in (self.folder / PIECES).glob("*/*"):
                if place.name not in needed:
                    place.unlink()
        return len(gone)

    def _place(self, digest: str) -> Path:
        name = self.seal.name(digest)
        return self.folder / PIECES / name[:2] / name


def plain(files: list[StoredFile]) -> list[dict[str, Any]]:
    """Give files as a manifest tells them."""
    return [asdict(file) for file in files]


def open_store(folder: Path, passphrase: str, *, is_new_allowed: bool = False) -> Store:
    """Open a backup's folder; begin one where that is allowed and it is empty. Raises BadInput."""
    header = folder / HEADER
    if header.is_file():
        return Store(folder, opened(header.read_bytes(), passphrase))
    if not is_new_allowed:
        raise BadInput(f"{folder} 中没有备份。", f"There is no backup in {folder}.")
    if folder.is_dir() and any(one.name != "lost+found" for one in folder.iterdir()):
        raise BadInput(f"{folder} 不是空文件夹，也不是备份，请另选一个。", f"{folder} is neither empty nor a backup: choose another.")
    told, seal = begin(passphrase)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(header, told)
    return Store(folder, seal)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a backup's folder, so that two do not write in it at once. Raises BadInput where another does."""
    with (folder / ".lock").open("w") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError as error:
            raise BadInput("另一个备份正在写入此文件夹，请稍后再试。", "Another backup is being written to this folder: try again later.") from error
        yield


def write_whole(place: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, on the disk, and for this user only."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
