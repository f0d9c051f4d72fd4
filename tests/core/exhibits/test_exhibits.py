"""Each kind of exhibit is told as JSON and read back; evidence of any shape is read without failing, and what does not fit is passed over."""

import json
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjian.core.exhibits import Exhibit, exhibit_kinds, exhibits_in
from mingjian.core.exhibits.alike import Alike, Copy
from mingjian.core.exhibits.figures import Figures
from mingjian.core.exhibits.pictures import Near, Part, Pictures
from mingjian.core.exhibits.prices import Example, Prices
from mingjian.core.exhibits.quotes import Quote, Quotes
from mingjian.core.exhibits.ring import Ring
from mingjian.core.exhibits.signals import Signal, Signals
from mingjian.core.exhibits.spans import Mark, Spans
from mingjian.core.exhibits.timeline import Point, Timeline
from mingjian.core.language import Text

EXAMPLES: list[Exhibit] = [
    Ring((("b1", "s1", 7), ("b2", "s1", 2))),
    Ring((("b1", "S9", 4), ("b2", "S9", 4)), ("b1", "b2")),
    Timeline((Point("2026-11-01", 3), Point("2026-11-02", 9))),
    Timeline((Point("2026-11-01T10:00:00Z", 3, 2),)),
    Signals((Signal("burst", Text("集中下单", "Burst"), 12.5, 0.4, 9, 1.25),)),
    Figures(orders=9, buyers=3, typical=1.5, pairs_found=9, pairs_expected=2.5, density=0.5, taste=7.5),
    Quotes((Quote("入会费 1,999 元", "甲网/P1", "甲网/u**1", "2026-11-01"),)),
    Spans({"title": "高仿包", "text": "有复刻"}, {"title": (Mark(0, 2, "高仿", "copy", ""),), "text": (Mark(1, 3, "复刻", "copy", "sound"),)}),
    Spans({"title": "安❤踏鞋"}, {"title": (Mark(0, 3, "安踏", "mark", "sign"),)}, is_bare=True),
    Spans({"text": "…许可"}, {"text": (Mark(100, 102, "许可", "", ""),)}, {"text": 99}),
    Alike(Copy("甲网/L1", "甲网/S1", None, "同一段话"), (Copy("甲网/L2", "甲网/S2", "2026-11-01T00:00:00", "同一段话", 0.98),), 3),
    Pictures((Near("L1.png", "甲网/L2", "L2.png", True, None, Part((0.0, 0.0, 0.5, 1.0), (0.25, 0.0, 1.0, 1.0))),), 1),
    Prices(80.0, 445.0, 10, 9, "鹿鸣川", "鞋", ("跑步鞋",), False, (420.0, 470.0), (8.9, 178.0), (400.0, 490.0), (Example("甲网/L1", "甲网/S1", "鞋", 400.0),)),
]


@pytest.mark.parametrize("exhibit", EXAMPLES, ids=lambda one: type(one).__name__)
def test_what_is_told_is_read_back(exhibit: Exhibit) -> None:
    told = json.loads(json.dumps(exhibit.to_json(), ensure_ascii=False))
    assert type(exhibit).read(told, "甲网/S9") == exhibit
    assert exhibit in exhibits_in(told, "甲网/S9").values()


def test_every_kind_has_an_example_and_its_name() -> None:
    assert {type(one) for one in EXAMPLES} == set(exhibit_kinds().values())
    assert all(kind.__name__.lower() == name for name, kind in exhibit_kinds().items())


NAMES = st.sampled_from(["at", "orders", "buyer", "shop", "field", "spans", "text", "own", "part"])
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6)
ODD = st.recursive(PLAIN, lambda some: st.lists(some, max_size=4) | st.dictionaries(NAMES, some, max_size=4), max_leaves=12)
KEYS = sorted({key for one in EXAMPLES for key in one.to_json()} | {"periods", "densest", "beside", "brand", "more", "begins"})


@given(st.dictionaries(st.sampled_from(KEYS), ODD, max_size=8), st.text(max_size=8))
def test_evidence_of_any_shape_is_read(evidence: dict[str, Any], subject: str) -> None:
    for kind, exhibit in exhibits_in(evidence, subject).items():
        assert isinstance(exhibit, exhibit_kinds()[kind])
        assert [getattr(exhibit, one.name) for one in fields(exhibit)]  # type: ignore[arg-type]
