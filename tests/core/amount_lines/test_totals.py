"""What an amount ledger comes to: each basis by itself, doubts both ways, and nothing where something is missing."""

from dataclasses import replace
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.amount_lines.lines import ACTUAL, AVERAGE, COST, MARKED, REFUND, SHAM, SOLD, UNSOLD, Line
from mingjian.core.amount_lines.totals import Totals, add_up
from mingjian.core.errors import BadInput

NUMBERS = count(1)


def line(kind: str = SOLD, quantity: str = "1", price: str | None = "100", basis: str = ACTUAL, goods: str = "甲鞋", **more: object) -> Line:
    number = str(next(NUMBERS))
    proofs = more.pop("proofs", (f"order/甲网/{number}",))
    return Line(number, kind, goods, Decimal(quantity), None if price is None else Decimal(price), basis, proofs, **more)  # type: ignore[arg-type]


def range_of(totals: Totals, name: str) -> tuple[Decimal | None, Decimal | None]:
    return totals.of(name).least, totals.of(name).most


def test_bases_stand_side_by_side() -> None:
    totals = add_up([line(quantity="100", price="300"), line(UNSOLD, "50", None, AVERAGE), line(COST, "150", "80")])
    assert range_of(totals, "sales") == (30000, 30000)
    assert range_of(totals, "unsold") == (15000, 15000)
    assert range_of(totals, "turnover") == (45000, 45000)
    assert range_of(totals, "proceeds") == (30000, 30000)
    assert range_of(totals, "gains") == (18000, 18000)


def test_a_sham_order_counts_both_ways_until_a_person_settles_it() -> None:
    sold, sham = line(quantity="100", price="300"), line(SHAM, "20", "300", reason="sham_ring：买家互购")
    open_ = add_up([sold, sham])
    assert range_of(open_, "sales") == (24000, 30000)
    assert open_.of("sales").is_open
    assert "尚未认定" in open_.notes[0].zh
    settled = add_up([sold, replace(sham, is_settled=True)])
    assert range_of(settled, "sales") == (24000, 24000)
    assert settled.notes == ()


def test_a_refund_is_off_the_proceeds_and_off_the_sales_only_once_settled() -> None:
    totals = add_up([line(quantity="10"), line(REFUND, "3", reason="买家退货")])
    assert range_of(totals, "sales") == (700, 1000)
    assert range_of(totals, "proceeds") == (700, 700)


def test_gains_are_not_told_while_a_cost_is_missing() -> None:
    gains = add_up([line()]).of("gains")
    assert (gains.least, gains.most) == (None, None)
    assert gains.missing
    assert "甲鞋" in gains.missing.zh
    assert add_up([line()]).figures(least=False).gains is None


def test_the_average_leaves_out_what_is_settled_as_sham_and_comes_before_the_marked_price() -> None:
    lines = [line(quantity="10", price="100"), line(quantity="10", price="500"), line(SHAM, "10", "500", reason="同一账户", is_settled=True)]
    assert range_of(add_up([*lines, line(UNSOLD, "2", None, AVERAGE)]), "unsold") == (200, 200)
    noted = add_up([*lines, line(UNSOLD, "2", "999", MARKED)])
    assert range_of(noted, "unsold") == (1998, 1998)
    assert "先用它" in noted.notes[0].zh


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"proofs": ()}, "没有证据"),
        ({"price": None}, "缺单价"),
        ({"price": "0"}, "缺单价"),
        ({"quantity": "0"}, "数量"),
        ({"quantity": "NaN"}, "数量"),
        ({"quantity": "Infinity"}, "数量"),
        ({"price": "-5"}, "缺单价"),
        ({"goods": " "}, "商品名称"),
        ({"kind": "gift"}, "没有“gift”"),
        ({"basis": MARKED}, "价格依据"),
        ({"kind": SHAM}, "理由"),
        ({"kind": UNSOLD, "basis": AVERAGE}, "平均价格由系统计算"),
    ],
)
def test_a_line_that_lacks_something_is_refused_in_words(wrong: dict[str, object], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        add_up([line(**wrong)])  # type: ignore[arg-type]


def test_an_average_of_nothing_more_out_than_sold_and_an_order_twice_are_refused() -> None:
    with pytest.raises(BadInput, match="没有已查清"):
        add_up([line(UNSOLD, "2", None, AVERAGE)])
    with pytest.raises(BadInput, match="多于销售"):
        add_up([line(), line(SHAM, "2", reason="x")])
    with pytest.raises(BadInput, match="重复计入"):
        add_up([line(proofs=("order/甲网/7",)), line(proofs=("order/甲网/7",))])
    add_up([line(proofs=("order/甲网/7",)), line(SHAM, proofs=("order/甲网/7",), reason="x")])


def test_an_order_is_not_taken_out_both_as_refunded_and_as_sham() -> None:
    sold, other = line(proofs=("order/甲网/7",)), line(proofs=("order/甲网/8",))
    refund = line(REFUND, proofs=("order/甲网/7",), reason="退款")
    with pytest.raises(BadInput, match="既作退款、又作虚假交易剔除：order/甲网/7"):
        add_up([sold, other, refund, line(SHAM, proofs=("order/甲网/7",), reason="x")])
    add_up([sold, other, refund, line(SHAM, proofs=("order/甲网/8",), reason="x")])


PRICES = st.decimals(min_value="0.01", max_value="10000", places=2)
COUNTS = st.integers(min_value=1, max_value=50)


@given(st.lists(st.tuples(COUNTS, PRICES, st.booleans()), min_size=1, max_size=20))
def test_least_and_most_hold_between_them_every_way_to_settle(drawn: list[tuple[int, Decimal, bool]]) -> None:
    lines = []
    for quantity, price, is_sham in drawn:
        lines.append(line(quantity=str(quantity), price=str(price)))
        if is_sham:
            lines.append(line(SHAM, str(quantity), str(price), reason="x"))
    open_ = add_up(lines).of("sales")
    none = add_up([one for one in lines if one.kind == SOLD]).of("sales")
    all_ = add_up([replace(one, is_settled=one.kind == SHAM) for one in lines]).of("sales")
    assert (open_.least, open_.most) == (all_.most, none.most)
    assert sum((q * p for q, p, _ in drawn), Decimal(0)) == none.most


def test_nothing_at_all_comes_to_nothing() -> None:
    assert range_of(add_up([]), "turnover") == (0, 0)
