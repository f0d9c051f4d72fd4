"""Turnover of unregistered persons over the exempt sum: what is found, what just misses, whose shops are joined."""

import json
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from mingjian.core.detectors import FINDINGS, run
from mingjian.core.engines import Engine
from mingjian.core.records import kind

NOON = datetime(2026, 3, 8, 4)  # noqa: DTZ001 - naive UTC, as in the lake


def orders(*rows: tuple[str, str, float], at: datetime = NOON, refunded: datetime | None = None) -> pa.Table:
    """Make orders of (platform, shop, amount)."""
    made = [
        {"order_id": f"{at:%y%m%d}{n}{refunded is None}", "platform": platform, "shop_id": shop, "amount": paid, "paid_at": at, "refunded_at": refunded}
        for n, (platform, shop, paid) in enumerate(rows)
    ]
    return pa.Table.from_pylist(made, kind("order").schema)


def operators(*rows: tuple[str, str, str, str | None, str | None]) -> pa.Table:
    """Make operators of (platform, shop, name, credit code, account that is paid)."""
    made = [
        {"operator_id": f"o{n}", "platform": platform, "shop_id": shop, "name": name, "uscc": code, "payee_token": payee}
        for n, (platform, shop, name, code, payee) in enumerate(rows)
    ]
    return pa.Table.from_pylist(made, kind("operator").schema)


def found(engine: Engine, sold: pa.Table, shown: pa.Table, **settings: object) -> dict[str, dict[str, Any]]:
    rows = run("exempt_turnover", engine, {"order": engine.from_arrow(sold), "operator": engine.from_arrow(shown)}, settings).to_pylist()
    return {row["subject"]: {**row, "evidence": json.loads(row["evidence"])} for row in rows}


def test_shops_of_one_person_are_added_over_platforms_and_what_just_misses_is_not_told(engine: Engine) -> None:
    sold = pa.concat_tables(
        [
            orders(
                ("甲", "a", 60000.0),
                ("乙", "b", 40000.01),
                ("甲", "c", 100000.0),
                ("甲", "d", 900000.0),
                ("甲", "e", 200000.0),
                ("甲", "f", 60000.0),
                ("乙", "g", 50000.0),
            ),
            orders(("甲", "c", 5000.0), refunded=NOON + timedelta(days=1)),
            orders(("甲", "c", 90000.0), at=NOON - timedelta(days=100)),  # the year before
        ]
    )
    shown = operators(
        ("甲", "a", "张三", None, "t1"),
        ("乙", "b", "张三", None, "t1"),
        ("甲", "c", "李四", None, "t2"),
        ("甲", "d", "某某公司", "91330100MA2ABCDE0X", "t3"),
        ("甲", "e", "某某商行", None, "t4"),
        ("甲", "f", "王五", None, None),
        ("乙", "g", "王五", None, None),
    )
    (subject, told), *others = found(engine, sold, shown).items()
    assert (subject, others) == ("甲/a", [])
    assert told["evidence"]["turnover"] == 100000.01
    assert told["evidence"]["shops"] == ["乙/b", "甲/a"]
    assert "100000.01" in str(told["reason_en"]).replace(",", "")
    assert "同一收款账户" in str(told["reason_zh"])
    nearer = found(engine, sold, shown, share=0.9)
    assert set(nearer) == {"甲/a", "甲/c"}
    assert ("收款账户" in str(nearer["甲/c"]["reason_zh"]), "account" in str(nearer["甲/c"]["reason_en"])) == (False, False)


def test_before_there_was_a_sum_nothing_is_told_nor_without_operators(engine: Engine) -> None:
    sold = orders(("甲", "a", 500000.0), at=datetime(2020, 3, 8))  # noqa: DTZ001 - naive UTC, as in the lake
    assert found(engine, sold, operators(("甲", "a", "张三", None, "t1"))) == {}
    assert run("exempt_turnover", engine, {"order": engine.from_arrow(sold)}).schema == FINDINGS
    empty = kind("order").schema.empty_table()
    assert run("exempt_turnover", engine, {"order": engine.from_arrow(empty)}).num_rows == 0


def test_orders_that_were_no_sales_count_into_no_turnover_and_a_part_paid_back_is_taken_off(engine: Engine) -> None:
    def with_state(state: str | None, refund: float | None, *rows: tuple[str, str, float]) -> pa.Table:
        made = orders(*rows).to_pylist()
        return pa.Table.from_pylist(
            [{**row, "order_id": f"{row['order_id']}{state}{refund}", "state": state, "refund": refund} for row in made], kind("order").schema
        )

    shown = operators(*(("甲", shop, f"某{shop}", None, None) for shop in "abcd"))
    sold = pa.concat_tables(
        [
            with_state("sold", None, ("甲", "a", 90_000.0), ("甲", "b", 90_000.0), ("甲", "c", 90_000.0), ("甲", "d", 120_000.0)),
            with_state("void", None, ("甲", "a", 50_000.0)),
            with_state("refunded", None, ("甲", "b", 50_000.0)),
            with_state("sold", 45_000.0, ("甲", "c", 50_000.0)),
        ]
    )
    assert set(found(engine, sold, shown)) == {"甲/d"}
    young = sold.drop_columns(["state", "refund"])  # a file that was loaded before these were known counts as it did
    assert set(found(engine, young, shown)) == {"甲/a", "甲/b", "甲/c", "甲/d"}


def test_what_was_kept_of_an_order_that_was_paid_back_in_part_counts_whatever_time_stands_beside_it(engine: Engine) -> None:
    def paid_back(refund: float | None, state: str | None, *rows: tuple[str, str, float]) -> pa.Table:
        made = orders(*rows, refunded=NOON + timedelta(days=1)).to_pylist()
        return pa.Table.from_pylist(
            [{**row, "order_id": f"{row['order_id']}{state}{refund}", "state": state, "refund": refund} for row in made], kind("order").schema
        )

    shown = operators(*(("甲", shop, f"某{shop}", None, None) for shop in "abcd"))
    sold = pa.concat_tables(
        [
            paid_back(1.0, None, ("甲", "a", 120_001.5)),
            paid_back(1.0, "refunded", ("甲", "b", 120_001.5)),  # as files of a morning say it
            paid_back(None, "sold", ("甲", "c", 120_001.5)),
            paid_back(120_001.5, "refunded", ("甲", "d", 120_001.5)),
        ]
    )
    turnover = {shop: one["evidence"]["turnover"] for shop, one in found(engine, sold, shown).items()}
    assert turnover == {"甲/a": 120_000.5, "甲/b": 120_000.5, "甲/c": 120_001.5}
