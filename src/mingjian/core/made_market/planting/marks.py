"""Registered marks written in another way, as sellers of imitations do, several things under one odd writing; and names that are near to a mark by right."""

from datetime import timedelta

import pyarrow as pa

from mingjian.core.made_market.draft import Draft, Sower, spread
from mingjian.core.made_market.operators import Owners, as_kind, credit_code
from mingjian.core.made_market.plan import Plan
from mingjian.core.made_market.words import DETAILS, FIELDS, POINTS

#: Marks for the goods of one field only: their names, the field.
NARROW = (
    ("澜音", "电器"),
    ("沐清", "化妆品"),
    ("北屿", "服装鞋包"),
    ("谷小满", "食品"),
    ("安童树", "儿童用品"),
    ("Luvenna", "化妆品"),
    ("Torvik", "汽车配件"),
    ("Sonaro", "电器"),
)

#: (mark, way, as it is written, fields where such goods are sold): written as sellers would, not as a detector would find it.
ALTERED = (
    ("青岚谷", "sound", "青兰谷", "食品"),
    ("青岚谷", "another_character", "青岚庄", "食品"),
    ("禾沐川", "look", "禾沭川", "化妆品"),
    ("予森里", "look", "予淼里", "家居花艺"),
    ("锦棠屿", "look", "绵棠屿", "家居花艺"),
    ("锦棠屿", "sound", "锦堂屿", "服装鞋包"),
    ("鹿鸣川", "look", "鹿呜川", "服装鞋包"),
    ("鹿鸣川", "another_character", "鹿鸣峰", "服装鞋包"),
    ("云杉序", "look", "云彬序", "家居花艺"),
    ("云杉序", "sound", "云衫序", "服装鞋包"),
    ("知夏川", "inserted", "知夏小川", "化妆品"),
    ("山禾序", "two_characters", "山和絮", "食品"),
    ("白塔原", "sound", "白塔园", "食品"),
    ("白塔原", "order", "塔白原", "食品"),
    ("拾光坞", "sound", "时光坞", "家居花艺"),
    ("映溪堂", "another_character", "映溪阁", "化妆品"),
    ("砚秋屿", "separated", "砚✦秋✦屿", "服装鞋包"),
    ("栖云坞", "sound", "栖芸坞", "儿童用品"),
    ("澜音", "sound", "兰音", "电器"),
    ("澜音", "look", "谰音", "电器"),
    ("澜音", "another_character", "澜韵", "电器"),
    ("沐清", "sound", "木清", "化妆品"),
    ("沐清", "sound", "沐晴", "化妆品"),
    ("北屿", "sound", "北宇", "服装鞋包"),
    ("北屿", "another_character", "北岛", "服装鞋包"),
    ("谷小满", "another_character", "谷小丰", "食品"),
    ("安童树", "another_character", "安童木", "儿童用品"),
    ("Velorin", "a_letter", "Velarin", "服装鞋包"),
    ("Velorin", "a_sign", "Ve1orin", "服装鞋包"),
    ("Velorin", "two_letters", "Valorim", "化妆品"),
    ("Kastora", "a_letter", "Castora", "电器"),
    ("Kastora", "two_letters", "Kaztorra", "服装鞋包"),
    ("Kastora", "a_sign", "Kast0ra", "电器"),
    ("Nimbera", "a_letter", "Nimbara", "化妆品"),
    ("Nimbera", "two_signs", "N1mb3ra", "化妆品"),
    ("Nimbera", "two_letters", "Nymbarra", "服装鞋包"),
    ("Ostrelle", "a_letter", "Ostrele", "化妆品"),
    ("Ostrelle", "a_sign", "0strelle", "服装鞋包"),
    ("Ostrelle", "order", "Osterlle", "服装鞋包"),
    ("Luvenna", "two_letters", "Levanna", "化妆品"),
    ("Torvik", "a_sign", "Torvlk", "汽车配件"),
    ("Torvik", "two_letters", "Tarvick", "汽车配件"),
    ("Sonaro", "a_letter", "Sonara", "电器"),
    ("Sonaro", "two_signs", "S0nar0", "电器"),
)
TITLES = (
    "{name} {thing} {point}",
    "{name}{thing} {point}",
    "【{name}】{thing} {point}",
    "{point} {thing} {name}",
    "正品 {name} {thing}",
    "{thing} {name}旗舰 {point}",
)

#: Near to a mark, registered by somebody else for other goods: (name, field).
REGISTERED = (("澜茵", "服装鞋包"), ("鹿名川", "食品"), ("Valorin", "农资"), ("沐轻", "医疗器械"), ("Sonora", "装修材料"))
#: Near to a mark, the name of the shop's own company, for goods far from the mark's: (name, field, trade in the company's name).
COMPANY = (("北羽", "农资", "农资"), ("兰因", "食品", "食品"), ("安童书", "家居花艺", "家居"))
#: Ordinary words that are near to a mark: (title, field).
WORDS = (
    ("时光屋 积木 500 件 木质小屋拼装", "儿童用品"),
    ("今夏川味 坚果礼盒 麻辣", "食品"),
    ("锦堂春色 陶瓷花瓶 手绘", "家居花艺"),
    ("青蓝谷物 东北大米 5 公斤", "食品"),
    ("山河序章 国风 纯棉 T 恤", "服装鞋包"),
    ("北雨 冲锋 双肩包 防水", "服装鞋包"),
    ("阑珊音色 蓝牙耳机 降噪", "电器"),
)
#: Sentences around the unchanged mark, which whoever sells lawfully may write; and a slip of typing beside it.
LAWFUL = (
    ("fits_the_mark", "适用 {mark} {thing} 保护套 不含主机"),
    ("fits_the_mark", "兼容{mark} {thing} 替换配件"),
    ("second_hand", "二手 {mark} {thing} 九成新 自用转让"),
    ("slip_beside_the_mark", "{mark} {thing} {slip} 有购货发票"),
    ("names_the_mark", "{mark} {thing} 授权经销 可查授权书"),
)
SLIPS = {"Velorin": "velorinn", "Kastora": "kastroa", "Nimbera": "nimbrea", "Sonaro": "sonaro0"}


def plant_marks(plan: Plan, sower: Sower, draft: Draft, owners: Owners) -> pa.Table:
    """Plant altered marks, and what only looks so. Gives the rights that this needs: marks of one field, and near names that others registered."""
    for mark, way, name, category in spread(ALTERED, plan.share(len(ALTERED))):
        for place in draft.take_in_one_shop(sower.draw, int(sower.draw.integers(1, 4)), category):
            _write(sower, draft, place, name, (None, name, mark)[int(sower.draw.choice(3, p=(0.5, 0.4, 0.1)))], sower.between(0.3, 0.7))
            sower.known.add("listing", draft.subject(place), "altered_mark", is_bad=True, disguise=way)
    for name, category in REGISTERED:
        for place in draft.take_in_one_shop(sower.draw, plan.share(2), category):
            _write(sower, draft, place, name, name, 1.0)
            sower.known.add("listing", draft.subject(place), "registered_near_name", is_bad=False)
    for name, category, trade in COMPANY:
        for place in draft.take_in_one_shop(sower.draw, plan.share(2), category):
            _write(sower, draft, place, name, name, 1.0)
            sower.known.add("listing", draft.subject(place), "own_near_name", is_bad=False)
            owners.names[draft.shops.owner[draft.shop[place]]] = f"{name}{trade}有限公司"
    _plant_lawful(plan, sower, draft)
    return _rights(plan, sower)


def _write(sower: Sower, draft: Draft, place: int, name: str, brand: str | None, part: float) -> None:
    thing = draft.goods[place]
    title = sower.one(TITLES).format(name=name, thing=thing, point=sower.one(POINTS))
    draft.write(place, title=title, text=f"{name}{thing}。{sower.one(DETAILS)}", brand=brand, price=draft.price[place] * part)


def _plant_lawful(plan: Plan, sower: Sower, draft: Draft) -> None:
    for title, category in WORDS:
        for place in draft.take(sower.draw, plan.share(2), category):
            draft.write(place, title=title, text=f"{title}。{sower.one(DETAILS)}")
            sower.known.add("listing", draft.subject(place), "ordinary_word", is_bad=False)
    for label, title in LAWFUL:
        for mark, slip in SLIPS.items():
            for place in draft.take(sower.draw, plan.share(1), "电器", "服装鞋包", "化妆品"):
                words = title.format(mark=mark, thing=draft.goods[place], slip=slip)
                draft.write(place, title=words, text=f"{words}。{sower.one(DETAILS)}", brand=None if label == "fits_the_mark" else mark)
                sower.known.add("listing", draft.subject(place), label, is_bad=False)
    for mark, category in NARROW:
        for place in draft.take(sower.draw, plan.share(4), category):
            _write(sower, draft, place, mark, mark, 1.0)
            sower.known.add("listing", draft.subject(place), "names_the_mark", is_bad=False)


def _rights(plan: Plan, sower: Sower) -> pa.Table:
    classes = {goods.category: goods.classes for goods in FIELDS}
    pairs = [*NARROW, *REGISTERED]
    since = [plan.first_day - timedelta(days=int(days)) for days in sower.draw.integers(400, 3200, len(pairs))]
    columns = {
        "right_id": [f"T{91000000 + k}" for k in range(len(pairs))],
        "platform": ["商标登记簿"] * len(pairs),
        "type": ["商标"] * len(pairs),
        "name": [name for name, _ in pairs],
        "holder": [f"{name}{category}有限公司" for name, category in pairs],
        "uscc": [credit_code("310097", 910000 + k) for k in range(len(pairs))],
        "classes": [classes[category] for _, category in pairs],
        "goods": [category for _, category in pairs],
        "registered_on": since,
        "valid_until": [day + timedelta(days=3652) for day in since],
        "status": ["有效"] * len(pairs),
    }
    return as_kind("right", columns)
