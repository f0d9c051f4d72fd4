"""Opens the files of a set, plain or packed with gzip."""

import gzip
import io
from collections.abc import Iterator
from pathlib import Path

from mingjian.core.errors import BadInput

_LARGEST = 1 << 30  # bytes unpacked: a set is small, and a packed file may be a trap


def found(folder: Path, name: str) -> Path | None:
    """Return the file of that name, or of that name and `.gz`, if there is one."""
    bare = name.removesuffix(".gz")
    return next((path for path in (folder / bare, folder / f"{bare}.gz") if path.is_file()), None)


def text(folder: Path, name: str) -> str:
    """Return the text of a file of the set (UTF-8, with or without mark); BadInput where it is absent, no UTF-8, or too large."""
    path = found(folder, name)
    if path is None:
        raise BadInput(f"缺少文件 {folder / name}。", f"The file {folder / name} is absent.")
    return text_of(path)


def text_of(path: Path) -> str:
    """Return the text of one file, unpacked if it is packed."""
    with path.open("rb") as raw:
        opened = gzip.GzipFile(fileobj=raw) if raw.read(2) == b"\x1f\x8b" else raw
        raw.seek(0)
        data = _limited(opened, path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} 不是 UTF-8 文本。", f"{path} is no UTF-8 text.") from error


def _limited(opened: "gzip.GzipFile | io.BufferedReader", path: Path) -> bytes:
    try:
        data = opened.read(_LARGEST + 1)
    except (OSError, EOFError, ValueError) as error:
        raise BadInput(f"{path} 已损坏：{error}。", f"{path} is broken: {error}.") from error
    if len(data) > _LARGEST:
        raise BadInput(f"{path} 超过 1 GiB。", f"{path} is over 1 GiB.")
    return data


def lines(folder: Path, name: str) -> Iterator[str]:
    """Return the lines of a file of the set, those of nothing but space left out."""
    return (line for line in text(folder, name).split("\n") if line.strip())
