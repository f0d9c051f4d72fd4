"""The first five things to do fit what lies on the desk."""

from typing import Any

import pytest
from django.utils.timezone import now
from people import browser, people

from mingjian.institutions.exchange.models import AdoptedRegister
from mingjian.institutions.exchange.services.desk import begins_with_regions
from mingjian.institutions.monitoring.models import Finding, Run
from mingjian.office.help.guide import first_steps, guides, instead
from mingjian.office.models import Officer


@pytest.mark.parametrize(("name", "places"), [("li", {0, 1}), ("wang", {1})])
def test_a_node_that_exchanges_and_found_nothing_begins_with_regions(li: Any, name: str, places: set[int]) -> None:
    """It began with findings, of which there were none."""
    officer = Officer.objects.get(username=name)
    usual = guides()["by_role"]["head" if name == "wang" else "officer"]
    steps = first_steps(officer)
    assert len(steps) == 5
    assert {place for place, (one, other) in enumerate(zip(steps, usual, strict=True)) if one != other} == places
    client = browser(officer)
    home = client.get("/").content.decode()
    assert all(one.text.zh in home for one in steps)
    assert all(client.get(one.url).status_code == 200 for one in steps if one.url)
    AdoptedRegister.objects.all().delete()
    assert first_steps(officer) == usual


def test_a_node_with_findings_of_its_own_begins_with_them(li: Any) -> None:
    assert begins_with_regions(li)
    run = Run.objects.create(detector="sham_ring", version="1", engine="duckdb", started_at=now(), ended_at=now(), by=li, department=li.department)
    Finding.objects.create(
        run=run, detector="sham_ring", subject_kind="shop", subject="甲网/S1", score=0.9, evidence_json="{}", department=li.department, found_at=now()
    )
    assert not begins_with_regions(li)


def test_a_node_without_an_exchange_is_led_as_before(db: None) -> None:
    assert [set(by) for _, by in instead()] == [{"officer", "head"}]
    assert not begins_with_regions(people("li")["li"])
