"""Findings on figures of listings and on tracks of parcels have pages that say what is odd, what is usual, and what else it could be."""

from pathlib import Path
from typing import Any

import pytest
from people import at, browser

from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.made_market import make_market
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.runs.work.run_detector import run_detector
from mingjian.office.models import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NIGHT = at("2026-11-24 02:00")
#: What each page must say, of whichever finding is the most remarkable.
SAID = {
    "behaves_as_fake": ("天内售出", "同类通常为", "恶意退货", "购样鉴定"),
    "empty_parcel_track": ("有完整轨迹的", "轨迹不合常理", "同城当日达", "称重、安检图像"),
}


@pytest.mark.parametrize("key", sorted(SAID))
def test_each_finding_has_a_page_in_both_languages(who: dict[str, Officer], tmp_path: Path, settings: Any, key: str) -> None:
    settings.LAKE, settings.CELLS = str(tmp_path / "lake"), str(tmp_path / "cells")
    make_market(tmp_path / "market", seed=31, shops=100)
    for name in ("listing", "listing_period", "operator", "order", "parcel", "parcel_event"):
        Lake(tmp_path / "lake").load(kind(name), tmp_path / f"market/{name}.parquet", source="甲网", at=NIGHT)
    with DuckEngine() as engine:
        run_detector(key, by=who["sun"], at=NIGHT, engine=engine, engine_name="duckdb", clock=lambda: NIGHT)
    found = list(Finding.objects.filter(detector=key).order_by("-score", "pk"))
    assert len(found) > 2
    pages = [browser(who["sun"]).get(one.get_absolute_url()) for one in found[:3]]
    assert [page.status_code for page in pages] == [200] * 3
    assert [word for word in SAID[key] if word not in pages[0].text] == []
    english = browser(who["sun"], "en").get(found[0].get_absolute_url()).text
    assert found[0].reason_en.split(":")[0][:40] in english
