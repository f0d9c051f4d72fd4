"""A prefix of a bucket of an S3 store. Objects appear there whole, and none is changed or removed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from mingjian.core.deliveries import MOST, Came, Way, is_unfinished, more_than_listed, place_for, too_large
from mingjian.core.deliveries.secret import secret_of
from mingjian.core.deliveries.source import Source
from mingjian.core.environment import is_encrypted
from mingjian.core.errors import BadInput
from mingjian.core.language import Text

if TYPE_CHECKING:
    from pyarrow.fs import FileInfo, S3FileSystem

_PIECE = 1 << 20


def came_of(source: Source, room: Path, mark: dict[str, str]) -> Iterator[Came]:
    """Yield the objects directly below the prefix that were not seen yet, the oldest first. Raises BadInput where the store does not answer, or refuses us."""
    from pyarrow.fs import FileSelector, FileType

    parts = urlsplit(source.place)
    root = f"{parts.netloc}/{parts.path.strip('/')}".rstrip("/")
    store = _store(source)
    with _told(source.place):
        found = [one for one in store.get_file_info(FileSelector(root)) if one.type == FileType.File and not is_unfinished(one.base_name)]
    yield Came("", room, listed=frozenset(one.base_name for one in found))
    for one in sorted(found, key=lambda info: (info.mtime_ns or 0, info.base_name)):
        told = {one.base_name: f"{one.size}-{one.mtime_ns}"}
        if mark.get(one.base_name) == told[one.base_name]:
            continue
        yield _fetched(source, store, one, room, told)


def _fetched(source: Source, store: "S3FileSystem", one: "FileInfo", room: Path, mark: dict[str, str]) -> Came:
    """Return an object as a file here, or why it was not fetched."""
    path = place_for(one.base_name, room)
    if one.size > MOST:
        return Came(one.base_name, path, mark, too_large())
    with _told(source.place), store.open_input_stream(one.path) as file, path.open("wb") as out:
        left = one.size
        while piece := file.read(_PIECE):
            left -= len(piece)
            if left < 0:
                return Came(one.base_name, path, fault=more_than_listed())  # without its mark: the next look fetches it again
            out.write(piece)
    return Came(one.base_name, path, mark)


def _store(source: Source) -> "S3FileSystem":
    from pyarrow.fs import S3FileSystem

    endpoint = source.access.get("endpoint", "")
    where: dict[str, Any] = {}
    if endpoint:
        if not is_encrypted(endpoint):
            raise BadInput("对象存储的 endpoint 须以 https:// 开头。", "The endpoint of a store is an address that begins with https://.")
        where = {"endpoint_override": urlsplit(endpoint).netloc, "scheme": urlsplit(endpoint).scheme}
    with _told(source.place):
        return S3FileSystem(
            access_key=source.access["user"],
            secret_key=secret_of(source.access),
            region=source.access.get("region") or "us-east-1",
            connect_timeout=10,
            request_timeout=120,
            **where,
        )


@contextmanager
def _told(place: str) -> Iterator[None]:
    """Raise in words what a store refuses."""
    try:
        yield
    except OSError as error:
        said = " ".join(str(error).split())[:200]
        raise BadInput(f"对象存储 {place} 出错：{said}", f"The store {place} failed: {said}") from None


def _is_bucket(place: str) -> bool:
    parts = urlsplit(place)
    return parts.scheme == "s3" and bool(parts.netloc) and "@" not in parts.netloc


WAY = Way(
    Text("对象存储", "object store"),
    came_of,
    Text("s3://桶名/前缀", "s3://bucket/prefix"),
    _is_bucket,
    needs=("user", "secret_in"),
    takes=("endpoint", "region"),
)
