"""What each role may do is drawn from the rulebook, for whoever grants roles."""

import pytest
from people import browser

from mingjian.core.procedure import rulebook
from mingjian.office.models import Officer
from mingjian.office.people.powers import permitted

pytestmark = pytest.mark.django_db


def test_every_power_and_every_act_that_names_roles_is_told_once_with_its_institution() -> None:
    told = permitted()
    assert len(told) == len(rulebook().powers) + sum(bool(act.by) and not act.power and not act.is_inner for act in rulebook().acts.values())
    assert all(one.by and one.owner.zh for one in told)
    assert {one.label.zh for one in permitted("researcher")} < {one.label.zh for one in told}
    assert all("researcher" in one.by for one in permitted("researcher"))


def test_administrators_see_it_by_role_and_take_it_along_and_others_do_not(who: dict[str, Officer]) -> None:
    client = browser(who["security"])
    page = client.get("/staff/powers?role=head").text
    reveal = rulebook().powers["evidence.reveal_kits"].label.zh
    assert reveal in page
    assert reveal not in client.get("/staff/powers?role=courier").text
    assert client.get("/staff/powers?role=nobody").text.count("<tr>") == 1 + len(permitted())
    assert reveal in client.get("/staff/powers?as=csv").getvalue().decode("utf-8-sig")  # type: ignore[attr-defined]  # a file
    assert browser(who["li"]).get("/staff/powers").status_code == 403
