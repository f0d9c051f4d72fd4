"""Which department a finding goes to, by the region of the shops that it is about."""

import json
from pathlib import Path
from typing import Any

import pytest
from people import at, people

from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.runs.services.regions import Regions, one_shop_of
from mingjian.institutions.monitoring.services.kept_findings import take_turns
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


def told_of(tmp_path: Path, operators: str, row: dict[str, Any]) -> str:
    own = people()["li"].department
    assert own is not None
    path = tmp_path / "operator.csv"
    path.write_text(f"operator_id,platform,shop_id,region_code\n{operators}\n", "utf-8")
    lake = Lake(tmp_path / "lake")
    lake.load(kind("operator"), path, source="甲网", at=at("2026-11-24 12:00"))
    with DuckEngine() as engine:
        found = Regions(engine, lake, own).of(row)
    return found["department"].name_zh if found["region_is_known"] else ""


@pytest.mark.parametrize(
    ("shops", "department"),
    [
        (["s1", "s2", "甲网/s3"], "淳安县局"),  # where most of its shops are
        (["s1"], "桐庐县局"),
        (["s9", "s3"], "淳安县局"),  # what is known
        (["s9"], ""),
        (["s4", "s5", "s3"], "淳安县局"),  # where most are there is no authority on this node
        ([], ""),
    ],
)
def test_a_finding_of_several_shops_goes_where_most_of_them_are(tmp_path: Path, shops: list[str], department: str) -> None:
    operators = "\n".join(f"o{n},甲网,s{n},{region}" for n, region in enumerate(("330122", "330127", "330127", "110101", "110101"), start=1))
    row = {"subject_kind": "ring", "subject": "甲网/ring-1", "evidence": json.dumps({"shops": shops})}
    assert told_of(tmp_path, operators, row) == department


@pytest.mark.parametrize(
    ("kind_of", "subject", "shops", "shop"),
    [
        ("shop", "甲网/s1", None, "甲网/s1"),
        ("listing", "甲网/L1", ["甲网/s1", "甲网/s1"], "甲网/s1"),
        ("listing", "甲网/L1", ["s1"], "甲网/s1"),  # named without its platform
        ("ring", "甲网/ring-1", ["甲网/s1", "甲网/s2"], ""),
        ("listing", "甲网/L1", None, ""),
        ("listing", "甲网/L1", ["甲网/"], ""),
        ("shop", "甲网/" + "s" * 197, None, "甲网/" + "s" * 197),
        ("shop", "甲网/" + "s" * 198, None, ""),  # a part of it would name another shop
    ],
)
def test_a_finding_keeps_the_one_shop_that_it_is_about(kind_of: str, subject: str, shops: list[str] | None, shop: str) -> None:
    evidence = {} if shops is None else {"shops": shops}
    assert one_shop_of({"subject_kind": kind_of, "subject": subject, "evidence": json.dumps(evidence)}) == shop


def test_a_listing_that_names_no_shop_has_the_name_and_place_of_the_shop_that_the_lake_tells(tmp_path: Path) -> None:
    own = people()["li"].department
    assert own is not None
    path = tmp_path / "operator.csv"
    path.write_text("operator_id,platform,shop_id,region_code,shop_name\no1,甲网,s1,320582,盛信13900001234\no2,甲网,s2,330122,青禾店\n", "utf-8")
    lake = Lake(tmp_path / "lake")
    lake.load(kind("operator"), path, source="甲网", at=at("2026-11-24 12:00"))
    row: dict[str, Any] = {"subject_kind": "listing", "subject": "甲网/L1", "evidence": "{}"}
    with DuckEngine() as engine:
        regions = Regions(engine, lake, own)
        told, home, nothing = regions.of(row, "甲网/s1"), regions.of(row, "甲网/s2"), regions.of(row)
    assert (told["shop_name"], told["shop_count"], told["region"], told["region_is_known"]) == ("盛信139******34", 1, "320582", False)
    assert (home["shop_name"], home["region"], home["region_is_known"]) == ("青禾店", "330122", True)
    assert (nothing["shop_name"], nothing["shop_count"], nothing["region"]) == ("", 0, "")


def test_findings_take_turns_within_their_run_the_most_remarkable_first() -> None:
    rows = [Finding(score=score, department_id=department) for score, department in ((0.2, 1), (0.9, 1), (0.5, 2), (0.4, 1))]
    take_turns(rows)
    assert [one.turn for one in rows] == [2, 0, 0, 1]
