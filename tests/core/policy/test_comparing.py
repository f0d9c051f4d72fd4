"""Results: paired, in intervals, structure by structure; the same on any number of threads; never one number."""

import dataclasses
import json
import re

import numpy as np
import pytest

from mingjian.core.policy import comparison
from mingjian.core.policy.comparison import Span, compare, span, yearly
from mingjian.core.policy.examples import example
from mingjian.core.policy.experiment import Experiment, experiment_of
from mingjian.core.policy.experiment_run import Results, run
from mingjian.core.policy.report import WATERMARK, as_data, markdown, rounded, table_of
from mingjian.core.policy.structures import STRUCTURES
from mingjian.core.policy.validation import null_changes_nothing
from mingjian.core.procedure import rulebook

SMALL = (
    example("records_or_inspections").replace("operators: 10000", "operators: 500").replace("weeks: 156", "weeks: 78").replace("burn_in: 104", "burn_in: 26")
)


@pytest.fixture(scope="module")
def asked() -> Experiment:
    return experiment_of(SMALL)


@pytest.fixture(scope="module")
def results(asked: Experiment) -> Results:
    return run(asked, rulebook().statutes, threads=2)


@pytest.mark.slow
def test_the_number_of_threads_changes_no_bit(asked: Experiment, results: Results) -> None:
    assert run(asked, rulebook().statutes, threads=1).digest == results.digest


def test_every_difference_of_the_control_is_exactly_nothing(results: Results) -> None:
    found = [one for one in compare(results).differences if one.proposal == "control"]
    assert len(found) == 4 * 16
    for one in found:
        for there in one.spans.values():
            assert (there.low, there.middle, there.high, there.same) == (0.0, 0.0, 0.0, 20)


def test_the_null_experiment_changes_no_bit_of_any_number() -> None:
    asked = experiment_of(example("null").replace("operators: 2000", "operators: 300"))
    assert null_changes_nothing(asked, rulebook().statutes).is_shown


def test_two_proposals_that_change_places_change_their_signs(asked: Experiment, results: Results) -> None:
    told = yearly(results)
    there = comparison._difference(told, asked, "records", "inspections", "counterfeit_orders", "all")
    back = comparison._difference(told, asked, "inspections", "records", "counterfeit_orders", "all")
    for name in STRUCTURES:
        assert (there.spans[name].less, there.spans[name].more) == (back.spans[name].more, back.spans[name].less)
        assert there.spans[name].low == pytest.approx(-back.spans[name].high)


def test_every_difference_stands_on_every_structure_and_twenty_worlds_of_each(results: Results) -> None:
    found = compare(results)
    assert len(found.differences) == 16 * 4 * 5
    for one in found.differences:
        assert set(one.spans) == set(STRUCTURES)
        assert all(there.worlds == 20 and there.low <= there.middle <= there.high for there in one.spans.values())


def test_no_type_of_what_came_out_has_one_number_for_a_proposal() -> None:
    for kind in (comparison.Comparison, comparison.Difference, comparison.Displaced, comparison.Verdict):
        assert not any(field.type in ("float", "int", float, int) for field in dataclasses.fields(kind) if field.name != "lapse")
        assert not hasattr(kind, "__float__")
    assert not re.search(r"score|rank|best", json.dumps([field.name for kind in (comparison.Comparison, Span) for field in dataclasses.fields(kind)]))


def test_displacement_is_asked_only_where_there_is_an_elsewhere(results: Results) -> None:
    found = {one.proposal: one for one in compare(results).displaced}
    assert all(there is None for there in found["inspections"].spans.values())
    assert any(there is not None for there in found["records"].spans.values())
    for name, there in found["records"].spans.items():
        assert (there.worlds if there else 0) + found["records"].without[name] == 20


def test_a_run_that_was_not_registered_says_so_everywhere(results: Results) -> None:
    data = as_data(results, is_registered=False)
    assert data["watermark"] == {"zh": WATERMARK.zh, "en": WATERMARK.en}
    assert markdown(data, "zh").count(WATERMARK.zh) == 2
    assert set(table_of(results, is_registered=False)["standing"].to_pylist()) == {"exploration"}
    registered = as_data(results, is_registered=True)
    assert registered["watermark"] is None
    assert WATERMARK.en not in markdown(registered, "en")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_report_begins_with_what_nobody_measured_and_forecasts_nothing(results: Results, language: str) -> None:
    told = markdown(as_data(results, is_registered=True), language)
    assert told.index("##") == told.index({"zh": "## 没有人测量过的", "en": "## What nobody measured"}[language])
    assert not re.search("预测|forecast|predict", told)
    assert "[0, 0] n=20" in told


def test_the_table_holds_every_world(results: Results) -> None:
    table = table_of(results, is_registered=True)
    assert table.num_rows == 4 * 20 * 6 * 4 * 16
    row = next(one for one in table.to_pylist() if (one["structure"], one["seed"], one["proposal"]) == ("imitation", 2030, "records"))
    assert (row["channel"], row["outcome"]) == ("all", "counterfeit_orders")
    assert row["value"] == yearly(results)[2, 4, 1, 0, 0]


def test_digits_follow_from_the_interval() -> None:
    assert rounded(-250937.2, -14679.4, -69.1) == (-251000.0, -15000.0, 0.0)
    assert rounded(0.1234, 0.1251, 0.1311) == (0.1234, 0.1251, 0.1311)
    assert rounded(0.0, 0.0, 0.0) == (0.0, 0.0, 0.0)


def test_a_span_counts_signs() -> None:
    assert span(np.array([-1.0, 0.0, 0.0, 2.0])) == Span(pytest.approx(-0.85), 0.0, pytest.approx(1.7), 1, 2, 1)  # type: ignore[arg-type]
