"""Whatever the engine, the same rows come out."""

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from core.engines.kernels_for_tests import SUMS, digit_sums, nothing  # type: ignore[import-not-found]  # on the path of pytest only

from mingjian.core.engines import Engine
from mingjian.core.errors import BadInput
from mingjian.core.records import kind

MIDNIGHT = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - naive, as in the lake
ORDERS = pa.table(
    {
        "order_id": ["1", "2", "3", "4", "5"],
        "shop_id": ["甲", "甲", "乙", "乙", None],
        "buyer_id": ["a", "a", "a", "b", "c"],
        "amount": [10.0, 20.5, None, 1.25, 3.0],
        "paid_at": pa.array([dt.datetime(2026, 11, 11, 23, 59, second, 123456) for second in range(5)], pa.timestamp("us")),  # noqa: DTZ001 - naive, as in the lake
    }
)


def rows_of(engine: Engine, query: str, **given: object) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = engine.to_arrow(engine.sql(query, **given)).to_pylist()  # type: ignore[arg-type]  # as the test says
    return rows


def test_rows_go_in_and_come_out_unchanged_with_naive_instants(engine: Engine) -> None:
    back = engine.to_arrow(engine.from_arrow(ORDERS)).sort_by("order_id")
    assert back.to_pylist() == ORDERS.to_pylist()
    assert back.schema.field("paid_at").type == pa.timestamp("us")


def test_every_kind_of_record_passes_through(engine: Engine) -> None:
    for name in ("order", "listing", "parcel", "permit"):
        schema = kind(name).schema
        some = {"string": "字", "double": 1.5, "bool": True, "timestamp[us]": MIDNIGHT, "date32[day]": dt.date(2026, 1, 1)}
        full = {field.name: some[str(field.type)] for field in schema}
        bare = {field.name: None if field.nullable else "键" for field in schema}
        back = engine.to_arrow(engine.from_arrow(pa.Table.from_pylist([full, bare], schema)))
        assert {tuple(row.items()) for row in back.to_pylist()} == {tuple(full.items()), tuple(bare.items())}


def test_sums_counts_and_distinct_buyers_agree(engine: Engine) -> None:
    found = rows_of(
        engine,
        "SELECT shop_id, count(*) AS n, count(DISTINCT buyer_id) AS buyers, sum(amount) AS total, sum(CAST(order_id AS INT)) AS ids FROM o"
        " WHERE shop_id IS NOT NULL GROUP BY shop_id ORDER BY shop_id",
        o=engine.from_arrow(ORDERS),
    )
    assert found == [{"shop_id": "乙", "n": 2, "buyers": 2, "total": 1.25, "ids": 7}, {"shop_id": "甲", "n": 2, "buyers": 1, "total": 30.5, "ids": 3}]


def test_a_sum_of_integers_has_64_bits(engine: Engine) -> None:
    total = engine.to_arrow(engine.sql("SELECT sum(CAST(order_id AS BIGINT)) AS s FROM o", o=engine.from_arrow(ORDERS)))
    assert total.schema.field("s").type == pa.int64()


def test_a_number_with_a_point_is_a_double_written_or_given(engine: Engine) -> None:
    query = "SELECT CASE WHEN amount IS NULL THEN 0.0 ELSE 1.0 END AS a, sum(0.1) OVER () AS b, $part + 1e-3 AS c, -2.50 AS d FROM o"
    given = engine.to_arrow(engine.sql(query, o=engine.from_arrow(ORDERS), part=0.25))
    assert [field.type for field in given.schema] == [pa.float64()] * 4
    assert sorted(given["a"].to_pylist()) == [0, 1, 1, 1, 1]


def test_distinct_buyers_in_a_window_agree(engine: Engine) -> None:
    found = rows_of(
        engine,
        "SELECT order_id, count(DISTINCT buyer_id) OVER (PARTITION BY shop_id) AS buyers FROM o WHERE shop_id IS NOT NULL ORDER BY order_id",
        o=engine.from_arrow(ORDERS),
    )
    assert [row["buyers"] for row in found] == [1, 1, 2, 2]


@pytest.mark.parametrize("text", ["it's", 'say "yes"', "back\\slash", "百分%_之", "; DROP TABLE o; --", "${shop}", "换\n行"])
def test_a_given_value_is_a_value_whatever_it_holds(engine: Engine, text: str) -> None:
    assert rows_of(engine, "SELECT $text AS t, length($text) AS n", text=text) == [{"t": text, "n": len(text)}]


def test_numbers_and_truths_are_given_as_such(engine: Engine) -> None:
    assert rows_of(engine, "SELECT $whole + 1 AS a, $part * 2 AS b, NOT $yes AS c", whole=41, part=0.25, yes=True) == [{"a": 42, "b": 0.5, "c": False}]


def test_a_kernel_sees_every_row_once(engine: Engine) -> None:
    names = pa.table({"name": [None if n % 10 == 0 else f"n{n}" for n in range(20_000)]})
    back = engine.to_arrow(engine.map_arrow(digit_sums, engine.from_arrow(names), SUMS))
    assert sorted(back.column("name").drop_null().to_pylist()) == sorted(names.column("name").drop_null().to_pylist())
    assert sum(back.column("digits").to_pylist()) == sum(sum(map(int, str(n))) for n in range(20_000) if n % 10)


def test_a_kernel_may_get_no_rows_and_may_give_none(engine: Engine) -> None:
    empty = pa.table({"name": pa.array([], pa.string())})
    assert engine.to_arrow(engine.map_arrow(digit_sums, engine.from_arrow(empty), SUMS)).num_rows == 0
    full = pa.table({"name": ["1", "2"]})
    given = engine.to_arrow(engine.map_arrow(nothing, engine.from_arrow(full), SUMS))
    assert (given.num_rows, given.schema.names) == (0, ["name", "digits"])


def test_what_is_kept_stays_as_it_was(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    pq.write_table(ORDERS.slice(0, 2), path)
    kept = engine.keep(engine.sql("SELECT count(*) AS n FROM o", o=engine.read_parquet(str(path))))
    path.unlink()
    assert engine.to_arrow(kept).to_pylist() == [{"n": 2}]


def test_folders_named_as_partitions_add_no_column(engine: Engine, tmp_path: Path) -> None:
    for source in ("shopee", "淘宝"):
        folder = tmp_path / "order" / f"source={source}" / "abc"
        folder.mkdir(parents=True)
        pq.write_table(ORDERS, folder / "rows.parquet")
    found = engine.to_arrow(engine.read_parquet(f"{tmp_path}/order/source=*/*/rows.parquet"))
    assert found.schema.names == ORDERS.schema.names
    assert found.num_rows == 2 * ORDERS.num_rows


def test_a_quote_in_a_path_is_part_of_the_path(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "o'brien.parquet"
    pq.write_table(ORDERS, path)
    assert engine.to_arrow(engine.read_parquet(str(path))).num_rows == 5


def test_a_path_that_leads_nowhere_is_refused(engine: Engine, tmp_path: Path) -> None:
    for path in ("nowhere.parquet", "*.parquet", "."):
        with pytest.raises(BadInput, match="no Parquet files"):
            engine.read_parquet(f"{tmp_path}/{path}")
