"""Weighs the pairs of records on an engine, and tells of each what every comparison adds."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from splink import Linker
from splink.backends.duckdb import DuckDBAPI

from mingjian.core.engines import Engine
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.language import Text
from mingjian.core.linking.model import Comparison
from mingjian.core.linking.weights import Weights, keys_of, learnt, set_by_hand, settings_of

ORDER = [("probability", "descending"), ("left", "ascending"), ("right", "ascending")]
_DIGITS, _WEIGHT_DIGITS = 6, 3  # engines agree to fifteen; what is written is the same on each


def pairs_of(table: pa.Table, engine: Engine, least: float) -> tuple[pa.Table, Weights]:
    """
    Return the pairs of prepared records whose probability is `least` at least, likeliest first, and the weights that were used.

    Columns: `left, right, probability, weight` (log2 of the odds), `prior` and one `w_…` for each comparison, which add up to `weight`, and reasons in words.
    """
    with DuckEngine() as here:
        weights = learnt(table, here.connection)
    if not weights.compared or not keys_of(table):
        return _told(pa.table({}), weights, least), weights
    if isinstance(engine, DuckEngine):
        return _weighed(DuckDBAPI(engine.connection).register(table), weights, table, least), weights
    from mingjian.core.linking.many_machines import registered

    with TemporaryDirectory(prefix="mingjian-") as folder:
        return _weighed(registered(table, engine, Path(folder)), weights, table, least), weights


def _weighed(registered: Any, weights: Weights, table: pa.Table, least: float) -> pa.Table:
    """
    Return the pairs by what was learnt, and each that only the weights set by hand find, with those.

    Records learn from operators who do not hide: where those share code and name, a telephone is learnt to say nothing, and whoever hides behind other
    people's names and codes, but answers one telephone, would never be found.
    """
    pairs = _told(_predicted(registered, weights, table), weights, least)
    if not weights.is_learnt:
        return pairs
    by_hand = set_by_hand(table)
    more = _told(_predicted(registered, by_hand, table), by_hand, least)
    there = set(zip(pairs["left"].to_pylist(), pairs["right"].to_pylist(), strict=True))
    is_new = [pair not in there for pair in zip(more["left"].to_pylist(), more["right"].to_pylist(), strict=True)]
    return pa.concat_tables([pairs, more.filter(pa.array(is_new, pa.bool_()))]).sort_by(ORDER)


def _predicted(registered: Any, weights: Weights, table: pa.Table) -> pa.Table:
    linker = Linker(registered, settings_of(weights.compared, table, weights), log_level=40)
    predicted: pa.Table = linker.inference.predict(threshold_match_probability=0.01).as_pyarrow_table()
    return predicted


def _told(predicted: pa.Table, weights: Weights, least: float) -> pa.Table:
    """Round, sort, and say in words; the smaller id stands left, whatever the engine did."""
    schema = schema_of(weights.compared)
    if not predicted.num_rows:
        return schema.empty_table()
    left, right = predicted["unique_id_l"], predicted["unique_id_r"]
    swapped = pc.greater(left, right)
    made = {"left": pc.if_else(swapped, right, left), "right": pc.if_else(swapped, left, right)}
    made["probability"] = pc.round(predicted["match_probability"], _DIGITS)
    made["weight"] = pc.round(predicted["match_weight"], _WEIGHT_DIGITS)
    prior = round(float(np.log2(weights.prior / (1 - weights.prior))), _WEIGHT_DIGITS)
    made["prior"] = pa.array(np.full(predicted.num_rows, prior))
    for one in weights.compared:
        made[f"w_{one.name}"] = pc.round(pa.array(_weight_of(predicted, one)), _WEIGHT_DIGITS)
    reasons = [_words(predicted, weights, made, lambda text: text.zh, "；"), _words(predicted, weights, made, lambda text: text.en, "; ")]
    made["reasons_zh"], made["reasons_en"] = (pa.array(one, pa.string()) for one in reasons)
    table = pa.table(made).filter(pc.greater_equal(made["probability"], least)).cast(schema)
    return table.sort_by(ORDER)


def schema_of(compared: tuple[Comparison, ...]) -> pa.Schema:
    """Return the columns of pairs where these things were compared."""
    numbers = ["probability", "weight", "prior", *(f"w_{one.name}" for one in compared)]
    texts = [("left", pa.string()), ("right", pa.string())]
    return pa.schema([*texts, *((name, pa.float64()) for name in numbers), ("reasons_zh", pa.string()), ("reasons_en", pa.string())])


def _weight_of(predicted: pa.Table, one: Comparison) -> np.ndarray[Any, Any]:
    """Return what a comparison adds, its adjustment for frequent values with it."""
    weight = _numbers(predicted, f"mw_{one.name}")
    adjusted = f"mw_tf_adj_{one.name}"
    return weight + _numbers(predicted, adjusted) if adjusted in predicted.column_names else weight


def _numbers(predicted: pa.Table, name: str) -> np.ndarray[Any, Any]:
    return np.asarray(predicted[name].cast(pa.float64()).fill_null(0.0).to_numpy(), dtype=float)


def _words(predicted: pa.Table, weights: Weights, made: dict[str, Any], say: Callable[[Text], str], between: str) -> list[str]:
    """Return of each pair what speaks for it and against, the heaviest first, with its weight."""
    parts = []
    for one in weights.compared:
        levels, gammas = one.levels, predicted[f"gamma_{one.name}"].to_pylist()
        said = [say(level.said) for level in levels]
        parts.append([("" if gamma is None or gamma < 0 else said[len(levels) - 1 - gamma]) for gamma in gammas])
    added = [made[f"w_{one.name}"].to_pylist() for one in weights.compared]
    return [
        between.join(f"{words} {weight:+.1f}" for weight, words in sorted(zip(row_weights, row_words, strict=True), reverse=True) if words)
        for row_words, row_weights in zip(zip(*parts, strict=True), zip(*added, strict=True), strict=True)
    ]
