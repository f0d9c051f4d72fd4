"""Reads in which county an address lies, and says the code of a division in words (GB/T 2260, as `python-stdnum` lists it)."""

import re
from functools import cache, lru_cache

from stdnum import numdb

from mingjian.core.provinces import GENERAL, names_of_today

#: A name with the years in which it held: `[1983-1989]南头区办事处`.
_NAMED = re.compile(r"(?:\[(\d*)-(\d*)\])?([^,\[\]]+)")
_LENGTHS = (2, 4, 6)


def county_of(address: str) -> tuple[str, str]:
    """
    Return the code (six digits) and name of the county that an address names; both empty where it names none, or one of several of that name.

    A county counts where its province or city stands before it, or where no other county of today is called so.
    """
    begun = {name for place in range(len(address) - 1) for name in _counties_by_beginning().get(address[place : place + 2], ())}
    found = [(place, name, _counties()[name]) for name in begun if (place := address.find(name)) >= 0]
    for place, name, codes in sorted(found, key=lambda one: (-len(one[1]), one[0], one[1])):
        above = address[:place]
        near = [code for code in codes if any(word in above for word in _above(code))]
        if len(near) == 1 or len(codes) == 1:
            return (near or codes)[0], name
    return "", ""


def division_of(address: str) -> str:
    """Return the code (six digits) of the smallest division that an address names: a county, else a city or province; empty where it names none for sure."""
    county, _ = county_of(address)
    if county:
        return county
    found = [(place, code) for code, name in names_of_today().items() if code.endswith("00") and (place := address.find(name)) >= 0 and name not in GENERAL]
    return max(found, key=lambda one: (one[0], one[1]))[1] if found else ""


@cache
def _counties() -> dict[str, list[str]]:
    """Return the codes of the counties, districts and county cities by their names."""
    found: dict[str, list[str]] = {}
    for code, name in names_of_today().items():
        if not code.endswith("00") and name not in GENERAL and len(name) > 2:
            found.setdefault(name, []).append(code)
    return found


@cache
def _counties_by_beginning() -> dict[str, list[str]]:
    """Return their names by their first two characters, so that an address is held against few of them."""
    found: dict[str, list[str]] = {}
    for name in _counties():
        found.setdefault(name[:2], []).append(name)
    return found


@cache
def _above(code: str) -> tuple[str, ...]:
    """Return what may stand before a county: its city and province, and both without 市, 省."""
    names = [name for above in (f"{code[:4]}00", f"{code[:2]}0000") if (name := names_of_today().get(above, "")) not in {"", *GENERAL}]
    return tuple(word for name in names for word in (name, name.removesuffix("市").removesuffix("省")) if len(word) >= 2)


@lru_cache(maxsize=8192)
def place_said(code: str) -> str:
    """Return where a code of two, four, six or more digits lies, from the province down: `浙江省杭州市桐庐县`; `` where no such place is or was."""
    digits = code[:6]
    names = (division_said(digits[:length].ljust(6, "0")) for length in _LENGTHS if len(digits) >= length)
    return "".join(dict.fromkeys(name for name in names if name))


def division_said(code: str) -> str:
    """Return the name of one division that holds now, else the last that it had; nothing for what only groups others."""
    if not code.isdigit():
        return ""
    told: dict[str, str] = {}
    for _, said in numdb.get("cn/loc").info(code):
        told |= said
    province = str(told.get("province", ""))
    if code.endswith("0000"):
        return _last(province)
    name = _last(str(told.get("county", "")))
    return "" if name in GENERAL else name


def _last(names: str) -> str:
    found = _NAMED.findall(names)
    standing = [name for since, until, name in found if not until]
    return str((standing or [name for *_, name in found] or [""])[-1])
