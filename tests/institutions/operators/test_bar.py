"""Nobody is offered what is not theirs: neither a room whose power they lack, nor the button that opens a file."""

import pytest
from people import browser

from mingjian.office.desk.rooms import rooms_of
from mingjian.office.models import Department, Officer

#: What the bar offers to roles outside of the authorities besides what is kept for all: what they can act in, and nothing else.
FOR_ALL = {"home", "dossiers", "docket", "ledger", "jobs:jobs", "law:home", "tidings:tidings"}
OUTSIDE = {
    "platform_clerk": (
        "platform",
        {"clues:clues", "evidence:kits", "notices:notices", "disputes:complaints", "oversight:oversight", "operators:reports"},
    ),
    "right_holder": ("right_holder", {"notices:notices", "oversight:oversight"}),
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
    kind, rooms = OUTSIDE[role]
    body = Department.objects.create(name_zh="某单位", name_en="A body", kind=kind, level="city", region="330100")
    officer = Officer.objects.create(username=role, name_zh="某", department=body, duty="work", roles=[role])
    assert {room.url_name for room in rooms_of(officer)} == FOR_ALL | rooms
