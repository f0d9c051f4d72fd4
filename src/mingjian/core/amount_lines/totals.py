"""
What the lines of an amount ledger come to, on each basis of the law side by side, with the least and the most while doubts are open.

The bases differ in law and never stand for each other (2025 interpretation, art. 28): the sales amount is all income got and due; the illegal business volume
adds the value of goods not sold; illegal gains take the cost off; the proceeds that an administrative penalty confiscates are what was taken in, less refunds.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from mingjian.core.amount_lines.lines import AVERAGE, COST, IN_PART, MARKED, MIDDLE, REFUND, SHAM, SOLD, UNSOLD, Line
from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.law.measures import Figures

_CENT = Decimal("0.01")
ORDER_OF_PRICES = "ip_interp_2025/28"
PROCEEDS = "apl/28"
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Total:
    """One sum in yuan on one basis: its name, the article that says what it is, least and most (none: `missing` says what it wants), and how it came about."""

    name: str
    title: Text
    ground: str
    least: Decimal | None
    most: Decimal | None
    why: Text
    missing: Text | None = None

    @property
    def is_open(self) -> bool:
        """Return whether doubts leave more than one result."""
        return self.least != self.most


@dataclass(frozen=True, slots=True)
class Totals:
    """Everything that the lines come to, the value of each line by its number, and what a person should look at."""

    totals: tuple[Total, ...]
    values: dict[str, Decimal]
    notes: tuple[Text, ...]

    def of(self, name: str) -> Total:
        """Return one of the totals: `sales`, `unsold`, `turnover`, `proceeds`, `gains`."""
        return next(one for one in self.totals if one.name == name)

    def figures(self, *, least: bool) -> Figures:
        """Return what the lines of crimes are weighed with, as they are if every doubt is decided one way. What is missing stays unknown."""
        known = {one.name: one.least if least else one.most for one in self.totals}
        return Figures(sales=known["sales"], unsold=known["unsold"], turnover=known["turnover"], gains=known["gains"])


def add_up(lines: Sequence[Line]) -> Totals:
    """
    Add the lines up. Raises `BadInput` for a line that lacks something, an order counted twice, more taken out than was sold, and an average of nothing.
    """
    for line in lines:
        line.check()
    _refuse_twice(lines)
    averages = {goods: average for goods in {line.goods for line in lines} if (average := _average(lines, goods)) is not None}
    values = {line.number: _value(line, averages) for line in lines}
    sums = {kind: _sum(values, lines, kind) for kind in (SOLD, UNSOLD, COST)}
    out = {(kind, settled): _sum(values, lines, kind, settled) for kind in (REFUND, SHAM) for settled in (True, False)}
    _refuse_more_out(lines, values)
    most = sums[SOLD] - out[SHAM, True] - out[REFUND, True]
    least = most - out[SHAM, False] - out[REFUND, False]
    totals = (_sales(sums, out, least, most), _unsold(sums), _turnover(sums, least, most), _proceeds(sums, out), _gains(sums, out, lines))
    return Totals(totals, values, tuple(_notes(lines, averages)))


def _refuse_twice(lines: Sequence[Line]) -> None:
    """An order proves one sale; its refund or its being a sham may name it again."""
    counted = Counter((line.kind, proof) for line in lines for proof in set(line.proofs) if line.kind != UNSOLD and proof.startswith("order/"))
    twice = sorted({proof for (_, proof), times in counted.items() if times > 1})
    if twice:
        raise BadInput(f"订单重复计入：{'、'.join(twice[:5])}。", f"These orders are counted twice: {', '.join(twice[:5])}.")
    both = sorted({proof for kind, proof in counted if kind == REFUND} & {proof for kind, proof in counted if kind == SHAM})
    if both:
        raise BadInput(
            f"同一订单不能既作退款、又作虚假交易剔除：{'、'.join(both[:5])}。",
            f"An order cannot be taken out both as refunded and as sham: {', '.join(both[:5])}.",
        )


def _average(lines: Sequence[Line], goods: str) -> Decimal | None:
    """Return the average price actually paid for goods without what is settled as taken out; None without any. A refund in part takes no piece out."""
    sold = [line for line in lines if line.goods == goods and line.kind == SOLD]
    out = [line for line in lines if line.goods == goods and line.kind in (REFUND, SHAM) and line.is_settled]
    count = sum((line.quantity for line in sold), _ZERO) - sum((line.quantity for line in out if line.basis != IN_PART), _ZERO)
    paid = sum((_product(line) for line in sold), _ZERO) - sum((_product(line) for line in out), _ZERO)
    return (paid / count).quantize(_CENT, ROUND_HALF_UP) if count > 0 and paid > 0 else None


def _product(line: Line) -> Decimal:
    return line.paid if line.paid is not None else (line.quantity * (line.price or 0)).quantize(_CENT, ROUND_HALF_UP)


def _value(line: Line, averages: dict[str, Decimal]) -> Decimal:
    if line.basis != AVERAGE:
        return _product(line)
    if line.goods not in averages:
        raise BadInput(
            f"“{line.goods}”没有已查清的实际销售价格，不能用平均价格；请用标价，无标价的用市场中间价格。",
            f"Nothing of {line.goods!r} is known to be sold, so there is no average: take the marked price, or without one the middle market price.",
        )
    return (line.quantity * averages[line.goods]).quantize(_CENT, ROUND_HALF_UP)


def _sum(values: dict[str, Decimal], lines: Sequence[Line], kind: str, settled: bool | None = None) -> Decimal:
    return sum((values[line.number] for line in lines if line.kind == kind and settled in (None, line.is_settled)), _ZERO)


def _refuse_more_out(lines: Sequence[Line], values: dict[str, Decimal]) -> None:
    for goods in dict.fromkeys(line.goods for line in lines if line.kind in (REFUND, SHAM)):
        sold = sum((values[line.number] for line in lines if line.goods == goods and line.kind == SOLD), _ZERO)
        out = sum((values[line.number] for line in lines if line.goods == goods and line.kind in (REFUND, SHAM)), _ZERO)
        if out > sold:
            raise BadInput(
                f"“{goods}”剔除的 {out:,} 元多于销售的 {sold:,} 元。", f"Of {goods!r} more is taken out ({out:,} yuan) than was sold ({sold:,} yuan)."
            )


def _sales(sums: dict[str, Decimal], out: dict[tuple[str, bool], Decimal], least: Decimal, most: Decimal) -> Total:
    taken, doubt = out[SHAM, True] + out[REFUND, True], out[SHAM, False] + out[REFUND, False]
    why = Text(
        f"销售 {sums[SOLD]:,} − 已认定剔除 {taken:,}；尚未认定 {doubt:,}",
        f"sold {sums[SOLD]:,} − settled as taken out {taken:,}; not settled yet {doubt:,}",
    )
    return Total("sales", Text("销售金额", "Sales amount"), ORDER_OF_PRICES, least, most, why)


def _unsold(sums: dict[str, Decimal]) -> Total:
    why = Text("各未销售明细之和", "the sum of what is not sold")
    return Total("unsold", Text("未销售货值金额", "Value of unsold goods"), ORDER_OF_PRICES, sums[UNSOLD], sums[UNSOLD], why)


def _turnover(sums: dict[str, Decimal], least: Decimal, most: Decimal) -> Total:
    why = Text("销售金额与未销售货值之和", "sales amount and unsold goods together")
    return Total("turnover", Text("非法经营数额", "Illegal business volume"), ORDER_OF_PRICES, least + sums[UNSOLD], most + sums[UNSOLD], why)


def _proceeds(sums: dict[str, Decimal], out: dict[tuple[str, bool], Decimal]) -> Total:
    most = sums[SOLD] - out[SHAM, True] - out[REFUND, True] - out[REFUND, False]
    why = Text("取得的款项，退款全部扣除", "what was taken in, all refunds off")
    return Total("proceeds", Text("违法所得（行政处罚，所得款项）", "Illegal proceeds (penalty)"), PROCEEDS, most - out[SHAM, False], most, why)


def _gains(sums: dict[str, Decimal], out: dict[tuple[str, bool], Decimal], lines: Sequence[Line]) -> Total:
    """Take the cost off, if it is known for all that was sold; a gain of which a part of the cost is unknown would be too large, and is not told."""
    title = Text("违法所得（刑事，扣除购进价款）", "Illegal gains (crime, cost taken off)")
    bare = sorted({line.goods for line in lines if line.kind == SOLD} - {line.goods for line in lines if line.kind == COST})
    if bare:
        zh, en = "、".join(bare[:5]), ", ".join(bare[:5])
        missing = Text(f"缺购进、原材料价款：{zh}", f"the cost is not known of: {en}")
        return Total("gains", title, ORDER_OF_PRICES, None, None, Text("未计算", "not reckoned"), missing)
    most = sums[SOLD] - out[SHAM, True] - out[REFUND, True] - out[REFUND, False] - sums[COST]
    why = Text(f"所得款项 − 购进、原材料价款 {sums[COST]:,}", f"proceeds − cost {sums[COST]:,}")
    return Total("gains", title, ORDER_OF_PRICES, max(_ZERO, most - out[SHAM, False]), max(_ZERO, most), why)


def _notes(lines: Sequence[Line], averages: dict[str, Decimal]) -> Iterator[Text]:
    for line in lines:
        if line.basis in (MARKED, MIDDLE) and line.goods in averages:
            yield Text(
                f"第 {line.number} 行：该商品的实际销售平均价格已经查清（{averages[line.goods]:,} 元），依次应当先用它。",
                f"Line {line.number}: the average price actually paid for these goods is known ({averages[line.goods]:,} yuan) and comes first.",
            )
        if line.kind in (REFUND, SHAM) and not line.is_settled:
            yield Text(
                f"第 {line.number} 行（{line.reason}）是否剔除尚未认定：最低、最高两种结果都列出。",
                f"Line {line.number} ({line.reason}): whether it is taken out is not settled; the least and the most are both told.",
            )
