"""Descriptions that one shop wrote and others took; and descriptions that are alike by right: the maker's, a leaflet's, one operator's."""

from datetime import timedelta

import numpy as np

from mingjian.core.made_market.draft import Draft, Sower
from mingjian.core.made_market.plan import Plan
from mingjian.core.made_market.product_register import ProductRegister
from mingjian.core.made_market.words import FIELDS

#: What a shop may write of its goods, with figures of its own.
SENTENCES = (
    "这款{thing}是我们跑了{a}个工厂、打了{b}次样才定下来的",
    "材料选的是{c}批次里最稳的一种，摸起来不扎手也不发闷",
    "拍照那天阴天，颜色比实物深{d}分，以收到的为准",
    "做工上多走了{a}道线，边角用手刮过，不留毛刺",
    "我自己家里用了{b}个月，洗过{c}回，没有变形",
    "包装换成了{d}层硬纸箱，边上垫棉，摔不坏",
    "有客人问能不能送人，可以，附手写卡片和{a}色丝带",
    "尺寸表是量了{b}件取的中间数，误差在{d}毫米以内",
    "仓库在二楼，潮气上不来，每{a}天翻一次货",
    "说明书重新排过版，字号放大，老人家看得清，一共{b}页",
    "刚打开会有一点味道，通风{c}小时就散了",
    "同一批只做{e}件，卖完要等下个季度",
    "之前卖{e}的那家已经停产，我们接了他家的师傅",
    "如果买两件，我们会放在一个箱子里省{d}块运费",
    "旁边那个小配件是送的，单买要{c}块",
    "不建议放在太阳底下暴晒超过{a}小时",
    "第一次使用前请先看第{b}页的图",
    "师傅姓什么就不写了，做这行{c}年，手上全是茧",
    "和市面上的比，我们厚{d}毫米，重{e}克",
    "去年{a}月改过一次，卡扣换成金属的",
    "有{c}位老客回来买第二次，我们很感激",
    "晚上{b}点以后下单的，第二天统一发",
    "破损、少件请在{a}天内拍照告诉我们，直接补",
    "颜色一共{b}种，卖得最好的是第{d}种",
)
LEAFLET = (
    "【品名】{thing}【性状】本品内容物为白色或类白色颗粒。【规格】见包装。【用法用量】口服，成人一次一粒，一日两次。【不良反应】尚不明确。【禁忌】对本品过敏者禁用。"
    "【注意事项】孕妇及哺乳期妇女慎用；儿童必须在成人监护下使用；请将本品放在儿童不能接触的地方。"
    "【批准文号】{number}【贮藏】密封，置阴凉干燥处。【有效期】24 个月。"
)
TERMS = (
    "本平台商家统一售后说明：自签收次日零时起七日内，商品完好的可无理由退货；定制、鲜活易腐、已拆封的音像制品和计算机软件、交付的报纸期刊除外。退回商品的运费由买家承担，另有约定的从其约定。"
    "因质量问题退货的，运费由商家承担。请保留包装、赠品和发票，并在退货单上写明原订单编号。"
)
#: Fields whose listings are mostly not asked for a number of a permit, so that a long text without one is nothing odd.
WITHOUT_PERMIT = ("汽车配件", "装修材料", "儿童用品", "服装鞋包", "家居花艺", "电器")
#: How copied words are changed; of the last, less than half still stands.
WAYS = ("as_it_is", "brand_changed", "sentence_left_out", "contact_added", "order_changed", "half_rewritten")


def plant_copies(plan: Plan, sower: Sower, draft: Draft, register: ProductRegister) -> None:
    """Plant copied descriptions and their originals, and look-alikes."""
    for number in range(plan.share(18)):
        places = draft.take(sower.draw, 2 + number % 3, _any_category(sower))
        if len(places) > 1:
            _copied(sower, draft, places, WAYS[number % len(WAYS)])
    for number in range(plan.share(4)):
        _alike(sower, draft, draft.take(sower.draw, 5, _any_category(sower)), "makers_words", way=("one_price", "own_price")[number % 2])
        _alike(sower, draft, _of_one_operator(sower, draft), "shops_of_one_operator")
    for place in draft.take(sower.draw, plan.share(8), "药品"):
        approval = register.approve("药品", draft.goods[place], plan.until + timedelta(days=900))
        draft.text[place] = LEAFLET.format(thing=draft.goods[place], number=approval)
        sower.known.add("listing", draft.subject(place), "leaflet", is_bad=False)
    for place in draft.take(sower.draw, plan.share(300), *WITHOUT_PERMIT):
        draft.text[place] += TERMS
        sower.known.add("listing", draft.subject(place), "platforms_terms", is_bad=False)


def _any_category(sower: Sower) -> str:
    return WITHOUT_PERMIT[int(sower.draw.integers(0, len(WITHOUT_PERMIT)))]


def described(sower: Sower, thing: str, n: int = 9) -> list[str]:
    """Describe goods in sentences of the shop's own."""
    figures = {name: int(sower.draw.integers(low, high)) for name, low, high in (("a", 2, 9), ("b", 3, 30), ("c", 5, 60), ("d", 1, 6), ("e", 40, 900))}
    return [one.format(thing=thing, **figures) for one in sower.some(SENTENCES, n)]


def _copied(sower: Sower, draft: Draft, places: list[int], way: str) -> None:
    first, *others = sorted(places, key=lambda place: draft.seen[place])
    thing, brand = draft.goods[first], draft.brand[first] or ""
    words = described(sower, thing)
    draft.text[first] = f"{brand}{'，'.join(words)}。"
    for place in others:
        draft.goods[place] = thing
        draft.write(place, title=draft.title[first], brand=draft.brand[place], text=_changed(sower, words, way, (brand, draft.brand[place] or "")))
        draft.price[place] = round(draft.price[first] * sower.between(0.5, 0.9), 2)
        sower.known.add("listing", draft.subject(place), "copied_text", is_bad=True, ring=draft.subject(first), disguise=way)
    sower.known.add("listing", draft.subject(first), "copied_from", is_bad=False)


def _changed(sower: Sower, words: list[str], way: str, brands: tuple[str, str]) -> str:
    theirs, own = brands
    kept = list(words)
    if way == "sentence_left_out":
        del kept[int(sower.draw.integers(1, len(kept)))]
    elif way == "contact_added":
        kept.append(f"想看细节加微信 shili_{int(sower.draw.integers(0, 10000)):04d}")
    elif way == "order_changed":
        kept = [kept[k] for k in sower.draw.permutation(len(kept)).tolist()]
    elif way == "half_rewritten":
        kept = [*kept[: len(kept) // 2], *described(sower, "宝贝", 5)]
    return f"{theirs if way == 'as_it_is' else own}{'，'.join(kept)}。"


def _alike(sower: Sower, draft: Draft, places: list[int], label: str, *, way: str | None = None) -> None:
    """Write one description to several places; dealers each claim to be one, and ask the maker's price or, by `way`, one of their own."""
    if len(places) < 2:
        return
    words, brand = "，".join(described(sower, draft.goods[places[0]])), draft.brand[places[0]] or ""
    for number, place in enumerate(places):
        draft.goods[place] = draft.goods[places[0]]
        claim = f"，授权经销商编号 {int(sower.draw.integers(1000, 9999))}" if way and number else ""
        price = draft.price[places[0]] * (sower.between(0.8, 1.05) if way == "own_price" and number else 1.0)
        draft.write(place, title=draft.title[places[0]], text=f"{brand}{words}{claim}。", brand=brand or None, price=price)
        sower.known.add("listing", draft.subject(place), label, is_bad=False, disguise=way)


def _of_one_operator(sower: Sower, draft: Draft) -> list[int]:
    """Take one listing of each shop of an operator that has several, all of one field of goods: a shop of another would not offer the same."""
    owner = draft.shops.owner
    several = np.flatnonzero(np.bincount(owner) > 1)
    for chosen in sower.draw.permutation(several).tolist():
        shops = np.flatnonzero(owner == chosen).tolist()
        for category in WITHOUT_PERMIT:
            alike = [shop for shop in shops if FIELDS[draft.shops.field[shop]].category == category]
            places = [place for shop in alike for place in draft.take(sower.draw, 1, category, shop=shop)] if len(alike) > 1 else []
            if len(places) > 1:
                return places
    return []
