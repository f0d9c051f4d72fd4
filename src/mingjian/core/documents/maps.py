"""
Field maps: what another system asks for, heading by heading, and where each stands in a dossier's record, so that nothing is typed twice.

One YAML file each. A heading says `from` as the values of forms do (`forms.py`); `as: wan` gives a sum in units of ten thousand yuan, `as: date` a day as
2026/11/02. What is not on record is `hand`, and stays an empty cell that is named.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from mingjian.core.documents.forms import Value, value_in
from mingjian.core.documents.resolution import first_of
from mingjian.core.language import Text
from mingjian.core.law.reader import Branch, Faults, read
from mingjian.core.law.statutes import Statutes

_SUM = re.compile(r"-?[\d,]+(?:\.\d+)?")
_DAY = re.compile(r"(\d{4})\s*[年/-]\s*(\d{1,2})\s*[月/-]\s*(\d{1,2})")
_WAYS = ("", "wan", "date")


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of the other system: where its value is looked for, and how it is written there."""

    value: Value
    way: str

    def said(self, found: str) -> str:
        """Write a value as the other system takes it; one that cannot be read so is left out rather than written wrongly."""
        if self.way == "wan":
            number = _SUM.search(found)
            return f"{(Decimal(number.group().replace(',', '')) / 10_000).normalize():f}" if number else ""
        if self.way == "date":
            day = _DAY.search(found)
            return f"{day[1]}/{int(day[2]):02}/{int(day[3]):02}" if day else ""
        return found


@dataclass(frozen=True, slots=True)
class FieldMap:
    """One map: the procedures whose dossiers it is filled from, the steps that make one due, whether a text supports it, and its headings in order."""

    key: str
    title: Text
    note: Text
    procedures: tuple[str, ...]
    after: tuple[str, ...]
    headings: tuple[Heading, ...]

    def cells(self, record: Mapping[str, Any], statutes: Statutes, on: date) -> dict[str, str]:
        """Return what each heading says of a record; empty where it is not on record."""
        return {one.value.name: one.said(str(first_of(one.value, record, statutes, on) or "")) for one in self.headings}


def read_maps(folder: Path) -> dict[str, FieldMap]:
    """Read every map of a folder, by key; none where there is no such folder. Raises `RulebookFault` with the first fault."""
    faults, found = Faults(), {}
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
        if top := read(path, f"maps/{path.name}", faults):
            found[path.stem] = _map(path.stem, top)
    faults.raise_first()
    return found


def _map(key: str, top: Branch) -> FieldMap:
    top.only("title", "note", "procedures", "after", "headings")
    headings = tuple(_heading(name, branch) for name, branch in top.branches("headings").items())
    if not headings:
        top.fault("没有列出任何表头（headings）。", "It lists no headings.", "headings")
    return FieldMap(key, top.label("title"), top.label("note"), top.words("procedures"), top.words("after"), headings)


def _heading(name: str, branch: Branch) -> Heading:
    branch.only("en", "from", "as")
    way = branch.word("as", "")
    if way not in _WAYS:
        branch.fault(f"没有这种写法：{way}；可用 wan、date。", f"There is no way {way!r} of writing; there are wan and date.", "as")
    return Heading(value_in(name, branch), way)
