"""Holding findings against a made market's truth."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from mingjian.core.detectors import detectors
from mingjian.core.errors import BadInput
from mingjian.core.made_market import make_market
from mingjian.core.quality.common import plant_check
from mingjian.core.quality.common.picture_plants import PICTURED
from mingjian.core.quality.common.plant_check import BEYOND, CONCERNS, MEASURED_ELSEWHERE, held_against, known_of, measure_market
from mingjian.core.quality.common.planted_page import page

TRUTH = (
    ("listing", "甲/1", "altered_mark", True, "sound"),
    ("listing", "甲/2", "altered_mark", True, "look"),
    ("listing", "甲/3", "ordinary_word", False, None),
    ("listing", "甲/4", "forbidden_claim", True, "listed"),
    ("shop", "甲/s1", "tight_ring", True, None),
    ("buyer", "甲/b1", "tight_ring", True, None),
)
PLAN = {"plan": {"shops": 120, "days": 5, "seed": 4}, "rows": {"listing": 1, "post": 1, "order": 1}}


def known() -> Any:
    return known_of({"subject_kind": kind, "subject": subject, "label": label, "is_bad": bad, "disguise": way} for kind, subject, label, bad, way in TRUTH)


def of(*subjects: str) -> list[dict[str, Any]]:
    return [{"subject_kind": "listing", "subject": subject, "evidence": "{}"} for subject in subjects]


def test_plants_look_alikes_and_what_lies_elsewhere_are_counted_apart() -> None:
    told = held_against("brand_disguise", of("甲/1", "甲/3", "甲/4", "甲/9"), known())
    assert (told.plants["altered_mark", "sound"].found, told.plants["altered_mark", "look"].found) == (1, 0)
    assert (told.recall.value, told.recall.n) == (0.5, 2)
    assert (told.false.value, told.false.n) == (1.0, 1)
    assert (told.bad_otherwise, told.ordinary) == (1, 1)


def test_a_ring_is_found_by_its_shops_and_its_buyers_are_not_counted() -> None:
    ring = {"subject_kind": "ring", "subject": "甲/r", "evidence": '{"platform": "甲", "shops": ["s1", "s2"]}'}
    told = held_against("sham_ring", [ring], known())
    assert (told.recall.value, told.recall.n, told.ordinary) == (1.0, 1, 0)


def test_what_is_planted_or_measured_elsewhere_is_a_detector_that_there_is() -> None:
    assert set(CONCERNS) | MEASURED_ELSEWHERE <= set(detectors()), "take out of CONCERNS or MEASURED_ELSEWHERE (quality/common/planted.py) what is no detector"
    assert not set(CONCERNS) & MEASURED_ELSEWHERE, "a detector is in CONCERNS or in MEASURED_ELSEWHERE (quality/common/planted.py), not in both"


def test_a_detector_without_plants_is_named_and_fails_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "price_outlier" not in plant_check.unplanted()
    new = detectors() | {"refunded_shop": detectors()["order_concentration"]}
    monkeypatch.setattr(plant_check, "detectors", lambda: new)
    assert "refunded_shop" in plant_check.unplanted()


def test_what_records_do_not_tell_is_said_of_what_there_is() -> None:
    for detector, reasons in BEYOND.items():
        assert {name.partition(" ")[0] for name in reasons} <= {label for side in CONCERNS[detector] for label in side}


def test_why_something_is_missed_or_named_stands_below_its_table_and_only_then() -> None:
    told = held_against("brand_disguise", of("甲/3"), known())
    assert "- `ordinary_word`: " in page([told], PLAN)
    assert BEYOND["brand_disguise"]["altered_mark two_letters"].zh not in page([told], PLAN)
    assert "仍然如此" not in page([held_against("brand_disguise", of("甲/1", "甲/2"), known())], PLAN)


@pytest.mark.slow
def test_a_small_market_is_measured_and_written_down(tmp_path: Path) -> None:
    make_market(tmp_path / "m", seed=4, shops=120, days=5)
    told = measure_market(tmp_path / "m")
    by_key = {one.detector: one for one in told}
    assert by_key["recalled_goods"].recall.value > 0.5
    assert by_key["forbidden_claims"].recall.value > 0.5
    text = page(told, PLAN)
    assert "no proof about the real one" in text
    assert f"| `recalled_goods` | {round(by_key['recalled_goods'].recall.value * by_key['recalled_goods'].recall.n)} of" in text
    assert "lawful 合法 · another_batch" in text


@pytest.mark.slow
def test_pictures_are_compared_where_they_are_drawn_and_dealers_on_the_list_are_spared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("cv2", reason="The extra [vision] is absent.")
    make_market(tmp_path, seed=4, shops=60, days=2, pictures=True)
    only = {"copied_listing": detectors()["copied_listing"]}
    monkeypatch.setattr(plant_check, "detectors", lambda: only)
    (told,) = measure_market(tmp_path)
    copied = [tally for (label, _), tally in told.plants.items() if label == "copied_picture"]
    assert copied
    assert all(tally.found == tally.there for tally in copied)
    assert (told.alike["makers_picture", "on_the_list"].there, told.alike["makers_picture", "on_the_list"].found) == (5, 0)
    monkeypatch.setattr(plant_check, "spared", lambda folder, shops: frozenset())
    assert measure_market(tmp_path)[0].alike["makers_picture", "on_the_list"].found == 4
    shutil.rmtree(tmp_path / "pictures")
    (without,) = measure_market(tmp_path)
    assert not {label for label, _ in [*without.plants, *without.alike]} & PICTURED


def test_a_folder_without_a_market_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no truth"):
        measure_market(tmp_path)


def test_a_shop_of_a_ring_at_which_a_club_ordered_is_no_look_alike_and_ordinary_shops_beside_it_are_counted() -> None:
    truth = known_of(
        {"subject_kind": "shop", "subject": subject, "label": label, "is_bad": bad, "disguise": None}
        for subject, label, bad in (("甲/s1", "tight_ring", True), ("甲/s1", "club", False), ("甲/s2", "club", False))
    )
    ring = {"subject_kind": "ring", "subject": "甲/ring-1", "evidence": '{"platform": "甲", "shops": ["s1", "s2", "s3"]}'}
    told = held_against("sham_ring", [ring], truth)
    assert (told.recall.n, told.false.n, told.false.value, told.beside) == (1, 1, 1.0, 1)
