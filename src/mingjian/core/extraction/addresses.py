"""Writes addresses in one way, and reads out of them what tells a place: division, road and number, the rest within."""

import re
import unicodedata
from dataclasses import dataclass

from mingjian.core.extraction.firms import regions

_SIGNS = re.compile(r"[\s,，。.、;；:：'\"“”()（）\[\]【】]+")
_DASHES = re.compile(r"[-‐-―—－─~～]+")
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_NUMBER = r"[〇零一二三四五六七八九十百]+"
_CHINESE = re.compile(rf"(?<=[路街道巷弄里村组])({_NUMBER})(?=[号弄])|({_NUMBER})(?=[号楼层室幢栋单元])")
_ROAD = re.compile(r"([^\d]{1,12}?(?:大道|大街|公路|路|街|道|巷|弄|胡同|村|工业园|园区|市场|广场))(\d+(?:[A-Z](?=号))?(?:弄\d+)?(?:-\d+)?)(?:号|弄|$|\D)")
#: Within a place: `A座`, `甲座`, `2幢`, `3号楼`, `2#楼`; `3单元`; `501室`, `1203`. A number with 楼 alone is a floor as often as a building.
_BUILDING = re.compile(r"(?<![0-9A-Z])([A-Z]|\d{1,3}|[东西南北中甲乙丙丁戊己庚辛])(?:座|栋|幢|号楼|#)|(?<![0-9A-Z])([A-Z]|[甲乙丙丁戊己庚辛])楼")
_UNIT = re.compile(r"(?<![0-9A-Z])([A-Z]|\d{1,3}|[东西南北中甲乙丙丁戊己庚辛])单元")
_ROOM = re.compile(r"(?<![0-9A-Z])([A-Z]?\d{2,5}[A-Z]?)(?:室|房|铺|号铺|号?$)")
_DIVISION = re.compile(r"^(?:[^\d]{1,8}?(?:省|自治区|市|自治州|地区|区|县|旗|镇|乡|街道))")


@dataclass(frozen=True, slots=True)
class Address:
    """One address: `whole` without divisions, `road` with its `number`, and within it `building`, `room` and `unit` (each '' where none was read)."""

    whole: str
    road: str
    number: str
    building: str = ""
    room: str = ""
    unit: str = ""


def folded_address(text: str) -> str:
    """Write an address in one way: half width, capitals, Arabic numbers, one dash, no blanks and brackets."""
    plain = _DASHES.sub("-", _SIGNS.sub("", unicodedata.normalize("NFKC", text)).upper())
    return _CHINESE.sub(lambda found: str(_count(found.group())), plain)


def _count(chinese: str) -> int:
    """Read a Chinese number below a thousand; digits one after the other (一二三) are read as such."""
    if not set(chinese) & set("十百"):
        return int(chinese.translate(_DIGITS))
    hundreds, _, rest = chinese.rpartition("百")
    tens, has_tens, ones = rest.partition("十")
    total = 100 * int(hundreds.translate(_DIGITS) or 1) if "百" in chinese else 0
    total += 10 * int(tens.translate(_DIGITS) or 1) if has_tens else 0
    left = (ones if has_tens else tens).translate(_DIGITS)
    return total + (int(left) if left.isdigit() else 0)


def read_address(text: str) -> Address:
    """Take an address apart; one that names no road has an empty `road`."""
    whole = _without_divisions(folded_address(text))
    found = _ROAD.search(whole)
    if not found:
        return Address(whole, "", "")
    within = whole[found.end(2) :].removeprefix("号")
    building, room, unit = _BUILDING.search(within), _ROOM.search(within), _UNIT.search(within)
    told = (building[1] or building[2]) if building else "", room[1] if room else "", unit[1] if unit else ""
    return Address(whole, _bare(found[1]), found[2], *told)


def _bare(road: str) -> str:
    return re.split(r"(?<=[镇乡])|(?<=街道)", road)[-1] or road


def _without_divisions(whole: str) -> str:
    """Take provinces, cities, counties and towns off the beginning; short names only where GB/T 2260 has them."""
    known = regions()
    for _ in range(5):
        found = _DIVISION.match(whole)
        size = found.end() if found else next((size for size in (4, 3, 2) if whole[:size] in known), 0)
        if not size or len(whole) - size < 2 or re.match(r"(?:路|街|道|大道|巷)", whole[size:]):
            break
        whole = whole[size:]
    return whole
