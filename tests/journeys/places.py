"""Findings with names and places for journeys: a lake of three operators, one finding made as a test needs it, findings of three places."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import now
from journeys.world import make_findings
from people import people

from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.monitoring.models import Finding
from mingjian.office.models import Officer

OPERATORS = (
    ("S1", "明丰家居花艺小铺", "桐庐明丰商贸有限公司", "330122"),
    ("S2", "芜湖泰创数码", "芜湖泰创科技有限公司", "340202"),
    ("S3", "张家港盛信食品", "张家港盛信食品有限公司", "320582"),
)


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> None:
    """A lake in which three shops have names, operators and regions."""
    settings.LAKE = str(tmp_path / "lake")
    file = tmp_path / "operator.jsonl"
    told = [
        {"operator_id": f"O{shop}", "platform": "yunjishi", "shop_id": shop, "shop_name": name, "name": firm, "region_code": region}
        for shop, name, firm, region in OPERATORS
    ]
    file.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in told), encoding="utf-8")
    Lake(tmp_path / "lake").load(kind("operator"), file, source="test", at=now())


def one_finding(by: Officer, **changed: Any) -> Finding:
    found, _ = make_findings(by)
    Finding.objects.filter(pk=found.pk).update(**changed)
    found.refresh_from_db()
    return found


@pytest.fixture
def three_places() -> tuple[Officer, list[Finding]]:
    """Findings of a county: of its own, of the neighbour's, of another province; the platform has its seat in the city."""
    who = people("li", "zhao", "clerk")
    found, _ = make_findings(who["li"])
    made = []
    for number, region in enumerate(("330122", "330127", "320582")):
        found.pk, found.subject, found.shop_name, found.shop_count = None, f"yunjishi/ring-{number}", OPERATORS[number][1], 1
        found.region, found.region_is_known = region, region == "330122"
        found.save(force_insert=True)
        made.append(Finding.objects.get(pk=found.pk))
    return who["li"], made
