"""The kernel: bit for bit the plainly written model; counts balance; limits hold; the null proposal changes nothing."""

import numpy as np
import pytest
from core.policy.plain_world import PlainWorld
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.core.policy import outcomes as o
from mingjian.core.policy.assumptions import ASSUMPTIONS, assumed
from mingjian.core.policy.experiment_run import rules_under
from mingjian.core.policy.kernel import simulate
from mingjian.core.policy.levers import LEVERS
from mingjian.core.policy.people import People, people_of
from mingjian.core.policy.rules import Rules, rules_of
from mingjian.core.policy.structures import STRUCTURES

LAPSE = 3


def world(
    name: str, seed: int, levers: tuple[str, ...] = (), *, number: int = 500, weeks: int = 60, begins: int = 20, **other: object
) -> tuple[np.ndarray, People, Rules]:
    given_, structure = assumed(seed), STRUCTURES[name]
    today = rules_of(given_, number, LAPSE)._replace(**other)
    people = people_of(seed, number, given_["willing"], given_["moral"])
    out = np.zeros((weeks, 3, 16))
    simulate(seed, weeks, begins, (structure.perceives, structure.reviews, structure.is_free), today, rules_under(levers, today, given_), people, out)
    return out, people, today


@pytest.mark.slow
@settings(max_examples=12, derandomize=True)
@given(name=st.sampled_from(sorted(STRUCTURES)), seed=st.integers(0, 2**31), levers=st.lists(st.sampled_from(sorted(LEVERS)), max_size=3))
def test_the_kernel_is_the_plain_model_bit_for_bit(name: str, seed: int, levers: list[str]) -> None:
    number, weeks, begins = 200, 52, 15
    out, _, today = world(name, seed, tuple(levers), number=number, weeks=weeks, begins=begins)
    given_ = assumed(seed)
    plain = PlainWorld(seed, STRUCTURES[name], people_of(seed, number, given_["willing"], given_["moral"]))
    under = rules_under(tuple(levers), today, given_)
    for week in range(weeks):
        assert plain.step(week, today if week < begins else under) == out[week].tolist(), week


@pytest.mark.parametrize("name", STRUCTURES)
def test_a_null_lever_changes_no_bit(name: str) -> None:
    assert world(name, 7)[0].tobytes() == world(name, 7, ("null",))[0].tobytes()


@pytest.mark.parametrize("name", STRUCTURES)
def test_a_lever_changes_something_after_it_holds_and_nothing_before(name: str) -> None:
    before, after = world(name, 3, number=5000)[0], world(name, 3, ("live_room_records",), number=5000)[0]
    assert before[:20].tobytes() == after[:20].tobytes()
    assert before[20:].tobytes() != after[20:].tobytes()
    assert after[20:, 2, o.UNDER_DUTY].min() > 0
    assert after[:, :2, o.UNDER_DUTY].max() == 0


@pytest.mark.parametrize("name", STRUCTURES)
def test_counts_balance_every_week(name: str) -> None:
    out, _, today = world(name, 11, number=3000)
    summed = out.sum(axis=1)
    ended = (summed[:, o.CHECKED] + summed[:, o.LAPSED]).cumsum()
    assert (summed[:, o.FINDINGS].cumsum() == ended + summed[:, o.WAITING]).all()
    assert (summed[:, o.HOURS] <= today.hours + 1e-9).all()
    assert (out[..., o.COUNTERFEITERS] <= out[..., o.OPERATORS]).all()
    assert (out[..., o.WRONGLY_HIT_SMALL] <= out[..., o.WRONGLY_HIT]).all()
    assert (summed[:, o.OPERATORS] <= 3000).all()


def test_where_hours_are_few_findings_lapse_and_where_they_are_many_none_does() -> None:
    assert world("memory", 5, number=3000, hours=2.0)[0][..., o.LAPSED].sum() > 0
    assert world("memory", 5, number=3000, hours=1e6)[0][..., o.LAPSED].sum() == 0


def test_without_officers_nobody_is_hit() -> None:
    out, people, _ = world("memory", 5, number=3000, hours=0.0)
    assert out[..., [o.CASES, o.WRONGLY_HIT, o.LOOKS, o.CHECKED]].sum() == 0
    assert people.until.max() == 0


def test_where_nothing_points_at_the_honest_none_is_hit() -> None:
    """Who was found while selling and turned honest since is checked too, so nobody changes their way here."""
    clean = world("memory", 5, number=3000, false_look=np.zeros(3), false_report=np.zeros(3), review=0.0)[0]
    assert clean[..., o.WRONGLY_HIT].sum() == 0
    assert clean[..., o.CASES].sum() > 0


def test_where_a_change_costs_too_much_nobody_leaves_a_channel() -> None:
    given_ = assumed(5)
    begun = people_of(5, 3000, given_["willing"], given_["moral"]).channel
    assert (world("memory", 5, number=3000, cost=1e12)[1].channel == begun).all()
    assert (world("memory", 5, number=3000)[1].channel != begun).any()


def test_without_risk_whoever_gains_by_it_sells() -> None:
    none = world("reentry", 5, number=3000, hours=0.0, noise=1e-9, weeks=200, review=0.5)[1]
    gains = none.moral < 0.99 * max(assumed(5)[f"extra_{name}"] for name in ("platform", "circles", "live"))
    assert (none.sells[gains] == 1).all()
    assert (none.sells[none.moral > 1.0] == 0).all()


def test_each_assumption_stays_in_its_range_and_differs_from_seed_to_seed() -> None:
    drawn = [assumed(seed) for seed in range(50)]
    for name, one in ASSUMPTIONS.items():
        values = [told[name] for told in drawn]
        assert one.low <= min(values) < max(values) <= one.high
        assert len(set(values)) == 50
        assert one.low < one.high
