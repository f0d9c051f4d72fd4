"""Who is above whom."""

import pytest
from people import department_of, people

from mingjian.office.models import Department
from mingjian.office.people.permissions import departments_in_view

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_city_is_above_its_counties_only() -> None:
    city, county, elsewhere = (department_of(name) for name in ("city", "county", "elsewhere"))
    assert city.is_above(county)
    assert not city.is_above(elsewhere)
    assert not county.is_above(city)
    assert not city.is_above(city)


def test_police_are_not_above_market_regulation() -> None:
    police = Department(name_zh="市公安局", name_en="Police", kind="police", level="city", region="330100")
    assert not police.is_above(department_of("county"))


def test_a_platform_supervises_nobody() -> None:
    who = people("clerk", "li")
    assert [department.name_zh for department in departments_in_view(who["clerk"])] == ["云集市平台"]


def test_a_city_sees_its_counties() -> None:
    who = people()
    assert {department.name_zh for department in departments_in_view(who["sun"])} == {"杭州市局", "桐庐县局", "淳安县局"}
