"""Lines of an amount ledger: goods sold and not sold, refunds, sham orders, costs; each with its price, the basis of that price, and what proves it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.law.measures import LARGEST

SOLD, UNSOLD, REFUND, SHAM, COST = "sold", "unsold", "refund", "sham", "cost"
KINDS: Mapping[str, Text] = {
    SOLD: Text("已销售", "sold"),
    UNSOLD: Text("未销售", "not sold"),
    REFUND: Text("退货退款", "refunded"),
    SHAM: Text("虚假交易，剔除", "sham order, taken out"),
    COST: Text("购进、原材料价款", "cost of purchase or material"),
}
ACTUAL, IN_PART, AVERAGE, MARKED, MIDDLE = "actual", "in_part", "average", "marked", "middle"
#: How a price is known, in the order in which the law takes them for goods that are not sold.
BASES: Mapping[str, Text] = {
    ACTUAL: Text("实际销售（支付）价格", "price actually paid"),
    IN_PART: Text("部分退款，货物未退", "refunded in part, the goods stay sold"),
    AVERAGE: Text("已查清的实际销售平均价格", "average of the prices actually paid"),
    MARKED: Text("标价", "marked price"),
    MIDDLE: Text("被侵权产品的市场中间价格", "middle market price of the genuine goods"),
}
_OF_UNSOLD = (AVERAGE, MARKED, MIDDLE)
_TAKES_OUT = (REFUND, SHAM)


@dataclass(frozen=True, slots=True)
class Line:
    """
    One line: how many pieces of which goods, at how many yuan each. `price` is none where the average is to be reckoned, or where orders of several prices
    stand behind the line: `paid` is then what they come to, exactly, and wherever it is given it is the value of the line.

    `proofs` name evidence (a SHA-256) or orders of the lake (`order/platform/id`). A refund or sham order says in `reason` why it is one (the detector's
    reason); until a person has settled that it is taken out (`is_settled`), both results are told.
    """

    number: str
    kind: str
    goods: str
    quantity: Decimal
    price: Decimal | None
    basis: str
    proofs: tuple[str, ...]
    on: date | None = None
    reason: str = ""
    is_settled: bool = field(default=False)
    paid: Decimal | None = None

    def check(self) -> None:
        """Raise `BadInput` with everything that is missing from the line or cannot be."""
        faults = list(_faults(self))
        if faults:
            raise BadInput("；".join(one.zh for one in faults) + "。", "; ".join(one.en for one in faults) + ".")


def _faults(line: Line) -> list[Text]:
    found = []
    if line.kind not in KINDS:
        found.append(Text(f"没有“{line.kind}”这类明细", f"there is no kind of line {line.kind!r}"))
    allowed = _OF_UNSOLD if line.kind == UNSOLD else (ACTUAL, IN_PART) if line.kind == REFUND else (ACTUAL,)
    if line.basis not in allowed:
        zh, en = "、".join(BASES[one].zh for one in allowed), ", ".join(BASES[one].en for one in allowed)
        found.append(Text(f"此类明细的价格依据须是：{zh}", f"the price of such a line is based on: {en}"))
    if not line.goods.strip():
        found.append(Text("缺商品名称", "the goods are not named"))
    if not _is_positive(line.quantity):
        found.append(Text("数量须是大于零的数", "the quantity must be above zero"))
    if line.basis == AVERAGE and line.price is not None:
        found.append(Text("平均价格由系统计算，不填单价", "the average is reckoned: give no price"))
    if line.paid is not None and not _is_positive(line.paid):
        found.append(Text("合计须是大于零的数", "the sum must be above zero"))
    if line.basis != AVERAGE and line.paid is None and not _is_positive(line.price):
        found.append(Text("缺单价（大于零的数）", "the price is missing (above zero)"))
    if not line.proofs:
        found.append(Text("没有证据或者订单的明细不能计入", "a line that neither evidence nor an order proves does not count"))
    if line.kind in _TAKES_OUT and not line.reason.strip():
        found.append(Text("剔除须写明理由", "what is taken out needs its reason"))
    return found


def _is_positive(number: Decimal | None) -> bool:
    return number is not None and number.is_finite() and 0 < number <= LARGEST
