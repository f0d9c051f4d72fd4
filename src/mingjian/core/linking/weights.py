"""Learns how much each likeness weighs, on DuckDB, so that every engine weighs alike."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI
from splink.internals.blocking_rule_creator import BlockingRuleCreator

from mingjian.core.linking.columns import present
from mingjian.core.linking.model import COMPARISONS, KEYS, Comparison, Level

LEAST = 2_000  # records; of fewer nothing is learnt
PRIOR_OF_FEW = 1e-3
_LEAST_CHANCE, _MOST_CHANCE = 1e-7, 0.9999
_PAIRS = 1e6
#: Pairs that share one of these are mostly one operator's: from them Splink learns how alike such records are otherwise.
_EM_KEYS = ("uscc_key", "payee_key", "phone_key", "person_city_key")


@dataclass(frozen=True)
class Weights:
    """What was learnt: (m, u) by comparison and level, and the chance that any two records are one operator's."""

    chances: Mapping[tuple[str, str], tuple[float, float]]
    prior: float
    compared: tuple[Comparison, ...]
    is_learnt: bool


def compared_of(table: pa.Table, *, is_learnt: bool = False) -> tuple[Comparison, ...]:
    """Return the comparisons for which two records at least have something, without the levels that are for weights set by hand where they are learnt."""
    there = present(table, {one.column for one in COMPARISONS})
    compared = (one for one in COMPARISONS if one.column in there)
    return tuple(replace(one, levels=tuple(level for level in one.levels if not (is_learnt and level.is_by_hand))) for one in compared)


def keys_of(table: pa.Table) -> list[str]:
    """Return the keys that two records at least have; where there is none, no pair can be sought."""
    there = present(table, KEYS)
    return [key for key in KEYS if key in there]


def settings_of(compared: tuple[Comparison, ...], table: pa.Table, weights: Weights | None = None) -> SettingsCreator:
    """Write the model in Splink's words; with weights, every level has its chances."""
    return SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=weights.prior if weights else PRIOR_OF_FEW,
        comparisons=[_comparison(one, weights) for one in compared],
        blocking_rules_to_generate_predictions=[block_on(key) for key in keys_of(table)],
        retain_intermediate_calculation_columns=True,
        retain_matching_columns=True,  # the levels come only with them
    )


def _comparison(one: Comparison, weights: Weights | None) -> dict[str, Any]:
    silent = " OR ".join(filter(None, (f"{one.column}_l IS NULL", f"{one.column}_r IS NULL", one.told_already and f"({one.told_already})")))
    empty = {"sql_condition": silent, "label_for_charts": "unknown", "is_null_level": True}
    return {"output_column_name": one.name, "comparison_levels": [empty, *(_written(one, level, weights) for level in one.levels)]}


def _written(one: Comparison, level: Level, weights: Weights | None) -> dict[str, Any]:
    written: dict[str, Any] = {"sql_condition": level.sql, "label_for_charts": level.name}
    if weights is not None:
        written["m_probability"], written["u_probability"] = weights.chances[one.name, level.name]
    if level.exact and (weights is None or weights.is_learnt):  # among few records, whatever two share looks frequent, and would speak against them
        written |= {"tf_adjustment_column": level.exact, "tf_adjustment_weight": 1.0, "tf_minimum_u_value": 1e-6}
    return written


def learnt(table: pa.Table, connection: duckdb.DuckDBPyConnection) -> Weights:
    """Learn the weights from the records; of few records, give those that stand in the model."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    begun, compared = set_by_hand(table), compared_of(table, is_learnt=True)
    if table.num_rows < LEAST or not compared or not keys_of(table):
        return begun
    linker = Linker(DuckDBAPI(connection).register(table), settings_of(compared, table), log_level=logging.ERROR)
    linker.training.estimate_u_using_random_sampling(max_pairs=_PAIRS, seed=1)
    keys = [key for key in _EM_KEYS if _is_shared(table, key)]
    certain: list[str | BlockingRuleCreator] = [block_on(key) for key in keys if key in {"uscc_key", "payee_key"}]
    if certain:
        linker.training.estimate_probability_two_random_records_match(certain, recall=0.5)
    for key in keys:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(key), fix_u_probabilities=True)
    return _read(linker, begun.chances, compared, table.num_rows)


def set_by_hand(table: pa.Table) -> Weights:
    """Return the weights that stand in the model, whatever the records say."""
    compared = compared_of(table)
    chances = {(one.name, level.name): (level.m, level.u) for one in compared for level in one.levels}
    if any(one.name == "city" for one in compared):
        chances |= _of_city(table)
    return Weights(chances, _prior(table.num_rows), compared, is_learnt=False)


def _of_city(table: pa.Table) -> dict[tuple[str, str], tuple[float, float]]:
    """
    Take from the records themselves how often two strangers are of one city: an office has those of its own, and then it says nothing that they are.

    That is a share, and few records tell it well; names, telephones and places are too many for them.
    """
    same, other = (next(level for one in COMPARISONS if one.name == "city" for level in one.levels if level.name == name) for name in ("same", "other"))
    counted = np.array(pc.value_counts(table["city"].drop_null()).field("counts").to_pylist(), dtype=float)
    met = float(((counted / counted.sum()) ** 2).sum())
    return {("city", "same"): (same.m, min(max(same.u, met), same.m)), ("city", "other"): (other.m, max(min(other.u, 1 - met), other.m))}


def _prior(rows: int) -> float:
    """Guess that a record of few has one fellow in ten."""
    return min(0.05, 0.1 / max(rows - 1, 1))


def _is_shared(table: pa.Table, key: str) -> bool:
    values = table[key].drop_null()
    return len(values) - len(values.unique()) >= LEAST // 20


def _read(linker: Linker, begun: Mapping[tuple[str, str], tuple[float, float]], compared: tuple[Comparison, ...], rows: int) -> Weights:
    told = linker.misc.save_model_to_json()
    chances = dict(begun)
    fixed = {(one.name, level.name) for one in compared for level in one.levels if level.is_fixed}
    for one in told["comparisons"]:
        levels = [level for level in one["comparison_levels"] if not level.get("is_null_level")]
        for level in levels:
            at = one["output_column_name"], level["label_for_charts"]
            m, u = level.get("m_probability"), level.get("u_probability")
            if at not in fixed:
                chances[at] = _chance(m, begun[at][0]), _chance(u, begun[at][1])
    prior = told["probability_two_random_records_match"]
    return Weights(chances, prior if 0 < prior < 1 else _prior(rows), compared, is_learnt=True)


def _chance(value: object, begun: float) -> float:
    return min(max(value, _LEAST_CHANCE), _MOST_CHANCE) if isinstance(value, float) else begun
