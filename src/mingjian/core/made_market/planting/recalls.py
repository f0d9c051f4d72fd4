"""Recalls, and goods of theirs that are offered again; and other batches, spare parts, other makers' goods of the same model, offers from before."""

from datetime import date, timedelta

import pyarrow as pa
from stdnum import ean

from mingjian.core.made_market.disguises import full_width
from mingjian.core.made_market.draft import Draft, Sower
from mingjian.core.made_market.operators import as_kind
from mingjian.core.made_market.plan import DAY, Plan
from mingjian.core.made_market.words import BRANDS, DETAILS

#: (field, goods, first letters of models, why).
RECALLED = (
    ("电器", "移动电源", "PB", "电芯在高温下可能鼓胀、起火"),
    ("电器", "快充充电器", "QC", "绝缘距离不足，有触电危险"),
    ("电器", "插线板", "CX", "内部连接发热，可能起火"),
    ("儿童用品", "儿童滑板车", "HB", "折叠锁止机构可能失效"),
    ("儿童用品", "儿童安全座椅", "AZ", "扣具在碰撞时可能松脱"),
    ("汽车配件", "刹车片", "SC", "摩擦材料可能脱层"),
    ("电器", "电热水壶", "RS", "防干烧装置失灵"),
    ("儿童用品", "积木", "JM", "小零件可能被误吞"),
)
#: (way, sentence): how goods of a recall are offered; those under another name nobody can know by the recall.
AGAIN = (
    ("bar_code", "{brand} {goods} 全新 条码 {gtin}"),
    ("model", "{brand} {goods} {model} 全新 现货"),
    ("model_spaced", "{brand} {goods} 型号 {spaced} 清仓"),
    ("model_and_batch", "{brand} {goods} {model} 批号 {batch}"),
    ("model_in_full_width", "{brand}{goods} {wide} 特价"),
    ("under_another_name", "无牌 {goods} 大容量 全新 清仓"),
)
LAWFUL = (
    ("another_batch", "{brand} {goods} {model} 批号 {other}"),
    ("spare_part", "适用 {brand} {model} {goods} 替换配件 保护套"),
    ("mended", "{brand} {goods} {model} 召回后改进 新批次"),
    ("another_maker", "{stranger} {goods} {model} 现货"),
    ("offered_before", "{brand} {goods} {model} 现货"),
)


def plant_recalls(plan: Plan, sower: Sower, draft: Draft) -> pa.Table:
    """Plant recalled goods and look-alikes. Gives the register of recalls."""
    rows, on = [], plan.first_day + timedelta(days=max(1, plan.days // 2))
    for number in range(plan.share(len(RECALLED))):
        category, goods, letters, reason = RECALLED[number % len(RECALLED)]
        serial = 2200 + 7 * number
        row = {
            "recall_id": f"召〔2026〕{9000 + number}号",
            "brand": BRANDS[(3 * number) % len(BRANDS)],
            "goods": goods,
            "model": f"{letters}-{serial}",
        }
        row |= {"batch": f"20260{1 + number % 8}A{number % 10}", "gtin": bar_code(number), "maker": "见公告", "reason": reason}
        rows.append(row)
        _offer(plan, sower, draft, row, category, on)
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    return as_kind("recall", {"platform": ["召回登记簿"] * len(rows), "recalled_on": [on] * len(rows), **columns})


def bar_code(number: int) -> str:
    """Make a bar code (GTIN-13, GS1) with a right check digit. It begins with 2, the range for use inside a shop, so that it is nobody's."""
    digits = f"2970000{number:05d}"
    return f"{digits}{ean.calc_check_digit(digits)}"


def _offer(plan: Plan, sower: Sower, draft: Draft, row: dict[str, str], category: str, on: date) -> None:
    model, batch = row["model"], row["batch"]
    stranger = BRANDS[(BRANDS.index(row["brand"]) + 5) % len(BRANDS)]
    said = {**row, "spaced": model.replace("-", " "), "wide": full_width(model), "other": f"{batch[:-2]}C7", "stranger": stranger}
    for is_bad, ways in ((True, AGAIN), (False, LAWFUL)):
        for way, sentence in ways:
            for place in draft.take(sower.draw, 1, category):
                title, brand = sentence.format(**said), (None if way == "under_another_name" else stranger if way == "another_maker" else row["brand"])
                draft.write(place, title=title, text=f"{title}。{sower.one(DETAILS)}", brand=brand)
                _date(plan, sower, draft, place, on, is_before=way == "offered_before")
                label, disguise = ("recalled_again", way) if is_bad else (way, None)
                sower.known.add("listing", draft.subject(place), label, is_bad=is_bad, disguise=disguise)


def _date(plan: Plan, sower: Sower, draft: Draft, place: int, on: date, *, is_before: bool) -> None:
    day = (on - plan.first_day).days
    first, end = (0, day) if is_before else (day + 1, plan.days)
    draft.seen[place] = plan.start + int(sower.draw.integers(first * DAY, max(first + 1, end) * DAY))
