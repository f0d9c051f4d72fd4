"""Open a dossier under the sheet of its procedure: which ones an officer may open, and the way in for institutions, console and API."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, MingjianError, NotPermitted, StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure import Earlier, Sheet, Step, rulebook
from mingjian.core.wire.names import SheetName
from mingjian.office.dossiers.awaits import keep_awaiting, place_clocks
from mingjian.office.dossiers.leads import carry_files
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.dossiers.state import newest_step, sector_for, sheet_for, sheet_of
from mingjian.office.dossiers.transition import Taking, advanced, keep, let_act, move_deadlines, record, sealed, seat
from mingjian.office.files.readings import personal_files
from mingjian.office.files.storage import Brought, seal_brought
from mingjian.office.institution import kept
from mingjian.office.lists import search
from mingjian.office.lists.text import visible
from mingjian.office.models import Department, Dossier, Entry, Officer
from mingjian.office.record.entries import earlier, other_request, refuse_other_request

_LATELY = 500  # dossiers by which it is told what a department opens most


@dataclass(frozen=True)
class Period:
    """A deadline that a step starts: its name, how long the law gives, and where it says so."""

    label: Text
    amount: Text
    ground: str
    is_conditional: bool


@dataclass(frozen=True)
class Openable:
    """One procedure as somebody who may open it sees it. `opened_at` is the URL name of its own form, where its institution has one."""

    sheet: Sheet
    step: Step
    kind: Text
    periods: list[Period]
    opened_at: str
    is_mine: bool

    @property
    def ends(self) -> list[Text]:
        """Return how it may end."""
        return [self.sheet.states[name].label for name in self.sheet.ends if self.sheet.states[name].track in ("", *self.sheet.tracks[:1])]


def openables(officer: Officer, on: date) -> list[Openable]:
    """Return every procedure that can be opened on the day, those that the officer's roles may open first."""
    found = []
    for procedure in rulebook().procedures():
        try:
            found.append(_openable(sheet_for(procedure, officer.department, on), officer, on))
        except BadInput:  # none of its versions is in force yet
            continue
    return sorted(found, key=lambda one: not one.is_mine)


def by_use(found: list[Openable], officer: Officer) -> list[Openable]:
    """Put first, of those that the officer may open, what the department's officers opened most often of late; the rest stays in its order."""
    if officer.department_id is None:
        return found
    lately = Dossier.objects.filter(opened_by__department=officer.department_id).order_by("-pk").values_list("procedure", flat=True)[:_LATELY]
    begun = Counter(lately)
    return sorted(found, key=lambda one: (not one.is_mine, -begun[one.sheet.procedure] if one.is_mine else 0))


def openable(procedure: str, officer: Officer, on: date) -> Openable:
    """Return one procedure that the officer may open. Raises NotFound for an unknown one, NotPermitted for one that is for others."""
    found = _openable(sheet_for(procedure, officer.department, on), officer, on)
    if not found.is_mine:
        raise NotPermitted(*_for_whom(found.step))
    return found


def _for_whom(step: Step) -> tuple[str, str]:
    words = rulebook().vocabularies.get("roles", {})
    who = [words.get(role, Text(role, role)) for role in step.by]
    return (f"“{step.label.zh}”须由{'或'.join(one.zh for one in who)}办理。", f"{step.label.en!r} is for: {' or '.join(one.en for one in who)}.")


def _openable(sheet: Sheet, officer: Officer, on: date) -> Openable:
    if sheet.opening is None:
        raise BadInput(f"程序“{sheet.title.zh}”不能直接建立卷宗。", f"No dossier can be opened for procedure {sheet.title.en!r}.")
    step = sheet.steps[sheet.opening]
    kind = rulebook().vocabularies.get("dossiers", {}).get(sheet.dossier, sheet.title)
    return Openable(sheet, step, kind, periods(sheet, step, on), held.opened_at if (held := kept(sheet.procedure)) else "", officer.holds(*step.by))


def periods(sheet: Sheet, step: Step, on: date) -> list[Period]:
    """Return the deadlines that a step starts, with the figure of the law on the day, those that always start first."""
    found = []
    for name in (*step.opens, *step.restarts):
        spec = sheet.deadlines[name]
        try:
            value = rulebook().statutes.value(spec.period, on)
        except MingjianError:  # the law is not in force on that day: the step itself will say so
            continue
        found.append(Period(spec.label, value.amount, value.ground, bool(spec.only_if)))
    return sorted(found, key=lambda period: period.is_conditional)


@dataclass(frozen=True)
class Opening:
    """What a new dossier is about. `number` is the whole file number, unique in the node; `officer` works on it from the start, `arose_from` led to it."""

    procedure: str
    number: str
    title: str
    subject_kind: str = ""
    subject: str = ""
    officer: Officer | None = None
    arose_from: Dossier | None = None


def open_dossier(
    opening: Opening,
    *,
    by: Officer,
    department: Department,
    at: datetime,
    given: Mapping[str, object] | None = None,
    brought: Mapping[str, Brought] | None = None,
    key: str | None = None,
    sent: tuple[object, ...] = (),
) -> Dossier:
    """
    Open a dossier under the sheet in force on the day by taking the sheet's opening step; its deadlines start with it.

    `brought` are files by the name of their paper, sealed with the opening. The same key again gives the same dossier, and is
    refused where something else came with it. `sent` is what came in at the portal, where that is not the opening and what is given.
    """
    opening = replace(opening, title=visible(opening.title))  # it heads every list
    asked = (opening.procedure, opening.title, opening.subject_kind, opening.subject, opening.arose_from, given or {}, brought or {})
    sent = sent or asked
    with transaction.atomic():
        if before := earlier(by, key):
            return same_opening(before, opening, sent)
        _refuse_twice(opening)
        sector = sector_for(opening.procedure, department, localtime(at).date())
        sheet = rulebook().sheet(opening.procedure, localtime(at).date(), sector)
        dossier = _new_dossier(opening, sheet, sector, by, department, at)
        name = str(SheetName(opening.procedure, sheet.in_force, sheet.digest))
        told: dict[str, object] = {"procedure": opening.procedure, "sheet": name, "title": dossier.title, "subject": dossier.subject}
        told |= {"sector": sector} if sector else {}
        papers = {**(given or {}), **seal_brought(brought or {}, dossier=dossier, by=by, at=at)} if sheet.opening else {}
        taking = Taking(dossier, sheet, sheet.opening or "open", by, at, papers, key, by.roles, sent)
        if sheet.opening:
            told |= _begin(taking, newest_step(opening.arose_from) if opening.arose_from else None)
        if opening.arose_from:
            told |= _arisen(taking, opening.arose_from)
        record(taking, taking.step, {**told, "state": dossier.state})
        if sheet.opening:
            place_clocks(dossier)
        keep_awaiting(dossier, at)
    return dossier


def _begin(taking: Taking, source: Earlier | None) -> dict[str, object]:
    """Take the opening step: start the deadlines, let in whom it lets in; return what the ledger keeps of it. `source`: the step that it arose from."""
    dossier, at = taking.dossier, taking.at
    holder = dossier.department_id
    change, named = advanced(taking, None, source=source)
    move_deadlines(dossier, change, at)
    let_act(taking, change.papers)
    keep(dossier, holder, at)
    return {"papers": sealed(taking, change.papers, named), "ground": list(change.ground)}


def _arisen(taking: Taking, source: Dossier) -> dict[str, object]:
    """Take the files of the dossier that led to this one along; give what the ledger keeps of that."""
    files = carry_files(source, taking.dossier, taking.by, taking.at)
    return {"arose_from": source, **({"files": files} if files else {}), **personal_files(taking.dossier)}


def _new_dossier(opening: Opening, sheet: Sheet, sector: str, by: Officer, department: Department, at: datetime) -> Dossier:
    """Write the row itself, the seats of who holds it and who opened it, and what it is found by."""
    dossier = Dossier(
        procedure=opening.procedure,
        number=opening.number,
        title=opening.title[:200],
        subject_kind=opening.subject_kind,
        subject=opening.subject[:200],
        sheet_in_force=sheet.in_force,
        sector=sector,
        department=department,
        officer=opening.officer,
        arose_from=opening.arose_from,
        opened_by=by,
        opened_at=at,
        moved_at=at,
    )
    dossier.state = sheet.starts
    dossier.save()
    seat(dossier, {department.pk, by.department_id or department.pk}, at)
    search.index("dossier", dossier.pk, dossier.words())
    return dossier


def _refuse_twice(opening: Opening) -> None:
    """Refuse a second dossier where a decision led to one that is still open: two officers, or two windows of one, had the same form before them."""
    source = opening.arose_from
    if source is None or all(lead.procedure != opening.procedure for step in sheet_of(source).steps.values() for lead in step.leads_to):
        return
    Dossier.objects.select_for_update(of=("self",)).get(pk=source.pk)
    before = Dossier.objects.filter(arose_from=source, procedure=opening.procedure, is_closed=False).first()
    if before is not None:
        zh = f"{source.number} 已经建立了 {before.number}“{before.title}”，没有再建；请在该卷宗中办理。"
        raise StepRefused(zh, f"{source.number} has led to {before.number}, {before.title!r}, already: nothing was opened anew; go on there.")


def same_opening(before: Entry, opening: Opening, sent: tuple[object, ...]) -> Dossier:
    """Return the dossier that a request opened before. Raises StepRefused where its key stood for a step, for another opening, or came with something else."""
    opened = opened_by(before)
    if opened is None:
        raise other_request()
    if opened.procedure != opening.procedure or opened.title != opening.title[:200]:
        zh = f"这张表单（请求编号）已经提交过一次，建立了 {opened.number}；要另办一件，请重新打开表单。"
        raise StepRefused(zh, f"This form (request key) was sent before and opened {opened.number}: for another matter open it anew.")
    refuse_other_request(before, *sent)
    return opened


def opened_by(entry: Entry) -> Dossier | None:
    """Return the dossier that an entry opened; None for an entry of anything else, be it a later step of a dossier."""
    dossier = entry.dossier
    return dossier if dossier is not None and entry.kind == (sheet_of(dossier).opening or "open") else None


@dataclass(frozen=True)
class Request:
    """What somebody asks to be opened: the procedure, what the dossier is called and about, its papers and files (by their paper), a key, what led to it."""

    procedure: str
    title: str
    subject_kind: str = ""
    subject: str = ""
    papers: Mapping[str, object] | None = None
    brought: Mapping[str, Brought] | None = None
    key: str | None = None
    arose_from: Dossier | None = None


def open_any(request: Request, *, by: Officer, at: datetime) -> Dossier:
    """
    Open a dossier of any procedure that has no institution of its own, for the officer's department; the officer works on it.

    The same key again gives the same dossier, and takes no number.
    """
    asked = openable(request.procedure, by, localtime(at).date())
    if asked.opened_at or by.department is None:
        zh, en = (
            f"“{asked.sheet.title.zh}”有自己的登记页和接口，请从那里登记。",
            f"{asked.sheet.title.en!r} has a page and an address of its own: register it there.",
        )
        raise BadInput(zh, en)
    if not request.title.strip():
        raise BadInput("卷宗须有名称。", "A dossier needs a title.")
    with transaction.atomic():
        number = next_number(f"D{localtime(at).year}-")
        about = Opening(request.procedure, number, request.title.strip(), request.subject_kind, request.subject.strip(), by, request.arose_from)
        opened = open_dossier(about, by=by, department=by.department, at=at, given=request.papers, brought=request.brought, key=request.key)
        if opened.number != number:
            transaction.set_rollback(True)  # opened before under this key: the number is not used
    return opened
