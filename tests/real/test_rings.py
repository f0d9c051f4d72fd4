"""Rings on the markets of the shared generator: the right number of rings, nearly all their members, and nobody where there is no ring."""

import importlib.util
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from mingjian.core.graph.rings import find_rings

SHARED = Path(os.environ.get("MINGJIAN_SHARED", Path(__file__).parents[3] / "shared"))
GENERATOR = SHARED / "perf/prototypes/rings_gen.py"
pytestmark = pytest.mark.skipif(not GENERATOR.exists(), reason=f"The generator of markets is absent ({GENERATOR.name}): set MINGJIAN_SHARED.")


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rings_gen", GENERATOR)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def nodes(rings: list[Any]) -> set[tuple[int, int]]:
    return {(side, int(x)) for ring in rings for side in (0, 1) for x in np.asarray(ring[side])}


@pytest.mark.parametrize("seed", [501, 502])
@pytest.mark.parametrize("shape", ["quiet", "lookalike", "tight", "wide", "lopsided", "mixed", "overlap", "popular", "everything"])
def test_every_shape_is_named_ring_by_ring(generator: ModuleType, shape: str, seed: int) -> None:
    made = generator.market(shape, seed)
    rings = find_rings(made["u"], made["v"], made["nu"], made["nv"])
    assert len(rings) == len(made["rings"])
    true, named = nodes(made["rings"]), nodes(rings)
    assert 2 * len(true & named) >= 0.98 * (len(true) + len(named))


def test_tenfold_camouflage_hides_no_ring(generator: ModuleType) -> None:
    made = generator.market("everything", 503, camouflage=10)
    assert len(find_rings(made["u"], made["v"], made["nu"], made["nv"])) == len(made["rings"]) == 7


def test_rings_at_popular_shops_behind_tenfold_camouflage_are_named_nearly_whole(generator: ModuleType) -> None:
    made = generator.market("popular", 504, camouflage=10)
    rings = find_rings(made["u"], made["v"], made["nu"], made["nv"])
    assert len(rings) == len(made["rings"]) == 4
    true, named = nodes(made["rings"]), nodes(rings)
    assert 2 * len(true & named) >= 0.98 * (len(true) + len(named))
