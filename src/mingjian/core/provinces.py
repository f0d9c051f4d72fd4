"""The divisions of today by code (GB/T 2260, as `python-stdnum` lists it), and which province a place names, as couriers write places."""

import re
from functools import cache, lru_cache
from typing import Any

from stdnum import numdb

#: Names that only group others.
GENERAL = frozenset(("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划", "自治区直辖县级行政单位"))
#: What a province, city or county is, behind its name; of those of the autonomous regions the people as well.
_PEOPLES = "朝鲜|土家|布依|哈尼|景颇|傈僳|蒙古|柯尔克孜|哈萨克|苗|侗|藏|羌|彝|傣|白|壮|回"
_KIND = re.compile(rf"(?:(?:壮族|回族|维吾尔)?自治区|特别行政区|省|市|地区|盟|(?:(?:{_PEOPLES})族?)*自治州|[县区旗])$")


@lru_cache(maxsize=65536)
def province_of(place: str) -> str:
    """
    Return the first two digits of the code of the province that a place names first, as couriers write it (`【杭州转运中心】`); `` where none for sure.

    A city counts without 市 as well, but where a county of another province is called so, too (朝阳).
    """
    found = [(at, -len(name), code) for name, code in _provinces_by_name().items() if (at := place.find(name)) >= 0]
    return min(found)[2] if found else ""


@cache
def _provinces_by_name() -> dict[str, str]:
    """Return the provinces by their names and those of their cities, in full and as spoken; names that stand for two provinces are left out."""
    codes: dict[str, set[str]] = {}
    for code, name in names_of_today().items():
        if name in GENERAL:
            continue
        short = _KIND.sub("", name)
        is_large = code.endswith("00")
        for word in {name, *({short} if len(short) >= 2 else ())} if is_large else {short}:
            codes.setdefault(word, set()).add(code[:2])
    large = {word for code, name in names_of_today().items() if code.endswith("00") for word in (name, _KIND.sub("", name))}
    return {word: next(iter(some)) for word, some in codes.items() if word in large and len(some) == 1 and len(word) >= 2}


@cache
def names_of_today() -> dict[str, str]:
    """Return the divisions of today by their codes."""
    found: dict[str, str] = {}
    for _, head, _, _, within in numdb.get("cn/loc").prefixes:
        for _, tail, _, told, _ in within:
            if name := _of_today(told):
                found[f"{head}{tail}"] = name
    return found


def _of_today(told: dict[str, Any]) -> str:
    """Return the name that still holds: `[1983-1994]` before one says that it does not, `[2019-]` that it does."""
    for name in told.get("county", "").split(","):
        span, _, bare = name.rpartition("]")
        if bare and (not span or span.endswith("-")):
            return str(bare)
    return ""
