"""
What a dossier's record says, for documents: plain texts and lists by place (`steps.inform.penalty_intended`), drawn from the ledger, files and clocks.

Institutions add what they keep (`facts` on their manifests): the party of a clue, the amounts of a case. Documents are in Chinese.
Personal papers are given only with leave (a reading of the dossier); else they are absent, and so a gap.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import override

from mingjian.core.documents.resolution import cited
from mingjian.core.procedure import Paper, Step, rulebook
from mingjian.core.procedure.papers import paper_kinds
from mingjian.office.documents.fact_groups import Taken, made_in, no_hearing_in, payment_in, publication_in, served_in, served_last, silence_in, standing
from mingjian.office.documents.measures import measure_facts
from mingjian.office.documents.models import Document
from mingjian.office.dossiers.history import LookUp
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.files.readings import readings_of
from mingjian.office.institution import parts
from mingjian.office.language import chinese_day
from mingjian.office.models import Department, Dossier, Entry, Officer
from mingjian.office.papers.kinds import kind_of
from mingjian.office.people.permissions import dossiers_visible_to

#: Steps whose takers are the investigators.
_INVESTIGATING = ("investigate", "finish_investigation")
#: The power of those whose steps are approvals: what they took on record is their opinion, with name and day.
APPROVE = "documents.approve"


@dataclass
class Told:
    """A record as it is gathered; `personal` are the values that only leave opens, `linked` the dossiers that it names, `stands` its steps that stand."""

    record: dict[str, Any] = field(default_factory=dict)
    personal: set[str] = field(default_factory=set)
    linked: list[Dossier] = field(default_factory=list)
    stands: list[Taken] = field(default_factory=list)


def facts_of(dossier: Dossier, officer: Officer | None, at: datetime, authority: Department | None = None, *, is_plain: bool = False) -> Told:
    """
    Gather what is on record of a dossier, as an officer (none: the node's keyboard, without personal data) may put it into a document.

    `authority`: whose document it is; the officer's, or else the holder's, unless named. `is_plain`: without personal data even where the officer has leave.
    """
    reader = None if is_plain else officer
    with override("zh-hans"):
        told = Told()
        told.record = {"dossier": _dossier(dossier), "authority": _authority(authority or (officer and officer.department) or dossier.department)}
        _take_steps(told, dossier, reader, at)
        told.record |= _lists(dossier, served_last(dossier.procedure, told.stands))
        if dossier.arose_from is not None:
            _lay_under(told.record, {"measures": _measures_of(dossier.arose_from, reader, at)})
        seen = dossiers_visible_to(officer).filter(pk__in=[one.pk for one in told.linked]) if officer else told.linked
        for one in seen:
            _take_papers_of(told, one, reader, at)
        for one in (dossier, *seen):
            _lay_under(told.record, {"made": made_in(one)})
            leave = reader is not None and readings_of(reader, at, {one.read_as}).exists()  # each dossier has its own
            for part in parts("facts"):
                _lay_under(told.record, _opened(part(one), told, leave=leave))
    return told


def _dossier(dossier: Dossier) -> dict[str, str]:
    return {
        "number": dossier.number,
        "title": dossier.title,
        "subject": dossier.subject,
        "opened_on": chinese_day(dossier.opened_at),
        "opened_by": dossier.opened_by.name,
        "officer": dossier.officer.name if dossier.officer else "",
    }


def _authority(department: Department) -> dict[str, str]:
    return {"name": department.name_zh, "code": department.code, "region": department.region}


def _take_steps(told: Told, dossier: Dossier, officer: Officer | None, at: datetime) -> None:
    """Read the entries, the newest last: what each step that stands said, what each paper says now, who investigates, who gave which opinion."""
    sheet = sheet_of(dossier)
    entries = list(dossier.entries.select_related("officer", "officer__department").order_by("index"))
    bodies = [json.loads(entry.body) for entry in entries]
    look_up = LookUp({dossier.pk}, [body.get("papers") or {} for body in bodies])
    leave = officer is not None and readings_of(officer, at, {dossier.read_as}).exists()
    personal = {one.name: one.value for one in dossier.personal_values.all()} if leave else {}
    opinions, course, approvals, taken = [], [], [], []
    for entry, body in zip(entries, bodies, strict=True):
        name, _, manner = entry.kind.partition(":")
        if name not in sheet.steps or manner:
            continue
        step = sheet.steps[name]
        given = dict(_papers(body.get("papers") or {}, {one.name: one for one in step.needs}, look_up, personal, told))
        of_step = {"at": chinese_day(entry.at), "by": entry.officer.name if entry.officer else "", "label": step.label.zh, **given}
        of_step["ground"] = _cited(body.get("ground") or (), localtime(entry.at).date())
        taken.append(Taken(name, entry.at, given, of_step))
        course.append({"日期": chinese_day(entry.at), "事项": step.label.zh, "经办": of_step["by"]})
        if _is_approval(step):
            opinion = _said_by_head(given) or _RECORDED  # no words are put into the mouth of who approves
            of_step |= {"approver": of_step["by"], "approved_on": of_step["at"]}
            approvals.append({"事项": step.label.zh, "意见": opinion, "审批人": of_step["by"], "日期": of_step["at"], "依据": of_step["ground"]})
        if "opinion" in given and step.side == "any":  # what a department says for itself; a conclusion is nobody's opinion
            opinions.append(_opinion(entry, given))
    undone_by = {name: step.undone_by for name, step in sheet.steps.items() if step.undone_by}
    told.stands = standing(taken, undone_by)
    steps = {one.step: dict(one.told) for one in told.stands}
    papers = {name: value for one in told.stands for name, value in one.given.items()}
    decided = {name: _said_by_head(steps[step]) or words for name, (of, words) in _DECIDED.items() for step in of if step in steps}
    told.record |= {"steps": steps, "papers": papers, "history": {"list": course}, "opinions": {"list": opinions}}
    told.record["approvals"] = {"list": approvals, **decided}
    told.record["served"] = served_in(dossier.procedure, told.stands)
    told.record["officers"] = _officers(entries, dossier)
    told.record["deadlines"] = {one.name: chinese_day(one.due) for one in dossier.deadlines.order_by("opened_at", "id") if one.due}
    told.record["answer"] = {"silence": silence_in(dossier, told.stands, at), "no_hearing": no_hearing_in(dossier, told.stands, at)}
    told.record |= {"payment": payment_in(steps), "publicity": publication_in(steps)}
    told.record["review"] = {"kind": next((words for step, words in _REVIEWS.items() if step in steps), "")}
    told.record["measures"] = measure_facts(dossier, taken)


#: What those who approve write, in the order in which it is told.
_OPINIONS = ("discussion_record", "disposal", "reason", "note")
#: What stands in place of an opinion where who approves wrote none: that the step was taken, as the system has it.
_RECORDED = "（系统记载：已批准）"
#: Steps of which a form asks the head's opinion by itself, the last that was taken counting, and what stands there where nothing was written.
_DECIDED = {"filing": (("decide_to_file", "file"), "（系统记载：已批准立案）"), "closing": (("close_case",), "（系统记载：已批准结案）")}
#: What a review is called, by the step that a case was sent to it with, the latest first.
_REVIEWS = {"submit_after_hearing": "听证后法制审核", "submit_for_legal_review": "法制审核", "submit_for_review": "案件审核"}


def _said_by_head(given: Mapping[str, Any]) -> str:
    """Return what who approves wrote with a step, in the order in which it is told; empty for nothing."""
    return "；".join(str(given[name]) for name in _OPINIONS if given.get(name))


def _is_approval(step: Step) -> bool:
    """Return whether a step is an approval: only those who approve take it, or give its second signature."""
    approving = set(rulebook().powers[APPROVE].by)
    return any(roles and set(roles) <= approving for roles in (step.by, step.second))


def _measures_of(dossier: Dossier, officer: Officer | None, at: datetime) -> dict[str, Any]:
    """Return the measures of the dossier that another arose from: a transfer tells those of its case."""
    behind = Told()
    _take_steps(behind, dossier, officer, at)
    measures: dict[str, Any] = behind.record["measures"]
    return measures


def _take_papers_of(told: Told, linked: Dossier, officer: Officer | None, at: datetime) -> None:
    """Lay the papers of a dossier that this one names under its own: what was written in the clue is not written again in the case."""
    beside = Told()
    _take_steps(beside, linked, officer, at)
    told.personal |= beside.personal
    _lay_under(told.record, {group: beside.record[group] for group in ("papers", "served", "measures")})


def _papers(given: dict[str, Any], known: dict[str, Paper], look_up: LookUp, personal: dict[str, str], told: Told) -> Iterator[tuple[str, str]]:
    """Describe each paper of a step in words; of a personal one its value, with leave."""
    for name, value in given.items():
        paper = known.get(name) or rulebook().papers.get(name)
        if value in (None, ""):
            continue
        if isinstance(value, dict):
            if name in personal:
                told.personal.add(personal[name])
                yield name, personal[name]
            continue
        said = look_up.told(paper, name, value)
        if paper is not None and paper_kinds()[paper.kind].names_dossier:
            told.linked += Dossier.objects.filter(number=said.number)  # narrowed to what the officer may see once all are gathered
        yield name, said.file.name if said.file else _written(paper, value, said.value)


def _written(paper: Paper | None, value: Any, said: str) -> str:
    """Write days and sums as documents do; the rest as a person reads it anyway."""
    return kind_of(paper).written(value, said) if paper else said


def _cited(grounds: Any, on: date) -> str:
    """Cite the articles of a step as in force on its day; what the rulebook lacks is not cited."""
    return cited(grounds, rulebook().statutes, on) or "" if isinstance(grounds, list) else ""


def _opinion(entry: Entry, given: dict[str, str]) -> dict[str, str]:
    who = entry.officer
    return {
        "单位": who.department.name_zh if who and who.department else "",
        "人员": who.name if who else "",
        "日期": chinese_day(entry.at),
        "意见": given["opinion"],
        "不同意见": given.get("dissent", ""),
    }


def _officers(entries: list[Entry], dossier: Dossier) -> dict[str, str]:
    """Name the investigators: who signed the steps of the investigation, first and second, with the numbers of their certificates."""
    taken = [entry.officer for entry in entries if entry.kind.partition(":")[0] in _INVESTIGATING and entry.officer]
    who = list({one.pk: one for one in taken}.values())
    if not who:
        return {"names": dossier.officer.name if dossier.officer else ""}
    certified = "、".join(f"{one.name}（执法证号{one.certificate or '＿＿＿＿'}）" for one in who)
    return {"names": "、".join(one.name for one in who), "certified": certified}


def _lists(dossier: Dossier, served: tuple[datetime, frozenset[str]] | None) -> dict[str, Any]:
    """List the files, the documents made so far, those of them that the newest service is of, and who has a seat."""
    files = [
        {"序号": str(n), "名称": one.name_masked, "大小": f"{one.size:,} 字节", "日期": chinese_day(one.sealed_at), "校验值": one.sha256}
        for n, one in enumerate(dossier.files.all(), 1)
    ]
    numbered = list(Document.objects.filter(dossier=dossier, is_draft=False).exclude(number=""))
    newest = {one.form: one.pk for one in numbered}
    of_service = [one for one in numbered if served and ((one.form in served[1] and newest[one.form] == one.pk) or one.made_at > served[0])]
    seats = Department.objects.filter(seats__dossier=dossier).order_by("seats__since", "id")
    return {
        "files": {"list": files, "names": "；".join(str(one["名称"]) for one in files)},
        "documents": {"list": _numbered_rows(numbered), "served": _numbered_rows(of_service)},
        "seats": {"names": "、".join(one.name_zh for one in seats)},
    }


def _numbered_rows(documents: list[Document]) -> list[dict[str, str]]:
    return [
        {"序号": str(n), "名称": one.title, "文号": one.number, "日期": chinese_day(one.made_on), "校验值": one.sha256} for n, one in enumerate(documents, 1)
    ]


def tells_personal(dossier: Dossier) -> bool:
    """Return whether institutions tell personal values of a dossier, besides those that its steps hold."""
    return any(isinstance(value, Personal) for part in parts("facts") for group in part(dossier).values() for value in group.values())


def _opened(more: dict[str, dict[str, Any]], told: Told, *, leave: bool) -> dict[str, dict[str, Any]]:
    """Return personal values with leave, and note them; without it what stands in their place."""
    for group in more.values():
        for name, value in group.items():
            if isinstance(value, Personal):
                group[name] = str(value) if leave else value.without
                told.personal |= {str(value)} if leave and value else set()
    return more


def _lay_under(record: dict[str, Any], more: dict[str, dict[str, Any]]) -> None:
    """Add what an institution knows; what stands there already stays."""
    for group, told in more.items():
        record[group] = {**told, **{name: value for name, value in record.get(group, {}).items() if value not in ("", None, [])}}


class Personal(str):
    """A personal value: a document has it only with leave, and otherwise what stands in its place (`without`; empty: a gap)."""

    __slots__ = ("without",)
    without: str

    def __new__(cls, value: str, without: str = "") -> "Personal":
        """Make one."""
        made = super().__new__(cls, value)
        made.without = without
        return made
