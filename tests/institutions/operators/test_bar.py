"""Nobody is offered what is not theirs: neither a room whose power they lack, nor the button that opens a file."""

from people import browser

from mingjian.office.models import Officer


def test_whoever_may_not_open_a_file_or_read_experiments_sees_no_way_there(who: dict[str, Officer]) -> None:
    police = Officer.objects.create(username="jing", name_zh="警", department=who["li"].department, duty="work", roles=["police"])
    shown, mine = (browser(one).get("/operators").content.decode() for one in (police, who["li"]))
    assert "/acts/new/subject/open_subject" in mine
    assert "/acts/new/subject/open_subject" not in shown
    assert 'href="/lab"' in mine
    assert 'href="/lab"' not in shown
