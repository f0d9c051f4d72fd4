"""One meeting has several items, a day and a place; members say what they think and dissent; what is open from before stands on the next agenda."""

from datetime import date

import pytest
from people import at, browser, department_of

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.institutions.conferences.opening import give_task
from mingjian.institutions.conferences.services.meetings import Call, call_meeting, hold, issue_minutes, meeting_visible_to, open_tasks
from mingjian.office.documents.creation import make
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.shown import shown
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Department, Dossier, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
LATER = at("2026-12-05 09:00")
PLACE = "市局 303 会议室（" + "线上" * 30 + "）"


@pytest.fixture
def office(who: Who) -> Who:
    """The secretariat and the convener of the city, and an officer of the city's police."""
    who["sun"].roles = ["officer", "head", "secretariat"]
    who["sun"].save()
    police = Department.objects.create(name_zh="杭州市公安局", name_en="Police", kind="police", level="city", region="330100")
    hui = Officer.objects.create(username="hui", name_zh="会", department=who["sun"].department, duty="work", roles=["convener"])
    return {**who, "hui": hui, "min": Officer.objects.create(username="min", name_zh="闵", department=police, duty="work", roles=["police"])}


def proposed(office: Who, title: str) -> Dossier:
    return open_any(Request("joint_conference", title, papers={"item": f"{title}：现状、争议和建议。"}), by=office["sun"], at=MORNING)


def called(office: Who, *titles: str, members: tuple[str, ...] = ("min", "zhao")) -> tuple[str, list[Dossier]]:
    items = [proposed(office, one) for one in titles]
    departments = [one for one in (office[name].department for name in members) if one is not None]
    return call_meeting(Call(items, date(2026, 11, 10), PLACE, departments), by=office["sun"], at=MORNING), items


def test_one_meeting_has_its_items_in_order_with_day_place_and_members(office: Who) -> None:
    number, items = called(office, "直播间售假", "快递实名", "移送标准")
    told = meeting_visible_to(office["min"], number, MORNING)
    assert [one.dossier.title for one in told.items] == ["直播间售假", "快递实名", "移送标准"]
    assert (told.planned_on, told.place) == ("2026-11-10", PLACE)
    assert {one.state for one in (Dossier.objects.get(pk=one.pk) for one in items)} == {"agenda"}
    assert {one.name_zh for one in told.items[0].silent} == {"杭州市公安局", "淳安县局"}
    with pytest.raises(NotFound):
        meeting_visible_to(office["zhou"], number, MORNING)


def test_opinions_and_dissent_stand_at_the_item_and_in_the_minutes_drafted_for_it(office: Who) -> None:
    number, (first, second) = called(office, "直播间售假", "快递实名")
    take(first, "give_opinion", by=office["min"], at=MORNING, given={"opinion": "建议统一移送标准。", "dissent": "不同意由公安先行取证。"})
    told = meeting_visible_to(office["sun"], number, MORNING)
    assert [(one.department, one.dissent) for one in told.items[0].said] == [("杭州市公安局", "不同意由公安先行取证。")]
    assert not told.items[1].said
    hold(told, held_on=date(2026, 11, 2), place=PLACE, participants="市局、公安", by=office["hui"], at=MORNING)
    page = browser(office["sun"]).get(f"/conferences/meetings/{number}").text
    assert "保留的不同意见：\n杭州市公安局：不同意由公安先行取证。" in page
    held = meeting_visible_to(office["sun"], number, MORNING)
    texts = {first.number: "按统一标准移送。", second.number: "快递企业十日内提供。"}
    assert issue_minutes(held, texts=texts, by=office["sun"], at=MORNING) == 2
    assert issue_minutes(held, texts={}, by=office["hui"], at=MORNING) == 2
    first.refresh_from_db()
    assert first.state == "minutes_issued"
    made = make("conference_minutes", first, by=office["sun"], at=MORNING)
    rows = [(one["议题"].partition("（")[0], one["议定"]) for one in made.values["议题清单"]]
    assert rows == [("直播间售假", texts[first.number]), ("快递实名", texts[second.number])]
    assert made.values["会议地点"] == PLACE
    assert "不同意由公安先行取证" in made.values["议题清单"][0]["不同意见"]


def finished(office: Who, number: str, *, until: date = date(2026, 11, 20)) -> str:
    """Hold a meeting, sign its minutes and give the county a task; return the task's number."""
    told = meeting_visible_to(office["sun"], number, MORNING)
    hold(told, held_on=date(2026, 11, 2), place=PLACE, participants="各单位", by=office["hui"], at=MORNING)
    held = meeting_visible_to(office["sun"], number, MORNING)
    issue_minutes(held, texts={one.dossier.number: "检查" for one in held.items}, by=office["sun"], at=MORNING)
    issue_minutes(held, texts={}, by=office["hui"], at=MORNING)
    first = Dossier.objects.get(pk=held.items[0].dossier.pk)
    return give_task(first, department_of("county"), "检查直播间" * 20, until, by=office["sun"], at=MORNING).dossier.number


def test_what_is_open_from_a_meeting_before_stands_on_the_next_agenda_until_it_is_done(office: Who) -> None:
    number, _ = called(office, "直播间售假")
    task = finished(office, number)
    (carried,) = open_tasks(office["sun"], LATER)
    assert (carried.task.dossier.number, carried.is_late) == (task, True)
    later = proposed(office, "年终总结")
    second = call_meeting(Call([later], date(2026, 12, 20), "三楼", []), by=office["sun"], at=LATER)
    agenda = later.entries.get(kind="put_on_agenda").body
    assert "以前会议未完成的任务" in agenda
    assert f"{task} 桐庐县局" in agenda
    assert "已逾期" in agenda
    assert [one.task.dossier.number for one in meeting_visible_to(office["sun"], second, LATER).open_tasks] == [task]
    dossier = Dossier.objects.get(number=task)
    take(dossier, "receive", by=office["li"], at=LATER)
    take(dossier, "report", by=office["li"], at=LATER, given={"progress": "已检查"})
    assert not open_tasks(office["sun"], LATER)


def test_what_cannot_be_called_is_refused_in_words_and_nothing_is_taken(office: Who) -> None:
    item = proposed(office, "直播间售假")
    for call, words in (
        (Call([], date(2026, 11, 10), PLACE, []), "勾选一至 30 个议题"),
        (Call([item], date(2026, 11, 1), PLACE, []), "不能早于今天"),
        (Call([item], date(2026, 11, 10), "  ", []), "会议地点"),
    ):
        with pytest.raises(BadInput, match=words):
            call_meeting(call, by=office["sun"], at=MORNING)
    with pytest.raises(NotPermitted):
        call_meeting(Call([item], date(2026, 11, 10), PLACE, []), by=office["li"], at=MORNING)
    taken = proposed(office, "快递实名")
    take(taken, "put_on_agenda", by=office["sun"], at=MORNING, given={"agenda": "x"})
    with pytest.raises(StepRefused):
        call_meeting(Call([item, taken], date(2026, 11, 10), PLACE, []), by=office["sun"], at=MORNING)
    item.refresh_from_db()
    assert item.state == "item_proposed", "all of them or none"


def test_the_pages_call_hold_and_sign_and_a_refusal_says_why(office: Who) -> None:
    first, second = proposed(office, "直播间售假"), proposed(office, "快递实名")
    police = office["min"].department_id
    sun, hui = browser(office["sun"]), browser(office["hui"])
    assert "召集会议" in sun.get("/conferences").text
    refused = sun.post("/conferences/meetings/new", {"items": [first.number], "planned_on": "2020-01-01", "place": PLACE})
    assert refused.status_code == 422
    assert "不能早于今天" in refused.text
    sent = {"items": [first.number, second.number], "planned_on": "2099-01-01", "place": PLACE, "members": [police]}
    address = sun.post("/conferences/meetings/new", sent)["Location"]
    assert browser(office["min"]).get(address).status_code == 200
    assert browser(office["zhou"]).get(address).status_code == 404
    assert sun.post(address, {"what": "hold", "held_on": "2026-11-02", "place": PLACE, "participants": "各单位"}).status_code == 403
    assert hui.post(address, {"what": "hold", "held_on": "2099-01-01", "place": PLACE, "participants": "各单位"}).status_code == 409
    assert hui.post(address, {"what": "hold", "held_on": "", "place": PLACE, "participants": "各单位"}).status_code == 422
    assert hui.post(address, {"what": "hold", "held_on": "2026-11-02", "place": PLACE, "participants": "各单位"}).status_code == 302
    assert sun.post(address, {"what": "minutes", f"minutes-{first.number}": "甲", f"minutes-{second.number}": "乙"}).status_code == 302
    assert "签发全部议题的纪要" in hui.get(address).text
    assert hui.post(address, {"what": "minutes"}).status_code == 302
    assert {Dossier.objects.get(pk=one.pk).state for one in (first, second)} == {"minutes_issued"}


def test_an_item_is_not_proposed_where_no_office_of_the_conference_could_take_it_up(office: Who) -> None:
    asked = Request("joint_conference", "直播间售假", papers={"item": "现状、争议和建议。"})
    city = office["sun"].department
    assert city is not None
    with pytest.raises(StepRefused, match=f"本部门没有联席会议办公室的人员.*可以选择：{city.name_zh}"):
        open_any(asked, by=office["li"], at=MORNING)
    county = {"item": "现状、争议和建议。", "conference_office": office["li"].department.pk if office["li"].department else 0}
    with pytest.raises(StepRefused, match="有人员能够办理"):
        open_any(Request("joint_conference", "直播间售假", papers=county), by=office["li"], at=MORNING)
    there = open_any(Request("joint_conference", "直播间售假", papers={**asked.papers, "conference_office": city.pk}), by=office["li"], at=MORNING)
    assert "put_on_agenda" in {one.name for one in shown(there, office["sun"], MORNING).turn.steps}  # type: ignore[union-attr]
    office["sun"].roles = ["officer", "head"]
    office["sun"].save()
    with pytest.raises(StepRefused, match="还没有单位设有联席会议办公室人员"):
        open_any(asked, by=office["li"], at=MORNING)
