"""
Keeps what was made out of files in the user's own cache, and uses it only while every byte that it was made from is the same.

What is kept is a pickle, and a pickle can run code. So nothing is read that another user owns or could write: neither the file nor its folder.
"""

import contextlib
import dataclasses
import gc
import hashlib
import io
import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

_DIGEST = 32  # bytes of SHA-256
MOST_MARKS = 8  # of one name: installations and working copies of one user side by side, which would else replace what the others kept
_OTHERS = stat.S_IWGRP | stat.S_IWOTH
T = TypeVar("T")


def mark_of(folders: Iterable[tuple[Path, str]]) -> bytes:
    """Return a digest of the names and bytes of all files under folders whose names end so, and of the Python that reads them."""
    found = hashlib.sha256(f"{sys.version} {pickle.HIGHEST_PROTOCOL}".encode())
    for folder, ending in folders:
        for path in sorted(folder.rglob(f"*{ending}")):
            held = path.read_bytes()
            found.update(f"\0{path.relative_to(folder).as_posix()}\0{len(held)}\0".encode())
            found.update(held)
    return found.digest()


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Let Python look for no garbage while much is made of which all is kept: it would look again and again at the same things, a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def collect_seldom() -> None:
    """Let Python look for garbage a seventieth as often from now on: a node writes many rows at once, of which none is garbage while they are written."""
    gc.set_threshold(50_000, 20, 100)


@uncollected()
def kept(name: str, marked: Callable[[], bytes], make: Callable[[], T]) -> T:
    """Return what was kept under a name and its mark; else make it, and keep it where that can be done. What is damaged or foreign is made anew."""
    path, mark = None, b""
    with contextlib.suppress(Exception):  # whatever is wrong with the cache or what lies in it, the thing can be made
        folder = _folder()
        mark = marked()
        path = folder / f"{name}.{mark.hex()[:16]}"
        held = _own(path)
        body = held[2 * _DIGEST :]
        if held[: 2 * _DIGEST] == mark + hashlib.sha256(body).digest():
            found: T = pickle.loads(body)  # noqa: S301 - our own, see above
            os.utime(path)  # the last used are those that stay
            return found
    made = make()
    if path is not None:
        with contextlib.suppress(OSError):
            _keep(path, mark, _dumped(made))
            _clear(path.parent, name)
    return made


class _Pickler(pickle.Pickler):
    """Writes a dataclass with slots as its class and its values: what Python 3.11 writes asks for the fields of each again, half of the time of reading."""

    def reducer_override(self, obj: Any) -> Any:
        cls = type(obj)
        if not dataclasses.is_dataclass(cls) or "__slots__" not in cls.__dict__ or len(cls.__mro__) > 2:
            return NotImplemented
        return _filled, (cls, tuple(getattr(obj, field.name) for field in dataclasses.fields(cls)))


def _filled(cls: type[T], values: tuple[Any, ...]) -> T:
    """Make an instance of a dataclass with slots out of its values, in the order of its fields."""
    made = object.__new__(cls)
    for name, value in zip(cls.__slots__, values, strict=True):  # type: ignore[attr-defined]  # of a dataclass they are its fields
        _put(made, name, value)
    return made


_put = object.__setattr__  # which a frozen dataclass allows


def _dumped(made: object) -> bytes:
    file = io.BytesIO()
    _Pickler(file, pickle.HIGHEST_PROTOCOL).dump(made)
    return file.getvalue()


def _folder() -> Path:
    """Return our folder in the user's cache. Raises `OSError` where the user has none, or others could write there."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mingjian"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _refuse_foreign(folder.lstat())
    return folder


def _own(path: Path) -> bytes:
    with path.open("rb") as file:
        _refuse_foreign(os.fstat(file.fileno()))
        return file.read()


def _refuse_foreign(found: os.stat_result) -> None:
    if found.st_uid != os.geteuid() or found.st_mode & _OTHERS or stat.S_ISLNK(found.st_mode):
        raise PermissionError


def _keep(path: Path, mark: bytes, body: bytes) -> None:
    """Write whole, or not at all: others may be reading."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")  # readable and writable by us only
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(mark + hashlib.sha256(body).digest() + body)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _clear(folder: Path, name: str) -> None:
    """Take away what was kept under a name for files that nobody has any more: all but the last used."""
    files = sorted((path for path in folder.iterdir() if path.name.startswith(f"{name}.")), key=lambda path: path.stat().st_mtime)
    for path in files[:-MOST_MARKS]:
        path.unlink(missing_ok=True)
