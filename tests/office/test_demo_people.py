"""The people of the demos: whatever a sheet asks of a role has somebody on that side, and whoever signs has the number that papers print."""

from collections.abc import Iterator
from typing import Any

import pytest

from mingjian.core.procedure import rulebook
from mingjian.core.procedure.sheet import Sheet, Step
from mingjian.institutions.exchange.demo import REGIONS, make_officers
from mingjian.office.demo import make_demo_officers
from mingjian.office.models import Department, Officer
from mingjian.office.people.permissions import SUPERIOR

pytestmark = pytest.mark.django_db
#: Whose own role each kind of authority works with; its head stands beside it.
OF_KIND = {"market_regulation": "officer", "police": "police", "procuratorate": "procurator"}


def newest() -> Iterator[Sheet]:
    """Yield the newest sheet of each procedure."""
    for procedure in rulebook().procedures():
        yield rulebook().versions(procedure)[-1]


def roles_of(step: Step) -> set[str]:
    return {*step.by, *step.second} - {SUPERIOR}


def holders(role: str, department: Department | None = None) -> list[Officer]:
    held = Officer.objects.filter(duty="work") if department is None else Officer.objects.filter(duty="work", department=department)
    return [one for one in held if role in one.roles]


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO = True


def test_each_role_that_a_sheet_names_has_somebody_in_the_demo_of_the_county(demo: None) -> None:
    make_demo_officers()
    named = {role for sheet in newest() for step in sheet.steps.values() for role in roles_of(step)}
    assert "head" in named
    assert "procurator" in named
    assert {role for role in named if not holders(role)} == set()


def test_each_side_whose_step_asks_for_a_head_has_one(demo: None) -> None:
    make_demo_officers()
    for kind, role in OF_KIND.items():
        departments = [one for one in Department.objects.filter(kind=kind) if holders(role, one)]
        assert departments, kind
        asked = {other for sheet in newest() for step in sheet.steps.values() if role in roles_of(step) for other in roles_of(step) if other == "head"}
        for department in departments:
            assert not asked or holders("head", department), department.name_zh
            assert holders("principal", department), department.name_zh


def test_a_region_has_whom_its_cases_ask_for(demo: None) -> None:
    for key in REGIONS:
        Officer.objects.all().delete()
        department = make_officers(key)
        of_office = {"officer", "head", "principal", "legal_reviewer"}
        case = next(sheet for sheet in newest() if sheet.procedure == "admin_case")
        asked = {role for step in case.steps.values() for role in roles_of(step)} & of_office
        assert "legal_reviewer" in asked
        assert {role for role in asked if not holders(role, department)} == set()
        assert len(holders("head", department)) >= 2  # a collective discussion takes two


def test_whoever_signs_for_market_regulation_has_a_certificate_number(demo: None) -> None:
    make_demo_officers()
    make_officers("hz")
    of_market = Officer.objects.filter(duty="work", department__kind="market_regulation")
    assert of_market.count() >= 9
    assert [one.username for one in of_market if not one.certificate] == []
