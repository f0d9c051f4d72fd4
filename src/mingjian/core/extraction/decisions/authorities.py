"""Names of authorities in a text, told by how they end and cut where their region begins: no list of authorities is needed."""

import re
from collections.abc import Iterator
from functools import lru_cache

from mingjian.core.extraction.firms import regions

_BODIES = (
    r"市场(?:监督管理|监管)(?:委员会|局|所)(?:[一-龥]{2,8}分局)?|食品药品监督管理局|药品监督管理局|知识产权局|工商行政管理局(?:[一-龥]{2,8}分局)?|质量技术监督局|农业农村(?:和[一-龥]{2,4})?(?:委员会|局|厅)"
    r"|农(?:业|牧)(?:局|厅|委员会)|畜牧(?:兽医)?局|农业(?:综合)?(?:行政)?执法(?:总队|支队|大队)|林业(?:和草原)?局|卫生(?:健康|和计划生育)(?:委员会|局)|医疗保障局|烟草专卖局"
    r"|文化(?:和|广电和?|体育和?)?(?:旅游|广电)?(?:体育)?(?:局|厅|委员会)|(?:文化)?(?:市场)?综合(?:行政)?执法(?:总队|支队|大队|局)|版权局|商务(?:委员会|局)|邮政管理局|城市管理(?:综合)?(?:行政)?(?:执法)?(?:委员会|局)"
    r"|生态环境局|应急管理局|(?:综合)?行政执法局|互联网信息办公室|(?:国家)?税务局|海关|交通运输局|市场监督管理综合(?:行政)?执法(?:总队|支队|大队)"
)
_POLICE = r"公安(?:局|厅)(?:[一-龥]{2,10}分局)?|公安分局|人民检察院|人民法院"
_BODY = re.compile(_BODIES)
_ANY = re.compile(f"{_BODIES}|{_POLICE}|公安机关|司法机关")
_ZONE = re.compile(r"[一-龥]{1,10}(?:新区|新城|开发区|产业园区?|示范区|高新区|管理区|管委会|试验区|景区|林区|矿区)$")
#: Autonomous prefectures and counties are mostly named without their nations.
_AUTONOMOUS = re.compile(
    r"[一-龥]{2,4}自治[州县]|(?:湘西|恩施|黔南|黔东南|黔西南|大理|红河|文山|楚雄|德宏|怒江|迪庆|西双版纳|临夏|甘南|阿坝|甘孜|凉山|延边|伊犁|昌吉|博州|巴州)州"
)
_RUN = re.compile(r"[一-龥]*$")
_REACH = 24
_UNNAMED = frozenset(("公安机关", "司法机关"))


def authorities(text: str, *, with_police: bool = False) -> Iterator[tuple[str, int, int]]:
    """Return each authority that is named with its region, and where it begins and ends; police, prosecutors and courts where asked for."""
    for match in (_ANY if with_police else _BODY).finditer(text):
        if match[0] in _UNNAMED:
            yield match[0], *match.span()
            continue
        run = _RUN.search(text[max(0, match.start() - _REACH) : match.start()])
        region = region_at_end(run[0] if run else "")
        if region:
            yield region + match[0], match.start() - len(region), match.end()


@lru_cache(maxsize=4096)
def region_at_end(run: str) -> str:
    """Return the longest end of some signs that is made of names of regions alone, of which the first is one that is known; empty for none."""
    for start in range(len(run)):
        if _is_region(run[start:], 3):
            return run[start:]
    return ""


def _is_region(rest: str, most: int) -> bool:
    """Return whether some signs are up to so many regions, the last of which may be a zone that no list has (`高新技术产业开发区`)."""
    if not rest or most == 0:
        return not rest
    known = regions()
    for size in range(min(11, len(rest)), 1, -1):
        if (rest[:size] in known or _AUTONOMOUS.fullmatch(rest[:size])) and (_is_region(rest[size:], most - 1) or _ZONE.fullmatch(rest[size:])):
            return True
    return False
