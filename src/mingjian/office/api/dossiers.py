"""Dossiers through the API: what may be done, do it, and what was done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.timezone import is_naive, localtime, make_aware, now
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from mingjian.core.language import Text
from mingjian.core.procedure import Paper, Step, steps_open
from mingjian.office.api.keys import LONGEST_KEY, Key
from mingjian.office.dossiers.awaits import OnRecord
from mingjian.office.dossiers.filing import add_file, require_part
from mingjian.office.dossiers.offers import may_take
from mingjian.office.dossiers.opening import Request, open_any, openables
from mingjian.office.dossiers.shown import state_label
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.dossiers.transition import take, take_back
from mingjian.office.dossiers.withheld import body_shown
from mingjian.office.files.storage import Brought
from mingjian.office.lists.paging import page_of
from mingjian.office.models import Dossier, Entry, Officer
from mingjian.office.people.handling import WITHHELD, Mark, is_withheld, marks_of, marks_on
from mingjian.office.people.permissions import dossier_visible_to, dossiers_visible_to
from mingjian.office.people.signin import officer_of
from mingjian.office.strict import StrictIn, one_of, procedure_keys

router = Router(tags=["dossiers"])


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
    """A step open to the asker now. Where `second` names roles, it is taken once two officers have sent it, the second one of those."""

    name: str
    label: Words
    needs: list[PaperOut]
    ground: list[str]
    opens: list[str]
    second: list[str]


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
    """
    A dossier: where it stands, what runs, what the asker may do. `steps_taken` goes into a step as `seen`.

    `handling`: who gave content to it, and how that may be used further; title and subject are withheld where the code keeps them with another department.
    """

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
    handling: list[Words]
    deadlines: list[DeadlineOut]
    steps_open: list[StepOut]


class DossiersIn(Schema):
    """Which dossiers: of a procedure, open or closed, moved at an instant or later; `after` is that of the page before."""

    procedure: str = one_of(lambda: ["", *procedure_keys()], default="")
    is_closed: bool | None = None
    moved_since: datetime | None = None
    after: str = ""
    limit: int = Field(50, ge=1, le=200)


class DossierLine(Schema):
    """A dossier in a list. `holder_code` is its department's name on every node; `handling` as of one dossier."""

    number: str
    procedure: str
    title: str
    subject: str
    state: str | dict[str, str]
    state_label: Words
    is_closed: bool
    holder: int
    holder_code: str
    opened_at: datetime
    moved_at: datetime
    steps_taken: int
    handling: list[Words]


class DossiersOut(Schema):
    """A page of dossiers, what to ask `after` for the next one (empty at the end), and how many there are, counted up to a bound."""

    dossiers: list[DossierLine]
    after: str
    count: int
    is_more_than_count: bool


class ProcedureOut(Schema):
    """A procedure that the asker may open a dossier of; one with its own portal is opened under an address of its own."""

    procedure: str
    title: Words
    sheet_in_force: str
    opening: StepOut
    has_own_door: bool


class FileOut(Schema):
    """
    A file sealed to a dossier; its SHA-256 is what a step's paper of kind `file` holds.

    Where it `is_personal`, it is opened in the console only, once an officer has named purpose and ground; the same bytes are so wherever they are sealed.
    """

    sha256: str
    name: str
    size: int
    is_personal: bool


class OpeningIn(StrictIn):
    """What a new dossier is about, and the papers of its opening step."""

    procedure: str = one_of(procedure_keys)
    title: str
    subject_kind: str = ""
    subject: str = ""
    papers: dict[str, Any] = Field(default_factory=dict)
    key: Key = None


class StepIn(StrictIn):
    """The papers of a step. `key`: repeat the request under the same key and it is taken once. `seen`: refuse if somebody was faster."""

    papers: dict[str, Any] = Field(default_factory=dict)
    key: Key = None
    seen: int | None = None


class TakeBackIn(StrictIn):
    """Why a first signature is taken back or sent back. `key`: repeat the request under the same key and it is done once."""

    reason: str
    key: Key = None


class EntryOut(Schema):
    """One entry of the ledger."""

    index: int
    at: datetime
    kind: str
    body: str
    leaf: str


@router.post("", response={201: DossierOut})
def open_one(request: HttpRequest, opening: OpeningIn) -> Status[dict[str, Any]]:
    """Open a dossier of any procedure that has no institution of its own, for the asker's department. Clues are registered under /api/clues."""
    officer = officer_of(request)
    asked = Request(opening.procedure, opening.title, opening.subject_kind, opening.subject, opening.papers, None, opening.key)
    return Status(201, _told(open_any(asked, by=officer, at=now()), officer))


@router.get("", response=DossiersOut)
def dossiers(request: HttpRequest, asked: Query[DossiersIn]) -> dict[str, Any]:
    """List the dossiers that the asker may see, those that moved last first; narrowed by procedure, by whether they are closed, by when they moved."""
    found = dossiers_visible_to(officer_of(request))
    if asked.procedure:
        found = found.filter(procedure=asked.procedure)
    if asked.is_closed is not None:
        found = found.filter(is_closed=asked.is_closed)
    if asked.moved_since is not None:
        since = asked.moved_since
        found = found.filter(moved_at__gte=make_aware(since) if is_naive(since) else since)
    page = page_of(found, ("-moved_at", "-id"), asked.after, asked.limit)
    marks, officer = marks_of(one.pk for one in page.rows), officer_of(request)
    return {
        "dossiers": [_line(one, marks.get(one.pk, []), officer) for one in page.rows],
        "after": page.after,
        "count": page.count,
        "is_more_than_count": page.is_more,
    }


@router.get("/procedures", response=list[ProcedureOut])
def procedures(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the procedures that the asker may open a dossier of today, and what the opening needs. Those with a portal of their own say so."""
    found = openables(officer_of(request), localtime(now()).date())
    return [
        {
            "procedure": one.sheet.procedure,
            "title": words_told(one.sheet.title),
            "sheet_in_force": one.sheet.in_force.isoformat(),
            "opening": _step(one.step),
            "has_own_door": bool(one.opened_at),
        }
        for one in found
        if one.is_mine
    ]


@router.get("/{number}", response=DossierOut)
def one_dossier(request: HttpRequest, number: str) -> dict[str, Any]:
    """Return a dossier with its open deadlines and the steps open to the asker."""
    officer = officer_of(request)
    return _told(dossier_visible_to(officer, number), officer)


@router.post("/{number}/steps/{name}", response=DossierOut)
def take_step(request: HttpRequest, number: str, name: str, step: StepIn) -> dict[str, Any]:
    """Take a step and give the dossier as it then stands; where that puts it out of the asker's sight, as it was handed on."""
    officer = officer_of(request)
    dossier = dossier_visible_to(officer, number)
    take(dossier, name, by=officer, at=now(), given=step.papers, key=step.key, seen=step.seen)
    return _told(dossier, officer)


@router.post("/{number}/steps/{name}/take-back", response=DossierOut)
def take_signature_back(request: HttpRequest, number: str, name: str, asked: TakeBackIn) -> dict[str, Any]:
    """Take the own first signature of a step back, or send it back unsigned as whoever would give the second."""
    officer = officer_of(request)
    dossier = dossier_visible_to(officer, number)
    take_back(dossier, name, asked.reason, by=officer, at=now(), key=asked.key)
    dossier.refresh_from_db()
    return _told(dossier, officer)


@router.post("/{number}/files", response={201: FileOut})
def send_file(
    request: HttpRequest,
    number: str,
    file: File[UploadedFile],
    is_personal: Form[bool] = False,
    key: Annotated[str | None, Form(max_length=LONGEST_KEY)] = None,
) -> Status[Any]:
    """
    Seal a file to a dossier that the asker may act on; the SHA-256 then goes into a step. Say whether it holds personal data.

    The same bytes again, or the same `key`, give the file that is there already.
    """
    officer = officer_of(request)
    dossier = dossier_visible_to(officer, number)
    require_part(officer, dossier)
    return Status(201, add_file(dossier, Brought(file.chunks(), file.name or "", is_personal), by=officer, at=now(), key=key or None))


@router.get("/{number}/entries", response=list[EntryOut])
def entries(request: HttpRequest, number: str) -> Any:
    """Return what was done, in order, as the ledger holds it; papers that rest or are kept by a handling code are not in `body`; the leaf is of the whole."""
    officer = officer_of(request)
    dossier = dossier_visible_to(officer, number)
    marks = marks_on(dossier)
    return [entry_told(entry, officer, marks) for entry in dossier.entries.select_related("dossier")]


def entry_told(entry: Entry, officer: Officer, marks: list[Mark] | None = None) -> dict[str, Any]:
    """Return an entry as the API tells it to an officer; `marks` are those of its dossier, where whoever asks has them."""
    return {"index": entry.index, "at": entry.at, "kind": entry.kind, "body": body_shown(entry, officer, marks), "leaf": bytes(entry.leaf).hex()}


def open_to(officer: Officer, dossier: Dossier) -> list[Step]:
    """Return the steps that the officer may take now, or sign as the second, in the order of the sheet."""
    signed = {proposal.step: proposal for proposal in dossier.proposals.all()}
    running = set(dossier.deadlines.filter(closed_at__isnull=True).values_list("name", flat=True))
    sheet = sheet_of(dossier)
    able = OnRecord(dossier, sheet).able(steps_open(sheet, dossier.state, running=running))
    return [step for step in able if may_take(step, dossier, officer, signed.get(step.name))]


def _line(dossier: Dossier, marks: list[Mark], officer: Officer) -> dict[str, Any]:
    return {
        "number": dossier.number,
        "procedure": dossier.procedure,
        **_content(dossier, marks, officer),
        "state": dossier.state,
        "state_label": words_told(state_label(dossier)),
        "is_closed": dossier.is_closed,
        "holder": dossier.department_id,
        "holder_code": dossier.department.code,
        "opened_at": dossier.opened_at,
        "moved_at": dossier.moved_at,
        "steps_taken": dossier.steps_taken,
    }


def _content(dossier: Dossier, marks: list[Mark], officer: Officer) -> dict[str, Any]:
    """Return what a dossier is about, as far as the handling code of what others gave to it lets a system of the asker have that, and the code."""
    is_kept = is_withheld(marks, dossier, officer)
    told = {"title": WITHHELD.zh, "subject": WITHHELD.zh} if is_kept else {"title": dossier.title, "subject": dossier.subject}
    return {**told, "handling": [words_told(one.said) for one in marks]}


def _told(dossier: Dossier, officer: Officer) -> dict[str, Any]:
    return {
        "number": dossier.number,
        "procedure": dossier.procedure,
        "sheet_in_force": dossier.sheet_in_force.isoformat(),
        **_content(dossier, marks_on(dossier), officer),
        "state": dossier.state,
        "state_label": words_told(state_label(dossier)),
        "is_closed": dossier.is_closed,
        "holder": dossier.department_id,
        "steps_taken": dossier.steps_taken,
        "deadlines": list(dossier.deadlines.filter(closed_at__isnull=True)),
        "steps_open": [_step(step) for step in open_to(officer, dossier)],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "name": step.name,
        "label": words_told(step.label),
        "needs": papers_told(step.needs),
        "ground": list(step.ground),
        "opens": list(step.opens),
        "second": list(step.second),
    }


def papers_told(papers: Sequence[Paper]) -> list[dict[str, Any]]:
    """Return what a step or an act needs."""
    options = {p.name: [(value, words_told(label)) for value, label in p.options] for p in papers}
    return [{"name": p.name, "label": words_told(p.label), "kind": p.kind, "required": p.required, "options": options[p.name]} for p in papers]


def words_told(text: Text) -> dict[str, str]:
    """Describe a phrase in both languages."""
    return {"zh": text.zh, "en": text.en}
