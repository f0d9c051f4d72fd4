"""Who bought from whom, when, and what speaks for it: read from evidence of any shape, and drawn."""

from typing import Any

import pytest
from journeys.world import concentration_evidence, ring_evidence

from mingjian.core.exhibits import Evidence, exhibits_in
from mingjian.core.exhibits.ring import Ring
from mingjian.core.exhibits.signals import Signals
from mingjian.core.exhibits.timeline import Timeline
from mingjian.institutions.monitoring.exhibits.ring import MOST_BUYERS, MOST_SHOPS, graph_of
from mingjian.institutions.monitoring.exhibits.signals import bars_of
from mingjian.institutions.monitoring.exhibits.timeline import series_of


def drawn(evidence: Evidence, subject: str) -> dict[str, Any]:
    ring = Ring.read(evidence, subject)
    assert ring
    return graph_of(ring)


def test_a_ring_is_drawn_with_all_its_members() -> None:
    found = drawn(ring_evidence(), "yunjishi/ring-1")
    assert (len(found["graph"]["buyers"]), len(found["graph"]["shops"]), found["left_out"]) == (40, 15, 0)
    assert len(found["graph"]["edges"]) == len(found["pairs"]) == 480


def test_a_ring_too_large_is_drawn_by_its_heaviest_members_and_says_so() -> None:
    found = drawn(ring_evidence(200, 40), "yunjishi/ring-1")
    assert len(found["graph"]["buyers"]) <= MOST_BUYERS
    assert len(found["graph"]["shops"]) <= MOST_SHOPS
    assert found["left_out"] == 200 - MOST_BUYERS + 40 - MOST_SHOPS


def test_one_shop_is_drawn_with_the_buyers_named() -> None:
    found = drawn(concentration_evidence(), "yunjishi/S1834")
    assert [shop["label"] for shop in found["graph"]["shops"]] == ["S1834"]
    assert all(buyer["is_named"] for buyer in found["graph"]["buyers"])
    assert {edge["orders"] for edge in found["graph"]["edges"]} == {14}
    timeline = Timeline.read(concentration_evidence(), "yunjishi/S1834")
    assert timeline
    assert series_of(timeline)["orders"] == [9, 10, 11, 12, 13, 14]


def test_signals_share_the_evidence_and_the_strongest_stands_first() -> None:
    signals = Signals.read(ring_evidence(), "x/y")
    assert signals
    assert [round(bar.share, 2) for bar in bars_of(signals)] == [0.68, 0.22, 0.1]


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
    found = exhibits_in(evidence, "x")
    assert "timeline" not in found
    assert "signals" not in found


def test_a_timeline_of_lists_is_read_too() -> None:
    told = {"timeline": {"at": ["2026-11-01T10:00:00Z", "2026-11-01T11:00:00Z"], "orders": [3, 5]}}
    timeline = Timeline.read(told, "x")
    assert timeline
    series = series_of(timeline)
    assert series["orders"] == [3, 5]
    assert series["buyers"] is None
    assert series["at"][0] == "2026-11-01T18:00:00"
