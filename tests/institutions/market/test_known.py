from pathlib import Path
from typing import Any

import pytest
from institutions.market.known_lake import fill
from people import people

from mingjian.institutions.market.queries.known import Known, Subject, known_of
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db


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
