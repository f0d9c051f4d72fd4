"""Orders concentrated on few buyers: what is found, what is not, on every engine."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pytest

from mingjian.core.detectors import FINDINGS, remarks_of, run
from mingjian.core.detectors.order_concentration import suspects
from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.errors import BadInput
from mingjian.core.records import kind

NOON = datetime(2026, 3, 8, 4, tzinfo=UTC).replace(tzinfo=None)  # noon in Beijing, as records keep it
HOUR = 3600 * 1_000_000


def orders(*rows: tuple[str, str, int]) -> pa.Table:
    """Make orders of (shop, buyer, microseconds after noon)."""
    made = [
        {"order_id": f"o{n:03}", "platform": "甲网", "shop_id": shop, "buyer_id": buyer, "paid_at": NOON + timedelta(microseconds=at)}
        for n, (shop, buyer, at) in enumerate(rows)
    ]
    return pa.Table.from_pylist(made, kind("order").schema)


def found(engine: Engine, table: pa.Table, **settings: object) -> list[dict[str, object]]:
    rows = run("order_concentration", engine, {"order": engine.from_arrow(table)}, settings).to_pylist()
    return [{**row, "evidence": json.loads(row["evidence"])} for row in rows]


BRUSHED = [("brushed", buyer, minute * 60_000_000) for minute in range(4) for buyer in ("31", "9")]
ORDINARY = [("ordinary", f"b{n}", n * 60_000_000) for n in range(30)]


def test_what_is_concentrated_is_found_and_nothing_beside_it(engine: Engine) -> None:
    """All shops at once, since each run takes seconds on Spark: what is found, what just misses, and what only looks like it."""
    inside = [1, HOUR // 2, HOUR]
    shops = {
        "hour exactly": [("b", at) for at in (0, 9, HOUR)],
        "hour and a microsecond": [("b", at) for at in (0, 9, HOUR + 1)],
        "between microseconds": [("x", 0), *(("b", at) for at in inside), ("y", HOUR + 1)],
        "not between": [("x", 1), *(("b", at) for at in inside), ("y", HOUR)],
        "sale": [(f"b{n % 41}", n * 30_000_000) for n in range(100)],
        "several": [("b", n) for n in range(9)],
        """'; DROP TABLE x; --{0} \\""": [('=1+1{}"', n) for n in range(3)],
    }
    rows = [(shop, buyer, at) for shop, bought in shops.items() for buyer, at in bought]
    findings = found(engine, orders(*rows))
    assert [finding["subject"] for finding in findings] == [
        "甲网/several",  # the most remarkable first, then the subject decides
        """甲网/'; DROP TABLE x; --{0} \\""",
        "甲网/between microseconds",
        "甲网/hour exactly",
    ]
    assert findings[1]["evidence"]["buyers"] == ['=1+1{}"']  # type: ignore[index]


def test_no_orders_give_no_findings(engine: Engine) -> None:
    table = run("order_concentration", engine, {"order": engine.from_arrow(orders())})
    assert table.num_rows == 0
    assert table.schema.equals(FINDINGS)


@pytest.fixture(scope="module")
def duck() -> Iterator[Engine]:
    with DuckEngine() as engine:
        yield engine


def test_a_finding_says_why_in_words_that_can_be_checked(duck: Engine) -> None:
    (finding,) = found(duck, orders(*ORDINARY, *BRUSHED))
    assert finding["subject"] == "甲网/brushed"
    assert finding["subject_kind"] == "shop"
    assert finding["score"] == pytest.approx(6 / 16)
    assert "2026-03-08 12:00 至 12:03（北京时间，1 小时内）8 单仅来自 2 名买家（4.0 单/人）" in str(finding["reason_zh"])
    assert "中位数为 2.5" in str(finding["reason_zh"])
    assert "8 orders came from only 2 buyers (4.0 each)" in str(finding["reason_en"])
    assert "团购" in str(finding["innocent_zh"])


def test_the_evidence_names_buyers_orders_and_windows(duck: Engine) -> None:
    (finding,) = found(duck, orders(*ORDINARY, *BRUSHED))
    window = {"from": "2026-03-08T04:00:00Z", "to": "2026-03-08T04:03:00Z", "orders": 8, "buyers": 2}
    assert finding["evidence"] == {
        "buyers": ["9", "31"],
        "orders_of_each": 4,
        "orders_counted": 8,
        "buyers_counted": 2,
        "typical": 2.5,
        "densest": window,
        "periods": [window],
        "orders": [f"o{n:03}" for n in range(30, 38)],
        "window": 3600,
        "ratio": 3.0,
    }


def with_devices(rows: list[dict[str, object]]) -> pa.Table:
    """Make orders a minute apart of (shop, buyer, device, address, whether it was returned)."""
    made = [{"order_id": f"o{n:03}", "platform": "甲网", "paid_at": NOON + timedelta(minutes=n % 50), **row} for n, row in enumerate(rows)]
    return pa.Table.from_pylist(made, kind("order").schema)


def bought(shop: str, buyer: str, times: int, device: str | None, address: str | None = None, returned: int = 0) -> list[dict[str, object]]:
    told = {"shop_id": shop, "buyer_id": buyer, "device_token": device, "address_token": address}
    return [{**told, "refunded_at": NOON + timedelta(days=9) if n < returned else None} for n in range(times)]


def test_a_single_account_alone_on_its_device_that_returns_little_is_left_out_and_said_so(engine: Engine) -> None:
    rows = [
        *bought("restocks", "b1", 9, "d1", "a1", returned=1),
        *bought("restocks", "b2", 1, "d2", "a2"),  # somebody else bought there, too
        *bought("says nothing", "b3", 9, None),
        *bought("says it of some", "b4", 8, "d4"),
        *bought("says it of some", "b4", 1, None),
        *bought("returned", "b5", 9, "d5", returned=2),
        *bought("one device", "b6", 9, "d6", "a6"),
        *bought("one device", "b7", 1, "d6", "a7"),
        *bought("one address", "b8", 9, "d8", "a8"),
        *bought("one address", "b9", 1, None, "a8"),
        *bought("several", "c1", 4, "e1"),
        *bought("several", "c2", 4, "e2"),
    ]
    table = run("order_concentration", engine, {"order": engine.from_arrow(with_devices(rows))})
    named = {"says nothing", "says it of some", "returned", "one device", "one address", "several"}
    assert {row["subject"] for row in table.to_pylist()} == {f"甲网/{shop}" for shop in named}
    (remark,) = remarks_of(table)
    assert "有 1 家网店的集中订单出自单一账号" in remark.zh
    assert "1 shop come" in remark.en


def test_by_its_setting_a_single_account_is_named_too(duck: Engine) -> None:
    table = run("order_concentration", duck, {"order": duck.from_arrow(with_devices(bought("restocks", "b1", 9, "d1")))}, {"alone": 1})
    assert (table.num_rows, remarks_of(table)) == (1, ())


def test_the_same_shop_id_on_two_platforms_is_two_shops(duck: Engine) -> None:
    table = orders(*[("s", "b", n) for n in range(4)])
    split = table.set_column(1, table.schema.field("platform"), [["甲网", "甲网", "乙网", "乙网"]])
    assert found(duck, split) == []
    assert len(found(duck, table)) == 1


def test_orders_that_do_not_say_when_are_left_out(duck: Engine) -> None:
    vague = pa.Table.from_pylist([{"order_id": f"o{n}", "shop_id": "s", "buyer_id": "b"} for n in range(9)], kind("order").schema)
    assert found(duck, vague) == []


def test_settings_move_window_and_ratio(duck: Engine) -> None:
    table = orders(*[("s", "b", n * 100_000_000) for n in range(5)])
    assert len(found(duck, table, ratio="5", window="400")) == 1
    assert found(duck, table, ratio="5", window="399") == []
    assert found(duck, table, ratio=6) == []


def test_it_needs_orders() -> None:
    with pytest.raises(BadInput, match="order"):
        run("order_concentration", None, {}, {})  # type: ignore[arg-type]  # no engine is touched


@pytest.mark.parametrize("seed", range(40))
def test_every_place_of_the_window_is_seen(seed: int) -> None:
    """Against the rule word for word: try every window that begins at a half unit of time."""
    draw = np.random.default_rng(seed)
    n, window = int(draw.integers(1, 14)), int(draw.integers(1, 4))
    at, buyer = np.sort(draw.integers(0, 9, n)), draw.integers(0, 3, n)
    expected: set[int] = set()
    for start in np.arange(-window - 1, 10, 0.5):
        inside = [row for row in range(n) if start <= at[row] <= start + window]
        if inside and Fraction(len(inside), len({buyer[row] for row in inside})) >= Fraction(5, 2):
            expected.update(inside)
    table = orders(*[("s", str(b), int(t) * 1_000_000) for t, b in zip(at, buyer, strict=True)])
    got = [row for suspect in suspects(table, window, 2.5) for row in suspect.rows.tolist()]
    assert got == sorted(expected)
