"""
How a trained model lies in its folder: its own files, and `made.json`, which says of what form it is and the SHA-256 of each file.

A model that was cut short, altered, made by another version or may not be read is told so before anything is judged by it, not in the middle.
"""

import json
from collections.abc import Callable
from hashlib import file_digest
from pathlib import Path
from typing import Any, TypeVar
from zipfile import BadZipFile

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.language import Text

MADE = "made.json"
LARGEST = 1 << 20  # bytes of `made.json`
T = TypeVar("T")


class ModelAbsent(NotFound, BadInput):
    """There is no trained model where one was looked for."""


class ModelFault(BadInput):
    """A trained model is there, but cannot be used; the message says why and what to do."""


def seal_folder(folder: Path, kind: str, form: int) -> None:
    """Write down of what kind and form the files of a folder are, and of what bytes; written last, so that a model cut short has none."""
    files = {path.name: _digest(path) for path in sorted(folder.iterdir()) if path.is_file() and path.name != MADE}
    (folder / MADE).write_text(json.dumps({"kind": kind, "form": form, "files": files}, indent=1), "utf-8")


def opened(folder: Path, kind: str, form: int, read: Callable[[Path], T]) -> T:
    """
    Read a model of a kind and form by `read`, once its files are those that were sealed.

    Raises ModelAbsent where there is none, ModelFault for one of another form, cut short, altered, or that may not be read.
    """
    try:
        if not folder.is_dir() or not any(folder.iterdir()):
            raise ModelAbsent(f"文件夹 {folder} 里没有训练好的模型，请先运行 mingjian train。", f"No trained model is in {folder}: run mingjian train first.")
        _check(folder, kind, form)
        return read(folder)
    except PermissionError as error:
        at = error.filename or folder
        raise ModelFault(f"没有权限读取模型 {at}：请检查文件权限。", f"The model {at} may not be read: check who may read it.") from error
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, EOFError, RecursionError, BadZipFile) as error:
        raise _damaged(folder) from error


def stamp(folder: Path) -> int:
    """Describe one making of a model from another; 0 where there is none, or it may not be seen."""
    try:
        return (folder / MADE).stat().st_mtime_ns
    except OSError:
        return 0


def fault_of(read: Callable[[str], object], folder: str) -> Text | None:
    """Return why the model of a folder cannot be used; None where it can, or no folder is named. Raises ModelAbsent where there is none."""
    try:
        if folder:
            read(folder)
    except ModelFault as fault:
        return fault.text
    return None


def _check(folder: Path, kind: str, form: int) -> None:
    told = _told(folder)
    if told is None or told.get("kind") != kind or told.get("form") != form:
        found = "—" if told is None else f"{told.get('kind')!s:.40} {told.get('form')!s:.10}"
        raise ModelFault(
            f"模型（{folder}）由另一版本制作（{found}；本版为 {kind} {form}），请重新运行 mingjian train。",
            f"The model in {folder} was made by another version ({found}; this one reads {kind} {form}): run mingjian train again.",
        )
    for name, digest in told["files"].items():
        if "/" in name or _digest(folder / name) != digest:
            raise _damaged(folder / Path(name).name)


def _told(folder: Path) -> dict[str, Any] | None:
    """Read what a model says of itself; None where it says nothing, as models of before did, or was cut short before it could."""
    place = folder / MADE
    if not place.exists():
        return None
    with place.open("rb") as file:
        told = json.loads(file.read(LARGEST))
    if not isinstance(told, dict) or not isinstance(told.get("files"), dict):
        raise _damaged(place)
    return told


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _damaged(place: Path) -> ModelFault:
    return ModelFault(
        f"模型（{place}）缺失一部分、已损坏或被改动，请重新运行 mingjian train。",
        f"The model {place} lacks a part, is broken or was altered: run mingjian train again.",
    )
