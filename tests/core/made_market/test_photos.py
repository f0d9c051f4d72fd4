"""Pictures of the made market: the same for a seed, altered as they say, and written by the listing's id."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("PIL", reason="The extra [vision] is absent.")

from mingjian.core.errors import BadInput
from mingjian.core.made_market import generation, make_market
from mingjian.core.made_market.photos import _SCENES, draw_photo, write_photos
from mingjian.core.made_market.planting.pictures import WAYS, Photo


def drawn(scene: str = "goods", thing: int = 5, way: str = "", taken: int = 7) -> Any:
    return np.asarray(draw_photo(Photo("L1", scene, thing, way, taken)))


@pytest.mark.parametrize("scene", sorted(_SCENES))
def test_a_scene_is_the_same_for_its_seed_and_another_for_another(scene: str) -> None:
    assert np.array_equal(drawn(scene), drawn(scene))
    assert not np.array_equal(drawn(scene), drawn(scene, thing=6))
    assert np.array_equal(drawn(scene), drawn(scene, taken=8)) is (scene != "laid_anew")


@pytest.mark.parametrize("way", WAYS)
def test_every_way_alters_the_picture(way: str) -> None:
    scene = "soft" if way.startswith("little_detail") else "goods"
    original, copy = drawn(scene), drawn(scene, way=way)
    assert np.array_equal(copy, drawn(scene, way=way))
    assert original.shape != copy.shape or np.mean(original != copy) > 0.1


def test_a_shaded_wall_has_no_edge() -> None:
    for thing in range(8):
        wall = drawn("shaded", thing).astype(int)
        assert max(np.abs(np.diff(wall, axis=axis)).max() for axis in (0, 1)) <= 3


def test_a_market_draws_its_pictures_where_they_are_asked_for_and_those_of_an_earlier_one_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = make_market(tmp_path / "m", seed=4, shops=20, days=2, pictures=True)
    first = {path.name for path in (tmp_path / "m" / "pictures").iterdir()}
    assert rows["pictures"] == len(first) > 4
    (tmp_path / "m" / "pictures" / "mine.jpg").write_bytes(b"")
    assert write_photos([Photo("L1", "flat", 1, "", 1)], tmp_path / "m" / "pictures") == 1
    assert {path.name for path in (tmp_path / "m" / "pictures").iterdir()} == {"L1.jpg", "mine.jpg"}
    assert "pictures" not in make_market(tmp_path / "n", seed=4, shops=20, days=2)
    assert not (tmp_path / "n" / "pictures").exists()
    monkeypatch.setitem(sys.modules, "mingjian.core.made_market.photos", None)
    with pytest.raises(BadInput, match="vision"):
        generation.write_market(generation.draw_market(generation.Plan(4, 20, 2)), tmp_path / "m", pictures=True)
