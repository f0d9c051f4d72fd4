"""Learnt weights: better than Splink's defaults on made records, the same on every engine, and nothing where no pair can be sought."""

import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pytest

from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.linking.clusters import clusters_of
from mingjian.core.linking.columns import MOST_SHARED, phone_of, prepared, sound_of
from mingjian.core.linking.model import COMPARISONS
from mingjian.core.linking.pairs import pairs_of
from mingjian.core.linking.record import RECORD
from mingjian.core.linking.weights import learnt


@cache
def benchmark() -> ModuleType:
    """Return the benchmark's own generator of records."""
    spec = importlib.util.spec_from_file_location("linking_benchmark", Path(__file__).parents[3] / "benchmarks/linking.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def records(rows: list[dict[str, str]]) -> pa.Table:
    return prepared(pa.table({name: pa.array([row.get(name) or None for row in rows], pa.string()) for name in RECORD.schema.names}, RECORD.schema))


@cache
def market() -> tuple[list[dict[str, str]], list[int]]:
    made = benchmark().Market(2500, 7)
    return made.rows, made.owner


@pytest.mark.slow
def test_made_records_are_linked_far_better_than_by_splinks_defaults() -> None:
    bench, (rows, owner) = benchmark(), market()
    score = bench.Score(owner)
    with DuckEngine() as engine:
        pairs, weights = pairs_of(records(rows), engine, 0.5)
    assert weights.is_learnt
    ours = score.f1(score.counted(bench.told(pairs, ("left", "right", "probability"), 0.5)))
    base = bench.plain(rows)
    plain = max(score.f1(score.counted(bench.told(base, ("unique_id_l", "unique_id_r", "match_probability"), least))) for least in (0.5, 0.9, 0.99))
    assert ours > 0.9
    assert ours > plain + 0.05
    joined = score.f1(score.counted(bench.within(clusters_of(pairs, records(rows), 0.8).table)))
    assert joined > 0.95


@pytest.mark.slow
@pytest.mark.slow
def test_whoever_hides_is_found_among_many_who_do_not() -> None:
    """Of owners who show one code, name and account everywhere, it is learnt that telephones say nothing; a front shares nothing else with its mother."""
    drawn = benchmark().Market(10, 3)
    rows = []
    for number in range(900):
        open_owner = {"name": f"{drawn.trade()}{number}商贸有限公司", "uscc": drawn.code(), "payee": drawn.digits(16), "city": "杭州"}
        rows += [open_owner | {"record": f"o{number}-{nth}", "phone": drawn.phone(), "address": drawn.address()} for nth in (1, 2)]
    for number in range(200):
        shared = {"phone": drawn.phone(), "return_address": drawn.address()} if number < 40 else {}
        for nth in (1, 2):
            own = {"name": f"{drawn.trade()}{number}{nth}商行", "uscc": drawn.code(), "payee": drawn.digits(16), "address": drawn.address()}
            rows.append({"record": f"f{number}-{nth}", "city": drawn.one(("宁波", "温州")), "phone": drawn.phone(), **own, **shared})
    with DuckEngine() as engine:
        pairs, weights = pairs_of(records(rows), engine, 0.5)
    assert weights.is_learnt
    told = list(zip(pairs["left"].to_pylist(), pairs["right"].to_pylist(), strict=True))
    assert len(told) == len(set(told))
    assert {(f"f{number}-1", f"f{number}-2") for number in range(40)} <= set(told)
    assert not [pair for pair in told if {one.partition("-")[0] for one in pair} & {f"f{number}" for number in range(40, 200)}]
    sums = (sum(row[name] or 0 for name in row if name.startswith("w_")) + row["prior"] - row["weight"] for row in pairs.to_pylist())
    assert max(map(abs, sums)) < 0.02


def test_a_place_that_many_share_weighs_what_the_model_says_whatever_is_learnt() -> None:
    """Tenants of one house who use one warehouse share two such places, and learnt weights joined them on these alone."""
    with DuckEngine() as engine:
        weights = learnt(records(market()[0]), engine.connection)
    assert weights.is_learnt
    shared = {one.name: level for one in COMPARISONS for level in one.levels if level.name == "crowded" and one.name.endswith("address")}
    assert set(shared) == {"address", "return_address"}
    assert all(weights.chances[name, "crowded"] == (level.m, level.u) for name, level in shared.items())


@pytest.mark.many_machines
def test_sail_weighs_every_pair_as_duckdb_does() -> None:
    from mingjian.core.engines.spark import SailEngine

    table = records(market()[0])
    with DuckEngine() as here:
        expected, _ = pairs_of(table, here, 0.5)
    with SailEngine() as there:
        found, _ = pairs_of(table, there, 0.5)
    assert expected.num_rows > 1000
    assert found.equals(expected)


@pytest.mark.parametrize("rows", [40, 2100])
def test_where_all_share_one_phone_and_nothing_else_no_pair_is_sought(rows: int) -> None:
    assert rows > MOST_SHARED
    table = records([{"record": f"r{n}", "phone": "4008000000"} for n in range(rows)])
    with DuckEngine() as engine:
        pairs, weights = pairs_of(table, engine, 0.5)
    assert pairs.num_rows == 0
    assert not weights.is_learnt


def test_records_of_which_nothing_is_known_make_no_pair() -> None:
    with DuckEngine() as engine:
        pairs, _ = pairs_of(records([{"record": "a", "name": "无"}, {"record": "b", "phone": "-"}]), engine, 0.5)
    assert pairs.column_names[:3] == ["left", "right", "probability"]
    assert pairs.num_rows == 0


@pytest.mark.parametrize("text", ["+86 138-0000-0001", "13800000001", "８６13800000001", "138 0000 0001"])
def test_a_phone_is_written_in_one_way(text: str) -> None:
    assert phone_of(text) == "13800000001"


def test_a_name_in_pinyin_sounds_as_in_characters() -> None:
    assert sound_of("云锦") == sound_of("YUNJIN") == "yunjin"


@pytest.mark.slow
@pytest.mark.parametrize("rows", [4, 2400])
def test_a_valid_credit_code_decides_alone_and_a_placeholder_nothing(rows: int) -> None:
    bench = benchmark()
    lot = bench.Market(1, 3)
    codes = [lot.code() for _ in range(rows // 2)]
    table = records([{"record": f"r{n:04d}", "uscc": codes[n // 2], "name": f"{chr(0x4E00 + n)}{chr(0x6000 + n)}有限公司"} for n in range(rows)])
    with DuckEngine() as engine:
        pairs, _ = pairs_of(table, engine, 0.8)
    assert pairs.num_rows == rows // 2
    placeholders = records([{"record": f"r{n}", "uscc": "1" * 15, "phone": f"138{n * 7919:08d}"} for n in range(rows)])
    with DuckEngine() as engine:
        assert pairs_of(placeholders, engine, 0.8)[0].num_rows == 0
    assert placeholders["uscc"].null_count == rows
