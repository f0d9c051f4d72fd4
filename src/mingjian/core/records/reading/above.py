"""What stands above the heading of a table and counts for its columns: `单位：万元` in a line of its own, `金额（万元）` in a cell over several columns."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from mingjian.core.records.reading.units import is_unit, unit_in

_LINE = re.compile(r"(?:^|[(\s,;|])(?:金额|货币|计量|数量|计价)?单位[:：]\s*(?P<units>[^()\s:：]+?)(?=$|[)\s,;|])")
_APART = re.compile(r"[、/,;和]")


def units_above(names: Sequence[str], above: Sequence[Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    """
    Return the units that stand above each heading, the nearest first: of the record right above it, whose cells may span several columns, and of lines.

    `above` are the records before the heading, the nearest last. A unit in the heading itself, and one in a cell, go before these.
    """
    lines = [unit for record in reversed(above) for cell in record for unit in _units_of_line(cell)]
    spanned = _spanned(above[-1]) if above and len(above[-1]) == len(names) else [""] * len(names)
    found = {name: tuple(dict.fromkeys([*([unit] if unit else []), *lines])) for name, unit in zip(names, spanned, strict=True)}
    return {name: units for name, units in found.items() if units}


def _units_of_line(cell: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", cell).lower()
    told = [part.removeprefix("人民币") or "元" for found in _LINE.finditer(plain) for part in _APART.split(found["units"])]
    return [unit for unit in told if is_unit(unit)]


def _spanned(record: Sequence[str]) -> list[str]:
    """Return of each column the unit of the cell that stands over it; a merged cell leaves those to its right empty."""
    found, last = [], ""
    for cell in record:
        if cell.strip():
            unit = unit_in("".join(unicodedata.normalize("NFKC", cell).lower().split()))[1]
            last = unit if is_unit(unit) else ""
        found.append(last)
    return found
