"""A consultation with its questions, opinions and dissent; and decisions of a joint conference that become tasks with owner and clock."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from make import make_clue
from people import at, browser, department_of

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.institutions.conferences.demo import consult_on_one
from mingjian.institutions.conferences.models import Consultation, Opinion, Task
from mingjian.institutions.conferences.news import opinions_asked, tasks_given
from mingjian.institutions.conferences.opening import Agenda, consult, give_task
from mingjian.office.demo import make_demo_officers
from mingjian.office.documents.creation import bytes_of, make
from mingjian.office.dossiers.docket import dossiers_waiting_on_others
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.queue import dossiers_awaiting, first_awaiting_colleagues
from mingjian.office.dossiers.shown import shown
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Entry, Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
QUESTIONS = (("fact", "货从何处来？"), ("law", "是否构成销售假冒注册商标的商品？"), ("procedure", "何时移送？"))

clue_of = partial(make_clue, at=MORNING)


def consultation_of(who: Who, about: Dossier | None = None, **told: Any) -> Consultation:
    given = {"title": "某店案会商", "questions": QUESTIONS, "departments": [department_of("neighbour"), department_of("city")], "about": about, **told}
    return consult(Agenda(**given), by=who["li"], at=MORNING)


def test_those_named_are_asked_and_each_opinion_with_its_dissent_stands_in_the_table(who: Who) -> None:
    opened = consultation_of(who, clue_of(who["li"]).dossier)
    assert [(one.nth, one.kind) for one in opened.questions.all()] == [(1, "fact"), (2, "law"), (3, "procedure")]
    assert opened.dossier.state == "collecting"
    assert opinions_asked(who["zhao"], MORNING).count == "1"  # type: ignore[union-attr]
    assert opinions_asked(who["li"], MORNING) is None
    told = {"opinion": "可以移送", "dissent": "数额应当按标价计算"}
    take(opened.dossier, "give_opinion", by=who["zhao"], at=MORNING, given=told)
    assert [(one.department, one.text, one.dissent) for one in Opinion.objects.all()] == [(department_of("neighbour"), *told.values())]
    assert opinions_asked(who["zhao"], MORNING) is None
    page = browser(who["li"]).get(opened.get_absolute_url()).content.decode()
    assert "数额应当按标价计算" in page
    assert "尚未提出意见" in page
    with pytest.raises(NotFound):
        take(opened.dossier, "give_opinion", by=who["zhou"], at=MORNING, given={"opinion": "x"})  # was not asked


def test_the_matter_is_linked_for_its_own_people_and_hidden_from_whoever_is_asked(who: Who) -> None:
    clue = clue_of(who["li"])
    page = browser(who["li"]).get(clue.get_absolute_url()).content.decode()
    assert f"/conferences/new?from={clue.number}" in page
    opened = consultation_of(who, clue.dossier)
    assert opened.get_absolute_url() in browser(who["li"]).get(clue.get_absolute_url()).content.decode()
    theirs = browser(who["zhao"]).get(opened.get_absolute_url())
    assert theirs.status_code == 200
    assert f"/clues/{clue.number}" not in theirs.content.decode()
    assert browser(who["zhao"]).get(clue.get_absolute_url()).status_code == 404
    assert browser(who["zhou"]).get(opened.get_absolute_url()).status_code == 404


def test_the_form_is_filled_from_the_matter_and_sent_twice_opens_one(who: Who) -> None:
    clue, client = clue_of(who["li"]), browser(who["li"])
    address = f"/conferences/new?from={clue.number}"
    form = client.get(address).context["form"]
    assert form.initial["title"] == f"{clue.dossier.title}会商"
    near = department_of("neighbour")
    sent = {"key": "k1", "title": "会商", "fact": "一？\n\n二？", "law": "", "procedure": "三？", "departments": [near.pk]}
    replies = [client.post(address, sent) for _ in range(2)]
    assert {one["Location"] for one in replies} == {Consultation.objects.get().get_absolute_url()}
    assert [one.text for one in Consultation.objects.get().questions.all()] == ["一？", "二？", "三？"]
    refused = client.post(address, {**sent, "key": "k2", "fact": "", "procedure": ""})
    assert refused.status_code == 422
    assert "请写明会商的问题" in refused.content.decode()


def test_what_cannot_be_asked_is_refused_in_words(who: Who) -> None:
    for told, words in (
        ({"questions": ()}, "会商的问题"),
        ({"departments": []}, "参加会商的部门"),
        ({"departments": [department_of("platform")]}, "执法、司法机关"),
        ({"title": " "}, "名称"),
    ):
        with pytest.raises(BadInput, match=words):
            consultation_of(who, **told)
    with pytest.raises(NotPermitted):
        consult(Agenda("x", QUESTIONS, [department_of("city")]), by=who["clerk"], at=MORNING)
    assert not Consultation.objects.exists()


@pytest.mark.usefixtures("sealed")
def test_the_minutes_keep_every_opinion_and_the_dissent(who: Who) -> None:
    opened = consultation_of(who)
    take(opened.dossier, "give_opinion", by=who["zhao"], at=MORNING, given={"opinion": "可以移送", "dissent": "数额偏低"})
    take(opened.dossier, "note_disagreement", by=who["li"], at=MORNING, given={"opinion": "多数同意移送", "dissent": "一个部门保留"})
    made = make("consultation_minutes", opened.dossier, by=who["li"], at=MORNING)
    assert bytes_of(made)
    assert "数额偏低" in str(made.values)


def meeting(who: Who) -> Dossier:
    """A joint conference of the city whose minutes are issued."""
    who["sun"].roles = ["officer", "head", "secretariat"]
    who["sun"].save()
    convener = Officer.objects.create(username="hui", name_zh="会", department=who["sun"].department, duty="work", roles=["convener"])
    held = open_any(Request("joint_conference", "直播间售假治理", papers={"item": "明确分工"}), by=who["sun"], at=MORNING)
    take(held, "put_on_agenda", by=who["sun"], at=MORNING, given={"agenda": "第一项"})
    take(held, "meet", by=convener, at=MORNING, given={"meeting_on": "2026-11-02", "participants": "各成员单位"})
    take(held, "issue_minutes", by=who["sun"], at=MORNING, given={"minutes": "由桐庐县局牵头检查"})
    take(held, "issue_minutes", by=convener, at=MORNING)
    return held


def test_a_meeting_is_held_on_no_day_to_come_and_is_not_asked_for_beside_withdrawing(who: Who) -> None:
    who["sun"].roles = ["officer", "head", "secretariat"]
    who["sun"].save()
    convener = Officer.objects.create(username="hui", name_zh="会", department=who["sun"].department, duty="work", roles=["convener"])
    held = open_any(Request("joint_conference", "直播间售假治理", papers={"item": "明确分工"}), by=who["sun"], at=MORNING)
    take(held, "put_on_agenda", by=who["sun"], at=MORNING, given={"agenda": "第一项"})
    turn = shown(held, who["sun"], MORNING).turn
    assert turn is not None
    assert [step.name for step in turn.steps] == ["meet"]
    with pytest.raises(StepRefused, match="会议日期"):
        take(held, "meet", by=convener, at=MORNING, given={"meeting_on": "2030-01-01", "participants": "各成员单位"})


def test_a_decision_becomes_a_task_with_an_owner_and_a_clock(who: Who) -> None:
    held, county = meeting(who), department_of("county")
    task = give_task(held, county, "检查直播间", date(2026, 11, 20), by=who["sun"], at=MORNING)
    assert (task.dossier.department, task.dossier.sender) == (county, department_of("city"))
    clock = task.dossier.deadlines.get(closed_at=None)
    assert (clock.name, str(clock.due)[:10]) == ("report", "2026-11-20")
    assert [line.sub for line in tasks_given(who["li"], MORNING).lines] == [task.dossier.number]  # type: ignore[union-attr]
    assert task.dossier.number in browser(who["li"]).get("/").content.decode()
    take(task.dossier, "receive", by=who["li"], at=MORNING)
    take(task.dossier, "report", by=who["li"], at=MORNING, given={"progress": "已检查三十间"})
    assert not task.dossier.deadlines.filter(closed_at=None).exists()
    take(task.dossier, "confirm", by=who["sun"], at=MORNING)
    assert task.dossier.is_closed
    assert tasks_given(who["li"], MORNING) is None


def test_an_item_waits_for_the_office_then_the_convener_and_a_report_for_whoever_gave_the_task(who: Who) -> None:
    who["sun"].roles = ["officer", "head", "secretariat"]
    who["sun"].save()
    convener = Officer.objects.create(username="hui", name_zh="会", department=who["sun"].department, duty="work", roles=["convener"])
    held = open_any(Request("joint_conference", "直播间售假治理", papers={"item": "明确分工"}), by=who["sun"], at=MORNING)
    assert list(dossiers_awaiting(who["sun"])) == [held]
    assert first_awaiting_colleagues(convener, 9) == ([held], 1)
    take(held, "put_on_agenda", by=who["sun"], at=MORNING, given={"agenda": "第一项"})
    assert list(dossiers_awaiting(convener)) == [held]
    assert not dossiers_awaiting(who["sun"])
    take(held, "meet", by=convener, at=MORNING, given={"meeting_on": "2026-11-02", "participants": "各成员单位"})
    take(held, "issue_minutes", by=who["sun"], at=MORNING, given={"minutes": "由桐庐县局牵头检查"})
    take(held, "issue_minutes", by=convener, at=MORNING)
    task = give_task(held, department_of("county"), "检查直播间", date(2026, 11, 20), by=who["sun"], at=MORNING).dossier
    assert task in dossiers_waiting_on_others(who["sun"])
    take(task, "report", by=who["li"], at=MORNING, given={"progress": "已检查三十间"})
    assert task in dossiers_awaiting(who["sun"])
    assert task not in dossiers_waiting_on_others(who["sun"])
    assert task not in dossiers_awaiting(who["li"])
    assert "等您办理" in browser(who["sun"]).get("/").content.decode()
    room = browser(who["sun"]).get("/conferences").content.decode()
    assert "联席会议议题" in room
    assert held.number in room
    assert "联席会议议题" not in browser(who["zhao"]).get("/conferences").content.decode()


def test_a_task_is_given_from_the_conference_s_own_page(who: Who) -> None:
    held, client = meeting(who), browser(who["sun"])
    assert "任务" in client.get(f"/dossiers/{held.number}").content.decode()
    sent = {"department": department_of("county").pk, "department-sought": "", "goal": "检查", "until": "2020-01-01"}
    refused = client.post(f"/conferences/{held.number}/tasks", sent)
    assert refused.status_code == 422
    assert "不能早于今天" in refused.content.decode()
    assert client.post(f"/conferences/{held.number}/tasks", {**sent, "until": "2099-01-01"}).status_code == 302
    task = Task.objects.get()
    page = client.get(f"/dossiers/{held.number}").content.decode()
    assert task.dossier.number in page
    theirs = browser(who["li"]).get(f"/dossiers/{task.dossier.number}", follow=True).content.decode()
    assert held.number in theirs
    assert held.title not in theirs.split("</h1>")[1].replace(task.dossier.title, "")


def test_what_was_given_out_is_not_typed_again_and_the_owner_reads_what_to_do_first(who: Who) -> None:
    held = meeting(who)
    task = give_task(held, department_of("county"), "检查直播间", date(2026, 11, 20), by=who["sun"], at=MORNING)
    page = browser(who["sun"]).get(f"/dossiers/{held.number}").text
    form = page[page.index('id="step-assign"') :].partition("</form>")[0]
    assert f"{department_of('county').name_zh}：检查直播间" in form
    assert 'value="2026-11-20"' in form
    theirs = browser(who["li"]).get(f"/conferences/tasks/{task.dossier.number}").text
    assert "检查直播间" in theirs[theirs.index('id="from-conference"') :].partition("</section>")[0]
    take(held, "assign", by=who["sun"], at=MORNING, given={"tasks": "检查直播间", "report_back_on": "2026-11-20"})
    take(task.dossier, "report", by=who["li"], at=MORNING, given={"progress": "已检查三十间"})
    page = browser(who["sun"]).get(f"/dossiers/{held.number}").text
    assert f"{department_of('county').name_zh}：已检查三十间" in page[page.index('id="step-report_back"') :].partition("</form>")[0]


def test_an_item_reaches_the_office_in_another_department_when_it_is_named(who: Who) -> None:
    who["sun"].roles = ["officer", "head", "secretariat"]
    who["sun"].save()
    with pytest.raises(StepRefused, match="联席会议办公室所在部门"):
        open_any(Request("joint_conference", "议题", papers={"item": "明确分工"}), by=who["li"], at=MORNING)
    own = list(who["li"].roles)
    Officer.objects.filter(pk=who["li"].pk).update(roles=[*own, "secretariat"])  # of before, when the county had an office of its own
    early = open_any(Request("joint_conference", "议题", papers={"item": "明确分工"}), by=Officer.objects.get(pk=who["li"].pk), at=MORNING)
    Officer.objects.filter(pk=who["li"].pk).update(roles=own)
    assert dossiers_awaiting(who["sun"]).count() == 0
    with pytest.raises((StepRefused, NotPermitted)):
        take(early, "put_on_agenda", by=who["sun"], at=MORNING, given={"agenda": "第一项"})
    take(early, "name_office", by=who["li"], at=MORNING, given={"conference_office": department_of("city").pk})
    papers = {"item": "明确分工", "conference_office": department_of("city").pk}
    at_once = open_any(Request("joint_conference", "议题二", papers=papers), by=who["li"], at=MORNING)
    assert set(dossiers_awaiting(who["sun"])) == {early, at_once}
    take(early, "put_on_agenda", by=who["sun"], at=MORNING, given={"agenda": "第一项"})
    assert early.department == department_of("county")


def test_no_task_before_the_minutes_nor_by_whoever_does_not_keep_the_office(who: Who) -> None:
    who["sun"].roles = [*who["sun"].roles, "secretariat"]
    who["sun"].save()
    early = open_any(Request("joint_conference", "议题", papers={"item": "明确分工"}), by=who["sun"], at=MORNING)
    with pytest.raises(NotPermitted):
        give_task(early, department_of("county"), "x", date(2026, 11, 20), by=who["li"], at=MORNING)
    who["sun"].roles = ["secretariat"]
    who["sun"].save()
    with pytest.raises(StepRefused, match="纪要印发"):
        give_task(early, department_of("county"), "x", date(2026, 11, 20), by=who["sun"], at=MORNING)
    assert not Entry.objects.filter(kind="give").exists()


def test_the_demo_has_a_consultation_on_which_the_police_are_asked(settings: Any, tmp_path: Any) -> None:
    settings.DEMO = True
    make_demo_officers()
    staff = {one.username: one for one in Officer.objects.all()}
    consult_on_one(staff, tmp_path)
    consult_on_one(staff, tmp_path)
    assert Opinion.objects.get().dissent
    assert opinions_asked(staff["police"], MORNING).count == "1"  # type: ignore[union-attr]


def test_whoever_asked_for_opinions_reads_who_is_still_to_give_one(who: Who) -> None:
    dossier = consultation_of(who).dossier

    def turn(name: str) -> Any:
        return shown(Dossier.objects.get(pk=dossier.pk), who[name], MORNING).turn

    silent = turn("li")
    assert (silent.is_mine, [step.name for step in silent.steps]) == (False, ["give_opinion"])
    assert set(silent.departments) == {department_of("neighbour"), department_of("city")}
    assert turn("zhao").is_mine
    take(dossier, "give_opinion", by=who["zhao"], at=MORNING, given={"opinion": "可以移送"})
    assert turn("li").departments == [department_of("city")]
    take(dossier, "give_opinion", by=who["sun"], at=MORNING, given={"opinion": "同意"})
    assert (turn("li").is_mine, turn("li").steps[0].name) == (True, "put_conclusion")
    take(dossier, "put_conclusion", by=who["li"], at=MORNING, given={"opinion": "移送"})
    waiting = turn("li")
    assert (waiting.is_mine, [step.name for step in waiting.steps]) == (False, ["sign_conclusion"])
    assert set(waiting.departments) == {department_of("neighbour"), department_of("city")}
    take(dossier, "sign_conclusion", by=who["zhao"], at=MORNING)
    assert turn("li").departments == [department_of("city")]
    take(dossier, "dissent_from_conclusion", by=who["sun"], at=MORNING, given={"dissent": "证据不足"})
    assert (turn("li").is_mine, turn("li").steps[0].name) == (True, "agree")
