"""
How a dossier is shown, whatever its procedure: where it stands, what is due, which steps are open, what was done.

All of it is drawn from the sheet and the ledger. An institution that has a page of its own for its dossiers puts it under `@page_of(procedure)`; the others
are shown by the common page.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext

from mingjian.core.language import Text
from mingjian.core.procedure import Paper, Sheet, Step, diagram, rulebook, steps_open
from mingjian.office.forms import StepForm
from mingjian.office.models import Deadline, Department, Dossier, Entry, Officer, Proposal, SealedFile
from mingjian.office.permissions import roles_in
from mingjian.office.steps import sheet_of

SOON_WORKING_DAYS = 3
ENTRIES = 50


@dataclass(frozen=True)
class Attempt:
    """A step that was refused: what was typed, and why."""

    step: str
    form: StepForm
    refused: str = ""


#: What a page knows of a step beforehand: one just refused, or papers that a link suggests, by kind of paper.
Tried = Attempt | dict[str, str] | None
Shower = Callable[[HttpRequest, Dossier, Tried], HttpResponse]
_showers: dict[str, tuple[str, Shower]] = {}


def page_of(procedure: str, url_name: str) -> Callable[[Shower], Shower]:
    """Let a function show the dossiers of a procedure; `url_name` takes the dossier's number."""

    def keep(shower: Shower) -> Shower:
        _showers[procedure] = (url_name, shower)
        return shower

    return keep


def url_of(dossier: Dossier) -> str:
    """Give the address of a dossier's page."""
    name = _showers[dossier.procedure][0] if dossier.procedure in _showers else "dossier"
    return reverse(name, args=[dossier.number])


def shower_of(dossier: Dossier) -> Shower | None:
    """Give the function that shows this dossier, where its institution has one."""
    return _showers[dossier.procedure][1] if dossier.procedure in _showers else None


def state_label(dossier: Dossier) -> Text:
    """Say where a dossier stands."""
    return sheet_of(dossier).label_of(dossier.state)


@dataclass(frozen=True)
class OpenStep:
    """A step that the officer may take now, with its form and the deadlines that it opens."""

    step: Step
    form: StepForm
    opens: list[Text]
    undo: Text | None
    refused: str
    is_tried: bool
    first: Proposal | None = None
    proposed: list["Told"] = field(default_factory=list)


@dataclass(frozen=True)
class Told:
    """One paper of an entry, as a person reads it."""

    label: str
    value: str = ""
    is_personal: bool = False
    file: SealedFile | None = None
    number: str = ""


@dataclass(frozen=True)
class Done:
    """One entry of the history, as a person reads it."""

    entry: Entry
    label: str
    state: str
    ground: list[str]
    papers: list[Told] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Shown:
    """Everything that the blocks of `office/dossier.html` need."""

    dossier: Dossier
    sheet: Sheet
    deadlines: list[Deadline]
    steps: list[OpenStep]
    history: list[Done]
    entries: int
    is_ours: bool

    def diagram(self) -> str:
        """Draw the procedure, the present state marked."""
        return diagram(self.sheet, self.dossier.state, (get_language() or "zh")[:2])


def shown(dossier: Dossier, officer: Officer, tried: Tried = None) -> Shown:
    """Gather what a dossier's page shows to an officer."""
    sheet = sheet_of(dossier)
    entries = dossier.entries.select_related("officer").order_by("-index")
    return Shown(
        dossier,
        sheet,
        list(dossier.deadlines.filter(closed_at__isnull=True).order_by(F("due").asc(nulls_last=True), "id")),
        _open_steps(dossier, sheet, officer, tried),
        _history(sheet, list(entries[:ENTRIES])),
        entries.count(),
        dossier.department_id == officer.department_id,
    )


def _open_steps(dossier: Dossier, sheet: Sheet, officer: Officer, tried: Tried) -> list[OpenStep]:
    """The steps that the officer may take, or may sign as the second."""
    proposals = {proposal.step: proposal for proposal in dossier.proposals.select_related("by")}
    found = []
    for step in steps_open(sheet, dossier.state):
        first = proposals.get(step.name)
        if (first and first.by_id == officer.pk) or not set(step.second if first else step.by) & roles_in(officer, dossier, step.side):
            continue
        attempt = tried if isinstance(tried, Attempt) and tried.step == step.name else None
        suggested = {} if isinstance(tried, Attempt) or tried is None else tried
        form = attempt.form if attempt else StepForm(step, dossier, officer, suggested=suggested, is_signed=first is not None)
        found.append(
            OpenStep(
                step,
                form,
                [sheet.deadlines[name].label for name in (*step.opens, *step.restarts)],
                sheet.steps[step.undone_by].label if step.undone_by else None,
                attempt.refused if attempt else "",
                attempt is not None or form.is_suggested,
                first,
                _proposed(first, step) if first else [],
            )
        )
    return found


def _proposed(first: Proposal, step: Step) -> list[Told]:
    """What the first signature says, for the second to read."""
    papers = {paper.name: paper for paper in step.needs}
    look_up = _LookUp({first.dossier_id}, [first.papers])
    return [look_up.told(papers.get(name), name, value) for name, value in first.papers.items()]


def _history(sheet: Sheet, entries: list[Entry]) -> list[Done]:
    bodies = [json.loads(entry.body) for entry in entries]
    look_up = _LookUp({entry.dossier_id for entry in entries if entry.dossier_id}, [body.get("papers") or {} for body in bodies])
    return [_done(sheet, entry, body, look_up) for entry, body in zip(entries, bodies, strict=True)]


def _done(sheet: Sheet, entry: Entry, body: dict[str, Any], look_up: "_LookUp") -> Done:
    name, _, manner = entry.kind.partition(":")
    step = sheet.steps.get(name)
    papers = {paper.name: paper for paper in step.needs} if step else {}
    filled = {name: value for name, value in (body.get("papers") or {}).items() if value not in (None, "")}
    given = [look_up.told(papers.get(name) or rulebook().papers.get(name), name, value) for name, value in filled.items()]
    opened = [_in(sheet.deadlines[one["name"]].label) for one in body.get("opened") or () if one.get("name") in sheet.deadlines]
    state = body.get("state")
    label = kind_said(name, step) + (gettext(" (first signature)") if manner else "")
    return Done(entry, label, _in(sheet.label_of(state)) if state else "", list(body.get("ground") or ()), given, opened)


class _LookUp:
    """Names of the departments and officers, and files, that some entries speak of: one query for each kind."""

    def __init__(self, dossiers: set[int], papers: list[dict[str, Any]]) -> None:
        values = {str(value) for given in papers for value in given.values() if isinstance(value, str | int)}
        keys = [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 10]
        self._departments = {str(one.pk): one.name for one in Department.objects.filter(pk__in=keys)} if keys else {}
        self._officers = {str(one.pk): one.name for one in Officer.objects.filter(pk__in=keys)} if keys else {}
        self._files = {one.sha256: one for one in SealedFile.objects.filter(dossier__in=dossiers, sha256__in=values)}

    def told(self, paper: Paper | None, name: str, value: object) -> Told:
        """Say one paper's value for a person; a personal one only that it was given."""
        label = _in(paper.label) if paper else name
        if isinstance(value, dict):
            return Told(label, str(value.get("salted_sha256", "")), is_personal=True)
        text = str(value)
        if paper is None:
            return Told(label, text)
        if paper.kind == "choice":
            return Told(label, next((_in(option) for key, option in paper.options if key == text), text))
        if paper.kind == "department":
            return Told(label, self._departments.get(text, text))
        if paper.kind == "officer":
            return Told(label, self._officers.get(text, text))
        if paper.kind == "file":
            return Told(label, text, file=self._files.get(text))
        if paper.kind == "datetime":
            return Told(label, f"{localtime(datetime.fromisoformat(text)):%Y-%m-%d %H:%M}")
        if paper.kind in {"clue", "dossier"}:
            return Told(label, text, number=text)
        return Told(label, text)


def kind_said(kind: str, step: Step | None) -> str:
    """Say what an entry records: the step's own label, or one of the office's own kinds."""
    known = KINDS.get(kind)
    return _in(step.label) if step else _in(known) if known else kind


#: Entries that are no steps of a sheet.
KINDS = {
    "opened": Text("登记", "Registered"),
    "detector_run": Text("运行检测器", "Detector run"),
    "finding_set_aside": Text("发现不予跟进", "Finding set aside"),
    "reporter_revealed": Text("查看举报人信息", "Reporter revealed"),
    "records_imported": Text("导入数据", "Records imported"),
    "department_added": Text("新增部门", "Department added"),
    "officer_added": Text("新增人员", "Officer added"),
    "officer_granted": Text("调整职责与角色", "Duty and roles granted"),
    "officer_deactivated": Text("停用人员", "Officer deactivated"),
    "officer_activated": Text("启用人员", "Officer activated"),
    "officer_password_renewed": Text("重置密码", "Password renewed"),
}


def _in(text: Text) -> str:
    return text.in_language(get_language() or "zh-hans")
