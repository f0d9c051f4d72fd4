"""Says the code of an administrative division (GB/T 2260) in words, as `python-stdnum` lists them."""

import re
from functools import lru_cache

from stdnum import numdb

#: A name with the years in which it held: `[1983-1989]南头区办事处`.
_NAMED = re.compile(r"(?:\[(\d*)-(\d*)\])?([^,\[\]]+)")
_GENERAL = frozenset(("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"))
_LENGTHS = (2, 4, 6)


@lru_cache(maxsize=8192)
def place_said(code: str) -> str:
    """Say where a code of two, four, six or more digits lies, from the province down: `浙江省杭州市桐庐县`; `` where no such place is or was."""
    digits = code[:6]
    names = (_named(digits[:length].ljust(6, "0")) for length in _LENGTHS if len(digits) >= length)
    return "".join(dict.fromkeys(name for name in names if name))


def _named(code: str) -> str:
    """Give the name of one division that holds now, else the last that it had; nothing for what only groups others."""
    if not code.isdigit():
        return ""
    told: dict[str, str] = {}
    for _, said in numdb.get("cn/loc").info(code):
        told |= said
    province = str(told.get("province", ""))
    if code.endswith("0000"):
        return _last(province)
    name = _last(str(told.get("county", "")))
    return "" if name in _GENERAL else name


def _last(names: str) -> str:
    found = _NAMED.findall(names)
    standing = [name for since, until, name in found if not until]
    return str((standing or [name for *_, name in found] or [""])[-1])
