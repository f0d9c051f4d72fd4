"""Which department a finding goes to, by the region of the shops that it is about."""

import json
from pathlib import Path
from typing import Any

import pytest
from people import at, people

from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.monitoring.regions import Regions
from mingjian.office.models import Department

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("region", "department"),
    [("330122", "桐庐县局"), ("330122001", "桐庐县局"), ("330199", "杭州市局"), ("3301", "杭州市局"), ("33", ""), ("3", "")],
)
def test_a_code_cut_short_tells_no_county(tmp_path: Path, region: str, department: str) -> None:
    kind_of = people()["li"].department
    assert kind_of is not None
    own = Department.objects.create(name_zh="别县局", name_en="Elsewhere", region="320583", level="county", kind=kind_of.kind)
    path = tmp_path / "operator.csv"
    path.write_text(f"operator_id,platform,shop_id,region_code\no1,甲网,s1,{region}\n", "utf-8")
    lake = Lake(tmp_path / "lake")
    lake.load(kind("operator"), path, source="甲网", at=at("2026-11-24 12:00"))
    row: dict[str, Any] = {"subject_kind": "listing", "subject": "甲网/L1", "evidence": json.dumps({"shops": ["甲网/s1"]})}
    with DuckEngine() as engine:
        told = Regions(engine, lake, own).of(row)
    assert (told["department"].name_zh, told["region_is_known"]) == (department or "别县局", bool(department))
