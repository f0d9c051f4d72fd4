"""Numbers of product permits that listings show: wrong, ended, of other goods, under many brands; and right ones, also where they look odd."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pyarrow as pa
from stdnum.iso7064 import mod_11_10

from mingjian.core.market.disguises import full_width
from mingjian.core.market.draft import Draft, Sower, spread
from mingjian.core.market.operators import as_kind
from mingjian.core.market.plan import Plan
from mingjian.core.market.planting.copies import described

FIELDS = ("化妆品", "药品", "医疗器械", "保健食品", "食品")
BAD = ("wrong_form", "ended", "revoked", "of_other_goods", "unknown_to_register", "not_shown", "under_many_brands")
GOOD = ("shown_rightly", "renewed", "shown_with_spaces", "shown_in_full_width", "one_maker_two_brands", "number_in_the_picture")
_MAKERS = ("浙江映禾", "江苏朗泽", "安徽景润", "上海卓远")
BRANDS_OF_ONE_NUMBER = 4


@dataclass
class _Register:
    """Product permits as they are entered. No number is anybody's: each has a year or a county that none has."""

    rows: list[dict[str, object]] = field(default_factory=list)
    given: int = 0

    def number(self, category: str) -> str:
        """Give out a number of the field's form."""
        self.given += 1
        n = self.given
        if category == "化妆品":
            return f"沪G妆网备字2097{n:06d}"
        if category == "药品":
            return f"国药准字H2097{n:04d}"
        if category == "医疗器械":
            return f"国械注准20973{n:06d}"
        if category == "保健食品":
            return f"食健备G209731{n:06d}"
        digits = f"101330097{n:04d}"
        return f"SC{digits}{mod_11_10.calc_check_digit(digits)}"

    def enter(self, number: str, goods: str, until: date, status: str = "有效") -> None:
        """Enter a permit."""
        maker = f"{_MAKERS[len(self.rows) % len(_MAKERS)]}有限公司"
        self.rows.append({"permit_id": number, "goods": goods, "holder": maker, "valid_until": until, "status": status})


def plant_permits(plan: Plan, sower: Sower, draft: Draft) -> pa.Table:
    """Plant numbers in descriptions long enough to be expected to show one. Gives what the register of products says of them."""
    register = _Register()
    for number, fault in enumerate(spread(BAD, plan.share(5 * len(BAD)))):
        _plant_bad(plan, sower, draft, register, fault, FIELDS[number % 4])
    for number, label in enumerate(spread(GOOD, plan.share(12 * len(GOOD)))):
        _plant_good(plan, sower, draft, register, label, FIELDS[number % len(FIELDS)])
    rows = register.rows
    columns = {name: [row[name] for row in rows] for name in ("permit_id", "goods", "holder", "valid_until", "status")}
    columns["issued_on"] = [row["valid_until"] - timedelta(days=1825) for row in rows]  # type: ignore[operator]  # a date
    return as_kind("permit", {"platform": ["产品登记簿"] * len(rows), "type": ["产品注册或备案"] * len(rows), **columns})


def _plant_bad(plan: Plan, sower: Sower, draft: Draft, register: _Register, fault: str, category: str) -> None:
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


def _plant_good(plan: Plan, sower: Sower, draft: Draft, register: _Register, label: str, category: str) -> None:
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
