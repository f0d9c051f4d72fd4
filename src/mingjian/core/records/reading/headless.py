"""Name the columns of a table that has no heading, by what stands in them. Only of pages of goods, as crawlers save them: their columns tell themselves."""

import re
from collections.abc import Mapping, Sequence
from statistics import fmean

LEAST_ROWS, LEAST_COLUMNS = 2, 4
_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾"
    "|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_SHAPES: Mapping[str, str] = {
    "url": r"https?://\S+",
    "sold_count": r"(?:已售|月销|销量|总销|已拼)\s*[\d.,万w+]+.*|[\d.,]+万?\+?\s*(?:人|件|笔).*",
    "ships_from": rf"(?:{_PROVINCES})(?:省|市|自治区)?(?:\s*\S{{1,8}})?",
    "listing_id": r"\d{9,14}",
    "price": r"[¥￥]?\s*(?:\d{1,3}(?:,\d{3})+|\d{1,6})(?:\.\d{1,2})?\s*元?(?:起|(?:-|~)[¥￥]?\d+(?:\.\d{1,2})?)?",
}
_SHOP = re.compile(r".*(?:店|铺|专营|旗舰|商行|商城|工作室|超市|馆|厂家|公司|官方|优选|严选)$")
_SHOPS = 0.5  # of the rows whose name ends as a shop's does


def columns_by_values(records: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return a name for each column, ours where it was recognised; nothing where these are no offers, or too little is told for a row to be one."""
    width = len(records[0]) if records else 0
    rows = [record for record in records if len(record) == width]
    if width < LEAST_COLUMNS or len(rows) < LEAST_ROWS or len(rows) < len(records):
        return ()
    columns = [[cell.strip() for cell in column if cell.strip()] for column in zip(*rows, strict=True)]
    found: dict[str, int] = {}
    for name, shape in _SHAPES.items():
        place = next((at for at, values in enumerate(columns) if at not in found.values() and values and _all(shape, values)), None)
        if place is not None:
            found[name] = place
    found |= _texts({at: values for at, values in enumerate(columns) if at not in found.values() and values})
    if len(found) < LEAST_COLUMNS or not {"title", "price"} <= found.keys() or not {"shop_id", "listing_id", "url"} & found.keys():
        return ()
    names = {at: name for name, at in found.items()}
    return tuple(names.get(at, f"第{at + 1}列") for at in range(width))


def _all(shape: str, values: list[str]) -> bool:
    return all(re.fullmatch(shape, value) for value in values)


def _texts(left: Mapping[int, list[str]]) -> dict[str, int]:
    """Distinguish shops, which end as shops are called, from titles, which are the longest of the rest."""
    shops = {at: sum(bool(_SHOP.match(value)) for value in values) / len(values) for at, values in left.items()}
    shop = max(shops, key=lambda at: shops[at], default=None)
    found = {"shop_id": shop} if shop is not None and shops[shop] >= _SHOPS else {}
    titles = {at: fmean(map(len, values)) for at, values in left.items() if at not in found.values() and not all(value.isdigit() for value in values)}
    return {**found, **({"title": max(titles, key=lambda at: titles[at])} if titles else {})}
