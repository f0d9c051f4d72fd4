"""
What a consumer may claim beside price and loss: three times the price for fraud, ten times it or three times the loss for bad food and drugs, the least sum.

The multiples and least sums stand in the law files. Whether the trader deceived, knew, or produced the goods, and whether the buyer is a consumer, is judged by
whoever decides the claim: it is told as a condition, and the sum is arithmetic only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mingjian.core.errors import BadInput, NotInBook
from mingjian.core.language import Text
from mingjian.core.law.measures import LARGEST
from mingjian.core.law.statutes import Statutes


@dataclass(frozen=True, slots=True)
class Basis:
    """A ground of claim: its article, the values that multiply price and loss, the least sum (each may be none), and what must be so."""

    title: Text
    ground: str
    of_price: str
    of_loss: str
    least: str
    conditions: tuple[Text, ...]
    is_at_most: bool = False


_CONSUMER = Text("购买者是为生活消费需要", "the buyer bought for daily needs")
_KNEW = Text("生产者；经营者须明知", "a producer; a seller only if it knew")
BASES: Mapping[str, Basis] = {
    "fraud": Basis(
        Text("欺诈", "fraud"), "consumer_law/55", "fraud_damages", "", "least_fraud_damages",
        (Text("经营者有欺诈行为", "the trader deceived"), _CONSUMER, Text("法律另有规定的依其规定（食品、药品见另两项）", "other laws govern (food, drugs)")),
    ),
    "food": Basis(
        Text("不符合食品安全标准的食品", "food below safety standards"), "food_safety_law/148", "damages_price", "damages_loss", "least_damages",
        (_KNEW, Text("标签、说明书的瑕疵不影响食品安全且不会误导的除外", "not for flaws of labels that touch no safety and mislead nobody"), _CONSUMER),
    ),
    "drug": Basis(
        Text("假药、劣药", "fake or substandard drugs"), "drug_law/144", "damages_price", "damages_loss", "least_damages",
        (_KNEW, Text("受害人或者其近亲属", "the victim or close relatives")),
    ),
    "defect": Basis(
        Text("明知缺陷仍提供，致死亡或者健康严重损害", "a defect known, and death or grave harm to health"), "consumer_law/55", "", "defect_damages", "",
        (Text("经营者明知存在缺陷", "the trader knew of the defect"), Text("死亡或者健康严重损害", "death or grave harm to health")), is_at_most=True,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """What may be claimed on a ground: the sum, how it was reached, and what must be so. `of_price` and `of_loss` are the multiples (none: not given)."""

    basis: Basis
    on: date
    of_price: Decimal | None
    of_loss: Decimal | None
    least: Decimal | None
    sum: Decimal
    said: Text


def claim(kind: str, on: date, statutes: Statutes, price: Decimal | None = None, loss: Decimal | None = None) -> Claim:
    """
    Return what a consumer may claim for a purchase of a day, beside price and loss, in yuan.

    Raises `BadInput` for an unknown ground, sums that are none, and where the sum that the ground multiplies was not given; `NotInBook` for a day without text.
    """
    basis = BASES.get(kind)
    if basis is None:
        known = "、".join(f"{name}（{one.title.zh}）" for name, one in BASES.items())
        raise BadInput(f"没有索赔依据“{kind[:40]}”；现有：{known}。", f"There is no ground of claim {kind[:40]!r}; there are: {', '.join(BASES)}.")
    for given in (price, loss):
        if given is not None and not (given.is_finite() and 0 <= given <= LARGEST):
            raise BadInput(f"价款、损失须是零至 {LARGEST} 的数，而不是 {given}。", f"Price and loss are numbers from zero to {LARGEST}, not {given}.")
    times_price, times_loss, least = (_figure(basis, name, on, statutes) for name in (basis.of_price, basis.of_loss, basis.least))
    of_price = price * times_price if price is not None and times_price is not None else None
    of_loss = loss * times_loss if loss is not None and times_loss is not None else None
    known_sums = [one for one in (of_price, of_loss) if one is not None]
    if not known_sums:
        wanted = [*([Text("价款", "the price")] if times_price else []), *([Text("损失", "the loss")] if times_loss else [])]
        zh, en = "或者".join(one.zh for one in wanted), " or ".join(one.en for one in wanted)
        raise BadInput(f"“{basis.title.zh}”以{zh}为基数；请写明{zh}。", f"{basis.title.en} multiplies {en}: give it.")
    total = max([*known_sums, *([least] if least is not None else [])])
    return Claim(basis, on, of_price, of_loss, least, total, _said(basis, (price, times_price), (loss, times_loss), least, total))


def _figure(basis: Basis, name: str, on: date, statutes: Statutes) -> Decimal | None:
    if not name:
        return None
    ref = f"{basis.ground}#{name}"
    if not statutes.has_value(ref, on):
        raise NotInBook(
            f"“{basis.title.zh}”在 {on} 的条文（{ref}）没有录入，不以现行数额代替。",
            f"The text of {on} ({ref}) on {basis.title.en} is not entered, and no figure of today stands for it.",
        )
    value = statutes.value(ref, on)
    return Decimal(next(one for one in (value.number, value.most if basis.is_at_most else value.least, value.least) if one is not None))


def _said(
    basis: Basis, price: tuple[Decimal | None, Decimal | None], loss: tuple[Decimal | None, Decimal | None], least: Decimal | None, total: Decimal
) -> Text:
    parts = []
    for (given, times), zh, en in ((price, "价款", "price"), (loss, "损失", "loss")):
        if given is not None and times is not None:
            product = given * times
            parts.append(Text(f"{zh} {given:,} 元的 {times} 倍为 {product:,} 元", f"{times} times the {en} of {given:,} yuan is {product:,}"))
        elif times is not None:
            parts.append(Text(f"也可以按{zh}的 {times} 倍（没有写明{zh}）", f"or {times} times the {en}, which was not given"))
    if least is not None:
        parts.append(Text(f"不足 {least:,} 元的为 {least:,} 元", f"at least {least:,}"))
    zh, en = "，".join(one.zh for one in parts), ", ".join(one.en for one in parts)
    until = Text("至多可以要求", "at most") if basis.is_at_most else Text("可以要求增加赔偿", "may be claimed on top:")
    return Text(
        f"{zh}：{until.zh} {total:,} 元；价款退还和损失赔偿另算。", f"{en}: {until.en} {total:,} yuan; the price back and damages for the loss come besides."
    )


def as_data(found: Claim) -> dict[str, object]:
    """Return a claim as plain data."""
    return {
        "on": found.on.isoformat(),
        "title": {"zh": found.basis.title.zh, "en": found.basis.title.en},
        "ground": found.basis.ground,
        "of_price": _number(found.of_price),
        "of_loss": _number(found.of_loss),
        "least": _number(found.least),
        "sum": _number(found.sum),
        "at_most": found.basis.is_at_most,
        "said": {"zh": found.said.zh, "en": found.said.en},
        "conditions": [{"zh": one.zh, "en": one.en} for one in found.basis.conditions],
    }


def _number(figure: Decimal | None) -> float | int | None:
    if figure is None:
        return None
    return int(figure) if figure == figure.to_integral_value() else float(figure)
