"""Numbers of product permits that listings show: wrong, ended, of other goods, under many brands; and right ones, also where they look odd."""

from datetime import timedelta

from mingjian.core.made_market.disguises import full_width
from mingjian.core.made_market.draft import Draft, Sower, spread
from mingjian.core.made_market.plan import Plan
from mingjian.core.made_market.planting.copies import described
from mingjian.core.made_market.product_register import ProductRegister

FIELDS = ("化妆品", "药品", "医疗器械", "保健食品", "食品")
BAD = ("wrong_form", "ended", "revoked", "of_other_goods", "unknown_to_register", "not_shown", "under_many_brands")
GOOD = ("shown_rightly", "renewed", "shown_with_spaces", "shown_in_full_width", "one_maker_two_brands", "number_in_the_picture")
BRANDS_OF_ONE_NUMBER = 4


def plant_permits(plan: Plan, sower: Sower, draft: Draft, register: ProductRegister) -> None:
    """Plant numbers in descriptions long enough to be expected to show one, and enter in the register of products what it says of them."""
    for number, fault in enumerate(spread(BAD, plan.share(5 * len(BAD)))):
        _plant_bad(plan, sower, draft, register, fault, FIELDS[number % 4])
    for number, label in enumerate(spread(GOOD, plan.share(12 * len(GOOD)))):
        _plant_good(plan, sower, draft, register, label, FIELDS[number % len(FIELDS)])


def _plant_bad(plan: Plan, sower: Sower, draft: Draft, register: ProductRegister, fault: str, category: str) -> None:
    number, brands = register.number(category), BRANDS_OF_ONE_NUMBER if fault == "under_many_brands" else 1
    places = draft.take(sower.draw, brands, category)
    for brand, place in enumerate(places):
        goods = draft.goods[place]
        if brand == 0 and fault not in {"wrong_form", "unknown_to_register", "not_shown"}:
            ended = fault == "ended"
            until = plan.first_day + timedelta(days=-75 if ended else 700)
            register.enter(number, "儿童牙膏" if fault == "of_other_goods" else goods, until, "撤销" if fault == "revoked" else "有效")
        _show(sower, draft, place, "" if fault == "not_shown" else number[:-1] if fault == "wrong_form" else number)
        sower.known.add("listing", draft.subject(place), "wrong_permit", is_bad=True, disguise=fault)


def _plant_good(plan: Plan, sower: Sower, draft: Draft, register: ProductRegister, label: str, category: str) -> None:
    number = register.number(category)
    goods = ""
    for place in draft.take(sower.draw, 2 if label == "one_maker_two_brands" else 1, category):
        if not goods:
            goods = draft.goods[place]
            register.enter(number, goods, plan.until + timedelta(days=int(sower.draw.integers(100, 1500))))
        draft.title[place], draft.goods[place] = draft.title[place].replace(draft.goods[place], goods), goods
        written = number
        if label == "shown_with_spaces":
            written = f"{number[:-4]} {number[-4:]}"
        elif label == "shown_in_full_width":
            written = full_width(number)
        elif label == "renewed":
            written = f"{number}（标签所印有效期至 {plan.first_day - timedelta(days=40)}，已延续注册）"
        _show(sower, draft, place, "" if label == "number_in_the_picture" else written)
        sower.known.add("listing", draft.subject(place), label, is_bad=False)


def _show(sower: Sower, draft: Draft, place: int, number: str) -> None:
    words = "，".join(described(sower, draft.goods[place], 5))
    draft.text[place] = f"{draft.brand[place] or ''}{words}。" + (f"批准或备案编号：{number}。" if number else "")
