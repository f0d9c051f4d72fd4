"""
The scales of discretion and lists of first slight offences that a node loads: those of its province and city, as files that its lawyers write from the text.

They are kept in the node's home as they were loaded, one file each, and checked again whenever they are read: the rulebook may have changed since.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from mingjian.core.errors import BadInput
from mingjian.core.law.reader import Fault, Faults, read
from mingjian.core.law.scales import Published, Scale, SlightList, read_list, read_scale
from mingjian.core.procedure.rulebook import liabilities, rulebook

NAME = "law-scales"  # of the folder in a node's home
KINDS = ("scale", "first_slight")
_NAMED = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")


@dataclass(frozen=True)
class Local:
    """The scales and lists of a node, and the faults of files that cannot be used any more."""

    scales: tuple[Scale, ...] = ()
    lists: tuple[SlightList, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def all(self) -> tuple[Published, ...]:
        """Return all of them, in the order of their names."""
        return tuple(sorted((*self.scales, *self.lists), key=lambda one: (one.region, one.name)))

    def on(self, day: date, region: str) -> "Local":
        """Return those that hold on a day in a division, or above it. Without a division only those that hold everywhere."""
        scales = tuple(one for one in self.scales if one.holds(day, region))
        return Local(scales, tuple(one for one in self.lists if one.holds(day, region)))


def read_local(path: Path) -> tuple[Published | None, list[Fault]]:
    """Read one file, and everything that is wrong with it, by line."""
    faults = Faults()
    top = read(path, path.name, faults)
    if top is None:
        return None, faults.found
    kind = top.word("kind")
    if kind not in KINDS:
        top.fault(f"kind 须是 {'、'.join(KINDS)} 之一。", f"kind must be one of {', '.join(KINDS)}.", "kind")
        return None, faults.found
    acts, fields = liabilities().all, rulebook().vocabularies["goods_fields"]
    found: Published = read_scale(path.stem, top, acts, fields) if kind == "scale" else read_list(path.stem, top, acts, fields)
    if not _NAMED.fullmatch(path.stem):
        top.fault("文件名须是小写字母、数字、- 和 _，例如 zhejiang_2024.yaml。", "The file's name must be of a-z, 0-9, - and _: zhejiang_2024.yaml.")
    if isinstance(found, Scale) and not found.bands and not found.rungs:
        top.fault("须有 bands 或者 rungs。", "It needs bands or rungs.")
    if found.decides and found.checked is None:
        top.fault(
            "标为已核对的，须写 checked：何人、何日、对照何文本。",
            "What was read needs `checked`: by whom, when, against which text.",
            "verification",
        )
    return found, faults.found


def load_local(folder: Path, path: Path) -> Published:
    """Keep a file that has no faults, whatever was kept under its name. Raises `BadInput` with the first fault, and how many there are."""
    found, faults = read_local(path)
    if faults or found is None:
        more = f"（共 {len(faults)} 处）" if len(faults) > 1 else ""
        raise BadInput(f"{path.name}:{faults[0].line}：{faults[0].zh}{more}", f"{path.name}:{faults[0].line}: {faults[0].en} ({len(faults)} in all)")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        new = folder / f".{path.name}.new"
        new.write_bytes(path.read_bytes())
        new.replace(folder / path.name)
    except OSError as error:
        raise BadInput(f"不能写入 {folder}：{error.strerror}。", f"{folder} cannot be written: {error.strerror}.") from error
    return found


def remove_local(folder: Path, name: str) -> None:
    """Take a scale or list away. Raises `BadInput` where there is none of that name."""
    path = folder / f"{name}.yaml"
    if not _NAMED.fullmatch(name) or not path.is_file():
        known = "、".join(one.name for one in local_scales(folder).all) or "（无）"
        raise BadInput(f"没有装入“{name[:60]}”；现有：{known}。", f"{name[:60]!r} is not loaded; there are: {known}.")
    path.unlink()


def local_scales(folder: Path) -> Local:
    """Return what a node has loaded; read anew when a file changes."""
    if not folder.is_dir():
        return Local()
    files = sorted(path for path in folder.glob("*.yaml") if not path.name.startswith("."))
    return _read(tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in files))


@lru_cache(maxsize=8)
def _read(files: Sequence[tuple[Path, int, int]]) -> Local:
    scales: list[Scale] = []
    lists: list[SlightList] = []
    faults: list[Fault] = []
    for path, _changed, _size in files:
        found, wrong = read_local(path)
        faults += wrong
        if not wrong and isinstance(found, Scale):
            scales.append(found)
        elif not wrong and isinstance(found, SlightList):
            lists.append(found)
    return Local(tuple(scales), tuple(lists), tuple(faults))
