"""Dossiers through the API: what may be done, do it, and what was done."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localtime, now
from ninja import Field, Router, Schema, Status

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.procedure import Step, steps_open
from mingjian.office.middleware import officer_of
from mingjian.office.models import Dossier, Entry, Officer
from mingjian.office.numbers import next_number
from mingjian.office.permissions import dossier_visible_to, roles_in
from mingjian.office.steps import Opening, open_dossier, sheet_of, take

router = Router(tags=["dossiers"])

#: Procedures that an institution opens itself, with a form of its own.
WITH_A_DOOR_OF_THEIR_OWN = {"clue"}


class Words(Schema):
    """A phrase in both languages."""

    zh: str
    en: str


class PaperOut(Schema):
    """One thing that a step needs."""

    name: str
    label: Words
    kind: str
    required: bool
    options: list[tuple[str, Words]]


class StepOut(Schema):
    """A step open to the asker now."""

    name: str
    label: Words
    needs: list[PaperOut]
    ground: list[str]
    opens: list[str]


class DeadlineOut(Schema):
    """An open deadline; `due` is empty where the law says promptly."""

    name: str
    label_zh: str
    label_en: str
    opened_at: datetime
    due: datetime | None
    basis_zh: str
    basis_en: str
    ground: list[str]
    verification: str
    extended: int
    suspended_since: datetime | None


class DossierOut(Schema):
    """A dossier: where it stands, what runs, what the asker may do. `steps_taken` goes into a step as `seen`."""

    number: str
    procedure: str
    sheet_in_force: str
    title: str
    subject: str
    state: str | dict[str, str]
    state_label: Words
    is_closed: bool
    holder: int
    steps_taken: int
    deadlines: list[DeadlineOut]
    steps_open: list[StepOut]


class OpeningIn(Schema):
    """What a new dossier is about, and the papers of its opening step."""

    procedure: str
    title: str
    subject_kind: str = ""
    subject: str = ""
    papers: dict[str, Any] = Field(default_factory=dict)
    key: str | None = None


class StepIn(Schema):
    """The papers of a step. `key`: repeat the request under the same key and it is taken once. `seen`: refuse if somebody was faster."""

    papers: dict[str, Any] = Field(default_factory=dict)
    key: str | None = None
    seen: int | None = None


class EntryOut(Schema):
    """One entry of the ledger."""

    index: int
    at: datetime
    kind: str
    body: str
    leaf: str

    @staticmethod
    def resolve_leaf(entry: Entry) -> str:
        return bytes(entry.leaf).hex()


@router.post("", response={201: DossierOut})
def open_one(request: HttpRequest, opening: OpeningIn) -> Status[dict[str, Any]]:
    """Open a dossier of any procedure that has no institution of its own, for the asker's department. Clues are registered under /api/clues."""
    officer = officer_of(request)
    if opening.procedure in WITH_A_DOOR_OF_THEIR_OWN or officer.department is None:
        raise BadInput("线索请经 /api/clues 登记。", "Clues are registered under /api/clues.")
    if not opening.title.strip():
        raise BadInput("卷宗须有名称。", "A dossier needs a title.")
    at = now()
    about = Opening(opening.procedure, next_number(f"D{localtime(at).year}-"), opening.title, opening.subject_kind, opening.subject)
    dossier = open_dossier(about, by=officer, department=officer.department, at=at, given=opening.papers, key=opening.key)
    return Status(201, _told(dossier, officer))


@router.get("/{number}", response=DossierOut)
def one_dossier(request: HttpRequest, number: str) -> dict[str, Any]:
    """Give a dossier with its open deadlines and the steps open to the asker."""
    officer = officer_of(request)
    return _told(dossier_visible_to(officer, number), officer)


@router.post("/{number}/steps/{name}", response=DossierOut)
def take_step(request: HttpRequest, number: str, name: str, step: StepIn) -> dict[str, Any]:
    """Take a step and give the dossier as it then stands; where that puts it out of the asker's sight, as it was handed on."""
    officer = officer_of(request)
    dossier = dossier_visible_to(officer, number)
    take(dossier, name, by=officer, at=now(), given=step.papers, key=step.key, seen=step.seen)
    return _told(dossier, officer)


@router.get("/{number}/entries", response=list[EntryOut])
def entries(request: HttpRequest, number: str) -> Any:
    """Give what was done, in order, as the ledger holds it."""
    return dossier_visible_to(officer_of(request), number).entries.all()


def open_to(officer: Officer, dossier: Dossier) -> list[Step]:
    """Give the steps that the officer may take now, in the order of the sheet."""
    steps = steps_open(sheet_of(dossier), dossier.state)
    return [step for step in steps if set(step.by) & roles_in(officer, dossier, step.side)]


def _told(dossier: Dossier, officer: Officer) -> dict[str, Any]:
    sheet = sheet_of(dossier)
    return {
        "number": dossier.number,
        "procedure": dossier.procedure,
        "sheet_in_force": dossier.sheet_in_force.isoformat(),
        "title": dossier.title,
        "subject": dossier.subject,
        "state": dossier.state,
        "state_label": _words(sheet.label_of(dossier.state)),
        "is_closed": dossier.is_closed,
        "holder": dossier.department_id,
        "steps_taken": dossier.steps_taken,
        "deadlines": list(dossier.deadlines.filter(closed_at__isnull=True)),
        "steps_open": [_step(step) for step in open_to(officer, dossier)],
    }


def _step(step: Step) -> dict[str, Any]:
    needs = [
        {"name": p.name, "label": _words(p.label), "kind": p.kind, "required": p.required, "options": [(value, _words(label)) for value, label in p.options]}
        for p in step.needs
    ]
    return {"name": step.name, "label": _words(step.label), "needs": needs, "ground": list(step.ground), "opens": list(step.opens)}


def _words(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
