"""What trained judges think, in a browser: beside a finding, in the queue's order, and how precise it is on the page of detectors."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from institutions.monitoring.verdicts import decided
from journeys.browsing import look
from people import people
from playwright.sync_api import Page, expect

from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.runs.work.train_on_verdicts import train_on_verdicts

pytest.importorskip("sklearn", reason="The extra [learning] is absent.")


def test_an_opinion_stands_beside_a_finding_and_orders_the_queue(
    seat: Callable[..., Page], settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, check_accessible: Callable[[Page], None]
) -> None:
    settings.HOME = tmp_path
    settings.LAKE = str(tmp_path / "lake")
    monkeypatch.setenv("MINGJIAN_HOME", str(tmp_path))
    decided(people()["li"], 220)
    Finding.objects.filter(pk__in=Finding.objects.order_by("-pk").values("pk")[:10]).update(status="new")
    assert train_on_verdicts(datetime(2026, 11, 26, 2, tzinfo=UTC)) is not None
    page = seat("li")
    page.goto("/findings?by=opinion")
    look(page, "judges-queue", check_accessible)
    page.locator("tbody a.strong").first.click()
    expect(page.get_by_role("heading", name="模型意见")).to_be_visible()
    expect(page.locator("body")).to_contain_text("与本单位采用的发现相近")
    look(page, "judges-finding", check_accessible)
    page.goto("/detectors")
    expect(page.get_by_role("heading", name="训练的模型")).to_be_visible()
    look(page, "judges-detectors", check_accessible)
