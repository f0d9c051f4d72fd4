"""Nobody is offered what is not theirs: neither a item whose power they lack, nor the button that opens a file."""

import pytest
from people import browser

from mingjian.office.models import Department, Officer
from mingjian.office.web.menu import menu_of

#: What the bar offers to roles outside of the authorities besides what is kept for all: what they can act in, and nothing else.
FOR_ALL = {"home", "dossiers", "docket", "ledger", "jobs:jobs", "law:home", "notifications:notifications"}
OUTSIDE = {
    "platform_clerk": (
        "platform",
        {"clues:clues", "evidence:kits", "notices:notices", "notices:rights", "disputes:complaints", "oversight:oversight", "operators:reports", "filings:try"},
    ),
    "right_holder": ("right_holder", {"notices:notices", "notices:rights", "oversight:oversight"}),
    "operator": ("operator", {"notices:notices", "oversight:oversight"}),
    "courier": ("courier", {"parcels:parcels", "oversight:oversight"}),
}


def test_whoever_may_not_open_a_file_or_read_experiments_sees_no_way_there(who: dict[str, Officer]) -> None:
    police = Officer.objects.create(username="jing", name_zh="警", department=who["li"].department, duty="work", roles=["police"])
    shown, mine = (browser(one).get("/operators").content.decode() for one in (police, who["li"]))
    assert "/acts/new/subject/open_subject" in mine
    assert "/acts/new/subject/open_subject" not in shown
    assert 'href="/lab"' in mine
    assert 'href="/lab"' not in shown


@pytest.mark.django_db
@pytest.mark.parametrize("role", OUTSIDE)
def test_the_bar_offers_those_outside_what_they_can_use(role: str) -> None:
    kind, items = OUTSIDE[role]
    body = Department.objects.create(name_zh="某单位", name_en="A body", kind=kind, level="city", region="330100")
    officer = Officer.objects.create(username=role, name_zh="某", department=body, duty="work", roles=[role])
    assert {item.url_name for item in menu_of(officer)} == FOR_ALL | items


@pytest.mark.django_db
def test_a_researcher_is_offered_no_room_of_which_nothing_may_be_read() -> None:
    body = Department.objects.create(name_zh="研究中心", name_en="Institute", kind="other_authority", level="state", region="000000")
    researcher = Officer.objects.create(username="yan", name_zh="研", department=body, duty="work", roles=["researcher"])
    offered = {item.url_name for item in menu_of(researcher)}
    assert not offered & {"cases:cases", "conferences:conferences", "campaigns:campaigns", "exchange:home", "operators:subjects", "market:home"}
    assert "lab:experiments" in offered


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["officer", "head", "principal", "legal_reviewer", "police", "procurator", "secretariat", "convener"])
def test_whoever_works_at_an_authority_finds_them_as_before(role: str) -> None:
    body = Department.objects.create(name_zh="某局", name_en="A body", kind="market_regulation", level="city", region="330100")
    officer = Officer.objects.create(username=role, name_zh="某", department=body, duty="work", roles=[role])
    offered = {item.url_name for item in menu_of(officer)}
    assert {"cases:cases", "conferences:conferences", "campaigns:campaigns", "exchange:home", "operators:subjects", "market:home"} <= offered
