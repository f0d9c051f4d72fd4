"""The orders of a case's shop that the lake holds, as the lines of its amount ledger that they would make."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any
from urllib.parse import urlencode

from django.utils.timezone import localtime

from mingjian.core.amount_lines.lines import ACTUAL, KINDS, REFUND, SHAM, SOLD
from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.records.reading.standing import REFUNDED
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.queries import lines_counted
from mingjian.institutions.market.queries.known import Row
from mingjian.institutions.market.queries.orders import orders_of_shop
from mingjian.institutions.monitoring.queries import orders_in_doubt
from mingjian.office.models import Officer

MOST_PROOFS = 10_000  # proofs that a line names
#: How a proof says "the orders of the shop that are offered as such a line", so many: `orders/sold/23`.
OFFERED = "orders/"
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Batch:
    """Orders that would make one line: what kind of, their names as proofs, what they come to, and from when until when they were paid or refunded."""

    kind: str
    names: tuple[str, ...]
    total: Decimal
    first: date | None
    last: date | None

    @property
    def title(self) -> Text:
        """The kind, as lines are called."""
        return KINDS[self.kind]

    @property
    def is_doubted(self) -> bool:
        """Whether a finding holds them to be sham, so that they make no line by themselves."""
        return self.kind == SHAM

    @property
    def count(self) -> int:
        """How many orders."""
        return len(self.names)

    @property
    def word(self) -> str:
        """What stands for all of them among the proofs of a line."""
        return f"{OFFERED}{self.kind}/{self.count}"

    @property
    def price(self) -> Decimal:
        """What one came to: the average, rounded down to the cent, so that nobody is charged with more than was paid."""
        return (self.total / self.count).quantize(_CENT, ROUND_DOWN)

    def filled(self, goods: str) -> str:
        """Give what a link to the form fills in."""
        told = {"amount_kind": self.kind, "goods_name": goods, "quantity": str(self.count), "unit_price": str(self.price), "price_basis": ACTUAL}
        why = []
        if self.kind == REFUND:
            why.append("订单记录载明已经退款")
        if self.price * self.count != self.total:
            why.append(f"{self.count} 笔订单合计 {self.total} 元，单价为其平均数，舍去不足一分的部分")
        return urlencode({**told, "amount_proofs": self.word, "reason": "；".join(why)})


def batches_of(case: Case, officer: Officer) -> list[Batch]:
    """
    Give the orders of the shop of a case's clue that no line of such a kind counts yet: sold, refunded of these, and those held to be sham.

    What a finding names as sham is in neither of the others: an officer judges it first. Orders without a sum paid are left out.
    """
    clue = case.clue
    if clue is None:
        return []
    rows = [row for row in orders_of_shop(officer, clue.platform, clue.shop_id, MOST_PROOFS) if row["amount"]]
    doubted = orders_in_doubt(officer, f"{clue.platform}/{clue.shop_id}", clue.findings()) if rows else frozenset()
    real = [row for row in rows if row["order_id"] not in doubted]
    refunded = [row for row in real if row["refunded_at"] or row["state"] == REFUNDED]
    parts = {SOLD: real, REFUND: refunded, SHAM: [row for row in rows if row["order_id"] in doubted]}
    return [batch for kind, part in parts.items() if (batch := _batch(kind, part, case, clue.platform))]


def written_out(named: Sequence[str], case: Case, officer: Officer) -> list[str]:
    """Put in place of each word for offered orders their names. Raises BadInput where by now they are others than the form was filled with."""
    if not any(one.startswith(OFFERED) for one in named):
        return list(named)
    batches = {batch.word: batch.names for batch in batches_of(case, officer)}
    return list(dict.fromkeys(name for one in named for name in _names(one, batches)))


def _names(one: str, batches: dict[str, tuple[str, ...]]) -> Sequence[str]:
    if not one.startswith(OFFERED):
        return [one]
    if one not in batches:
        raise BadInput(
            f"“{one[:80]}”所指的订单与现在在案的不符（可能已经计入，或者数据有更新）：请从“在案订单”重新填入。",
            f"The orders on file are not those that {one[:80]!r} stands for (counted by now, or newer data): fill the form in anew from the orders on file.",
        )
    return batches[one]


def _batch(kind: str, rows: list[Row], case: Case, platform: str) -> Batch | None:
    counted = {proof for line in lines_counted(case) if line.kind == kind for proof in line.proofs}
    left = [(f"order/{platform}/{row['order_id']}", row) for row in rows]
    left = [(name, row) for name, row in left if name not in counted]
    if not left:
        return None
    days = sorted(_days(row["refunded_at" if kind == REFUND else "paid_at"] for _, row in left))
    total = sum((Decimal(str(row["amount"])) for _, row in left), Decimal(0)).quantize(_CENT)
    return Batch(kind, tuple(name for name, _ in left), total, days[0] if days else None, days[-1] if days else None)


def _days(instants: Iterator[Any]) -> Iterator[date]:
    return (localtime(one.replace(tzinfo=UTC)).date() for one in instants if isinstance(one, datetime))
