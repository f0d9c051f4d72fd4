import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from people import people

from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.market.known import Known, Subject, known_of
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db
WHEN = datetime(2026, 11, 1, tzinfo=UTC)
CODE = "91330122MA2CG0TP4R"
ROWS: dict[str, list[dict[str, object]]] = {
    "listing": [
        {"listing_id": "L1", "platform": "甲网", "shop_id": "S1", "title": "旧标题", "price": 90, "seen_at": "2026-10-01T08:00:00"},
        {"listing_id": "L1", "platform": "甲网", "shop_id": "S1", "title": "新标题", "price": 80, "seen_at": "2026-10-09T08:00:00"},
        {"listing_id": "L1", "platform": "乙网", "shop_id": "S9", "title": "别家的", "price": 1, "seen_at": "2026-10-20T08:00:00"},
    ],
    "post": [{"post_id": "P1", "platform": "微聊圈", "account_id": "A7", "text": "招人", "posted_at": "2026-10-02T08:00:00"}],
    "operator": [{"operator_id": "O1", "platform": "甲网", "shop_id": "S1", "shop_name": "青禾店", "name": "青禾商行", "uscc": CODE}],
    "registration": [{"uscc": CODE, "platform": "登记", "name": "桐庐青禾商行", "address": "桐庐县某路 8 号"}],
}


def fill(folder: Path) -> None:
    for name, rows in ROWS.items():
        file = folder / f"{name}.jsonl"
        file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
        Lake(folder / "lake").load(kind(name), file, source="test", at=WHEN)


@pytest.fixture
def li(tmp_path: Path, settings: Any) -> Officer:
    settings.LAKE = tmp_path / "lake"
    fill(tmp_path)
    return people()["li"]


def test_a_listing_is_known_with_its_operator_and_the_registers_word(li: Officer) -> None:
    known = known_of(li, [Subject("listing", "甲网/L1")])["甲网/L1"]
    assert (known.record["title"], known.shop) == ("新标题", "甲网/S1")
    assert (known.operator["name"], known.registration["name"]) == ("青禾商行", "桐庐青禾商行")


def test_a_post_is_known_by_its_account_and_a_shop_by_itself(li: Officer) -> None:
    known = known_of(li, [Subject("post", "微聊圈/P1"), Subject("shop", "甲网/S1"), Subject("ring", "甲网/ring-1", "甲网/S1")])
    assert known["微聊圈/P1"].shop == "微聊圈/A7"
    assert known["甲网/S1"].operator["shop_name"] == known["甲网/ring-1"].operator["shop_name"] == "青禾店"


def test_what_no_record_tells_of_is_known_by_its_shop_alone(li: Officer) -> None:
    assert known_of(li, [Subject("listing", "甲网/L404", "甲网/S404")]) == {"甲网/L404": Known("甲网/S404")}


@pytest.mark.parametrize("name", ["clerk", "auditor", "system"])
def test_a_platform_and_other_duties_are_told_nothing(li: Officer, name: str) -> None:
    assert known_of(Officer.objects.get(username=name), [Subject("listing", "甲网/L1")]) == {}


def test_an_empty_lake_and_hostile_names_give_nothing(li: Officer, tmp_path: Path, settings: Any) -> None:
    hostile = "甲网/' OR 1=1 --"
    assert known_of(li, [Subject("listing", hostile)]) == {hostile: Known("")}
    settings.LAKE = tmp_path / "none"
    assert known_of(li, [Subject("listing", "甲网/L1")]) == {"甲网/L1": Known("")}
    assert known_of(li, []) == {}
