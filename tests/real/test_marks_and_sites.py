"""The judge of shop sites on real labelled rows, each row judged by one that has not seen it; skipped where the data is not there."""

import os
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip("sklearn", reason="Install the extra [learning].")

from mingjian.core.quality import shop_sites
from mingjian.core.quality.common.evaluation import Outcome, evaluate

DATA = Path(os.environ.get("MINGJIAN_SHARED", "../shared")) / "data"


def outcome(module: ModuleType) -> Outcome:
    folder = DATA / module.SET.key
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there: set MINGJIAN_SHARED.")
    found = evaluate(module, folder, None)
    assert found.fault is None
    return found


def figures(found: Outcome) -> tuple[dict[tuple[str, str], float], dict[tuple[str, str], float]]:
    ours, plain = ({(one.name, one.of): one.value for one in measures} for measures in (found.ours, found.baseline))
    return ours, plain


def test_shop_sites_are_told_apart_better_than_by_boosting_alone_and_by_the_page_too() -> None:
    ours, plain = figures(outcome(shop_sites))
    assert ours["accuracy", ""] >= 0.945
    assert ours["accuracy", ""] > plain["accuracy", ""]
    assert ours["accuracy", "page"] >= 0.9
