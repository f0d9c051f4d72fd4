"""
Where a backup lies: a folder, or a bucket of an S3 store (`s3://bucket/prefix`).

Keys of a bucket come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or what else that family of tools reads; a store that is not Amazon's is named in
AWS_ENDPOINT_URL. All that is written there is sealed before it leaves.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from mingjian.core.errors import BadInput

BUCKET = "s3://"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Shelf(Protocol):
    """Named bytes, each there whole or not at all. Names have no leading slash: `pieces/ab/ab…`."""

    def read(self, name: str) -> bytes: ...  # raises FileNotFoundError

    def write(self, name: str, content: bytes) -> None: ...

    def holds(self, name: str) -> bool: ...

    def names(self, room: str) -> list[str]: ...  # of what lies below a room

    def remove(self, name: str) -> None: ...

    def is_empty(self) -> bool: ...

    def held(self) -> Any: ...  # a context in which nobody else writes


class FolderShelf:
    """A folder of this machine, or one that is mounted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __str__(self) -> str:
        return str(self.folder)

    def read(self, name: str) -> bytes:
        """Return the bytes of a name. Raises FileNotFoundError."""
        return (self.folder / name).read_bytes()

    def write(self, name: str, content: bytes) -> None:
        """Keep bytes under a name."""
        write_whole(self.folder / name, content)

    def holds(self, name: str) -> bool:
        """Return whether something is kept under a name."""
        return (self.folder / name).is_file()

    def names(self, room: str) -> list[str]:
        """Return the names below a room; drafts of what was killed while it was written are none."""
        found = (self.folder / room).rglob("*") if (self.folder / room).is_dir() else ()
        return sorted(str(one.relative_to(self.folder)) for one in found if one.is_file() and not one.name.startswith("."))

    def remove(self, name: str) -> None:
        """Take a name away."""
        (self.folder / name).unlink(missing_ok=True)

    def is_empty(self) -> bool:
        """Return whether nothing lies there yet."""
        return not self.folder.is_dir() or all(one.name == "lost+found" for one in self.folder.iterdir())

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder, so that two do not write in it at once. Raises BadInput where another does."""
        with (self.folder / ".lock").open("w") as lock:
            try:
                flock(lock, LOCK_EX | LOCK_NB)
            except BlockingIOError as error:
                raise BadInput("另一个备份正在写入此处，请稍后再试。", "Another backup is being written there: try again later.") from error
            yield


class BucketShelf:
    """A prefix of a bucket. Nothing locks it: give each node a prefix of its own. What stands there is listed once, and remembered."""

    def __init__(self, address: str) -> None:
        from pyarrow.fs import S3FileSystem

        parts = urlsplit(address)
        if not parts.netloc:
            raise BadInput("请写明存储桶：s3://桶名/前缀。", "Name the bucket: s3://bucket/prefix.")
        self.address, self.root = address, f"{parts.netloc}/{parts.path.strip('/')}".rstrip("/")
        where = _endpoint(os.environ.get("AWS_ENDPOINT_URL", ""))
        with _told(address):
            self._store = S3FileSystem(connect_timeout=10, request_timeout=120, allow_delayed_open=True, **where)
        self._known: set[str] | None = None

    def __str__(self) -> str:
        return self.address

    def read(self, name: str) -> bytes:
        """Return the bytes of a name. Raises FileNotFoundError, BadInput where the store does not answer."""
        with _told(self.address), self._store.open_input_stream(f"{self.root}/{name}") as file:
            return bytes(file.read())

    def write(self, name: str, content: bytes) -> None:
        """Keep bytes under a name: the store shows them once it has them all."""
        with _told(self.address), self._store.open_output_stream(f"{self.root}/{name}") as out:
            out.write(content)
        self._all().add(name)

    def holds(self, name: str) -> bool:
        """Return whether something is kept under a name."""
        return name in self._all()

    def names(self, room: str) -> list[str]:
        """Return the names below a room."""
        return sorted(name for name in self._all() if name.startswith(f"{room}/"))

    def remove(self, name: str) -> None:
        """Take a name away."""
        with _told(self.address):
            self._store.delete_file(f"{self.root}/{name}")
        self._all().discard(name)

    def is_empty(self) -> bool:
        """Return whether nothing lies there yet."""
        return not self._all()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let whoever asked go on: pieces are named by what they hold, so that two who write at once disturb nothing but what `--keep` takes away."""
        yield

    def _all(self) -> set[str]:
        if self._known is None:
            from pyarrow.fs import FileSelector, FileType

            with _told(self.address):
                found = self._store.get_file_info(FileSelector(self.root, recursive=True, allow_not_found=True))
            self._known = {one.path[len(self.root) + 1 :] for one in found if one.type == FileType.File}
        return self._known


def shelf_at(address: str | Path) -> Shelf:
    """Return the shelf of an address: `s3://bucket/prefix`, else a folder. Raises BadInput."""
    text = str(address)
    if text.startswith(BUCKET):
        return BucketShelf(text)
    if "://" in text:
        raise BadInput(f"备份位置应为文件夹或 s3:// 地址：{text[:80]}", f"A backup lies in a folder or at s3://…, not at {text[:80]}")
    return FolderShelf(Path(text))


def _endpoint(url: str) -> dict[str, str]:
    """Return where a store that is not Amazon's answers; in the clear on this machine alone. Raises BadInput."""
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadInput(
            f"AWS_ENDPOINT_URL 应为 https:// 开头的地址：{url[:80]}", f"AWS_ENDPOINT_URL should be an address that begins with https://, not {url[:80]}"
        )
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise BadInput("对象存储须用 https。", "A store elsewhere is reached by https.")
    return {"endpoint_override": parts.netloc, "scheme": parts.scheme, "region": os.environ.get("AWS_REGION", "us-east-1")}


@contextmanager
def _told(address: str) -> Iterator[None]:
    """Raise in words what a store refuses; what is not there stays FileNotFoundError."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        said = str(error).splitlines()[0][:300]
        raise BadInput(f"对象存储 {address} 出错：{said}", f"The store {address} failed: {said}") from error


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
