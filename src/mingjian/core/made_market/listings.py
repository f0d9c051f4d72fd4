"""Listings: what shops offer; about one in several hundred infringes, and three times as many only sound like it."""

import numpy as np
import pyarrow as pa

from mingjian.core.made_market.disguises import disguise
from mingjian.core.made_market.draft import Draft, Offers
from mingjian.core.made_market.operators import Shops, as_kind
from mingjian.core.made_market.plan import DAY, Ints, Plan
from mingjian.core.made_market.truth import Known
from mingjian.core.made_market.words import BRANDS, CODE_WORDS, CONTACTS, DETAILS, FIELDS, HINTS, LOOK_ALIKES, PLACES, PLATFORMS, POINTS

ONE_BAD_IN = 400
LOOK_ALIKES_A_BAD = 3


def draft_listings(plan: Plan, shops: Shops, known: Known) -> Draft:
    """Write every shop's listings. Infringing ones stand among ordinary ones in a few shops; look-alikes stand anywhere."""
    draw = plan.draw("listings")
    many = np.clip(draw.lognormal(2.4, 0.7, plan.shops), 2, 200).astype(np.int64)
    draft = _ordinary(draw, shops, np.repeat(np.arange(plan.shops), many))
    bad = _choose_bad(draw, shops, draft.shop)
    for place in bad.tolist():
        label, way = _make_bad(draw, draft, place, draft.goods[place])
        known.add("listing", draft.subject(place), label, is_bad=True, disguise=way)
    rest = np.setdiff1d(np.arange(len(draft.ids)), bad)
    alike = draw.choice(rest, min(len(rest), LOOK_ALIKES_A_BAD * len(bad)), replace=False)
    for place in alike.tolist():
        known.add("listing", draft.subject(place), _make_look_alike(draw, draft, place), is_bad=False)
    for owner in sorted(set(draft.shop[bad].tolist())):
        known.add("shop", shops.subject(owner), "sells_copies", is_bad=True)
    draft.taken[np.concatenate([bad, alike])] = True
    draft.sold = np.floor(draw.lognormal(3.5, 1.5, len(draft.ids)))
    draft.seen = plan.start + draw.integers(0, plan.days * DAY, len(draft.ids))
    return draft


def _ordinary(draw: np.random.Generator, shops: Shops, shop: Ints) -> Draft:
    n = len(shop)
    field = shops.field[shop]
    thing = draw.integers(0, 1 << 30, n)
    brand = draw.integers(0, len(BRANDS), n)
    point, detail = draw.integers(0, len(POINTS), (n, 2)), draw.integers(0, len(DETAILS), n)
    chosen = [FIELDS[f].things[t % len(FIELDS[f].things)] for f, t in zip(field.tolist(), thing.tolist(), strict=True)]
    price = np.round(np.array([usual for _, usual in chosen]) * draw.lognormal(0, 0.18, n), 2)
    names = [BRANDS[b] for b in brand.tolist()]
    title = [f"{name} {what} {POINTS[p]} {POINTS[q]}" for name, (what, _), (p, q) in zip(names, chosen, point.tolist(), strict=True)]
    text = [f"{name}{what}。{DETAILS[d]}" for name, (what, _), d in zip(names, chosen, detail.tolist(), strict=True)]
    category = [FIELDS[f].category for f in field.tolist()]
    ids = [f"L{3000001 + k}" for k in range(n)]
    return Draft(shops, shop, ids, [what for what, _ in chosen], title, text, list(names), category, price.tolist())


def _choose_bad(draw: np.random.Generator, shops: Shops, shop: Ints) -> Ints:
    """Choose a few shops of goods with brands worth copying, the reborn ones first, and half of each one's listings."""
    wanted = max(3, len(shop) // ONE_BAD_IN)
    brands = {"化妆品", "服装鞋包", "电器", "汽车配件", "食品"}
    worth = [k for k in draw.permutation(len(shops.ids)).tolist() if FIELDS[shops.field[k]].category in brands]
    worth.sort(key=lambda k: shops.reborn[k] < 0)
    chosen: list[int] = []
    for owner in worth:
        own = np.flatnonzero(shop == owner)
        chosen.extend(draw.permutation(own)[: min((len(own) + 1) // 2, wanted - len(chosen))].tolist())
        if len(chosen) >= wanted:
            break
    return np.array(sorted(chosen), dtype=np.int64)


def _make_bad(draw: np.random.Generator, draft: Draft, place: int, thing: str) -> tuple[str, str | None]:
    """Turn one listing into one that infringes. Gives its label and how its code word is disguised."""
    label = ("code_word", "code_word", "hidden", "passed_off", "far_too_cheap")[draw.integers(0, 5)]
    code, way = disguise(draw, CODE_WORDS[draw.integers(0, len(CODE_WORDS))])
    hint, brand = HINTS[draw.integers(0, len(HINTS))], draft.brand[place]
    if label == "code_word":
        draft.title[place] = f"{brand} {code} {thing} {hint}"
        draft.price[place] = _part(draw, draft.price[place], 0.15, 0.4)
        return label, way
    if label == "hidden":
        draft.title[place], draft.brand[place] = f"{thing} 大牌同款 {hint}", None
        draft.text[place] = f"{hint}，{contact(draw)}。"
        draft.price[place] = _part(draw, draft.price[place], 0.2, 0.5)
    elif label == "passed_off":
        draft.title[place] = f"{brand} {thing} 专柜正品 支持验货 工厂直供"
        draft.price[place] = _part(draw, draft.price[place], 0.6, 0.9)
    else:
        draft.price[place] = _part(draw, draft.price[place], 0.1, 0.25)
    return label, None


def contact(draw: np.random.Generator) -> str:
    """Invent a way to leave the platform. The number's range is assigned to nobody."""
    number = int(draw.integers(0, 10000))
    return CONTACTS[draw.integers(0, len(CONTACTS))].format(id=f"shili_{number:04d}", phone=f"1690000{number:04d}")


def _part(draw: np.random.Generator, price: float, least: float, most: float) -> float:
    return round(price * float(draw.uniform(least, most)), 2)


def _make_look_alike(draw: np.random.Generator, draft: Draft, place: int) -> str:
    category, title, price = LOOK_ALIKES[draw.integers(0, len(LOOK_ALIKES))]
    brand = draft.brand[place]
    draft.title[place], draft.category[place] = title.format(brand=brand), category
    draft.brand[place] = brand if "{brand}" in title else None
    draft.text[place] = f"{draft.title[place]}。{DETAILS[0]}"
    draft.price[place] = round(price * float(draw.uniform(0.9, 1.1)), 2)
    return "sounds_like_a_copy"


def offers_of(draft: Draft, shops: int) -> Offers:
    """Return what is offered by the shops, so many in all, for orders to choose from."""
    many = np.bincount(draft.shop, minlength=shops)
    return Offers(draft.ids, draft.shop, np.array(draft.price), draft.goods, np.r_[0, np.cumsum(many)])


def listing_table(draft: Draft) -> pa.Table:
    """Make the table of listings."""
    shops = draft.shops
    columns = {
        "listing_id": draft.ids,
        "platform": [PLATFORMS[k] for k in shops.platform[draft.shop].tolist()],
        "shop_id": [shops.ids[k] for k in draft.shop.tolist()],
        "title": draft.title,
        "text": draft.text,
        "brand": draft.brand,
        "category": draft.category,
        "price": draft.price,
        "sold_count": draft.sold,
        "url": [f"https://item.example/{key}" for key in draft.ids],
        "ships_from": [PLACES[k].city for k in shops.place[draft.shop].tolist()],
        "seen_at": pa.array(draft.seen * 1_000_000),
    }
    return as_kind("listing", columns)
