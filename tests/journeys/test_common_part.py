"""In a browser: a detector finds a crop in a collage, and the page draws the box of what both pictures share over each, wide and narrow, in both languages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from core.extraction.codes import code  # type: ignore[import-not-found]  # on the path of pytest only
from core.matching.detailed import detailed  # type: ignore[import-not-found]
from institutions.monitoring.rule_lake import fill
from journeys.browsing import SHOWN, look, until
from people import at, people
from playwright.sync_api import Page, expect

from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.extraction import pictures as reading
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.runs.work.run_detector import run_detector
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db(transaction=True)
CROP = (120, 60, 420, 300)  # of 480 x 360


@pytest.fixture
def found(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Finding]:
    """The findings of pictures: listing 21 shows a crop of 20's picture in a collage, 22 a code."""
    monkeypatch.setattr(reading, "read_words", lambda picture: "更多款式 加微信 shili_0001 看图" if picture.width == 400 else "")
    settings.LAKE, settings.HOME, settings.PICTURES = str(fill(tmp_path, 60).folder), tmp_path / "home", str(tmp_path / "pictures")
    folder = tmp_path / "pictures"
    (folder / "first-21").mkdir(parents=True)
    detailed(1).save(folder / "first-20.png")
    sheet = detailed(9, (800, 480))
    sheet.paste(detailed(1).crop(CROP).resize((500, 400)), (280, 40))
    sheet.save(folder / "first-21" / "main.png")
    detailed(3, (400, 300)).save(folder / "first-22.png")
    (folder / "first-23.png").write_bytes(code("https://u.wechat.com/MOzVZ1abc"))
    by: Officer = people()["li"]
    noon = at("2026-11-24 12:00")
    with DuckEngine() as engine:
        for key in ("copied_listing", "contact_migration"):
            run_detector(key, by=by, at=noon, engine=engine, engine_name="duckdb", clock=lambda: noon)
    return {one.subject.rpartition("-")[2]: one for one in Finding.objects.exclude(evidence_json__contains='"title"')}


def frame_within(page: Page, figure: int) -> tuple[float, float, float, float]:
    """Return the drawn box as shares of the picture that it lies over."""
    picture = page.locator("figure").nth(figure).locator("img").first.bounding_box()
    frame = page.locator("figure").nth(figure).locator("rect").last.bounding_box()
    assert picture
    assert frame
    left, top = (frame["x"] - picture["x"]) / picture["width"], (frame["y"] - picture["y"]) / picture["height"]
    return left, top, left + frame["width"] / picture["width"], top + frame["height"] / picture["height"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_box_lies_over_what_both_pictures_share(
    found: dict[str, Finding], seat: Callable[..., Page], check_accessible: Callable[[Page], None], language: str
) -> None:
    officer = seat("li", language)
    officer.goto(f"/findings/{found['21'].pk}")
    expect(officer.locator("figure img")).to_have_count(2)
    until(officer, SHOWN)
    for width in (1440, 390):
        officer.set_viewport_size({"width": width, "height": 900})
        assert frame_within(officer, 1) == pytest.approx((120 / 480, 60 / 360, 420 / 480, 300 / 360), abs=0.08)
        assert frame_within(officer, 0) == pytest.approx((280 / 800, 40 / 480, 780 / 800, 440 / 480), abs=0.08)
    look(officer, f"{language}-finding-common-part", check_accessible)
    officer.goto(f"/findings/{found['22'].pk}")
    expect(officer.locator("mark").first).to_contain_text("加微信")
    expect(officer.locator(".raw")).to_contain_text("first-22.png")
    look(officer, f"{language}-finding-words-in-picture", check_accessible)
