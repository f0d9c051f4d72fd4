"""
One meeting of a joint conference: several items, a day and a place, what members say of each, and the open tasks of meetings before.

Each item is a dossier of its own; the meeting is what the entries of its agenda name. A step of the meeting is taken on each item, and recorded by itself.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate, localtime

from mingjian.core.documents.notation import day
from mingjian.core.errors import BadInput, NotFound, StepRefused
from mingjian.core.law.citations import numeral
from mingjian.institutions.conferences.models import JOINT, Task
from mingjian.institutions.conferences.queries import asked_of, items_open
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.dossiers.transition import take
from mingjian.office.lists.text import visible
from mingjian.office.models import Department, Dossier, Entry, Officer
from mingjian.office.people.permissions import dossiers_visible_to, require

LISTED, SPEAK, MOST_ITEMS = "put_on_agenda", "give_opinion", 30
#: Where an item stands while members may say something of it.
SPOKEN_IN = ("item_proposed", "agenda", "meeting")
MOST_MEETINGS = 20
#: Where a task stands that its bearer has not reported on, or that was sent back.
_UNDONE = ("given", "received")


@dataclass(frozen=True)
class Said:
    """What a member said of an item: its department, who for it, when, the opinion and the dissent."""

    department: str
    by: str
    at: datetime
    opinion: str
    dissent: str


@dataclass(frozen=True)
class Item:
    """One item of a meeting: its place on the agenda, the dossier, what members said, and which of them said nothing."""

    nth: int
    dossier: Dossier
    said: Sequence[Said]
    silent: Sequence[Department]


@dataclass(frozen=True)
class OpenTask:
    """A task of a meeting before that is not done: what it asks of whom, until when, and whether that day is over."""

    task: Task
    goal: str
    until: str
    is_late: bool

    @property
    def line(self) -> str:
        """Return the task in one line, as an agenda has it."""
        until = f"（{day(date.fromisoformat(self.until))}前反馈{'，已逾期' if self.is_late else ''}）" if self.until else ""
        return f"{self.task.dossier.number} {self.task.dossier.department.name_zh}：{self.goal}{until}"


@dataclass(frozen=True)
class Meeting:
    """A meeting as its agenda has it: number, day intended, place, items in order, and the open tasks of meetings before."""

    number: str
    planned_on: str
    place: str
    items: Sequence[Item]
    open_tasks: Sequence[OpenTask]

    def standing(self, *states: str) -> list[Dossier]:
        """Return the items that stand in some states."""
        return [one.dossier for one in self.items if one.dossier.state_text in states]


@dataclass(frozen=True)
class Call:
    """What a meeting is called with: its items in order, the day intended, the place, the members invited."""

    items: Sequence[Dossier]
    planned_on: date
    place: str
    members: Sequence[Department]


def items_for_meeting(officer: Officer) -> list[Dossier]:
    """Return the items that the officer may see and that wait for a meeting, what was proposed first first."""
    return [one for one in items_open(officer) if one.state_text == "item_proposed"][::-1]


def call_meeting(call: Call, *, by: Officer, at: datetime) -> str:
    """
    Put the items on the agenda of one meeting and invite the members to each, in one transaction; return its number.

    Raises BadInput without items, place or with a day that is past, NotPermitted, and StepRefused where an item is on an agenda already.
    """
    require(by, "conferences.call_meeting")
    _check(call, at)
    with transaction.atomic():
        number = next_number(f"HY{localtime(at).year}-")
        agenda = agenda_of(call, number, open_tasks(by, at))
        told = {"agenda": agenda, "of_meeting": number, "meeting_planned_on": call.planned_on.isoformat(), "meeting_place": call.place.strip()}
        for item in call.items:
            seated = set(item.seats.values_list("department", flat=True))
            for member in call.members:
                if member.pk not in seated:
                    take(item, "invite", by=by, at=at, given={"invited_department": member.pk})
            take(item, LISTED, by=by, at=at, given=told)
    return number


def _check(call: Call, at: datetime) -> None:
    if not call.items or len(call.items) > MOST_ITEMS:
        raise BadInput(f"请勾选一至 {MOST_ITEMS} 个议题。", f"Tick one to {MOST_ITEMS} items.")
    if any(one.procedure != JOINT for one in call.items):
        raise BadInput("只能安排联席会议的议题。", "Only items of the joint conference are put on its agenda.")
    if not call.place.strip():
        raise BadInput("请填写会议地点；线上召开的，写明方式。", "Name the place of the meeting; of one held online, how.")
    if call.planned_on < localtime(at).date():
        raise BadInput("拟定的会议日期不能早于今天。", "The day intended cannot lie before today.")


def agenda_of(call: Call, number: str, carried: Sequence[OpenTask]) -> str:
    """Write the agenda of a meeting: day and place, its items, and the open tasks of meetings before."""
    lines = [f"{number}　{day(call.planned_on)}　{call.place.strip()}"]
    lines += [f"{numeral(nth)}、{one.title}（{one.department.name_zh}提出，{one.number}）" for nth, one in enumerate(call.items, 1)]
    return "\n".join(lines + _carried(carried))


def _carried(carried: Sequence[OpenTask]) -> list[str]:
    return ["以前会议未完成的任务：", *(f"{nth}. {one.line}" for nth, one in enumerate(carried, 1))] if carried else []


def open_tasks(officer: Officer, at: datetime) -> list[OpenTask]:
    """Return the tasks of conferences in the officer's view that are not done, the oldest first."""
    seen = dossiers_visible_to(officer).filter(procedure=JOINT)
    return _open_tasks(Task.objects.filter(conference__in=seen.values("pk")), at)


def _open_tasks(tasks: Any, at: datetime) -> list[OpenTask]:
    found = tasks.filter(dossier__is_closed=False, dossier__state_text__in=_UNDONE).select_related("dossier__department").order_by("pk")
    told = [(one, asked_of(one)) for one in found]
    today = localtime(at).date().isoformat()
    return [OpenTask(one, str(asked.get("task_goal", "")), until := str(asked.get("report_until") or ""), bool(until) and until < today) for one, asked in told]


def meeting_of(dossier: Dossier) -> str:
    """Return the number of the meeting on whose agenda an item stands; empty where none was named."""
    entry = dossier.entries.filter(kind=LISTED).order_by("-index").first()
    return str(_papers(entry).get("of_meeting") or "") if entry else ""


def meeting_visible_to(officer: Officer, number: str, at: datetime) -> Meeting:
    """Return a meeting with the items that the officer may see. Raises NotFound where there is none."""
    seen = dossiers_visible_to(officer).filter(procedure=JOINT)
    entries = Entry.objects.filter(kind=LISTED, dossier__in=seen.values("pk"), body__contains=json.dumps(number)).order_by("index")
    listed: Mapping[int, dict[str, Any]] = {one.dossier_id or 0: told for one in entries if (told := _papers(one)).get("of_meeting") == number}
    places = list(listed)  # as they were put on the agenda
    dossiers = sorted((one for one in seen.filter(pk__in=listed) if meeting_of(one) == number), key=lambda one: places.index(one.pk))
    if not dossiers:
        raise NotFound(f"没有会议 {number}。", f"There is no meeting {number}.")
    told = listed[dossiers[0].pk]
    items = [_item(nth, one) for nth, one in enumerate(dossiers, 1)]
    others = Task.objects.exclude(conference__in=dossiers).filter(conference__in=seen.values("pk"))
    return Meeting(number, str(told.get("meeting_planned_on") or ""), str(told.get("meeting_place") or ""), items, _open_tasks(others, at))


def _item(nth: int, dossier: Dossier) -> Item:
    said = said_of(dossier)
    spoke = {one.department for one in said}
    members = Department.objects.filter(seats__dossier=dossier).exclude(pk=dossier.department_id).order_by("seats__since", "id")
    return Item(nth, dossier, said, [one for one in members if one.name_zh not in spoke])


def meetings_of(officer: Officer) -> list[tuple[str, str, str]]:
    """Return the newest meetings of which the officer may see an item: number, day intended, place."""
    seen = dossiers_visible_to(officer).filter(procedure=JOINT).values("pk")
    found: dict[str, tuple[str, str, str]] = {}
    for entry in Entry.objects.filter(kind=LISTED, dossier__in=seen).order_by("-index")[: MOST_MEETINGS * MOST_ITEMS]:
        told = _papers(entry)
        if number := str(told.get("of_meeting") or ""):
            found.setdefault(number, (number, str(told.get("meeting_planned_on") or ""), str(told.get("meeting_place") or "")))
    return list(found.values())[:MOST_MEETINGS]


def said_of(dossier: Dossier) -> list[Said]:
    """Return what members said of an item, the first first."""
    found, names = [], {one.wire_name: one.name_zh for one in Department.objects.filter(seats__dossier=dossier)}
    for entry in dossier.entries.filter(kind=SPEAK).select_related("officer").order_by("index"):
        papers, name = _papers(entry), names.get(str(json.loads(entry.body).get("for", "")), "")
        found.append(Said(name, entry.officer.name if entry.officer else "", entry.at, str(papers.get("opinion", "")), str(papers.get("dissent") or "")))
    return found


def _papers(entry: Entry) -> dict[str, Any]:
    return json.loads(entry.body).get("papers") or {}


def may_speak(officer: Officer, item: Dossier) -> bool:
    """Return whether the officer may say something of an item in the name of the own department."""
    return item.state_text in SPOKEN_IN and officer.holds(*sheet_of(item).steps[SPEAK].by)


def hold(meeting: Meeting, *, held_on: date, place: str, participants: str, by: Officer, at: datetime) -> int:
    """Hold a meeting: each item on its agenda was on it, on one day, in one place, with the same participants. Return how many."""
    require(by, "conferences.hold_meeting")
    told: dict[str, object] = {"meeting_on": held_on.isoformat(), "meeting_place": place.strip(), "participants": participants, "of_meeting": meeting.number}
    return _on_each(meeting.standing("agenda"), "meet", by, at, {}, told)


def issue_minutes(meeting: Meeting, *, texts: Mapping[str, str], by: Officer, at: datetime) -> int:
    """Sign the minutes of every item of a meeting: first with the text of each by its number, then as the second signature. Return how many."""
    given: dict[str, dict[str, object]] = {number: {"minutes": text.strip()} for number, text in texts.items() if text.strip()}
    return _on_each(meeting.standing("meeting"), "issue_minutes", by, at, given, {})


def _on_each(items: Sequence[Dossier], step: str, by: Officer, at: datetime, given: Mapping[str, dict[str, object]], same: dict[str, object]) -> int:
    """Take a step on each item of a meeting, all of them or none."""
    if not items:
        raise StepRefused("这次会议没有可以办理此步骤的议题。", "No item of this meeting stands where this step may be taken.")
    with transaction.atomic():
        for item in items:
            take(item, step, by=by, at=at, given={**same, **given.get(item.number, {})})
    return len(items)


def minutes_drafted(dossier: Dossier) -> str:
    """Draft the minutes of an item: what was proposed, what each member said, and which dissent is kept. What was decided is for a person to write."""
    said = said_of(dossier)
    opinions = [f"{one.department}：{one.opinion.strip().rstrip('。')}。" for one in said if one.opinion.strip()]
    dissent = [f"{one.department}：{one.dissent.strip().rstrip('。')}。" for one in said if one.dissent.strip()]
    first = dossier.entries.filter(kind="propose").order_by("index").first()
    item = str(_papers(first).get("item", "")).strip() if first else ""
    parts = [f"议题：{visible(dossier.title)}。{item}"]
    if opinions:
        parts.append("各单位意见：\n" + "\n".join(opinions))
    if dissent:
        parts.append("保留的不同意见：\n" + "\n".join(dissent))
    return "\n".join([*parts, "议定："])


def members_said(dossier: Dossier) -> str:
    """Name the departments with a seat on an item, for the list of participants."""
    return "、".join(Department.objects.filter(seats__dossier=dossier).order_by("seats__since", "id").values_list("name_zh", flat=True))


def agenda_for_one(dossier: Dossier) -> str:
    """Write the agenda of an item that is put on it by itself, with the open tasks of the conferences that its department sees."""
    of_department = Task.objects.filter(conference__seats__department=dossier.department_id).distinct()
    return "\n".join([f"一、{dossier.title}", *_carried(_open_tasks(of_department, _now()))])


def _now() -> datetime:
    return datetime.combine(localdate(), datetime.min.time(), localtime().tzinfo)


def told_of_meeting(dossier: Dossier) -> dict[str, Any]:
    """Return what the minutes of a meeting say: every item with what was said of it and decided, and the open tasks of meetings before."""
    number = meeting_of(dossier)
    found = _on_agenda(number) if number else [dossier]
    others = Task.objects.exclude(conference__in=found).filter(conference__seats__department=dossier.department_id).distinct()
    carried = [
        {"任务": one.task.dossier.number, "单位": one.task.dossier.department.name_zh, "内容": one.goal, "期限": one.until}
        for one in _open_tasks(others, _now())
    ]
    rows = [_row(nth, one) for nth, one in enumerate(found, 1)]
    return {"number": number, "list": rows, "open": carried}


def _on_agenda(number: str) -> list[Dossier]:
    """Return the items on the agenda of a meeting, in order."""
    entries = Entry.objects.filter(kind=LISTED, dossier__procedure=JOINT, body__contains=json.dumps(number)).order_by("index")
    listed = dict.fromkeys(one.dossier for one in entries.select_related("dossier__department") if one.dossier)
    return [one for one in listed if meeting_of(one) == number]


def _row(nth: int, dossier: Dossier) -> dict[str, str]:
    said = said_of(dossier)
    decided = dossier.entries.filter(kind__in=("issue_minutes", "issue_minutes:proposed")).order_by("-index")
    minutes = next((str(told) for entry in decided if (told := _papers(entry).get("minutes"))), "")
    return {
        "序号": numeral(nth),
        "议题": f"{dossier.title}（{dossier.number}）",
        "提出单位": dossier.department.name_zh,
        "意见": "\n".join(f"{one.department}：{one.opinion}" for one in said),
        "不同意见": "\n".join(f"{one.department}：{one.dissent}" for one in said if one.dissent),
        "议定": minutes,
    }
