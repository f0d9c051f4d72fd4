from typing import Any

import pytest
from journeys.world import concentration_evidence, ring_evidence

from mingjian.institutions.monitoring.exhibits.drawing import MOST_BUYERS, MOST_SHOPS, drawing


def test_a_ring_is_drawn_with_all_its_members() -> None:
    drawn = drawing(ring_evidence(), "yunjishi/ring-1")
    assert drawn.graph
    assert (len(drawn.graph["buyers"]), len(drawn.graph["shops"]), drawn.left_out) == (40, 15, 0)
    assert len(drawn.graph["edges"]) == len(drawn.pairs) == 480


def test_a_ring_too_large_is_drawn_by_its_heaviest_members_and_says_so() -> None:
    drawn = drawing(ring_evidence(200, 40), "yunjishi/ring-1")
    assert drawn.graph
    assert len(drawn.graph["buyers"]) <= MOST_BUYERS
    assert len(drawn.graph["shops"]) <= MOST_SHOPS
    assert drawn.left_out == 200 - MOST_BUYERS + 40 - MOST_SHOPS


def test_one_shop_is_drawn_with_the_buyers_named() -> None:
    drawn = drawing(concentration_evidence(), "yunjishi/S1834")
    assert drawn.graph
    assert [shop["label"] for shop in drawn.graph["shops"]] == ["S1834"]
    assert all(buyer["is_named"] for buyer in drawn.graph["buyers"])
    assert {edge["orders"] for edge in drawn.graph["edges"]} == {14}
    assert drawn.timeline
    assert drawn.timeline["orders"] == [9, 10, 11, 12, 13, 14]


def test_signals_share_the_evidence_and_the_strongest_stands_first() -> None:
    signals = drawing(ring_evidence(), "x/y").signals
    assert [round(signal.share, 2) for signal in signals] == [0.68, 0.22, 0.1]


@pytest.mark.parametrize(
    "evidence",
    [
        {},
        {"edges": None, "timeline": 7, "signals": ["x"], "buyers": "all"},
        {"edges": [[1], {}, "x"], "timeline": [{"at": "never", "orders": 1}], "periods": [None]},
        {"timeline": {"at": ["2026-11-01"], "orders": []}, "densest": []},
    ],
)
def test_evidence_of_another_shape_draws_less_and_never_fails(evidence: dict[str, Any]) -> None:
    drawn = drawing(evidence, "x")
    assert drawn.timeline is None
    assert drawn.signals == []


def test_a_timeline_of_lists_is_read_too() -> None:
    timeline = drawing({"timeline": {"at": ["2026-11-01T10:00:00Z", "2026-11-01T11:00:00Z"], "orders": [3, 5]}}, "x").timeline
    assert timeline
    assert timeline["orders"] == [3, 5]
    assert timeline["buyers"] is None
